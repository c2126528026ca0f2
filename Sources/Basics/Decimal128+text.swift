extension Decimal128 {
    /// Reads `-12.50`, `.5` or `1.2E-3`. More than 34 digits are rounded half to even.
    ///
    /// `nil` for anything else, white space included, and for a number that is too large.
    public init?(_ text: some StringProtocol) {
        self.init(utf8: text.utf8)
    }

    /// The same from a whole string, without going through witnesses byte by byte.
    public init?(_ text: String) {
        var text = text
        let number = text.withUTF8 { bytes -> Decimal128? in
            var reader = DecimalReader()
            for byte in bytes {
                guard reader.read(byte) else { return nil }
            }
            return reader.number
        }
        guard let number else { return nil }
        self = number
    }

    /// The same from bytes of UTF-8.
    public init?(utf8: some Sequence<UInt8>) {
        var reader = DecimalReader()
        for byte in utf8 {
            guard reader.read(byte) else { return nil }
        }
        guard let number = reader.number else { return nil }
        self = number
    }
}

/// Reads a decimal's characters one by one.
private struct DecimalReader {
    private enum Place { case start, whole, fraction, exponentStart, exponent }
    private var place = Place.start
    private var isNegative = false
    /// The first 18 digits that count.
    private var small: UInt64 = 0
    /// All digits that count, from the nineteenth on.
    private var digits: UInt128 = 0
    private var kept = 0
    private var sawDigit = false
    private var sticky = false
    /// The power of ten of the last kept digit.
    private var scale = 0
    private var power = 0
    private var powerIsNegative = false
    private var sawPowerDigit = false

    mutating func read(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): read(digit: byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "."):
            guard place == .start || place == .whole else { return false }
            place = .fraction
        case UInt8(ascii: "-"), UInt8(ascii: "+"):
            if place == .start, !sawDigit {
                isNegative = byte == UInt8(ascii: "-")
                place = .whole
            } else if place == .exponentStart {
                powerIsNegative = byte == UInt8(ascii: "-")
                place = .exponent
            } else {
                return false
            }
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            guard sawDigit, place == .whole || place == .fraction else { return false }
            place = .exponentStart
        default: return false
        }
        return true
    }

    private mutating func read(digit: UInt8) {
        if place == .exponentStart || place == .exponent {
            place = .exponent
            sawPowerDigit = true
            power = min(power * 10 + Int(digit), 1_000_000)
            return
        }
        if place == .start { place = .whole }
        sawDigit = true
        if kept < 18 {
            // Digits that fit 64 bits are the rule.
            small = small * 10 + UInt64(digit)
            if small != 0 { kept += 1 }
            if place == .fraction { scale -= 1 }
        } else if kept < 37 {
            if kept == 18 { digits = UInt128(small) }
            digits = digits * 10 + UInt128(digit)
            kept += 1
            if place == .fraction { scale -= 1 }
        } else {
            sticky = sticky || digit != 0
            if place == .whole { scale += 1 }
        }
    }

    var number: Decimal128? {
        guard sawDigit else { return nil }
        switch place {
        case .whole, .fraction: break
        case .exponent where sawPowerDigit: break
        default: return nil
        }
        let exponent = scale + (powerIsNegative ? -power : power)
        return Decimal128.rounding(
            isNegative: isNegative, exponent: exponent, significand: kept > 18 ? digits : UInt128(small),
            sticky: sticky)
    }
}

extension Decimal128: CustomStringConvertible, LosslessStringConvertible {
    /// The canonical text: no zeros at the end of the fraction, no exponent for ordinary magnitudes (`1E+50` beyond
    /// 40 digits before the point or 60 after it), `-` only for numbers below zero.
    public var description: String {
        let canonical = normalized
        let digits = canonical.high & Self.upperMask == 0 ? String(canonical.low) : String(canonical.significand)
        let exponent = canonical.exponent
        let sign = isNegative ? "-" : ""
        if exponent == 0 { return sign + digits }
        if exponent > 0 {
            guard digits.utf8.count + exponent <= 40 else {
                return sign + Self.scientific(digits: digits, exponent: exponent)
            }
            return sign + digits + String(repeating: "0", count: exponent)
        }
        guard exponent >= -60 else { return sign + Self.scientific(digits: digits, exponent: exponent) }
        let whole = digits.utf8.count + exponent
        if whole <= 0 { return sign + "0." + String(repeating: "0", count: -whole) + digits }
        return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
    }

    private static func scientific(digits text: String, exponent: Int) -> String {
        let digits = text.prefix(text.utf8.count - text.utf8.reversed().prefix { $0 == UInt8(ascii: "0") }.count)
        let power = text.utf8.count - 1 + exponent
        let fraction = digits.utf8.count > 1 ? "." + digits.dropFirst() : ""
        return digits.prefix(1) + fraction + (power < 0 ? "E" : "E+") + String(power)
    }
}

extension Decimal128 {
    /// The number of shortest text that a binary number stands for; `nil` for infinity and NaN.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self.init(value.description)
    }
}

extension Double {
    /// The nearest binary number.
    public init(_ decimal: Decimal128) {
        self = Double("\(decimal.significand)E\(decimal.exponent)") ?? 0
        if decimal.isNegative { negate() }
    }
}

extension Int64 {
    /// The integer that equals the number, if there is one.
    @inline(__always)
    public init?(exactly decimal: Decimal128) {
        if decimal.high == Decimal128.integerTag, decimal.low <= UInt64(Int64.max) {
            self = Int64(bitPattern: decimal.low)
            return
        }
        guard let whole = decimal.wholeMagnitude else { return nil }
        if decimal.isNegative {
            guard whole <= UInt128(Int64.max) + 1 else { return nil }
            self = Int64(truncatingIfNeeded: -Int128(truncatingIfNeeded: whole))
        } else {
            guard whole <= UInt128(Int64.max) else { return nil }
            self = Int64(truncatingIfNeeded: whole)
        }
    }
}

extension Int {
    /// The integer that equals the number, if there is one.
    @inline(__always)
    public init?(exactly decimal: Decimal128) {
        guard let value = Int64(exactly: decimal) else { return nil }
        self = Int(value)
    }
}

extension Decimal128 {
    /// The magnitude when the number is whole and below 10³⁸.
    var wholeMagnitude: UInt128? {
        let digits = significand
        let exponent = exponent
        if exponent == 0 || digits == 0 { return digits }
        if exponent > 0 {
            guard exponent + PowersOfTen.digitCount(digits) <= 38 else { return nil }
            return digits * PowersOfTen.power(exponent)
        }
        guard exponent > -PowersOfTen.digitCount(digits) else { return nil }
        let (quotient, remainder) = PowersOfTen.divide(digits, byPower: -exponent)
        return remainder == 0 ? quotient : nil
    }

    /// Whether the number has no fraction.
    public var isInteger: Bool { exponent >= 0 || isZero || rounded(scale: 0, .down) == self }
}
