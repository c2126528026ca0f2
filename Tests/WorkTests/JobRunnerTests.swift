import Basics
import SQLStore
import Synchronization
import Testing
import Work

@Suite("Job runner") struct JobRunnerTests {
    let clock = HandClock()
    let queue: JobQueue

    init() { queue = JobQueue(ids: IDGenerator(node: 1, clock: clock.wall), clock: clock.wall) }

    @Test("does a unit in the transaction that ends the job", arguments: TestDatabase.available)
    func units(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            try await store.write(tenant: nil) { try $0.execute("CREATE TABLE done (n BIGINT NOT NULL)") }
            let attempts = Mutex(0)
            let runner = runner(store) { job, transaction in
                try transaction.execute("INSERT INTO done (n) VALUES (\(job.attempt))")
                // The second attempt adds a job of its own; both are done in one drain.
                if job.attempt == 1 { throw Broken() }
                attempts.withLock { $0 += 1 }
                if job.payload == "{}" { try queue.add(JobDraft("unit", payload: "[]"), tenant: 1, in: transaction) }
            }
            try await add("unit", to: store)
            #expect(await runner.drain() == 1)
            #expect(await runner.drain() == 0)
            clock.advance(.seconds(10))
            #expect(await runner.drain() == 2)
            clock.advance(.seconds(10))
            #expect(await runner.drain() == 1)
            let rows = try await store.read(tenant: nil) { try $0.all("SELECT n FROM done") { $0.integer(0) } }
            #expect(rows == [2, 2])
        }
    }

    @Test("does effects, reports failures, and buries what has no handler", arguments: TestDatabase.available)
    func effects(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            let seen = Mutex<[String]>([])
            let runner = JobRunner(
                store: store, queue: queue, backoff: .steady,
                handlers: ["mail": .effect { job in seen.withLock { $0.append("sent \(job.attempt)") } }]
            ) { job, error in seen.withLock { $0.append("\(job?.kind ?? "-"): \(error)") } }
            try await add("mail", to: store)
            try await add("nobody's", to: store, attempts: 1)
            #expect(await runner.drain() == 2)
            #expect(seen.withLock { $0.sorted() } == ["nobody's: noHandler(\"nobody\\'s\")", "sent 1"])
            let counts = try await store.read(tenant: 1) { try JobQueue.counts(tenant: 1, in: $0) }
            #expect(counts == (waiting: 0, leased: 0, dead: 1))
        }
    }

    @Test("runs until it is cancelled, and gives back what it was doing", arguments: TestDatabase.available)
    func service(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            let (begun, done) = (Signal(), Signal())
            let runner = JobRunner(
                store: store, queue: queue, backoff: .steady,
                handlers: [
                    "quick": .effect { _ in done.fire() },
                    "slow": .effect { _ in
                        begun.fire()
                        try await Task.sleep(for: .seconds(60))
                    },
                ], sleep: { _ in try await Task.sleep(for: .seconds(60)) }
            ) { _, _ in }
            let task = Task { await runner.run() }
            try await add("slow", to: store, then: runner.wake)
            try await begun.wait()
            // Nobody polls here: only the wake-up after the commit can start it.
            try await add("quick", to: store, then: runner.wake)
            try await done.wait()
            task.cancel()
            await task.value
            let jobs = try await store.write(tenant: nil) { [queue] in
                try queue.lease(atMost: 9, for: .seconds(60), in: $0)
            }
            #expect(jobs.map(\.kind) == ["slow"])
            #expect(jobs.map(\.attempt) == [1])
        }
    }

    private struct Broken: Error {}

    private func runner(
        _ store: any Store, _ unit: @escaping @Sendable (Job, any Transaction) throws -> Void
    ) -> JobRunner {
        JobRunner(store: store, queue: queue, backoff: .steady, handlers: ["unit": .unit(unit)]) { _, _ in }
    }

    private func add(
        _ kind: String, to store: any Store, attempts: Int = 5, then: @escaping @Sendable () -> Void = {}
    ) async throws {
        var draft = JobDraft(kind)
        draft.attemptLimit = attempts
        let made = draft
        try await store.write(tenant: 1) { [queue] transaction in
            try queue.add(made, tenant: 1, in: transaction)
            transaction.afterCommit(then)
        }
    }
}

/// Something that happened once.
private final class Signal: Sendable {
    private let happened = Mutex(false)

    func fire() { happened.withLock { $0 = true } }

    func wait() async throws {
        for _ in 0..<20_000 {
            if happened.withLock(\.self) { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw Missing()
    }

    struct Missing: Error {}
}
