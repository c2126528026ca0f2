public import FEELValues

/// A function that an evaluation can call. The three kinds are functions written in FEEL, built-in functions and
/// ``NativeFunction``.
public class Callable: FunctionValue, @unchecked Sendable {
    /// Calls with arguments in the order of the parameters, already of their types.
    func invoke(_ arguments: [Value], _ evaluator: Evaluator, _ span: Span) -> Value { .null }

    /// Calls with arguments by position. The wrong number or kind of arguments gives null.
    public func call(_ arguments: [Value], with evaluator: Evaluator, at span: Span = .nowhere) -> Value {
        guard arguments.count == parameters.count else {
            evaluator.report(.wrongArguments, span, [String(parameters.count), String(arguments.count)])
            return .null
        }
        return callCoerced(arguments, evaluator, span)
    }

    /// Calls with arguments by name.
    func call(named arguments: [(name: String, value: Value)], with evaluator: Evaluator, at span: Span) -> Value {
        var ordered = [Value?](repeating: nil, count: parameters.count)
        for (name, value) in arguments {
            guard let place = parameters.firstIndex(where: { $0.name == name }), ordered[place] == nil else {
                evaluator.report(.wrongArguments, span, [String(parameters.count), name])
                return .null
            }
            ordered[place] = value
        }
        let values = ordered.compactMap { $0 }
        return call(values, with: evaluator, at: span)
    }

    /// Brings arguments and result to their types (DMN 1.5 §10.3.2.9.4); what does not conform makes the call null.
    private func callCoerced(_ arguments: [Value], _ evaluator: Evaluator, _ span: Span) -> Value {
        var values = arguments
        for (index, parameter) in parameters.enumerated() where parameter.type != .any {
            guard let value = parameter.type.coerce(values[index]) else {
                evaluator.report(
                    .wrongArgument, span,
                    ["function", "\(parameter.name): \(parameter.type), \(values[index].type)"])
                return .null
            }
            values[index] = value
        }
        guard evaluator.spend(steps: 1, at: span) else { return .null }
        let result = invoke(values, evaluator, span)
        if resultType == .any { return result }
        guard let coerced = resultType.coerce(result) else {
            evaluator.report(.wrongResult, span, [resultType.description, result.type.description])
            return .null
        }
        return coerced
    }
}

extension Span {
    /// The place of what stands in no text.
    public static let nowhere = Span(start: 0, end: 0, line: 0, column: 0)
}

/// A function written in Swift: a business knowledge model, a decision service or a host's own function.
public final class NativeFunction: Callable, @unchecked Sendable {
    /// The body gets arguments of the parameters' types and the evaluation that calls it.
    public typealias Body = @Sendable ([Value], Evaluator) -> Value

    private let body: Body
    private let depth: Int

    /// - Parameter depth: how many nodes deep a call counts against ``Budget/depth``.
    public init(parameters: [Parameter], resultType: FEELType = .any, depth: Int = 20, body: @escaping Body) {
        self.body = body
        self.depth = depth
        super.init(parameters: parameters, resultType: resultType)
    }

    override func invoke(_ arguments: [Value], _ evaluator: Evaluator, _ span: Span) -> Value {
        evaluator.descend(depth, at: span) { body(arguments, evaluator) }
    }
}

/// A function written in FEEL with the variables that it took along.
final class Closure: Callable, @unchecked Sendable {
    /// The part of a function that is the same whenever it is evaluated.
    struct Code: Sendable {
        let body: @Sendable (Frame) -> Value
        let slotCount: Int
        let firstParameter: Int
        let captures: [(outer: Int, inner: Int)]
        let height: Int
    }

    private let code: Code
    private let captured: [Value]

    init(_ code: Code, parameters: [Parameter], captured: [Value]) {
        self.code = code
        self.captured = captured
        super.init(parameters: parameters)
    }

    override func invoke(_ arguments: [Value], _ evaluator: Evaluator, _ span: Span) -> Value {
        let frame = Frame(count: code.slotCount, evaluator: evaluator)
        for (index, capture) in code.captures.enumerated() { frame.slots[capture.inner] = captured[index] }
        for (index, argument) in arguments.enumerated() { frame.slots[code.firstParameter + index] = argument }
        return evaluator.descend(code.height, at: span) { code.body(frame) }
    }
}
