/// Powers of ten and division by them, on 128 and 256 bits.
enum PowersOfTen {
    /// 10³⁴ − 1.
    static let largestSignificand: UInt128 = 9_999_999_999_999_999_999_999_999_999_999_999

    private static let small: [UInt64] = [
        1, 10, 100, 1000, 10000, 100000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
        1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
        10_000_000_000_000_000_000,
    ]

    /// 10ⁿ for n from 0 to 19.
    @inline(__always)
    static func smallPower(_ n: Int) -> UInt64 { small[n] }

    /// 10ⁿ for n from 0 to 38.
    @inline(__always)
    static func power(_ n: Int) -> UInt128 {
        if n <= 19 { return UInt128(small[n]) }
        let product = small[19].multipliedFullWidth(by: small[n - 19])
        return UInt128(product.high) << 64 | UInt128(product.low)
    }

    /// How many decimal digits a number has; 1 for zero.
    @inline(__always)
    static func digitCount(_ value: UInt128) -> Int {
        let bits = 128 - (value | 1).leadingZeroBitCount
        let estimate = (bits * 1233) >> 12
        return estimate > 38 || value < power(estimate) ? max(estimate, 1) : estimate + 1
    }

    /// Quotient and remainder by a 64-bit divisor.
    @inline(__always)
    static func divide(_ value: UInt128, by divisor: UInt64) -> (quotient: UInt128, remainder: UInt64) {
        let high = UInt64(truncatingIfNeeded: value >> 64)
        let low = UInt64(truncatingIfNeeded: value)
        if high == 0 {
            let (quotient, remainder) = low.quotientAndRemainder(dividingBy: divisor)
            return (UInt128(quotient), remainder)
        }
        let (upper, carry) = high.quotientAndRemainder(dividingBy: divisor)
        let (lower, remainder) = divisor.dividingFullWidth((carry, low))
        return (UInt128(upper) << 64 | UInt128(lower), remainder)
    }

    /// Quotient and remainder by 10ⁿ, n from 0 to 38.
    static func divide(_ value: UInt128, byPower n: Int) -> (quotient: UInt128, remainder: UInt128) {
        if n <= 19 {
            let (quotient, remainder) = divide(value, by: small[n])
            return (quotient, UInt128(remainder))
        }
        let (upper, lowDigits) = divide(value, by: small[19])
        let (quotient, highDigits) = divide(upper, by: small[n - 19])
        return (quotient, UInt128(highDigits) * UInt128(small[19]) + UInt128(lowDigits))
    }

    /// Quotient of a 256-bit number by 10ⁿ, n from 0 to 38, and whether something remained.
    /// The quotient must fit 128 bits.
    static func divide(
        wide value: (high: UInt128, low: UInt128), byPower n: Int
    ) -> (quotient: UInt128, inexact: Bool) {
        if n > 19 {
            let (upper, first) = divide(wide: value, by: small[19])
            let (lower, second) = divide(wide: upper, by: small[n - 19])
            return (lower.low, first != 0 || second != 0)
        }
        let (quotient, remainder) = divide(wide: value, by: small[n])
        return (quotient.low, remainder != 0)
    }

    /// Quotient and remainder of a 256-bit number by a 64-bit divisor.
    static func divide(
        wide value: (high: UInt128, low: UInt128), by divisor: UInt64
    ) -> (quotient: (high: UInt128, low: UInt128), remainder: UInt64) {
        let (high, carry) = divide(value.high, by: divisor)
        let (third, next) = divisor.dividingFullWidth((carry, UInt64(truncatingIfNeeded: value.low >> 64)))
        let (fourth, remainder) = divisor.dividingFullWidth((next, UInt64(truncatingIfNeeded: value.low)))
        return ((high, UInt128(third) << 64 | UInt128(fourth)), remainder)
    }

    /// Cuts `digits` digits off and rounds half to even.
    static func droppingHalfEven(_ value: UInt128, digits: Int, sticky: Bool) -> UInt128 {
        if digits > 38 { return 0 }
        let (quotient, remainder) = divide(value, byPower: digits)
        let half = power(digits) / 2
        let up = remainder > half || (remainder == half && (sticky || quotient & 1 == 1))
        return up ? quotient + 1 : quotient
    }

    /// Takes zeros off the end while the exponent stays at or below `limit`.
    static func stripZeros(_ value: inout UInt128, exponent: inout Int, upTo limit: Int) {
        guard value != 0 else { return }
        for step in [16, 8, 4, 2, 1] {
            while exponent + step <= limit {
                let (quotient, remainder) = divide(value, by: small[step])
                guard remainder == 0 else { break }
                value = quotient
                exponent += step
            }
        }
    }
}
