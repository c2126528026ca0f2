import Basics
import Metadata
import SQLStore

/// A day of the calendar, kept as days since 1970-01-01.
struct DateFieldType: FieldType {
    var isInteger: Bool { true }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let text = json.string else { throw wrongKind(json, field, expected: "string") }
        return try parse(text: text, field)
    }

    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        let trimmed = Trimming.trimmed(text)
        if trimmed.isEmpty { return .null }
        guard let date = DateText.date(trimmed) else {
            throw FieldProblem(field.name, "field.date", ["value": String(trimmed.prefix(40))])
        }
        return .integer(date.dayNumber)
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) {
        writer.string(CivilDate(dayNumber: value.integerValue).description)
    }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        CivilDate(dayNumber: value.integerValue).description
    }
}

/// Dates as people and other programs write them.
enum DateText {
    /// `2026-11-23`, `2026/11/23`, `2026.11.23`, `20261123`, `2026年11月23日`, and any of them with a time behind it.
    static func date(_ text: String) -> CivilDate? {
        let head = text.prefix { $0 != " " && $0 != "T" }
        let separators: Set<Character> = ["-", "/", ".", "年", "月", "日"]
        let parts = head.split { separators.contains($0) }.map(String.init)
        if parts.count == 1, parts[0].utf8.count == 8, Int64(parts[0]) != nil {
            let digits = parts[0]
            return CivilDate(year: Int64(digits.prefix(4)) ?? 0, month: Int64(digits.dropFirst(4).prefix(2)) ?? 0,
                day: Int64(digits.suffix(2)) ?? 0)
        }
        guard parts.count == 3, parts[0].utf8.count == 4, let year = Int64(parts[0]), let month = Int64(parts[1]),
            let day = Int64(parts[2])
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Milliseconds of the day of `14:05`, `14:05:09` or `14:05:09.123`.
    static func time(_ text: some StringProtocol) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3, let hour = Int64(parts[0]), let minute = Int64(parts[1]),
            (0..<24).contains(hour), (0..<60).contains(minute), parts[0].utf8.count <= 2, parts[1].utf8.count == 2
        else { return nil }
        guard parts.count == 3 else { return (hour * 60 + minute) * 60_000 }
        let seconds = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        guard let second = Int64(seconds[0]), (0..<60).contains(second), seconds[0].utf8.count == 2 else { return nil }
        var fraction: Int64 = 0
        if seconds.count == 2 {
            let digits = seconds[1].prefix(3)
            guard !digits.isEmpty, let value = Int64(digits) else { return nil }
            fraction = value * (digits.utf8.count == 1 ? 100 : digits.utf8.count == 2 ? 10 : 1)
        }
        return ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    }
}
