import SQLStore

/// Tells the server for which tenant a transaction works, as the restricted role where there is one.
///
/// Work without a tenant is the system's: it stays the login role, whose policy shows every row.
struct TenantScope: Sendable {
    let role: String?

    /// Queues the setting; it lasts to the end of the transaction.
    func enter(_ tenant: Int64?, on connection: Connection) throws(Connection.Problem) {
        connection.isRestricted = false
        guard let tenant else { return }
        guard let role else {
            return try connection.queue("SELECT set_config('app.tenant', \(String(tenant)), true)")
        }
        try connection.queue(
            "SELECT set_config('app.tenant', \(String(tenant)), true), set_config('role', \(role), true)")
        connection.isRestricted = true
    }
}
