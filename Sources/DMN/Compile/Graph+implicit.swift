import FEEL

/// Models without any input data, as some process tools write them, read whatever names their texts use.
///
/// The standard wants every input declared (§6.3.11). Where a model declares none at all, its decisions' free names
/// are taken as its input data, so that such files work as their tools run them.
extension Graph {
    /// The names that a decision's texts use without anything in the model declaring them.
    static func freeNames(_ decision: DMN.Decision, known: Set<String>) -> [String] {
        var names = FreeNames()
        decision.expression.map { names.collect($0) }
        return names.found.filter { !known.contains($0) && !names.bound.contains($0) && !isBuiltIn($0) }
    }

    private static func isBuiltIn(_ name: String) -> Bool {
        guard let compiled = try? FEEL.compile(name) else { return false }
        return compiled.constant != nil
    }
}

private struct FreeNames {
    private(set) var found: [String] = []
    private(set) var bound: Set<String> = ["?", "item", "partial"]

    mutating func collect(_ expression: DMN.Expression) {
        switch expression {
        case .literal(let literal): collect(literal)
        case .table(let table): collect(table)
        case .context(let context):
            for entry in context.entries {
                if let name = entry.variable?.name { bound.insert(name) }
                entry.expression.map { collect($0) }
            }
        case .list(let list): for item in list.items { collect(item) }
        case .relation(let relation): for row in relation.rows { for cell in row.cells { collect(cell) } }
        case .function(let function):
            bound.formUnion(function.parameters.map(\.name))
            function.body.map { collect($0) }
        case .invocation(let invocation):
            for binding in invocation.bindings { binding.expression.map { collect($0) } }
        case .conditional(let conditional):
            for part in [conditional.condition, conditional.then, conditional.otherwise] { collect(part) }
        case .iterator(let iterator):
            bound.insert(iterator.variable)
            for part in [iterator.list, iterator.body] { collect(part) }
        case .filter(let filter): collect(filter.list)
        }
    }

    private mutating func collect(_ part: DMN.Part?) { part?.expression.map { collect($0) } }

    private mutating func collect(_ literal: DMN.Literal?) {
        guard let text = literal?.text?.text, let syntax = try? FEEL.parse(text) else { return }
        walk(syntax)
    }

    private mutating func collect(_ table: DMN.DecisionTable) {
        for input in table.inputs { collect(input.expression) }
        for output in table.outputs { collect(output.defaultEntry) }
        for rule in table.rules {
            for cell in rule.inputs {
                guard let syntax = try? FEEL.parseUnaryTests(cell.text.text) else { continue }
                for test in syntax.tests { walk(test.operand) }
            }
            for result in rule.outputs { collect(result) }
        }
    }

    private mutating func walk(_ expression: Expression) {
        switch expression.kind {
        case .name(let name): if !found.contains(name) { found.append(name) }
        case .call(let callee, let arguments):
            // What is called by its name is a function; what remains is an input.
            if case .name = callee.kind {} else { walk(callee) }
            for argument in arguments.values { walk(argument) }
        case .iteration(let iterators, _), .quantified(_, let iterators, _):
            bound.formUnion(iterators.map(\.name))
            for child in expression.children { walk(child) }
        case .context(let entries):
            bound.formUnion(entries.map(\.key))
            for child in expression.children { walk(child) }
        case .function(let parameters, _):
            bound.formUnion(parameters.map(\.name))
            for child in expression.children { walk(child) }
        // Names within a filter may be the item's entries.
        case .filter(let list, _): walk(list)
        default: for child in expression.children { walk(child) }
        }
    }
}
