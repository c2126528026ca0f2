import Basics
import Foundation
import Identity
import Kernel
import Metadata
import PostgresStore
import Records
import SQLStore
import SQLiteStore
import Tenancy
import Testing

/// One story, told on SQLite and on PostgreSQL, reads the same.
@Suite("The kernel on both databases") struct BothDatabasesTests {
    static let url = ProcessInfo.processInfo.environment["SANBU_TEST_POSTGRES"]

    @Test("lists, finds, sums, refuses and remembers alike", .enabled(if: url != nil)) func sameStory() async throws {
        let onSQLite = try await Self.tell(on: try SQLiteStore.temporary())
        let url = try #require(Self.url)
        let schema = "kernel_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let door = try await PostgresStore.open(PostgresStore.Settings(url: url))
        try await door.write(tenant: nil) { try $0.execute("CREATE SCHEMA \(name: schema)") }
        let settings = PostgresStore.Settings(url: url + "&options=-csearch_path%3D" + schema)
        let onPostgres = try await Self.tell(on: try await PostgresStore.open(settings))
        try await door.write(tenant: nil, lane: .bulk) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
        await door.close()
        for (left, right) in zip(onSQLite, onPostgres) { #expect(left == right) }
        #expect(onSQLite.count == onPostgres.count)
        #expect(onSQLite.count > 30)
    }

    private static func tell(on store: any Store) async throws -> [String] {
        let files = FileManager.default.temporaryDirectory.appendingPathComponent("sanbu-" + UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: files) }
        let clock = WallClock { Timestamp(milliseconds: 1_790_000_000_000) }
        let apps = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Apps").path
        let packages = PackageFolder.read(apps).packages
        let kernel = try await Kernel.start(store: store, packages: packages, clock: clock, fileFolder: files)
        var story = Story(kernel: kernel)
        do {
            try await story.tell(packages.map(\.name))
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        return story.lines
    }
}

/// What happens, and what is seen of it. Ids do not appear: they hold the time and the order of attempts.
private struct Story {
    let kernel: Kernel
    var lines: [String] = []

    init(kernel: Kernel) { self.kernel = kernel }

    mutating func tell(_ packages: [String]) async throws {
        let tenants = try await [
            company("sanbu", "三步走", packages), company("other", "别家", packages),
        ]
        for (tenant, cities) in zip(tenants, [["杭州", "上海", "杭州"], ["北京"]]) {
            try await fill(tenant, cities)
        }
        let actor = try await kernel.system(tenants[0].id)
        try await lists(actor)
        try await changes(actor)
        try await signs(tenants[0])
    }

    private func company(_ slug: String, _ name: String, _ packages: [String]) async throws -> Tenant {
        try await kernel.createTenant(
            slug: slug, name: name, packages: packages,
            administrator: (login: "admin@\(slug)", name: "管理员", password: "correct horse battery"))
    }

    private mutating func fill(_ tenant: Tenant, _ cities: [String]) async throws {
        let actor = try await kernel.system(tenant.id)
        let count = try await kernel.records.write(as: actor) { writer in
            for (number, city) in cities.enumerated() {
                let account = try writer.create(
                    "crm.account",
                    [
                        "name": .string("\(city)健康管理中心 \(number)"), "level": number == 0 ? "key" : "a",
                        "number": .string("A-\(number)"), "industry": "clinic",
                    ])
                for amount in [100_000, 250_000] as [Int64] {
                    _ = try writer.create(
                        "crm.opportunity",
                        [
                            "name": .string("\(city) 年度体检 \(amount)"), "account": .string(account.idText),
                            "expected_amount": .string("\(amount + Int64(number)).50"), "close_date": "2026-12-01",
                        ])
                }
            }
            return cities.count
        }
        lines.append("\(tenant.slug): \(count) companies")
    }

