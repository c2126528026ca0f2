/// When something happens again and again: the five fields of crontab(5), minute to weekday.
///
/// `30 9 * * MON-FRI`, `*/15 * * * *`, `0 0 1 1,7 *`, `@daily`. Where both the day of the month and the weekday are
/// restricted, either suffices, as in crontab.
public struct CronExpression: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    private let minutes: UInt64
    private let hours: UInt64
    private let days: UInt64
    private let months: UInt64
    private let weekdays: UInt64
    private let anyDay: Bool
    private let anyWeekday: Bool
    private let anyHour: Bool

    /// Why a text is no cron expression.
    public struct Problem: Error, Equatable, Sendable {
        public let field: String
        public let text: String
    }

    public init(_ text: String) throws(Problem) {
        description = text
        let fields = (Self.names[text] ?? text).split(whereSeparator: \.isWhitespace).map(String.init)
        guard fields.count == 5 else { throw Problem(field: "expression", text: text) }
        minutes = try CronField(name: "minute", range: 0...59).bits(fields[0])
        hours = try CronField(name: "hour", range: 0...23).bits(fields[1])
        days = try CronField(name: "day", range: 1...31).bits(fields[2])
        months = try CronField(name: "month", range: 1...12, words: Self.monthWords).bits(fields[3])
        let week = try CronField(name: "weekday", range: 0...7, words: Self.weekdayWords).bits(fields[4])
        // 0 and 7 are both Sunday.
        weekdays = week | (week & 1) << 7
        (anyHour, anyDay, anyWeekday) = (fields[1].hasPrefix("*"), fields[2].hasPrefix("*"), fields[4].hasPrefix("*"))
    }

    /// The first time after a moment, or nil when there is none within thirty years (30 February).
    ///
    /// A time that the clock skips in spring happens when it has been set forward. A time that occurs twice in autumn
    /// happens once when the hour is given, and twice when it happens every hour.
    /// - Parameter offset: seconds east of UTC at a moment.
    public func next(after moment: Timestamp, offset: (Timestamp) -> Int64) -> Timestamp? {
        // The local minute after the moment. In the repeated hour an earlier local time may still lie ahead.
        let local = (moment.milliseconds + offset(moment) * 1000).flooredQuotient(60_000) + 1
        guard let first = firstMatch(from: local) else { return nil }
        var candidates: [Timestamp] = []
        var match: Int64? = first
        while let minute = match, candidates.isEmpty {
            candidates = moments(ofLocal: minute, offset: offset).filter { $0 > moment }
            match = firstMatch(from: minute + 1)
        }
        // A turn back of the clock between the moment and that time may bring an earlier one.
        guard let found = candidates.min() else { return nil }
        return repeated(between: moment, and: found, offset: offset) ?? found
    }
}

// Search.
extension CronExpression {
    /// The moments that show a local minute; for one that the clock skips, the moment it would have been.
    private func moments(ofLocal minute: Int64, offset: (Timestamp) -> Int64) -> [Timestamp] {
        let local = minute * 60_000
        // No zone changes twice within a day.
        let before = offset(Timestamp(milliseconds: local - 86_400_000))
        let after = offset(Timestamp(milliseconds: local + 86_400_000))
        let early = Timestamp(milliseconds: local - before * 1000)
        let late = Timestamp(milliseconds: local - after * 1000)
        if before == after { return [early] }
        let shown = [early, late].filter { offset($0) * 1000 + $0.milliseconds == local }
        if shown.isEmpty { return [early] }
        return anyHour ? shown : Array(shown.prefix(1))
    }

    /// The first match of the hour that is shown twice, when it begins between two moments.
    private func repeated(
        between moment: Timestamp, and found: Timestamp, offset: (Timestamp) -> Int64
    ) -> Timestamp? {
        guard anyHour, let turn = turnBack(between: moment, and: found, offset: offset) else { return nil }
        let minute = ((turn.milliseconds + offset(turn) * 1000) + 59_999).flooredQuotient(60_000)
        guard let match = firstMatch(from: minute) else { return nil }
        let again = Timestamp(milliseconds: match * 60_000 - offset(turn) * 1000)
        return again > moment && again < found ? again : nil
    }

