public import Basics
public import Metadata
public import SQLStore

/// Reads values as the API sends them and writes records as it shows them. References need the schema: their typed
/// text carries the prefix of the object they point at.
public struct RecordCodec: Sendable {
    public let schema: Schema

    public init(schema: Schema) { self.schema = schema }

    /// A value, and for a reference to several objects the one it points at.
    public func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> (value: SQLValue, target: String?) {
        if field.kind.isComputed { throw FieldProblem(field.name, "field.computed") }
        guard field.kind == .reference else { return (try field.type.parse(json, field), nil) }
        if json.isNull || json.string == "" { return (.null, nil) }
        guard let text = json.string else {
            throw FieldProblem(field.name, "field.wrong-kind", ["expected": "string", "found": json.kind])
        }
        for target in targets(field) {
            if let id = EntityID(text: text, prefix: target.idPrefix) { return (.integer(id.rawValue), target.name) }
        }
        let prefixes = targets(field).prefix(6).map { $0.idPrefix + "_…" }.joined(separator: ", ")
        throw FieldProblem(field.name, "field.id", ["value": String(text.prefix(40)), "prefix": prefixes])
    }

    /// The objects that a reference may point at.
    public func targets(_ field: Field) -> [ObjectType] {
        field.targets == ["*"] ? schema.objects.values.sorted { $0.name < $1.name } : field.targets.compactMap { schema.object($0) }
    }

    /// A value as the API shows it.
    public func write(_ value: SQLValue, _ field: Field, target: String?, to writer: inout JSONWriter) {
        guard value != .null else { return writer.null() }
        guard field.kind == .reference else { return field.type.write(value, field, to: &writer) }
        let object = target ?? field.targets.first ?? ""
        guard case .integer(let id) = value, let prefix = schema.object(object)?.idPrefix else { return writer.null() }
        writer.string(EntityID(rawValue: id).text(prefix: prefix))
    }

    /// A value as JSON text.
    public func text(_ value: SQLValue, _ field: Field, target: String?) -> String {
        var writer = JSONWriter(capacity: 64)
        write(value, field, target: target, to: &writer)
        return writer.text
    }

    /// A whole record; fields in `hidden` are left out.
    public func write(_ record: Record, hidden: Set<String>, to writer: inout JSONWriter) {
        writer.object { out in
            out.member("id", record.idText)
            out.member("object", record.object.name)
            out.member("version", record.version)
            if record.object.isOwned { writePerson("owner", record.owner, &out) }
            out.member("created_at", record.createdAt.rfc3339)
            writePerson("created_by", record.createdBy, &out)
            out.member("updated_at", record.updatedAt.rfc3339)
            writePerson("updated_by", record.updatedBy, &out)
            if let deletedAt = record.deletedAt { out.member("deleted_at", deletedAt.rfc3339) }
            for place in record.values.indices { write(place, of: record, hidden: hidden, to: &out) }
        }
    }

    private func write(_ place: Int, of record: Record, hidden: Set<String>, to out: inout JSONWriter) {
        guard record.object.fields[place].kind.isStored else { return }
        let name = record.object.fields[place].name
        if !hidden.isEmpty, hidden.contains(name) { return }
        out.key(name)
        if !record.masks.isEmpty, let mask = record.masks[name] { return out.string(mask) }
        if record.values[place] == .null { return out.null() }
        write(record.values[place], record.object.fields[place], target: record.targets.isEmpty ? nil : record.targets[name], to: &out)
    }

    private func writePerson(_ key: String, _ id: EntityID?, _ out: inout JSONWriter) {
        out.key(key)
        guard let id, id.rawValue != 0 else { return out.null() }
        out.string(id.text(prefix: "usr"))
    }
}
