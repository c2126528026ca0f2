import FEELValues

extension Checker {
    @inline(never)
    mutating func call(_ callee: Expression, _ arguments: Expression.Arguments, _ span: Span) -> FEELType {
        if case .name(let name) = callee.kind, !isVariable(name), let function = BuiltIns.function(named: name) {
            return call(function, arguments, span)
        }
        let type = infer(callee)
        let types = arguments.values.map { infer($0) }
        switch type {
        case .function(let parameters, let result):
            // A function of which only the kind is known has no parameters to check.
            if parameters.isEmpty, result == .any { return .any }
            if parameters.count != types.count {
                note("wrong-count", span, [Self.name(of: callee), String(types.count)])
            } else if case .positional(let values) = arguments {
                for (index, value) in values.enumerated() where !types[index].mayBecome(parameters[index]) {
                    note(
                        "wrong-argument", value.span,
                        [
                            Self.name(of: callee), String(index + 1), parameters[index].description,
                            types[index].description,
                        ])
                }
            }
            return result
        case .any, .null: return .any
        default:
            note("not-callable", callee.span, [type.description])
            return .any
        }
    }

    private static func name(of callee: Expression) -> String {
        switch callee.kind {
        case .name(let name): name
        case .path(_, let member): member
        default: "function"
        }
    }

    private mutating func call(
        _ function: BuiltIn, _ arguments: Expression.Arguments, _ span: Span
    ) -> FEELType {
        let types = arguments.values.map { infer($0) }
        switch arguments {
        case .positional(let values):
            guard let signature = function.signature(count: values.count).map({ function.signatures[$0] }) else {
                note("wrong-count", span, [function.name, String(values.count)])
                return .any
            }
            for (index, value) in values.enumerated() {
                let parameter = signature.parameters[min(index, signature.parameters.count - 1)]
                check(types[index], for: parameter, of: function, value.span)
            }
            return signature.result
        case .named(let pairs):
            guard let (index, order) = function.signature(names: pairs.map(\.name)) else {
                noteNames(pairs, of: function, span)
                return .any
            }
            let signature = function.signatures[index]
            for (parameter, place) in zip(signature.parameters, order) {
                if let place { check(types[place], for: parameter, of: function, pairs[place].value.span) }
            }
            return signature.result
        }
    }

    private mutating func check(
        _ type: FEELType, for parameter: FunctionValue.Parameter, of function: BuiltIn, _ span: Span
    ) {
        if type.mayBecome(parameter.type) { return }
        note("wrong-argument", span, [function.name, parameter.name, parameter.type.description, type.description])
    }

    private mutating func noteNames(
        _ pairs: [(name: String, value: Expression)], of function: BuiltIn, _ span: Span
    ) {
        let known = function.signatures.flatMap { $0.parameters.map(\.name) }
        guard let wrong = pairs.first(where: { !known.contains($0.name) }) else {
            return note("wrong-count", span, [function.name, String(pairs.count)])
        }
        note(
            "unknown-parameter", span, [function.name, wrong.name],
            suggestion: Suggestion.closest(to: wrong.name, among: known))
    }
}
