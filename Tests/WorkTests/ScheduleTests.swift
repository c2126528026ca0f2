import Basics
import SQLStore
import Testing
import Work

@Suite("Schedules") struct ScheduleTests {
    let clock = HandClock()
    let queue: JobQueue
    let schedules: Schedules

    init() {
        queue = JobQueue(ids: IDGenerator(node: 1, clock: clock.wall), clock: clock.wall)
        schedules = Schedules(queue: queue, clock: clock.wall) { zone, _ in zone == "Asia/Shanghai" ? 28_800 : nil }
    }

    @Test(
        "add one job at each time, one for all that were missed, and one among programs",
        arguments: TestDatabase.available)
    func adding(_ database: TestDatabase) async throws {
        try await database.withStores(2) { stores in
            let report = Schedule(
                tenant: 3, name: "report", expression: try CronExpression("*/10 * * * *"), zone: "Asia/Shanghai",
                kind: "report.daily", payload: #"{"of": "sales"}"#)
            try await stores[0].write(tenant: 3) { [schedules] in try schedules.put(report, in: $0) }
            #expect(try await tick(stores) == 0)
            clock.advance(.seconds(600))
            #expect(try await tick(stores) == 1)
            #expect(try await tick(stores) == 0)
            clock.advance(.seconds(6000))
            #expect(try await tick(stores) == 1)
            // The job of the first time still waits: no second one is added beside it.
            let jobs = try await stores[1].write(tenant: nil) { [queue] in
                try queue.lease(atMost: 9, for: .seconds(60), in: $0)
            }
            #expect(jobs.map(\.payload) == [#"{"of": "sales"}"#])
            let isRemoved = try await stores[0].write(tenant: 3) { [schedules] in
                try schedules.remove("report", tenant: 3, in: $0)
            }
            #expect(isRemoved)
            clock.advance(.seconds(6000))
            #expect(try await tick(stores) == 0)
        }
    }

    @Test("are refused for a zone that does not exist and a day that never comes", arguments: TestDatabase.available)
    func refusals(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            for (text, zone, problem) in [
                ("@daily", "Mars/Base", Schedules.Problem.unknownZone("Mars/Base")),
                ("0 0 30 2 *", "Asia/Shanghai", .never("0 0 30 2 *")),
            ] {
                let schedule = Schedule(
                    tenant: 3, name: "x", expression: try CronExpression(text), zone: zone, kind: "x")
                await #expect(throws: problem) {
                    try await store.write(tenant: 3) { [schedules] in try schedules.put(schedule, in: $0) }
                }
            }
        }
    }

    /// Both programs look at the same time.
    private func tick(_ stores: [any Store]) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for store in stores {
                group.addTask { [schedules] in try await store.write(tenant: nil) { try schedules.addDue(in: $0) } }
            }
            return try await group.reduce(0, +)
        }
    }
}
