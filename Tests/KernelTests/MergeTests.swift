import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

/// Records that become one, and become several again (A10).
@Suite("Merging records") struct MergeTests {
    @Test(
        "keeps one record with the chosen values, everything that pointed at the others, and both pasts",
        arguments: TestDatabase.all)
    func merge(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("system")
            let (winner, loser, contact) = try await company.kernel.records.write(as: actor) { writer in
                let winner = try writer.create("crm.account", ["name": "云栖医药", "city": "杭州"])
                let loser = try writer.create(
                    "crm.account", ["name": "云栖连锁", "number": "A-7", "city": "上海", "phone": "0571-88886666"])
                let contact = try writer.create("crm.contact", ["name": "王", "account": .string(loser.idText)])
                _ = try writer.create("core.comment", ["subject": .string(loser.idText), "body": "老客户"])
                return (winner, loser, contact)
            }
            let merged = try await company.kernel.records.write(as: actor) { writer in
                try writer.merge("crm.account", into: winner.id, [loser.id], taking: ["city": loser.id])
            }
            #expect(merged["name"] == .text("云栖医药"))
            #expect(merged["city"] == .text("上海"))
            #expect(
                merged["number"] == .text("A-7"), "what the winner lacks comes from the loser, even when it is unique")
            #expect(merged["contact_count"] == .integer(1))
            try await company.kernel.records.read(as: actor) { reader in
                let moved = try reader.get(contact.object, contact.id)
                #expect(moved.reference("account")?.id == winner.id)
                #expect((try? reader.get(loser.object, loser.id)) == nil)
                #expect(try reader.mergedInto(loser.id) == winner.id)
                let types = try reader.timeline(merged, limit: 50).map(\.type)
                #expect(types.contains("crm.account.merged") && types.count { $0 == "crm.account.created" } == 2)
            }
            await #expect(throws: RecordError.commandRefused(code: "merge.restore", arguments: ["id": winner.idText])) {
                try await company.kernel.records.write(as: actor) { _ = try $0.restore("crm.account", loser.id) }
            }
        }
    }

    @Test("says what is newer before it undoes, and keeps that when told to", arguments: TestDatabase.all)
    func contradictions(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("manager")
            let (winner, loser, merges) = try await company.kernel.records.write(as: actor) {
                writer -> (Record, Record, [Merge]) in
                let winner = try writer.create("crm.account", ["name": "甲"])
                let loser = try writer.create("crm.account", ["name": "乙", "city": "上海", "province": "上海"])
                let merged = try writer.merge("crm.account", into: winner.id, [loser.id])
                _ = try writer.update("crm.account", winner.id, ["city": "宁波"])
                return (winner, loser, try writer.reader.merges(of: merged))
            }
            let merge = try #require(merges.first)
            let found = MergeContradiction(object: "crm.account", id: winner.idText, field: "city", reason: .changed)
            await #expect(throws: RecordError.contradicted([found])) {
                try await company.kernel.records.write(as: actor) {
                    _ = try $0.undoMerge("crm.account", winner.id, merge.id)
                }
            }
            try await company.kernel.records.write(as: actor) { writer in
                let undone = try writer.undoMerge("crm.account", winner.id, merge.id, keepingNewer: true)
                #expect(undone["city"] == .text("宁波"))
                #expect(undone["province"] == .null)
                #expect(try writer.reader.get(loser.object, loser.id)["city"] == .text("上海"))
            }
            await #expect(throws: RecordError.commandRefused(code: "merge.undone", arguments: [:])) {
                try await company.kernel.records.write(as: actor) {
                    _ = try $0.undoMerge("crm.account", winner.id, merge.id)
                }
            }
        }
    }

    @Test("asks for the right on every record that it touches") func rights() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let manager = try await company.actor("manager"), rep = try await company.actor("rep1"),
                system = try await company.actor("system")
            let other = try #require(company.people["other"]).text(prefix: "usr")
            let (mine, mineToo, foreign) = try await company.kernel.records.write(as: manager) { writer in
                (
                    try writer.create("crm.account", ["name": "甲"]), try writer.create("crm.account", ["name": "乙"]),
                    try writer.create("crm.account", ["name": "丙"])
                )
            }
            _ = try await company.kernel.records.write(as: system) { writer in
                _ = try writer.update(
                    "crm.account", foreign.id, ["owner": .string(other), "parent_account": .string(mineToo.idText)])
            }
            func attempt(_ actor: Actor, _ winner: Record, _ loser: Record, _ choices: OrderedMap<EntityID> = [:])
                async throws
            {
                try await company.kernel.records.write(as: actor) {
                    _ = try $0.merge("crm.account", into: winner.id, [loser.id], taking: choices)
                }
            }
            await #expect(throws: RecordError.self, "a rep may delete nothing") {
                try await attempt(rep, mine, mineToo)
            }
            await #expect(throws: RecordError.self, "nobody merges what he does not see") {
                try await attempt(manager, mine, foreign)
            }
            await #expect(
                throws: RecordError.forbidden(
                    code: "merge.references", arguments: ["count": "1", "object": "crm.account"])
            ) {
                try await attempt(manager, mine, mineToo)
            }
            await #expect(throws: RecordError.invalid([FieldProblem("credit_limit", "field.read-only")])) {
                try await attempt(manager, mine, mineToo, ["credit_limit": mineToo.id])
            }
            let (rep1, rep2) = (try #require(company.people["rep1"]), try #require(company.people["rep2"]))
            await #expect(
                throws: RecordError.commandRefused(code: "merge.internal", arguments: ["object": "core.user"])
            ) {
                try await company.kernel.records.write(as: system) { _ = try $0.merge("core.user", into: rep1, [rep2]) }
            }
            try await attempt(system, mine, mineToo)
        }
    }

    @Test("and undoing the merge gives back what was there, after any history", arguments: TestDatabase.all)
    func undoGivesBack(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        print("random merges on \(database): SANBU_TEST_SEED=\(seed)")
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            var history = MergeHistory(company: company, random: SeededNumbers(seed: seed))
            try await history.addField()
            for _ in 0..<12 { try await history.grow(12) }
            for round in 0..<40 {
                try await history.grow(3)
                try await history.mergeAndUndo("seed \(seed), round \(round)")
            }
            #expect(history.merges > 10, "seed \(seed)")
        }
    }
}

