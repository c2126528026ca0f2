import FEELValues

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The static Java methods that an external function may name (DMN 1.5 §10.3.2.13.3).
///
/// There is no Java machine behind this: the table holds pure functions written in Swift with Java's results, and
/// nothing else can be reached. A method that is not in the table does not exist, which makes the call null.
struct JavaFunction: Sendable {
    let parameters: [JavaType]
    let body: @Sendable ([JavaValue]) -> JavaValue?

    /// The method of a class by its signature, such as `max(double, double)`.
    init?(class name: String, signature: String) {
        guard let open = signature.firstIndex(of: "("), signature.hasSuffix(")") else { return nil }
        let method = String(signature[..<open].filter { !$0.isWhitespace })
        let inside = signature[signature.index(after: open)...].dropLast()
        let names = inside.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
        let types = names.compactMap(JavaType.init)
        guard types.count == names.count, let body = Self.body(name, method, types) else { return nil }
        parameters = types
        self.body = body
    }

    /// Calls the method; null when the arguments do not fit or there is no result.
    func callAsFunction(_ arguments: [Value]) -> Value {
        var given: [JavaValue] = []
        let isVariadic = parameters.last == .objects
        let fixed = isVariadic ? parameters.count - 1 : parameters.count
        guard isVariadic ? arguments.count >= fixed : arguments.count == fixed else { return .null }
        for (argument, type) in zip(arguments, parameters.prefix(fixed)) {
            guard let value = JavaValue(argument, as: type) else { return .null }
            given.append(value)
        }
        if isVariadic { given.append(.objects(Self.spread(Array(arguments.dropFirst(fixed))))) }
        return body(given)?.value ?? .null
    }

    /// A single list stands for the array itself.
    private static func spread(_ values: [Value]) -> [Value] {
        if values.count == 1, case .list(let items) = values[0] { return Array(items) }
        return values
    }

    private typealias Body = @Sendable ([JavaValue]) -> JavaValue?

    private static func body(_ name: String, _ method: String, _ types: [JavaType]) -> Body? {
        switch name {
        case "java.lang.Math", "java.lang.StrictMath": math(method, types)
        case "java.lang.Integer", "java.lang.Long", "java.lang.Short", "java.lang.Byte":
            integer(name, method, types)
        case "java.lang.Double", "java.lang.Float": floating(name == "java.lang.Float", method, types)
        case "java.lang.Boolean": boolean(method, types)
        case "java.lang.Character": character(method, types)
        case "java.lang.String": string(method, types)
        default: nil
        }
    }

    // MARK: Math

    private static func math(_ method: String, _ types: [JavaType]) -> Body? {
        if let function = unary[method], types == [.double] {
            return { $0.first?.double.map { .double(function($0)) } }
        }
        if let function = binary[method], types == [.double, .double] {
            return { arguments in
                guard let one = arguments[0].double, let two = arguments[1].double else { return nil }
                return .double(function(one, two))
            }
        }
        return exact(method, types)
    }

    private static let unary: [String: @Sendable (Double) -> Double] = [
        "sin": { sin($0) }, "cos": { cos($0) }, "tan": { tan($0) }, "asin": { asin($0) }, "acos": { acos($0) },
        "atan": { atan($0) }, "sinh": { sinh($0) }, "cosh": { cosh($0) }, "tanh": { tanh($0) },
        "exp": { exp($0) }, "expm1": { expm1($0) }, "log": { log($0) }, "log10": { log10($0) },
        "log1p": { log1p($0) }, "sqrt": { $0.squareRoot() }, "cbrt": { cbrt($0) },
        "ceil": { $0.rounded(.up) }, "floor": { $0.rounded(.down) }, "rint": { $0.rounded(.toNearestOrEven) },
        "signum": { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }, "toRadians": { $0 / 180 * .pi },
        "toDegrees": { $0 * 180 / .pi },
    ]

    private static let binary: [String: @Sendable (Double, Double) -> Double] = [
        "pow": { pow($0, $1) }, "atan2": { atan2($0, $1) }, "hypot": { hypot($0, $1) },
        "IEEEremainder": { $0.remainder(dividingBy: $1) }, "copySign": { Double(signOf: $1, magnitudeOf: $0) },
    ]

    /// Methods that exist for several types and give the type they take.
    private static func exact(_ method: String, _ types: [JavaType]) -> Body? {
        guard let type = types.first, types.allSatisfy({ $0 == type }) else { return nil }
        let isNumber = [.double, .float, .long, .int].contains(type)
        switch (method, types.count) {
        case ("max", 2) where isNumber: return { larger($0[0], $0[1]) }
        case ("min", 2) where isNumber: return { larger($0[1], $0[0], negated: true) }
        case ("abs", 1) where isNumber: return { magnitude($0[0]) }
        case ("round", 1) where type == .double || type == .float:
            return { $0[0].double.flatMap { Int64(exactly: ($0 + 0.5).rounded(.down)) }.map(JavaValue.integer) }
        default: return integral(method, types)
        }
    }

    private static func larger(_ one: JavaValue, _ two: JavaValue, negated: Bool = false) -> JavaValue? {
        guard let left = one.double, let right = two.double else { return nil }
        return (left >= right) != negated ? one : negated && left == right ? one : two
    }

    private static func magnitude(_ value: JavaValue) -> JavaValue? {
        switch value {
        case .double(let number): .double(number.magnitude)
        case .float(let number): .float(number.magnitude)
        case .integer(let number): number == .min ? nil : .integer(abs(number))
        default: nil
        }
    }

    private static func integral(_ method: String, _ types: [JavaType]) -> Body? {
        guard types == [.int, .int] || types == [.long, .long] else { return nil }
        let bounds = types[0] == .int ? Int64(Int32.min)...Int64(Int32.max) : Int64.min...Int64.max
        let operation: (@Sendable (Int64, Int64) -> (Int64, Bool))?
        switch method {
        case "addExact": operation = { $0.addingReportingOverflow($1) }
        case "subtractExact": operation = { $0.subtractingReportingOverflow($1) }
        case "multiplyExact": operation = { $0.multipliedReportingOverflow(by: $1) }
        case "floorDiv": operation = { floorDivided($0, $1) }
        case "floorMod":
            operation = { one, two in
                let (quotient, failed) = floorDivided(one, two)
                return failed ? (0, true) : (one &- quotient &* two, false)
            }
        default: operation = nil
        }
        guard let operation else { return nil }
        return { arguments in
            guard case .integer(let one) = arguments[0], case .integer(let two) = arguments[1] else { return nil }
            let (result, failed) = operation(one, two)
            return failed || !bounds.contains(result) ? nil : .integer(result)
        }
    }

    private static func floorDivided(_ one: Int64, _ two: Int64) -> (Int64, Bool) {
        let (quotient, failed) = one.dividedReportingOverflow(by: two)
        if failed { return (0, true) }
        return (one % two != 0 && (one < 0) != (two < 0) ? quotient - 1 : quotient, false)
    }
}
