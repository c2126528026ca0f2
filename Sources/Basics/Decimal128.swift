/// A decimal number of 34 digits: the number of DMN 1.5 §10.3.2.3.1, which is the decimal128 format of IEEE 754-2008.
///
/// Sixteen bytes hold a sign, an exponent from −6176 to 6111 and a significand below 10³⁴. There is no infinity and no
/// NaN: an operation whose result is too large, or undefined, answers `nil`. Results are rounded half to even.
/// A value keeps the digits it was written with (`1.0`), yet `1.0 == 1`, with equal hashes and the same `description`.
///
/// ```swift
/// let price = Decimal128("19.90")!
/// price.multiplied(by: 3)?.description   // "59.7"
/// ```
public struct Decimal128: Sendable {
    /// Bit 63 is the sign, bits 62 to 49 the exponent plus 6176, bits 48 to 0 the upper part of the significand.
    let high: UInt64
    /// The lower 64 bits of the significand.
    let low: UInt64

    static let exponentBias = 6176
    static let minimumExponent = -6176
    static let maximumExponent = 6111
    static let precision = 34
    static let upperMask: UInt64 = (1 << 49) - 1
    /// The sign and exponent of an integer that is not negative.
    static let integerTag: UInt64 = UInt64(exponentBias) << 49

    /// Packs parts that are already in range: `significand` below 10³⁴, `exponent` between −6176 and 6111.
    @inline(__always)
    init(isNegative: Bool, exponent: Int, significand: UInt128) {
        let sign: UInt64 = isNegative && significand != 0 ? 1 << 63 : 0
        high =
            sign | UInt64(truncatingIfNeeded: exponent + Self.exponentBias) << 49
            | UInt64(truncatingIfNeeded: significand >> 64)
        low = UInt64(truncatingIfNeeded: significand)
    }

    /// An integer, exactly.
    @inline(__always)
    public init(_ value: Int64) {
        high = Self.integerTag | (value < 0 ? 1 << 63 : 0)
        low = value.magnitude
    }

    /// An integer, exactly.
    @inline(__always)
    public init(_ value: Int) { self.init(Int64(value)) }

    public static let zero = Decimal128(0)
    public static let one = Decimal128(1)

    /// Whether the number is below zero.
    public var isNegative: Bool { high >> 63 != 0 }
    /// Whether the number is zero.
    public var isZero: Bool { low == 0 && high & Self.upperMask == 0 }
    /// −1, 0 or 1.
    public var sign: Int { isZero ? 0 : isNegative ? -1 : 1 }

    /// The power of ten that `significand` counts.
    @inline(__always)
    public var exponent: Int { Int(truncatingIfNeeded: high >> 49 & 0x3FFF) - Self.exponentBias }
    /// The digits as an integer below 10³⁴.
    @inline(__always)
    public var significand: UInt128 { UInt128(high & Self.upperMask) << 64 | UInt128(low) }

    /// The number without its sign.
    public var magnitude: Decimal128 {
        Decimal128(isNegative: false, exponent: exponent, significand: significand)
    }

    /// The number with the other sign.
    public var negated: Decimal128 {
        Decimal128(isNegative: !isNegative, exponent: exponent, significand: significand)
    }

    /// The same number with no zero at the end of its significand; zero has exponent 0.
    public var normalized: Decimal128 {
        var digits = significand
        if digits == 0 { return .zero }
        var exponent = exponent
        PowersOfTen.stripZeros(&digits, exponent: &exponent, upTo: Self.maximumExponent)
        return Decimal128(isNegative: isNegative, exponent: exponent, significand: digits)
    }

    /// Rounds to 34 digits and the exponent's range. `nil` when the number is too large.
    ///
    /// - Parameter sticky: whether something that is not zero was cut off below `significand`, which then has at
    ///   least 35 digits.
    static func rounding(isNegative: Bool, exponent: Int, significand: UInt128, sticky: Bool = false) -> Decimal128? {
        if significand <= PowersOfTen.largestSignificand, !sticky,
            exponent >= minimumExponent, exponent <= maximumExponent
        {
            return Decimal128(isNegative: isNegative, exponent: exponent, significand: significand)
        }
        if significand == 0, !sticky {
            let clamped = min(max(exponent, minimumExponent), maximumExponent)
            return Decimal128(isNegative: false, exponent: clamped, significand: 0)
        }
        let excess = PowersOfTen.digitCount(significand) - precision
        let drop = max(excess, minimumExponent - exponent)
        var digits = significand
        var exponent = exponent
        if drop > 0 {
            digits = PowersOfTen.droppingHalfEven(significand, digits: drop, sticky: sticky)
            exponent += drop
            if digits > PowersOfTen.largestSignificand {
                digits = PowersOfTen.power(33)
                exponent += 1
            }
        }
        return padded(isNegative: isNegative, exponent: exponent, significand: digits)
    }

    /// Brings an exponent above the range back into it by writing zeros, when 34 digits leave room for them.
    private static func padded(isNegative: Bool, exponent: Int, significand: UInt128) -> Decimal128? {
        let padding = exponent - maximumExponent
        if padding <= 0 { return Decimal128(isNegative: isNegative, exponent: exponent, significand: significand) }
        guard padding + PowersOfTen.digitCount(significand) <= precision else { return nil }
        let digits = significand * PowersOfTen.power(padding)
        return Decimal128(isNegative: isNegative, exponent: maximumExponent, significand: digits)
    }
}

extension Decimal128: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self.init(value) }
}
