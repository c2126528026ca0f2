import Metadata
import SQLStore

/// A page found by walking the index of its order instead of sorting what its filters find.
///
/// SQLite chooses between the two by statistics that know nothing of who sees what. So the walk is simply tried over
/// the next few hundred index entries: when they hold a whole page, that is the answer, and a long list costs no more than
/// a short one; when they do not, the statement is left to the database.
struct IndexWalk {
    /// The index whose columns are the tenant, the order's key and the id.
    let index: String
    let key: OrderCompiler.Key
    let table: String
    let tenant: Int64
    /// Where the page before ended.
    let start: SQLValue?

    /// How many entries are looked at.
    static let reach = 600

    /// Nil where the order has no index of its own, or what is asked for is found faster otherwise.
    /// - Parameter equal: the fields that the filters compare with one value.
    init?(_ query: RecordQuery, _ object: ObjectType, _ order: OrderCompiler, equal: [String], tenant: Int64, dialect: Dialect) {
        guard dialect == .sqlite, !object.isCustom, !query.deleted, query.ids == nil, query.pointing == nil,
            query.search?.allSatisfy(\.isWhitespace) ?? true, order.keys.count == 2, let key = order.keys.first,
            let index = Self.index(key, object)
        else { return nil }
        // The rows of one value stand in the wanted order already.
        let name = key.standard ?? key.place.map { object.fields[$0].name } ?? ""
        if equal.contains(where: { Tables.isOrdered($0, by: name, object) }) { return nil }
        // Upwards, nulls come first; only the standard columns have none.
        guard key.descending || key.standard != nil else { return nil }
        start = query.cursor.flatMap(order.firstValue)
        if query.cursor != nil, start?.isNull ?? true { return nil }
        self.index = index
        self.key = key
        table = object.table
        self.tenant = tenant
    }

    private static func index(_ key: OrderCompiler.Key, _ object: ObjectType) -> String? {
        if let standard = key.standard {
            let isIndexed = standard == "updated_at" || object.indexes.contains([standard])
            return isIndexed ? Tables.indexName(object, [standard, "id"]) : nil
        }
        // A tenant's own field is kept in a slot, whose index has a name and a shape of its own.
        guard let place = key.place, case .column(let column) = object.fields[place].storage, object.fields[place].indexed,
            !Tables.chosen(object.fields[place]),
            !Slots.packagedColumns.contains(where: { $0.name == column })
        else { return nil }
        return Tables.indexName(object, [column, "id"])
    }

    /// The key of the last entry that the walk looks at; no row when it comes to the end before.
    func bound(_ reach: Int) -> SQL {
        var sql = SQL(text: "SELECT \(key.expression) FROM \(SQL.quoted(table)) r INDEXED BY \(SQL.quoted(index)) WHERE r.tenant_id = ") + "\(tenant)"
        if let start { sql += SQL(text: " AND \(key.expression) \(key.descending ? "<=" : ">=") ") + "\(start)" }
        let direction = key.descending ? "DESC" : "ASC"
        return sql + SQL(text: " ORDER BY \(key.expression) \(direction), r.id \(direction) LIMIT 1 OFFSET \(reach)")
    }

    /// The condition that keeps the walk within its bound.
    func within(_ bound: SQLValue) -> SQL {
        SQL(text: "\(key.expression) \(key.descending ? ">=" : "<=") ") + "\(bound)"
    }
}
