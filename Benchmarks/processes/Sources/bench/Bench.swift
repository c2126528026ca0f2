import Basics
import FEELValues
import Foundation
import Kernel
import Metadata
import Processes
import SQLStore
import Tenancy

/// One company with the models that are measured.
struct Bench: Sendable {
    let kernel: Kernel
    let actor: Tenancy.Actor

    struct Rate {
        let rate: Double
        let microseconds: Int
    }

    init(_ store: any Store, _ folder: String) async throws {
        let clock = WallClock { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let apps = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../../Apps").standardizedFileURL.path
        kernel = try await Kernel.start(store: store, packages: PackageFolder.read(apps).packages, clock: clock, fileFolder: folder)
        let tenant = try await kernel.createTenant(
            slug: "bench", name: "bench", packages: ["crm"], administrator: (login: "bench", name: "bench", password: "correct horse battery"))
        actor = try await kernel.system(tenant.id)
        let report = try await kernel.processes.deploy([Models.one, Models.root, Models.child, Models.ask, Models.decision], as: actor)
        guard report.isDeployed else { fatalError("\(report.problems)") }
    }

    /// Instances begun by many at once, and their jobs done by workers that lease a hundred at a time.
    func oneTask(_ seconds: Double) async throws -> Rate {
        try await run(seconds) { deadline, count in
            try await begin("one", variables: ["n": 1], until: deadline, tasks: 64)
            try await work("ship", until: deadline, count)
        }
    }

    /// Roots that call fifty children; each child asks a decision and has one job.
    func children(_ seconds: Double) async throws -> Rate {
        let payload = Value.string(String(repeating: "药", count: 3600))
        return try await run(seconds) { deadline, count in
            try await begin("root", variables: ["items": .list(List((1...50).map { .number($0) })), "payload": payload], until: deadline, tasks: 2)
            try await work("child", until: deadline, count)
        }
    }

    private final class Count: Sendable {
        let value = Locked(0)
    }

    private func run(_ seconds: Double, _ body: @escaping @Sendable (ContinuousClock.Instant, Locked<Int>) async throws -> Void) async throws -> Rate {
        let count = Locked(0)
        let (start, cpu) = (ContinuousClock.now, Self.processorSeconds())
        let deadline = start + .seconds(seconds)
        try await body(deadline, count)
        let took = Double((ContinuousClock.now - start).components.seconds) + Double((ContinuousClock.now - start).components.attoseconds) / 1e18
        let done = Double(max(count.get(), 1))
        return Rate(rate: done / took, microseconds: Int((Self.processorSeconds() - cpu) / done * 1_000_000))
    }

    private func begin(_ process: String, variables: Context, until deadline: ContinuousClock.Instant, tasks: Int) async throws {
        let (kernel, actor) = (kernel, actor)
        for _ in 0..<tasks {
            Task {
                while ContinuousClock.now < deadline {
                    _ = try await kernel.processes.start(process, ProcessStart(variables: variables), as: actor)
                }
            }
        }
    }

    private func work(_ type: String, until deadline: ContinuousClock.Instant, _ count: Locked<Int>) async throws {
        let (kernel, actor) = (kernel, actor)
        while ContinuousClock.now < deadline {
            let jobs = try await kernel.processes.lease(JobRequest(types: [type], worker: "bench", limit: 200), as: actor)
            if jobs.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for job in jobs {
                    group.addTask { try await kernel.processes.complete(job: job.id, variables: ["ok": true], as: actor) }
                }
                try await group.waitForAll()
            }
            count.add(jobs.count)
        }
    }

    /// So many open instances with a task each, spread over two hundred people; written as rows, as the platform would
    /// have left them.
    func fill(_ count: Int) async throws {
        let template = try await kernel.processes.start("ask", as: actor)
        let tenant = actor.tenant
        for start in stride(from: 0, to: count, by: 2000) {
            let ids = (start..<min(start + 2000, count)).map { number in (number, kernel.ids.next().rawValue, kernel.ids.next().rawValue) }
            try await kernel.store.write(tenant: tenant, lane: .bulk) { transaction in
                try Filling(tenant: tenant, template: template, transaction: transaction).write(ids)
            }
        }
        try await kernel.store.write(tenant: nil, lane: .bulk) { try $0.refreshStatistics() }
    }

    func inboxPage() async throws -> (median: Double, p95: Double) {
        var times: [Double] = []
        for number in 0..<200 {
            let person = EntityID(rawValue: Int64(number % 200 + 1))
            let actor = Tenancy.Actor(kind: .user, tenant: actor.tenant, id: person, name: "p", versions: actor.versions)
            let start = ContinuousClock.now
            let page = try await kernel.processes.tasks(TaskQuery(.mine), as: actor)
            let took = ContinuousClock.now - start
            guard page.tasks.count == 30 else { fatalError("the page holds \(page.tasks.count) tasks") }
            times.append(Double(took.components.attoseconds) / 1e15)
        }
        times.sort()
        return (times[100], times[190])
    }

    static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
