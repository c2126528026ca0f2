import Metadata
import SQLStore

/// The tables of packaged objects: one each, shared by all tenants, the tenant in front of every key.
enum Tables {
    /// What a table has besides its object's fields.
    static let standardColumns: [(name: String, kind: ColumnKind, required: Bool)] = [
        ("tenant_id", .integer, true), ("id", .integer, true), ("version", .integer, true), ("owner_id", .integer, false),
        ("created_at", .integer, true), ("created_by", .integer, true), ("updated_at", .integer, true),
        ("updated_by", .integer, true), ("deleted_at", .integer, false), ("ext", .json, false),
    ] + Slots.packagedColumns.map { ($0.name, $0.kind, false) }

    static func columns(_ object: ObjectType) -> [(name: String, kind: ColumnKind, required: Bool)] {
        var columns = standardColumns
        for field in object.fields {
            guard case .column(let name) = field.storage else { continue }
            columns.append((name, field.isInteger ? .integer : .text, false))
            if field.hasTargetColumn { columns.append((name + "__object", .text, false)) }
            if field.matchKey != nil { columns.append((matchColumn(field.name), .text, false)) }
            if field.hasBlindIndex { columns.append((blindColumn(field.name), .text, false)) }
        }
        return columns
    }

    /// The column with the folded text that duplicates are found by.
    static func matchColumn(_ field: String) -> String { field + "__key" }

    /// The column with the keyed hash that equal values of an encrypted field have in common.
    static func blindColumn(_ field: String) -> String { field + "__blind" }

    static func creation(_ object: ObjectType, _ dialect: Dialect) -> [SQL] {
        let lines = columns(object).map { "\(SQL.quoted($0.name)) \(dialect.type($0.kind))" + ($0.required ? " NOT NULL" : "") }
        let table = """
            CREATE TABLE \(SQL.quoted(object.table)) (\(lines.joined(separator: ", ")), PRIMARY KEY (tenant_id, id))\
            \(dialect.tableEnd())
            """
        return [SQL(text: table)] + indexes(object, dialect)
    }

    /// Statements that add what a table of an older version lacks.
    static func addition(_ object: ObjectType, existing: Set<String>, _ dialect: Dialect) -> [SQL] {
        let missing = columns(object).filter { !existing.contains($0.name) }.map { column in
            SQL(text: "ALTER TABLE \(SQL.quoted(object.table)) ADD COLUMN \(SQL.quoted(column.name)) \(dialect.type(column.kind))")
        }
        let former = formerIndexNames(object).map { SQL(text: "DROP INDEX IF EXISTS \(SQL.quoted($0))") }
        return missing + former + indexes(object, dialect)
    }

    private static func indexes(_ object: ObjectType, _ dialect: Dialect) -> [SQL] {
        indexLists(object).map { index(object, $0.columns, unique: $0.unique, dialect) }
    }

    /// The names of an object's indexes, as the databases know them.
    static func indexNames(_ object: ObjectType) -> [String] { indexLists(object).map { indexName(object, $0.columns, unique: $0.unique) } }

    private static func indexLists(_ object: ObjectType) -> [(columns: [String], unique: Bool)] {
        var lists: [(columns: [String], unique: Bool)] = [(["updated_at", "id"], false)]
        if object.isOwned { lists.append((["owner_id", "updated_at", "id"], false)) }
        for field in object.fields {
            guard case .column(let bare) = field.storage else { continue }
            let column = field.hasBlindIndex ? blindColumn(field.name) : bare
            if field.unique { lists.append(([column], true)) }
            if field.indexed || field.kind == .reference { lists.append((chosen(field) ? [column, "updated_at", "id"] : [column, "id"], false)) }
            if field.matchKey != nil { lists.append(([matchColumn(field.name)], false)) }
        }
        lists += object.indexes.map { ($0.map { Self.column($0, object) } + ["id"], false) }
        return lists
    }

    /// Whether lists are filtered by a field's values and hardly ever sorted by them: then what was changed last stands
    /// first within each value, as lists show it.
    static func chosen(_ field: Field) -> Bool { [.picklist, .boolean, .reference].contains(field.kind) }

    /// Whether the rows of one value of a field lie in an index in the order of a key.
    static func isOrdered(_ field: String, by key: String, _ object: ObjectType) -> Bool {
        if object.indexes.contains([field, key]) { return true }
        guard key == "updated_at", let field = object.field(field) else { return false }
        return chosen(field) && (field.indexed || field.kind == .reference)
    }

    private static func column(_ name: String, _ object: ObjectType) -> String { name == "owner" ? "owner_id" : name }

    private static func index(_ object: ObjectType, _ columns: [String], unique: Bool, _ dialect: Dialect) -> SQL {
        // Nulls first on both databases, so that one order of rows serves both.
        let nulls = dialect == .postgres ? " NULLS FIRST" : ""
        let list = (["tenant_id"] + columns.map { SQL.quoted($0) + nulls }).joined(separator: ", ")
        let live = unique ? " WHERE deleted_at IS NULL" : ""
        return SQL(text: """
            CREATE \(unique ? "UNIQUE " : "")INDEX IF NOT EXISTS \(SQL.quoted(indexName(object, columns, unique: unique))) \
            ON \(SQL.quoted(object.table)) (\(list))\(live)
            """)
    }

    /// The point keeps `crm_contact` with the column `account` apart from `crm_contact_account`.
    static func indexName(_ object: ObjectType, _ columns: [String], unique: Bool = false) -> String {
        shortened(object.table + "." + columns.joined(separator: "_") + (unique ? "_unique" : ""))
    }

    /// What indexes were called before their names had a point; those of such names go when a table is brought up to date.
    static func formerIndexNames(_ object: ObjectType) -> [String] {
        indexLists(object).flatMap { list in
            // Choices were indexed without the time of the last change.
            [list.columns, list.columns.filter { $0 != "updated_at" }].map { columns in
                shortened(([object.table] + columns).joined(separator: "_") + (list.unique ? "_unique" : ""))
            }
        }
    }

    /// PostgreSQL cuts names after 63 bytes; a cut name keeps a fingerprint of the whole.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > 60 else { return name }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return name.prefix(46) + "_" + String(hash, radix: 36)
    }
}
