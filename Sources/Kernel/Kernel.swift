public import Basics
public import Cryptography
import FEELValues
public import Identity
public import Importing
public import Metadata
public import Processes
public import Records
public import SQLStore
public import Tenancy
import TimeZones
public import Work

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
    /// Where work for later is put, in the unit that asks for it.
    public let jobs: JobQueue
    /// Does that work; ``background`` runs it, tests drain it.
    public let runner: JobRunner
    public let schedules: Schedules
    public let processes: Processes
    let decisions: DecisionBook
    let node: NodeNumber
    /// Is told of failures of work that nobody waits for.
    let report: @Sendable (Job?, any Error) -> Void

    /// Brings the database up to date and starts the kernel on it.
    /// - Parameters:
    ///   - rootKey: seals encrypted fields and second factors; without it there are none.
    ///   - report: is told of failures of work that nobody waits for.
    public static func start(
        store: any Store, packages: [AppPackage], clock: WallClock, fileFolder: String, rootKey: RootKey? = nil,
        report: @escaping @Sendable (Job?, any Error) -> Void = { _, _ in }
    ) async throws -> Kernel {
        // What loses nothing is done at once; the rest waits for somebody who has read the plan.
        try await install(store: store, packages: packages, clock: clock, allowsDestructive: false)
        let node = try await NodeNumber.take(store: store, clock: clock)
        return Kernel(store: store, packages: packages, node: node, clock: clock, fileFolder: fileFolder, rootKey: rootKey, report: report)
    }

    private init(
        store: any Store, packages: [AppPackage], node: NodeNumber, clock: WallClock, fileFolder: String, rootKey: RootKey?,
        report: @escaping @Sendable (Job?, any Error) -> Void
    ) {
        let live = LiveSignals()
        let ids = node.ids
        self.node = node
        self.report = report
        self.store = store
        self.packages = packages
        self.ids = ids
        self.clock = clock
        self.live = live
        let zones = SystemTimeZones()
        identity = Identity(store: store, ids: ids, clock: clock, rootKey: rootKey) { zone, time in
            zones.region(named: zone).map { Int($0.offset(at: time.milliseconds / 1000) / 60) }
        }
        decisions = DecisionBook(zones: zones)
        records = Records(
            store: store, cache: SchemaCache(packages: packages), ids: ids, clock: clock,
            hooks: ["core.user": [PeopleHook.follow], "core.comment": [Mentions.follow], "core.pool": [PoolHook.check], "core.holding_limit": [PoolHook.check], "core.web_form": [PoolHook.checkObject]], vault: rootKey.map { Vault(rootKey: $0) }, gatekeeper: ProcessGates(decisions: decisions), committed: { live.signal($0) })
        importing = Importing(records: records)
        audit = AuditChain(store: store, clock: clock)
        uploads = Uploads(ids: ids, clock: clock, folder: fileFolder + "/uploads")
        jobs = JobQueue(ids: ids, clock: clock)
        let regions = SystemTimeZones()
        schedules = Schedules(queue: jobs, clock: clock) { zone, moment in
            StandingSchedules.offset(of: zone, at: moment) { regions.region(named: $0).map { Int64($0.offset(at: moment.milliseconds / 1000)) } }
        }
        let processes = Processes(records: records, ids: ids, clock: clock, zones: regions, committed: { live.signal($0) })
        self.processes = processes
        files = Files(records: records, ids: ids, clock: clock, folder: fileFolder) { try await processes.maySee(instance: $0, as: $1) }
        let (pools, scores) = (PoolRecycling(records: records), ScoreJob(records: records))
        let bin = RecycleBin(records: records, clock: clock, fileFolder: fileFolder)
        runner = JobRunner(
            store: store, queue: jobs, backoff: Backoff(random: Self.randomUnit),
            handlers: [
                RecycleBin.jobKind: .effect { job in
                    try await bin.empty(as: Kernel.system(job.tenant, through: RecycleBin.jobKind, in: store))
                },
                ScoreJob.jobKind: .effect { job in
                    try await scores.run(as: Kernel.system(job.tenant, through: ScoreJob.jobKind, in: store))
                },
                PoolRecycling.jobKind: .effect { job in
                    try await pools.run(as: Kernel.system(job.tenant, through: PoolRecycling.jobKind, in: store))
                },
            ], report: report)
    }

    /// Forms that anybody may fill in.
    public var webForms: WebForms { WebForms(kernel: self) }

    /// Gives records to people by the company's decisions.
    public var distribution: Distribution { Distribution(kernel: self) }

    /// What the platform does by itself; whoever serves runs it.
    public var background: Background { Background(kernel: self) }

    /// Gives the node number back and closes the store.
    public func close() async {
        // A number that cannot be given back is free when its lease ends.
        do { try await node.release() } catch { report(nil, error) }
        await store.close()
    }

    /// Everything the system itself may do in a tenant, with its present versions.
    public func system(_ tenant: Int64, through: String? = nil) async throws -> Actor {
        try await Self.system(tenant, through: through, in: store)
    }

    static func system(_ tenant: Int64, through: String?, in store: any Store) async throws -> Actor {
        let found = try await store.read(tenant: nil) { try Tenants.find(id: tenant, in: $0) }
        return Actor(
            kind: .system, tenant: tenant, id: EntityID(rawValue: 0), name: "system", through: through,
            locale: found?.locale ?? "zh-CN", zoneMinutes: found?.zoneMinutes ?? 480,
            versions: found?.versions ?? TenantVersions(schema: 1, access: 1))
    }

    /// Brings records of one company back into its pools by their rules, and warns owners before; a job does so each night.
    /// - Returns: how many records moved.
    @discardableResult
    public func recyclePools(of tenant: Int64) async throws -> Int {
        try await PoolRecycling(records: records).run(as: try await system(tenant, through: PoolRecycling.jobKind))
    }

    /// Counts how records of one company ended and scores those that are open; a job does so each night.
    public func scoreRecords(of tenant: Int64) async throws {
        try await ScoreJob(records: records).run(as: try await system(tenant, through: ScoreJob.jobKind))
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

    /// From 0 up to, but not including, 1.
    @Sendable private static func randomUnit() -> Double {
        let bits = Cryptography.randomBytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Double(bits >> 11) / 9_007_199_254_740_992
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
        try await PackagedModels(kernel: self).install(for: tenant.id)
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
