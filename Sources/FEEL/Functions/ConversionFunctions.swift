import Basics
import FEELValues

// DMN 1.5 §10.3.4.1, table 70. The time zones of texts come from the evaluation's environment.
extension BuiltIns {
    static let conversionFunctions: [BuiltIn] = [
        BuiltIn("date(from: Any) -> date", "date(year: number; month: number; day: number) -> date") { call in
            if call.signature == 1 { return date(year: call[0], month: call[1], day: call[2]) }
            switch call[0] {
            case .string(let text): return CalendarDate(text).map(Value.date)
            case .dateAndTime(let moment): return .date(moment.date)
            case .date: return call[0]
            default: return nil
            }
        },
        BuiltIn(
            "time(from: Any) -> time",
            "time(hour: number; minute: number; second: number; offset?: days and time duration) -> time"
        ) { call in
            if call.signature == 1 { return time(call) }
            switch call[0] {
            case .string(let text): return TimeOfDay(text, zones: call.zones).map(Value.time)
            case .dateAndTime(let moment): return .time(moment.time)
            case .date: return .time(TimeOfDay(nanoseconds: 0, zone: .offset(0)))
            case .time: return call[0]
            default: return nil
            }
        },
        BuiltIn(
            "date and time(from: Any) -> date and time", "date and time(date: Any; time: time) -> date and time"
        ) { call in
            if call.signature == 1 { return moment(date: call[0], time: call[1]) }
            switch call[0] {
            case .string(let text): return DateAndTime(text, zones: call.zones).map { .dateAndTime($0) }
            case .dateAndTime: return call[0]
            case .date(let date): return .dateAndTime(DateAndTime(date, TimeOfDay(nanoseconds: 0)))
            default: return nil
            }
        },
        BuiltIn(
            "number(from: Any) -> number",
            "number(from: string; grouping separator: string; decimal separator: string) -> number"
        ) { call in
            switch (call.signature, call[0]) {
            case (0, .number): call[0]
            case (0, .string(let text)): isPlain(text) ? Decimal128(text).map(Value.number) : nil
            case (1, .string(let text)): number(text, grouping: call[1], decimal: call[2])
            default: nil
            }
        },
        BuiltIn("string(from: Any) -> string") { call in
            if call[0].isNull { return .null }
            guard call.spend(Int(call[0].measure.weight)) else { return .null }
            return call.string(call[0].text)
        },
        BuiltIn("duration(from: Any)") { call in
            switch call[0] {
            case .string(let text): Value.duration(text)
            case .daysAndTimeDuration, .yearsAndMonthsDuration: call[0]
            default: nil
            }
        },
        BuiltIn("years and months duration(from: Any; to: Any) -> years and months duration") { call in
            guard let from = day(call[0]), let to = day(call[1]) else { return nil }
            return .yearsAndMonthsDuration(YearsAndMonthsDuration(months: wholeMonths(from: from, to: to)))
        },
        BuiltIn("range(from: string) -> range") { call in
            call[0].string.flatMap { RangeText.range($0, zones: call.zones) }.map(Value.range)
        },
    ]

    private static func date(year: Value, month: Value, day: Value) -> Value? {
        guard let year = integer(year), let month = integer(month), let day = integer(day) else { return nil }
        return CalendarDate(year: year, month: month, day: day).map(Value.date)
    }

    static func integer(_ value: Value) -> Int? { value.number.flatMap { Int(exactly: $0) } }

    private static func time(_ call: BuiltIn.Call) -> Value? {
        guard let hour = integer(call[0]), let minute = integer(call[1]), let second = call[2].number,
            let whole = Int(exactly: second.roundedDownToInteger),
            let fraction = second.subtracting(Decimal128(whole))?.multiplied(by: 1_000_000_000),
            let nanosecond = fraction.rounded(scale: 0, .down).flatMap({ Int(exactly: $0) })
        else { return nil }
        var zone = Zone.local
        if case .daysAndTimeDuration(let offset) = call[3] {
            guard offset.fraction == 0, abs(offset.wholeSeconds) <= 18 * 3600 else { return nil }
            zone = .offset(Int32(offset.wholeSeconds))
        }
        return TimeOfDay(hour: hour, minute: minute, second: whole, nanosecond: nanosecond, zone: zone)
            .map(Value.time)
    }

    private static func moment(date: Value, time: Value) -> Value? {
        guard let date = day(date), case .time(let time) = time else { return nil }
        return .dateAndTime(DateAndTime(date, time))
    }

    static func day(_ value: Value) -> CalendarDate? {
        switch value {
        case .date(let date): date
        case .dateAndTime(let moment): moment.date
        default: nil
        }
    }

    /// Months that have passed in full between two dates, negative when the second comes first.
    private static func wholeMonths(from: CalendarDate, to: CalendarDate) -> Int64 {
        if to < from { return -wholeMonths(from: to, to: from) }
        let months = (Int64(to.year) - Int64(from.year)) * 12 + Int64(to.month) - Int64(from.month)
        return to.day < from.day ? months - 1 : months
    }

    /// Whether a text is a number as FEEL writes it: digits, one point, perhaps a minus and an exponent.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.first != UInt8(ascii: "+") && text.utf8.last != UInt8(ascii: ".")
    }

    private static func number(_ text: String, grouping: Value, decimal: Value) -> Value? {
        let group = grouping.string
        let point = decimal.string
        guard group.map({ [" ", ",", "."].contains($0) }) ?? true, point.map({ [",", "."].contains($0) }) ?? true,
            group == nil || group != point
        else { return nil }
        var plain = ""
        for character in text {
            if let group, String(character) == group { continue }
            if String(character) == point ?? "." {
                plain += "."
            } else if character == "." || character == "," {
                return nil
            } else {
                plain.append(character)
            }
        }
        return isPlain(plain) ? Decimal128(plain).map(Value.number) : nil
    }
}

extension BuiltIn.Call {
    var zones: any TimeZoneDatabase { evaluator.environment.timeZones }

    func spend(_ steps: Int) -> Bool { evaluator.spend(steps: steps, at: span) }

    func list(_ elements: [Value]) -> Value { evaluator.list(elements, at: span) }

    func string(_ text: String) -> Value { evaluator.string(text, at: span) }

    /// Calls a function that came as an argument.
    func call(_ function: FunctionValue, _ arguments: [Value]) -> Value {
        (function as? Callable)?.call(arguments, with: evaluator, at: span) ?? .null
    }
}
