import FEELValues

extension DMN {
    /// What can be said of one decision table without running it.
    public struct TableReport: Sendable {
        /// The element that holds the table.
        public let element: String
        /// Where the table stands.
        public let place: Place
        /// Its flaws.
        public let findings: [Finding]
        /// Rules with a cell that only FEEL can tell, from 1; they raise no alarm, and cover what they might cover.
        public let uncertain: [Int]
    }

    /// Everything that is wrong with a model, or might be: references, types, FEEL texts and decision tables.
    public static func check(_ model: Model, imports: [Model] = [], options: Options = Options()) -> [Problem] {
        let compiler = ModelCompiler(Graph(model, imports: imports), options, analyses: true)
        return compiler.compile().problems
    }

    /// The analysis of every decision table of a model.
    public static func analyse(
        _ model: Model, imports: [Model] = [], options: Options = Options()
    ) -> [TableReport] {
        let compiler = ModelCompiler(Graph(model, imports: imports), options, analyses: true)
        _ = compiler.compile()
        return compiler.reports
    }
}

extension TableCompiler {
    /// Looks the table over and files what is found.
    func analyse(_ table: DMN.DecisionTable, _ compiled: CompiledTable, _ cells: [[CellTest]]) {
        guard table.rules.count <= TableAnalysis.mostRules else {
            return logic.report(
                .note, "table-size", at: table.about.notes.place,
                DMN.Wording(
                    "The table has more than \(TableAnalysis.mostRules) rules; it is not analysed.",
                    "决策表超过 \(TableAnalysis.mostRules) 条规则，不做分析。"))
        }
        let columns = table.inputs.indices.map { number in
            (
                name: compiled.columns[number].name, cells: cells[number],
                allowed: allowedIntervals(table.inputs[number])
            )
        }
        let analysis = TableAnalysis(columns, count: table.rules.count)
        let findings = Self.findings(analysis, compiled, hasDefault: compiled.fallback != nil)
        let uncertain = (0..<table.rules.count).filter(analysis.uncertain.contains).map { $0 + 1 }
        logic.models.reports.append(
            DMN.TableReport(
                element: logic.element, place: table.about.notes.place, findings: findings, uncertain: uncertain))
        for finding in findings { logic.models.problems.append(problem(finding, table)) }
    }

    /// What the hit policy makes a flaw (DMN 1.5 §8.2.8).
    private static func findings(
        _ analysis: TableAnalysis, _ table: CompiledTable, hasDefault: Bool
    ) -> [DMN.Finding] {
        var findings = analysis.neverMatching()
        func differ(_ one: Int, _ two: Int) -> Bool {
            guard let first = table.rules[one].constant, let second = table.rules[two].constant else { return false }
            return Value.isEqual(first, second) != true
        }
        switch table.policy {
        case .unique: findings += analysis.overlaps(.overlap) { _, _ in true }
        case .any: findings += analysis.overlaps(.contradiction, where: differ)
        case .first: findings += analysis.unreachable { Array(0..<$0) }
        case .priority: findings += analysis.unreachable { rule in table.better(than: rule) }
        case .ruleOrder, .outputOrder, .collect: break
        }
        if !hasDefault, table.policy != .collect { findings += analysis.gaps() }
        return findings
    }

    private func allowedIntervals(_ input: DMN.DecisionTable.Input) -> [Interval]? {
        let reference = input.expression?.about.typeRef
        let tests = input.values ?? logic.models.allowedTests(reference, logic.model)
        guard let tests, case .spans(let spans, negated: false) = logic.cell(tests, on: .any).test else { return nil }
        return spans
    }

    private func problem(_ finding: DMN.Finding, _ table: DMN.DecisionTable) -> DMN.Problem {
        let rules = finding.rules.map(String.init).joined(separator: ", ")
        let inputs = finding.inputs.map { "\($0.column): \($0.test)" }.joined(separator: "; ")
        let place = finding.rules.first.map { table.rules[$0 - 1].notes.place } ?? table.about.notes.place
        let (severity, message, advice): (DMN.Problem.Severity, DMN.Wording, DMN.Wording)
        switch finding.kind {
        case .gap:
            (severity, message, advice) = (
                .warning, DMN.Wording("No rule matches { \(inputs) }.", "没有规则匹配 { \(inputs) }。"),
                DMN.Wording("Add a rule, or a default output.", "请增加规则或默认输出。")
            )
        case .overlap:
            (severity, message, advice) = (
                .error,
                DMN.Wording(
                    "Rules \(rules) both match { \(inputs) }, but the hit policy is UNIQUE.",
                    "规则 \(rules) 同时匹配 { \(inputs) }，但命中策略为 UNIQUE。"),
                DMN.Wording("Narrow one of them, or choose another hit policy.", "请缩小其中一条规则，或改用其他命中策略。")
            )
        case .contradiction:
            (severity, message, advice) = (
                .error,
                DMN.Wording(
                    "Rules \(rules) both match { \(inputs) } with different results, but the hit policy is ANY.",
                    "规则 \(rules) 同时匹配 { \(inputs) } 且结果不同，但命中策略为 ANY。"),
                DMN.Wording("Give them the same result, or narrow one of them.", "请统一结果，或缩小其中一条规则。")
            )
        case .unreachable:
            let others = finding.rules.dropFirst().map(String.init).joined(separator: ", ")
            (severity, message, advice) = (
                .warning,
                DMN.Wording(
                    "Rule \(finding.rules[0]) never decides, since rules \(others) win wherever it matches.",
                    "规则 \(finding.rules[0]) 永远不会生效，因为规则 \(others) 总是优先。"),
                DMN.Wording("Delete it, or move it before them.", "请删除它，或移到它们之前。")
            )
        case .neverMatches:
            (severity, message, advice) = (
                .warning,
                DMN.Wording(
                    "Rule \(rules) never matches: no allowed value of '\(finding.inputs[0].column)' passes its cell.",
                    "规则 \(rules) 永远不会匹配：'\(finding.inputs[0].column)' 没有任何允许取值能通过该单元格。"),
                DMN.Wording("Correct the cell or the column's values.", "请修正单元格或该列的取值。")
            )
        }
        return DMN.Problem(
            severity, "table-\(finding.kind.rawValue)", at: place, in: logic.element, message, advice: advice)
    }
}

extension CompiledTable {
    /// The rules whose constant result comes before that of a rule in the output's order, or as early but earlier
    /// in the table.
    func better(than rule: Int) -> [Int] {
        guard let own = rules[rule].constant else { return [] }
        let rank = rank(own)
        return rules.indices.filter { other in
            guard other != rule, let value = rules[other].constant else { return false }
            let theirs = self.rank(value)
            return theirs.lexicographicallyPrecedes(rank) || (theirs == rank && other < rule)
        }
    }
}
