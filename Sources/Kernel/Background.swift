import Basics
import Processes
import SQLStore
import Tenancy
import Work

/// What the platform does by itself while it serves: jobs as they come due, schedules, this program's node number.
///
/// Several programs on one database share the work: jobs are leased, schedules are locked while they are looked at.
public struct Background: Sendable {
    let kernel: Kernel
    /// How often schedules are looked at.
    static let pause = Duration.seconds(10)
    static let reminderPause = Duration.seconds(60)
    static let nodePause = Duration.seconds(900)
    /// How soon a timer fires after it is due, and how soon a process hears of a record's change.
    static let processPause = Duration.milliseconds(400)
    /// How soon a live page hears of what another program on the same database wrote.
    static let livePause = Duration.milliseconds(700)

    /// Works until its task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await kernel.runner.run() }
            group.addTask { await every(Self.pause, runSchedules) }
            group.addTask { await every(Self.reminderPause, { try await kernel.remindOfDue() }) }
            group.addTask { await every(Self.nodePause, kernel.node.keep) }
            group.addTask { await every(Self.processPause, runProcesses) }
            group.addTask { await every(Self.livePause) { try await hearOthers() } }
            group.addTask { await every(Self.nodePause) { try await kernel.store.write(tenant: nil, lane: .bulk) { try $0.refreshStatistics() } } }
        }
    }

    /// Does everything that is due now and returns; for tests and scenarios, whose clock is moved by hand.
    public func runDue() async throws {
        try await runSchedules()
        await kernel.runner.drain()
        try await runProcesses()
        try await hearOthers()
    }

    /// Signals the growth of logs that other programs wrote to.
    /// - Returns: the tenants whose log has grown since the last time.
    @discardableResult
    public func hearOthers() async throws -> [Int64] {
        let tenants = kernel.live.tenants
        guard !tenants.isEmpty else { return [] }
        let heads = try await kernel.store.read(tenant: nil) { reader in
            try tenants.map { ($0, try EventLog.lastSequence(tenant: $0, in: reader)) }
        }
        return kernel.live.look(at: Dictionary(heads) { $1 })
    }

    /// Fires timers, and tells processes what happened to records.
    @Sendable func runProcesses() async throws {
        let (kernel, limit) = (kernel, 200)
        let system: @Sendable (Int64) async throws -> Tenancy.Actor = { try await kernel.system($0) }
        while try await kernel.processes.hearEvents(limit: limit, system: system) == limit {}
        while try await kernel.processes.fireDue(limit: limit, system: system) == limit {}
    }

    /// Failures are reported and tried again after the next pause.
    private func every(_ pause: Duration, _ body: @Sendable () async throws -> Void) async {
        while !Task.isCancelled {
            do { try await body() } catch { kernel.report(nil, error) }
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// Gives new companies their schedules, and adds the jobs whose times have come.
    @Sendable func runSchedules() async throws {
        try await StandingSchedules(kernel: kernel).install()
        try await PackagedModels(kernel: kernel).install()
        let (schedules, limit) = (kernel.schedules, 100)
        while try await kernel.store.write(tenant: nil, { try schedules.addDue(limit: limit, in: $0) }) == limit {}
        kernel.runner.wake()
    }
}

/// The schedules that every company has.
struct StandingSchedules: Sendable {
    let kernel: Kernel

    /// What every company does by itself, and when: the bin first, so that nothing is moved that is about to go.
    static let all = [(kind: RecycleBin.jobKind, times: "17 3 * * *"), (kind: PoolRecycling.jobKind, times: "47 3 * * *"),
        (kind: ScoreJob.jobKind, times: "7 4 * * *"),
    ]

    /// Those of companies that lack them; a company's own change of the time stays.
    func install() async throws {
        for standing in Self.all { try await install(standing.kind, standing.times) }
    }

    private func install(_ kind: String, _ times: String) async throws {
        let lacking = try await kernel.store.read(tenant: nil) { reader in
            try reader.all(
                """
                SELECT t.id, t.zone_minutes FROM tenant t
                WHERE NOT EXISTS (SELECT 1 FROM schedule s WHERE s.tenant_id = t.id AND s.name = \(kind))
                """) { (tenant: $0.integer(0), zoneMinutes: $0.integer(1)) }
        }
        let schedules = kernel.schedules
        for company in lacking {
            let schedule = Schedule(
                tenant: company.tenant, name: kind, expression: try CronExpression(times), zone: Self.zone(minutes: company.zoneMinutes),
                kind: kind)
            try await kernel.store.write(tenant: company.tenant) { try schedules.put(schedule, in: $0) }
        }
    }

    /// A fixed offset as a zone's name: `+480`.
    static func zone(minutes: Int64) -> String { (minutes < 0 ? "" : "+") + String(minutes) }

    /// Seconds east of UTC of such a name, or of a region at a moment.
    static func offset(of zone: String, at moment: Timestamp, _ regions: (String) -> Int64?) -> Int64? {
        if let minutes = Int64(zone), zone.hasPrefix("+") || zone.hasPrefix("-") { return minutes * 60 }
        return regions(zone)
    }
}
