public import Basics
import Metadata
public import SQLStore
import Synchronization
public import Tenancy

/// What another room does when a record was written, in the same unit. A deleted record comes with `deletedAt` set.
public typealias WriteHook = @Sendable (_ old: Record?, _ new: Record, _ writer: RecordWriter) throws -> Void

/// The records of every tenant: the doorway of this room.
///
/// ```swift
/// let page = try await records.read(as: actor) { try $0.list(query) }
/// let lead = try await records.write(as: actor) { try $0.create("crm.lead", ["name": "王建国"]) }
/// ```
///
/// ## Topics
/// - ``RecordReader``: get, list, count, summarize, search
/// - ``RecordWriter``: create, update, delete, restore, command
/// - ``AccessPolicy``: who may see and change what
public struct Records: Sendable {
    public let store: any Store
    public let cache: SchemaCache
    public let ids: IDGenerator
    public let clock: WallClock
    /// What other rooms do in the same unit when a record of an object changes, by the object's name.
    public let hooks: [String: [WriteHook]]
    /// The keys of encrypted fields; without it none can be written or revealed.
    public let vault: Vault?
    /// Decides what gates of state fields ask for.
    public let gatekeeper: (any Gatekeeper)?
    /// Called after each commit that logged something, with the tenant.
    public let committed: @Sendable (Int64) -> Void

    public init(
        store: any Store, cache: SchemaCache, ids: IDGenerator, clock: WallClock,
        hooks: [String: [WriteHook]] = [:], vault: Vault? = nil, gatekeeper: (any Gatekeeper)? = nil, committed: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.store = store
        self.cache = cache
        self.ids = ids
        self.clock = clock
        self.hooks = hooks
        self.vault = vault
        self.gatekeeper = gatekeeper
        self.committed = committed
    }

    /// Reads from one consistent snapshot as an actor.
    public func read<T: Sendable>(as actor: Actor, _ body: @escaping @Sendable (RecordReader) throws -> T) async throws -> T {
        try await store.read(tenant: actor.tenant) { reader in try body(recordReader(actor, reader, clock.now())) }
    }

    /// Writes as an actor: all that the body does is kept, or nothing.
    public func write<T: Sendable>(
        as actor: Actor, lane: Lane = .interactive, _ body: @escaping @Sendable (RecordWriter) throws -> T
    ) async throws -> T {
        do {
            return try await store.write(tenant: actor.tenant, lane: lane) { transaction in
                try write(as: actor, at: clock.now(), in: transaction, body)
            }
        } catch RecordError.gateClosed(let refusal) {
            // The unit is undone; that somebody tried is kept by one of its own (A7).
            try await store.write(tenant: actor.tenant, lane: lane) { transaction in
                try write(as: actor, at: clock.now(), in: transaction) { try $0.logRefusal(refusal) }
            }
            throw RecordError.gateClosed(refusal)
        }
    }

    /// Writes as an actor inside a unit that somebody else began, at a time that may be past: one unit can hold what
    /// several people did, as a story told afterwards does.
    public func write<T>(as actor: Actor, at now: Timestamp, in transaction: any Transaction, _ body: (RecordWriter) throws -> T)
        throws -> T
    {
        let writer = RecordWriter(
            reader: try recordReader(actor, transaction, now), transaction: transaction, ids: ids, hooks: hooks)
        writer.isPresent = clock.now().milliseconds - now.milliseconds < 86_400_000
        let result = try body(writer)
        let logs = !writer.drafts.isEmpty
        try writer.finish()
        let (tenant, committed) = (actor.tenant, committed)
        if logs { transaction.afterCommit { committed(tenant) } }
        return result
    }

    private func recordReader(_ actor: Actor, _ reader: any Reader, _ now: Timestamp) throws -> RecordReader {
        let compiled = try cache.schema(for: actor, reader)
        let policy = try cache.policy(for: actor, compiled, at: now, reader)
        return RecordReader(policy: policy, compiled: compiled, now: now, reader: reader, vault: vault, gatekeeper: gatekeeper)
    }
}
