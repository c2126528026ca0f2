import Basics
import FEELValues

/// Arithmetic on all kinds of values (DMN 1.5 §10.3.2.15, tables 45 to 51). `nil` means that the operands do not go
/// together or that the result cannot be represented.
enum Arithmetic {
    static func apply(_ operation: ArithmeticOperator, _ left: Value, _ right: Value) -> Value? {
        switch operation {
        case .add: add(left, right)
        case .subtract: subtract(left, right)
        case .multiply: multiply(left, right)
        case .divide: divide(left, right)
        case .power: power(left, right)
        }
    }

    static func add(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.number(let left), .number(let right)): return left.adding(right).map(Value.number)
        case (.string(let left), .string(let right)): return .string(left + right)
        case (.daysAndTimeDuration(let left), .daysAndTimeDuration(let right)):
            return duration(left.nanoseconds + right.nanoseconds)
        case (.yearsAndMonthsDuration(let left), .yearsAndMonthsDuration(let right)):
            let (sum, overflow) = left.months.addingReportingOverflow(right.months)
            return overflow ? nil : .yearsAndMonthsDuration(YearsAndMonthsDuration(months: sum))
        case (.daysAndTimeDuration(let duration), _): return move(right, by: duration)
        case (_, .daysAndTimeDuration(let duration)): return move(left, by: duration)
        case (.yearsAndMonthsDuration(let duration), _): return move(right, months: duration.months)
        case (_, .yearsAndMonthsDuration(let duration)): return move(left, months: duration.months)
        default: return nil
        }
    }

    static func subtract(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.number(let left), .number(let right)): left.subtracting(right).map(Value.number)
        case (.date(let left), .date(let right)):
            duration(Int128(left.daysSinceEpoch - right.daysSinceEpoch) * 86_400_000_000_000)
        case (.dateAndTime(let left), .dateAndTime(let right)): difference(left, right)
        case (.date(let left), .dateAndTime(let right)): difference(midnight(left, as: right.zone), right)
        case (.dateAndTime(let left), .date(let right)): difference(left, midnight(right, as: left.zone))
        case (.time(let left), .time(let right)):
            (left.offset == nil) == (right.offset == nil)
                ? duration(Int128(left.universalNanoseconds - right.universalNanoseconds)) : nil
        case (_, .daysAndTimeDuration(let right)):
            DaysAndTimeDuration(nanoseconds: -right.nanoseconds).flatMap { add(left, .daysAndTimeDuration($0)) }
        case (_, .yearsAndMonthsDuration(let right)):
            right.months == .min
                ? nil : add(left, .yearsAndMonthsDuration(YearsAndMonthsDuration(months: -right.months)))
        default: nil
        }
    }

    static func multiply(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.number(let left), .number(let right)): left.multiplied(by: right).map(Value.number)
        case (.daysAndTimeDuration(let duration), .number(let factor)),
            (.number(let factor), .daysAndTimeDuration(let duration)):
            duration.seconds.multiplied(by: factor).flatMap(Self.duration)
        case (.yearsAndMonthsDuration(let duration), .number(let factor)),
            (.number(let factor), .yearsAndMonthsDuration(let duration)):
            Decimal128(duration.months).multiplied(by: factor).flatMap(months)
        default: nil
        }
    }

    static func divide(_ left: Value, _ right: Value) -> Value? {
        switch (left, right) {
        case (.number(let left), .number(let right)): left.divided(by: right).map(Value.number)
        case (.daysAndTimeDuration(let duration), .number(let divisor)):
            duration.seconds.divided(by: divisor).flatMap(Self.duration)
        case (.yearsAndMonthsDuration(let duration), .number(let divisor)):
            Decimal128(duration.months).divided(by: divisor).flatMap(months)
        case (.daysAndTimeDuration(let left), .daysAndTimeDuration(let right)):
            left.seconds.divided(by: right.seconds).map(Value.number)
        case (.yearsAndMonthsDuration(let left), .yearsAndMonthsDuration(let right)):
            Decimal128(left.months).divided(by: Decimal128(right.months)).map(Value.number)
        default: nil
        }
    }

    static func power(_ left: Value, _ right: Value) -> Value? {
        guard case .number(let base) = left, case .number(let exponent) = right else { return nil }
        return base.raised(to: exponent).map(Value.number)
    }

    static func negate(_ value: Value) -> Value? {
        switch value {
        case .number(let number): .number(number.negated)
        case .daysAndTimeDuration(let value): duration(-value.nanoseconds)
        case .yearsAndMonthsDuration(let value):
            value.months == .min ? nil : .yearsAndMonthsDuration(YearsAndMonthsDuration(months: -value.months))
        default: nil
        }
    }

    // MARK: Moments

    private static func duration(_ nanoseconds: Int128) -> Value? {
        DaysAndTimeDuration(nanoseconds: nanoseconds).map(Value.daysAndTimeDuration)
    }

    private static func duration(_ seconds: Decimal128) -> Value? {
        DaysAndTimeDuration(seconds: seconds).map(Value.daysAndTimeDuration)
    }

    /// Whole months, cut off towards zero.
    private static func months(_ number: Decimal128) -> Value? {
        number.rounded(scale: 0, .down).flatMap { Int64(exactly: $0) }
            .map { .yearsAndMonthsDuration(YearsAndMonthsDuration(months: $0)) }
    }

    private static func difference(_ left: DateAndTime, _ right: DateAndTime) -> Value? {
        guard (left.zone == .local) == (right.zone == .local) else { return nil }
        return duration(left.nanosecondsSinceEpoch - right.nanosecondsSinceEpoch)
    }

    /// A date counts as midnight in UTC beside a moment with a zone (DMN 1.5 §10.3.2.3.6).
    private static func midnight(_ date: CalendarDate, as zone: Zone) -> DateAndTime {
        DateAndTime(date, TimeOfDay(nanoseconds: 0, zone: zone == .local ? .local : .offset(0)))
    }

    private static func move(_ value: Value, by duration: DaysAndTimeDuration) -> Value? {
        switch value {
        case .date(let date):
            let days = Int128(duration.wholeSeconds) / 86_400
            let back: Int128 = Int128(duration.wholeSeconds) % 86_400 < 0 ? 1 : 0
            return Int(exactly: days - back).flatMap { date.adding(days: $0) }.map(Value.date)
        case .dateAndTime(let moment): return moment.adding(duration).map { .dateAndTime($0) }
        case .time(let time): return .time(time.adding(duration))
        default: return nil
        }
    }

    private static func move(_ value: Value, months: Int64) -> Value? {
        switch value {
        case .date(let date): date.adding(months: Int(months)).map(Value.date)
        case .dateAndTime(let moment): moment.adding(months: Int(months)).map { .dateAndTime($0) }
        default: nil
        }
    }
}
