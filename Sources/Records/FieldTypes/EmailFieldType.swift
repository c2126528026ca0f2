import Basics
import Metadata
import SQLStore

/// An e-mail address; its domain in small letters.
struct EmailFieldType: FieldType {
    var isInteger: Bool { false }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let raw = json.string else { throw wrongKind(json, field, expected: "string") }
        let text = Trimming.trimmed(raw)
        if text.isEmpty { return .null }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix("."),
            text.count <= 254, !text.contains(where: { $0.isWhitespace || "<>(),;:\"[]\\".contains($0) })
        else { throw FieldProblem(field.name, "field.email", ["value": String(text.prefix(60))]) }
        return .text("\(parts[0])@\(parts[1].lowercased())")
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.string(value.textValue) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String { value.textValue }
}
