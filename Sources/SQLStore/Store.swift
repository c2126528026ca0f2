/// A database that keeps rows: the one port through which everything above reads and writes.
///
/// Bodies are synchronous: they run on a thread that owns a connection and cannot suspend while they hold it.
/// Each body gets a tenant: the store hands it to the database's own row-level security where there is any
/// (PostgreSQL); `nil` is system work across tenants.
public protocol Store: Sendable {
    /// What differs between the databases.
    var dialect: Dialect { get }

    /// Runs a body against one consistent snapshot.
    func read<T: Sendable>(
        tenant: Int64?, lane: Lane, _ body: @escaping @Sendable (any Reader) throws -> T
    ) async throws -> T

    /// Runs a body as one unit: all that it writes is kept when this returns, or nothing is when it throws.
    ///
    /// The body may run again after a serialization failure or a lost connection, so it has no effects of its own
    /// beside the transaction; those belong into `Transaction.afterCommit`.
    /// - Throws: the body's error, or ``StoreError`` (`overloaded` when too many units wait).
    @discardableResult
    func write<T: Sendable>(
        tenant: Int64?, lane: Lane, _ body: @escaping @Sendable (any Transaction) throws -> T
    ) async throws -> T

    /// Ends waiting work with an error and closes every connection.
    func close() async
}

extension Store {
    /// Runs a body against one consistent snapshot, in the interactive lane.
    public func read<T: Sendable>(
        tenant: Int64?, _ body: @escaping @Sendable (any Reader) throws -> T
    ) async throws -> T {
        try await read(tenant: tenant, lane: .interactive, body)
    }

    /// Runs a body as one unit, in the interactive lane.
    @discardableResult
    public func write<T: Sendable>(
        tenant: Int64?, _ body: @escaping @Sendable (any Transaction) throws -> T
    ) async throws -> T {
        try await write(tenant: tenant, lane: .interactive, body)
    }
}

/// How long a body may take, and whom it may keep waiting.
public enum Lane: Sendable, CaseIterable {
    /// A person waits: short, with a deadline; writes are committed together with others.
    case interactive
    /// Reports, imports, migrations: its own connection or turn and no deadline.
    case bulk
}

/// Reads rows.
public protocol Reader {
    var dialect: Dialect { get }
    /// Calls the body with each row in turn; the row is valid only inside the call.
    func forEach(_ sql: SQL, _ body: (any RowView) throws -> Void) throws
}

/// Reads and writes rows as one unit of work.
public protocol Transaction: Reader {
    /// Runs a statement and returns the number of rows it changed.
    @discardableResult func execute(_ sql: SQL) throws -> Int
    /// Runs a statement whose outcome nobody waits for, such as the insert of a row that is known to be new: it travels
    /// with the next statement, which saves a round trip to the server.
    ///
    /// Its failure comes out of a later statement, or ends the savepoint or unit around it; so it is not for statements
    /// that are expected to fail at times.
    func enqueue(_ sql: SQL) throws
    /// Runs a body whose writes are undone when it throws, without ending the unit around it. May be nested.
    @discardableResult
    func savepoint<T>(_ body: () throws -> T) throws -> T
    /// Runs a body once the unit is kept; never when it is not.
    func afterCommit(_ body: @escaping @Sendable () -> Void)
}

/// One row while it is read: columns by position, from 0.
public protocol RowView {
    var count: Int { get }
    func isNull(_ column: Int) -> Bool
    /// 0 when the column is null.
    func integer(_ column: Int) -> Int64
    func real(_ column: Int) -> Double
    /// Empty when the column is null.
    func text(_ column: Int) -> String
    func blob(_ column: Int) -> [UInt8]
    func value(_ column: Int) -> SQLValue
    /// The UTF-8 bytes of a text without making a `String`.
    func withUTF8<T>(_ column: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T
}

extension RowView {
    public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    public func bool(_ column: Int) -> Bool { integer(column) != 0 }
}

extension Transaction {
    /// Where there is no round trip to save, the statement runs at once.
    public func enqueue(_ sql: SQL) throws { try execute(sql) }
}

extension Reader {
    /// Every row, each made into a value.
    public func all<T>(_ sql: SQL, _ make: (any RowView) throws -> T) throws -> [T] {
        var values: [T] = []
        try forEach(sql) { values.append(try make($0)) }
        return values
    }

    /// The first row made into a value, or nil when there is none. The statement says `LIMIT 1` itself.
    public func first<T>(_ sql: SQL, _ make: (any RowView) throws -> T) throws -> T? {
        var value: T?
        try forEach(sql) { if value == nil { value = try make($0) } }
        return value
    }
}

/// Why a store could not do what it was asked.
public enum StoreError: Error, Equatable, Sendable {
    /// A unique index refused the row. `name` is the index's name where the database tells it, else the columns.
    case notUnique(name: String)
    /// A required column was null, or a check failed.
    case refused(String)
    /// Too many units wait; try again later.
    case overloaded
    /// The statement ran longer than its lane allows.
    case timedOut
    /// The connection is gone and could not be had again.
    case unavailable(String)
    /// The database refused the statement: our own mistake.
    case statement(String)
    case closed

    /// Whether the same unit may well succeed when it is tried again a little later.
    public var isTransient: Bool {
        switch self {
        case .overloaded, .timedOut, .unavailable: true
        case .notUnique, .refused, .statement, .closed: false
        }
    }
}

extension Transaction {
    /// Inserts several rows that are known to be new, a hundred with each statement; nobody waits for the outcome
    /// (``enqueue(_:)``).
    public func insert(into table: String, _ columns: [String], _ rows: [[SQLValue]]) throws {
        let row = "(" + Array(repeating: "?", count: columns.count).joined(separator: ", ") + ")"
        let names = columns.map(SQL.quoted).joined(separator: ", ")
        var rest = rows[...]
        while !rest.isEmpty {
            // Few lengths of statement, so that prepared ones are found again.
            let count = rest.count >= 100 ? 100 : rest.count >= 10 ? 10 : 1
            let text =
                "INSERT INTO \(SQL.quoted(table)) (\(names)) VALUES "
                + Array(repeating: row, count: count).joined(separator: ", ")
            try enqueue(SQL(text: text, arguments: rest.prefix(count).flatMap { $0 }))
            rest = rest.dropFirst(count)
        }
    }

    /// Lets the database look at its tables anew. PostgreSQL does so by itself; SQLite without it believes that a tenant
    /// has ten rows and reads all of them where an index would find the few that are wanted.
    public func refreshStatistics() throws {
        guard dialect == .sqlite else { return }
        try forEach("PRAGMA analysis_limit = 400") { _ in }
        try execute("ANALYZE")
    }
}
