import Basics
import Metadata
import SQLStore

/// Several choices or tags, kept as a JSON array of texts.
struct ListFieldType: FieldType {
    var isInteger: Bool { false }
    static let most = 200

    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue {
        if json.isNull { return .null }
        if let text = json.string { return try parse(text: text, field) }
        guard let elements = json.array else { throw wrongKind(json, field, expected: "array") }
        var values: [String] = []
        for element in elements {
            guard let text = element.string else { throw wrongKind(element, field, expected: "string") }
            try add(text, to: &values, field)
        }
        return Self.kept(values)
    }

    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        var values: [String] = []
        for part in text.split(whereSeparator: { ",;，；、|\n".contains($0) }) { try add(String(part), to: &values, field) }
        return Self.kept(values)
    }

    private func add(_ text: String, to values: inout [String], _ field: Field) throws(FieldProblem) {
        let trimmed = Trimming.trimmed(text)
        if trimmed.isEmpty { return }
        let value = field.kind == .tags ? String(trimmed.prefix(60)) : try PicklistFieldType.option(trimmed, field)
        guard values.count < Self.most else { throw FieldProblem(field.name, "field.too-many", ["limit": "\(Self.most)"]) }
        if !values.contains(value) { values.append(value) }
    }

    private static func kept(_ values: [String]) -> SQLValue {
        values.isEmpty ? .null : .text(JSON.array(values.map(JSON.string)).text)
    }

    static func values(_ value: SQLValue) -> [String] {
        ((try? JSON.parse(value.textValue))?.array ?? []).compactMap(\.string)
    }

    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter) { writer.raw(value.textValue.utf8) }

    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String {
        Self.values(value).map { field.option($0)?.label.text(style.locale) ?? $0 }
            .joined(separator: style.locale.hasPrefix("zh") ? "、" : ", ")
    }
}
