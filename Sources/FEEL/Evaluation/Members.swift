import Basics
import FEELValues

/// The members of values that are not contexts (DMN 1.5 §10.3.2.16, table 66).
enum Members {
    /// Their names beside those of simple words, for the longest match.
    static let names = ["time offset", "start included", "end included"]

    /// `nil` when the kind has no such member; null when this value has none.
    static func member(_ name: String, of value: Value) -> Value? {
        switch value {
        case .context(let context): context[name]
        case .date(let date):
            name == "value" ? .number(date.daysSinceEpoch * 86_400) : member(name, of: date)
        case .time(let time):
            name == "value"
                ? .number(Int(time.universalNanoseconds / 1_000_000_000)) : member(name, of: time, offset: time.offset)
        case .dateAndTime(let moment) where name == "value":
            Decimal128("\(moment.nanosecondsSinceEpoch)E-9").map { .number($0.normalized) }
        case .dateAndTime(let moment):
            member(name, of: moment.date) ?? member(name, of: moment.time, offset: moment.offset)
        case .daysAndTimeDuration(let duration): member(name, of: duration)
        case .yearsAndMonthsDuration(let duration):
            switch name {
            case "years": .number(Decimal128(duration.months / 12))
            case "months": .number(Decimal128(duration.months % 12))
            case "value": .number(Decimal128(duration.months))
            default: nil
            }
        case .range(let range): member(name, of: range)
        default: nil
        }
    }

    private static func member(_ name: String, of date: CalendarDate) -> Value? {
        switch name {
        case "year": .number(Int(date.year))
        case "month": .number(Int(date.month))
        case "day": .number(Int(date.day))
        case "weekday": .number(date.weekday)
        default: nil
        }
    }

    private static func member(_ name: String, of time: TimeOfDay, offset: Int32?) -> Value? {
        switch name {
        case "hour": return .number(time.hour)
        case "minute": return .number(time.minute)
        case "second": return .number(time.second)
        case "time offset":
            guard let offset else { return .null }
            return .daysAndTimeDuration(DaysAndTimeDuration(wholeSeconds: Int64(offset)))
        case "timezone":
            if case .region(let region) = time.zone { return .string(region.name) }
            return .null
        default: return nil
        }
    }

    private static func member(_ name: String, of duration: DaysAndTimeDuration) -> Value? {
        let parts = duration.parts
        switch name {
        case "days": return .number(parts.days)
        case "hours": return .number(parts.hours)
        case "minutes": return .number(parts.minutes)
        case "seconds": return .number(parts.seconds)
        case "value": return .number(duration.seconds)
        default: return nil
        }
    }

    private static func member(_ name: String, of range: RangeValue) -> Value? {
        switch name {
        case "start": range.start
        case "end": range.end
        case "start included": .boolean(range.includesStart)
        case "end included": .boolean(range.includesEnd)
        default: nil
        }
    }
}
