/// A day of the proleptic Gregorian calendar, from year −999,999,999 to 999,999,999 (DMN 1.5 §10.3.2.3.3).
public struct CalendarDate: Sendable, Hashable, Comparable {
    public let year: Int32
    public let month: UInt8
    public let day: UInt8

    static let yearLimit = 999_999_999

    /// `nil` for a day that the calendar does not have.
    public init?(year: Int, month: Int, day: Int) {
        guard year.magnitude <= Self.yearLimit, (1...12).contains(month), day >= 1,
            day <= Self.daysInMonth(year: year, month: month)
        else { return nil }
        self.year = Int32(year)
        self.month = UInt8(month)
        self.day = UInt8(day)
    }

    /// Days since 1970-01-01; `nil` outside the years allowed.
    public init?(daysSinceEpoch days: Int) {
        guard days.magnitude < 366_000_000_000 else { return nil }
        // Eras of 400 years that begin on 1 March keep leap days last (Hinnant, chrono-compatible date algorithms).
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        guard year.magnitude <= Self.yearLimit else { return nil }
        self.year = Int32(year)
        self.month = UInt8(month)
        day = UInt8(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// Days since 1970-01-01.
    public var daysSinceEpoch: Int {
        let year = Int(year) - (month <= 2 ? 1 : 0)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let shiftedMonth = Int(month) + (month > 2 ? -3 : 9)
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// 1 for Monday to 7 for Sunday.
    public var weekday: Int {
        let remainder = (daysSinceEpoch + 3) % 7
        return (remainder < 0 ? remainder + 7 : remainder) + 1
    }

    /// 1 for 1 January.
    public var dayOfYear: Int {
        let first = CalendarDate(year: Int(year), month: 1, day: 1) ?? self
        return daysSinceEpoch - first.daysSinceEpoch + 1
    }

    /// The week of ISO 8601, from 1 to 53.
    public var weekOfYear: Int {
        let week = (dayOfYear - weekday + 10) / 7
        if week < 1 { return Self.weeks(inYear: Int(year) - 1) }
        return week > Self.weeks(inYear: Int(year)) ? 1 : week
    }

    /// The date so many days later; `nil` outside the years allowed.
    public func adding(days: Int) -> CalendarDate? {
        let (sum, overflow) = daysSinceEpoch.addingReportingOverflow(days)
        return overflow ? nil : CalendarDate(daysSinceEpoch: sum)
    }

    /// The date so many months later, on the last day of the month when that month is shorter.
    public func adding(months: Int) -> CalendarDate? {
        guard months.magnitude < 30_000_000_000 else { return nil }
        let total = Int(year) * 12 + Int(month) - 1 + months
        let newYear = total >= 0 ? total / 12 : (total - 11) / 12
        let newMonth = total - newYear * 12 + 1
        guard newYear.magnitude <= Self.yearLimit else { return nil }
        return CalendarDate(
            year: newYear, month: newMonth, day: min(Int(day), Self.daysInMonth(year: newYear, month: newMonth)))
    }

    public static func < (left: CalendarDate, right: CalendarDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    public static func isLeapYear(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    public static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: isLeapYear(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func weeks(inYear year: Int) -> Int {
        func dominical(_ year: Int) -> Int {
            let sum = year + floorDivide(year, 4) - floorDivide(year, 100) + floorDivide(year, 400)
            return ((sum % 7) + 7) % 7
        }
        return dominical(year) == 4 || dominical(year - 1) == 3 ? 53 : 52
    }
}

func floorDivide(_ dividend: Int, _ divisor: Int) -> Int {
    let quotient = dividend / divisor
    return dividend % divisor != 0 && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient
}
