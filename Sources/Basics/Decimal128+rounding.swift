/// How a number is brought to fewer digits.
public enum RoundingMode: Sendable, CaseIterable {
    /// Towards zero.
    case down
    /// Away from zero.
    case up
    /// To the nearest; a half away from zero.
    case halfUp
    /// To the nearest; a half towards zero.
    case halfDown
    /// To the nearest; a half to the even digit.
    case halfEven
    /// Towards positive infinity.
    case ceiling
    /// Towards negative infinity.
    case floor
}

extension Decimal128 {
    /// The number with at most `scale` digits after the point; a negative scale rounds before the point.
    ///
    /// `nil` when rounding up makes the number too large.
    public func rounded(scale: Int, _ mode: RoundingMode) -> Decimal128? {
        let drop = -scale - exponent
        if drop <= 0 { return self }
        if isZero { return .zero }
        if drop > 38 {
            let up = Self.roundsUp(mode, isNegative: isNegative, isOdd: false, half: -1)
            guard up else { return .zero }
            return Self.rounding(isNegative: isNegative, exponent: -scale, significand: 1)
        }
        let (quotient, remainder) = PowersOfTen.divide(significand, byPower: drop)
        var digits = quotient
        if remainder != 0 {
            let middle = PowersOfTen.power(drop) / 2
            let half = remainder < middle ? -1 : remainder == middle ? 0 : 1
            if Self.roundsUp(mode, isNegative: isNegative, isOdd: digits & 1 == 1, half: half) { digits += 1 }
        }
        if digits == 0 { return .zero }
        return Self.rounding(isNegative: isNegative, exponent: -scale, significand: digits)
    }

    /// Whether what was cut off (which is not zero) carries into the last digit kept.
    ///
    /// - Parameter half: how what was cut off compares with a half.
    private static func roundsUp(_ mode: RoundingMode, isNegative: Bool, isOdd: Bool, half: Int) -> Bool {
        switch mode {
        case .down: false
        case .up: true
        case .halfUp: half >= 0
        case .halfDown: half > 0
        case .halfEven: half > 0 || (half == 0 && isOdd)
        case .ceiling: !isNegative
        case .floor: isNegative
        }
    }

    /// The largest integer that is not above the number.
    public var roundedDownToInteger: Decimal128 { rounded(scale: 0, .floor) ?? self }
}
