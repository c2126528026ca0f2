import Basics
public import SQLStore

/// Does jobs as they come due, until its task is cancelled.
///
/// ```swift
/// let runner = JobRunner(store: store, queue: queue, backoff: backoff, handlers: ["mail.send": .effect(send)])
/// try await group.addTask { await runner.run() }
/// ```
public actor JobRunner {
    /// How a kind of job is done.
    public enum Handler: Sendable {
        /// Inside the transaction that ends the job: exactly once.
        case unit(@Sendable (Job, any Transaction) throws -> Void)
        /// With effects outside: at least once, so the handler carries an idempotency key, such as the job's id.
        case effect(@Sendable (Job) async throws -> Void)
    }

    public struct Settings: Sendable {
        /// How many jobs run at once.
        public var concurrency = 16
        public var leaseDuration = Duration.seconds(60)
        /// How often to look for due jobs when nobody has signalled any.
        public var pollInterval = Duration.seconds(1)
        public var buckets: Range<Int64> = 0..<JobTables.bucketCount

        public init() {}
    }

    private let store: any Store
    private let queue: JobQueue
    private let backoff: Backoff
    private let handlers: [String: Handler]
    private let settings: Settings
    private let sleep: @Sendable (Duration) async throws -> Void
    private let report: @Sendable (Job?, any Error) -> Void
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private var running: [EntityID: Job] = [:]

    /// - Parameter report: is told of every failed attempt, and of failures to reach the store.
    public init(
        store: any Store, queue: JobQueue, backoff: Backoff, handlers: [String: Handler],
        settings: Settings = Settings(),
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        report: @escaping @Sendable (Job?, any Error) -> Void
    ) {
        self.store = store
        self.queue = queue
        self.backoff = backoff
        self.handlers = handlers
        self.settings = settings
        self.sleep = sleep
        self.report = report
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Tells the runner that a job may be due; for `Transaction.afterCommit`.
    public nonisolated func wake() { signal.yield() }

    /// Runs jobs until the task is cancelled; those that run then are cancelled too and given back.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.tick() }
            group.addTask { await self.keepLeases() }
            for await _ in signals {
                for job in await take() { group.addTask { await self.perform(job) } }
            }
        }
    }

    /// Does everything that is due now, one after the other, and what that makes due; for tests and scenarios.
    /// - Returns: how many attempts were made.
    @discardableResult
    public func drain() async -> Int {
        var count = 0
        while true {
            let jobs = await take()
            if jobs.isEmpty { return count }
            for job in jobs { await perform(job) }
            count += jobs.count
        }
    }
}

// Leases.
extension JobRunner {
    private func tick() async {
        signal.yield()
        while (try? await sleep(settings.pollInterval)) != nil { signal.yield() }
    }

    private func keepLeases() async {
        while (try? await sleep(settings.leaseDuration / 3)) != nil {
            let jobs = Array(running.values)
            guard !jobs.isEmpty else { continue }
            await reporting(nil) { [store, queue, settings] in
                // A job whose lease is lost goes on: its own end will be refused.
                try await store.write(tenant: nil) {
                    _ = try queue.extend(jobs, by: settings.leaseDuration, in: $0)
                }
            }
        }
    }

    private func take() async -> [Job] {
        let free = settings.concurrency - running.count
        guard free > 0, !Task.isCancelled else { return [] }
        var jobs: [Job] = []
        do {
            jobs = try await lease(atMost: free)
        } catch {
            report(nil, error)
        }
        for job in jobs { running[job.id] = job }
        return jobs
    }

    private func lease(atMost limit: Int) async throws -> [Job] {
        let (duration, buckets) = (settings.leaseDuration, settings.buckets)
        let jobs = try await store.write(tenant: nil) { [queue] in
            try queue.lease(atMost: limit, for: duration, buckets: buckets, in: $0)
        }
        guard jobs.count < limit,
            let tenant = try await store.read(
                tenant: nil, { [queue] in try queue.overlooked(buckets: buckets, in: $0) })
        else { return jobs }
        return try await jobs
            + store.write(tenant: nil) { [queue] in
                try queue.lease(atMost: limit - jobs.count, for: duration, waitingFor: tenant, in: $0)
            }
    }
}

// One job.
extension JobRunner {
    private func perform(_ job: Job) async {
        do {
            switch handlers[job.kind] {
            case .unit(let body):
                try await store.write(tenant: job.tenant) { [queue] transaction in
                    // Ending it first locks its row: nobody can take it while the body runs.
                    try queue.complete(job, in: transaction)
                    try body(job, transaction)
                }
            case .effect(let body):
                try await body(job)
                try await settle(job) { [queue] in try queue.complete(job, in: $0) }
            case nil: throw JobError.noHandler(job.kind)
            }
        } catch is CancellationError {
            await reporting(job) { try await self.settle(job) { [queue] in try queue.release(job, in: $0) } }
        } catch {
            report(job, error)
            await fail(job, error)
        }
        running[job.id] = nil
        signal.yield()
    }

    private func fail(_ job: Job, _ error: any Error) async {
        if case JobError.leaseLost = error { return }
        let text = "\(error)"
        await reporting(job) {
            try await self.settle(job) { [queue, backoff] in
                try queue.fail(job, error: text, backoff: backoff, in: $0)
            }
        }
    }

    /// Writes how a job ended, also when the runner is being cancelled: what has happened must be known.
    private func settle(_ job: Job, _ body: @escaping @Sendable (any Transaction) throws -> Void) async throws {
        // An unstructured task does not inherit the cancellation; it is awaited here.
        try await Task { [store] in try await store.write(tenant: job.tenant, body) }.value
    }

    private func reporting(_ job: Job?, _ body: @Sendable () async throws -> Void) async {
        do { try await body() } catch { report(job, error) }
    }
}
