import Basics
import Console
import Foundation
import Gateway
import Identity
import Kernel
import Logging
import Metadata
import PostgresStore
import Records
import SQLStore
import SQLiteStore
import Tenancy
import Testing
import Web

/// A database for one test: SQLite always, PostgreSQL too when `SANBU_TEST_POSTGRES` says where one is.
enum MatrixDatabase: String, CaseIterable, Sendable {
    case sqlite, postgres

    static let url = ProcessInfo.processInfo.environment["SANBU_TEST_POSTGRES"]
    static var all: [MatrixDatabase] { url == nil ? [.sqlite] : [.sqlite, .postgres] }

    func use(_ body: (any Store) async throws -> Void) async throws {
        guard self == .postgres, let url = Self.url else {
            let store = try SQLiteStore.temporary()
            try await body(store)
            return await store.close()
        }
        let schema = "matrix_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        func settings(_ options: String) -> PostgresStore.Settings {
            var settings = PostgresStore.Settings(url: url + options)
            (settings.readConnections, settings.writeConnections, settings.bulkConnections) = (2, 2, 1)
            return settings
        }
        let door = try await PostgresStore.open(settings(""))
        try await door.write(tenant: nil) { try $0.execute("CREATE SCHEMA \(name: schema)") }
        let store = try await PostgresStore.open(settings("&options=-csearch_path%3D" + schema))
        try await body(store)
        await store.close()
        try await door.write(tenant: nil, lane: .bulk) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
        await door.close()
    }
}

/// One person for each role, each alone in a department and without reports, and one record of every object for each:
/// its parents belong to the same person.
struct MatrixCompany: Sendable {
    struct Person: Sendable {
        let role: String
        let id: EntityID
        let token: String
        let csrf: String
    }

    struct Answer: Sendable {
        let status: Int
        let text: String

        var json: JSON? { try? JSON.parse(text) }
    }

    let kernel: Kernel
    let tenant: Tenant
    let schema: Schema
    let gateway: Gateway
    let console: ConsoleFace
    private(set) var people: [Person] = []
    /// By object, and then by the person to whom they belong.
    private(set) var records: [String: [EntityID: Record]] = [:]

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        .standardizedFileURL.path

    init(_ store: any Store) async throws {
        let files = FileManager.default.temporaryDirectory.appendingPathComponent("sanbu-" + UUID().uuidString).path
        let clock = WallClock { Timestamp(milliseconds: 1_790_000_000_000) }
        let packages = PackageFolder.read(Self.root + "/Apps").packages
        let kernel = try await Kernel.start(store: store, packages: packages, clock: clock, fileFolder: files)
        try await Gateway.migrate(kernel)
        let texts = TextCatalogues(
            try ["zh-CN", "en"].map { locale in
                try TextCatalogue(
                    locale: locale,
                    source: try String(contentsOfFile: "\(Self.root)/Text/problems.\(locale).txt", encoding: .utf8))
            })
        let logger = Logger(label: "test")
        gateway = Gateway(kernel: kernel, texts: texts, logger: logger, requestsPerMinute: 1_000_000)
        console = try ConsoleFace(kernel: kernel, home: Self.root, problems: texts, logger: logger)
        tenant = try await kernel.createTenant(
            slug: "matrix", name: "matrix", packages: packages.map(\.name),
            administrator: (login: "boss", name: "boss", password: "correct horse battery"))
        schema = Schema(packages: packages)
        self.kernel = kernel
        people = try await hire()
        records = try await fill()
    }

