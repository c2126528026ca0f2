import Basics
import FEEL
import FEELValues

extension Run {
    /// The value of a name as an element sees it: its own, then those of the scopes around it.
    func value(_ name: String, seenBy key: Int) -> Value? {
        var key = key
        while let element = state.elements[key] {
            if let value = element.variables[name] { return value }
            if case .loop(let loop) = element.detail, let value = loop.number(named: name) { return value }
            key = element.parent
        }
        return nil
    }

    /// Everything that an element sees, inner values before outer ones.
    func visibleVariables(_ key: Int) -> Context {
        var chain: [Variables] = []
        var key = key
        while let element = state.elements[key] {
            if !element.variables.isEmpty { chain.append(element.variables) }
            key = element.parent
        }
        if chain.count == 1 { return Context(distinctNames: chain[0].keys, values: chain[0].values) }
        var context = Context()
        for variables in chain.reversed() {
            for (name, value) in variables { context[name] = value }
        }
        return context
    }

    func evaluate(_ formula: Formula, in key: Int, with extra: [String: Value] = [:]) -> Value {
        if let constant = formula.constant { return constant }
        guard let code = formula.code else { return .null }
        let slots = formula.names.map { extra[$0] ?? value($0, seenBy: key) ?? .null }
        return code.evaluate(slots: slots, environment: feel).value
    }

    /// A condition's truth; null counts as false.
    func holds(_ formula: Formula, in key: Int, with extra: [String: Value] = [:]) -> Bool? {
        switch evaluate(formula, in: key, with: extra) {
        case .boolean(let truth): truth
        case .null: false
        default: nil
        }
    }

    func text(_ formula: Formula?, in key: Int) -> String? {
        guard let formula else { return nil }
        switch evaluate(formula, in: key) {
        case .null: return nil
        case let value: return value.text
        }
    }

    /// Names in a list, or separated by commas.
    func names(_ formula: Formula?, in key: Int) -> [String] {
        guard let formula else { return [] }
        return Self.names(evaluate(formula, in: key))
    }

    static func names(_ value: Value) -> [String] {
        switch value {
        case .null: []
        case .list(let list): list.elements.filter { !$0.isNull }.map(\.text)
        case .string(let text): text.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty }
        default: [value.text]
        }
    }

    // MARK: Setting

    /// Sets a variable of one scope.
    func set(_ name: String, _ value: Value, in key: Int) {
        var value = value
        // A function belongs to the evaluation that made it; it cannot be stored.
        if case .function = value { value = .null }
        state.elements[key]?.variables[name] = value
        hasNewVariables = true
        record(.variableSet(scope: key, name: name, value: value))
    }

    /// Sets a variable where it lives: in the nearest scope that has it, otherwise in the process.
    func propagate(_ name: String, _ value: Value, from key: Int) {
        var scope = key
        while let element = state.elements[scope] {
            if element.variables[name] != nil || element.parent == 0 { break }
            scope = element.parent
        }
        set(name, value, in: scope)
    }

    func propagate(_ variables: Context, from key: Int) {
        for (name, value) in variables.entries { propagate(name, value, from: key) }
    }

    /// What an element was given from outside: kept by itself when it maps its outputs, else handed to its scope.
    func deliver(_ variables: Context, to key: Int) {
        guard !variables.isEmpty, let element = state.elements[key] else { return }
        let node = graph.nodes[element.node]
        if !node.mapsOutputs || node.sharesResults {
            propagate(variables, from: element.parent)
        } else {
            for (name, value) in variables.entries { set(name, value, in: key) }
        }
    }

    /// Gives the element its own variables.
    func mapInputs(_ key: Int) {
        guard let node = node(of: key), !node.inputs.isEmpty else { return }
        for mapping in node.inputs {
            let value = evaluate(mapping.source, in: key)
            if mapping.isData, value.isNull { continue }
            set(mapping.target[0], nested(mapping, value, state.elements[key]?.variables[mapping.target[0]]), in: key)
        }
    }

    /// Hands the element's results to its scope.
    func mapOutputs(_ key: Int) {
        guard let element = state.elements[key] else { return }
        for mapping in graph.nodes[element.node].outputs {
            let value = evaluate(mapping.source, in: key)
            if mapping.isData, value.isNull { continue }
            let old = self.value(mapping.target[0], seenBy: element.parent)
            propagate(mapping.target[0], nested(mapping, value, old), from: element.parent)
        }
    }

    /// The value put at the path behind the target's name.
    private func nested(_ mapping: Mapping, _ value: Value, _ old: Value?) -> Value {
        guard mapping.target.count > 1 else { return value }
        var contexts: [Context] = []
        var current = old
        for name in mapping.target.dropFirst() {
            let context = current?.context ?? Context()
            contexts.append(context)
            current = context[name]
        }
        var result = value
        for (name, context) in zip(mapping.target.dropFirst(), contexts).reversed() {
            var context = context
            context[name] = result
            result = .context(context)
        }
        return result
    }
}

extension LoopState {
    /// The loop's numbers under the names of BPMN 2.0.2 table 10.28, which expressions may read.
    func number(named name: String) -> Value? {
        guard name.hasPrefix("n") else { return nil }
        switch name {
        case "numberOfInstances", "nrOfInstances": return .number(max(total, started))
        case "numberOfActiveInstances", "nrOfActiveInstances": return .number(active)
        case "numberOfCompletedInstances", "nrOfCompletedInstances": return .number(completed)
        case "numberOfTerminatedInstances", "nrOfTerminatedInstances": return .number(terminated)
        default: return nil
        }
    }
}
