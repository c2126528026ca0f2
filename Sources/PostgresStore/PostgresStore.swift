public import SQLStore
import Synchronization

/// A store on a PostgreSQL server, through libpq.
///
/// Bodies run on threads that own a connection each. Reads share a pool. Writes are divided by tenant: one thread does
/// all that a tenant has waiting, many units in one commit. Work without a tenant has a thread of its own, and the
/// bulk lane has connections without a deadline. A connection is made when its thread gets its first unit.
public final class PostgresStore: Store {
    /// How the store uses the server. The defaults suit a server of its own with 100 connections.
    public struct Settings: Sendable {
        /// `postgresql:///sanbu?host=/run/postgresql`
        public var url: String
        public var readConnections = 8
        /// For tenants; work without a tenant has one more.
        public var writeConnections = 8
        public var bulkConnections = 2
        /// How many units may wait for a lane before more are refused as overloaded.
        public var queueLimit = 4096
        /// The most units in one commit, and how long a group may take before it commits.
        public var groupLimit = 64
        public var groupDuration = Duration.milliseconds(20)
        public var readTimeout = Duration.seconds(5)
        public var writeTimeout = Duration.seconds(10)
        /// How long a unit waits for a server that restarts.
        public var reconnectTimeout = Duration.seconds(10)
        /// The role as which tenants' work runs, so that row-level security holds for it; nil where the login may not
        /// create roles.
        public var tenantRole: String? = Dialect.tenantRole

        public init(url: String) { self.url = url }
    }

    private let reads: WorkQueue
    private let bulkReads: WorkQueue
    private let bulkWrites: WorkQueue
    /// One for each writing connection of tenants, and the last one for work without a tenant.
    private let writes: [WorkQueue]
    private let threads = ThreadCount()

    public var dialect: Dialect { .postgres }

    /// Starts the threads and prepares the tenants' role.
    public static func open(_ settings: Settings) async throws -> PostgresStore {
        let store = PostgresStore(settings)
        do {
            if let role = settings.tenantRole {
                try await store.write(tenant: nil, lane: .bulk) { try TenantRole.prepare(role, in: $0) }
            }
            return store
        } catch {
            await store.close()
            throw error
        }
    }

    private init(_ settings: Settings) {
        func queue() -> WorkQueue { WorkQueue(limit: settings.queueLimit) }
        (reads, bulkReads, bulkWrites) = (queue(), queue(), queue())
        writes = (0...max(1, settings.writeConnections)).map { _ in queue() }
        for number in 0..<max(1, settings.readConnections) { startReading(reads, number, settings, .interactive) }
        for number in 0..<max(1, settings.bulkConnections) {
            startReading(bulkReads, number, settings, .bulk)
            startWriting(bulkWrites, number, settings, .bulk)
        }
        for (number, queue) in writes.enumerated() { startWriting(queue, number, settings, .interactive) }
    }

    public func read<T: Sendable>(
        tenant: Int64?, lane: Lane, _ body: @escaping @Sendable (any Reader) throws -> T
    ) async throws -> T {
        try await run(on: lane == .bulk ? bulkReads : reads, tenant: tenant, body)
    }

    @discardableResult
    public func write<T: Sendable>(
        tenant: Int64?, lane: Lane, _ body: @escaping @Sendable (any Transaction) throws -> T
    ) async throws -> T {
        try await run(on: lane == .bulk ? bulkWrites : writes[place(of: tenant)], tenant: tenant, body)
    }

    public func close() async {
        for queue in [reads, bulkReads, bulkWrites] + writes { queue.close() }
        await threads.allEnded()
    }

    private func run<T: Sendable>(
        on queue: WorkQueue, tenant: Int64?, _ body: @escaping @Sendable (Session) throws -> T
    ) async throws -> T {
        let ticket = Ticket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let slot = Mutex<T?>(nil)
                let unit = Unit(ticket: ticket, tenant: tenant, queuedAt: .now) { session in
                    let value = try body(session)
                    slot.withLock { $0 = value }
                } finish: { error in
                    if let error { return continuation.resume(throwing: error) }
                    slot.withLock { value in
                        guard let value else { preconditionFailure("a unit that was kept has its value") }
                        continuation.resume(returning: value)
                    }
                }
                do throws(StoreError) {
                    try queue.add(unit)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            ticket.cancel()
        }
    }

    private func place(of tenant: Int64?) -> Int {
        guard let tenant else { return writes.count - 1 }
        // Fibonacci hashing: neighbouring tenants go to different threads.
        let mixed = (UInt64(bitPattern: tenant) &* 0x9e37_79b9_7f4a_7c15) >> 32
        return Int(mixed % UInt64(writes.count - 1))
    }
}

// Threads.
extension PostgresStore {
    private func startReading(_ queue: WorkQueue, _ number: Int, _ settings: Settings, _ lane: Lane) {
        var session = Self.session(lane, settings.readTimeout)
        session += ["default_transaction_isolation = 'repeatable read'", "default_transaction_read_only = on"]
        start { [session] in
            let owner = ConnectionOwner(settings: settings, session: session, number: number)
            Reading(queue: queue, owner: owner, scope: TenantScope(role: settings.tenantRole)).loop()
        }
    }

    private func startWriting(_ queue: WorkQueue, _ number: Int, _ settings: Settings, _ lane: Lane) {
        let session = Self.session(lane, settings.writeTimeout)
        start {
            let owner = ConnectionOwner(settings: settings, session: session, number: number)
            let limit = lane == .bulk ? 1 : settings.groupLimit
            Writing(
                queue: queue, owner: owner, scope: TenantScope(role: settings.tenantRole), settings: settings,
                groupLimit: limit
            ).loop()
        }
    }

    private func start(_ body: @escaping @Sendable () -> Void) {
        threads.oneBegins()
        Thread.start { [threads] in
            body()
            threads.oneEnds()
        }
    }

    private static func session(_ lane: Lane, _ timeout: Duration) -> [String] {
        let parts = timeout.components
        let milliseconds = max(1, parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000)
        return [
            "datestyle = 'ISO'", "intervalstyle = 'iso_8601'", "timezone = 'UTC'", "extra_float_digits = 1",
            "bytea_output = 'hex'", "statement_timeout = \(lane == .bulk ? 0 : milliseconds)",
            // Compiling a short query costs more than running it.
            "jit = \(lane == .bulk ? "on" : "off")",
        ]
    }
}

/// Counts the threads that still run.
private final class ThreadCount: Sendable {
    private let state = Mutex<(count: Int, waiting: [CheckedContinuation<Void, Never>])>((0, []))

    func oneBegins() { state.withLock { $0.count += 1 } }

    func oneEnds() {
        let waiting = state.withLock { state in
            state.count -= 1
            guard state.count == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.resume() }
    }

    func allEnded() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.count > 0 { state.waiting.append(continuation) }
                return state.count == 0
            }
            if isOver { continuation.resume() }
        }
    }
}
