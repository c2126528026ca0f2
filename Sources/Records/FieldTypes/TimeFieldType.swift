import Basics
import Metadata
import SQLStore

/// A time of the day, kept as milliseconds since midnight.
struct TimeFieldType: FieldType {
    var isInteger: Bool { true }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let text = json.string else { throw wrongKind(json, field, expected: "string") }
        let trimmed = Trimming.trimmed(text)
        if trimmed.isEmpty { return .null }
        guard let time = DateText.time(trimmed) else {
            throw FieldProblem(field.name, "field.time", ["value": String(trimmed.prefix(40))])
        }
        return .integer(time)
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) {
        writer.string(String(Timestamp(milliseconds: value.integerValue).rfc3339.dropFirst(11).prefix(8)))
    }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        String(Timestamp(milliseconds: value.integerValue).rfc3339.dropFirst(11).prefix(5))
    }
}
