import Basics
import FEELValues

// DMN 1.5 §10.3.4.7 (table 77), §10.3.4.11 (`is`) and §10.3.4.12 (`now`, `today`).
extension BuiltIns {
    static let temporalFunctions: [BuiltIn] = [
        BuiltIn("day of year(date: Any) -> number") { call in day(call[0]).map { .number($0.dayOfYear) } },
        BuiltIn("day of week(date: Any) -> string") { call in
            day(call[0]).map { .string(weekdays[$0.weekday - 1]) }
        },
        BuiltIn("month of year(date: Any) -> string") { call in
            day(call[0]).map { .string(months[Int($0.month) - 1]) }
        },
        BuiltIn("week of year(date: Any) -> number") { call in day(call[0]).map { .number($0.weekOfYear) } },
        BuiltIn("is(value1: Any; value2: Any) -> boolean") { call in
            call.spend(Int(min(call[0].measure.weight, call[1].measure.weight))) ? .boolean(call[0] == call[1]) : nil
        },
        BuiltIn("now() -> date and time") { call in
            if let now = call.evaluator.environment.now { return .dateAndTime(now) }
            call.evaluator.report(.noClock, call.span, ["now"])
            return .null
        },
        BuiltIn("today() -> date") { call in
            if let now = call.evaluator.environment.now { return .date(now.date) }
            call.evaluator.report(.noClock, call.span, ["today"])
            return .null
        },
    ]

    private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
