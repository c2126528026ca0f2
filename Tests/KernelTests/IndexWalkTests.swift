import Basics
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

/// Two ways to the same page.
@Suite("Walking an order's index") struct IndexWalkTests {
    @Test("gives the pages that sorting gives, for any filter, order and reader") func samePages() async throws {
        let seed = SeededNumbers.seed()
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let kernel = company.kernel
            var random = SeededNumbers(seed: seed)
            for start in stride(from: 0, to: 300, by: 25) {
                time.advance(seconds: 1)
                let owner = try await company.actor(["rep1", "rep2", "other"].randomElement(using: &random) ?? "rep1")
                let cities = (0..<25).map { _ in ["杭州", "宁波", "温州"].randomElement(using: &random) }
                try await kernel.records.write(as: owner) { writer in
                    for number in 0..<25 {
                        var values: OrderedMap<JSON> = ["name": .string("客户\(start + number)")]
                        if let city = cities[number], number % 4 != 0 { values["city"] = .string(city) }
                        _ = try writer.create("crm.account", values)
                    }
                }
            }
            for round in 0..<60 {
                var query = RecordQuery("crm.account")
                query.limit = Int.random(in: 1...40, using: &random)
                query.sort = [["-updated_at"], ["updated_at"], ["-created_at"], ["-city"], ["city"], ["-name"], []].randomElement(using: &random)?.map { SortKey(text: $0) } ?? []
                query.filters = [[], ["city = \"宁波\""], ["city = null"], ["starts with(name, \"客户1\")"]].randomElement(using: &random) ?? []
                let actor = try await company.actor(["system", "manager", "rep1", "other"].randomElement(using: &random) ?? "rep1")
                let (asked, reach) = (query, [3, 30, 200].randomElement(using: &random) ?? 30)
                let same = try await kernel.records.read(as: actor) { try Self.pages(asked, $0, nil) == Self.pages(asked, $0, reach) }
                #expect(same, "round \(round) of seed \(seed): \(asked), reach \(reach)")
            }
        }
    }

    private static func pages(_ query: RecordQuery, _ reader: RecordReader, _ reach: Int?) throws -> [[EntityID]] {
        var (query, pages) = (query, [[EntityID]]())
        repeat {
            let page = try reader.list(query, walking: reach)
            pages.append(page.records.map(\.id))
            query.cursor = page.next
        } while query.cursor != nil && pages.count < 400
        return pages
    }
}
