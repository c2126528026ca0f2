import DMN
import FEEL
import FEELValues
import Testing

/// A decision table in rows of text: as many tests as there are columns, then the results.
struct TableText {
    var policy: DMN.HitPolicy = .unique
    var aggregation: DMN.Aggregation?
    var columns = ["a", "b"]
    var outputs: [String] = [""]
    var outputValues: [String?] = [nil]
    var defaults: [String?] = [nil]
    var inputValues: [String?] = []
    var rows: [[String]] = []

    /// A model with one decision, `result`, that is this table on the inputs `a` and `b`.
    var model: DMN.Model {
        var table = DMN.DecisionTable(hitPolicy: policy, aggregation: aggregation)
        table.inputs = columns.enumerated().map { index, text in
            var input = DMN.DecisionTable.Input(DMN.Literal(DMN.Text(text)))
            if index < inputValues.count, let values = inputValues[index] {
                input.values = DMN.UnaryTests(DMN.Text(values))
            }
            return input
        }
        table.outputs = zip(outputs, zip(outputValues, defaults)).map { name, more in
            var output = DMN.DecisionTable.Output(name.isEmpty ? nil : name)
            output.values = more.0.map { DMN.UnaryTests(DMN.Text($0)) }
            output.defaultEntry = more.1.map { DMN.Literal(DMN.Text($0)) }
            return output
        }
        table.rules = rows.map { row in
            DMN.DecisionTable.Rule(
                row.prefix(columns.count).map { DMN.UnaryTests(DMN.Text($0)) },
                gives: row.dropFirst(columns.count).map { DMN.Literal(DMN.Text($0)) })
        }
        return Self.model(.table(table))
    }

    static func model(_ logic: DMN.Expression) -> DMN.Model {
        var model = DMN.Model(name: "m", namespace: "urn:m")
        var decision = DMN.Decision("result", logic)
        for name in ["a", "b"] {
            model.elements.append(.input(DMN.InputData(name, id: name)))
            decision.requirements.append(DMN.Requirement(.information, .input, "#\(name)"))
        }
        model.elements.append(.decision(decision))
        return model
    }
}

/// Checks what a table gives for inputs; the result is written in FEEL.
private func check(
    table: TableText, inputs: [Value], gives expected: String, _ location: SourceLocation = #_sourceLocation
) throws {
    let decisions = DMN.compile(table.model)
    #expect(decisions.problems.filter { $0.severity == .error }.isEmpty, sourceLocation: location)
    let prepared = try #require(decisions.prepare("result", inputs: ["a", "b"]), sourceLocation: location)
    let seen = prepared.evaluate(inputs + [Value](repeating: .null, count: 2 - inputs.count)).value
    #expect(seen == (try FEEL.compile(expected).evaluate().value), sourceLocation: location)
}

@Suite("Decision tables") struct TableTests {
    private var levels = TableText(
        outputValues: ["\"high\", \"middle\", \"low\""],
        rows: [["< 10", "-", "\"low\""], [">= 5", "-", "\"middle\""], ["[5..20]", "\"x\"", "\"high\""]])

    private func levels(_ policy: DMN.HitPolicy) -> TableText {
        var table = levels
        table.policy = policy
        return table
    }

    @Test("unique gives the one rule that matches, and null for more")
    func unique() throws {
        try check(table: levels(.unique), inputs: [1, "y"], gives: "\"low\"")
        try check(table: levels(.unique), inputs: [7, "y"], gives: "null")
        try check(table: levels(.unique), inputs: ["text", "y"], gives: "null")
    }

    @Test("any gives the common result, and null for different ones")
    func any() throws {
        let same = TableText(
            policy: .any, rows: [["> 1", "-", "\"p\""], ["> 2", "-", "\"p\""], ["> 9", "-", "\"q\""]])
        try check(table: same, inputs: [5], gives: "\"p\"")
        try check(table: same, inputs: [10], gives: "null")
    }

    @Test("first, priority and the orders")
    func orders() throws {
        try check(table: levels(.first), inputs: [7, "x"], gives: "\"low\"")
        try check(table: levels(.priority), inputs: [7, "x"], gives: "\"high\"")
        try check(table: levels(.ruleOrder), inputs: [7, "x"], gives: "[\"low\", \"middle\", \"high\"]")
        try check(table: levels(.outputOrder), inputs: [7, "x"], gives: "[\"high\", \"middle\", \"low\"]")
        try check(table: levels(.collect), inputs: [7, "y"], gives: "[\"low\", \"middle\"]")
    }

    @Test(
        "collect aggregates",
        arguments: [
            (DMN.Aggregation.sum, "60"), (.count, "3"), (.min, "10"), (.max, "30"),
        ]) func aggregates(_ aggregation: DMN.Aggregation, _ expected: String) throws
    {
        let table = TableText(
            policy: .collect, aggregation: aggregation,
            rows: [["> 0", "-", "10"], ["> 1", "-", "20"], ["> 2", "-", "a * 10"]])
        try check(table: table, inputs: [3], gives: expected)
    }

    @Test("several outputs make a context, ordered by all columns")
    func outputs() throws {
        let table = TableText(
            policy: .outputOrder, outputs: ["grade", "rate"], outputValues: ["\"A\", \"B\"", "1, 2"],
            defaults: [nil, nil],
            rows: [["-", "-", "\"B\"", "1"], ["-", "-", "\"A\"", "2"], ["-", "-", "\"A\"", "1"]])
        try check(
            table: table, inputs: [],
            gives: "[{grade: \"A\", rate: 1}, {grade: \"A\", rate: 2}, {grade: \"B\", rate: 1}]")
    }

    @Test("the default stands in when no rule matches")
    func defaults() throws {
        var table = TableText(defaults: ["\"none\""], rows: [["1", "-", "\"one\""]])
        try check(table: table, inputs: [2], gives: "\"none\"")
        table.defaults = [nil]
        try check(table: table, inputs: [2], gives: "null")
    }

    @Test("an input outside the column's values gives null")
    func inputValues() throws {
        let table = TableText(inputValues: ["[0..10]"], rows: [["-", "-", "1"]])
        try check(table: table, inputs: [5], gives: "1")
        try check(table: table, inputs: [11], gives: "null")
    }

    @Test(
        "cells of every form",
        arguments: [
            ("not(1, 2)", 3, true), ("not(1, 2)", 2, false), ("not(\"x\")", 3, nil), ("1, > 5", 6, true),
            ("? + 1 = 4", 3, true),
            ("null", nil, true), ("1", nil, false), ("[1, 2]", 2, true), ("]1..3]", 1, false), ("(1..3]", 3, true),
            ("[1..3[", 3, false), ("b", 3, false), ("-", nil, true), ("even(?)", 4, true), ("!= 3", 3, false),
            ("\"é\"", "e\u{301}", false),
            ("date(\"2026-01-01\")", 3, false), ("true", true, true), ("not(true)", false, true), ("> 1", [2], false),
        ] as [(String, Value, Bool?)]) func cells(_ cell: String, _ input: Value, _ matches: Bool?) throws
    {
        guard let matches else { return }
        let table = TableText(policy: .first, rows: [[cell, "-", "true"], ["-", "-", "false"]])
        try check(table: table, inputs: [input, "other"], gives: "\(matches)")
    }

    @Test("a rule of the wrong shape is a problem of the model")
    func shape() {
        let decisions = DMN.compile(TableText(rows: [["-", "1"]]).model)
        #expect(decisions.problems.map(\.code).contains("dmn.rule-shape"))
        #expect(decisions.evaluate("result", with: [:]).value == .null)
    }
}
