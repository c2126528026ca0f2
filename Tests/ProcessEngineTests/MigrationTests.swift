import FEELValues
import ProcessEngine
import Testing

@Suite("Migration") struct MigrationTests {
    private static func body(_ task: String, extra: String = "") -> String {
        "<startEvent id=\"s\"/><parallelGateway id=\"g\"/><userTask id=\"\(task)\"/><userTask id=\"b\"/>"
            + "<parallelGateway id=\"j\"/><userTask id=\"after\"/><endEvent id=\"e\"/>\(extra)"
            + "<sequenceFlow id=\"f0\" sourceRef=\"s\" targetRef=\"g\"/><sequenceFlow id=\"f1\" sourceRef=\"g\" targetRef=\"\(task)\"/>"
            + "<sequenceFlow id=\"f2\" sourceRef=\"g\" targetRef=\"b\"/><sequenceFlow id=\"f3\" sourceRef=\"\(task)\" targetRef=\"j\"/>"
            + "<sequenceFlow id=\"f4\" sourceRef=\"b\" targetRef=\"j\"/><sequenceFlow id=\"f5\" sourceRef=\"j\" targetRef=\"after\"/>"
            + "<sequenceFlow id=\"f6\" sourceRef=\"after\" targetRef=\"e\"/>"
    }

    @Test("keeps tokens, waiting joins and new boundary events") func moves() throws {
        var play = try Play(Self.body("a"))
        try play.apply(.completeTask(play.key("b")))
        let timer =
            "<boundaryEvent id=\"late\" attachedToRef=\"a2\"><timerEventDefinition><timeDuration>PT1H</timeDuration>"
            + "</timerEventDefinition></boundaryEvent><endEvent id=\"gone\"/><sequenceFlow id=\"f7\" sourceRef=\"late\" targetRef=\"gone\"/>"
        let target = try Play.engine(Self.body("a2", extra: timer))
        let plan = MigrationPlan(from: play.engine.graph, to: target.graph, mapping: ["a": "a2"])
        #expect(plan.problems(for: play.state).isEmpty)
        var state = play.state
        let (outcome, problems) = target.migrate(&state, by: plan, in: ProcessEnvironment(now: Play.now))
        #expect(problems.isEmpty)
        #expect(outcome.effects.contains { if case .setTimer = $0 { true } else { false } })
        let task = try #require(state.activeKeys.last)
        _ = try target.apply(.completeTask(task), to: &state, in: ProcessEnvironment(now: Play.now))
        let after = try #require(state.activeKeys.last)
        #expect(target.graph.nodes[state.elements[after]?.node ?? 0].id == "after")
    }

    @Test("is refused, with every reason, and then changes nothing") func refused() throws {
        let play = try Play(Self.body("a"))
        let target = try Play.engine(Self.body("other"))
        let plan = MigrationPlan(from: play.engine.graph, to: target.graph)
        var state = play.state
        let (_, problems) = target.migrate(&state, by: plan, in: ProcessEnvironment(now: Play.now))
        #expect(problems.map(\.code) == ["migration.no-target"])
        #expect(state == play.state)
    }
}

@Suite("The preview") struct PreviewTests {
    private let body =
        "<startEvent id=\"s\"/>"
        + "<userTask id=\"a\"><extensionElements><sanbu:approval><sanbu:approver kind=\"user\" value=\"li,wu\"/></sanbu:approval></extensionElements></userTask>"
        + "<exclusiveGateway id=\"x\" default=\"fd\"/>"
        + "<userTask id=\"big\"><extensionElements><sanbu:approval><sanbu:approver kind=\"user\" value=\"ceo\"/></sanbu:approval></extensionElements></userTask>"
        + "<endEvent id=\"e\"/>"
        + "<sequenceFlow id=\"f1\" sourceRef=\"s\" targetRef=\"a\"/><sequenceFlow id=\"f2\" sourceRef=\"a\" targetRef=\"x\"/>"
        + "<sequenceFlow id=\"f3\" sourceRef=\"x\" targetRef=\"big\"><conditionExpression>amount > 1000</conditionExpression></sequenceFlow>"
        + "<sequenceFlow id=\"fd\" sourceRef=\"x\" targetRef=\"e\"/><sequenceFlow id=\"f4\" sourceRef=\"big\" targetRef=\"e\"/>"

    @Test(
        "names everybody on the way before a request is submitted",
        arguments: [(5000, ["li,wu", "ceo"]), (5, ["li,wu"])])
    func before(_ amount: Int, _ expected: [String]) throws {
        let engine = try Play.engine(body)
        let request = StartRequest(variables: ["amount": .number(amount)], initiator: "ann")
        let steps = engine.preview(request, in: ProcessEnvironment(now: Play.now))
        #expect(steps.map { $0.people.joined(separator: ",") } == expected)
        #expect(steps.allSatisfy { $0.status == .expected })
    }

    @Test("tells what has been passed, who has it and who comes next") func live() throws {
        var play = try Play(body, variables: ["amount": 5000], initiator: "ann")
        #expect(
            play.engine.preview(play.state, in: ProcessEnvironment(now: Play.now)).map(\.status) == [
                .current, .expected,
            ])
        for (task, person) in [("li", 0), ("wu", 1)].map({ ($0.0, $0.0) }) {
            let seat = try #require(play.state.seats.keys.sorted().first)
            _ = task
            try play.apply(.approval(.approve(task: seat, .init(by: person))))
        }
        let steps = play.engine.preview(play.state, in: ProcessEnvironment(now: Play.now))
        #expect(steps.map(\.status) == [.passed, .current])
        #expect(steps.map(\.people) == [["li", "wu"], ["ceo"]])
    }
}
