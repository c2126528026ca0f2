import SQLStore

/// The unit of work that runs on the writer's connection.
final class WriteTransaction: Transaction {
    let connection: Connection
    private(set) var callbacks: [@Sendable () -> Void] = []
    private var depth = 0

    init(connection: Connection) { self.connection = connection }

    var dialect: Dialect { .sqlite }

    func forEach(_ sql: SQL, _ body: (any RowView) throws -> Void) throws {
        try refuseControl(sql)
        try connection.forEach(sql, body)
    }

    func execute(_ sql: SQL) throws -> Int {
        try refuseControl(sql)
        return try connection.execute(sql)
    }

    func afterCommit(_ body: @escaping @Sendable () -> Void) { callbacks.append(body) }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        let level = depth
        let callbackCount = callbacks.count
        _ = try connection.execute(SQL(text: "SAVEPOINT s\(level)"))
        depth += 1
        defer { depth = level }
        do {
            let value = try body()
            _ = try connection.execute(SQL(text: "RELEASE s\(level)"))
            return value
        } catch {
            callbacks.removeSubrange(callbackCount...)
            // Some failures (a full disk, a deadline) end the whole transaction; then there is no savepoint any more.
            if !connection.isIdle {
                _ = try connection.execute(SQL(text: "ROLLBACK TO s\(level)"))
                _ = try connection.execute(SQL(text: "RELEASE s\(level)"))
            }
            throw error
        }
    }
}

/// A unit is one transaction from its beginning to its end.
private func refuseControl(_ sql: SQL) throws {
    if sql.isTransactionControl { throw StoreError.statement("a unit does not end its own transaction: \(sql.text)") }
}

/// Reads on a connection of the pool.
struct SnapshotReader: Reader {
    let connection: Connection

    var dialect: Dialect { .sqlite }

    func forEach(_ sql: SQL, _ body: (any RowView) throws -> Void) throws {
        try refuseControl(sql)
        try connection.forEach(sql, body)
    }
}
