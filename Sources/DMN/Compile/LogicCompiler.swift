import FEEL
import FEELValues

/// Compiles the logic of one element: boxed expressions to steps, text through FEEL.
///
/// Every name in force has a slot; a boxed context adds slots for its entries and takes them away at its end, so
/// where a name's value lies is known before anything runs.
final class LogicCompiler {
    let models: ModelCompiler
    /// The model that the logic stands in.
    let model: Int
    /// The element's name, for problems.
    let element: String
    /// The names in force, by slot; a later one hides an earlier one of the same name.
    private(set) var names: [Name] { didSet { known = nil } }
    /// What FEEL may use where these names are in force; tables ask for it once a cell.
    private var known: (scope: Scope, names: ScopeNames)?

    struct Name {
        let name: String
        let type: FEELType
    }

    init(_ models: ModelCompiler, model: Int, element: String, names: [Name]) {
        self.models = models
        self.model = model
        self.element = element
        self.names = names
    }

    /// What FEEL may use here.
    var scope: (scope: Scope, names: ScopeNames) {
        if let known { return known }
        let scope = models.scope(names.map { Scope.Variable($0.name, $0.type) }, in: model)
        let made = (scope, scope.names)
        known = made
        return made
    }

    /// Compiles with more names in force.
    func with<Result>(_ more: [Name], _ body: () -> Result) -> Result {
        names += more
        defer { names.removeLast(more.count) }
        return body()
    }

    func type(_ reference: String?, _ notes: DMN.Notes) -> ItemType {
        models.types.type(reference, in: model, at: notes, of: element)
    }

    func report(_ severity: DMN.Problem.Severity, _ code: String, at place: DMN.Place, _ message: DMN.Wording) {
        models.problems.append(DMN.Problem(severity, code, at: place, in: element, message))
    }

    // MARK: Expressions

    /// The expression as a step; nothing to evaluate is null (DMN 1.5 §10.4).
    func step(_ expression: DMN.Expression?) -> Step {
        guard let expression else { return { _ in .null } }
        guard models.goDeeper() else { return { _ in .null } }
        defer { models.goUp() }
        switch expression {
        case .literal(let literal): return self.literal(literal)
        case .table(let table): return self.table(table)
        case .context(let context): return typed(self.context(context), context.about)
        case .list(let list): return typed(self.list(list), list.about)
        case .relation(let relation): return typed(self.relation(relation), relation.about)
        case .function(let function): return self.function(function)
        case .invocation(let invocation): return typed(self.invocation(invocation), invocation.about)
        case .conditional(let conditional): return typed(self.conditional(conditional), conditional.about)
        case .iterator(let iterator): return typed(self.iterator(iterator), iterator.about)
        case .filter(let filter): return typed(self.filter(filter), filter.about)
        }
    }

    /// A step whose result is brought to a type: what does not conform is null (DMN 1.5 §10.3.2.9.4).
    func typed(_ step: @escaping Step, _ about: DMN.ExpressionNotes) -> Step {
        typed(step, type(about.typeRef, about.notes), about.notes.place)
    }

    func typed(_ step: @escaping Step, _ type: ItemType, _ place: DMN.Place) -> Step {
        if type.type == .any, !type.isConstrained { return step }
        let element = element
        return { bindings in
            let value = step(&bindings)
            if let admitted = type.admit(value, bindings.run.evaluator) { return admitted }
            bindings.run.reportMismatch(value, type.type, at: place, in: element)
            return .null
        }
    }

    /// Tools write the type of one result on tables that give a list of them; then each must conform.
    private func table(_ table: DMN.DecisionTable) -> Step {
        let step = TableCompiler(self).step(table)
        let type = type(table.about.typeRef, table.about.notes)
        guard table.hitPolicy?.givesList == true, table.aggregation == nil else {
            return typed(step, type, table.about.notes.place)
        }
        return { bindings in
            let value = step(&bindings)
            if let admitted = type.admit(value, bindings.run.evaluator) { return admitted }
            let evaluator = bindings.run.evaluator
            return value.list.map { list in .list(list.map { type.admit($0, evaluator) ?? .null }) } ?? .null
        }
    }

    func literal(_ literal: DMN.Literal) -> Step {
        let text = literal.text ?? DMN.Text("", at: literal.about.notes.place)
        return typed(formula(text, literal.expressionLanguage).step, literal.about)
    }

    private func list(_ list: DMN.ListExpression) -> Step {
        let items = list.items.map(step)
        return { bindings in .list(items.map { $0(&bindings) }) }
    }

    private func relation(_ relation: DMN.Relation) -> Step {
        let columns = relation.columns.map(\.name)
        let types = relation.columns.map { type($0.typeRef, $0.notes) }
        let rows = relation.rows.map { row -> [Step] in
            if row.cells.count != columns.count {
                report(
                    .error, "relation", at: row.notes.place,
                    DMN.Wording(
                        "The row has \(row.cells.count) cells for \(columns.count) columns.",
                        "该行有 \(row.cells.count) 个单元格，但有 \(columns.count) 列。"))
            }
            return zip(row.cells, types).map { typed(step($0), $1, row.notes.place) }
        }
        return { bindings in
            .list(
                rows.map { cells in
                    .context(FEELValues.Context(zip(columns, cells).map { ($0, $1(&bindings)) }))
                })
        }
    }

    /// Entries see those before them; an entry without a name at the end is the result (DMN 1.5 §10.2.2.6).
    private func context(_ context: DMN.Context) -> Step {
        var entries: [(name: String?, step: Step)] = []
        let outside = names.count
        for entry in context.entries {
            let type = type(entry.variable?.typeRef, entry.notes)
            let step = typed(step(entry.expression), type, entry.notes.place)
            guard let name = entry.variable?.name, !name.isEmpty else {
                entries.append((nil, step))
                continue
            }
            entries.append((name, step))
            let known = type.type == .any ? Self.functionType(entry.expression, self) ?? .any : type.type
            names.append(Name(name: name, type: known))
        }
        names.removeLast(names.count - outside)
        let steps = entries
        return { bindings in
            let outside = bindings.values.count
            defer { bindings.values.removeLast(bindings.values.count - outside) }
            var result: [(String, Value)] = []
            for (name, step) in steps {
                let value = step(&bindings)
                guard let name else { return value }
                bindings.values.append(value)
                result.append((name, value))
            }
            return .context(FEELValues.Context(result))
        }
    }

    /// The signature of an entry that is a boxed function, so that calls of it can be checked.
    private static func functionType(_ expression: DMN.Expression?, _ compiler: LogicCompiler) -> FEELType? {
        guard case .function(let function) = expression else { return nil }
        let parameters = function.parameters.map { compiler.type($0.typeRef, $0.notes).type }
        return .function(parameters, result: .any)
    }

    private func conditional(_ conditional: DMN.Conditional) -> Step {
        let condition = part(conditional.condition)
        let then = part(conditional.then)
        let otherwise = part(conditional.otherwise)
        return { bindings in
            switch condition(&bindings) {
            case .boolean(true): return then(&bindings)
            case .boolean(false), .null: return otherwise(&bindings)
            default: return .null
            }
        }
    }

    func part(_ part: DMN.Part?) -> Step {
        guard let part else { return { _ in .null } }
        return typed(step(part.expression), part.about)
    }
}
