/// A number with 18 digits before and 126 after the point, not below zero: room to compute exp and log so that
/// 34 digits come out right even beside zero. `limbs[0]` is the whole part; each limb counts to 10¹⁸.
struct DecimalFraction {
    static let base: UInt64 = 1_000_000_000_000_000_000
    static let count = 8
    var limbs: [UInt64]

    var whole: UInt64 { limbs[0] }
    var isZero: Bool { limbs.allSatisfy { $0 == 0 } }

    private init(limbs: [UInt64]) { self.limbs = limbs }

    init(_ whole: UInt64) {
        limbs = [UInt64](repeating: 0, count: Self.count)
        limbs[0] = whole
    }

    /// The magnitude of a decimal below 10¹⁸, cut off after 126 digits.
    init(magnitude decimal: Decimal128) {
        self.init(digits: decimal.significand, exponent: decimal.exponent)
    }

    init(digits: UInt128, exponent: Int) {
        self.init(0)
        var digits = digits
        var place = exponent
        while digits != 0 {
            let (rest, digit) = PowersOfTen.divide(digits, by: 10)
            digits = rest
            if place >= -126, digit != 0 {
                let limb = place >= 0 ? 0 : (-place + 17) / 18
                limbs[limb] += digit * PowersOfTen.smallPower(place + 18 * limb)
            }
            place += 1
        }
    }

    static let naturalLogarithmOfTen = DecimalFraction(limbs: [
        2, 302_585_092_994_045_684, 017_991_454_684_364_207, 601_101_488_628_772_976, 033_327_900_967_572_609,
        677_352_480_235_997_205, 089_598_298_341_967_784, 042_286_248_633_409_525,
    ])

    func adding(_ other: DecimalFraction) -> DecimalFraction {
        var result = self
        var carry: UInt64 = 0
        for index in stride(from: Self.count - 1, through: 0, by: -1) {
            let sum = limbs[index] + other.limbs[index] + carry
            carry = sum >= Self.base && index > 0 ? 1 : 0
            result.limbs[index] = carry == 1 ? sum - Self.base : sum
        }
        return result
    }

    /// The difference, or zero when `other` is larger.
    func subtracting(_ other: DecimalFraction) -> DecimalFraction {
        var result = self
        var borrow: UInt64 = 0
        for index in stride(from: Self.count - 1, through: 0, by: -1) {
            let taken = other.limbs[index] + borrow
            borrow = limbs[index] < taken ? 1 : 0
            if borrow == 1, index == 0 { return DecimalFraction(0) }
            result.limbs[index] = limbs[index] &+ (borrow == 1 ? Self.base : 0) &- taken
        }
        return result
    }

    /// The product cut off after 126 digits; `nil` when its whole part passes 10¹⁸.
    func multiplied(by other: DecimalFraction) -> DecimalFraction? {
        var result = DecimalFraction(0)
        var carry: UInt128 = 0
        for place in stride(from: Self.count, through: 0, by: -1) {
            var sum = carry
            for index in max(0, place - Self.count + 1)...min(place, Self.count - 1) {
                let product = limbs[index].multipliedFullWidth(by: other.limbs[place - index])
                sum += UInt128(product.high) << 64 | UInt128(product.low)
            }
            let (upper, digit) = PowersOfTen.divide(sum, by: Self.base)
            if place < Self.count { result.limbs[place] = digit }
            carry = upper
        }
        return carry == 0 ? result : nil
    }

    func multiplied(by factor: UInt64) -> DecimalFraction {
        var result = self
        var carry: UInt128 = 0
        for index in stride(from: Self.count - 1, through: 1, by: -1) {
            let sum = UInt128(limbs[index]) * UInt128(factor) + carry
            let (upper, digit) = PowersOfTen.divide(sum, by: Self.base)
            result.limbs[index] = digit
            carry = upper
        }
        result.limbs[0] = limbs[0] * factor + UInt64(truncatingIfNeeded: carry)
        return result
    }

    func divided(by divisor: UInt64) -> DecimalFraction {
        var result = self
        var rest: UInt64 = 0
        for index in 0..<Self.count {
            let dividend = UInt128(rest) * UInt128(Self.base) + UInt128(limbs[index])
            let (quotient, remainder) = PowersOfTen.divide(dividend, by: divisor)
            result.limbs[index] = UInt64(truncatingIfNeeded: quotient)
            rest = remainder
        }
        return result
    }

