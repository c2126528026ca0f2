import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

/// Fields that a tenant adds and wants to filter and sort by.
@Suite("A tenant's indexed field") struct SlotTests {
    private static func add(_ company: Company, _ name: String, _ body: String, object: String = "crm.account")
        async throws -> [MetadataProblem]
    {
        let addition =
            name.isEmpty
            ? Addition(kind: .object, object: object, name: "", body: body)
            : Addition(kind: .field, object: object, name: name, body: body)
        return try await company.kernel.records.save(addition, as: try await company.actor("system"))
    }

    private static func values(_ company: Company, _ object: String, _ field: String) async throws -> [SQLValue] {
        try await company.kernel.records.read(as: try await company.actor("system")) { reader in
            var query = RecordQuery(object)
            query.sort = [SortKey("name")]
            return try reader.list(query).records.map { $0[field] }
        }
    }

    private static func columns(_ company: Company, _ column: String, _ table: String) async throws -> Int64 {
        try await company.kernel.store.read(tenant: company.tenant.id) { reader in
            try reader.first(
                SQL(text: "SELECT count(\(column)) FROM \(table) WHERE tenant_id = ") + "\(company.tenant.id)"
            ) { $0.integer(0) } ?? -1
        }
    }

    @Test("keeps its values when it gets the mark and when it loses it", arguments: TestDatabase.all) func moves(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let other = try await Company(company.kernel, time, slug: "other")
            #expect(try await Self.add(company, "region", "{\"type\":\"text\"}").isEmpty)
            #expect(try await Self.add(company, "stars", "{\"type\":\"number\",\"scale\":1}").isEmpty)
            #expect(try await Self.add(other, "rank", "{\"type\":\"text\",\"index\":true}").isEmpty)
            _ = try await company.kernel.records.write(as: try await company.actor("system")) { writer in
                for (name, region) in [("甲", "华东"), ("乙", "华北")] {
                    _ = try writer.create(
                        "crm.account", ["name": .string(name), "region": .string(region), "stars": .string("4.5")])
                }
            }
            _ = try await company.kernel.records.write(as: try await other.actor("system")) { writer in
                try writer.create("crm.account", ["name": "丙", "rank": "第一"])
            }
            for mark in [true, false, true] {
                #expect(try await Self.add(company, "region", "{\"type\":\"text\",\"index\":\(mark)}").isEmpty)
                #expect(
                    try await Self.add(company, "stars", "{\"type\":\"number\",\"scale\":1,\"index\":\(mark)}").isEmpty)
                #expect(try await Self.columns(company, "slot_t1", "crm_account") == (mark ? 2 : 0))
                #expect(try await Self.columns(company, "slot_n1", "crm_account") == (mark ? 2 : 0))
                let regions = try await Self.values(company, "crm.account", "region"),
                    stars = try await Self.values(company, "crm.account", "stars")
                #expect(Set(regions) == [.text("华东"), .text("华北")])
                #expect(Set(stars) == [.integer(45)])
                let found = try await company.kernel.records.read(as: try await company.actor("system")) { reader in
                    var query = RecordQuery("crm.account")
                    query.filters = ["region = \"华东\" and stars > 4"]
                    query.sort = [SortKey("region", descending: true)]
                    return try reader.list(query).records.map(\.name)
                }
                #expect(found == ["甲"])
                #expect(
                    try await Self.values(other, "crm.account", "rank") == [.text("第一")],
                    "another tenant's slot stays its own")
            }
            try await company.kernel.records.write(as: try await company.actor("system")) { writer in
                let record = try writer.reader.list(RecordQuery("crm.account")).records[0]
                #expect(try writer.update("crm.account", record.id, ["region": "西南"])["region"] == .text("西南"))
            }
        }
    }

    @Test("of an object of its own, too; and when all slots are taken, says so", arguments: TestDatabase.all) func own(
        _ database: TestDatabase
    ) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            func body(_ mark: Bool) -> String {
                "{\"object\":\"custom.visit\",\"id-prefix\":\"vis\",\"name-field\":\"name\",\"fields\":{\"name\":{\"type\":\"text\"},\"day\":{\"type\":\"date\",\"index\":\(mark)},\"code\":{\"type\":\"text\",\"unique\":true}}}"
            }
            #expect(try await Self.add(company, "", body(false), object: "custom.visit").isEmpty)
            _ = try await company.kernel.records.write(as: try await company.actor("system")) { writer in
                try writer.create("custom.visit", ["name": "甲", "day": "2026-11-24", "code": "c1"])
            }
            #expect(try await Self.add(company, "", body(true), object: "custom.visit").isEmpty)
            let days = try await Self.values(company, "custom.visit", "day")
            #expect(days.count == 1 && days != [.null])
            await #expect(throws: RecordError.self, "unique holds in a slot") {
                let actor = try await company.actor("system")
                _ = try await company.kernel.records.write(as: actor) {
                    try $0.create("custom.visit", ["name": "乙", "code": "c1"])
                }
            }
            for number in 1...4 {
                #expect(try await Self.add(company, "f\(number)", "{\"type\":\"text\",\"index\":true}").isEmpty)
            }
            #expect(
                try await Self.add(company, "f5", "{\"type\":\"text\",\"index\":true}").map(\.code) == [
                    "addition.slots"
                ])
            #expect(
                try await Self.add(company, "f6", "{\"type\":\"tags\",\"index\":true}").map(\.code) == [
                    "addition.not-indexable"
                ])
            #expect(
                try await Self.add(company, "f7", "{\"type\":\"number\",\"index\":true}").isEmpty,
                "numbers have slots of their own")
        }
    }

    @Test("without the mark is refused as a filter or order once there are many records") func refuses() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            #expect(try await Self.add(company, "region", "{\"type\":\"text\"}").isEmpty)
            let system = try await company.actor("system")
            let tenant = company.tenant.id
            let object = try #require(
                try await company.kernel.records.read(as: system) { $0.schema.object("crm.account") })
            try await store.write(tenant: tenant, lane: .bulk) { transaction in
                let load = RecordLoad(object: object, fields: ["name"], tenant: tenant, author: EntityID(rawValue: 0))
                let rows = (0..<20_001).map { number in
                    RecordLoad.Row(
                        id: company.kernel.ids.next(), owner: nil, createdAt: Timestamp(milliseconds: 1),
                        updatedAt: Timestamp(milliseconds: 1),
                        values: [.text("客户\(number)")])
                }
                try load.insert(rows, in: transaction)
            }
            func list(_ change: @Sendable (inout RecordQuery) -> Void) async throws {
                var query = RecordQuery("crm.account")
                change(&query)
                let asked = query
                _ = try await company.kernel.records.read(as: system) { try $0.list(asked) }
            }
            let refused = RecordError.query(
                code: "query.unindexed", arguments: ["field": "region", "object": "crm.account", "limit": "20000"])
            await #expect(throws: refused) { try await list { $0.filters = ["region = \"x\""] } }
            await #expect(throws: refused) { try await list { $0.sort = [SortKey("region")] } }
            try await list { $0.filters = ["name = \"region\""] }
            #expect(try await Self.add(company, "region", "{\"type\":\"text\",\"index\":true}").isEmpty)
            let now = try await company.actor("system")
            var query = RecordQuery("crm.account")
            (query.filters, query.sort) = (["region = \"x\""], [SortKey("region")])
            let asked = query
            #expect(try await company.kernel.records.read(as: now) { try $0.list(asked).records }.isEmpty)
        }
    }
}
