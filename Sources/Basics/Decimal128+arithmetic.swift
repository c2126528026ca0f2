extension Decimal128 {
    /// The sum, rounded half to even; `nil` when it is too large.
    public func adding(_ other: Decimal128) -> Decimal128? {
        if high >> 49 == other.high >> 49 {
            let sum = significand + other.significand
            if sum <= PowersOfTen.largestSignificand {
                return Decimal128(isNegative: isNegative, exponent: exponent, significand: sum)
            }
        }
        return Self.sum(self, other)
    }

    /// The difference, rounded half to even; `nil` when it is too large.
    public func subtracting(_ other: Decimal128) -> Decimal128? {
        if (high ^ other.high) >> 49 == 0 {
            let (left, right) = (significand, other.significand)
            return left >= right
                ? Decimal128(isNegative: isNegative, exponent: exponent, significand: left - right)
                : Decimal128(isNegative: !isNegative, exponent: exponent, significand: right - left)
        }
        return Self.sum(self, other.negated)
    }

    /// The product, rounded half to even; `nil` when it is too large.
    public func multiplied(by other: Decimal128) -> Decimal128? {
        let negative = isNegative != other.isNegative
        let exponent = exponent + other.exponent
        if (high | other.high) & Self.upperMask == 0 {
            let product = low.multipliedFullWidth(by: other.low)
            let digits = UInt128(product.high) << 64 | UInt128(product.low)
            return Self.rounding(isNegative: negative, exponent: exponent, significand: digits)
        }
        let (left, right) = (significand, other.significand)
        let product = left.multipliedFullWidth(by: right)
        if product.high == 0 {
            return Self.rounding(isNegative: negative, exponent: exponent, significand: product.low)
        }
        let drop = PowersOfTen.digitCount(left) + PowersOfTen.digitCount(right) - 36
        let (digits, inexact) = PowersOfTen.divide(wide: product, byPower: drop)
        return Self.rounding(
            isNegative: negative, exponent: exponent + drop, significand: digits, sticky: inexact)
    }

    /// The quotient, rounded half to even; `nil` for a divisor of zero or a result that is too large.
    ///
    /// An exact quotient keeps no more digits than it needs: `1 ÷ 4` is `0.25`.
    public func divided(by other: Decimal128) -> Decimal128? {
        if other.isZero { return nil }
        if isZero { return .zero }
        let negative = isNegative != other.isNegative
        let ideal = exponent - other.exponent
        let (dividend, divisor) = (significand, other.significand)
        if (high | other.high) & Self.upperMask == 0 {
            let (quotient, remainder) = low.quotientAndRemainder(dividingBy: other.low)
            if remainder == 0 {
                return Self.rounding(isNegative: negative, exponent: ideal, significand: UInt128(quotient))
            }
        }
        let scale = 35 + PowersOfTen.digitCount(divisor) - PowersOfTen.digitCount(dividend)
        var (digits, inexact) = Self.scaledQuotient(dividend, scale: scale, divisor: divisor)
        var exponent = ideal - scale
        if !inexact { PowersOfTen.stripZeros(&digits, exponent: &exponent, upTo: ideal) }
        return Self.rounding(isNegative: negative, exponent: exponent, significand: digits, sticky: inexact)
    }

    /// `dividend · 10^scale ÷ divisor` with 35 or 36 digits, and whether something remained.
    private static func scaledQuotient(
        _ dividend: UInt128, scale: Int, divisor: UInt128
    ) -> (digits: UInt128, inexact: Bool) {
        // `scale` lies between 2 and 68; a dividend of few digits takes its zeros in two steps.
        let first = min(scale, 38)
        var wide = dividend.multipliedFullWidth(by: PowersOfTen.power(first))
        if scale > first {
            let factor = PowersOfTen.power(scale - first)
            let lower = wide.low.multipliedFullWidth(by: factor)
            wide = (wide.high &* factor &+ lower.high, lower.low)
        }
        if divisor >> 64 == 0 {
            let (quotient, remainder) = PowersOfTen.divide(wide: wide, by: UInt64(truncatingIfNeeded: divisor))
            return (quotient.low, remainder != 0)
        }
        let (quotient, remainder) = divisor.dividingFullWidth(wide)
        return (quotient, remainder != 0)
    }

    /// The sum of two numbers whose signs or exponents differ.
    private static func sum(_ first: Decimal128, _ second: Decimal128) -> Decimal128? {
        let firstIsUpper = first.exponent >= second.exponent
        let (upper, lower) = firstIsUpper ? (first, second) : (second, first)
        let distance = upper.exponent - lower.exponent
        if upper.isZero { return lower }
        if lower.isZero { return widened(upper, to: lower.exponent) }
        // 37 digits leave three guard digits below the 34 that stay and still fit 128 bits.
        let room = 37 - PowersOfTen.digitCount(upper.significand)
        let scale = min(distance, room)
        let left = upper.significand * PowersOfTen.power(scale)
        var (right, sticky) = (lower.significand, false)
        if distance > scale { (right, sticky) = cutting(right, digits: distance - scale) }
        let exponent = upper.exponent - scale
        if upper.isNegative == lower.isNegative {
            return rounding(
                isNegative: upper.isNegative, exponent: exponent, significand: left + right, sticky: sticky)
        }
        if left >= right {
            let difference = left - right - (sticky ? 1 : 0)
            return rounding(
                isNegative: upper.isNegative, exponent: exponent, significand: difference, sticky: sticky)
        }
        return rounding(isNegative: lower.isNegative, exponent: exponent, significand: right - left)
    }

    private static func cutting(_ value: UInt128, digits: Int) -> (value: UInt128, inexact: Bool) {
        if digits > 38 { return (0, true) }
        let (quotient, remainder) = PowersOfTen.divide(value, byPower: digits)
        return (quotient, remainder != 0)
    }

    /// The same number with a smaller exponent, as far as 34 digits allow.
    private static func widened(_ number: Decimal128, to exponent: Int) -> Decimal128 {
        let room = precision - PowersOfTen.digitCount(number.significand)
        let scale = min(number.exponent - exponent, room)
        if scale <= 0 { return number }
        return Decimal128(
            isNegative: number.isNegative, exponent: number.exponent - scale,
            significand: number.significand * PowersOfTen.power(scale))
    }

    /// `self − divisor · ⌊self ÷ divisor⌋`: the remainder with the sign of the divisor (DMN 1.5 table 75, `modulo`).
    /// `nil` for a divisor of zero.
    public func modulo(_ divisor: Decimal128) -> Decimal128? {
        guard !divisor.isZero else { return nil }
        let remainder = remainder(dividingBy: divisor)
        if remainder.isZero || remainder.isNegative == divisor.isNegative { return remainder }
        return remainder.adding(divisor)
    }

    /// The exact remainder with the sign of the dividend. The divisor is not zero.
    func remainder(dividingBy divisor: Decimal128) -> Decimal128 {
        if isZero || magnitude < divisor.magnitude { return self }
        let exponent = min(exponent, divisor.exponent)
        // The dividend is at least the divisor, so a scaled divisor still has at most 34 digits.
        let scaled = divisor.significand * PowersOfTen.power(divisor.exponent - exponent)
        var rest = significand % scaled
        var left = self.exponent - exponent
        while left > 0, rest != 0 {
            let step = min(left, 19)
            let wide = rest.multipliedFullWidth(by: PowersOfTen.power(step))
            rest = scaled.dividingFullWidth(wide).remainder
            left -= step
        }
        return Decimal128(isNegative: isNegative, exponent: exponent, significand: rest)
    }
}
