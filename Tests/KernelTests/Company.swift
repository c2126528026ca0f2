import Basics
import Foundation
import Identity
import Kernel
import Metadata
import PostgresStore
import Records
import SQLStore
import SQLiteStore
import Synchronization
import Tenancy
import Testing

/// A database for one test: SQLite always, PostgreSQL too when `SANBU_TEST_POSTGRES` says where one is.
enum TestDatabase: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sqlite, postgres

    static let url = ProcessInfo.processInfo.environment["SANBU_TEST_POSTGRES"]
    static var all: [TestDatabase] { url == nil ? [.sqlite] : [.sqlite, .postgres] }
    var testDescription: String { rawValue }

    /// Runs a body on an empty database that is gone afterwards.
    func use(_ body: (any Store) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            let store = try SQLiteStore.temporary()
            try await Self.closing(store, body)
        case .postgres:
            let url = Self.url ?? ""
            let schema = "test_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let door = try await PostgresStore.open(Self.small(url))
            try await door.write(tenant: nil) { try $0.execute("CREATE SCHEMA \(name: schema)") }
            do {
                try await Self.closing(try await PostgresStore.open(Self.small(url + "&options=-csearch_path%3D" + schema)), body)
            } catch {
                try await door.write(tenant: nil, lane: .bulk) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
                await door.close()
                throw error
            }
            try await door.write(tenant: nil, lane: .bulk) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
            await door.close()
        }
    }

    /// Few connections: many tests share one server.
    private static func small(_ url: String) -> PostgresStore.Settings {
        var settings = PostgresStore.Settings(url: url)
        (settings.readConnections, settings.writeConnections, settings.bulkConnections) = (2, 2, 1)
        return settings
    }

    private static func closing(_ store: any Store, _ body: (any Store) async throws -> Void) async throws {
        do {
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }
}

/// A clock moved by hand.
final class HandClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_790_000_000_000)

    var clock: WallClock { WallClock { Timestamp(milliseconds: self.milliseconds.withLock { $0 }) } }

    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }
}

/// A small company: an administrator, a manager with two reps, and a rep of another team.
struct Company: Sendable {
    let kernel: Kernel
    let tenant: Tenant
    let time: HandClock
    private(set) var people: [String: EntityID] = [:]

    static let packages: [AppPackage] = {
        let apps = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Apps").standardizedFileURL.path
        return PackageFolder.read(apps).packages
    }()

    /// A folder of its own for the files of one kernel.
    static var fileFolder: String { FileManager.default.temporaryDirectory.appendingPathComponent("sanbu-" + UUID().uuidString).path }

    static func kernel(_ store: any Store, _ time: HandClock) async throws -> Kernel {
        try await Kernel.start(store: store, packages: packages, clock: time.clock, fileFolder: fileFolder)
    }

    init(_ kernel: Kernel, _ time: HandClock, slug: String) async throws {
        self.kernel = kernel
        self.time = time
        tenant = try await kernel.createTenant(
            slug: slug, name: slug, packages: ["crm"], administrator: (login: "admin-\(slug)", name: "admin", password: "correct horse battery"))
        let actor = try await kernel.system(tenant.id)
        people = try await kernel.records.write(as: actor) { writer in
            var people: [String: EntityID] = [:]
            func person(_ name: String, manager: String?, role: String) throws {
                var values: OrderedMap<JSON> = ["name": .string(name), "login": .string("\(name)-\(slug)")]
                if let manager = manager.flatMap({ people[$0] }) { values["manager"] = .string(manager.text(prefix: "usr")) }
                let made = try writer.create("core.user", values)
                people[name] = made.id
                _ = try writer.create("core.role_assignment", ["person": .string(made.idText), "role": .string(role)])
                _ = try writer.create("core.role_assignment", ["person": .string(made.idText), "role": "core.member"])
            }
            try person("manager", manager: nil, role: "crm.sales_manager")
            try person("rep1", manager: "manager", role: "crm.sales_rep")
            try person("rep2", manager: "manager", role: "crm.sales_rep")
            try person("other", manager: nil, role: "crm.sales_rep")
            return people
        }
    }

    /// Somebody of the company, with the rights as they are now.
    func actor(_ name: String) async throws -> Actor {
        let versions = try await kernel.system(tenant.id).versions
        guard name != "system" else { return .system(tenant.id, versions: versions) }
        guard let id = people[name] else { throw RecordError.notFound(object: "core.user", id: name) }
        return Actor(kind: .user, tenant: tenant.id, id: id, name: name, versions: versions)
    }
}

/// Numbers that a seed gives again.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    static func seed() -> UInt64 {
        ProcessInfo.processInfo.environment["SANBU_TEST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...UInt64.max)
    }
}
