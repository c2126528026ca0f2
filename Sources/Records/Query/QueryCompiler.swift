import Basics
import Metadata
import SQLStore
import Tenancy

/// Turns a query into one statement with the authorization predicate inside.
struct QueryCompiler {
    let policy: AccessPolicy
    let dialect: Dialect
    let now: Timestamp
    static let alias = "r"

    /// The conditions on the records an actor may see that fulfil the query, without its order and page.
    func condition(_ query: RecordQuery, _ object: ObjectType, action: AccessAction = .read) throws -> SQL {
        guard let access = policy.predicate(object, action, alias: Self.alias, dialect: dialect) else {
            throw RecordError.forbidden(code: "access.\(action.rawValue)", arguments: ["object": object.name])
        }
        var parts: [SQL] = [Self.base(object, tenant: policy.actor.tenant, deleted: query.deleted)]
        if access.text != "1 = 1" { parts.append(access) }
        if let ids = query.ids { parts.append("r.id IN \(list: ids.map { .integer($0.rawValue) })") }
        if let owner = query.ownedBy { parts.append("r.owner_id = \(owner.rawValue)") }
        if object.isOwned { parts += query.owners.map { $0.condition(alias: Self.alias, tenant: policy.actor.tenant) } }
        if let everBeen = query.everBeen { parts.append(try been(everBeen, object)) }
        if let pointer = query.pointing { parts.append(try pointing(pointer, object)) }
        for membership in query.holding { parts.append(try holding(membership, object)) }
        for filter in query.filters where !filter.allSatisfy(\.isWhitespace) {
            parts.append("(" + (try policy.rules.filter(filter, object, policy: policy, alias: Self.alias, dialect: dialect, now: now)) + ")")
        }
        if let search = query.search, !search.allSatisfy(\.isWhitespace) { parts.append(self.search(search, object)) }
        return parts.joined(separator: " AND ")
    }

    /// Tenant, kind and whether the record lives: the beginning of every condition.
    static func base(_ object: ObjectType, tenant: Int64, deleted: Bool = false, alias: String = alias) -> SQL {
        var sql = every(object, tenant: tenant, alias: alias)
        sql += deleted ? " AND \(verbatim: alias).deleted_at IS NOT NULL" : " AND \(verbatim: alias).deleted_at IS NULL"
        return sql
    }

    /// Tenant and kind only: living and deleted records.
    static func every(_ object: ObjectType, tenant: Int64, alias: String = alias) -> SQL {
        var sql: SQL = "\(verbatim: alias).tenant_id = \(tenant)"
        if object.isCustom { sql += " AND \(verbatim: alias).object = \(object.name)" }
        return sql
    }

    private func been(_ been: RecordQuery.EverBeen, _ object: ObjectType) throws -> SQL {
        let field = try field(been.field, object)
        guard let expression = field.expression(alias: Self.alias, dialect) else { throw unknown(been.field, object) }
        let kept = been.values.map { SQLValue.text(JSON.string($0).text) }
        return SQL(text: "(\(expression) IN ") + """
            \(list: been.values.map(SQLValue.text)) OR EXISTS (SELECT 1 FROM field_change c WHERE c.tenant_id = r.tenant_id
            AND c.record_id = r.id AND c.field = \(been.field) AND (c.new_value IN \(list: kept) OR c.old_value IN \(list: kept))))
            """
    }

    private func pointing(_ pointer: RecordQuery.Pointer, _ object: ObjectType) throws -> SQL {
        let field = try field(pointer.field, object)
        guard field.kind == .reference, let expression = field.expression(alias: Self.alias, dialect) else { throw unknown(pointer.field, object) }
        return SQL(text: "\(expression) = ") + "\(pointer.id.rawValue)"
    }

    private func holding(_ membership: RecordQuery.Membership, _ object: ObjectType) throws -> SQL {
        let field = try field(membership.field, object)
        guard let expression = field.expression(alias: Self.alias, dialect) else { throw unknown(membership.field, object) }
        switch dialect {
        case .sqlite: return SQL(text: "EXISTS (SELECT 1 FROM json_each(\(expression)) WHERE value = ") + "\(membership.value))"
        case .postgres:
            return SQL(text: "EXISTS (SELECT 1 FROM json_array_elements_text(CAST(\(expression) AS JSON)) AS listed WHERE listed = ") + "\(membership.value))"
        }
    }

