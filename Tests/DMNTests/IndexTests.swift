import FEEL
import FEELValues
import Testing

@testable import DMN

@Suite("Table index") struct IndexTests {
    private static let cells = [
        "-", "-", "1", "2", "2, 3", "< 2", "<= 2", "> 3", ">= 3.5", "[1..3]", "(1..3)", "[1..3)", "not(2)",
        "not(1, [3..4])",
        "\"x\"", "\"x\", \"y\"", "not(\"x\")", "true", "false", "not(true)", "null", "date(\"2026-01-02\")",
        "> date(\"2026-01-01\")", "@\"P1D\"", "[@\"P1D\"..@\"P3D\"]", "? > 2", "[\"a\"..\"m\"]", "(> 2)", "b", "2.0",
        "= 2", "!= 2", "[3..1]", "1, \"x\"", "@\"2026-01-02T10:00:00Z\"", "< @\"2026-01-02T10:00:00\"", "[1, 2]",
    ]

    private static let inputs = [
        "null", "0", "1", "1.5", "2", "2.00", "3", "3.5", "4", "\"x\"", "\"y\"", "\"b\"", "true", "false", "[2]",
        "[1, 2]",
        "{a: 1}", "[1..3]", "date(\"2026-01-01\")", "date(\"2026-01-02\")", "@\"P1D\"", "@\"P2D\"", "@\"P1M\"",
        "@\"2026-01-02T10:00:00Z\"", "@\"2026-01-02T11:00:00+01:00\"", "@\"2026-01-02T09:00:00\"",
    ]

    @Test("finds what a scan finds, on random tables and inputs")
    func sameAsScan() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        print("random tables: seed \(seed)")
        let values = try Self.inputs.map { try FEEL.compile($0).evaluate().value }
        var matches = 0
        for _ in 0..<300 {
            let table = try #require(Self.table(&numbers))
            let run = Run(DMN.compile(DMN.Model()), Evaluator())
            for _ in 0..<40 {
                let inputs = (0..<2).map { _ in values.randomElement(using: &numbers) ?? .null }
                var bindings = Bindings(values: inputs, run: run)
                let found = table.matching(inputs, &bindings)
                #expect(found == table.matchingByScan(inputs, &bindings), "seed \(seed), inputs \(inputs)")
                matches += found.count
            }
        }
        #expect(matches > 1000, "seed \(seed)")
    }

    private static func table(_ numbers: inout SeededNumbers) -> CompiledTable? {
        var text = TableText(policy: Bool.random(using: &numbers) ? .first : .collect)
        for rule in 0..<Int.random(in: 1...130, using: &numbers) {
            text.rows.append((0..<2).map { _ in cells.randomElement(using: &numbers) ?? "-" } + ["\(rule)"])
        }
        let model = text.model
        guard case .table(let table)? = model.decisions.first?.expression else { return nil }
        let compiler = ModelCompiler(Graph(model, imports: []), DMN.Options())
        let names = ["a", "b"].map { LogicCompiler.Name(name: $0, type: .any) }
        return TableCompiler(LogicCompiler(compiler, model: 0, element: "t", names: names)).compiled(table)?.table
    }

    @Test("asks FEEL only where it must")
    func certainty() {
        let index = ColumnIndex([.any, .spans([Interval(1)], negated: false), .opaque])
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2) { buffer in
            let candidates = UnsafeMutableBufferPointer(rebasing: buffer[..<1])
            let unsure = UnsafeMutableBufferPointer(rebasing: buffer[1...])
            for (value, matching) in [(Value.number(1), 0b111), (2, 0b101), ("x", 0b101)] as [(Value, UInt64)] {
                candidates.initialize(repeating: 0b111)
                unsure.initialize(repeating: 0)
                #expect(index.narrow(candidates, unsure, by: value))
                #expect(candidates[0] == matching && unsure[0] == 0b100)
            }
            #expect(!index.narrow(candidates, unsure, by: .null))
        }
    }
}
