import FEEL
import FEELValues

/// Compiles a decision table.
struct TableCompiler {
    let logic: LogicCompiler

    init(_ logic: LogicCompiler) { self.logic = logic }

    func step(_ table: DMN.DecisionTable) -> Step {
        guard let (compiled, tests) = compiled(table) else { return { _ in .null } }
        if logic.models.analyses { analyse(table, compiled, tests) }
        return { bindings in compiled(&bindings) }
    }

    /// The table made ready; nil when its shape makes no sense.
    ///
    /// Gives what the cells ask along with it, a list a column.
    func compiled(_ table: DMN.DecisionTable) -> (table: CompiledTable, tests: [[CellTest]])? {
        guard hasShape(table) else { return nil }
        let columns = table.inputs.indices.map { column(table, $0) }
        let outputs = table.outputs.indices.map { output(table, $0) }
        let rules = table.rules.indices.map { rule(table, $0, columns.map(\.doubtful), outputs) }
        checkPolicy(table, outputs)
        var fallback: [Step]?
        if table.outputs.contains(where: { $0.defaultEntry?.text != nil }) {
            fallback = table.outputs.map { output in logic.literal(output.defaultEntry ?? DMN.Literal()) }
        }
        let compiled = CompiledTable(
            name: logic.element, place: table.about.notes.place, policy: table.hitPolicy ?? .unique,
            aggregation: table.hitPolicy == .collect ? table.aggregation : nil, columns: columns.map(\.column),
            outputs: outputs, rules: rules,
            fallback: fallback)
        return (compiled, columns.map(\.tests))
    }

    private func hasShape(_ table: DMN.DecisionTable) -> Bool {
        var isGood = true
        for (number, rule) in table.rules.enumerated()
        where rule.inputs.count != table.inputs.count || rule.outputs.count != table.outputs.count {
            isGood = false
            logic.report(
                .error, "rule-shape", at: rule.notes.place,
                DMN.Wording(
                    "Rule \(number + 1) has \(rule.inputs.count) input and \(rule.outputs.count) output entries; "
                        + "the table has \(table.inputs.count) and \(table.outputs.count) columns.",
                    "规则 \(number + 1) 有 \(rule.inputs.count) 个输入项和 \(rule.outputs.count) 个输出项，"
                        + "而表有 \(table.inputs.count) 个输入列和 \(table.outputs.count) 个输出列。"))
        }
        if table.outputs.isEmpty {
            isGood = false
            logic.report(
                .error, "no-output", at: table.about.notes.place,
                DMN.Wording("The table has no output column.", "决策表没有输出列。"))
        }
        return isGood
    }

    private func checkPolicy(_ table: DMN.DecisionTable, _ outputs: [CompiledTable.Output]) {
        let needsOrder = table.hitPolicy == .priority || table.hitPolicy == .outputOrder
        if needsOrder, outputs.allSatisfy({ $0.order == nil }) {
            logic.report(
                .warning, "no-priority", at: table.about.notes.place,
                DMN.Wording(
                    "The hit policy orders results by the output's values, but no column lists them.",
                    "命中策略按输出取值排序，但没有任何输出列列出取值。"))
        }
        if table.hitPolicy == .collect, table.aggregation != nil, table.outputs.count > 1 {
            logic.report(
                .error, "aggregation", at: table.about.notes.place,
                DMN.Wording(
                    "Only a table with one output column can be aggregated.", "只有单输出列的决策表才能聚合。"))
        }
    }

    // MARK: Columns

    private func column(
        _ table: DMN.DecisionTable, _ number: Int
    ) -> (column: CompiledTable.Column, doubtful: Set<Int>, tests: [CellTest]) {
        let input = table.inputs[number]
        let expression = input.expression ?? DMN.Literal()
        let type = logic.type(expression.about.typeRef, expression.about.notes)
        let formula = logic.formula(expression.text ?? "", expression.expressionLanguage)
        let subject = type.type == .any && logic.models.analyses ? formula.type : type.type
        let cells = table.rules.map { logic.cell($0.inputs[number], on: subject) }
        let tests = cells.map(\.test)
        var doubtful: Set<Int> = []
        for (rule, test) in tests.enumerated() where test.isDoubtful { doubtful.insert(rule) }
        let column = CompiledTable.Column(
            name: expression.text?.text ?? input.notes.label ?? "", input: formula.step, type: type,
            allowed: input.values.flatMap { logic.models.constraint($0, subject, logic.model) },
            tests: cells.map(\.code), index: ColumnIndex(tests))
        return (column, doubtful, tests)
    }

    private func output(_ table: DMN.DecisionTable, _ number: Int) -> CompiledTable.Output {
        let output = table.outputs[number]
        let declared = logic.type(output.typeRef, output.notes)
        let values =
            output.values.map { logic.constants($0) } ?? logic.models.allowedValues(output.typeRef, logic.model)
        return CompiledTable.Output(name: output.name ?? "", type: declared, order: values)
    }

    private func rule(
        _ table: DMN.DecisionTable, _ number: Int, _ doubtful: [Set<Int>], _ outputs: [CompiledTable.Output]
    ) -> CompiledTable.Rule {
        let formulas = table.rules[number].outputs.map { logic.formula($0.text ?? "", $0.expressionLanguage) }
        let constants = formulas.compactMap(\.constant)
        // Not by "? :", where `nil` would be FEEL's null.
        var constant: Value?
        if constants.count == outputs.count { constant = CompiledTable.assembled(constants, outputs, Evaluator()) }
        return CompiledTable.Rule(
            results: formulas.map(\.step), constant: constant,
            doubtful: doubtful.indices.filter { doubtful[$0].contains(number) })
    }
}

extension CellTest {
    /// Whether an index alone never decides the cell for every value.
    var isDoubtful: Bool {
        switch self {
        case .any: false
        case .opaque: true
        case .spans(let spans, let negated):
            negated || kind == nil || (kind == .string && spans.contains { $0.point == nil })
        }
    }
}
