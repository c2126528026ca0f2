import Dispatch
import GRDBSQLite
import SQLStore
import Synchronization

/// Read-only connections, used on the thread that asks: a read does not hop to another thread.
///
/// There are never more of them than threads that read at the same moment, because a read does not suspend.
final class ReaderPool: Sendable {
    private struct State {
        var idle: [Connection] = []
        var isClosed = false
    }

    private let path: String
    private let settings: SQLiteStore.Settings
    private let state = Mutex(State())

    init(path: String, settings: SQLiteStore.Settings) {
        self.path = path
        self.settings = settings
    }

    /// Runs a body against one snapshot.
    func read<T>(timeout: Duration?, _ body: (any Reader) throws -> T) throws -> T {
        let connection = try take()
        defer { giveBack(connection) }
        connection.deadline.instant = timeout.map { ContinuousClock.now + $0 }
        _ = try connection.execute("BEGIN")
        defer {
            connection.deadline.instant = nil
            // Ends a snapshot only; a failure to do so leaves a connection that `giveBack` closes.
            _ = try? connection.execute("COMMIT")
        }
        return try body(SnapshotReader(connection: connection))
    }

    /// Closes the idle connections now and the others when they come back.
    func close() {
        let idle = state.withLock { state in
            state.isClosed = true
            defer { state.idle = [] }
            return state.idle
        }
        idle.forEach(dispose)
    }

    private func take() throws -> Connection {
        let idle = try state.withLock { state in
            if state.isClosed { throw StoreError.closed }
            return state.idle.popLast()
        }
        return try idle ?? open()
    }

    private func giveBack(_ connection: Connection) {
        let isKept = state.withLock { state in
            guard !state.isClosed, connection.isIdle, state.idle.count < settings.idleReaders else { return false }
            state.idle.append(connection)
            return true
        }
        if !isKept { dispose(connection) }
    }

    private func open() throws -> Connection {
        var handle: OpaquePointer?
        let code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            defer { sqlite3_close_v2(handle) }
            throw StoreError.unavailable(handle.map { String(cString: sqlite3_errmsg($0)) } ?? "no memory")
        }
        let connection = Connection(handle: handle)
        for pragma in [
            "PRAGMA busy_timeout = 5000", "PRAGMA query_only = 1", "PRAGMA temp_store = memory",
            "PRAGMA cache_size = -\(settings.readerCacheKibibytes)", "PRAGMA mmap_size = \(settings.mappedBytes)",
        ] {
            try connection.forEach(SQL(text: pragma)) { _ in }
        }
        return connection
    }

    private func dispose(_ connection: Connection) {
        connection.finalizeStatements()
        sqlite3_close_v2(connection.handle)
    }
}
