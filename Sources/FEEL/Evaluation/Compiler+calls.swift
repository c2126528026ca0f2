import FEELValues

extension Compiler {
    // MARK: Functions

    @inline(never)
    func function(
        _ parameters: [Expression.Parameter], _ body: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let declared = try declare(parameters, span)
        let inner = Layout(parent: layout)
        var first = 0
        for (index, parameter) in declared.enumerated() {
            let slot = inner.declare(parameter.name)
            if index == 0 { first = slot }
        }
        let code = try Compiler(scope: scope, layout: inner).compile(body).code
        let captures = inner.captures
        let function = Closure.Code(
            body: code, slotCount: inner.slotCount, firstParameter: first, captures: captures,
            height: body.height + 4)
        return Operand { frame in
            .function(
                Closure(function, parameters: declared, captured: captures.map { frame.slots[$0.outer] }))
        }
    }

    private func declare(
        _ parameters: [Expression.Parameter], _ span: Span
    ) throws(FEELSyntaxError) -> [FunctionValue.Parameter] {
        var declared: [FunctionValue.Parameter] = []
        for parameter in parameters {
            var type = FEELType.any
            if let written = parameter.type { type = try scope.resolve(written, at: span) }
            declared.append(FunctionValue.Parameter(parameter.name, type))
        }
        return declared
    }

    /// `function(…) external {…}`: what the scope's bindings know (DMN 1.5 §10.3.2.13.3).
    @inline(never)
    func external(
        _ parameters: [Expression.Parameter], _ mapping: Expression, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        let declared = try declare(parameters, span)
        let code = try compile(mapping).code
        let bindings = scope.externals
        return Operand { frame in
            let value = code(frame)
            if case .context(let context) = value, let function = bindings.function(context, parameters: declared) {
                return .function(function)
            }
            return frame.fail(.notAvailable, span, ["external"])
        }
    }

    // MARK: Calls

    @inline(never)
    func call(
        _ callee: Expression, _ arguments: Expression.Arguments, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        if case .name(let name) = callee.kind, layout.resolve(name) == nil,
            let function = BuiltIns.function(named: name)
        {
            return try call(function, arguments, span)
        }
        let function = try compile(callee).code
        switch arguments {
        case .positional(let values):
            let codes = try codes(values)
            return Operand { frame in
                guard let callable = Self.callable(function(frame), frame, span) else { return .null }
                return callable.call(codes.map { $0(frame) }, with: frame.evaluator, at: span)
            }
        case .named(let pairs):
            let codes = try codes(pairs.map(\.value))
            let names = pairs.map(\.name)
            return Operand { frame in
                guard let callable = Self.callable(function(frame), frame, span) else { return .null }
                let values = codes.map { $0(frame) }
                return callable.call(
                    named: zip(names, values).map { ($0, $1) }, with: frame.evaluator, at: span)
            }
        }
    }

    private func codes(_ expressions: [Expression]) throws(FEELSyntaxError) -> [Code] {
        var codes: [Code] = []
        for expression in expressions { codes.append(try compile(expression).code) }
        return codes
    }

    private static func callable(_ value: Value, _ frame: Frame, _ span: Span) -> Callable? {
        if case .function(let function) = value, let callable = function as? Callable { return callable }
        if !value.isNull { frame.evaluator.report(.notCallable, span, [value.type.description]) }
        return nil
    }

    /// A call of a built-in function by its own name: its signature is chosen before anything runs.
    @inline(never)
    private func call(
        _ function: BuiltIn, _ arguments: Expression.Arguments, _ span: Span
    ) throws(FEELSyntaxError) -> Operand {
        var operands: [Operand] = []
        for value in arguments.values { operands.append(try compile(value)) }
        let codes = operands.map(\.code)
        let isConstant = !function.isVolatile && operands.allSatisfy { $0.constant != nil }
        switch arguments {
        case .positional:
            guard let signature = function.signature(count: codes.count) else {
                return Operand { $0.fail(.wrongArguments, span, [function.name, String(codes.count)]) }
            }
            let prepared = function.prepare(operands.map(\.constant), signature)
            return fold(
                Operand { frame in
                    function.call(
                        signature, codes.map { $0(frame) }, frame.evaluator, span, prepared: prepared)
                }, when: isConstant)
        case .named(let pairs):
            guard let (signature, order) = function.signature(names: pairs.map(\.name)) else {
                return Operand {
                    $0.fail(.wrongArguments, span, [function.name, pairs.map(\.name).joined(separator: ", ")])
                }
            }
            return fold(
                Operand { frame in
                    let values = codes.map { $0(frame) }
                    return function.call(
                        signature, order.map { $0.map { values[$0] } ?? .null }, frame.evaluator, span)
                }, when: isConstant)
        }
    }
}
