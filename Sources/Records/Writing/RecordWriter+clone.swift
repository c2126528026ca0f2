public import Basics
public import Metadata
import SQLStore
import Tenancy

// Copies of records.
extension RecordReader {
    /// The values that a copy of a record begins with, as the API would send them.
    ///
    /// Left out is what only one record can have (unique fields, automatic numbers), what starts anew (states and what
    /// a conversion made), what is computed, sealed values and files, what the actor may not see or write, and references to records that
    /// it may not see.
    public func valuesForCopy(of record: Record) throws -> OrderedMap<JSON> {
        let object = record.object
        let mask = policy.mask(object)
        let made = Set(object.conversions.flatMap(\.steps).compactMap(\.storedIn))
        var values = OrderedMap<JSON>()
        for (place, field) in object.fields.enumerated() where !record.values[place].isNull {
            let isOwn =
                field.unique || field.kind.isComputed || !field.kind.isStored || field.name == object.state?.field
                || made.contains(field.name) || field.kind == .encrypted || field.kind == .file || field.kind == .image
            guard !isOwn, !mask.hidden.contains(field.name), !mask.readOnly.contains(field.name) else { continue }
            if field.kind == .reference, !isReachable(record.reference(field.name)) { continue }
            let text = codec.text(record.values[place], field, target: record.targets[field.name])
            values[field.name] = (try? JSON.parse(text)) ?? .null
        }
        return values
    }

    private func isReachable(_ reference: (object: String, id: EntityID)?) -> Bool {
        guard let (name, id) = reference, let object = schema.object(name), let found = try? get(object, id) else {
            return false
        }
        return name != "core.user" || found["active"] != .integer(0)
    }
}

extension RecordWriter {
    /// Makes a record like another one.
    /// - Parameters:
    ///   - changes: values in place of the copied ones.
    ///   - lines: also copies the child records that the object lists as its lines.
    public func clone(
        _ objectName: String, _ id: EntityID, _ changes: OrderedMap<JSON> = [:], lines: Bool = true,
        _ options: WriteOptions = WriteOptions()
    ) throws -> Record {
        let object = try reader.object(objectName)
        let source = try reader.get(object, id)
        var options = options
        options.reason = options.reason ?? "copied \(source.idText)"
        var values = try reader.valuesForCopy(of: source)
        for (name, value) in changes { values[name] = value }
        let copy = try create(objectName, values, options)
        guard lines else { return copy }
        options.acceptsDuplicates = true
        try later {
            for field in object.fields where field.kind == .lines {
                guard let child = field.targets.first.flatMap({ compiled.schema.object($0) }), let by = field.by else {
                    continue
                }
                for line in try children(child, by, of: source) {
                    var values = try reader.valuesForCopy(of: line)
                    values[by] = .string(copy.idText)
                    _ = try create(child.name, values, options)
                }
            }
        }
        return try reader.get(object, copy.id)
    }

    /// The lines of a record that the actor may see, in the order in which they were made.
    func children(_ child: ObjectType, _ by: String, of record: Record) throws -> [Record] {
        var query = RecordQuery(child.name)
        query.pointing = RecordQuery.Pointer(field: by, id: record.id, object: record.object.name)
        query.sort = [SortKey("created_at")]
        query.limit = RecordQuery.mostRows
        var found: [Record] = []
        repeat {
            let page = try reader.list(query)
            found += page.records
            query.cursor = page.next
        } while query.cursor != nil
        return found
    }
}
