public import Basics

/// A days-and-time duration (DMN 1.5 §10.3.2.3.7) in nanoseconds.
public struct DaysAndTimeDuration: Sendable, Hashable, Comparable {
    /// Whole seconds, rounded towards negative infinity.
    public let wholeSeconds: Int64
    /// What follows the whole seconds, from 0 to 999,999,999.
    public let fraction: Int32

    static let billion: Int128 = 1_000_000_000

    /// `nil` beyond 2⁶³ seconds.
    public init?(nanoseconds: Int128) {
        let seconds =
            nanoseconds >= 0 ? nanoseconds / Self.billion : -((-nanoseconds + Self.billion - 1) / Self.billion)
        guard let whole = Int64(exactly: seconds) else { return nil }
        wholeSeconds = whole
        fraction = Int32(nanoseconds - seconds * Self.billion)
    }

    public init(wholeSeconds seconds: Int64) {
        wholeSeconds = seconds
        fraction = 0
    }

    public static let zero = DaysAndTimeDuration(wholeSeconds: 0)

    public var nanoseconds: Int128 { Int128(wholeSeconds) * Self.billion + Int128(fraction) }
    public var isNegative: Bool { wholeSeconds < 0 }

    /// The parts of the magnitude, each with the duration's sign.
    public var parts: (days: Int, hours: Int, minutes: Int, seconds: Int, nanoseconds: Int) {
        let magnitude = nanoseconds.magnitude
        let sign = isNegative ? -1 : 1
        let seconds = Int(magnitude / 1_000_000_000)
        return (
            sign * (seconds / 86_400), sign * (seconds / 3600 % 24), sign * (seconds / 60 % 60), sign * (seconds % 60),
            sign * Int(magnitude % 1_000_000_000)
        )
    }

    /// The duration in seconds as a decimal.
    public var seconds: Decimal128 {
        let whole = Decimal128("\(nanoseconds)E-9") ?? .zero
        return whole.normalized
    }

    /// The duration of so many seconds, cut off after nine decimal places.
    public init?(seconds: Decimal128) {
        guard let scaled = seconds.multiplied(by: 1_000_000_000)?.rounded(scale: 0, .halfEven),
            let nanoseconds = Int128(exactly: scaled)
        else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    public static func < (left: DaysAndTimeDuration, right: DaysAndTimeDuration) -> Bool {
        (left.wholeSeconds, left.fraction) < (right.wholeSeconds, right.fraction)
    }
}

extension Int128 {
    /// The integer that equals the number, if there is one below 10³⁴.
    init?(exactly decimal: Decimal128) {
        if let small = Int64(exactly: decimal) {
            self = Int128(small)
            return
        }
        guard decimal.isInteger, let value = Int128(decimal.description) else { return nil }
        self = value
    }
}

/// A years-and-months duration (DMN 1.5 §10.3.2.3.8) in months.
public struct YearsAndMonthsDuration: Sendable, Hashable, Comparable {
    public let months: Int64

    public init(months: Int64) { self.months = months }

    public static func < (left: YearsAndMonthsDuration, right: YearsAndMonthsDuration) -> Bool {
        left.months < right.months
    }
}
