import Basics

/// The order of day, month and year in a column's dates.
public enum DateOrder: String, Sendable, CaseIterable {
    case yearMonthDay = "ymd"
    case dayMonthYear = "dmy"
    case monthDayYear = "mdy"

    /// What some samples tell. A number above twelve cannot be a month; where none is, points mean day first.
    static func guess(_ samples: [String]) -> DateOrder? {
        let all = samples.compactMap(parts)
        guard !all.isEmpty, all.count * 10 >= samples.count * 8 else { return nil }
        if all.allSatisfy({ $0.numbers[0] > 31 || $0.isYearFirst }) { return .yearMonthDay }
        if all.contains(where: { $0.numbers[0] > 12 }) { return .dayMonthYear }
        if all.contains(where: { $0.numbers[1] > 12 }) { return .monthDayYear }
        return all.allSatisfy { $0.separator == "." } ? .dayMonthYear : .monthDayYear
    }

    /// The text with its date in the order that the fields read: `2026-11-23`, and the time behind it.
    func normal(_ text: String) -> String {
        guard self != .yearMonthDay, let parts = Self.parts(text), !parts.isYearFirst else { return text }
        let (day, month) =
            self == .dayMonthYear ? (parts.numbers[0], parts.numbers[1]) : (parts.numbers[1], parts.numbers[0])
        let short = parts.numbers[2]
        // Two digits of a year: 70 and above lie in the last century, as POSIX has it.
        let year = short >= 100 ? short : short >= 70 ? 1900 + short : 2000 + short
        guard let date = CivilDate(year: Int64(year), month: Int64(month), day: Int64(day)) else { return text }
        return date.description + parts.rest
    }

    private struct Parts {
        let numbers: [Int]
        let isYearFirst: Bool
        let separator: Character
        let rest: String
    }

    private static func parts(_ text: String) -> Parts? {
        let head = text.prefix { $0 != " " && $0 != "T" }
        if head.utf8.count == 8, let number = Int(head) {
            return Parts(
                numbers: [number / 10_000, number / 100 % 100, number % 100], isYearFirst: true, separator: "-",
                rest: "")
        }
        guard let separator = head.first(where: { "-/.年".contains($0) }) else { return nil }
        let fields = head.split { "-/.年月日".contains($0) }
        let numbers = fields.compactMap { Int($0) }
        guard numbers.count == 3, fields.count == 3 else { return nil }
        return Parts(
            numbers: numbers, isYearFirst: fields[0].utf8.count == 4, separator: separator,
            rest: String(text.dropFirst(head.count)))
    }
}
