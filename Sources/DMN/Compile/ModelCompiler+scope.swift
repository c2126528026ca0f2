import FEEL
import FEELValues

/// What FEEL texts of a model may use, and the constraints of its types.
extension ModelCompiler {
    func scope(_ variables: [Scope.Variable], in model: Int) -> Scope {
        Scope(
            variables, types: typeNames(in: model), memberNames: memberNames, timeZones: options.timeZones,
            externals: JavaBindings())
    }

    /// The tests of a constraint, which may use nothing but the value.
    func constraint(_ tests: DMN.UnaryTests, _ type: FEELType, _ model: Int) -> ValueTest? {
        let compiler = LogicCompiler(self, model: model, element: tests.notes.id ?? "constraint", names: [])
        // Types are not known yet while they are being made; constraints do not use them.
        let scope = Scope(timeZones: options.timeZones)
        do throws(FEELSyntaxError) {
            let compiled = try FEEL.compileUnaryTests(tests.text.text, scope: scope)
            return ValueTest { compiled.evaluate($0, with: $1).boolean == true }
        } catch {
            compiler.report(error, tests.text)
            return nil
        }
    }

    /// The value of an expression that needs nothing, such as `5`, `"a"` or `date("2026-01-01")`.
    func constant(_ expression: Expression, _ scope: Scope) -> Value? {
        guard Self.isConstant(expression) else { return nil }
        let bare = Scope(timeZones: options.timeZones)
        guard let compiled = try? FEEL.compile(expression, scope: bare) else { return nil }
        let result = compiled.evaluate()
        guard result.diagnostics.isEmpty, !result.value.isNull else { return nil }
        return result.value
    }

    private static func isConstant(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .number, .string, .boolean, .temporal: return true
        case .negation(let operand): return isConstant(operand)
        case .call(let callee, .positional(let values)):
            guard case .name(let name) = callee.kind else { return false }
            return ["date", "time", "date and time", "duration"].contains(name) && values.allSatisfy(isConstant)
        default: return false
        }
    }

    /// The values that tests list, in their order; nil when a test is no plain value.
    func constants(_ tests: DMN.UnaryTests, in model: Int) -> [Value]? {
        let scope = Scope(timeZones: options.timeZones)
        guard let syntax = try? FEEL.parseUnaryTests(tests.text.text, names: scope.names), !syntax.isNegated else {
            return nil
        }
        var values: [Value] = []
        for test in syntax.tests {
            guard test.comparison == nil, let value = constant(test.operand, scope) else { return nil }
            values.append(value)
        }
        return values
    }

    /// The allowed values that a type's definition lists.
    func allowedValues(_ reference: String?, _ model: Int) -> [Value]? {
        allowedTests(reference, model).flatMap { constants($0, in: model) }
    }

    /// The allowed values of a type, following the types that it stands for.
    func allowedTests(_ reference: String?, _ model: Int) -> DMN.UnaryTests? {
        var name = reference
        for _ in 0..<16 {
            guard let wanted = name, let item = graph.models[model].items.first(where: { $0.name == wanted }) else {
                return nil
            }
            if let tests = item.allowedValues { return tests }
            name = item.typeRef
        }
        return nil
    }

    // MARK: Checking

    /// Looks for unknown names, types that do not go together and the like.
    func check(_ expression: Expression, _ text: DMN.Text, _ scope: Scope, _ element: String) {
        guard analyses else { return }
        report(FEEL.check(expression, scope: scope).findings, text, element)
    }

    /// The same for a cell, on inputs of a type.
    func check(_ text: DMN.Text, _ input: FEELType, _ scope: Scope, _ element: String) {
        guard analyses else { return }
        report(FEEL.checkUnaryTests(text.text, input: input, scope: scope), text, element)
    }

    private func report(_ findings: [Finding], _ text: DMN.Text, _ element: String) {
        for finding in findings {
            problems.append(
                DMN.Problem(
                    finding.severity == .error ? .error : .warning, finding.code, at: text.place(of: finding.span),
                    in: element, DMN.Wording(finding.text(.english), finding.text(.chinese))))
        }
    }
}

extension Graph {
    /// Every name that a member of a value may have, whether a type declares it or not: FEEL needs to know names with
    /// spaces before it reads.
    var memberNames: [String] {
        var names = Set<String>()
        func add(_ item: DMN.ItemDefinition) {
            for component in item.components {
                names.insert(component.name)
                add(component)
            }
        }
        for model in models { model.items.forEach(add) }
        for node in nodes {
            switch node.element {
            case .service(let service) where service.outputs.count > 1:
                for output in service.outputs {
                    names.formUnion(self.node(output.href, from: node.model).map { [nodes[$0].name] } ?? [])
                }
            case .decision(let decision): decision.expression?.collectNames(into: &names)
            case .knowledge(let knowledge): knowledge.logic?.body?.collectNames(into: &names)
            default: break
            }
        }
        return names.sorted()
    }
}

extension DMN.Expression {
    /// The names that contexts, relations and tables give to the parts of their results.
    fileprivate func collectNames(into names: inout Set<String>) {
        switch self {
        case .context(let context):
            for entry in context.entries {
                if let name = entry.variable?.name { names.insert(name) }
                entry.expression?.collectNames(into: &names)
            }
        case .relation(let relation): names.formUnion(relation.columns.map(\.name))
        case .table(let table): names.formUnion(table.outputs.compactMap(\.name))
        case .list(let list): for item in list.items { item.collectNames(into: &names) }
        case .function(let function): function.body?.collectNames(into: &names)
        case .invocation(let invocation):
            for binding in invocation.bindings { binding.expression?.collectNames(into: &names) }
        case .conditional(let conditional):
            for part in [conditional.condition, conditional.then, conditional.otherwise] {
                part?.expression?.collectNames(into: &names)
            }
        case .iterator(let iterator):
            iterator.list?.expression?.collectNames(into: &names)
            iterator.body?.expression?.collectNames(into: &names)
        case .filter(let filter): filter.list?.expression?.collectNames(into: &names)
        case .literal: break
        }
    }
}
