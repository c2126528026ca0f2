import Basics
import Metadata
import SQLStore

/// A telephone number, kept without blanks and signs: Chinese numbers bare, others with their country code.
struct PhoneFieldType: FieldType {
    var isInteger: Bool { false }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        if let number = json.integer { return try parse(.string(String(number)), field) }
        guard let text = json.string else { throw wrongKind(json, field, expected: "string") }
        if Trimming.trimmed(text).isEmpty { return .null }
        guard let normal = Self.normal(text) else {
            throw FieldProblem(field.name, "field.phone", ["value": String(text.prefix(40))])
        }
        return .text(normal)
    }

    /// `+86 138-1234-5678` and `0086 13812345678` become `13812345678`; `+1 (780) 428-9482` becomes `+17804289482`.
    static func normal(_ text: String) -> String? {
        let folded = HanText.folded(text)
        let allowed = folded.allSatisfy { $0.isNumber || " +-().#*/x转,".contains($0) }
        var digits = String(folded.filter { $0.isASCII && $0.isNumber })
        guard allowed, (3...20).contains(digits.count) else { return nil }
        let isForeign = folded.contains("+") || digits.hasPrefix("00")
        if digits.hasPrefix("00") { digits.removeFirst(2) }
        guard isForeign else { return digits }
        if digits.hasPrefix("86"), digits.count >= 12 { return String(digits.dropFirst(2)) }
        return "+" + digits
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.string(value.textValue) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String { value.textValue }
}
