import Basics
import Metadata
import SQLStore

/// One choice of a list, kept as its value.
struct PicklistFieldType: FieldType {
    var isInteger: Bool { false }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let text = json.string else { throw wrongKind(json, field, expected: "string") }
        if text.isEmpty { return .null }
        return .text(try Self.option(text, field))
    }

    /// The option's value, found by its value or by its label in any language.
    static func option(_ text: String, _ field: Field) throws(FieldProblem) -> String {
        if field.option(text) != nil { return text }
        let folded = Trimming.trimmed(text).lowercased()
        let byLabel = field.options.first { option in
            option.label.texts.values.contains { $0.lowercased() == folded } || option.value.lowercased() == folded
        }
        if let byLabel { return byLabel.value }
        let allowed = field.options.prefix(20).map(\.value).joined(separator: ", ")
        throw FieldProblem(field.name, "field.option", ["value": String(text.prefix(40)), "allowed": allowed])
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.string(value.textValue) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        field.option(value.textValue)?.label.text(style.locale) ?? value.textValue
    }
}
