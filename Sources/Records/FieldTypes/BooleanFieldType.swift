import Basics
import Metadata
import SQLStore

/// Yes or no, kept as 1 or 0.
struct BooleanFieldType: FieldType {
    var isInteger: Bool { true }
    private static let yes: Set<String> = ["true", "yes", "y", "1", "是", "on", "√", "对"]
    private static let no: Set<String> = ["false", "no", "n", "0", "否", "off", "×", "错"]

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        switch json {
        case .null: return .null
        case .bool(let value): return .integer(value ? 1 : 0)
        case .string(let text): return try parse(text: text, field)
        default: throw wrongKind(json, field, expected: "boolean")
        }
    }

    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        let word = Trimming.trimmed(text).lowercased()
        if word.isEmpty { return .null }
        if Self.yes.contains(word) { return .integer(1) }
        if Self.no.contains(word) { return .integer(0) }
        throw FieldProblem(field.name, "field.boolean", ["value": String(text.prefix(40))])
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.bool(value.integerValue != 0) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        switch (value.integerValue != 0, style.locale.hasPrefix("zh")) {
        case (true, true): "是"
        case (false, true): "否"
        case (true, false): "yes"
        case (false, false): "no"
        }
    }
}
