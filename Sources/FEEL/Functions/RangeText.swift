import FEELValues

/// The texts of the built-in `range` (DMN 1.5 table 70): `[1..3]`, `("a".."z")`, `[@"2026-01-01"..)`: two literals.
enum RangeText {
    static func range(_ text: String, zones: any TimeZoneDatabase) -> RangeValue? {
        guard var parser = try? Parser(text, names: ScopeNames()), let expression = try? parser.wholeExpression()
        else { return nil }
        switch expression.kind {
        case .range(let start, let includesStart, let end, let includesEnd):
            guard let first = literal(start, zones), let last = literal(end, zones) else { return nil }
            return Ranges.make(first, includesStart, last, includesEnd)
        default: return nil
        }
    }

    /// A literal, or a call of a function that makes a date or a duration out of literals.
    private static func literal(_ expression: Expression, _ zones: any TimeZoneDatabase) -> Value? {
        switch expression.kind {
        case .null: return .null
        case .number(let number): return .number(number)
        case .string(let string): return .string(string)
        case .temporal(let text): return Value.temporal(text, zones: zones)
        case .negation(let operand): return literal(operand, zones).flatMap(Arithmetic.negate)
        case .call(let callee, .positional(let arguments)):
            guard case .name(let name) = callee.kind, arguments.count == 1, let argument = arguments.first,
                ["date", "time", "date and time", "duration"].contains(name),
                let function = BuiltIns.function(named: name), let value = literal(argument, zones)
            else { return nil }
            let result = function.call([value], with: Evaluator(Environment(timeZones: zones)))
            return result.isNull ? nil : result
        default: return nil
        }
    }
}
