import Testing

@testable import Console

@Suite("The layout of a tree") struct TreeLayoutTests {
    @Test("puts every node somewhere, children below their parents, and no two on one place")
    func invariants() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("random trees: seed \(seed)")
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<200 {
            let count = 1 + next(40)
            // Some point at nodes that come later, some in a circle, some nowhere.
            let parents = (0..<count).map { _ in next(3) == 0 ? nil : Optional(next(count + 2)) }
            let layout = TreeLayout(parents: parents)
            #expect(layout.places.count == count, "seed \(seed): \(parents)")
            for (node, parent) in parents.enumerated() {
                guard let parent, parent < count, let own = layout.places[node], let above = layout.places[parent] else { continue }
                #expect(own.row == above.row + 1 || own.row == 0, "seed \(seed): \(parents)")
            }
            for (_, row) in Dictionary(grouping: layout.places.values, by: \.row) {
                let columns = row.map(\.column).sorted()
                for (left, right) in zip(columns, columns.dropFirst()) { #expect(right - left >= 1, "seed \(seed): \(parents)") }
            }
        }
    }
}
