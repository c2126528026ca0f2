import Basics

/// Reads the texts of dates, times and durations (DMN 1.5 §10.3.2.3; XML Schema 1.1 part 2 §3.3), byte by byte.
struct TemporalReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { place == bytes.count }

    func at(_ character: Character) -> Bool { place < bytes.count && bytes[place] == character.asciiValue }

    mutating func take(_ character: Character) -> Bool {
        guard at(character) else { return false }
        place += 1
        return true
    }

    /// The digits that follow, and how many there are; at most 18 count.
    mutating func digits() -> (value: Int, count: Int) {
        var value = 0
        var count = 0
        while place < bytes.count, (48...57).contains(bytes[place]) {
            if count < 18 { value = value * 10 + Int(bytes[place] - 48) }
            count += 1
            place += 1
        }
        return (value, count)
    }

    mutating func twoDigits() -> Int? {
        let (value, count) = digits()
        return count == 2 ? value : nil
    }

    /// `-?YYYY-MM-DD`, with more digits in the year only when it needs them.
    mutating func date() -> CalendarDate? {
        let isNegative = take("-")
        let start = place
        let (year, count) = digits()
        guard (4...9).contains(count), count == 4 || bytes[start] != UInt8(ascii: "0") else { return nil }
        guard take("-"), let month = twoDigits(), take("-"), let day = twoDigits() else { return nil }
        return CalendarDate(year: isNegative ? -year : year, month: month, day: day)
    }

    /// Digits after a point as nanoseconds; `nil` beyond nine digits.
    mutating func fraction() -> Int? {
        let (value, count) = digits()
        guard (1...9).contains(count) else { return nil }
        return (count..<9).reduce(value) { scaled, _ in scaled * 10 }
    }

    /// `hh:mm:ss.fffffffff` with its zone; `24:00:00` is the start of the next day.
    mutating func time(_ zones: any TimeZoneDatabase) -> (time: TimeOfDay, nextDay: Bool)? {
        guard let hour = twoDigits(), take(":"), let minute = twoDigits(), take(":"), let second = twoDigits()
        else { return nil }
        var nanosecond = 0
        if take(".") {
            guard let fraction = fraction() else { return nil }
            nanosecond = fraction
        }
        guard let zone = zone(zones) else { return nil }
        if hour == 24, minute == 0, second == 0, nanosecond == 0 {
            return (TimeOfDay(nanoseconds: 0, zone: zone), true)
        }
        return TimeOfDay(hour: hour, minute: minute, second: second, nanosecond: nanosecond, zone: zone)
            .map { ($0, false) }
    }

    private mutating func zone(_ zones: any TimeZoneDatabase) -> Zone? {
        if isAtEnd { return .local }
        if take("Z") || take("z") { return .offset(0) }
        if take("@") {
            let name = String(decoding: bytes[place...], as: UTF8.self)
            place = bytes.count
            return zones.region(named: name).map(Zone.region)
        }
        let sign: Int32 = at("-") ? -1 : 1
        guard take("+") || take("-"), let hours = twoDigits(), take(":"), let minutes = twoDigits() else { return nil }
        var seconds = 0
        if take(":") {
            guard let value = twoDigits() else { return nil }
            seconds = value
        }
        let total = hours * 3600 + minutes * 60 + seconds
        // ISO 8601 clocks lie within 18 hours of UTC; XML Schema's bound of 14 is too narrow for history.
        guard minutes < 60, seconds < 60, total <= 18 * 3600 else { return nil }
        return .offset(sign * Int32(total))
    }

    /// `-?PnYnM` or `-?PnDTnHnMn.nS`.
    mutating func duration() -> Value? {
        let isNegative = take("-")
        guard take("P"), !isAtEnd else { return nil }
        var parts: [Character: Decimal128] = [:]
        var order = ["Y", "M", "D"]
        while !isAtEnd, !at("T") {
            guard let (unit, amount) = component(&order), unit != "S" else { return nil }
            parts[unit] = amount
        }
        let hasDate = !parts.isEmpty
        if let months = monthsOnly(parts), isAtEnd {
            return .yearsAndMonthsDuration(YearsAndMonthsDuration(months: isNegative ? -months : months))
        }
        guard parts["Y"] == nil, parts["M"] == nil else { return nil }
        var clock: [Character: Decimal128] = [:]
        if take("T") {
            order = ["H", "M", "S"]
            while !isAtEnd {
                guard let (unit, amount) = component(&order) else { return nil }
                clock[unit] = amount
            }
            if clock.isEmpty { return nil }
        } else if !hasDate {
            return nil
        }
        return Self.daysAndTime(days: parts["D"], clock: clock, isNegative: isNegative)
    }

    private func monthsOnly(_ parts: [Character: Decimal128]) -> Int64? {
        guard parts["D"] == nil, parts["Y"] != nil || parts["M"] != nil,
            let years = Int64(exactly: parts["Y"] ?? .zero), let months = Int64(exactly: parts["M"] ?? .zero)
        else { return nil }
        let (product, overflow) = years.multipliedReportingOverflow(by: 12)
        let (sum, overflowSum) = product.addingReportingOverflow(months)
        return overflow || overflowSum ? nil : sum
    }

    /// A number and its unit, in the order of the units left; only seconds have a fraction.
    private mutating func component(_ order: inout [String]) -> (Character, Decimal128)? {
        let start = place
        let (_, count) = digits()
        guard count > 0 else { return nil }
        var hasFraction = false
        if take(".") {
            _ = digits()
            hasFraction = true
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard place < bytes.count, let amount = Decimal128(text) else { return nil }
        let unit = String(decoding: bytes[place...place], as: UTF8.self)
        guard let index = order.firstIndex(of: unit), !hasFraction || unit == "S" else { return nil }
        place += 1
        order.removeFirst(index + 1)
        return (Character(unit), amount)
    }

    private static func daysAndTime(
        days: Decimal128?, clock: [Character: Decimal128], isNegative: Bool
    ) -> Value? {
        let terms: [(Decimal128?, Decimal128)] = [
            (days, 86_400), (clock["H"], 3600), (clock["M"], 60), (clock["S"], 1),
        ]
        var seconds = Decimal128.zero
        for (amount, unit) in terms {
            guard let term = (amount ?? .zero).multiplied(by: unit), let sum = seconds.adding(term) else { return nil }
            seconds = sum
        }
        return DaysAndTimeDuration(seconds: isNegative ? seconds.negated : seconds).map(Value.daysAndTimeDuration)
    }
}

