import Basics
import Metadata
import SQLStore

/// A pointer at another record, kept as its number. Its typed text needs the target's prefix, so sessions read and
/// write references themselves; this type only knows the number.
struct ReferenceFieldType: FieldType {
    var isInteger: Bool { true }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        switch json {
        case .null: return .null
        case .integer(let value): return .integer(value)
        default: throw wrongKind(json, field, expected: "string")
        }
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.string(String(value.integerValue)) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String { String(value.integerValue) }
}
