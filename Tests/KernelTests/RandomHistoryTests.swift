import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing
import Work

/// Random histories of people who create, change, hand over, delete and restore; afterwards the invariants of the
/// specification must hold (A1, A8, A9).
@Suite("After a random history") struct RandomHistoryTests {
    static let names = ["manager", "rep1", "rep2", "other"]

    @Test("ownership, history and visibility fit", arguments: TestDatabase.all) func invariants(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        print("random history on \(database): SANBU_TEST_SEED=\(seed)")
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            var history = History(company: company, random: SeededNumbers(seed: seed))
            for step in 0..<150 { try await history.step(step) }
            #expect(history.done > 60, "seed \(seed)")
            try await Self.checkOwnership(company, seed)
            try await Self.checkHistory(company, history, seed)
            for name in Self.names { try await Self.checkVisibility(company, name, seed) }
        }
    }

    /// A1: at most one open span a record, no overlaps, and the open one is the record's owner.
    private static func checkOwnership(_ company: Company, _ seed: UInt64) async throws {
        let tenant = company.tenant.id
        let (spans, owners) = try await company.kernel.store.read(tenant: tenant) { reader in
            (
                try reader.all(
                    "SELECT record_id, starts_at, ends_at, owner_id FROM ownership_span WHERE tenant_id = \(tenant) ORDER BY record_id, starts_at, id"
                ) { (record: $0.integer(0), from: $0.integer(1), to: $0.optionalInteger(2), owner: $0.integer(3)) },
                try reader.all("SELECT id, owner_id FROM crm_account WHERE tenant_id = \(tenant)") { ($0.integer(0), $0.optionalInteger(1)) }
            )
        }
        for (record, group) in Dictionary(grouping: spans, by: \.record) {
            #expect(group.count { $0.to == nil } <= 1, "record \(record), seed \(seed)")
            for (earlier, later) in zip(group, group.dropFirst()) {
                #expect(earlier.to.map { $0 <= later.from } ?? false, "spans of \(record) overlap, seed \(seed)")
            }
        }
        for (record, owner) in owners {
            #expect(spans.first { $0.record == record && $0.to == nil }?.owner == owner, "record \(record), seed \(seed)")
        }
    }

    /// A9: every change of a tracked field wrote one row with who did it.
    private static func checkHistory(_ company: Company, _ history: History, _ seed: UInt64) async throws {
        let tenant = company.tenant.id
        let rows = try await company.kernel.store.read(tenant: tenant) { reader in
            try reader.all("SELECT record_id, field, actor_name FROM field_change WHERE tenant_id = \(tenant) AND object = 'crm.account' AND field IN ('city', 'owner')") {
                "\($0.integer(0)) \($0.text(1)) \($0.text(2))"
            }
        }
        #expect(rows.sorted() == history.changes.sorted(), "seed \(seed)")
    }

    /// A8: list, get, count, search and export see the same records, and those are the ones the rule says.
    private static func checkVisibility(_ company: Company, _ name: String, _ seed: UInt64) async throws {
        let actor = try await company.actor(name)
        let expected = try await Self.expected(company, name)
        let (listed, counted, found, got, log) = try await company.kernel.records.read(as: actor) { reader in
            let object = try reader.object("crm.account")
            var query = RecordQuery(object.name)
            query.limit = 7
            var listed: Set<EntityID> = []
            repeat {
                let page = try reader.list(query)
                for record in page.records { #expect(listed.insert(record.id).inserted, "a page repeats a record, seed \(seed)") }
                query.cursor = page.next
            } while query.cursor != nil
            query.cursor = nil
            let counted = try reader.count(query, upTo: 10_000)
            let found = Set(try reader.search("公司", objects: [object], each: 500).map(\.id))
            let all = try reader.rows("SELECT id FROM crm_account WHERE tenant_id = \(actor.tenant) AND deleted_at IS NULL") { EntityID(rawValue: $0.integer(0)) }
            let got = Set(all.filter { (try? reader.get(object, $0)) != nil })
            let log = Set(try reader.visible(try reader.events(after: 0, limit: 10_000)).filter { $0.object == object.name }.map(\.record)).intersection(all)
            return (listed, counted, found, got, log)
        }
        #expect(listed == expected, "\(name) lists, seed \(seed)")
        #expect(counted == expected.count, "\(name) counts, seed \(seed)")
        #expect(found == expected, "\(name) searches, seed \(seed)")
        #expect(got == expected, "\(name) gets, seed \(seed)")
        #expect(log == expected, "\(name) reads the log, seed \(seed)")
    }

    /// The oracle: a rep sees its own, the manager its own and its reps'.
    private static func expected(_ company: Company, _ name: String) async throws -> Set<EntityID> {
        let owners: [String] = name == "manager" ? ["manager", "rep1", "rep2"] : [name]
        let ids = owners.compactMap { company.people[$0]?.rawValue }
        let tenant = company.tenant.id
        return Set(try await company.kernel.store.read(tenant: tenant) { reader in
            try reader.all(
                "SELECT id FROM crm_account WHERE tenant_id = \(tenant) AND deleted_at IS NULL AND owner_id IN \(list: ids.map(SQLValue.integer))"
            ) { EntityID(rawValue: $0.integer(0)) }
        })
    }
}

