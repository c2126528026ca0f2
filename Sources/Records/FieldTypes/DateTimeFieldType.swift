import Basics
import Metadata
import SQLStore

/// A moment, kept as milliseconds since 1970-01-01T00:00Z.
struct DateTimeFieldType: FieldType {
    var isInteger: Bool { true }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let text = json.string else { throw wrongKind(json, field, expected: "string") }
        return try parse(text: text, field)
    }

    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        let trimmed = Trimming.trimmed(text)
        if trimmed.isEmpty { return .null }
        guard let moment = Self.moment(trimmed) else {
            throw FieldProblem(field.name, "field.date-time", ["value": String(trimmed.prefix(40))])
        }
        return .integer(moment.milliseconds)
    }

    /// RFC 3339, or a day and a time without an offset, which is then China's (+08:00).
    static func moment(_ text: String) -> Timestamp? {
        guard let date = DateText.date(text) else { return nil }
        let rest = text.drop { $0 != " " && $0 != "T" }.dropFirst()
        if rest.isEmpty { return Timestamp(milliseconds: date.dayNumber * 86_400_000 - 8 * 3_600_000) }
        let (clock, offset) = split(rest)
        guard let time = DateText.time(clock), let offset else { return nil }
        return Timestamp(milliseconds: date.dayNumber * 86_400_000 + time - offset * 60_000)
    }

    private static func split(_ text: Substring) -> (clock: Substring, offsetMinutes: Int64?) {
        if text.hasSuffix("Z") { return (text.dropLast(), 0) }
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, 480) }
        guard let time = DateText.time(text[text.index(after: sign)...]) else { return (text[..<sign], nil) }
        return (text[..<sign], (text[sign] == "-" ? -1 : 1) * time / 60_000)
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) {
        writer.string(Timestamp(milliseconds: value.integerValue).rfc3339)
    }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        let local = value.integerValue + Int64(style.zoneMinutes) * 60_000
        let text = Timestamp(milliseconds: local).rfc3339
        return text.prefix(10) + " " + text.dropFirst(11).prefix(5)
    }
}
