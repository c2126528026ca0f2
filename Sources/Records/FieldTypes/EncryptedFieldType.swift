import Basics
import Metadata
import SQLStore

/// A text that is kept sealed. Whoever writes it out here sees a mask; the value itself comes only by revealing it.
struct EncryptedFieldType: FieldType {
    var isInteger: Bool { false }

    /// What stands for a value of which nothing is shown.
    static let mask = "••••••"

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        try TextFieldType(kind: .text).parse(json, field)
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.string(Self.mask) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String { Self.mask }

    /// The part of a text that may be shown.
    static func masked(_ text: String, _ style: MaskStyle) -> String {
        let count = text.count
        switch style {
        case .all: return mask
        // At least half stays hidden, however short the text is.
        case .last4: return mask + text.suffix(min(4, count / 2))
        case .first1: return text.prefix(count > 1 ? 1 : 0) + mask
        case .ends: return text.prefix(min(3, count / 4)) + mask + text.suffix(min(4, count / 4))
        }
    }
}