    /// The moment between two others at which the clock was set back; to the minute.
    private func turnBack(between start: Timestamp, and end: Timestamp, offset: (Timestamp) -> Int64) -> Timestamp? {
        guard offset(end) < offset(start) else { return nil }
        var (low, high) = (start.milliseconds.flooredQuotient(60_000), end.milliseconds.flooredQuotient(60_000))
        while high - low > 1 {
            let middle = (low + high) / 2
            if offset(Timestamp(milliseconds: middle * 60_000)) < offset(start) { high = middle } else { low = middle }
        }
        return Timestamp(milliseconds: high * 60_000)
    }

    /// The first matching local minute from one on, counted from 1970.
    private func firstMatch(from minute: Int64) -> Int64? {
        var day = minute.flooredQuotient(1440)
        var first = minute.flooredRemainder(1440)
        let end = day + 30 * 366
        while day < end {
            let date = CivilDate(dayNumber: day)
            if !contains(months, date.month) {
                let parts = (date.year, date.month)
                day += 28
                while (CivilDate(dayNumber: day).year, CivilDate(dayNumber: day).month) == parts { day += 1 }
                day -= CivilDate(dayNumber: day).day - 1
            } else if matches(date), let found = firstMinute(from: first) {
                return day * 1440 + found
            } else {
                day += 1
            }
            first = 0
        }
        return nil
    }

    private func firstMinute(from first: Int64) -> Int64? {
        for hour in first / 60..<24 where contains(hours, hour) {
            let start = hour == first / 60 ? first % 60 : 0
            for minute in start..<60 where contains(minutes, minute) { return hour * 60 + minute }
        }
        return nil
    }

    private func matches(_ date: CivilDate) -> Bool {
        let (day, weekday) = (contains(days, date.day), contains(weekdays, date.weekday))
        return anyDay || anyWeekday ? day && weekday : day || weekday
    }

    private func contains(_ bits: UInt64, _ value: Int64) -> Bool { bits >> UInt64(value) & 1 == 1 }

    private static let names = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
        "@yearly": "0 0 1 1 *",
    ]
    private static let monthWords = [
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
        "dec": 12,
    ]
    private static let weekdayWords = ["sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6]
}

/// One of the five fields.
private struct CronField {
    let name: String
    let range: ClosedRange<Int>
    var words: [String: Int] = [:]

    /// The values as bits: a list of `*`, values and ranges, each with an optional step.
    func bits(_ text: String) throws(CronExpression.Problem) -> UInt64 {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2, let step = pieces.count == 2 ? Int(pieces[1]) : 1, step >= 1 else {
                throw CronExpression.Problem(field: name, text: text)
            }
            let span = try span(String(pieces[0]), isOpen: pieces.count == 2, text)
            for value in stride(from: span.lowerBound, through: span.upperBound, by: step) {
                bits |= 1 << UInt64(value)
            }
        }
        return bits
    }

    private func span(
        _ piece: String, isOpen: Bool, _ text: String
    ) throws(CronExpression.Problem) -> ClosedRange<Int> {
        if piece == "*" { return range }
        let ends = piece.split(separator: "-", omittingEmptySubsequences: false).map { value(String($0)) }
        switch (ends.first ?? nil, ends.last ?? nil) {
        case (let low?, _) where ends.count == 1: return low...(isOpen ? range.upperBound : low)
        case (let low?, let high?) where ends.count == 2 && low <= high: return low...high
        default: throw CronExpression.Problem(field: name, text: text)
        }
    }

    private func value(_ text: String) -> Int? {
        guard let value = words[text.lowercased()] ?? Int(text), range.contains(value), !text.hasPrefix("+") else {
            return nil
        }
        return value
    }
}
