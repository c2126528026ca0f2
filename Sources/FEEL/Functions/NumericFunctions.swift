import Basics
import FEELValues

// DMN 1.5 §10.3.4.5, table 75.
extension BuiltIns {
    static let numericFunctions: [BuiltIn] = [
        BuiltIn("abs(n: Any) -> Any") { call in
            switch call[0] {
            case .number(let number): .number(number.magnitude)
            case .daysAndTimeDuration(let value): value.isNegative ? Arithmetic.negate(call[0]) : call[0]
            case .yearsAndMonthsDuration(let value): value.months < 0 ? Arithmetic.negate(call[0]) : call[0]
            default: nil
            }
        },
        BuiltIn("modulo(dividend: number; divisor: number) -> number") { call in
            guard let dividend = call[0].number, let divisor = call[1].number else { return nil }
            return dividend.modulo(divisor).map(Value.number)
        },
        BuiltIn("sqrt(number: number) -> number") { call in call[0].number?.squareRoot.map(Value.number) },
        BuiltIn("log(number: number) -> number") { call in call[0].number?.naturalLogarithm.map(Value.number) },
        BuiltIn("exp(number: number) -> number") { call in call[0].number?.exponential.map(Value.number) },
        BuiltIn("odd(number: number) -> boolean") { call in
            call[0].number?.modulo(2).map { .boolean($0 == 1) }
        },
        BuiltIn("even(number: number) -> boolean") { call in
            call[0].number?.modulo(2).map { .boolean($0.isZero) }
        },
    ]

    static let roundingFunctions: [BuiltIn] = [
        rounding("decimal(n: number; scale: number) -> number", .halfEven),
        rounding("floor(n: number; scale?: number) -> number", .floor),
        rounding("ceiling(n: number; scale?: number) -> number", .ceiling),
        rounding("round up(n: number; scale: number) -> number", .up),
        rounding("round down(n: number; scale: number) -> number", .down),
        rounding("round half up(n: number; scale: number) -> number", .halfUp),
        rounding("round half down(n: number; scale: number) -> number", .halfDown),
    ]

    private static func rounding(_ signature: String, _ mode: RoundingMode) -> BuiltIn {
        BuiltIn(signature) { call in
            guard let number = call[0].number else { return nil }
            var scale = 0
            if call.arguments.count > 1 {
                // Scales are bounded by the exponents that decimals have (table 75).
                guard let wanted = whole(call[1]), (-6111...6176).contains(wanted) else { return nil }
                scale = wanted
            }
            return number.rounded(scale: scale, mode).map(Value.number)
        }
    }
}
