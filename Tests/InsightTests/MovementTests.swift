import Basics
import Insight
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

@Suite("What became of open records") struct MovementTests {
    @Test("opening and changes give closing, whatever happened") func addsUp() {
        let seed = SeededNumbers.seed()
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<500 {
            var movements = Movements(steps: ["a", "b", "c"], won: "won")
            var (opening, closing): (Int64, Int64) = (0, 0)
            for record in Int64(0)..<Int64.random(in: 0...40, using: &numbers) {
                func moment() -> Movements.Moment? {
                    guard Int.random(in: 0..<5, using: &numbers) > 0 else { return nil }
                    let state = ["a", "b", "c", "won", "lost", "void"].randomElement(using: &numbers) ?? "a"
                    return .init(state: state, amount: Int64.random(in: 0...1000, using: &numbers))
                }
                let (before, after) = (moment(), moment())
                movements.add(record, from: before, to: after)
                for state in ["a", "b", "c"] {
                    if before?.state == state { opening += before?.amount ?? 0 }
                    if after?.state == state { closing += after?.amount ?? 0 }
                }
            }
            #expect(movements[.opening].amount == opening && movements[.closing].amount == closing, "seed \(seed)")
            let changes = Movements.Kind.allCases.filter(\.counts).reduce(Int64(0)) { $0 + movements[$1].amount }
            #expect(opening + changes == closing, "seed \(seed)")
        }
    }

