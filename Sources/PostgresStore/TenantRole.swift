import SQLStore

/// The role as which tenants' work runs. It owns nothing, so row-level security holds for it.
enum TenantRole {
    /// Makes the role and lets it at the rows of every table, now and later. Changes nothing where all is in place.
    static func prepare(_ role: String, in transaction: any Transaction) throws {
        if let lock = transaction.dialect.lock(Dialect.schemaLockKey) { try transaction.forEach(lock) { _ in } }
        let schema = try transaction.first("SELECT current_schema()") { $0.text(0) } ?? "public"
        let isThere = try transaction.first("SELECT 1 FROM pg_roles WHERE rolname = \(role)") { _ in true }
        if isThere == nil { try transaction.execute("CREATE ROLE \(name: role) NOLOGIN NOBYPASSRLS") }
        let isPrepared = try transaction.first(
            """
            SELECT has_schema_privilege(\(role), \(schema), 'USAGE') AND pg_has_role(\(role), 'MEMBER')
                AND EXISTS (SELECT 1 FROM pg_default_acl d JOIN pg_namespace n ON n.oid = d.defaclnamespace
                    WHERE n.nspname = \(schema) AND d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = CURRENT_USER)
                        AND CAST(d.defaclacl AS TEXT) LIKE \("%" + role + "=arwd%"))
            """
        ) { $0.bool(0) }
        if isPrepared != true { try grant(role, schema, in: transaction) }
        try letAtTables(role, schema, in: transaction)
    }

    private static let rights = "SELECT, INSERT, UPDATE, DELETE"

    private static func grant(_ role: String, _ schema: String, in transaction: any Transaction) throws {
        try transaction.execute("GRANT \(name: role) TO CURRENT_USER")
        try transaction.execute("GRANT USAGE ON SCHEMA \(name: schema) TO \(name: role)")
        try transaction.execute(
            """
            ALTER DEFAULT PRIVILEGES IN SCHEMA \(name: schema) GRANT \(verbatim: rights) ON TABLES TO \(name: role)
            """)
    }

    /// Tables from before there was a role.
    private static func letAtTables(_ role: String, _ schema: String, in transaction: any Transaction) throws {
        let tables = try transaction.all(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = \(schema) AND c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'MEMBER')
                AND NOT (has_table_privilege(\(role), c.oid, 'SELECT') AND has_table_privilege(\(role), c.oid, 'DELETE')
                    AND has_table_privilege(\(role), c.oid, 'INSERT') AND has_table_privilege(\(role), c.oid, 'UPDATE'))
            """
        ) { $0.text(0) }
        for table in tables {
            try transaction.execute(
                "GRANT \(verbatim: rights) ON TABLE \(name: schema).\(name: table) TO \(name: role)")
        }
    }
}
