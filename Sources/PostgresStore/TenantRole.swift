import SQLStore

/// The role as which tenants' work runs. It owns nothing, so row-level security holds for it.
enum TenantRole {
    /// Makes the role and lets it at the rows of every table, now and later.
    static func prepare(_ role: String, in transaction: any Transaction) throws {
        if let lock = transaction.dialect.lock(lockKey) { try transaction.forEach(lock) { _ in } }
        let isThere = try transaction.first("SELECT 1 FROM pg_roles WHERE rolname = \(role)") { _ in true }
        if isThere == nil { try transaction.execute("CREATE ROLE \(name: role) NOLOGIN NOBYPASSRLS") }
        try transaction.execute("GRANT \(name: role) TO CURRENT_USER")
        try transaction.execute("GRANT USAGE ON SCHEMA public TO \(name: role)")
        let rights = "SELECT, INSERT, UPDATE, DELETE"
        try transaction.execute("GRANT \(verbatim: rights) ON ALL TABLES IN SCHEMA public TO \(name: role)")
        try transaction.execute(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT \(verbatim: rights) ON TABLES TO \(name: role)")
    }

    /// Two programs that start at once must not both create the role: "role" in ASCII.
    private static let lockKey: Int64 = 0x72_6f_6c_65
}
