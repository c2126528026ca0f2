import Basics
import Insight
import Testing

@Suite("Periods") struct PeriodTests {
    @Test("read what they write", arguments: ["2026-11", "2026-Q4", "2026", "2026-11-03..2026-11-20"]) func roundTrip(
        _ text: String
    ) throws {
        #expect(try #require(Period(text)).text == text)
    }

    @Test(
        "refuse what is none", arguments: ["", "2026-13", "2026-Q5", "26", "2026-11-31..2026-12-01", "x..y", "2026-1"])
    func refused(_ text: String) {
        #expect(Period(text) == nil)
    }

    @Test("follow each other without a gap", arguments: ["2026-01", "2026-Q1", "2026", "2026-11-03..2026-11-20"])
    func neighbours(_ text: String) throws {
        let period = try #require(Period(text))
        #expect(period.moved(by: -1).to.adding(days: 1) == period.from)
        #expect(period.moved(by: 1).from.adding(days: -1) == period.to)
        #expect(period.moved(by: 5).moved(by: -5) == period)
    }

    @Test("are cut to ten years") func longest() throws {
        let period = try #require(Period("2000-01-01..2026-01-01"))
        #expect(period.to.dayNumber - period.from.dayNumber == 3653)
    }
}

@Suite("What is going to come") struct ExpectationTests {
    private func open(_ numbers: inout SeededNumbers) -> [OpenAmount] {
        (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
            let parts = (0..<Int.random(in: 1...20, using: &numbers)).map { _ in
                Double.random(in: 0...1e8, using: &numbers)
            }
            return OpenAmount(
                state: ["a", "b", "c"].randomElement(using: &numbers) ?? "a", sum: parts.reduce(0, +),
                squares: parts.reduce(0) { $0 + $1 * $1 })
        }
    }

    private func rates(_ numbers: inout SeededNumbers) -> ([String: WinRate], WinRate) {
        var rates: [String: WinRate] = [:]
        for state in ["a", "b"] {
            let closed = Int64.random(in: 0...200, using: &numbers)
            rates[state] = WinRate(won: Int64.random(in: 0...closed, using: &numbers), closed: closed)
        }
        let closed = Int64.random(in: 0...400, using: &numbers)
        return (rates, WinRate(won: Int64.random(in: 0...closed, using: &numbers), closed: closed))
    }

    @Test("lies between nothing and everything, the interval around it, and is the sum of its parts") func bounds() {
        let seed = SeededNumbers.seed()
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<500 {
            let open = open(&numbers)
            let (rates, overall) = rates(&numbers)
            let range = Expectation.range(open, rates, overall: overall)
            let most = open.reduce(0) { $0 + $1.sum }
            #expect(range.low >= 0 && range.low <= range.expected && range.expected <= range.high, "seed \(seed)")
            #expect(range.high <= most * (1 + 1e-12), "seed \(seed)")
            let parts = open.map { Expectation.range([$0], rates, overall: overall).expected }.reduce(0, +)
            #expect(abs(parts - range.expected) <= 1e-6 * max(1, most), "seed \(seed)")
        }
    }

    @Test("grows with every record that came about") func monotone() {
        let open = [OpenAmount(state: "a", sum: 100, squares: 10_000)]
        var last = -1.0
        for won in Int64(0)...20 {
            let range = Expectation.range(
                open, ["a": WinRate(won: won, closed: 20)], overall: WinRate(won: 10, closed: 40))
            #expect(range.expected > last)
            last = range.expected
        }
    }

    @Test("is narrower the more is known") func certainty() {
        let open = [OpenAmount(state: "a", sum: 1000, squares: 10_000)]
        func width(_ times: Int64) -> Double {
            let range = Expectation.range(
                open, ["a": WinRate(won: 5 * times, closed: 10 * times)], overall: WinRate(won: 50, closed: 100))
            return range.high - range.low
        }
        #expect(width(1) > width(10) && width(10) > width(100))
    }

    @Test("holds four of five outcomes that are drawn at the same rates") func coverage() {
        let seed = SeededNumbers.seed()
        var numbers = SeededNumbers(seed: seed)
        let amounts = (0..<60).map { _ in Double.random(in: 10...100, using: &numbers) }
        let open = [OpenAmount(state: "a", sum: amounts.reduce(0, +), squares: amounts.reduce(0) { $0 + $1 * $1 })]
        let range = Expectation.range(
            open, ["a": WinRate(won: 4000, closed: 10_000)], overall: WinRate(won: 4000, closed: 10_000))
        var inside = 0
        for _ in 0..<4000 {
            let outcome = amounts.reduce(0) { $0 + (Double.random(in: 0..<1, using: &numbers) < 0.4 ? $1 : 0) }
            if range.low <= outcome, outcome <= range.high { inside += 1 }
        }
        #expect((3000...3400).contains(inside), "\(inside) of 4000, seed \(seed)")
    }
}

@Suite("Sums over a tree of departments") struct DepartmentTreeTests {
    @Test("agree with walking up from every department") func sums() {
        let seed = SeededNumbers.seed()
        var numbers = SeededNumbers(seed: seed)
        for _ in 0..<300 {
            let nodes = (1...Int64.random(in: 1...25, using: &numbers)).map { id in
                DepartmentTree.Node(
                    id: id,
                    parent: id == 1 || Bool.random(using: &numbers) && id % 5 == 0
                        ? nil : Int64.random(in: 1..<id, using: &numbers))
            }
            let own = Dictionary(
                uniqueKeysWithValues: nodes.map { ($0.id, Int64.random(in: 0...100, using: &numbers)) })
            let parents = Dictionary(uniqueKeysWithValues: nodes.map { ($0.id, $0.parent) })
            var expected: [Int64: Int64] = [:]
            for node in nodes {
                var at: Int64? = node.id
                while let id = at {
                    expected[id, default: 0] += own[node.id] ?? 0
                    at = parents[id] ?? nil
                }
            }
            #expect(DepartmentTree.sums(nodes, own: own) == expected, "seed \(seed)")
        }
    }

    @Test("take a department's own value for all that is below it") func set() {
        let nodes = [
            DepartmentTree.Node(id: 1, parent: nil), .init(id: 2, parent: 1), .init(id: 3, parent: 2),
            .init(id: 4, parent: 1),
        ]
        let sums = DepartmentTree.sums(nodes, own: [1: 1, 2: 10, 3: 100, 4: 1000], set: [2: 5])
        #expect(sums == [1: 1006, 2: 5, 3: 100, 4: 1000])
    }

    @Test("come to an end when departments stand in a ring") func ring() {
        #expect(DepartmentTree.sums([.init(id: 1, parent: 2), .init(id: 2, parent: 1)], own: [1: 1]).isEmpty)
    }
}
