import FEELValues
import ProcessEngine
import Testing

@Suite("Joins with a thousand branches") struct JoinTests {
    /// A fork of user tasks and their join.
    private static func body(_ kind: String, _ count: Int) -> String {
        let tasks = (0..<count).map { "<userTask id=\"t\($0)\"/>" }.joined()
        let chains = (0..<count).map { "f t\($0) j" }.joined(separator: ";")
        return "<startEvent id=\"s\"/><\(kind)Gateway id=\"f\"/><\(kind)Gateway id=\"j\"/><endEvent id=\"e\"/>\(tasks)"
            + flows("s f;j e;" + chains)
    }

    @Test("pass once, when the last has come", arguments: ["parallel", "inclusive"]) func thousand(_ kind: String)
        throws
    {
        var play = try Play(Self.body(kind, 1000))
        #expect(play.active.count == 1000)
        for task in play.state.activeKeys.dropFirst() {
            #expect(play.state.status == .active)
            try play.apply(.completeTask(task))
        }
        #expect(play.state.status == .completed)
    }

    @Test("take work in proportion to the branches", arguments: ["parallel", "inclusive"]) func linear(_ kind: String)
        throws
    {
        func time(_ count: Int) throws -> Double {
            var play = try Play(Self.body(kind, count))
            let tasks = play.state.activeKeys.dropFirst()
            let clock = ContinuousClock()
            let elapsed = try clock.measure { for task in tasks { try play.apply(.completeTask(task)) } }
            return Double(elapsed.components.attoseconds) / 1e18 + Double(elapsed.components.seconds)
        }
        _ = try time(100)
        let (small, large) = (try time(400), try time(1600))
        // Four times the branches: square work would take sixteen times as long.
        #expect(large < small * 12, "400 branches \(small) s, 1600 branches \(large) s")
    }

    @Test("gather a multi-instance task of a thousand runs") func runs() throws {
        var play = try Play(
            "<startEvent id=\"s\"/><userTask id=\"t\"><multiInstanceLoopCharacteristics><loopCardinality>1000</loopCardinality>"
                + "</multiInstanceLoopCharacteristics></userTask><endEvent id=\"e\"/>" + flows("s t e"))
        let runs = play.state.activeKeys.filter { play.state.elements[$0]?.role == .inner }
        #expect(runs.count == 1000)
        for run in runs { try play.apply(.completeTask(run)) }
        #expect(play.state.status == .completed)
    }
}
