import Basics
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

@Suite("A forecast") struct ForecastTests {
    static let days = (from: CivilDate("2026-10-01")!, to: CivilDate("2026-12-31")!)

    @Test("sums along the hierarchy what the reader may see, and each line is the sum of the lines below", arguments: TestDatabase.all)
    func rollsUp(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        print("random forecast on \(database): SANBU_TEST_SEED=\(seed)")
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "forecast")
            let (kernel, people) = (company.kernel, company.people)
            let top = try await kernel.records.write(as: try await company.actor("system")) { writer in
                let top = try writer.create("core.user", ["name": "top", "login": "top-forecast"])
                _ = try writer.update("core.user", try #require(people["manager"]), ["manager": .string(top.idText)])
                return top.id
            }
            var random = SeededNumbers(seed: seed)
            var expected: [String: [String: Int64]] = [:]
            for number in 0..<40 {
                let owner = ["manager", "rep1", "rep2", "other"].randomElement(using: &random) ?? "rep1"
                let category = ["pipeline", "commit"].randomElement(using: &random) ?? "commit"
                let amount = Int64.random(in: 1...900, using: &random) * 1000
                let isInside = Bool.random(using: &random)
                try await kernel.records.write(as: try await company.actor(owner)) { writer in
                    let account = try writer.create("crm.account", ["name": .string("第\(number)户")])
                    _ = try writer.create(
                        "crm.opportunity",
                        [
                            "name": .string("商机\(number)"), "account": .string(account.idText), "expected_amount": .integer(amount),
                            "forecast": .string(category), "close_date": .string(isInside ? "2026-11-15" : "2027-02-01"),
                        ])
                }
                if isInside { expected[owner, default: [:]][category, default: 0] += amount * 100 }
            }
            func forecast(_ reader: String, of person: EntityID) async throws -> [EntityID: [String: Int64]] {
                let lines = try await kernel.records.read(as: try await company.actor(reader)) { reader in
                    try reader.forecast(try reader.object("crm.opportunity"), of: person, from: Self.days.from, to: Self.days.to)
                }
                return Dictionary(uniqueKeysWithValues: lines.map { ($0.person, $0.open) })
            }
            func own(_ name: String) -> [String: Int64] { expected[name] ?? [:] }
            let manager = try #require(people["manager"])
            let team = try await forecast("manager", of: manager)
            for name in ["manager", "rep1", "rep2"] {
                let id = try #require(people[name])
                #expect(team[id] == own(name), "\(name), seed \(seed)")
            }
            #expect(team.count == 3, "the other team is not in it")
            let above = try await forecast("system", of: top)
            let sum = ["manager", "rep1", "rep2"].map(own).reduce(into: [String: Int64]()) { $0.merge($1, uniquingKeysWith: +) }
            #expect(above[manager] == sum, "seed \(seed)")
            let me = try #require(people["rep1"])
            let rep = try await forecast("rep1", of: me)
            #expect(rep == [me: own("rep1")])
            let foreign = try await forecast("other", of: manager)
            let seen = foreign.values.reduce(0) { $0 + $1.count }
            #expect(seen == 0, "who may not see them sums nothing")
        }
    }

    @Test("wants splits that make a hundred before a deal is won", arguments: TestDatabase.all) func splits(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "splits")
            let system = try await company.actor("system")
            let people = company.people
            let id = try await GateTests.deal(company, by: "rep1")
            func split(_ name: String, _ share: Int64) async throws {
                try await company.kernel.records.write(as: system) { writer in
                    _ = try writer.create(
                        "crm.opportunity_split",
                        ["opportunity": .string(id.text(prefix: "opp")), "person": .string(try #require(people[name]).text(prefix: "usr")), "share": .integer(share)])
                }
            }
            func win() async throws -> Bool {
                do {
                    _ = try await company.kernel.records.write(as: system) { writer in try writer.command("win", "crm.opportunity", id, ["closed_on": "2026-09-01"]) }
                    return true
                } catch RecordError.commandRefused("command.condition", _) {
                    return false
                }
            }
            _ = try await company.kernel.records.write(as: system) { try $0.command("move", "crm.opportunity", id, to: "quote") }
            try await split("rep1", 60)
            let early = try await win()
            #expect(!early)
            try await split("rep2", 40)
            let late = try await win()
            #expect(late)
        }
    }
}
