extension Decimal128: Comparable, Hashable {
    /// Equality of the numbers, not of their digits: `1.0 == 1`.
    @inline(__always)
    public static func == (left: Decimal128, right: Decimal128) -> Bool {
        if left.low == right.low, left.high == right.high { return true }
        if (left.high ^ right.high) >> 49 == 0 { return false }
        return compare(left, right) == 0
    }

    @inline(__always)
    public static func < (left: Decimal128, right: Decimal128) -> Bool {
        if (left.high | right.high) >> 63 == 0, left.high >> 49 == right.high >> 49 {
            return left.high == right.high ? left.low < right.low : left.high < right.high
        }
        return compare(left, right) < 0
    }

    public func hash(into hasher: inout Hasher) {
        let canonical = normalized
        hasher.combine(canonical.high)
        hasher.combine(canonical.low)
    }

    /// −1, 0 or 1 as `left` is below, equal to or above `right`.
    public static func compare(_ left: Decimal128, _ right: Decimal128) -> Int {
        let (leftSign, rightSign) = (left.sign, right.sign)
        if leftSign != rightSign { return leftSign < rightSign ? -1 : 1 }
        if leftSign == 0 { return 0 }
        let order = compareMagnitudes(left, right)
        return leftSign < 0 ? -order : order
    }

    private static func compareMagnitudes(_ left: Decimal128, _ right: Decimal128) -> Int {
        var (first, second) = (left.significand, right.significand)
        let distance = left.exponent - right.exponent
        if distance != 0 {
            let leftTop = PowersOfTen.digitCount(first) + left.exponent
            let rightTop = PowersOfTen.digitCount(second) + right.exponent
            if leftTop != rightTop { return leftTop < rightTop ? -1 : 1 }
            // The leading digits stand in the same place, so the exponents differ by at most 33.
            if distance > 0 { first *= PowersOfTen.power(distance) } else { second *= PowersOfTen.power(-distance) }
        }
        return first < second ? -1 : first == second ? 0 : 1
    }
}
