import Basics
import BigInt
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Random arithmetic against exact integers of any size. `SANBU_DECIMAL_ROUNDS` sets the number of operations
/// (a million for the full check), `SANBU_SEED` repeats a run.
@Suite("Decimal against exact arithmetic") struct Decimal128OracleTests {
    @Test("agrees with exact arithmetic on random operations")
    func agrees() {
        let rounds = environment("SANBU_DECIMAL_ROUNDS").flatMap { Int($0) } ?? 20_000
        let seed = environment("SANBU_SEED").flatMap { UInt64($0) } ?? SystemRandomNumberGenerator().seed
        print("decimal oracle: seed \(seed), \(rounds) operations")
        var random = SplitMix(state: seed)
        var failures = 0
        for _ in 0..<rounds {
            let (left, right) = (Exact.random(&random), Exact.random(&random))
            let operation = Operation.allCases[Int(random.next() % UInt64(Operation.allCases.count))]
            let scale = Int(random.next() % 60) - 20
            let expected = operation.expected(left, right, scale: scale)
            let actual = operation.actual(left.decimal, right.decimal, scale: scale)
            guard expected != actual else { continue }
            failures += 1
            let text = actual?.description ?? "nil"
            Issue.record(
                "\(left.decimal) \(operation) \(right.decimal) scale \(scale): \(text), not \(expected?.description ?? "nil")"
            )
            if failures > 10 { return }
        }
    }

    func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}

extension SystemRandomNumberGenerator {
    fileprivate var seed: UInt64 {
        var generator = self
        return generator.next()
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// digits · 10^exponent as integers of any size.
private struct Exact {
    var digits: BigInt
    var exponent: Int

    var decimal: Decimal128 { Decimal128("\(digits)E\(exponent)") ?? .zero }

    static func random(_ random: inout SplitMix) -> Exact {
        let length = 1 + Int(random.next() % 34)
        var digits = BigInt(0)
        for _ in 0..<length { digits = digits * 10 + BigInt(digit(&random)) }
        if random.next() % 2 == 0 { digits = -digits }
        let exponent = random.next() % 50 == 0 ? Int(random.next() % 400) - 200 : Int(random.next() % 80) - 40
        return Exact(digits: digits, exponent: exponent)
    }

    /// Nines and zeros come up often: carries and ties live there.
    private static func digit(_ random: inout SplitMix) -> UInt64 {
        let roll = random.next() % 16
        return roll < 10 ? roll : roll < 13 ? 9 : roll < 15 ? 0 : 5
    }

    func aligned(_ other: Exact) -> (BigInt, BigInt, Int) {
        let low = min(exponent, other.exponent)
        return (digits * power(exponent - low), other.digits * power(other.exponent - low), low)
    }
}

private func power(_ exponent: Int) -> BigInt { BigInt(10).power(exponent) }

/// numerator ÷ denominator · 10^exponent, rounded half to even to 34 digits.
private func rounded(_ numerator: BigInt, _ denominator: BigInt, _ exponent: Int) -> Decimal128? {
    if numerator.isZero { return .zero }
    let negative = (numerator < 0) != (denominator < 0)
    var (top, bottom, scale) = (BigInt(numerator.magnitude), BigInt(denominator.magnitude), exponent)
    let excess = String(top).count - String(bottom).count - 34
    if excess < 0 { top *= power(-excess) } else { bottom *= power(excess) }
    scale += excess
    while top / bottom >= power(34) {
        bottom *= 10
        scale += 1
    }
    let (quotient, rest) = top.quotientAndRemainder(dividingBy: bottom)
    let twice = rest * 2
    let up = twice > bottom || (twice == bottom && quotient % 2 != 0)
    return Decimal128("\(negative ? "-" : "")\(up ? quotient + 1 : quotient)E\(scale)")
}

private enum Operation: CaseIterable {
    case add, subtract, multiply, divide, modulo, compare, roundHalfEven, roundFloor, squareRoot, text

    func actual(_ left: Decimal128, _ right: Decimal128, scale: Int) -> Decimal128? {
        switch self {
        case .add: left.adding(right)
        case .subtract: left.subtracting(right)
        case .multiply: left.multiplied(by: right)
        case .divide: left.divided(by: right)
        case .modulo: left.modulo(right)
        case .compare: Decimal128(Decimal128.compare(left, right))
        case .roundHalfEven: left.rounded(scale: scale, .halfEven)
        case .roundFloor: left.rounded(scale: scale, .floor)
        case .squareRoot: left.squareRoot
        case .text: Decimal128(left.description)
        }
    }

    func expected(_ left: Exact, _ right: Exact, scale: Int) -> Decimal128? {
        let (first, second, low) = left.aligned(right)
        switch self {
        case .add: return rounded(first + second, 1, low)
        case .subtract: return rounded(first - second, 1, low)
        case .multiply: return rounded(left.digits * right.digits, 1, left.exponent + right.exponent)
        case .divide:
            return right.digits.isZero ? nil : rounded(left.digits, right.digits, left.exponent - right.exponent)
        case .modulo:
            if second.isZero { return nil }
            let rest = first % second
            return rounded(rest.isZero || (rest < 0) == (second < 0) ? rest : rest + second, 1, low)
        case .compare: return Decimal128(first < second ? -1 : first == second ? 0 : 1)
        case .roundHalfEven, .roundFloor: return scaled(left, scale: scale)
        case .squareRoot: return squareRoot(left)
        case .text: return left.decimal
        }
    }

    private func scaled(_ value: Exact, scale: Int) -> Decimal128? {
        guard -scale > value.exponent else { return value.decimal }
        let unit = power(-scale - value.exponent)
        var (quotient, rest) = value.digits.quotientAndRemainder(dividingBy: unit)
        if rest < 0 { (quotient, rest) = (quotient - 1, rest + unit) }
        let up = self == .roundFloor ? false : rest * 2 > unit || (rest * 2 == unit && quotient % 2 != 0)
        return rounded(up ? quotient + 1 : quotient, 1, -scale)
    }

    private func squareRoot(_ value: Exact) -> Decimal128? {
        if value.digits < 0 { return nil }
        // 80 more digits than needed, and a last digit that breaks no tie.
        let even = value.exponent & 1 == 0 ? value : Exact(digits: value.digits * 10, exponent: value.exponent - 1)
        let root = (even.digits * power(160)).squareRoot()
        let isExact = root * root == even.digits * power(160)
        return rounded(isExact ? root : root * 10 + 1, 1, even.exponent / 2 - (isExact ? 80 : 81))
    }
}