/// Random records that point at each other, and merges among them.
struct MergeHistory {
    let company: Company
    var random: SeededNumbers
    private(set) var merges = 0
    private var accounts: [EntityID] = []
    private var contacts: [EntityID] = []
    private var number = 0

    init(company: Company, random: SeededNumbers) {
        self.company = company
        self.random = random
    }

    func addField() async throws {
        let problems = try await company.kernel.records.write(as: try await company.actor("system")) { writer in
            try Additions.save(
                Addition(
                    kind: .field, object: "crm.contact", name: "old_account",
                    body: "{\"type\":\"reference\",\"to\":\"crm.account\"}"),
                schema: writer.reader.schema, tenant: writer.actor.tenant, now: writer.now, in: writer.unit)
        }
        #expect(problems.isEmpty)
    }

    mutating func grow(_ count: Int) async throws {
        for _ in 0..<count {
            company.time.advance(seconds: Int64.random(in: 1...500, using: &random))
            number += 1
            do { try await add() } catch is RecordError {}
        }
    }

    private mutating func add() async throws {
        let actor = try await company.actor("system")
        let (one, two) = (accounts.randomElement(using: &random), accounts.randomElement(using: &random))
        let person = contacts.randomElement(using: &random)
        let kind = Int.random(in: 0..<10, using: &random)
        let city = ["杭州", "上海", nil].randomElement(using: &random) ?? nil
        let owner = RandomHistoryTests.names.randomElement(using: &random).flatMap { company.people[$0] }
        let number = number
        @Sendable func text(_ id: EntityID?, _ prefix: String) -> JSON {
            id.map { .string($0.text(prefix: prefix)) } ?? .null
        }
        let made = try await company.kernel.records.write(as: actor) {
            writer -> (account: EntityID?, contact: EntityID?) in
            switch kind {
            case 0...2:
                var values: OrderedMap<JSON> = [
                    "name": .string("客户\(number)"), "parent_account": text(one, "acc"), "owner": text(owner, "usr"),
                ]
                if let city { values["city"] = .string(city) }
                if number % 2 == 0 { values["number"] = .string("N-\(number)") }
                return (try writer.create("crm.account", values).id, nil)
            case 3, 4:
                let values: OrderedMap<JSON> = [
                    "name": .string("人\(number)"), "account": text(one, "acc"), "old_account": text(two, "acc"),
                    "reports_to": text(person, "con"),
                    "external_id": number % 3 == 0 ? .string("X\(number)") : .null,
                ]
                return (nil, try writer.create("crm.contact", values).id)
            case 5:
                _ = try writer.create(
                    "crm.opportunity",
                    ["name": "商机", "account": text(one, "acc"), "expected_amount": .integer(Int64(number))])
            case 6, 7:
                _ = try writer.create(
                    "crm.activity",
                    ["subject": text(one, "acc"), "contact": text(person, "con"), "text": "电话", "type": "call"])
            case 8:
                _ = try writer.create(
                    "core.comment", ["subject": text(person ?? one, person == nil ? "acc" : "con"), "body": "评论"])
            default: if let person { try writer.delete("crm.contact", person) }
            }
            return (nil, nil)
        }
        made.account.map { accounts.append($0) }
        made.contact.map { contacts.append($0) }
    }

