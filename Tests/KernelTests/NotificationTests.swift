import Basics
import Importing
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

/// What people are told of.
@Suite("A notification") struct NotificationTests {
    private static func told(_ company: Company, _ name: String) async throws -> [String] {
        let tenant = company.tenant.id
        let person = try #require(company.people[name])
        return try await company.kernel.store.read(tenant: tenant) { reader in
            try reader.all(
                "SELECT kind, title FROM notification WHERE tenant_id = \(tenant) AND person_id = \(person.rawValue) ORDER BY id"
            ) {
                "\($0.text(0)): \($0.text(1))"
            }
        }
    }

    @Test("tells of what was handed over, once for many, and never of one's own doing", arguments: TestDatabase.all)
    func assignment(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let manager = try await company.actor("manager")
            let rep = try #require(company.people["rep1"]).text(prefix: "usr")
            try await company.kernel.records.write(as: manager) { writer in
                let ids = try (1...5).map { try writer.create("crm.account", ["name": .string("客户\($0)")]).id }
                for id in ids { _ = try writer.update("crm.account", id, ["owner": .string(rep)]) }
            }
            #expect(try await Self.told(company, "rep1") == ["assignment: 客户1、客户2、客户3 +2"])
            #expect(try await Self.told(company, "manager").isEmpty)
            _ = try await company.kernel.records.write(as: try await company.actor("rep1")) {
                try $0.create("crm.account", ["name": "自己的"])
            }
            #expect(try await Self.told(company, "rep1").count == 1)
            try await company.kernel.records.write(as: manager) { writer in
                let refused = try? writer.attempt { () throws -> Void in
                    _ = try writer.create("crm.account", ["name": "不成", "owner": .string(rep)])
                    throw RecordError.tooMany(limit: 1)
                }
                #expect(refused == nil)
            }
            #expect(try await Self.told(company, "rep1").count == 1, "what was undone is not told")
        }
    }

    @Test("of a mention comes only to those who may see what it is about", arguments: TestDatabase.all) func mention(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            try await company.kernel.records.write(as: try await company.actor("rep1")) { writer in
                let account = try writer.create("crm.account", ["name": "甲"])
                _ = try writer.create(
                    "core.comment", ["subject": .string(account.idText), "body": "请 @manager 和 @other 看看，@rep1 记得"])
            }
            #expect(try await Self.told(company, "manager") == ["mention: 请 @manager 和 @other 看看，@rep1 记得"])
            #expect(try await Self.told(company, "other").isEmpty)
            #expect(try await Self.told(company, "rep1").isEmpty)
        }
    }

    @Test("of a planned time comes once when it has come", arguments: TestDatabase.all) func due(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let soon = Timestamp(milliseconds: time.clock.now().milliseconds + 600_000)
            let rep = try await company.actor("rep1")
            let id = try await company.kernel.records.write(as: rep) { writer in
                let account = try writer.create("crm.account", ["name": "甲"])
                return try writer.create(
                    "crm.activity",
                    ["subject": .string(account.idText), "text": "回访", "next_at": .string(soon.rfc3339)]
                ).id
            }
            #expect(try await company.kernel.remindOfDue() == 0)
            time.advance(seconds: 601)
            #expect(try await company.kernel.remindOfDue() == 1)
            #expect(try await company.kernel.remindOfDue() == 0)
            #expect(try await Self.told(company, "rep1") == ["due: 回访"])
            let later = Timestamp(milliseconds: time.clock.now().milliseconds + 60_000)
            _ = try await company.kernel.records.write(as: rep) {
                try $0.update("crm.activity", id, ["next_at": .string(later.rfc3339)])
            }
            time.advance(seconds: 61)
            #expect(try await company.kernel.remindOfDue() == 1, "a new time is a new reminder")
        }
    }

    @Test("of an import comes when it is over") func imported() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("manager")
            let source = ImportSource(name: "客户.csv", bytes: Array("客户名称\n甲\n乙\n".utf8))
            let plan = try await company.kernel.importing.preview(source, into: "crm.account", as: actor).plan
            let job = try await company.kernel.importing.start(plan, source, as: actor)
            _ = try await company.kernel.importing.run(job.id, source, as: actor)
            #expect(try await Self.told(company, "manager") == ["import: 客户.csv: 2"])
        }
    }
}

/// From one record of a list to the next.
@Suite("A record's neighbours") struct NeighbourTests {
    @Test("are those of the list, in its order and within its filter", arguments: TestDatabase.all) func neighbours(
        _ database: TestDatabase
    ) async throws {
        let seed = SeededNumbers.seed()
        print("neighbours on \(database): SANBU_TEST_SEED=\(seed)")
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("rep1")
            try await company.kernel.records.write(as: actor) { writer in
                var random = SeededNumbers(seed: seed)
                for number in 0..<60 {
                    var values: OrderedMap<JSON> = ["name": .string("客户\(number)")]
                    if let city = ["杭州", "上海", nil].randomElement(using: &random) ?? nil {
                        values["city"] = .string(city)
                    }
                    if Bool.random(using: &random) {
                        values["employees"] = .integer(Int64.random(in: 0...3, using: &random))
                    }
                    _ = try writer.create("crm.account", values)
                }
            }
            let orders: [[SortKey]] = [
                [], [SortKey("employees")], [SortKey("city", descending: true), SortKey("employees")],
                [SortKey("name")],
            ]
            try await company.kernel.records.read(as: actor) { reader in
                for filter in [[], ["city = \"杭州\""]] {
                    for sort in orders {
                        var query = RecordQuery("crm.account")
                        (query.filters, query.sort, query.limit) = (filter, sort, 500)
                        let all = try reader.list(query).records
                        for (place, record) in all.enumerated() {
                            let (previous, next) = try reader.neighbours(of: record, in: query)
                            #expect(previous == (place > 0 ? all[place - 1].id : nil), "\(sort) seed \(seed)")
                            #expect(next == (place + 1 < all.count ? all[place + 1].id : nil), "\(sort) seed \(seed)")
                        }
                    }
                }
            }
        }
    }
}
