import Basics
import Foundation
import Kernel
import Metadata
import PostgresStore
import Records
import SQLStore
import SQLiteStore
import Tenancy
import Testing

/// A database for one test: SQLite always, PostgreSQL too when `SANBU_TEST_POSTGRES` says where one is.
enum TestDatabase: String, CaseIterable, Sendable {
    case sqlite, postgres

    static let url = ProcessInfo.processInfo.environment["SANBU_TEST_POSTGRES"]
    static var all: [TestDatabase] { url == nil ? [.sqlite] : [.sqlite, .postgres] }

    /// Runs a body on an empty database that is gone afterwards.
    func use(_ body: (any Store) async throws -> Void) async throws {
        guard self == .postgres, let url = Self.url else {
            let store = try SQLiteStore.temporary()
            try await body(store)
            return await store.close()
        }
        let schema = "insight_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let door = try await PostgresStore.open(Self.small(url))
        try await door.write(tenant: nil) { try $0.execute("CREATE SCHEMA \(name: schema)") }
        let store = try await PostgresStore.open(Self.small(url + "&options=-csearch_path%3D" + schema))
        try await body(store)
        await store.close()
        try await door.write(tenant: nil, lane: .bulk) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
        await door.close()
    }

    private static func small(_ url: String) -> PostgresStore.Settings {
        var settings = PostgresStore.Settings(url: url)
        (settings.readConnections, settings.writeConnections, settings.bulkConnections) = (2, 2, 1)
        return settings
    }
}

/// Two departments, one below the other; a director, a manager with two sellers, and a seller elsewhere.
struct TestCompany: Sendable {
    static let now = Timestamp(milliseconds: 1_790_000_000_000)  // 2026-09-21

    let kernel: Kernel
    let tenant: Tenant
    private(set) var people: [String: EntityID] = [:]
    private(set) var departments: [String: EntityID] = [:]

    static let packages: [AppPackage] = {
        let apps = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Apps")
            .standardizedFileURL.path
        return PackageFolder.read(apps).packages
    }()

    init(_ store: any Store) async throws {
        let files = FileManager.default.temporaryDirectory.appendingPathComponent("sanbu-" + UUID().uuidString).path
        kernel = try await Kernel.start(
            store: store, packages: Self.packages, clock: WallClock { Self.now }, fileFolder: files)
        tenant = try await kernel.createTenant(
            slug: "sales", name: "sales", packages: ["crm"],
            administrator: (login: "admin", name: "admin", password: "correct horse battery"))
        let made = try await kernel.records.write(as: try await kernel.system(tenant.id)) { writer in
            let sales = try writer.create("core.department", ["name": "销售中心"])
            let east = try writer.create("core.department", ["name": "华东区", "parent": .string(sales.idText)])
            var people: [String: EntityID] = [:]
            func person(_ name: String, _ manager: String?, _ department: Record?, _ role: String) throws {
                var values: OrderedMap<JSON> = ["name": .string(name), "login": .string(name), "active": true]
                if let manager = manager.flatMap({ people[$0] }) {
                    values["manager"] = .string(manager.text(prefix: "usr"))
                }
                if let department { values["department"] = .string(department.idText) }
                let record = try writer.create("core.user", values)
                people[name] = record.id
                for role in ["core.member", role] {
                    _ = try writer.create(
                        "core.role_assignment", ["person": .string(record.idText), "role": .string(role)])
                }
            }
            try person("director", nil, sales, "crm.sales_director")
            try person("manager", "director", east, "crm.sales_manager")
            try person("rep1", "manager", east, "crm.sales_rep")
            try person("rep2", "manager", sales, "crm.sales_rep")
            try person("other", nil, nil, "crm.sales_rep")
            return (people, ["sales": sales.id, "east": east.id])
        }
        (people, departments) = made
    }

    /// Somebody with the rights as they are now, in a zone so many minutes east.
    func actor(_ name: String, zoneMinutes: Int = 480) async throws -> Actor {
        let versions = try await kernel.system(tenant.id).versions
        guard name != "system" else { return .system(tenant.id, versions: versions) }
        let id = try #require(people[name])
        return Actor(kind: .user, tenant: tenant.id, id: id, name: name, zoneMinutes: zoneMinutes, versions: versions)
    }

    /// Opportunities of everybody through a year, moved on, won, lost and deleted at random.
    func liveThroughAYear(_ numbers: inout SeededNumbers) async throws {
        let system = try await kernel.system(tenant.id)
        let (kernel, people, start) = (kernel, people, numbers)
        let tenant = tenant.id
        numbers = try await kernel.store.write(tenant: tenant, lane: .bulk) { transaction in
            var random = start
            func at<T>(_ day: Int64, _ body: (RecordWriter) throws -> T) throws -> T {
                try kernel.records.write(as: system, at: Self.now.adding(days: day), in: transaction, body)
            }
            let account = try at(-400) { try $0.create("crm.account", ["name": "客户"]) }
            for number in 0..<70 {
                let owner = people.values.sorted()[Int.random(in: 0..<people.count, using: &random)]
                let born = -Int64.random(in: 20...380, using: &random)
                let hour = Int64.random(in: 0...23, using: &random)
                var values: OrderedMap<JSON> = [
                    "name": .string("商机\(number)"), "account": .string(account.idText),
                    "owner": .string(owner.text(prefix: "usr")),
                    "close_date": .string(
                        CivilDate(dayNumber: Self.now.milliseconds / 86_400_000 + born + 60).description),
                ]
                if Bool.random(using: &random) {
                    values["source"] = .string(
                        ["website", "referral", "phone"].randomElement(using: &random) ?? "phone")
                }
                if Bool.random(using: &random) {
                    values["forecast"] = .string(["commit", "best_case"].randomElement(using: &random) ?? "commit")
                }
                values["expected_amount"] = .string(
                    "\(Int.random(in: 1...900_000, using: &random)).\(Int.random(in: 10...99, using: &random))")
                let born2 = Self.now.adding(days: born).adding(seconds: hour * 3600)
                let record = try kernel.records.write(as: system, at: born2, in: transaction) {
                    try $0.create("crm.opportunity", values)
                }
                var day = born + 1
                for stage in ["need", "quote", "negotiation", "contract"]
                where Int.random(in: 0..<4, using: &random) > 0 {
                    day += Int64.random(in: 1...4, using: &random)
                    _ = try at(day) { try $0.command("move", "crm.opportunity", record.id, to: stage, [:]) }
                }
                let end = CivilDate(dayNumber: Self.now.milliseconds / 86_400_000 + day).description
                let state = try at(day) { try $0.reader.get($0.reader.object("crm.opportunity"), record.id) }["stage"]
                switch Int.random(in: 0..<5, using: &random) {
                case 0,
                    1 where state != .text("contact") && state != .text("need"):
                    if state == .text("contact") || state == .text("need") { break }
                    _ = try at(day) { try $0.command("win", "crm.opportunity", record.id, ["closed_on": .string(end)]) }
                case 2:
                    _ = try at(day) {
                        try $0.command(
                            "lose", "crm.opportunity", record.id, ["lost_reason": "price", "closed_on": .string(end)])
                    }
                case 3 where Int.random(in: 0..<4, using: &random) == 0:
                    try at(day) { try $0.delete("crm.opportunity", record.id) }
                default: break
                }
            }
            return random
        }
    }
}