extension CalendarDate {
    /// Reads `2026-11-23`; `nil` for anything else.
    public init?(_ text: String) {
        var reader = TemporalReader(text)
        guard let date = reader.date(), reader.isAtEnd else { return nil }
        self = date
    }
}

extension TimeOfDay {
    /// Reads `10:30:00`, `10:30:00.5Z`, `10:30:00+08:00` or `10:30:00@Asia/Shanghai`.
    public init?(_ text: String, zones: any TimeZoneDatabase) {
        var reader = TemporalReader(text)
        guard let (time, _) = reader.time(zones), reader.isAtEnd else { return nil }
        self = time
    }
}

extension DateAndTime {
    /// Reads a date, or a date, `T` and a time.
    public init?(_ text: String, zones: any TimeZoneDatabase) {
        var reader = TemporalReader(text)
        guard let date = reader.date() else { return nil }
        if reader.isAtEnd {
            self.init(date, TimeOfDay(nanoseconds: 0))
            return
        }
        guard reader.take("T"), let (time, nextDay) = reader.time(zones), reader.isAtEnd,
            let day = nextDay ? date.adding(days: 1) : date
        else { return nil }
        self.init(day, time)
    }
}

extension Value {
    /// Reads a duration of either kind.
    public static func duration(_ text: String) -> Value? {
        var reader = TemporalReader(text)
        guard let value = reader.duration(), reader.isAtEnd else { return nil }
        return value
    }

    /// Reads what an at-literal `@"…"` may hold (DMN 1.5 §10.3.1.2 rule 62): a date, a date and time, a time or a
    /// duration.
    public static func temporal(_ text: String, zones: any TimeZoneDatabase) -> Value? {
        if let date = CalendarDate(text) { return .date(date) }
        if let moment = DateAndTime(text, zones: zones) { return .dateAndTime(moment) }
        if let time = TimeOfDay(text, zones: zones) { return .time(time) }
        return duration(text)
    }
}
