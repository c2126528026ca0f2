import Basics
import Glibc
import Identity
import Importing
import Kernel
import Metadata
import PostgresStore
import Records
import SQLStore
import SQLiteStore
import Tenancy
import Testing

/// The two databases; PostgreSQL when the test script has started one.
enum TestDatabase: String, CaseIterable, Sendable {
    case sqlite, postgres

    static let url = getenv("SANBU_TEST_POSTGRES").map { String(cString: $0) }
    static let available: [TestDatabase] = url == nil ? [.sqlite] : allCases
}

/// A company with a sales team on a fresh database: a director above a manager above two representatives, and
/// operations.
struct TestCompany: Sendable {
    let kernel: Kernel
    let tenant: Tenant
    private let people: [String: Actor]

    static let now = Timestamp(milliseconds: 1_795_428_000_000)

    subscript(login: String) -> Actor {
        get throws { try #require(people[login]) }
    }

    /// Everything as the system.
    var system: Actor { get async throws { try await kernel.system(tenant.id) } }

    static func with(_ database: TestDatabase, _ body: (TestCompany) async throws -> Void) async throws {
        switch database {
        case .sqlite: try await use(try SQLiteStore.temporary(), body)
        case .postgres:
            let url = try #require(TestDatabase.url)
            let schema = "app_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let door = try await PostgresStore.open(PostgresStore.Settings(url: url))
            try await door.write(tenant: nil) { try $0.execute("CREATE SCHEMA \(name: schema)") }
            let settings = PostgresStore.Settings(url: url + "&options=-csearch_path%3D" + schema)
            try await use(try await PostgresStore.open(settings), body)
            try await door.write(tenant: nil) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
            await door.close()
        }
    }

    private static func use(_ store: any Store, _ body: (TestCompany) async throws -> Void) async throws {
        do {
            try await body(try await TestCompany(store))
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    private init(_ store: any Store) async throws {
        let packages = PackageFolder.read(appsFolder).packages
        let kernel = try await Kernel.start(
            store: store, packages: packages, clock: WallClock { Self.now }, fileFolder: "/tmp/sanbu-test-files")
        let tenant = try await kernel.createTenant(
            slug: "test", name: "测试", packages: ["core", "crm"],
            administrator: (login: "admin", name: "管理员", password: "a test's password"))
        let system = try await kernel.system(tenant.id)
        let ids = try await kernel.records.write(as: system) { try Self.people($0) }
        let versions = try await kernel.system(tenant.id).versions
        self.kernel = kernel
        self.tenant = tenant
        people = Dictionary(
            uniqueKeysWithValues: ids.map { login, id in
                (login, Actor(kind: .user, tenant: tenant.id, id: id, name: login, versions: versions))
            })
    }

    private static func people(_ writer: RecordWriter) throws -> [(String, EntityID)] {
        let sales = try writer.create("core.department", ["name": "销售中心"])
        let east = try writer.create("core.department", ["name": "华东区", "parent": .string(sales.idText)])
        var ids: [(String, EntityID)] = []
        let rows = [
            ("director", "", "crm.sales_director", sales), ("manager", "director", "crm.sales_manager", east),
            ("rep", "manager", "crm.sales_rep", east), ("other", "director", "crm.sales_rep", sales),
            ("operations", "", "crm.sales_operations", sales), ("service", "", "crm.customer_service", sales),
        ]
        for (login, manager, role, department) in rows {
            var values: OrderedMap<JSON> = [
                "name": .string("\(login) 人"), "login": .string(login), "active": true,
                "employee_number": .string("E-\(login)"),
                "department": .string(department.idText),
            ]
            if let above = ids.first(where: { $0.0 == manager }) {
                values["manager"] = .string(above.1.text(prefix: "usr"))
            }
            let person = try writer.create("core.user", values)
            ids.append((login, person.id))
            for role in ["core.member", role] {
                _ = try writer.create(
                    "core.role_assignment", ["person": .string(person.idText), "role": .string(role)])
            }
        }
        return ids
    }
}
