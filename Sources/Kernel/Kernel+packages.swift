public import Basics
import Identity
import Importing
public import Metadata
import Processes
public import Records
public import SQLStore
import Tenancy
import Work

// The database's shape: the rooms' own tables, and what packages describe.
extension Kernel {
    /// What installing some packages would do, without doing it.
    public static func plans(store: any Store, packages: [AppPackage], clock: WallClock) async throws -> [PackagePlan] {
        try await migrate(store, clock)
        return try await store.read(tenant: nil, lane: .bulk) { try Packages.plans(packages, $0) }
    }

    /// Installs packages, all of it or nothing.
    /// - Throws: ``PackageInstallError`` when something would be lost and that was not allowed.
    public static func install(store: any Store, packages: [AppPackage], clock: WallClock, allowsDestructive: Bool)
        async throws
    {
        try await migrate(store, clock)
        try await store.write(tenant: nil, lane: .bulk) { transaction in
            if let lock = transaction.dialect.lock(Dialect.schemaLockKey) { try transaction.forEach(lock) { _ in } }
            let plans = try Packages.plans(packages, transaction)
            try Packages.install(plans, allowsDestructive: allowsDestructive, now: clock.now(), in: transaction)
            try Dialect.raiseTenantWalls(in: transaction)
            try transaction.refreshStatistics()
        }
    }

    private static func migrate(_ store: any Store, _ clock: WallClock) async throws {
        try await store.migrate(
            "kernel",
            [Tenants.migration, EventLog.migration, RecordTables.migration, Identity.migration, AuditChain.migration],
            at: clock.now())
        try await store.migrate("records", RecordTables.later, at: clock.now())
        try await store.migrate("identity", Identity.later, at: clock.now())
        try await store.migrate("importing", [ImportTables.migration], at: clock.now())
        try await store.migrate(
            "work", [JobTables.migration, EventSubscription.migration, Schedules.migration, NodeLease.migration],
            at: clock.now())
        try await store.migrate("processes", [ProcessTables.migration, ProcessTables.drafts, ProcessTables.comments], at: clock.now())
        try await store.migrate("forms", [WebFormTables.migration], at: clock.now())
    }
}
