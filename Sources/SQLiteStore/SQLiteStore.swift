import Dispatch
import GRDB
public import SQLStore
import Synchronization

/// A store in one SQLite file: one writer with group commit, and readers that do not wait for it.
public final class SQLiteStore: Store {
    /// How the store uses the machine. The defaults suit a server.
    public struct Settings: Sendable {
        /// What a power failure may take.
        public enum Durability: Sendable {
            /// Nothing that was acknowledged. Group commit makes this as fast as the other one without groups.
            case full
            /// The last moments, never the file's consistency.
            case normal
        }

        public var durability = Durability.full
        /// How many units may wait for the writer before more are refused as overloaded.
        public var queueLimit = 4096
        /// The most units in one commit, and how long a group may take before it commits.
        public var groupLimit = 256
        public var groupDuration = Duration.milliseconds(20)
        public var readTimeout = Duration.seconds(5)
        public var writeTimeout = Duration.seconds(10)
        /// How many idle read connections are kept.
        public var idleReaders = 16
        public var readerCacheKibibytes = 16 * 1024
        public var mappedBytes: Int64 = 256 << 20
        /// Whether deleted content is overwritten even where that costs a write. Without it (SQLite's FAST), it is
        /// overwritten on every page that is written anyway; whole freed pages keep it until they are used again or
        /// the file is vacuumed. Turn it on where erased health data must not be found in the file.
        public var overwritesDeleted = false

        public init() {}
    }

    private let pool: DatabasePool
    private let queue: WriteQueue
    private let readers: ReaderPool
    private let reports = DispatchQueue(label: "sanbu.sqlite.reports")
    private let writer: Writer
    private let scratch: ScratchFolder?

    public var dialect: Dialect { .sqlite }

    /// Opens or creates the file.
    public convenience init(path: String, settings: Settings = Settings()) throws {
        try self.init(path: path, settings: settings, scratch: nil)
    }

    /// A store that is gone when it is closed or released: for tests, in memory where the machine has a place for it.
    public static func temporary(settings: Settings = Settings()) throws -> SQLiteStore {
        let folder = try ScratchFolder()
        return try SQLiteStore(path: folder.path + "/store.sqlite", settings: settings, scratch: folder)
    }

    private init(path: String, settings: Settings, scratch: ScratchFolder?) throws {
        self.scratch = scratch
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.label = "sanbu.sqlite"
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            writer = try pool.writeWithoutTransaction { database in
                let connection = Connection(handle: try Self.handle(of: database))
                try Self.prepare(connection, settings)
                return Writer(connection: connection, settings: settings)
            }
        } catch let error as DatabaseError {
            throw StoreError.unavailable(error.message ?? "\(error)")
        }
        queue = WriteQueue(limit: settings.queueLimit)
        readers = ReaderPool(path: path, settings: settings)
    }

    public func read<T: Sendable>(
        tenant: Int64?, lane: Lane, _ body: @escaping @Sendable (any Reader) throws -> T
    ) async throws -> T {
        switch lane {
        case .interactive: return try readers.read(timeout: writer.settings.readTimeout, body)
        case .bulk:
            // A long report must not hold one of the few threads that everybody's tasks run on.
            return try await withCheckedThrowingContinuation { continuation in
                reports.async { [readers] in
                    continuation.resume(with: Result { try readers.read(timeout: nil, body) })
                }
            }
        }
    }

    @discardableResult
    public func write<T: Sendable>(
        tenant: Int64?, lane: Lane, _ body: @escaping @Sendable (any Transaction) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            let slot = Mutex<T?>(nil)
            let unit = WriteQueue.Unit(runsAlone: lane == .bulk) { transaction in
                let value = try body(transaction)
                slot.withLock { $0 = value }
            } finish: { error in
                if let error { return continuation.resume(throwing: error) }
                slot.withLock { value in
                    guard let value else { preconditionFailure("a unit that was kept has its value") }
                    continuation.resume(returning: value)
                }
            }
            do throws(StoreError) {
                if try queue.add(unit) { startWriter() }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    public func close() async {
        guard let waiting = queue.close() else { return }
        waiting.forEach { $0.finish(StoreError.closed) }
        readers.close()
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [writer] _ in
                writer.connection.finalizeStatements()
                continuation.resume()
            }
        }
        // It refuses only while statements are open, and those are finalized; the last release closes it anyway.
        try? pool.close()
        scratch?.remove()
    }

    /// Copies the database into a new file while others read and write: a snapshot of one moment.
    public func backup(to path: String) async throws {
        let destination = try DatabaseQueue(path: path)
        defer { try? destination.close() }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            reports.async { [pool] in continuation.resume(with: Result { try pool.backup(to: destination) }) }
        }
    }

    private func startWriter() {
        pool.asyncWriteWithoutTransaction { [queue, writer] _ in
            while true {
                let units = queue.next(atMost: writer.settings.groupLimit)
                if units.isEmpty { return }
                queue.putBack(writer.run(units))
            }
        }
    }

    private static func handle(of database: Database) throws -> OpaquePointer {
        guard let handle = database.sqliteConnection else { throw StoreError.closed }
        return handle
    }

    private static func prepare(_ connection: Connection, _ settings: Settings) throws {
        // GRDB sets synchronous to NORMAL after its own preparation, so this has to come later; and it is checked.
        let synchronous: Int64 = settings.durability == .full ? 2 : 1
        try connection.forEach(SQL(text: "PRAGMA synchronous = \(synchronous)")) { _ in }
        try connection.forEach(SQL(text: "PRAGMA secure_delete = \(settings.overwritesDeleted ? "ON" : "FAST")")) { _ in
        }
        try connection.forEach("PRAGMA journal_size_limit = 67108864") { _ in }
        try connection.forEach(SQL(text: "PRAGMA mmap_size = \(settings.mappedBytes)")) { _ in }
        try connection.forEach("PRAGMA temp_store = memory") { _ in }
        try connection.forEach("PRAGMA synchronous") { row in
            precondition(row.integer(0) == synchronous, "SQLite keeps the durability that was asked for")
        }
    }
}