/// Steps of a random history, with what must be found afterwards.
struct History {
    let company: Company
    var random: SeededNumbers
    private(set) var done = 0
    private(set) var changes: [String] = []
    private var records: [EntityID] = []

    init(company: Company, random: SeededNumbers) {
        self.company = company
        self.random = random
    }

    mutating func step(_ number: Int) async throws {
        company.time.advance(seconds: Int64.random(in: 1...3000, using: &random))
        let name = RandomHistoryTests.names.randomElement(using: &random) ?? "rep1"
        let actor = try await company.actor(name)
        do {
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3: try await create(number, actor)
            case 4...6: try await change(actor, name)
            case 7: try await handOver(actor, name)
            case 8: try await delete(actor)
            default: try await restore(actor)
            }
            done += 1
        } catch is RecordError {
            // Refused: nothing may have changed, which the checks at the end see.
        }
    }

    private mutating func create(_ number: Int, _ actor: Actor) async throws {
        let record = try await company.kernel.records.write(as: actor) { writer in
            try writer.create("crm.account", ["name": .string("第\(number)号公司"), "city": "杭州"])
        }
        records.append(record.id)
    }

    private mutating func change(_ actor: Actor, _ name: String) async throws {
        guard let id = records.randomElement(using: &random) else { return }
        let city = ["杭州", "上海", "宁波"].randomElement(using: &random) ?? "上海"
        let changed = try await company.kernel.records.write(as: actor) { writer in
            let before = try writer.reader.get(try writer.reader.object("crm.account"), id)["city"]
            let after = try writer.update("crm.account", id, ["city": .string(city)])["city"]
            return before != after
        }
        if changed { changes.append("\(id.rawValue) city \(name)") }
    }

    private mutating func handOver(_ actor: Actor, _ name: String) async throws {
        guard let id = records.randomElement(using: &random), let to = RandomHistoryTests.names.randomElement(using: &random),
            let person = company.people[to]
        else { return }
        let changed = try await company.kernel.records.write(as: actor) { writer in
            let before = try writer.reader.get(try writer.reader.object("crm.account"), id).owner
            return try writer.update("crm.account", id, ["owner": .string(person.text(prefix: "usr"))]).owner != before
        }
        if changed { changes.append("\(id.rawValue) owner \(name)") }
    }

    private mutating func delete(_ actor: Actor) async throws {
        guard let id = records.randomElement(using: &random) else { return }
        try await company.kernel.records.write(as: actor) { writer in try writer.delete("crm.account", id) }
    }

    private mutating func restore(_ actor: Actor) async throws {
        guard let id = records.randomElement(using: &random) else { return }
        _ = try await company.kernel.records.write(as: actor) { writer in try writer.restore("crm.account", id) }
    }
}
