extension Dialect {
    /// Puts the wall around every table of tenants' rows that has none yet.
    public static func raiseTenantWalls(in transaction: any Transaction) throws {
        guard transaction.dialect == .postgres else { return }
        let open = try transaction.all(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
            WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND n.nspname = current_schema() ORDER BY c.relname
            """
        ) { $0.text(0) }
        for table in open {
            for statement in transaction.dialect.tenantWall(around: table) { try transaction.execute(statement) }
        }
    }
}
