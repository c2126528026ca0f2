public import Basics
public import FEELValues
public import Records
public import SQLStore
public import Tenancy

/// The processes of every tenant: the doorway of this room, and the shell around the pure engine.
///
/// An instance's state, tasks, timers, subscriptions, history and the records that it changes are written in one
/// transaction. Its row is locked for the length of it, so any number of servers on one database may work: there is
/// no owner of an instance that could die.
///
/// ```swift
/// let deployed = try await processes.deploy([.init(name: "leave.bpmn", bytes: bytes)], as: administrator)
/// let instance = try await processes.start("leave", variables: ["days": 3], as: person)
/// try await processes.complete(task: id, variables: ["approved": true], as: manager)
/// ```
///
/// ## Topics
/// - ``deploy(_:as:)``: definitions and their versions
/// - ``start(_:_:as:)``, ``command(_:on:as:)``: instances
/// - ``inbox(_:as:)``: what waits for a person
/// - ``publish(_:as:)``, ``lease(_:as:)``: messages and workers
public struct Processes: Sendable {
    public let records: Records
    let ids: IDGenerator
    let clock: WallClock
    let definitions: DefinitionCache
    /// Where the regions of times in models come from.
    public let zones: any TimeZoneDatabase
    /// Called after a commit that set a timer or made work for others, with the tenant.
    let committed: @Sendable (Int64) -> Void

    public init(
        records: Records, ids: IDGenerator, clock: WallClock, zones: any TimeZoneDatabase,
        committed: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.records = records
        self.ids = ids
        self.clock = clock
        self.zones = zones
        self.committed = committed
        definitions = DefinitionCache(zones: zones)
    }

    var store: any Store { records.store }

    /// Runs a body in a unit that may touch several instances; what they ask of each other is done before it ends.
    func unit<T: Sendable>(as actor: Actor, _ body: @escaping @Sendable (ProcessUnit) throws -> T) async throws -> T {
        let now = clock.now()
        return try await store.write(tenant: actor.tenant) { transaction in
            try unit(as: actor, at: now, in: transaction, body)
        }
    }

    /// The same inside a unit that somebody else began.
    func unit<T>(as actor: Actor, at now: Timestamp, in transaction: any Transaction, _ body: (ProcessUnit) throws -> T) throws -> T {
        let unit = ProcessUnit(processes: self, actor: actor, now: now, transaction: transaction)
        let result = try body(unit)
        try unit.finish()
        let (tenant, committed) = (actor.tenant, committed)
        if unit.hasChanged { transaction.afterCommit { committed(tenant) } }
        return result
    }
}
