import Basics
import Cryptography
import SQLStore
import Work

/// This program's number among all that make ids on one database: taken at the start, kept while it runs, given back.
final class NodeNumber: Sendable {
    let ids: IDGenerator
    private let store: any Store
    private let clock: WallClock
    private let holder: String
    private let current: Current

    /// The number, which changes only when a lease was lost.
    private actor Current {
        var node: Int
        init(_ node: Int) { self.node = node }
        func become(_ node: Int) { self.node = node }
    }

    /// Long enough for a command that nobody extends; a crashed one's number is free again after that.
    static let leaseDuration = Duration.seconds(6 * 3600)

    static func take(store: any Store, clock: WallClock) async throws -> NodeNumber {
        let holder = Cryptography.hex(Cryptography.randomBytes(16))
        let node = try await lease(store, clock, holder)
        return NodeNumber(store: store, clock: clock, holder: holder, node: node)
    }

    private init(store: any Store, clock: WallClock, holder: String, node: Int) {
        self.store = store
        self.clock = clock
        self.holder = holder
        current = Current(node)
        ids = IDGenerator(node: node, clock: clock)
    }

    private static func lease(_ store: any Store, _ clock: WallClock, _ holder: String) async throws -> Int {
        let now = clock.now()
        return try await store.write(tenant: nil) { transaction in
            try NodeLease.take(holder: holder, now: now, for: leaseDuration, in: transaction)
        }
    }

    /// Extends the lease; one that was lost is replaced by another number.
    func keep() async throws {
        let (node, now, holder) = (await current.node, clock.now(), holder)
        do {
            try await store.write(tenant: nil) { transaction in
                try NodeLease.extend(node, holder: holder, now: now, for: Self.leaseDuration, in: transaction)
            }
        } catch NodeLease.Problem.lost {
            let other = try await Self.lease(store, clock, holder)
            ids.renumber(other)
            await current.become(other)
        }
    }

    /// Gives the number back, so that the next program finds it free.
    func release() async throws {
        let (node, holder) = (await current.node, holder)
        try await store.write(tenant: nil) { try NodeLease.release(node, holder: holder, in: $0) }
    }
}
