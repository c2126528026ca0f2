import Basics
import SQLStore
import Testing
import Work

@Suite("Job queue") struct JobQueueTests {
    let clock = HandClock()
    let queue: JobQueue

    init() { queue = JobQueue(ids: IDGenerator(node: 1, clock: clock.wall), clock: clock.wall) }

    @Test("gives every tenant its share, whoever has most", arguments: TestDatabase.available)
    func fairness(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            try await add(500, of: 1, to: store)
            for tenant in 2...5 as ClosedRange<Int64> { try await add(2, of: tenant, to: store) }
            let first = try await lease(16, from: store)
            #expect(first.count { $0.tenant == 1 } == 8)
            #expect(Set(first.map(\.tenant)) == [1, 2, 3, 4, 5])
            let second = try await lease(16, from: store)
            #expect(second.count == 16)
            #expect(Set(first.map(\.id)).isDisjoint(with: second.map(\.id)))
        }
    }

    @Test("takes the urgent first, and nothing before its time", arguments: TestDatabase.available)
    func order(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            let start = clock.now
            try await store.write(tenant: 7) { [queue] transaction in
                for (kind, priority, delay) in [
                    ("later", Job.Priority.urgent, 60), ("bulk", .bulk, 0), ("second", .normal, 0),
                    ("first", .urgent, 0),
                    ("third", .normal, 0),
                ] as [(String, Job.Priority, Int64)] {
                    var draft = JobDraft(kind)
                    draft.priority = priority
                    draft.runAt = start.adding(seconds: delay)
                    try queue.add(draft, tenant: 7, in: transaction)
                }
            }
            #expect(try await lease(3, from: store).map(\.kind) == ["first", "second", "third"])
            #expect(try await lease(9, from: store).map(\.kind) == ["bulk"])
            #expect(try await lease(9, from: store).isEmpty)
            clock.advance(.seconds(61))
            // The others' leases have run out too.
            #expect(try await lease(1, from: store).map(\.kind) == ["later"])
        }
    }

    @Test("keeps one waiting job for a key, and takes another while the first runs", arguments: TestDatabase.available)
    func uniqueKeys(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            var draft = JobDraft("roll-up")
            draft.uniqueKey = "account 5"
            let unique = draft
            let add = { (tenant: Int64) in
                try await store.write(tenant: tenant) { [queue] in try queue.add(unique, tenant: tenant, in: $0) }
            }
            #expect(try await add(1) != nil)
            #expect(try await add(1) == nil)
            #expect(try await add(2) != nil)
            let running = try #require(try await lease(9, from: store).first { $0.tenant == 1 })
            #expect(try await add(1) != nil)
            #expect(try await add(1) == nil)
            // The first one fails: the one that waits stands for it.
            try await store.write(tenant: 1) { [queue] in
                try queue.fail(running, error: "no", backoff: .steady, in: $0)
            }
            let counts = try await store.read(tenant: 1) { try JobQueue.counts(tenant: 1, in: $0) }
            #expect(counts == (waiting: 1, leased: 0, dead: 0))
        }
    }

    @Test("tries again after growing pauses, then buries, then revives", arguments: TestDatabase.available)
    func retries(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            var draft = JobDraft("mail", payload: #"{"to": "张三"}"#)
            draft.attemptLimit = 3
            let mail = draft
            try await store.write(tenant: 1) { [queue] in _ = try queue.add(mail, tenant: 1, in: $0) }
            for (attempt, pause) in [(1, 10), (2, 20), (3, 0)] as [(Int, Int64)] {
                let job = try #require(try await lease(1, from: store).first)
                #expect(job.attempt == attempt)
                try await store.write(tenant: 1) { [queue] in
                    try queue.fail(job, error: "attempt \(attempt)", backoff: .steady, in: $0)
                }
                #expect(try await lease(1, from: store).isEmpty)
                clock.advance(.milliseconds(pause * 1000 - 1))
                #expect(try await lease(1, from: store).isEmpty)
                clock.advance(.milliseconds(1))
            }
            let dead = try await store.read(tenant: 1) { try JobQueue.dead(tenant: 1, limit: 9, in: $0) }
            #expect(dead.map(\.error) == ["attempt 3"])
            #expect(dead.first?.payload == #"{"to": "张三"}"#)
            let id = try #require(dead.first?.id)
            let revived = try await store.write(tenant: nil) { [queue] transaction in
                try [2, 1, 1].map { try queue.revive(id, tenant: $0, in: transaction) }
            }
            #expect(revived == [false, true, false])
            #expect(try await lease(1, from: store).first?.attempt == 1)
        }
    }

    @Test("buries a job whose runners vanish", arguments: TestDatabase.available)
    func vanishingRunners(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            var draft = JobDraft("crash")
            draft.attemptLimit = 2
            let crash = draft
            try await store.write(tenant: 1) { [queue] in _ = try queue.add(crash, tenant: 1, in: $0) }
            for _ in 1...2 {
                #expect(try await lease(1, from: store).count == 1)
                #expect(try await lease(1, from: store).isEmpty)
                clock.advance(.seconds(60))
            }
            #expect(try await lease(1, from: store).isEmpty)
            let counts = try await store.read(tenant: 1) { try JobQueue.counts(tenant: 1, in: $0) }
            #expect(counts == (waiting: 0, leased: 0, dead: 1))
        }
    }

    @Test("refuses whoever lost the lease, and what they did is not kept", arguments: TestDatabase.available)
    func lostLease(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            try await add(1, of: 1, to: store)
            let slow = try #require(try await lease(1, from: store).first)
            clock.advance(.seconds(30))
            let held = try await store.write(tenant: nil) { [queue] in
                try queue.extend([slow], by: .seconds(60), in: $0)
            }
            #expect(held == [slow.id])
            clock.advance(.seconds(59))
            #expect(try await lease(1, from: store).isEmpty)
            clock.advance(.seconds(1))
            let quick = try #require(try await lease(1, from: store).first)
            #expect(quick.id == slow.id)
            await #expect(throws: JobError.leaseLost(slow.id)) {
                try await store.write(tenant: 1) { [queue] transaction in
                    _ = try queue.add(JobDraft("effect"), tenant: 1, in: transaction)
                    try queue.complete(slow, in: transaction)
                }
            }
            try await store.write(tenant: 1) { [queue] in try queue.complete(quick, in: $0) }
            let counts = try await store.read(tenant: 1) { try JobQueue.counts(tenant: 1, in: $0) }
            #expect(counts == (waiting: 0, leased: 0, dead: 0))
        }
    }

    @Test("waits half to all of a pause that doubles up to an hour")
    func pauses() {
        var random = SplitMix(state: Seed.value)
        for _ in 0..<2000 {
            let (attempt, part) = (Int.random(in: 1...70, using: &random), Double.random(in: 0..<1, using: &random))
            let whole = min(10_000 * (1 << min(attempt - 1, 30)), 3_600_000)
            let pause = Backoff { part }.milliseconds(afterAttempt: attempt)
            #expect(pause <= Int64(whole) && pause >= Int64(whole / 2), "seed \(Seed.value)")
        }
    }

    private func add(_ count: Int, of tenant: Int64, to store: any Store) async throws {
        try await store.write(tenant: tenant) { [queue] transaction in
            for _ in 0..<count { try queue.add(JobDraft("job"), tenant: tenant, in: transaction) }
        }
    }

    private func lease(_ limit: Int, from store: any Store) async throws -> [Job] {
        try await store.write(tenant: nil) { [queue] in try queue.lease(atMost: limit, for: .seconds(60), in: $0) }
    }
}
