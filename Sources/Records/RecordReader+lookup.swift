public import Basics
public import Metadata
public import SQLStore

// Finding records by what people call them, many at once.
extension RecordReader {
    /// The records that the actor may see and whose field has one of some values.
    public func find(_ object: ObjectType, where name: String, isOneOf values: [SQLValue]) throws -> [(
        value: SQLValue, id: EntityID
    )] {
        guard let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect),
            !policy.mask(object).hidden.contains(name),
            let expression = object.field(name)?.expression(alias: "r", reader.dialect)
        else { return [] }
        var found: [(value: SQLValue, id: EntityID)] = []
        for part in values.chunks(of: 400) {
            let sql =
                SQL(text: "SELECT \(expression), r.id FROM \(SQL.quoted(object.table)) r WHERE ")
                + QueryCompiler.base(object, tenant: tenant) + SQL(text: " AND \(expression) IN ")
                + "\(list: Array(part)) AND " + access
            try reader.forEach(sql) { found.append(($0.value(0), EntityID(rawValue: $0.integer(1)))) }
        }
        return found
    }

    /// The rows under the reader, for rooms that keep their own tables beside the records.
    public var rows: any Reader { reader }

    /// How a value is compared when duplicates are looked for; null when it is not.
    public func matchKey(_ value: SQLValue, _ field: Field) -> SQLValue {
        field.matchKey.map { MatchText.key(value, $0) } ?? .null
    }

    /// Those of some match keys that any record has which a blocking rule on the field looks at.
    public func takenKeys(_ keys: [SQLValue], of fieldName: String, _ object: ObjectType) throws -> Set<SQLValue> {
        var taken: Set<SQLValue> = []
        for target in object.duplicates.filter({ $0.blocks && $0.field == fieldName }).flatMap(\.against) {
            guard let other = schema.object(target.object), !other.isCustom else { continue }
            let column = SQL.quoted(Tables.matchColumn(target.field))
            for part in keys.chunks(of: 400) {
                let sql =
                    SQL(text: "SELECT r.\(column) FROM \(SQL.quoted(other.table)) r WHERE ")
                    + QueryCompiler.base(other, tenant: tenant) + SQL(text: " AND r.\(column) IN ")
                    + "\(list: Array(part))"
                try reader.forEach(sql) { taken.insert($0.value(0)) }
            }
        }
        return taken
    }
}
