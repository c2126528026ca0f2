import Basics
import SQLStore
import Synchronization
import Testing
import Work

/// Random histories of runners that work, fail, crash and are too slow, with a clock moved by hand.
@Suite("Jobs under crashes") struct JobHistoryTests {
    @Test("are neither lost nor run by two at once", arguments: TestDatabase.available)
    func histories(_ database: TestDatabase) async throws {
        try await database.withStores(3) { stores in
            let clock = HandClock()
            let history = History(seed: Seed.value)
            for round in 0..<12 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for (number, store) in stores.enumerated() {
                        let queue = JobQueue(ids: IDGenerator(node: number, clock: clock.wall), clock: clock.wall)
                        for worker in 0..<3 {
                            let random = SplitMix(state: Seed.value &+ UInt64(round * 100 + number * 10 + worker))
                            group.addTask { try await history.work(store, queue, clock, random) }
                        }
                    }
                    try await group.waitForAll()
                }
                // Between rounds time passes: some leases run out, others are still good.
                history.pass(.seconds(25), clock)
            }
            let queue = JobQueue(ids: IDGenerator(node: 9, clock: clock.wall), clock: clock.wall)
            try await history.finish(stores[0], queue, clock)
            history.check()
        }
    }
}

/// What must be true of jobs, kept beside the database.
private final class History: Sendable {
    private struct State {
        var added = Set<EntityID>()
        /// Who is entitled to run, and until when.
        var held: [EntityID: Job] = [:]
        var done: [EntityID: Int] = [:]
        /// Runners that have slept over the end of their leases and do not know it.
        var slow: [Job] = []
        var crashes = 0
        var refusals = 0
        var problems: [String] = []
    }

    private let state = Mutex(State())
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    func work(_ store: any Store, _ queue: JobQueue, _ clock: HandClock, _ generator: SplitMix) async throws {
        var random = generator
        for _ in 0..<6 {
            try await add(Int.random(in: 0...4, using: &random), store, queue, &random)
            let limit = Int.random(in: 1...5, using: &random)
            let jobs = try await store.write(tenant: nil) {
                try queue.lease(atMost: limit, for: .seconds(60), in: $0)
            }
            note(jobs, clock.now)
            for job in jobs { try await end(job, store, queue, &random) }
        }
    }

    func pass(_ duration: Duration, _ clock: HandClock) {
        clock.advance(duration)
        state.withLock { state in state.held = state.held.filter { $0.value.leasedUntil > clock.now } }
    }

    /// Lets every lease run out and does what is left, without further failures.
    func finish(_ store: any Store, _ queue: JobQueue, _ clock: HandClock) async throws {
        for _ in 0..<40 {
            pass(.seconds(4000), clock)
            while true {
                let jobs = try await store.write(tenant: nil) { try queue.lease(atMost: 50, for: .seconds(60), in: $0) }
                if jobs.isEmpty { break }
                note(jobs, clock.now)
                for job in jobs { try await complete(job, store, queue) }
            }
            let left = try await store.read(tenant: nil) { try $0.first("SELECT count(*) FROM job") { $0.integer(0) } }
            if left == 0 { return }
        }
    }

    func check() {
        state.withLock { state in
            #expect(state.problems.isEmpty, "seed \(seed)")
            let lengths = [state.added.count / 10, state.crashes, state.refusals]
            #expect(lengths.allSatisfy { $0 > 5 }, "the history is too short: \(lengths), seed \(seed)")
            #expect(Set(state.done.keys) == state.added, "lost jobs, seed \(seed)")
            #expect(state.done.values.allSatisfy { $0 == 1 }, "jobs done twice, seed \(seed)")
        }
    }

    private func add(_ count: Int, _ store: any Store, _ queue: JobQueue, _ random: inout SplitMix) async throws {
        for _ in 0..<count {
            let tenant = Int64.random(in: 1...6, using: &random)
            var draft = JobDraft("job")
            draft.priority = Job.Priority.allCases.randomElement(using: &random) ?? .normal
            draft.attemptLimit = 1_000_000
            let made = draft
            let id = try await store.write(tenant: tenant) { try queue.add(made, tenant: tenant, in: $0) }
            state.withLock { state in
                guard let id else { return state.problems.append("a job was not added") }
                state.added.insert(id)
            }
        }
    }

    private func note(_ jobs: [Job], _ now: Timestamp) {
        state.withLock { state in
            for job in jobs {
                if let other = state.held[job.id], other.leasedUntil > now {
                    state.problems.append("job \(job.id) is leased twice")
                }
                state.held[job.id] = job
            }
        }
    }

    private func end(_ job: Job, _ store: any Store, _ queue: JobQueue, _ random: inout SplitMix) async throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<5: try await complete(job, store, queue)
        case 5..<7:
            let backoff = Backoff { 0.5 }
            // The lease is given up before it is known to be: another may have the job at once.
            state.withLock { $0.held[job.id] = nil }
            try await store.write(tenant: job.tenant) { try queue.fail(job, error: "fails", backoff: backoff, in: $0) }
        case 7:
            state.withLock { $0.held[job.id] = nil }
            try await store.write(tenant: job.tenant) { try queue.release(job, in: $0) }
        case 8: state.withLock { $0.crashes += 1 }
        default:
            let awake = state.withLock { state in
                state.slow.append(job)
                let late = state.slow.firstIndex { $0.leasedUntil < job.leasedUntil.adding(seconds: -80) }
                return late.map { state.slow.remove(at: $0) }
            }
            if let awake { try await completeLate(awake, store, queue) }
        }
    }

    /// A slow runner may end its job only as long as nobody else has taken it.
    private func completeLate(_ job: Job, _ store: any Store, _ queue: JobQueue) async throws {
        do {
            try await complete(job, store, queue)
        } catch JobError.leaseLost {
            state.withLock { $0.refusals += 1 }
        }
    }

    private func complete(_ job: Job, _ store: any Store, _ queue: JobQueue) async throws {
        try await store.write(tenant: job.tenant) { try queue.complete(job, in: $0) }
        state.withLock { state in
            state.held[job.id] = nil
            state.done[job.id, default: 0] += 1
        }
    }
}
