extension Decimal128 {
    /// The square root, rounded half to even; `nil` for a number below zero.
    public var squareRoot: Decimal128? {
        if isZero { return .zero }
        guard !isNegative else { return nil }
        let (digits, exponent) = (significand, exponent)
        // An even exponent and 71 or 72 digits under the root give a root of 36 digits.
        var scale = 72 - PowersOfTen.digitCount(digits)
        if (exponent - scale) & 1 != 0 { scale -= 1 }
        let first = min(scale, 38)
        var wide = digits.multipliedFullWidth(by: PowersOfTen.power(first))
        let factor = PowersOfTen.power(scale - first)
        let lower = wide.low.multipliedFullWidth(by: factor)
        wide = (wide.high &* factor &+ lower.high, lower.low)
        var (root, isExact) = Self.integerSquareRoot(wide)
        var rootExponent = (exponent - scale) / 2
        if isExact {
            let ideal = exponent >= 0 ? exponent / 2 : -((-exponent + 1) / 2)
            PowersOfTen.stripZeros(&root, exponent: &rootExponent, upTo: ideal)
        }
        return Self.rounding(isNegative: false, exponent: rootExponent, significand: root, sticky: !isExact)
    }

    /// The integer part of the root of a number between 10⁶⁹ and 10⁷², by Newton's method from above.
    private static func integerSquareRoot(_ value: (high: UInt128, low: UInt128)) -> (root: UInt128, isExact: Bool) {
        let estimate = (Double(value.high) * 0x1p128).squareRoot()
        var root = UInt128(estimate * (1 + 0x1p-40)) + 1
        while true {
            let quotient = root.dividingFullWidth(value).quotient
            if quotient >= root { break }
            root = (root + quotient) / 2
        }
        let square = root.multipliedFullWidth(by: root)
        return (root, square.high == value.high && square.low == value.low)
    }

    /// e to the power of the number, rounded half to even; `nil` when it is too large.
    public var exponential: Decimal128? {
        if isZero { return .one }
        // ln 10 · 6145 = 14149.4 and ln 10 · −6177 = −14223.1 bound what has a result other than 0 and too large.
        if magnitude > 14230 { return isNegative ? .zero : nil }
        return DecimalFraction(magnitude: self).exponential(isNegative: isNegative)
    }

    /// The natural logarithm, rounded half to even; `nil` for zero and below.
    public var naturalLogarithm: Decimal128? {
        guard sign > 0 else { return nil }
        if self == .one { return .zero }
        let (isNegative, value) = DecimalFraction.naturalLogarithm(of: self)
        return value.decimal(isNegative: isNegative, exponent: 0)
    }

    /// The number raised to a power, rounded half to even.
    ///
    /// `nil` when the result is too large or has no real value (zero to a negative power, a negative number to a
    /// fraction). `0 ** 0` is 1.
    public func raised(to power: Decimal128) -> Decimal128? {
        if power.isZero { return .one }
        if isZero { return power.isNegative ? nil : .zero }
        if let whole = Int(exactly: power) {
            if self == .one { return .one }
            if let exact = exactPower(whole.magnitude) { return whole > 0 ? exact : Decimal128.one.divided(by: exact) }
            return inexactPower(power, isNegative: isNegative && whole & 1 != 0)
        }
        if isNegative, !power.isInteger { return nil }
        if magnitude == .one { return .one }
        return inexactPower(power, isNegative: false)
    }

    /// The power when 34 digits hold it exactly.
    private func exactPower(_ power: UInt) -> Decimal128? {
        var result = Decimal128.one
        var base = normalized
        var left = power
        while true {
            if left & 1 == 1 {
                guard let next = result.exactProduct(base) else { return nil }
                result = next
            }
            left >>= 1
            if left == 0 { return result }
            guard let square = base.exactProduct(base) else { return nil }
            base = square
        }
    }

    private func exactProduct(_ other: Decimal128) -> Decimal128? {
        let product = significand.multipliedFullWidth(by: other.significand)
        guard product.high == 0, product.low <= PowersOfTen.largestSignificand else { return nil }
        let sum = exponent + other.exponent
        guard sum >= Self.minimumExponent, sum <= Self.maximumExponent else { return nil }
        return Decimal128(isNegative: isNegative != other.isNegative, exponent: sum, significand: product.low)
    }

    /// e^(power · ln |self|) on 126 digits.
    private func inexactPower(_ power: Decimal128, isNegative: Bool) -> Decimal128? {
        let logarithm = DecimalFraction.naturalLogarithm(of: magnitude)
        let shrinks = logarithm.isNegative != power.isNegative
        guard power.magnitude < 100_000_000_000_000_000,
            let exponent = logarithm.value.multiplied(by: DecimalFraction(magnitude: power)),
            exponent.whole <= 14230
        else { return shrinks ? .zero : nil }
        guard let result = exponent.exponential(isNegative: shrinks) else { return nil }
        let tidy = result.normalized
        return isNegative ? tidy.negated : tidy
    }
}
