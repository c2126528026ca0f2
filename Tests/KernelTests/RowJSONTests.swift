import Basics
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

/// Two ways to the same bytes: records written out, and rows written out without becoming records.
@Suite("Rows as JSON") struct RowJSONTests {
    @Test("are the bytes of their records, for every object, reader, order and page", arguments: TestDatabase.all)
    func sameBytes(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            var random = SeededNumbers(seed: seed)
            try await Self.fill(company, time, &random)
            for round in 0..<40 {
                let object = ["crm.account", "crm.contact", "crm.opportunity", "crm.activity", "core.user"].randomElement(using: &random) ?? ""
                var query = RecordQuery(object)
                query.limit = Int.random(in: 1...9, using: &random)
                query.sort = [["-updated_at"], ["created_at"], ["-id"], []].randomElement(using: &random)?.map { SortKey(text: $0) } ?? []
                query.deleted = round % 9 == 0
                let actor = try await company.actor(["system", "manager", "rep1", "other"].randomElement(using: &random) ?? "rep1")
                let asked = query
                let same = try await company.kernel.records.read(as: actor) { try Self.pages($0, asked) }
                #expect(same, "round \(round) of seed \(seed): \(asked)")
            }
        }
    }

    /// Whether each page and each record on it comes out the same both ways.
    private static func pages(_ reader: RecordReader, _ first: RecordQuery) throws -> Bool {
        var query = first
        let hidden = reader.policy.mask(try reader.object(query.object)).hidden
        for _ in 0..<8 {
            let page: RecordPage
            // What may not be listed is refused both ways.
            do { page = try reader.list(query) } catch RecordError.forbidden {
                var out = JSONWriter()
                do { _ = try reader.write(query, to: &out) } catch RecordError.forbidden { return true }
                return false
            }
            var (slow, fast) = (JSONWriter(), JSONWriter())
            slow.array { list in page.records.forEach { reader.codec.write($0, hidden: hidden, to: &list) } }
            var next: String?
            try fast.array { next = try reader.write(query, to: &$0) }
            guard slow.text == fast.text, next == page.next else { return false }
            for record in page.records where record.deletedAt == nil {
                var (slow, fast) = (JSONWriter(), JSONWriter())
                reader.codec.write(record, hidden: hidden, to: &slow)
                guard try reader.write(record.object, record.id, to: &fast) == record.version, slow.text == fast.text else { return false }
            }
            guard let further = next else { return true }
            query.cursor = further
        }
        return true
    }

    private static func fill(_ company: Company, _ time: HandClock, _ random: inout SeededNumbers) async throws {
        for number in 0..<30 {
            time.advance(seconds: Int64.random(in: 1...90_000, using: &random))
            let owner = try await company.actor(["rep1", "rep2", "other"].randomElement(using: &random) ?? "rep1")
            let words = ["杭州\"百草堂\"", "a\\b\n\t\u{1}", "云栖医药 🐎", "O'Brien & <Co>"].randomElement(using: &random) ?? ""
            let amount = Int64.random(in: -3...9_999_999_999, using: &random)
            let made = try await company.kernel.records.write(as: owner) { writer in
                let account = try writer.create("crm.account", [
                    "name": .string("\(words)\(number)"), "annual_revenue": .string("\(max(0, amount / 100)).\(10 + abs(amount % 90))"),
                    "employees": .integer(max(0, amount % 1000)), "tags": .array([.string(words), .string("b")]),
                    "industry": "pharmacy", "description": .string(words),
                ])
                _ = try writer.create("crm.contact", ["name": .string(words), "account": .string(account.idText), "phone": .string("139000\(10000 + number)")])
                let deal = try writer.create("crm.opportunity", ["name": .string(words), "account": .string(account.idText), "close_date": "2027-02-28"])
                _ = try writer.create("crm.activity", ["type": "call", "text": .string(words), "subject": .string(number % 2 == 0 ? account.idText : deal.idText)])
                return deal.id
            }
            guard number % 7 == 0 else { continue }
            try await company.kernel.records.write(as: try await company.actor("system")) { try $0.delete("crm.opportunity", made) }
        }
    }
}
