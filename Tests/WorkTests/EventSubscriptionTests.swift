import Basics
import SQLStore
import Synchronization
import Tenancy
import Testing
import Work

@Suite("Event subscription") struct EventSubscriptionTests {
    @Test("misses no event and sees none twice while many write", arguments: TestDatabase.available)
    func exactlyOnce(_ database: TestDatabase) async throws {
        try await database.withStores(2) { stores in
            let clock = HandClock()
            let readers = Readers()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in stores { group.addTask { try await readers.read(store) } }
                try await withThrowingTaskGroup(of: Void.self) { writers in
                    for writer in 0..<8 {
                        let ids = IDGenerator(node: writer, clock: clock.wall)
                        writers.addTask { try await append(stores[writer % 2], writer, ids, clock) }
                    }
                    try await writers.waitForAll()
                }
                readers.stop()
                try await group.waitForAll()
            }
            for tenant in 1...3 as ClosedRange<Int64> {
                let last = try await stores[0].read(tenant: tenant) {
                    try EventLog.lastSequence(tenant: tenant, in: $0)
                }
                #expect(readers.seen(tenant) == Array(1...last), "tenant \(tenant)")
            }
        }
    }

    @Test("moves only from where it stands", arguments: TestDatabase.available)
    func moving(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            let subscription = EventSubscription("webhooks")
            let moves = try await store.write(tenant: 1) { transaction in
                [
                    try subscription.move(tenant: 1, from: 0, to: 5, in: transaction),
                    try subscription.move(tenant: 1, from: 0, to: 9, in: transaction),
                    try subscription.move(tenant: 1, from: 5, to: 7, in: transaction),
                ]
            }
            #expect(moves == [true, false, true])
            #expect(try await store.read(tenant: 1) { try subscription.position(tenant: 1, in: $0) } == 7)
        }
    }
}

private func append(_ store: any Store, _ writer: Int, _ ids: IDGenerator, _ clock: HandClock) async throws {
    for round in 0..<25 {
        let actor = Actor.system(Int64(round % 3 + 1), versions: TenantVersions(schema: 1, access: 1))
        let drafts = (0...(round % 2)).map { _ in
            EventDraft(id: ids.next(), type: "t", object: "o", record: EntityID(rawValue: 1), data: "{}")
        }
        // Every fifth unit fails after it has taken its places.
        try? await store.write(tenant: actor.tenant) { transaction in
            try EventLog.append(drafts, as: actor, at: clock.now, in: transaction)
            if round % 5 == writer % 5 { throw Withdrawn() }
        }
    }
}

/// Two programs that read as the same subscriber.
private final class Readers: Sendable {
    private let subscription = EventSubscription("index")
    private let state = Mutex((seen: [Int64: [Int64]](), isOver: false))

    func stop() { state.withLock { $0.isOver = true } }

    func seen(_ tenant: Int64) -> [Int64] { state.withLock { $0.seen[tenant, default: []].sorted() } }

    func read(_ store: any Store) async throws {
        while true {
            let isLast = state.withLock(\.isOver)
            let tenants = try await store.read(tenant: nil) { [subscription] in
                try subscription.tenantsBehind(limit: 10, in: $0)
            }
            for tenant in tenants { try await advance(tenant, store) }
            if tenants.isEmpty, isLast { return }
            await Task.yield()
        }
    }

    private func advance(_ tenant: Int64, _ store: any Store) async throws {
        let batch = try await store.write(tenant: nil) { [subscription] transaction in
            var batch: [Int64] = []
            _ = try subscription.advance(tenant: tenant, limit: 7, in: transaction) { events, _ in
                batch = events.map(\.sequence)
            }
            return batch
        }
        state.withLock { state in
            // A gap would mean that a later place was visible before an earlier one.
            if let first = batch.first, batch != Array(first..<first + Int64(batch.count)) {
                Issue.record("the batch \(batch) has a gap")
            }
            state.seen[tenant, default: []] += batch
        }
    }
}

private struct Withdrawn: Error {}
