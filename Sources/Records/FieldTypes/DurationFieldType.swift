import Basics
import Metadata
import SQLStore

/// A length of time, kept as milliseconds; at the edges an ISO 8601 duration of days and time.
struct DurationFieldType: FieldType {
    var isInteger: Bool { true }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let text = json.string else { throw wrongKind(json, field, expected: "string") }
        let trimmed = Trimming.trimmed(text).uppercased()
        if trimmed.isEmpty { return .null }
        guard let value = Self.milliseconds(trimmed) else {
            throw FieldProblem(field.name, "field.duration", ["value": String(trimmed.prefix(40))])
        }
        return .integer(value)
    }

    /// `P1DT2H30M`
    static func milliseconds(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        var rest = isNegative ? text.dropFirst() : text[...]
        guard rest.first == "P", rest.count > 1 else { return nil }
        rest = rest.dropFirst()
        var total: Int64 = 0
        var inTime = false
        while let first = rest.first {
            if first == "T", !inTime {
                inTime = true
                rest = rest.dropFirst()
                continue
            }
            let digits = rest.prefix { $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let count = Int64(digits), count < 1_000_000_000, let unit = rest.first,
                let length = unitLength(unit, inTime: inTime)
            else { return nil }
            total += count * length
            rest = rest.dropFirst()
        }
        return isNegative ? -total : total
    }

    private static func unitLength(_ unit: Character, inTime: Bool) -> Int64? {
        switch (unit, inTime) {
        case ("W", false): 604_800_000
        case ("D", false): 86_400_000
        case ("H", true): 3_600_000
        case ("M", true): 60_000
        case ("S", true): 1000
        default: nil
        }
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.string(Self.text(value.integerValue)) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String { Self.text(value.integerValue) }

    static func text(_ milliseconds: Int64) -> String {
        let seconds = milliseconds.magnitude / 1000
        let parts = [(seconds / 86_400, "D"), (seconds / 3600 % 24, "H"), (seconds / 60 % 60, "M"), (seconds % 60, "S")]
        let days = parts[0].0 > 0 ? "\(parts[0].0)D" : ""
        let time = parts.dropFirst().filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
        let body = days.isEmpty && time.isEmpty ? "T0S" : days + (time.isEmpty ? "" : "T" + time)
        return (milliseconds < 0 ? "-P" : "P") + body
    }
}
