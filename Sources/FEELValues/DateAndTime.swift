/// A time of day with nanoseconds (DMN 1.5 §10.3.2.3.4), local, with an offset or with a region.
public struct TimeOfDay: Sendable, Hashable {
    /// Nanoseconds since midnight, below 86,400 · 10⁹.
    public let nanoseconds: Int64
    public let zone: Zone

    static let nanosecondsPerDay: Int64 = 86_400_000_000_000

    /// - Precondition: `nanoseconds` lies within one day.
    public init(nanoseconds: Int64, zone: Zone = .local) {
        precondition(nanoseconds >= 0 && nanoseconds < Self.nanosecondsPerDay, "a time of day lies within one day")
        self.nanoseconds = nanoseconds
        self.zone = zone
    }

    /// `nil` for a time that no clock shows.
    public init?(hour: Int, minute: Int, second: Int, nanosecond: Int = 0, zone: Zone = .local) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999_999_999).contains(nanosecond)
        else { return nil }
        self.init(
            nanoseconds: Int64((hour * 60 + minute) * 60 + second) * 1_000_000_000 + Int64(nanosecond), zone: zone)
    }

    public var hour: Int { Int(nanoseconds / 3_600_000_000_000) }
    public var minute: Int { Int(nanoseconds / 60_000_000_000 % 60) }
    public var second: Int { Int(nanoseconds / 1_000_000_000 % 60) }
    public var nanosecond: Int { Int(nanoseconds % 1_000_000_000) }

    /// Seconds east of UTC, `nil` for a local time. A region counts with its standard offset: there is no date.
    public var offset: Int32? {
        switch zone {
        case .local: nil
        case .offset(let seconds): seconds
        case .region(let region): region.standardOffset
        }
    }

    /// Nanoseconds since midnight in UTC, which may lie on the day before or after.
    public var universalNanoseconds: Int64 { nanoseconds - Int64(offset ?? 0) * 1_000_000_000 }

    /// The whole seconds of the same, by which FEEL compares times of day.
    var universalSeconds: Int64 { nanoseconds / 1_000_000_000 - Int64(offset ?? 0) }

    /// The time so much later, around midnight.
    public func adding(_ duration: DaysAndTimeDuration) -> TimeOfDay {
        let day = Int128(Self.nanosecondsPerDay)
        let sum = (Int128(nanoseconds) + duration.nanoseconds) % day
        return TimeOfDay(nanoseconds: Int64(sum < 0 ? sum + day : sum), zone: zone)
    }
}

/// A date and time (DMN 1.5 §10.3.2.3.5), local, with an offset or with a region.
public struct DateAndTime: Sendable, Hashable {
    public let date: CalendarDate
    public let time: TimeOfDay

    public init(_ date: CalendarDate, _ time: TimeOfDay) {
        self.date = date
        self.time = time
    }

    /// A moment as the clocks of `zone` show it; `nil` outside the years allowed. A local zone reads as UTC.
    public init?(nanosecondsSinceEpoch nanoseconds: Int128, zone: Zone) {
        let offset: Int32
        switch zone {
        case .local: offset = 0
        case .offset(let seconds): offset = seconds
        case .region(let region):
            guard let seconds = Int64(exactly: Self.floor(nanoseconds, 1_000_000_000)) else { return nil }
            offset = region.offset(at: seconds)
        }
        self.init(localNanoseconds: nanoseconds + Int128(offset) * 1_000_000_000, zone: zone)
    }

    init?(localNanoseconds local: Int128, zone: Zone) {
        let day = Int128(TimeOfDay.nanosecondsPerDay)
        let days = Self.floor(local, day)
        guard let count = Int(exactly: days), let date = CalendarDate(daysSinceEpoch: count) else { return nil }
        self.init(date, TimeOfDay(nanoseconds: Int64(local - days * day), zone: zone))
    }

    private static func floor(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }

    public var zone: Zone { time.zone }

    /// Seconds since 1970-01-01T00:00 on the wall clock.
    var localSeconds: Int64 { Int64(date.daysSinceEpoch) * 86_400 + time.nanoseconds / 1_000_000_000 }

    /// Seconds east of UTC, `nil` for a local time.
    public var offset: Int32? {
        switch zone {
        case .local: nil
        case .offset(let seconds): seconds
        case .region(let region): region.offset(local: localSeconds)
        }
    }

    /// Nanoseconds since 1970-01-01T00:00Z; a local time reads as UTC.
    public var nanosecondsSinceEpoch: Int128 {
        let seconds = Int128(localSeconds) - Int128(offset ?? 0)
        return seconds * 1_000_000_000 + Int128(time.nanoseconds % 1_000_000_000)
    }

    /// The moment so much later, in the same zone.
    public func adding(_ duration: DaysAndTimeDuration) -> DateAndTime? {
        DateAndTime(nanosecondsSinceEpoch: nanosecondsSinceEpoch + duration.nanoseconds, zone: zone)
    }

    /// The same wall clock so many months later.
    public func adding(months: Int) -> DateAndTime? {
        date.adding(months: months).map { DateAndTime($0, time) }
    }
}