    private func field(_ name: String, _ object: ObjectType) throws -> Field {
        guard let field = object.field(name), !policy.mask(object).hidden.contains(name) else { throw unknown(name, object) }
        return field
    }

    private func unknown(_ name: String, _ object: ObjectType) -> RecordError {
        let nearest = Spelling.nearest(to: name, among: object.fields.map(\.name))
        return .query(code: "query.unknown-field", arguments: ["field": name, "object": object.name, "nearest": nearest ?? ""])
    }

    private func search(_ search: String, _ object: ObjectType) -> SQL {
        let index = RecordTables.searchIndex
        let kind = SearchText.kind(object.name)
        guard let matches = index.matches(search, tenant: policy.actor.tenant, kind: kind, dialect) else { return "1 = 0" }
        return "r.id IN (\(matches))"
    }

    /// The statement for one page, perhaps along an index and within a bound of it: one row more than asked tells whether
    /// there is a next page.
    func page(_ query: RecordQuery, _ condition: SQL, _ plan: RowPlan, _ order: OrderCompiler, index: String?, within bound: SQL?) throws -> SQL {
        let along = index.map { " INDEXED BY " + SQL.quoted($0) } ?? ""
        var sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(plan.object.table)) r\(along) WHERE ")
        sql += condition
        if let bound { sql += " AND " + bound }
        if let cursor = query.cursor { sql += " AND " + (try order.after(cursor)) }
        sql += " ORDER BY \(verbatim: order.text) LIMIT \(limit(query) + 1)"
        return sql
    }

    func limit(_ query: RecordQuery) -> Int { RecordQuery.limit(query.limit) }
}

/// The order of a list and the condition that continues it after a row.
///
/// Nulls come first upwards and last downwards on both databases; the id goes the way of the last key, so that an
/// index can be walked in either direction.
struct OrderCompiler {
    struct Key {
        let expression: String
        let isInteger: Bool
        let descending: Bool
        let place: Int?
        let standard: String?
    }

    let keys: [Key]
    let dialect: Dialect

    init(object: ObjectType, policy: AccessPolicy, keys: [SortKey], dialect: Dialect) throws {
        self.dialect = dialect
        let wanted = keys.isEmpty ? [SortKey("updated_at", descending: true)] : keys
        guard wanted.count <= 4 else { throw RecordError.query(code: "query.too-many-sorts", arguments: ["limit": "4"]) }
        let hidden = policy.mask(object).hidden
        var compiled = try wanted.filter { $0.field != "id" }.map { key in
            try Self.key(key, object, hidden: hidden, dialect)
        }
        let last = wanted.last?.descending ?? false
        compiled.append(Key(expression: "r.id", isInteger: true, descending: last, place: nil, standard: "id"))
        self.keys = compiled
    }

    private static func key(_ key: SortKey, _ object: ObjectType, hidden: Set<String>, _ dialect: Dialect) throws -> Key {
        let standard = ["owner": "owner_id"][key.field] ?? key.field
        if RowPlan.standardColumns.contains(standard) {
            return Key(expression: "r.\(standard)", isInteger: true, descending: key.descending, place: nil, standard: standard)
        }
        guard let place = object.position(key.field), !hidden.contains(key.field) else {
            throw RecordError.query(code: "query.unknown-field", arguments: [
                "field": key.field, "object": object.name,
                "nearest": Spelling.nearest(to: key.field, among: object.fields.map(\.name)) ?? "",
            ])
        }
        let field = object.fields[place]
        guard field.kind != .encrypted, let expression = field.expression(alias: "r", dialect) else {
            throw RecordError.query(code: "query.unsortable", arguments: ["field": key.field])
        }
        return Key(expression: expression, isInteger: field.isInteger, descending: key.descending, place: place, standard: nil)
    }

    var text: String {
        keys.map { key in
            let direction = key.descending ? " DESC" : ""
            return key.expression + direction + (dialect == .postgres ? (key.descending ? " NULLS LAST" : " NULLS FIRST") : "")
        }.joined(separator: ", ")
    }

    /// The cursor that stands behind a record.
    func cursor(_ record: Record) -> String {
        let values = keys.map { key -> JSON in
            ExtValue.json(key.place.map { record.values[$0] } ?? Self.standard(key.standard ?? "id", record))
        }
        return Base64.encode(JSON.array(values).text)
    }