    private mutating func lists(_ actor: Actor) async throws {
        let filters = [
            [], [#"level = "a""#], [#"contains(name, "健康")"#], [#"name != null and level in ["key", "b"]"#],
            [#"starts with(number, "A-")"#, #"industry = "clinic""#],
        ]
        for filter in filters {
            for sort in [SortKey("name"), SortKey("number", descending: true), SortKey("level")] {
                var query = RecordQuery("crm.account")
                (query.filters, query.sort, query.limit) = (filter, [sort], 2)
                try await note("\(filter) by \(sort.field)", query, actor)
            }
        }
        for search in ["健康", "杭州", "上海 管理", "不在", "体检"] {
            for object in ["crm.account", "crm.opportunity"] {
                var query = RecordQuery(object)
                query.search = search
                try await note("search \(search) in \(object)", query, actor)
            }
        }
        for group in ["stage", "close_date"] {
            let sums = try await kernel.records.read(as: actor) { reader in
                try reader.summarize(RecordQuery("crm.opportunity"), by: group, sums: ["amount", "expected_amount"])
                    .map { "\($0.key) \($0.count) \($0.sums)" }.sorted()
            }
            lines.append("by \(group): \(sums)")
        }
    }

    private mutating func note(_ what: String, _ query: RecordQuery, _ actor: Actor) async throws {
        let seen = try await kernel.records.read(as: actor) { reader in
            var (query, pages) = (query, [[String]]())
            repeat {
                let page = try reader.list(query)
                pages.append(page.records.map { "\($0.name) \($0.values)" })
                query.cursor = page.next
            } while query.cursor != nil
            let names = query.search == nil ? pages : [pages.flatMap(\.self).sorted()]
            return "\(names) of \(try reader.count(query, upTo: 100))"
        }
        // References are numbers that hold the time of their making.
        lines.append("\(what): \(seen.replacing(#/\d{15,}/#, with: "#"))")
    }

    private mutating func changes(_ actor: Actor) async throws {
        let outcomes = try await kernel.records.write(as: actor) { writer in
            var query = RecordQuery("crm.opportunity")
            query.sort = [SortKey("name")]
            let all = try writer.reader.list(query).records
            var outcomes = ["\(all.count) opportunities"]
            func attempt(_ what: String, _ body: () throws -> Record) {
                do {
                    let record = try writer.attempt(body)
                    outcomes.append("\(what): \(record.version) \(record["stage"]) \(record["amount"])")
                } catch {
                    outcomes.append("\(what): refused")
                }
            }
            for record in all.prefix(2) {
                attempt("move") { try writer.command("move", "crm.opportunity", record.id, to: "quote") }
                attempt("win early") { try writer.command("win", "crm.opportunity", record.id) }
                attempt("win") {
                    try writer.command("win", "crm.opportunity", record.id, ["closed_on": "2026-09-20"])
                }
                attempt("move on") { try writer.command("move", "crm.opportunity", record.id, to: "need") }
                let changes = try writer.reader.changes(try writer.reader.get(record.object, record.id), limit: 20)
                outcomes.append("\(changes.count) changes")
            }
            attempt("unique number") { try writer.create("crm.account", ["name": "重复", "number": "A-1"]) }
            try writer.delete("crm.opportunity", all[2].id)
            outcomes.append("\(try writer.reader.count(RecordQuery("crm.opportunity"), upTo: 100)) left")
            return outcomes
        }
        lines += outcomes
        let last = try await kernel.store.read(tenant: actor.tenant) { reader in
            try reader.first("SELECT count(*), max(sequence) FROM event WHERE tenant_id = \(actor.tenant)") { row in
                "\(row.integer(0) == row.integer(1))"
            }
        }
        lines.append("the log has no gaps: \(last ?? "-")")
    }

    private mutating func signs(_ tenant: Tenant) async throws {
        let login = "admin@\(tenant.slug)"
        for password in ["correct horse battery", "wrong"] {
            let token = try? await kernel.identity.signIn(
                login: login, password: password, company: nil, agent: "test", address: "127.0.0.1").token
            guard let token else {
                lines.append("not let in")
                continue
            }
            let session = try await kernel.identity.session(token: token)
            lines.append("let in: \(session != nil)")
        }
    }
}
