public import Basics
public import Metadata
public import SQLStore

// Finding records by what people call them, many at once.
extension RecordReader {
    /// The records that the actor may see and whose field has one of some values.
    public func find(_ object: ObjectType, where name: String, isOneOf values: [SQLValue]) throws -> [(value: SQLValue, id: EntityID)] {
        guard let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect),
            !policy.mask(object).hidden.contains(name), let expression = object.field(name)?.expression(alias: "r", reader.dialect)
        else { return [] }
        var found: [(value: SQLValue, id: EntityID)] = []
        for part in values.chunks(of: 400) {
            let sql = SQL(text: "SELECT \(expression), r.id FROM \(SQL.quoted(object.table)) r WHERE ")
                + QueryCompiler.base(object, tenant: tenant) + SQL(text: " AND \(expression) IN ") + "\(list: Array(part)) AND " + access
            try reader.forEach(sql) { found.append(($0.value(0), EntityID(rawValue: $0.integer(1)))) }
        }
        return found
    }

    /// The rows under the reader, for rooms that keep their own tables beside the records.
    public var rows: any Reader { reader }
}