    private func hire() async throws -> [Person] {
        let hash = try await kernel.identity.passwordHash("correct horse battery")
        let (roles, tenant) = (schema.roles.keys.sorted(), tenant.id)
        let ids = try await kernel.records.write(as: try await kernel.system(tenant)) { writer in
            try roles.map { role in
                let department = try writer.create("core.department", ["name": .string(role)])
                let person = try writer.create(
                    "core.user",
                    [
                        "name": .string(role), "login": .string(role), "department": .string(department.idText),
                        "phone": "13900000000",
                    ])
                _ = try writer.create(
                    "core.role_assignment", ["person": .string(person.idText), "role": .string(role)])
                try Identity.keep(hash: hash, person: person.id, tenant: tenant, in: writer.unit)
                return person.id
            }
        }
        var people: [Person] = []
        for (role, id) in zip(roles, ids) {
            let token = try #require(
                try await kernel.identity.signIn(
                    login: role, password: "correct horse battery", company: "matrix", agent: "test", address: ""
                ).token)
            people.append(
                Person(
                    role: role, id: id, token: token,
                    csrf: try #require(try await kernel.identity.session(token: token)).csrf))
        }
        return people
    }

    /// Makes a record of every object for every person, parents first.
    private func fill() async throws -> [String: [EntityID: Record]] {
        let (schema, people) = (schema, people)
        let system = try await kernel.system(tenant.id)
        return try await kernel.records.write(as: system) { writer in
            var made: [String: [EntityID: Record]] = [:]
            var waiting = schema.objects.values.filter {
                !["core.user", "core.department", "core.role_assignment"].contains($0.name)
            }.sorted { $0.name < $1.name }
            var options = WriteOptions()
            options.acceptsDuplicates = true
            while let place = waiting.firstIndex(where: { object in
                Self.needs(object).allSatisfy { targets in
                    targets == ["*"] ? made["crm.account"] != nil : targets.contains { made[$0] != nil }
                }
            }) {
                let object = waiting.remove(at: place)
                for (number, person) in people.enumerated() {
                    let values = Self.values(object, person.id, number + 10 * made.count, made)
                    made[object.name, default: [:]][person.id] = try writer.create(object.name, values, options)
                }
            }
            precondition(waiting.isEmpty, "every object's parents can be made")
            // Sums may have changed the first ones since.
            return try made.mapValues { try $0.mapValues { try writer.reader.get($0.object, $0.id) } }
        }
    }

    private static func needs(_ object: ObjectType) -> [[String]] {
        object.fields.filter { $0.kind == .reference && ($0.required || $0.isParent) && $0.targets != ["core.user"] }
            .map(\.targets)
    }

    private static func values(
        _ object: ObjectType, _ owner: EntityID, _ number: Int, _ made: [String: [EntityID: Record]]
    ) -> OrderedMap<JSON> {
        var values = OrderedMap<JSON>()
        if object.isOwned { values["owner"] = .string(owner.text(prefix: "usr")) }
        for (place, field) in object.fields.enumerated()
        where field.name != object.state?.field && !field.kind.isComputed
            && (field.maximum == nil || field.kind == .percent && field.required)
        {
            switch field.kind {
            case .percent: if field.required { values[field.name] = 50 }
            case .reference where field.required && field.targets == ["core.user"]:
                values[field.name] = .string(owner.text(prefix: "usr"))
            // A pool is of a kind of records that lie in pools.
            case .text where field.name == "kind" && object.package == "core": values[field.name] = "crm.lead"
            case .text, .longText:
                guard field.matchKey != .code, field.maxLength ?? 100 > 18 else { continue }
                values[field.name] = .string("隐\(place)\(field.name.prefix(8))\(number)")
            case .number, .money: values[field.name] = .integer(Int64(7_000_000 + place * 1000 + number))
            case .email: values[field.name] = .string("hidden\(place)x\(number)@example.org")
            case .phone: values[field.name] = .string("138\(10_000_000 + place * 1000 + number)")
            case .picklist where field.required: values[field.name] = .string(field.options[0].value)
            case .date where field.required: values[field.name] = "2026-11-24"
            case .reference where field.required || field.isParent:
                let target = field.targets == ["*"] ? "crm.account" : field.targets.first { made[$0] != nil }
                if let record = target.flatMap({ made[$0]?[owner] }) { values[field.name] = .string(record.idText) }
            default: break
            }
        }
        return values
    }

    // MARK: Asking

    private func headers(_ person: Person) -> [String: String] {
        ["cookie": "sanbu_session=\(person.token)", "x-csrf-token": person.csrf, "content-type": "application/json"]
    }

    func api(_ method: String, _ path: String, _ person: Person, body: String = "", _ more: [String: String] = [:])
        async -> Answer
    {
        let headers = headers(person).merging(more) { $1 }
        return await answer(
            await gateway.handle(
                WebRequest(method: method, target: "/api/v1" + path, headers: headers, body: Array(body.utf8))))
    }

    func page(_ method: String, _ path: String, _ person: Person, form: String = "") async -> Answer {
        let headers = headers(person).merging(["content-type": "application/x-www-form-urlencoded"]) { $1 }
        return await answer(
            await console.handle(WebRequest(method: method, target: path, headers: headers, body: Array(form.utf8))))
    }

    private func answer(_ response: WebResponse) async -> Answer {
        switch response.body {
        case .bytes(let bytes): return Answer(status: response.status, text: String(decoding: bytes, as: UTF8.self))
        case .file(let path):
            return Answer(status: response.status, text: (try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
        case .stream(let run):
            let collector = Collector()
            let task = Task { try? await run(collector) }
            // Two parts: the greeting, and what happened so far; then the stream waits for more.
            for _ in 0..<400 where await collector.parts < 2 { try? await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            return Answer(status: response.status, text: await collector.text)
        }
    }

    private actor Collector: WebStreamWriter {
        private(set) var text = ""
        private(set) var parts = 0

        func write(_ bytes: [UInt8]) {
            text += String(decoding: bytes, as: UTF8.self)
            parts += 1
        }
    }
}
