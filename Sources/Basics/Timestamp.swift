/// A moment: milliseconds since 1970-01-01T00:00:00Z. Everything stored is in UTC; zones live at the edges.
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    public func adding(seconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds + seconds * 1000) }

    public func adding(days: Int64) -> Timestamp { adding(seconds: days * 86_400) }

    /// The whole seconds from an earlier moment to this one; negative when it is later.
    public func seconds(since earlier: Timestamp) -> Int64 { (milliseconds - earlier.milliseconds) / 1000 }

    /// RFC 3339 in UTC with milliseconds: `2026-11-23T06:07:08.009Z`.
    public var rfc3339: String {
        String(unsafeUninitializedCapacity: Self.textCapacity) { write(to: $0) }
    }

    /// The most bytes that ``write(to:)`` writes: years of up to ten digits and a sign.
    static let textCapacity = 32

    /// Writes the text of ``rfc3339``.
    /// - Returns: how many bytes it has.
    func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let day = CivilDate(dayNumber: milliseconds.flooredQuotient(86_400_000))
        let rest = milliseconds - day.dayNumber * 86_400_000
        var count = day.write(to: buffer)
        buffer[count] = UInt8(ascii: "T")
        count = Digits.write(rest / 3_600_000, width: 2, at: count + 1, to: buffer)
        buffer[count] = UInt8(ascii: ":")
        count = Digits.write(rest / 60_000 % 60, width: 2, at: count + 1, to: buffer)
        buffer[count] = UInt8(ascii: ":")
        count = Digits.write(rest / 1000 % 60, width: 2, at: count + 1, to: buffer)
        buffer[count] = UInt8(ascii: ".")
        count = Digits.write(rest % 1000, width: 3, at: count + 1, to: buffer)
        buffer[count] = UInt8(ascii: "Z")
        return count + 1
    }
}

/// Where the time comes from. Injected everywhere, moved by hand in tests.
public struct WallClock: Sendable {
    public let now: @Sendable () -> Timestamp

    public init(now: @escaping @Sendable () -> Timestamp) { self.now = now }
}

/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let dayNumber: Int64

    public init(dayNumber: Int64) { self.dayNumber = dayNumber }

    /// - Returns: nil when there is no such day.
    public init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), day >= 1, (-999_999...999_999).contains(year) else { return nil }
        let number = Self.number(year, month, day)
        self.init(dayNumber: number)
        guard self.month == month else { return nil }
    }

    /// Reads `2026-11-23`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public var year: Int64 { parts.year }
    public var month: Int64 { parts.month }
    public var day: Int64 { parts.day }
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    public var weekday: Int64 { (dayNumber + 3).flooredRemainder(7) + 1 }

    public var description: String {
        String(unsafeUninitializedCapacity: Timestamp.textCapacity) { write(to: $0) }
    }

    /// Writes `2026-11-23`.
    /// - Returns: how many bytes it has.
    func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let parts = parts
        var count = 0
        if parts.year < 0 {
            buffer[0] = UInt8(ascii: "-")
            count = 1
        }
        let year = Int64(parts.year.magnitude)
        count = Digits.write(year, width: year < 10_000 ? 4 : String(year).utf8.count, at: count, to: buffer)
        for value in [parts.month, parts.day] {
            buffer[count] = UInt8(ascii: "-")
            count = Digits.write(value, width: 2, at: count + 1, to: buffer)
        }
        return count
    }

    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

    public func adding(days: Int64) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

    /// The same day of another month, or that month's last day when it is shorter.
    public func adding(months: Int64) -> CivilDate {
        let parts = parts
        let index = parts.year * 12 + parts.month - 1 + months
        let (year, month) = (index.flooredQuotient(12), index.flooredRemainder(12) + 1)
        let first = Self.number(year, month, 1)
        let next = month == 12 ? Self.number(year + 1, 1, 1) : Self.number(year, month + 1, 1)
        return CivilDate(dayNumber: min(first + parts.day - 1, next - 1))
    }

    // Howard Hinnant's public-domain calendar arithmetic: years begin in March, eras have 400 years.
    private static func number(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.flooredQuotient(400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private var parts: (year: Int64, month: Int64, day: Int64) {
        let shifted = dayNumber + 719_468
        let era = shifted.flooredQuotient(146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth + (marchMonth < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity.
    public func flooredQuotient(_ divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }

    /// What is left of ``flooredQuotient(_:)``: never negative for a positive divisor.
    public func flooredRemainder(_ divisor: Int64) -> Int64 { self - flooredQuotient(divisor) * divisor }
}