    /// Everything but versions and times of change, as lines.
    private func snapshot() async throws -> [String] {
        let tenant = company.tenant.id
        return try await company.kernel.store.read(tenant: tenant) { reader in
            var lines: [String] = []
            for table in [
                "crm_account", "crm_contact", "crm_opportunity", "crm_activity", "core_comment", "stored_file",
            ] {
                let skipped: Set = ["version", "updated_at", "updated_by"]
                let columns = try TableColumns.of(table, reader).filter { !skipped.contains($0) }.sorted()
                let list = columns.map { SQL.quoted($0) }.joined(separator: ", ")
                try reader.forEach(
                    SQL(text: "SELECT \(list) FROM \(table) WHERE tenant_id = ") + "\(tenant) ORDER BY id"
                ) { row in
                    lines.append(
                        table + " " + columns.indices.map { "\(columns[$0])=\(row.value($0))" }.joined(separator: " "))
                }
            }
            return lines
        }
    }

    mutating func mergeAndUndo(_ note: String) async throws {
        let isContact = Bool.random(using: &random)
        let (object, pool) = isContact ? ("crm.contact", contacts) : ("crm.account", accounts)
        let chosen = Array(pool.shuffled(using: &random).prefix(Int.random(in: 2...4, using: &random)))
        guard chosen.count >= 2, let winner = chosen.first else { return }
        let field = isContact ? "account" : "city"
        let choice = chosen.randomElement(using: &random) ?? winner
        let actor = try await company.actor("system")
        let before = try await snapshot()
        company.time.advance(seconds: 60)
        do {
            _ = try await company.kernel.records.write(as: actor) { writer in
                try writer.merge(
                    object, into: winner, Array(chosen.dropFirst()), taking: [field: choice, "owner": choice])
            }
        } catch RecordError.notFound { return }
        merges += 1
        try await checkMerged(object, Array(chosen.dropFirst()), note)
        company.time.advance(seconds: 60)
        try await company.kernel.records.write(as: actor) { writer in
            let record = try writer.reader.get(try writer.reader.object(object), winner)
            for merge in try writer.reader.merges(of: record).prefix(1) {
                _ = try writer.undoMerge(object, winner, merge.id)
            }
        }
        let after = try await snapshot()
        for (left, right) in zip(before, after) { #expect(left == right, "\(note)") }
        #expect(before.count == after.count)
    }

    /// Nothing points at a loser any more, and every sum is what its children give.
    private func checkMerged(_ object: String, _ losers: [EntityID], _ note: String) async throws {
        let tenant = company.tenant.id
        let ids = losers.map { SQLValue.integer($0.rawValue) }
        try await company.kernel.store.read(tenant: tenant) { reader in
            let columns =
                object == "crm.contact"
                ? [("crm_activity", "contact"), ("core_comment", "subject"), ("crm_contact", "reports_to")]
                : [
                    ("crm_contact", "account"), ("crm_opportunity", "account"), ("crm_activity", "subject"),
                    ("core_comment", "subject"), ("crm_account", "parent_account"),
                ]
            for (table, column) in columns {
                let count = try reader.first(
                    SQL(text: "SELECT count(*) FROM \(table) WHERE tenant_id = ")
                        + "\(tenant) AND deleted_at IS NULL AND "
                        + SQL(text: "\(column) IN ") + "\(list: ids)"
                ) { $0.integer(0) }
                #expect(count == 0, "\(table).\(column) points at a loser, \(note)")
            }
            let wrong = try reader.all(
                """
                SELECT a.id FROM crm_account a WHERE a.tenant_id = \(tenant) AND a.deleted_at IS NULL AND coalesce(a.contact_count, 0) <>
                (SELECT count(*) FROM crm_contact c WHERE c.tenant_id = a.tenant_id AND c.account = a.id AND c.deleted_at IS NULL)
                """
            ) { $0.integer(0) }
            #expect(wrong.isEmpty, "sums that are wrong: \(wrong), \(note)")
        }
    }
}

/// The columns that a table has.
enum TableColumns {
    static func of(_ table: String, _ reader: any Reader) throws -> [String] {
        let sql: SQL =
            switch reader.dialect {
            case .sqlite: "SELECT name FROM pragma_table_info(\(table))"
            case .postgres:
                "SELECT column_name FROM information_schema.columns WHERE table_name = \(table) AND table_schema = current_schema()"
            }
        return try reader.all(sql) { $0.text(0) }
    }
}
