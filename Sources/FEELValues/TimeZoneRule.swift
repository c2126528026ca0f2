/// The rule after the last transition of a region, in the form of POSIX's TZ variable: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct TimeZoneRule: Sendable {
    let standardOffset: Int32
    private var daylight: (offset: Int32, start: Change, end: Change)?

    private struct Change: Sendable {
        enum Day: Sendable {
            case julian(Int)
            case zeroBased(Int)
            case month(Int, week: Int, weekday: Int)
        }
        var day: Day
        var time: Int64 = 7200

        /// Seconds since 1970 of the change on a clock that shows standard or daylight time.
        func local(year: Int) -> Int64 {
            guard let first = CalendarDate(year: year, month: 1, day: 1) else { return 0 }
            let start = first.daysSinceEpoch
            switch day {
            case .julian(let number):
                let leap = CalendarDate.isLeapYear(year) && number >= 60 ? 1 : 0
                return Int64(start + number - 1 + leap) * 86_400 + time
            case .zeroBased(let number): return Int64(start + number) * 86_400 + time
            case .month(let month, let week, let weekday):
                guard let day = CalendarDate(year: year, month: month, day: 1) else { return 0 }
                let length = CalendarDate.daysInMonth(year: year, month: month)
                var offset = (weekday - day.weekday % 7 + 7) % 7 + (week - 1) * 7
                while offset >= length { offset -= 7 }
                return Int64(day.daysSinceEpoch + offset) * 86_400 + time
            }
        }
    }

    init?(posix text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard reader.name(), let offset = reader.time() else { return nil }
        standardOffset = Int32(truncatingIfNeeded: -offset)
        guard reader.name() else { return }
        var summer = standardOffset + 3600
        if !reader.at(","), let offset = reader.time() { summer = Int32(truncatingIfNeeded: -offset) }
        guard reader.take(","), let start = reader.change(), reader.take(","), let end = reader.change() else { return }
        daylight = (summer, start, end)
    }

    func offset(at moment: Int64) -> Int32 {
        guard let daylight else { return standardOffset }
        let local = moment + Int64(standardOffset)
        let day = Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
        guard let date = CalendarDate(daysSinceEpoch: day) else { return standardOffset }
        let start = daylight.start.local(year: Int(date.year)) - Int64(standardOffset)
        let end = daylight.end.local(year: Int(date.year)) - Int64(daylight.offset)
        let isSummer = start < end ? moment >= start && moment < end : moment >= start || moment < end
        return isSummer ? daylight.offset : standardOffset
    }

    private struct Reader {
        let bytes: [UInt8]
        var place = 0

        func at(_ character: Character) -> Bool { place < bytes.count && bytes[place] == character.asciiValue }

        mutating func take(_ character: Character) -> Bool {
            guard at(character) else { return false }
            place += 1
            return true
        }

        mutating func name() -> Bool {
            let start = place
            if take("<") {
                while place < bytes.count, !at(">") { place += 1 }
                return take(">")
            }
            while place < bytes.count, bytes[place] | 0x20 >= 97, bytes[place] | 0x20 <= 122 { place += 1 }
            return place - start >= 3
        }

        mutating func number() -> Int? {
            var value = 0
            let start = place
            while place < bytes.count, (48...57).contains(bytes[place]), value < 100_000 {
                value = value * 10 + Int(bytes[place] - 48)
                place += 1
            }
            return place > start ? value : nil
        }

        /// `[+-]h[:m[:s]]` in seconds.
        mutating func time() -> Int64? {
            let sign: Int64 = take("-") ? -1 : 1
            if sign == 1 { _ = take("+") }
            guard let hours = number() else { return nil }
            var seconds = hours * 3600
            if take(":"), let minutes = number() { seconds += minutes * 60 }
            if take(":"), let rest = number() { seconds += rest }
            return sign * Int64(seconds)
        }

        mutating func change() -> Change? {
            var change: Change
            if take("M") {
                guard let month = number(), take("."), let week = number(), take("."), let weekday = number(),
                    (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
                else { return nil }
                change = Change(day: .month(month, week: week, weekday: weekday))
            } else if take("J") {
                guard let day = number() else { return nil }
                change = Change(day: .julian(day))
            } else {
                guard let day = number() else { return nil }
                change = Change(day: .zeroBased(day))
            }
            if take("/"), let time = time() { change.time = time }
            return change
        }
    }
}
