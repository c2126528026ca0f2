import FEEL
import FEELValues

/// For, some, every and filters. FEEL's own code goes over the list, so boxed and written forms never differ.
extension LogicCompiler {
    func iterator(_ iterator: DMN.Iterator) -> Step {
        let list = domain(iterator.list)
        let item = Name(name: iterator.variable, type: itemType(iterator.list))
        let partial = Name(name: "partial", type: .list(.any))
        let isLoop = iterator.kind == .all
        let more = isLoop ? [item, partial] : [item]
        let body = with(more) { part(iterator.body) }
        let text =
            switch iterator.kind {
            case .all: "for item in list return body(item, partial)"
            case .some: "some item in list satisfies body(item)"
            case .every: "every item in list satisfies body(item)"
            }
        return over(list, text, parameters: isLoop ? ["item", "partial"] : ["item"], body)
    }

    /// What an iterator goes over; written as `1..10`, which is no expression by itself, it is a list all the same.
    private func domain(_ part: DMN.Part?) -> Step {
        if case .literal(let literal)? = part?.expression, let text = literal.text, text.text.contains(".."),
            !canRead(text), case let loop = DMN.Text("for item in \(text.text)\nreturn item", at: text.place),
            canRead(loop)
        {
            return formula(loop, literal.expressionLanguage).step
        }
        return self.part(part)
    }

    func filter(_ filter: DMN.Filter) -> Step {
        let list = part(filter.list)
        let element = itemType(filter.list)
        // The entries of a known item come before the names outside, as in written filters (§10.3.2.5).
        var entries: [Name] = []
        if case .context(let known) = element { entries = known.map { Name(name: $0.name, type: $0.type) } }
        if case .literal(let literal) = filter.match?.expression, let text = literal.text {
            return written(list, itemType: element, text)
        }
        let item = Name(name: "item", type: element)
        let names = entries.map(\.name)
        let match = with([item] + entries) { part(filter.match) }
        let body: Step = { bindings in
            let item = bindings.values[bindings.values.count - 1]
            for name in names { bindings.values.append(item.context?[name] ?? .null) }
            defer { bindings.values.removeLast(names.count) }
            return match(&bindings)
        }
        let results = over(list, "[list, for item in list return body(item)]", parameters: ["item"], body)
        return { bindings in
            guard case .list(let pair) = results(&bindings), pair.count == 2, let truths = pair[1].list else {
                return .null
            }
            // What is neither true nor false nor unknown is no condition.
            guard truths.allSatisfy({ $0.isNull || $0.boolean != nil }) else { return .null }
            return .list(zip(pair[0].elements, truths).filter { $1.boolean == true }.map(\.0))
        }
    }

    /// A filter whose condition is text: FEEL reads both together, so that entries are found by name.
    private func written(_ list: @escaping Step, itemType: FEELType, _ text: DMN.Text) -> Step {
        let hidden = Name(name: "filtered list", type: .list(itemType))
        // The condition is read alone first: a bracket too many must not close ours.
        let known = Name(name: "item", type: itemType)
        var entries: [Name] = []
        if case .context(let parts) = itemType { entries = parts.map { Name(name: $0.name, type: $0.type) } }
        let condition = with(entries + [known]) { formula(text, nil) }
        guard condition.isValid else { return { _ in .null } }
        func filtered(_ condition: String) -> Step {
            let whole = DMN.Text("filtered list[\(condition)\n]", at: text.place)
            return with([hidden]) { formula(whole, nil).step }
        }
        let kept = filtered(text.text)
        // A boxed filter wants a condition; a number is no index here, and what is no truth value makes it null.
        let isCondition = condition.type == .boolean
        let others =
            isCondition ? nil : filtered("not((\(text.text)\n) = null or (\(text.text)\n) instance of boolean)")
        return { bindings in
            bindings.values.append(list(&bindings))
            defer { bindings.values.removeLast() }
            if let others, case .list(let wrong) = others(&bindings), !wrong.isEmpty { return .null }
            return kept(&bindings)
        }
    }

    /// Runs a fixed FEEL text over a list, with the body as a function.
    private func over(
        _ list: @escaping Step, _ text: String, parameters: [String], _ body: @escaping Step
    ) -> Step {
        let compiler = LogicCompiler(
            models, model: model, element: element,
            names: [Name(name: "list", type: .any), Name(name: "body", type: .any)])
        let frame = compiler.formula(DMN.Text(text), nil).step
        let function = CompiledFunction(
            name: element, needs: [],
            parameters: parameters.map { CompiledFunction.Parameter(name: $0, type: .any) }, result: .any, step: body)
        return { bindings in
            let value = list(&bindings)
            let captured = bindings.run.function(function, captured: bindings.values)
            var inner = Bindings(values: [value, .function(captured)], run: bindings.run)
            return frame(&inner)
        }
    }

    /// The type of a list's items, as far as the model says.
    private func itemType(_ part: DMN.Part?) -> FEELType {
        guard let part else { return .any }
        let declared = type(part.about.typeRef, part.about.notes).type
        if case .list(let element) = declared { return element }
        guard case .literal(let literal) = part.expression else { return .any }
        let own = type(literal.about.typeRef, literal.about.notes).type
        if case .list(let element) = own { return element }
        guard let text = literal.text, canRead(text) else { return .any }
        if case .list(let element) = formula(text, nil).type { return element }
        return .any
    }
}
