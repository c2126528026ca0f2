import DMN
import Testing

/// Checks the findings of a table, as text.
private func check(
    _ table: TableText, finds expected: [String], _ location: SourceLocation = #_sourceLocation
) throws {
    let report = try #require(DMN.analyse(table.model).first, sourceLocation: location)
    let seen = report.findings.map { finding in
        let inputs = finding.inputs.map { "\($0.column) \($0.test)" }.joined(separator: "; ")
        return "\(finding.kind.rawValue) \(finding.rules)\(inputs.isEmpty ? "" : ": " + inputs)"
    }
    #expect(seen == expected, sourceLocation: location)
    let problems = DMN.check(table.model).filter { $0.code.hasPrefix("dmn.table-") }
    #expect(problems.count == expected.count, sourceLocation: location)
    #expect(problems.allSatisfy { !$0.message.chinese.isEmpty && $0.advice != nil }, sourceLocation: location)
}

@Suite("Table analysis") struct AnalysisTests {
    @Test("a complete table has no findings")
    func complete() throws {
        try check(TableText(rows: [["< 18", "-", "1"], [">= 18", "true", "2"], [">= 18", "false", "3"]]), finds: [])
        try check(TableText(rows: [["\"x\"", "-", "1"], ["not(\"x\")", "-", "2"]]), finds: [])
    }

    @Test("finds the gaps")
    func gaps() throws {
        try check(
            TableText(rows: [["< 18", "-", "1"], ["> 18", "true", "2"]]),
            finds: ["gap []: a 18; b -", "gap []: a > 18; b false"])
        try check(
            TableText(rows: [["\"x\"", "-", "1"], ["\"y\"", "-", "2"]]), finds: ["gap []: a not(\"x\", \"y\"); b -"])
        try check(
            TableText(inputValues: ["\"x\", \"y\", \"z\""], rows: [["\"x\"", "-", "1"], ["\"y\"", "-", "2"]]),
            finds: ["gap []: a \"z\"; b -"])
    }

    @Test("a default leaves no gap")
    func defaults() throws {
        try check(TableText(defaults: ["0"], rows: [["< 18", "-", "1"]]), finds: [])
    }

    @Test("finds overlaps where the policy wants one rule")
    func overlaps() throws {
        let rows = [["<= 18", "-", "1"], [">= 18", "-", "2"]]
        try check(TableText(rows: rows), finds: ["overlap [1, 2]: a 18; b -"])
        try check(TableText(policy: .collect, rows: rows), finds: [])
    }

    @Test("finds contradictions where the policy wants one result")
    func contradictions() throws {
        let rows = [["<= 18", "-", "1"], [">= 18", "-", "2"], ["18", "-", "1"]]
        try check(
            TableText(policy: .any, rows: rows),
            finds: ["contradiction [1, 2]: a 18; b -", "contradiction [2, 3]: a 18; b -"])
    }

    @Test("finds rules that others always win over")
    func unreachable() throws {
        try check(
            TableText(
                policy: .first,
                rows: [["< 10", "-", "1"], [">= 10", "true", "2"], ["[5..20]", "true", "3"], ["-", "-", "4"]]),
            finds: ["unreachable [3, 1, 2]"])
        try check(
            TableText(
                policy: .priority, outputValues: ["\"p\", \"q\""],
                rows: [["> 5", "-", "\"q\""], ["-", "-", "\"p\""]]),
            finds: ["unreachable [1, 2]"])
    }

    @Test("finds cells that no allowed value passes")
    func never() throws {
        try check(
            TableText(inputValues: ["[0..10]"], rows: [["> 10", "-", "1"], ["[0..10]", "-", "2"]]),
            finds: ["never-matches [1]: a -"])
    }

    @Test("a thousand rules are no burden")
    func large() throws {
        var table = TableText(defaults: ["0"])
        for band in 0..<100 {
            for region in 0..<10 { table.rows.append(["[\(band * 10)..\(band * 10 + 10))", "\"r\(region)\"", "1"]) }
        }
        try check(table, finds: [])
        table.rows.append(["[55..65]", "\"r3\"", "2"])
        try check(
            table,
            finds: ["overlap [54, 1001]: a [55..60); b \"r3\"", "overlap [64, 1001]: a [60..65]; b \"r3\""])
    }

    @Test("a cell that only FEEL can tell raises no false alarm")
    func uncertain() throws {
        let table = TableText(rows: [["odd(?)", "-", "1"], ["1", "-", "2"]])
        try check(table, finds: [])
        #expect(DMN.analyse(table.model).first?.uncertain == [1])
    }
}
