import Basics
import Metadata
import SQLStore

/// A kept file, by its id.
struct FileFieldType: FieldType {
    var isInteger: Bool { true }

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        guard let text = json.string else { throw wrongKind(json, field, expected: "string") }
        if text.isEmpty { return .null }
        guard let id = EntityID(text: text, prefix: "fil") else {
            throw FieldProblem(field.name, "field.id", ["value": String(text.prefix(40)), "prefix": "fil"])
        }
        return .integer(id.rawValue)
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) {
        writer.string(EntityID(rawValue: value.integerValue).text(prefix: "fil"))
    }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        EntityID(rawValue: value.integerValue).text(prefix: "fil")
    }
}
