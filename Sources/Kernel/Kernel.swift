public import Basics
public import Cryptography
import FEELValues
public import Identity
public import Importing
public import Metadata
public import Records
public import SQLStore
public import Tenancy
import TimeZones
import Work

/// The platform put together: nothing but composition.
public struct Kernel: Sendable {
    public let store: any Store
    public let records: Records
    public let identity: Identity
    public let ids: IDGenerator
    public let clock: WallClock
    public let packages: [AppPackage]
    public let live: LiveSignals
    public let files: Files
    public let uploads: Uploads
    public let audit: AuditChain
    public let importing: Importing

    /// Brings the database up to date and starts the kernel on it.
    public static func start(store: any Store, packages: [AppPackage], clock: WallClock, fileFolder: String, node: Int = 0, rootKey: RootKey? = nil)
        async throws -> Kernel
    {
        let ids = IDGenerator(node: node, clock: clock)
        try await migrate(store, clock)
        // What loses nothing is done at once; the rest waits for somebody who has read the plan.
        try await install(packages, in: store, clock, allowsDestructive: false)
        return Kernel(store: store, packages: packages, ids: ids, clock: clock, fileFolder: fileFolder, rootKey: rootKey)
    }

    /// What installing some packages would do, without doing it.
    public static func plans(store: any Store, packages: [AppPackage], clock: WallClock) async throws -> [PackagePlan] {
        try await migrate(store, clock)
        return try await store.read(tenant: nil, lane: .bulk) { try Packages.plans(packages, $0) }
    }

    /// Installs packages, all of it or nothing.
    /// - Throws: ``PackageInstallError`` when something would be lost and that was not allowed.
    public static func install(store: any Store, packages: [AppPackage], clock: WallClock, allowsDestructive: Bool) async throws {
        try await migrate(store, clock)
        try await install(packages, in: store, clock, allowsDestructive: allowsDestructive)
    }

    private static func install(_ packages: [AppPackage], in store: any Store, _ clock: WallClock, allowsDestructive: Bool) async throws {
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
            "kernel", [Tenants.migration, EventLog.migration, RecordTables.migration, Identity.migration, AuditChain.migration], at: clock.now())
        try await store.migrate("records", RecordTables.later, at: clock.now())
        try await store.migrate("identity", Identity.later, at: clock.now())
        try await store.migrate("importing", [ImportTables.migration], at: clock.now())
    }

    private init(store: any Store, packages: [AppPackage], ids: IDGenerator, clock: WallClock, fileFolder: String, rootKey: RootKey?) {
        let live = LiveSignals()
        self.store = store
        self.packages = packages
        self.ids = ids
        self.clock = clock
        self.live = live
        let zones = SystemTimeZones()
        identity = Identity(store: store, ids: ids, clock: clock, rootKey: rootKey) { zone, time in
            zones.region(named: zone).map { Int($0.offset(at: time.milliseconds / 1000) / 60) }
        }
        records = Records(
            store: store, cache: SchemaCache(packages: packages), ids: ids, clock: clock,
            hooks: ["core.user": [PeopleHook.follow], "core.comment": [Mentions.follow]], vault: rootKey.map { Vault(rootKey: $0) }, committed: { live.signal($0) })
        importing = Importing(records: records)
        audit = AuditChain(store: store, clock: clock)
        uploads = Uploads(ids: ids, clock: clock, folder: fileFolder + "/uploads")
        files = Files(records: records, ids: ids, clock: clock, folder: fileFolder)
    }

    /// Everything the system itself may do in a tenant, with its present versions.
    public func system(_ tenant: Int64, through: String? = nil) async throws -> Actor {
        let found = try await store.read(tenant: nil) { try Tenants.find(id: tenant, in: $0) }
        return .system(tenant, versions: found?.versions ?? TenantVersions(schema: 1, access: 1), through: through)
    }

    /// Tells owners of what has come due, in every company. Called every minute by whoever runs schedules.
    /// - Returns: how many notifications were made.
    @discardableResult
    public func remindOfDue() async throws -> Int {
        var count = 0
        for tenant in try await store.read(tenant: nil, { try Tenants.all(in: $0) }) where tenant.status == .active {
            count += try await records.write(as: try await system(tenant.id, through: "reminders"), lane: .bulk) { try $0.remindOfDue() }
        }
        return count
    }

    /// SHA-256 in hexadecimal digits, for faces that compare requests.
    public static func fingerprint(_ bytes: [UInt8]) -> String { Cryptography.hex(Cryptography.sha256(bytes)) }

    /// The text behind base 64, if it is one.
    public static func decodedBase64(_ text: String) -> String? {
        Cryptography.bytes(base64: text).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// A tenant by its short name.
    public func tenant(slug: String) async throws -> Tenant? {
        try await store.read(tenant: nil) { try Tenants.find(slug: slug, in: $0) }
    }

    /// Makes a company with its first administrator.
    public func createTenant(
        slug: String, name: String, locale: String = "zh-CN", zoneMinutes: Int = 480, packages: [String],
        administrator: (login: String, name: String, password: String)
    ) async throws -> Tenant {
        let hash = try await identity.passwordHash(administrator.password)
        let (ids, clock) = (ids, clock)
        let tenant = try await store.write(tenant: nil) { transaction in
            try Tenants.create(
                slug: slug, name: name, locale: locale, zoneMinutes: zoneMinutes, packages: packages, id: ids.next(),
                now: clock.now(), in: transaction)
        }
        let actor = Actor.system(tenant.id, versions: tenant.versions)
        let (login, personName) = (administrator.login, administrator.name)
        try await records.write(as: actor) { writer in
            let person = try writer.create("core.user", ["name": .string(personName), "login": .string(login), "active": true])
            _ = try writer.create("core.role_assignment", ["person": .string(person.idText), "role": "core.administrator"])
            try Identity.keep(hash: hash, person: person.id, tenant: tenant.id, in: writer.unit)
        }
        return tenant
    }
}

/// Keeps sign-in in step with the people's records.
enum PeopleHook {
    @Sendable static func follow(_ old: Record?, _ new: Record, _ writer: RecordWriter) throws {
        guard case .text(let login) = new["login"] else { return }
        let isActive = new.deletedAt == nil && new["active"] != .integer(0)
        var locale = writer.actor.locale
        if case .text(let own) = new["locale"] { locale = own }
        try Identity.keep(
            person: new.id, login: login, name: new.name, active: isActive, locale: locale, tenant: writer.actor.tenant,
            in: writer.unit)
    }
}
