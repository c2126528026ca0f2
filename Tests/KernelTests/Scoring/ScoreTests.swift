import Basics
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

@Suite("A score") struct ScoreTests {
    @Test("is the odds of the ends times each value's ratio, smoothed") func arithmetic() {
        var counts = NaiveBayes()
        counts.setTotal(.init(won: 30, lost: 10))
        counts.set(.init(won: 24, lost: 2), of: "referral", in: "source")
        counts.set(.init(won: 6, lost: 8), of: "list", in: "source")
        counts.set(.init(won: 30, lost: 10), of: "east", in: "region")
        let factors = counts.factors([("source", "referral"), ("region", "east"), ("source", "unheard"), ("colour", "red")])
        #expect(factors.map(\.field) == ["source", "region"])
        // (24 + 1) / (30 + 2) against (2 + 1) / (10 + 2).
        #expect(abs(factors[0].ratio - (25.0 / 32) / (3.0 / 12)) < 1e-12)
        // 31/11 × 3.125 × (31/31)/(11/11) = 8.807; 8.807 / 9.807 = 89.8 %.
        #expect(counts.score(factors) == 90)
        #expect(counts.score([]) == 74)
        var few = NaiveBayes()
        few.setTotal(.init(won: 3, lost: 3))
        #expect(few.score([]) == nil, "too little has ended to tell")
    }

    @Test("counts ends as they are and scores open records by them, twice the same", arguments: TestDatabase.all)
    func counts(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        print("random scores on \(database): SANBU_TEST_SEED=\(seed)")
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "scores")
            let (kernel, tenant) = (company.kernel, company.tenant.id)
            var random = SeededNumbers(seed: seed)
            let rows = (0..<70).map { _ in
                (["referral", "website", "purchased"].randomElement(using: &random) ?? "website", ["hot", "cold"].randomElement(using: &random) ?? "hot", Int.random(in: 0..<3, using: &random))
            }
            try await kernel.records.write(as: try await company.actor("rep1")) { writer in
                for (number, row) in rows.enumerated() {
                    let lead = try writer.create(
                        "crm.lead",
                        [
                            "name": .string("线索\(number)"), "company": .string("公司\(number)号"), "phone": .string("1340000\(1000 + number)"),
                            "source": .string(row.0), "rating": .string(row.1),
                        ])
                    if row.2 == 0 { _ = try writer.command("convert", "crm.lead", lead.id) }
                    if row.2 == 1 { _ = try writer.command("disqualify", "crm.lead", lead.id, ["disqualify_reason": "no_need"]) }
                }
            }
            try await kernel.scoreRecords(of: tenant)
            let won = rows.filter { $0.2 == 0 }, lost = rows.filter { $0.2 == 1 }
            var oracle = NaiveBayes()
            oracle.setTotal(.init(won: won.count, lost: lost.count))
            for (field, value) in [("source", { (row: (String, String, Int)) in row.0 }), ("rating", { (row: (String, String, Int)) in row.1 })] {
                for name in Set((won + lost).map(value)) {
                    oracle.set(.init(won: won.count { value($0) == name }, lost: lost.count { value($0) == name }), of: name, in: field)
                }
            }
            func scores() async throws -> [(source: String, rating: String, score: Int64?, version: Int64)] {
                try await kernel.store.read(tenant: tenant) { reader in
                    try reader.all("SELECT source, rating, score, version FROM crm_lead WHERE tenant_id = \(tenant) AND status = 'new' ORDER BY id") {
                        ($0.text(0), $0.text(1), $0.optionalInteger(2), $0.integer(3))
                    }
                }
            }
            let first = try await scores()
            #expect(first.count == rows.count { $0.2 == 2 })
            for row in first {
                let expected = oracle.score(oracle.factors([("source", row.source), ("rating", row.rating)]))
                #expect(row.score == expected.map(Int64.init), "seed \(seed)")
                #expect(row.version == 1, "nobody did anything to the record")
            }
            try await kernel.scoreRecords(of: tenant)
            #expect(try await scores().map(\.score) == first.map(\.score), "seed \(seed)")
            await #expect(throws: RecordError.self) {
                try await kernel.records.write(as: try await company.actor("rep1")) { writer in
                    _ = try writer.create("crm.lead", ["name": "自己打分", "phone": "13499990000", "score": 99])
                }
            }
        }
    }
}
