import Basics
import Metadata
import SQLStore

/// Text of any kind: kept as written, without blanks at its ends.
struct TextFieldType: FieldType {
    let kind: FieldKind
    var isInteger: Bool { false }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let raw = json.string else { throw wrongKind(json, field, expected: "string") }
        let text = Trimming.trimmed(raw)
        if text.isEmpty { return .null }
        if text.unicodeScalars.contains(where: { $0.value == 0 }) { throw FieldProblem(field.name, "field.control-character") }
        let limit = field.maxLength ?? (kind == .text ? 255 : 100_000)
        guard text.count <= limit else {
            throw FieldProblem(field.name, "field.too-long", ["limit": "\(limit)", "length": "\(text.count)"])
        }
        if kind == .url { try checkURL(text, field) }
        return .text(text)
    }

    private func checkURL(_ text: String, _ field: Field) throws(FieldProblem) {
        let lower = text.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://"), !text.contains(where: \.isWhitespace) else {
            throw FieldProblem(field.name, "field.url", ["value": String(text.prefix(60))])
        }
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.string(value.textValue) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String { value.textValue }
}