    private static func standard(_ name: String, _ record: Record) -> SQLValue {
        switch name {
        case "id": .integer(record.id.rawValue)
        case "version": .integer(record.version)
        case "owner_id": record.owner.map { .integer($0.rawValue) } ?? .null
        case "created_at": .integer(record.createdAt.milliseconds)
        case "created_by": .integer(record.createdBy.rawValue)
        case "updated_at": .integer(record.updatedAt.milliseconds)
        case "updated_by": .integer(record.updatedBy.rawValue)
        default: record.deletedAt.map { .integer($0.milliseconds) } ?? .null
        }
    }

    /// The first key's value in a cursor; nil when it is none of this order.
    func firstValue(_ cursor: String) -> SQLValue? {
        guard let text = Base64.decode(cursor), let values = (try? JSON.parse(text))?.array, values.count == keys.count else { return nil }
        return values.first.map(ExtValue.value)
    }

    /// Rows behind a cursor: the first key differs in the right direction, or it is the same and the second does, …
    func after(_ cursor: String) throws -> SQL {
        guard let text = Base64.decode(cursor), let values = (try? JSON.parse(text))?.array, values.count == keys.count,
            zip(keys, values).allSatisfy({ key, value in value.isNull || (key.isInteger ? value.integer != nil : value.string != nil) })
        else { throw RecordError.query(code: "query.cursor", arguments: [:]) }
        var alternatives: [SQL] = []
        var equal: [SQL] = []
        for (key, value) in zip(keys, values) {
            if let beyond = beyond(key, ExtValue.value(value)) {
                alternatives.append((equal + [beyond]).joined(separator: " AND "))
            }
            equal.append(value.isNull ? SQL(text: "\(key.expression) IS NULL")
                : SQL(text: "\(key.expression) = ") + "\(ExtValue.value(value))")
        }
        let exact = SQL(text: "(") + alternatives.map { "(" + $0 + ")" }.joined(separator: " OR ") + ")"
        guard let bound = bound(values) else { return exact }
        return bound + " AND " + exact
    }

    /// A condition on the first key alone, which an index can use.
    private func bound(_ values: [JSON]) -> SQL? {
        guard let key = keys.first, let value = values.first, !value.isNull, keys.count > 1 else { return nil }
        let sign = key.descending ? "<=" : ">="
        let bound = SQL(text: "\(key.expression) \(sign) ") + "\(ExtValue.value(value))"
        // Downwards, nulls come last and are still to come.
        return key.descending ? "(" + bound + SQL(text: " OR \(key.expression) IS NULL)") : bound
    }

    private func beyond(_ key: Key, _ value: SQLValue) -> SQL? {
        switch (key.descending, value.isNull) {
        case (false, true): SQL(text: "\(key.expression) IS NOT NULL")
        case (true, true): nil
        case (false, false): SQL(text: "\(key.expression) > ") + "\(value)"
        case (true, false):
            key.standard == nil || key.standard == "owner_id"
                ? SQL(text: "(\(key.expression) < ") + "\(value)" + SQL(text: " OR \(key.expression) IS NULL)")
                : SQL(text: "\(key.expression) < ") + "\(value)"
        }
    }
}

extension Field {
    /// The value as an expression over a table's alias; nil for what is not kept.
    func expression(alias: String, _ dialect: Dialect) -> String? {
        switch storage {
        case .column(let column): "\(alias).\(SQL.quoted(column))"
        case .ext(let key): dialect.member(key, of: "\(alias).ext", as: isInteger ? .integer : .text)
        case .none: nil
        }
    }
}

/// What of a record can be found by searching, and under which number its object stands in the index.
enum SearchText {
    static func kind(_ object: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in object.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(hash >> 16)
    }

    /// The texts of a record's searchable fields; nil when it has none.
    static func text(_ searchable: [Int], _ values: [SQLValue]) -> String? {
        let parts = searchable.compactMap { place -> String? in
            if case .text(let text) = values[place] { text } else { nil }
        }
        return parts.isEmpty ? nil : parts.joined(separator: " \n ")
    }

    static func isSearchable(_ field: Field, of object: ObjectType) -> Bool {
        field.searchable || field.name == object.nameField || field.kind == .phone || field.kind == .email || field.kind == .autoNumber
    }
}
