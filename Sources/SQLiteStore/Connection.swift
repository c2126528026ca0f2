import GRDBSQLite
import SQLStore

/// One SQLite connection with its cache of prepared statements.
///
/// Not thread-safe: whoever took it from its pool, or the writer's queue, is alone with it. That is why it may be sent.
final class Connection: @unchecked Sendable {
    let handle: OpaquePointer
    let deadline = Deadline()
    private var statements: [String: CachedStatement] = [:]
    private var uses = 0
    private static let statementLimit = 500

    /// Takes over an open connection; the owner closes it after ``finalizeStatements()``.
    init(handle: OpaquePointer) {
        self.handle = handle
        // Every thousand steps of the virtual machine, about ten microseconds apart.
        let watch: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
            guard let context else { return 0 }
            return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().hasPassed ? 1 : 0
        }
        sqlite3_progress_handler(handle, 1000, watch, Unmanaged.passUnretained(deadline).toOpaque())
    }

    /// Runs a statement for each row. The row is valid inside the body only.
    func forEach(_ sql: SQL, _ body: (any RowView) throws -> Void) throws {
        try withStatement(sql) { statement in
            let row = Row(statement: statement)
            while try step(statement, sql) { try body(row) }
        }
    }

    /// Runs a statement to its end.
    /// - Returns: the number of rows it changed.
    func execute(_ sql: SQL) throws -> Int {
        let before = sqlite3_total_changes(handle)
        try withStatement(sql) { statement in while try step(statement, sql) {} }
        return sqlite3_total_changes(handle) == before ? 0 : Int(sqlite3_changes(handle))
    }

    /// Whether no transaction is open: SQLite ends one by itself after some failures.
    var isIdle: Bool { sqlite3_get_autocommit(handle) != 0 }

    func finalizeStatements() {
        for statement in statements.values { sqlite3_finalize(statement.pointer) }
        statements.removeAll()
        sqlite3_progress_handler(handle, 0, nil, nil)
    }

    private func step(_ statement: OpaquePointer, _ sql: SQL) throws -> Bool {
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(sql)
        }
    }

    private func failure(_ sql: SQL) -> StoreError {
        Failure(handle: handle, isPastDeadline: deadline.hasPassed).storeError(of: sql.text)
    }
}

// Statements.
extension Connection {
    private struct CachedStatement {
        let pointer: OpaquePointer
        var lastUse: Int
    }

    private func withStatement<T>(_ sql: SQL, _ body: (OpaquePointer) throws -> T) throws -> T {
        let (statement, isCached) = try statement(for: sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
            if !isCached { sqlite3_finalize(statement) }
        }
        try bind(sql.arguments, to: statement, sql)
        return try body(statement)
    }

    private func statement(for sql: SQL) throws -> (OpaquePointer, isCached: Bool) {
        uses += 1
        if let cached = statements[sql.text] {
            // A query inside the loop over the same query needs a statement of its own.
            if sqlite3_stmt_busy(cached.pointer) != 0 { return (try prepare(sql), false) }
            statements[sql.text]?.lastUse = uses
            return (cached.pointer, true)
        }
        if statements.count >= Self.statementLimit { evict() }
        let statement = try prepare(sql)
        statements[sql.text] = CachedStatement(pointer: statement, lastUse: uses)
        return (statement, true)
    }

    private func prepare(_ sql: SQL) throws -> OpaquePointer {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql.text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK else { throw failure(sql) }
        guard let statement else { throw StoreError.statement("the statement is empty") }
        return statement
    }

    /// Drops the older half, so that a flood of one-off statements costs little.
    private func evict() {
        let middle = statements.values.map(\.lastUse).sorted()[statements.count / 2]
        for (text, statement) in statements
        where statement.lastUse < middle && sqlite3_stmt_busy(statement.pointer) == 0 {
            sqlite3_finalize(statement.pointer)
            statements[text] = nil
        }
    }

    private func bind(_ arguments: [SQLValue], to statement: OpaquePointer, _ sql: SQL) throws {
        guard sqlite3_bind_parameter_count(statement) == Int32(arguments.count) else {
            throw StoreError.statement("\(arguments.count) arguments do not fit: \(sql.text)")
        }
        var place: Int32 = 0
        for argument in arguments {
            place += 1
            guard bind(argument, to: statement, at: place) == SQLITE_OK else { throw failure(sql) }
            if case .text(let text) = argument, text.utf8.contains(0) {
                throw StoreError.refused("a text holds the character U+0000")
            }
        }
    }

    private func bind(_ argument: SQLValue, to statement: OpaquePointer, at place: Int32) -> Int32 {
        // SQLite copies the bytes: they live no longer than this call.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch argument {
        case .null: return sqlite3_bind_null(statement, place)
        case .integer(let value): return sqlite3_bind_int64(statement, place, value)
        case .real(let value): return sqlite3_bind_double(statement, place, value)
        case .text(var text):
            guard !text.isEmpty else { return sqlite3_bind_text(statement, place, "", 0, copied) }
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text64(statement, place, $0.baseAddress, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
                }
            }
        case .blob(let bytes):
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, place, 0) }
            return bytes.withUnsafeBytes {
                sqlite3_bind_blob64(statement, place, $0.baseAddress, UInt64($0.count), copied)
            }
        }
    }
}

/// When a connection's work has taken too long. Read by SQLite's progress handler on the thread that works.
final class Deadline {
    var instant: ContinuousClock.Instant?

    var hasPassed: Bool {
        guard let instant else { return false }
        return ContinuousClock.now > instant
    }
}
