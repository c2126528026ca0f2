public import FEELValues

/// A built-in function of DMN 1.5 §10.3.4 with its signatures.
public final class BuiltIn: Callable, @unchecked Sendable {
    public let name: String
    /// The ways to call it, the first that fits is taken.
    public let signatures: [Signature]
    let body: Body

    /// `nil` stands for null with a diagnostic.
    typealias Body = @Sendable (Call) -> Value?

    public struct Signature: Sendable, Hashable {
        public let parameters: [FunctionValue.Parameter]
        /// How many of the parameters a call must give.
        public let required: Int
        /// Whether the last parameter takes any number of arguments.
        public let isVariadic: Bool
        public let result: FEELType
    }

    /// One call under way.
    struct Call {
        /// The arguments by parameter, each of its parameter's type or null; those of a variadic call one by one.
        let arguments: [Value]
        /// Which of the signatures was taken.
        let signature: Int
        let evaluator: Evaluator
        let span: Span
        /// What was made of constant arguments when the call was compiled: a pattern.
        let prepared: Pattern?

        subscript(index: Int) -> Value { index < arguments.count ? arguments[index] : .null }
    }

    /// - Parameter signatures: texts such as `substring(string: string; start position: number; length?: number)
    ///   -> string`, with `?` after optional parameters and `...` after a variadic one.
    init(_ signatures: String..., body: @escaping Body) {
        let parsed = signatures.map(SignatureReader.read)
        name = parsed.first?.name ?? ""
        self.signatures = parsed.map(\.signature)
        self.body = body
        cost = name == "log" || name == "exp" ? 100 : 1
        let first = self.signatures.first
        super.init(parameters: first?.parameters ?? [], resultType: .any)
    }

    /// The steps that a call takes at least.
    private let cost: Int

    /// Whether the result depends on more than the arguments.
    var isVolatile: Bool { name == "now" || name == "today" }

    func signature(count: Int) -> Int? {
        signatures.firstIndex { signature in
            count >= signature.required && (signature.isVariadic || count <= signature.parameters.count)
        }
    }

    /// The signature that has all these names, and for each of its parameters which argument it gets.
    func signature(names: [String]) -> (Int, [Int?])? {
        guard Set(names).count == names.count else { return nil }
        for (index, signature) in signatures.enumerated() {
            let order = signature.parameters.map { parameter in names.firstIndex(of: parameter.name) }
            let given = order.compactMap { $0 }.count
            guard given == names.count, order.prefix(signature.required).allSatisfy({ $0 != nil }) else { continue }
            return (index, order)
        }
        return nil
    }

    func call(
        _ signature: Int, _ arguments: [Value], _ evaluator: Evaluator, _ span: Span, prepared: Pattern? = nil
    ) -> Value {
        var values = arguments
        let chosen = signatures[signature]
        for index in values.indices {
            let parameter = chosen.parameters[min(index, chosen.parameters.count - 1)]
            guard let value = Self.coerce(values[index], to: parameter.type) else {
                evaluator.report(
                    .wrongArgument, span,
                    [name, "\(parameter.name): \(parameter.type), \(values[index].type)"])
                return .null
            }
            values[index] = value
        }
        // Every function may read its arguments through; logarithms and the like are dear by themselves.
        let work = values.reduce(cost) { $0 + Int($1.measure.weight) / 16 }
        guard evaluator.spend(steps: work, at: span) else { return .null }
        let call = Call(
            arguments: values, signature: signature, evaluator: evaluator, span: span, prepared: prepared)
        if let result = body(call) { return result }
        evaluator.report(
            .wrongArgument, span,
            [name, values.map { String($0.description.prefix(60)) }.joined(separator: ", ")])
        return .null
    }

    private static func coerce(_ value: Value, to type: FEELType) -> Value? {
        switch (type, value) {
        case (.any, _), (.number, .number), (.string, .string): value
        default: type.coerce(value)
        }
    }

    /// The pattern of a call of `matches`, `replace` or `split` whose pattern and flags are constants.
    func prepare(_ constants: [Value?], _ signature: Int) -> Pattern? {
        let names = signatures[signature].parameters.map(\.name)
        guard let place = names.firstIndex(of: name == "split" ? "delimiter" : "pattern"), place < constants.count,
            case .string(let pattern)?? = constants[place].map(Optional.some)
        else { return nil }
        guard let flags = names.firstIndex(of: "flags"), flags < constants.count else {
            return try? Pattern(pattern, flags: "")
        }
        guard case .string(let text)? = constants[flags] else { return nil }
        return try? Pattern(pattern, flags: text)
    }

    // A built-in function that is passed as a value is called by position.
    override public func call(_ arguments: [Value], with evaluator: Evaluator, at span: Span = .nowhere) -> Value {
        guard let signature = signature(count: arguments.count) else {
            evaluator.report(.wrongArguments, span, [name, String(arguments.count)])
            return .null
        }
        return call(signature, arguments, evaluator, span)
    }

    override func call(named arguments: [(name: String, value: Value)], with evaluator: Evaluator, at span: Span)
        -> Value
    {
        guard let (signature, order) = signature(names: arguments.map(\.name)) else {
            evaluator.report(.wrongArguments, span, [name, arguments.map(\.name).joined(separator: ", ")])
            return .null
        }
        return call(signature, order.map { $0.map { arguments[$0].value } ?? .null }, evaluator, span)
    }
}

/// Reads the text of a signature.
private enum SignatureReader {
    static func read(_ text: String) -> (name: String, signature: BuiltIn.Signature) {
        let halves = text.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        let rest = halves.last ?? ""
        let close = rest.lastIndex(of: ")") ?? rest.endIndex
        let arrow = rest[close...].split(separator: ">", maxSplits: 1).last.map(trimmed) ?? ""
        var parameters: [FunctionValue.Parameter] = []
        var required = 0
        var isVariadic = false
        for part in rest[..<close].split(separator: ";") {
            let pair = part.split(separator: ":", maxSplits: 1).map(trimmed)
            var name = pair.first ?? ""
            if name.hasSuffix("...") {
                isVariadic = true
                name.removeLast(3)
                required += 1
            } else if name.hasSuffix("?") {
                name.removeLast()
            } else {
                required += 1
            }
            let type = pair.count > 1 ? type(pair[1]) : .any
            parameters.append(FunctionValue.Parameter(name, type))
        }
        let signature = BuiltIn.Signature(
            parameters: parameters, required: required, isVariadic: isVariadic,
            result: text.contains("->") ? type(arrow) : .any)
        return (trimmed(halves.first ?? ""), signature)
    }

    private static func type(_ text: String) -> FEELType {
        if text.hasPrefix("list<"), text.hasSuffix(">") {
            return .list(type(String(text.dropFirst(5).dropLast())))
        }
        return FEELType(named: text) ?? .any
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
