import Basics
import Metadata
import SQLStore

/// Any JSON value, kept as text.
struct JSONFieldType: FieldType {
    var isInteger: Bool { false }
    static let mostBytes = 65_536

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        if field.kind == .geoPoint { try checkPoint(json, field) }
        let text = json.text
        guard text.utf8.count <= Self.mostBytes else {
            throw FieldProblem(field.name, "field.too-long", ["limit": "\(Self.mostBytes)", "length": "\(text.utf8.count)"])
        }
        return .text(text)
    }

    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        if Trimming.trimmed(text).isEmpty { return .null }
        guard let json = try? JSON.parse(text) else {
            throw FieldProblem(field.name, "field.json", ["value": String(text.prefix(40))])
        }
        return try parse(json, field)
    }

    private func checkPoint(_ json: JSON, _ field: Field) throws(FieldProblem) {
        guard let latitude = number(json["latitude"]), let longitude = number(json["longitude"]),
            abs(latitude) <= 90, abs(longitude) <= 180
        else { throw FieldProblem(field.name, "field.geo-point") }
    }

    private func number(_ json: JSON?) -> Double? {
        switch json {
        case .integer(let value): Double(value)
        case .decimal(let value): Double(value.description)
        default: nil
        }
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.raw(value.textValue.utf8) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String { value.textValue }
}