    @Test("each kind of change is told apart") func kinds() {
        var movements = Movements(steps: ["a", "b"], won: "won")
        func moment(_ state: String, _ amount: Int64) -> Movements.Moment { .init(state: state, amount: amount) }
        movements.add(1, from: nil, to: moment("a", 5))
        movements.add(2, from: nil, to: moment("won", 7))
        movements.add(3, from: moment("a", 10), to: moment("b", 12))
        movements.add(4, from: moment("b", 10), to: moment("a", 4))
        movements.add(5, from: moment("a", 3), to: moment("lost", 3))
        movements.add(6, from: moment("lost", 3), to: moment("a", 2))
        movements.add(7, from: moment("b", 9), to: nil)
        movements.add(8, from: moment("won", 9), to: moment("won", 9))
        let found = Movements.Kind.allCases.map { ($0, movements[$0].amount, movements[$0].records) }.filter {
            !$0.2.isEmpty
        }
        #expect(
            found.map(\.0) == [
                .opening, .added, .reopened, .grew, .shrank, .won, .lost, .removed, .closing, .forward, .back,
            ])
        #expect(found.map(\.1) == [32, 12, 2, 2, -6, -7, -3, -9, 23, 12, 4])
        #expect(found.map(\.2) == [[3, 4, 5, 7], [1, 2], [6], [3], [4], [2], [5], [7], [1, 3, 4, 6], [3], [4]])
    }

    /// The sum and the number of open records as they are at a moment of the history, read while it is the present.
    private struct Snapshot: Equatable { var amount: Int64 = 0, count: Int64 = 0 }

    private static func snapshot(_ reader: RecordReader) throws -> Snapshot {
        var open = RecordQuery("crm.opportunity")
        open.filters = ["stage != \"won\" and stage != \"lost\" and stage != \"void\""]
        let row = try #require(try reader.aggregate(open, by: [], [.sum("amount")]).first)
        return Snapshot(amount: row.measured[0].units, count: row.count)
    }

    @Test("the past is read as it was seen when it was the present", arguments: TestDatabase.all)
    func timeTravel(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        try await database.use { store in
            let company = try await TestCompany(store)
            let snapshots = try await Self.live(company, seed)
            #expect(snapshots.count == 41)
            try await company.kernel.records.read(as: company.actor("system")) { reader in
                let insight = Insight(reader)
                let widget = try #require(try insight.dashboard("crm.pipeline").widget("changes"))
                var numbers = SeededNumbers(seed: seed)
                for _ in 0..<25 {
                    let from = Int64.random(in: 0..<40, using: &numbers)
                    let to = Int64.random(in: from + 1...40, using: &numbers)
                    let period = Period(from: Self.day(from), to: Self.day(to - 1))
                    let points = try insight.read(widget, period, .all).points
                    func found(_ kind: Movements.Kind) -> Snapshot {
                        let point = points.first { $0.key == kind.rawValue }
                        return Snapshot(amount: point?.value ?? 0, count: point?.count ?? 0)
                    }
                    #expect(found(.opening) == snapshots[Int(from)], "\(database) \(from)…\(to) seed \(seed)")
                    #expect(found(.closing) == snapshots[Int(to)], "\(database) \(from)…\(to) seed \(seed)")
                    let changes = Movements.Kind.allCases.filter(\.counts).reduce(Int64(0)) { $0 + found($1).amount }
                    #expect(
                        found(.opening).amount + changes == found(.closing).amount,
                        "\(database) \(from)…\(to) seed \(seed)")
                }
            }
        }
    }

    private static let start = Timestamp(
        milliseconds: TestCompany.now.milliseconds / 86_400_000 * 86_400_000 - 60 * 86_400_000 - 8 * 3_600_000)

    /// A day of the history in Shanghai.
    private static func day(_ number: Int64) -> CivilDate {
        CivilDate(dayNumber: (start.milliseconds + 8 * 3_600_000) / 86_400_000 + number)
    }

    /// Forty days of random changes; what is open at the beginning of each, and at the end.
    private static func live(_ company: TestCompany, _ seed: UInt64) async throws -> [Snapshot] {
        let system = try await company.actor("system")
        let kernel = company.kernel
        return try await kernel.store.write(tenant: company.tenant.id, lane: .bulk) { transaction in
            var numbers = SeededNumbers(seed: seed)
            var ids: [EntityID] = []
            var snapshots: [Snapshot] = []
            let account = try kernel.records.write(as: system, at: start.adding(days: -1), in: transaction) {
                try $0.create("crm.account", ["name": "客户"]).idText
            }
            for day in Int64(0)...40 {
                let morning = start.adding(days: day)
                snapshots.append(
                    try kernel.records.write(as: system, at: morning, in: transaction) { try snapshot($0.reader) })
                for change in Int64(0)..<4 {
                    let time = morning.adding(seconds: 3600 * (change * 5 + Int64.random(in: 1...4, using: &numbers)))
                    try kernel.records.write(as: system, at: time, in: transaction) {
                        try step($0, &ids, account, &numbers)
                    }
                }
            }
            return snapshots
        }
    }

    private static func step(
        _ writer: RecordWriter, _ ids: inout [EntityID], _ account: String, _ numbers: inout SeededNumbers
    ) throws {
        let amount = JSON.string(
            "\(Int.random(in: 0...90_000, using: &numbers)).\(Int.random(in: 10...99, using: &numbers))")
        guard let id = ids.randomElement(using: &numbers), Int.random(in: 0..<4, using: &numbers) > 0 else {
            let made = try writer.create(
                "crm.opportunity", ["name": "商机", "account": .string(account), "expected_amount": amount])
            return ids.append(made.id)
        }
        let name = "crm.opportunity"
        let stages = ["contact", "need", "quote", "negotiation"]
        guard case .text(let state) = try writer.reader.get(writer.reader.object(name), id)["stage"] else { return }
        let isOpen = stages.contains(state)
        switch Int.random(in: 0..<6, using: &numbers) {
        case 0 where isOpen: _ = try writer.command("lose", name, id, ["lost_reason": "price"])
        case 1 where !isOpen: _ = try writer.command("reopen", name, id, to: stages.randomElement(using: &numbers), [:])
        case 2 where state == "quote" || state == "negotiation":
            let record = try writer.reader.get(writer.reader.object(name), id)
            guard let units = record["amount"].whole, units > 0 else { return }
            _ = try writer.command(
                "win", name, id, ["closed_on": .string(writer.actor.today(at: writer.now).description)])
        case 3 where Int.random(in: 0..<3, using: &numbers) == 0:
            try writer.delete(name, id)
            ids.removeAll { $0 == id }
        case 4 where isOpen, 5 where isOpen:
            _ = try writer.command(
                "move", name, id, to: stages.filter { $0 != state }.randomElement(using: &numbers), [:])
        default: _ = try writer.update(name, id, ["expected_amount": amount])
        }
    }
}