    /// The nearest decimal to this · 10^exponent, taking it that more digits follow.
    func decimal(isNegative: Bool, exponent: Int) -> Decimal128? {
        guard let first = limbs.firstIndex(where: { $0 != 0 }) else { return .zero }
        var digits = UInt128(limbs[first])
        var place = -18 * first
        var next = first + 1
        while next < Self.count, PowersOfTen.digitCount(digits) < 37 {
            let room = min(18, 37 - PowersOfTen.digitCount(digits))
            digits = digits * PowersOfTen.power(room) + UInt128(limbs[next] / PowersOfTen.smallPower(18 - room))
            place -= room
            next += 1
            if room < 18 { break }
        }
        let excess = PowersOfTen.digitCount(digits)
        return Decimal128.rounding(
            isNegative: isNegative, exponent: place + exponent, significand: digits, sticky: excess >= 35)
    }
}

extension DecimalFraction {
    /// e to this power, or to this power's negative.
    func exponential(isNegative: Bool) -> Decimal128? {
        let ten = Self.naturalLogarithmOfTen
        var tens = UInt64(Double(whole) / 2.302585092994046)
        while ten.multiplied(by: tens).isAbove(self) { tens -= 1 }
        while !ten.multiplied(by: tens + 1).isAbove(self) { tens += 1 }
        let rest = subtracting(ten.multiplied(by: tens))
        if !isNegative { return rest.smallExponential.decimal(isNegative: false, exponent: Int(tens)) }
        // e^−x = 10^−(t + 1) · e^(ln 10 − rest)
        return ten.subtracting(rest).smallExponential.decimal(isNegative: false, exponent: -Int(tens) - 1)
    }

    func isAbove(_ other: DecimalFraction) -> Bool {
        for index in 0..<Self.count where limbs[index] != other.limbs[index] {
            return limbs[index] > other.limbs[index]
        }
        return false
    }

    /// e^x for x up to ln 10: Taylor's series on x ÷ 1024, squared ten times.
    var smallExponential: DecimalFraction {
        let small = divided(by: 1024)
        var sum = DecimalFraction(1)
        var term = DecimalFraction(1)
        var index: UInt64 = 1
        while !term.isZero {
            term = (term.multiplied(by: small) ?? DecimalFraction(0)).divided(by: index)
            sum = sum.adding(term)
            index += 1
        }
        for _ in 0..<10 { sum = sum.multiplied(by: sum) ?? sum }
        return sum
    }

    /// The natural logarithm of a decimal above zero, as sign and magnitude.
    static func naturalLogarithm(of decimal: Decimal128) -> (isNegative: Bool, value: DecimalFraction) {
        let digits = decimal.significand
        let tens = PowersOfTen.digitCount(digits) - 1
        let scale = tens + decimal.exponent
        let mantissa = naturalLogarithm(mantissa: DecimalFraction(digits: digits, exponent: -tens))
        let shift = naturalLogarithmOfTen.multiplied(by: UInt64(scale.magnitude))
        if scale >= 0 { return (false, shift.adding(mantissa)) }
        // A scale below zero outweighs the mantissa's logarithm, which is below ln 10.
        return (true, shift.subtracting(mantissa))
    }

    /// ln m for m from 1 to below 10, by Newton's method from below: y + t − t²/2 + t³/3 − t⁴/4 with t = m·e^−y − 1.
    private static func naturalLogarithm(mantissa: DecimalFraction) -> DecimalFraction {
        let start = max(0, estimatedLogarithm(Double(mantissa.whole) + Double(mantissa.limbs[1]) * 1e-18) - 1e-9)
        var logarithm = DecimalFraction(digits: UInt128(start * 1e18), exponent: -18)
        while true {
            let inverse = naturalLogarithmOfTen.subtracting(logarithm).smallExponential.divided(by: 10)
            guard let ratio = mantissa.multiplied(by: inverse) else { return logarithm }
            let excess = ratio.subtracting(DecimalFraction(1))
            if excess.isZero { return logarithm }
            let square = excess.multiplied(by: excess) ?? DecimalFraction(0)
            let cube = square.multiplied(by: excess) ?? DecimalFraction(0)
            let fourth = square.multiplied(by: square) ?? DecimalFraction(0)
            let step = excess.adding(cube.divided(by: 3)).subtracting(square.divided(by: 2))
                .subtracting(fourth.divided(by: 4))
            logarithm = logarithm.adding(step)
            // Once t is below 10⁻³⁶ the next term, t⁵, lies beyond the last digit.
            if excess.limbs[0] == 0, excess.limbs[1] == 0, excess.limbs[2] == 0 { return logarithm }
        }
    }

    /// ln m to about ten digits: m = 2^k · f, and the series of ln ((1 + s) ÷ (1 − s)).
    private static func estimatedLogarithm(_ mantissa: Double) -> Double {
        var factor = mantissa
        var result = 0.0
        while factor > 1.5 {
            factor /= 2
            result += 0.6931471805599453
        }
        let ratio = (factor - 1) / (factor + 1)
        let square = ratio * ratio
        var power = ratio
        var divisor = 1.0
        while divisor < 26 {
            result += 2 * power / divisor
            power *= square
            divisor += 2
        }
        return result
    }
}
