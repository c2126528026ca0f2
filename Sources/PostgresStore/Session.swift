import SQLStore

/// One unit of work on a connection: what its body reads and writes through.
final class Session: Transaction {
    private let connection: Connection
    private var depth = 0
    private(set) var callbacks: [@Sendable () -> Void] = []
    /// The failure after which the server takes no more statements of this unit, until a savepoint is undone.
    private(set) var poison: Failure?
    private var hasQueuedWrites = false

    init(connection: Connection) { self.connection = connection }

    var dialect: Dialect { .postgres }

    func forEach(_ sql: SQL, _ body: (any RowView) throws -> Void) throws {
        let result = try run(sql)
        for row in 0..<result.rowCount { try body(Row(result: result, row: row)) }
    }

    func execute(_ sql: SQL) throws -> Int {
        try run(sql).changedRows
    }

    func enqueue(_ sql: SQL) throws {
        if let poison { throw poison.error }
        try refuseControl(sql)
        // Answers that nobody reads fill the socket until neither side can write any more.
        if connection.backlog >= Self.backlogLimit {
            _ = try perform(sql)
        } else {
            try queue(sql)
            hasQueuedWrites = true
        }
    }

    private static let backlogLimit = 200

    func afterCommit(_ body: @escaping @Sendable () -> Void) { callbacks.append(body) }

    func savepoint<T>(_ body: () throws -> T) throws -> T {
        if let poison { throw poison.error }
        let (name, callbackCount) = ("s\(depth)", callbacks.count)
        try performOrQueue(SQL(text: "SAVEPOINT " + name))
        depth += 1
        defer { depth -= 1 }
        do {
            let value = try body()
            if let poison { throw poison.error }
            try performOrQueue(SQL(text: "RELEASE SAVEPOINT " + name))
            return value
        } catch {
            callbacks.removeSubrange(callbackCount...)
            try undo(to: name)
            throw error
        }
    }

    /// At either end of a savepoint, what was only queued has to be known to be good: a failure belongs to one side.
    private func performOrQueue(_ sql: SQL) throws {
        if hasQueuedWrites { _ = try perform(sql) } else { try queue(sql) }
    }

    /// Undoes a savepoint. What calls for a replay of the whole unit stays: the server has ended its transaction, or
    /// what the body has read is out of date.
    private func undo(to name: String) throws {
        if let poison {
            guard poison.remedy == .none else { return }
            connection.recover()
        }
        poison = nil
        hasQueuedWrites = false
        try queue(SQL(text: "ROLLBACK TO SAVEPOINT " + name))
        try queue(SQL(text: "RELEASE SAVEPOINT " + name))
    }

    private func run(_ sql: SQL) throws -> Result {
        if let poison { throw poison.error }
        try refuseControl(sql)
        return try perform(sql)
    }

    private func perform(_ sql: SQL) throws -> Result {
        hasQueuedWrites = false
        do throws(Connection.Problem) {
            return try connection.run(sql)
        } catch {
            poison = error.failure
            throw error.failure.error
        }
    }

    private func refuseControl(_ sql: SQL) throws {
        if sql.isTransactionControl {
            throw StoreError.statement("a unit does not end its own transaction: \(sql.text)")
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
