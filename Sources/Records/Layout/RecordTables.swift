import Basics
public import Metadata
public import SQLStore

/// The tables that the kernel keeps beside the records themselves.
public enum RecordTables {
    public static let migration = Migration("0003-records") { dialect in
        let end = dialect.tableEnd()
        let json = dialect.type(.json)
        let texts: [String] = [
            """
            CREATE TABLE custom_record (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, object TEXT NOT NULL,
            version BIGINT NOT NULL, owner_id BIGINT, created_at BIGINT NOT NULL, created_by BIGINT NOT NULL,
            updated_at BIGINT NOT NULL, updated_by BIGINT NOT NULL, deleted_at BIGINT, ext \(json),
            \((1...8).map { "t\($0) TEXT, n\($0) BIGINT" }.joined(separator: ", ")),
            PRIMARY KEY (tenant_id, id))
            """,
            "CREATE INDEX custom_record_object ON custom_record (tenant_id, object, updated_at, id)",
            "CREATE INDEX custom_record_t1 ON custom_record (tenant_id, object, t1, id)",
            "CREATE INDEX custom_record_n1 ON custom_record (tenant_id, object, n1, id)",
            """
            CREATE TABLE field_change (tenant_id BIGINT NOT NULL, record_id BIGINT NOT NULL, id BIGINT NOT NULL,
            object TEXT NOT NULL, field TEXT NOT NULL, old_value TEXT, new_value TEXT, actor_id BIGINT NOT NULL,
            actor_name TEXT NOT NULL, at BIGINT NOT NULL, through TEXT, reason TEXT,
            PRIMARY KEY (tenant_id, record_id, id))
            """,
            """
            CREATE TABLE ownership_span (tenant_id BIGINT NOT NULL, record_id BIGINT NOT NULL, starts_at BIGINT NOT NULL,
            ends_at BIGINT, id BIGINT NOT NULL, object TEXT NOT NULL, owner_id BIGINT NOT NULL, reason TEXT,
            PRIMARY KEY (tenant_id, record_id, starts_at, id))
            """,
            // At most one open span a record (A1), whatever the code above does.
            "CREATE UNIQUE INDEX ownership_open ON ownership_span (tenant_id, record_id) WHERE ends_at IS NULL",
            """
            CREATE TABLE record_share (tenant_id BIGINT NOT NULL, grantee_id BIGINT NOT NULL, object TEXT NOT NULL,
            record_id BIGINT NOT NULL, may_write BIGINT NOT NULL, granted_by BIGINT NOT NULL, granted_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, grantee_id, object, record_id))
            """,
            "CREATE INDEX record_share_record ON record_share (tenant_id, record_id)",
            """
            CREATE TABLE person_below (tenant_id BIGINT NOT NULL, manager_id BIGINT NOT NULL, person_id BIGINT NOT NULL,
            depth BIGINT NOT NULL, PRIMARY KEY (tenant_id, manager_id, person_id))
            """,
            """
            CREATE TABLE department_below (tenant_id BIGINT NOT NULL, ancestor_id BIGINT NOT NULL,
            department_id BIGINT NOT NULL, depth BIGINT NOT NULL, PRIMARY KEY (tenant_id, ancestor_id, department_id))
            """,
            """
            CREATE TABLE access_grant (tenant_id BIGINT NOT NULL, role TEXT NOT NULL, object TEXT NOT NULL,
            body TEXT NOT NULL, PRIMARY KEY (tenant_id, role, object))
            """,
            """
            CREATE TABLE metadata_addition (tenant_id BIGINT NOT NULL, kind TEXT NOT NULL, object TEXT NOT NULL,
            name TEXT NOT NULL, body TEXT NOT NULL, position BIGINT NOT NULL, PRIMARY KEY (tenant_id, kind, object, name))
            """,
            """
            CREATE TABLE number_series (tenant_id BIGINT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, name))
            """,
            """
            CREATE TABLE saved_view (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, object TEXT NOT NULL,
            owner_id BIGINT NOT NULL, is_shared BIGINT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
            PRIMARY KEY (tenant_id, id))
            """,
            """
            CREATE TABLE notification (tenant_id BIGINT NOT NULL, person_id BIGINT NOT NULL, id BIGINT NOT NULL,
            kind TEXT NOT NULL, object TEXT NOT NULL, record_id BIGINT NOT NULL, title TEXT NOT NULL, actor_name TEXT NOT NULL,
            read_at BIGINT, PRIMARY KEY (tenant_id, person_id, id))
            """,
            """
            CREATE TABLE stored_file (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, object TEXT NOT NULL,
            record_id BIGINT NOT NULL, name TEXT NOT NULL, content_type TEXT NOT NULL, size BIGINT NOT NULL,
            sha256 TEXT NOT NULL, created_at BIGINT NOT NULL, created_by BIGINT NOT NULL, deleted_at BIGINT,
            PRIMARY KEY (tenant_id, id))
            """,
            "CREATE INDEX stored_file_record ON stored_file (tenant_id, record_id)",
        ]
        let unclustered = texts.map { $0.hasPrefix("CREATE TABLE") ? $0 + (dialect == .sqlite ? end : "") : $0 }
        return unclustered.map { SQL(text: types($0, dialect)) } + searchIndex.creation(dialect)
    }

    /// What was added since, a list of its own so that other rooms' additions do not stand between.
    public static let later = [MergeTables.migration, ViewTables.migration, Packages.migration, Additions.migration, Vault.migration, DueReminders.migration, PoolTables.migration, GateTables.migration, ScoreTables.migration]

    static let searchIndex = FullTextIndex(table: "search_index")

    /// SQLite's strict tables know INTEGER; PostgreSQL's texts compare by code point.
    private static func types(_ text: String, _ dialect: Dialect) -> String {
        let integer = dialect.type(.integer), string = dialect.type(.text)
        return text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            word.hasPrefix("BIGINT") ? integer + word.dropFirst(6) : word.hasPrefix("TEXT") ? string + word.dropFirst(4) : String(word)
        }.joined(separator: " ")
    }

    /// Brings the packaged objects' tables up to date: what is missing is added, nothing is taken away.
    public static func install(_ objects: [ObjectType], in transaction: any Transaction) throws {
        for object in objects.sorted(by: { $0.name < $1.name }) where !object.isCustom {
            let existing = try columns(of: object.table, transaction)
            let dialect = transaction.dialect
            let statements = existing.isEmpty
                ? Tables.creation(object, dialect) : Tables.addition(object, existing: existing, dialect)
            for statement in statements { try transaction.execute(statement) }
        }
    }

    private static func columns(of table: String, _ reader: any Reader) throws -> Set<String> {
        let sql: SQL = switch reader.dialect {
        case .sqlite: "SELECT name FROM pragma_table_info(\(table))"
        case .postgres:
            "SELECT column_name FROM information_schema.columns WHERE table_name = \(table) AND table_schema = current_schema()"
        }
        return Set(try reader.all(sql) { $0.text(0) })
    }
}
