import SQLStore

/// One unit of work on a connection: what its body reads and writes through.
final class Session: Transaction {
    private let connection: Connection
    private var depth = 0
    private(set) var callbacks: [@Sendable () -> Void] = []
    /// The failure after which the server takes no more statements of this unit, until a savepoint is undone.
    private(set) var poison: Failure?

    init(connection: Connection) { self.connection = connection }

    var dialect: Dialect { .postgres }

    func forEach(_ sql: SQL, _ body: (any RowView) throws -> Void) throws {
        let result = try run(sql)
        for row in 0..<result.rowCount { try body(Row(result: result, row: row)) }
    }

    func execute(_ sql: SQL) throws -> Int {
        try run(sql).changedRows
    }

    func afterCommit(_ body: @escaping @Sendable () -> Void) { callbacks.append(body) }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        if let poison { throw poison.error }
        let (name, callbackCount) = ("s\(depth)", callbacks.count)
        try queue(SQL(text: "SAVEPOINT " + name))
        depth += 1
        defer { depth -= 1 }
        do {
            let value = try body()
            if let poison { throw poison.error }
            try queue(SQL(text: "RELEASE SAVEPOINT " + name))
            return value
        } catch {
            callbacks.removeSubrange(callbackCount...)
            try undo(to: name)
            throw error
        }
    }

    /// Undoes a savepoint. What calls for a replay of the whole unit stays: the server has ended its transaction, or
    /// what the body has read is out of date.
    private func undo(to name: String) throws {
        if let poison {
            guard poison.remedy == .none else { return }
            connection.recover()
        }
        poison = nil
        try queue(SQL(text: "ROLLBACK TO SAVEPOINT " + name))
        try queue(SQL(text: "RELEASE SAVEPOINT " + name))
    }

    private func run(_ sql: SQL) throws -> Result {
        if let poison { throw poison.error }
        if sql.isTransactionControl {
            throw StoreError.statement("a unit does not end its own transaction: \(sql.text)")
        }
        do throws(Connection.Problem) {
            return try connection.run(sql)
        } catch {
            poison = error.failure
            throw error.failure.error
        }
    }

    private func queue(_ sql: SQL) throws {
        do throws(Connection.Problem) {
            try connection.queue(sql)
        } catch {
            poison = error.failure
            throw error.failure.error
        }
    }
}
