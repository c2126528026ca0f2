/// A second wall behind the access rules: PostgreSQL itself shows a tenant's work only that tenant's rows.
///
/// The store runs the body of `read(tenant:)` and `write(tenant:)` as a role that owns nothing, with the tenant's
/// number in `app.tenant`. The policies below compare it with each row. FORCE makes them hold for the tables' owner
/// too, who gets a policy of its own for the system's work (`tenant: nil`). The wall stands beside the rule that every
/// statement carries `tenant_id`, not in its place: SQLite has no such thing.
extension Dialect {
    /// The role of tenants' work. Roles belong to the whole server; its databases share this one.
    public static let tenantRole = "sanbu_app"

    /// The statements that put the wall around a table with a column `tenant_id`; none on SQLite.
    public func tenantWall(around table: String) -> [SQL] {
        guard self == .postgres else { return [] }
        let own = "tenant_id = CAST(nullif(current_setting('app.tenant', true), '') AS BIGINT)"
        return [
            "ALTER TABLE \(name: table) ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE \(name: table) FORCE ROW LEVEL SECURITY",
            """
            CREATE POLICY \(name: table + "_tenant") ON \(name: table) TO PUBLIC \
            USING (\(verbatim: own)) WITH CHECK (\(verbatim: own))
            """,
            "CREATE POLICY \(name: table + "_system") ON \(name: table) TO CURRENT_USER USING (true) WITH CHECK (true)",
        ]
    }
}
