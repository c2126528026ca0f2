extension BPMN.LayoutGraph {
    /// Gives every vertex its height: rows that lines run straight along, one below the other.
    ///
    /// - Returns: the top of each lane and the bottom of the last.
    mutating func placeRows(lanePadding: Double) -> [Double] {
        var rows = Rows(self)
        rows.align()
        rows.place()
        for index in vertices.indices { vertices[index].y = rows.y(of: index) }
        return stackLanes(lanePadding)
    }

    /// Lanes were placed on their own; now one stands below the other.
    private mutating func stackLanes(_ padding: Double) -> [Double] {
        var tops = [0.0]
        for lane in 0..<max(laneCount, 1) {
            let members = vertices.indices.filter { vertices[$0].lane == lane }
            let top = members.map { vertices[$0].y - vertices[$0].above }.min() ?? 0
            let bottom = members.map { vertices[$0].y + vertices[$0].below }.max() ?? 0
            let start = tops[lane] + padding
            for index in members { vertices[index].y += start - top }
            let height = laneCount > 1 || padding > 0 ? max(bottom - top + 2 * padding, 2 * padding + 60) : bottom - top
            tops.append(tops[lane] + height)
        }
        return tops
    }

    /// Rows of vertices that share a height.
    private struct Rows {
        let graph: BPMN.LayoutGraph
        /// For each vertex, the next one in its row to the right and to the left.
        private var right: [Int]
        private var left: [Int]
        private var row: [Int]
        private var heights: [Double] = []
        private var members: [[Int]] = []

        init(_ graph: BPMN.LayoutGraph) {
            self.graph = graph
            right = Array(repeating: -1, count: graph.vertices.count)
            left = right
            row = right
        }

        func y(of vertex: Int) -> Double { heights[row[vertex]] }

        /// Joins neighbours into rows: the first flow of each node before long lines, and never across one another.
        mutating func align() {
            var places = Array(repeating: 0, count: graph.vertices.count)
            for layer in graph.layers { for (place, vertex) in layer.enumerated() { places[vertex] = place } }
            var taken: [Int: [(Int, Int)]] = [:]
            for (one, two) in candidates() where right[one] < 0 && left[two] < 0 {
                let layer = graph.vertices[one].layer
                let pair = (places[one], places[two])
                let crosses = taken[layer, default: []].contains { ($0.0 - pair.0) * ($0.1 - pair.1) < 0 }
                guard !crosses else { continue }
                taken[layer, default: []].append(pair)
                right[one] = two
                left[two] = one
            }
            gather()
        }

        private func candidates() -> [(Int, Int)] {
            var ranked: [(rank: Int, pair: (Int, Int))] = []
            for link in graph.links {
                for (one, two) in zip(link.chain, link.chain.dropFirst()) {
                    let (first, second) = (graph.vertices[one], graph.vertices[two])
                    guard first.lane == second.lane, first.layer != second.layer else { continue }
                    let real = (first.isReal ? 1 : 0) + (second.isReal ? 1 : 0)
                    let rank = real == 2 && !link.isWeak ? 0 : real == 0 ? 1 : link.isWeak ? 3 : 2
                    ranked.append((rank, (one, two)))
                }
            }
            return ranked.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
                .map(\.element.pair)
        }

        private mutating func gather() {
            for start in graph.vertices.indices where left[start] < 0 {
                var vertex = start
                var chain: [Int] = []
                while vertex >= 0 {
                    row[vertex] = members.count
                    chain.append(vertex)
                    vertex = right[vertex]
                }
                members.append(chain)
            }
        }

        /// How far the middle of one vertex must be below that of another in the same layer.
        private func distance(_ upper: Int, _ lower: Int) -> Double {
            let (one, two) = (graph.vertices[upper], graph.vertices[lower])
            let gap = one.isReal && two.isReal ? 26.0 : one.isReal || two.isReal ? 12.0 : 4.0
            return one.below + two.above + gap
        }

        /// The highest place for each row, then up to twelve rounds in which rows move toward what they are linked to.
        mutating func place() {
            var below: [[(row: Int, distance: Double)]] = Array(repeating: [], count: members.count)
            var above = below
            for layer in graph.layers {
                for (upper, lower) in zip(layer, layer.dropFirst())
                where graph.vertices[upper].lane == graph.vertices[lower].lane && row[upper] != row[lower] {
                    let distance = distance(upper, lower)
                    below[row[upper]].append((row[lower], distance))
                    above[row[lower]].append((row[upper], distance))
                }
            }
            let order = topological(below, above)
            heights = Array(repeating: 0, count: members.count)
            for row in order {
                for (lower, distance) in below[row] { heights[lower] = max(heights[lower], heights[row] + distance) }
            }
            let linked = linkedRows()
            for round in 0..<12 {
                for row in round % 2 == 0 ? order.reversed() : order {
                    settle(row, above[row], below[row], linked[row])
                }
            }
        }

        private func topological(
            _ below: [[(row: Int, distance: Double)]], _ above: [[(row: Int, distance: Double)]]
        ) -> [Int] {
            var waiting = above.map(\.count)
            var ready = members.indices.filter { waiting[$0] == 0 }
            var order: [Int] = []
            while let row = ready.popLast() {
                order.append(row)
                for (lower, _) in below[row] {
                    waiting[lower] -= 1
                    if waiting[lower] == 0 { ready.append(lower) }
                }
            }
            return order
        }

        private func linkedRows() -> [[Int]] {
            var linked: [[Int]] = Array(repeating: [], count: members.count)
            for link in graph.links {
                for (one, two) in zip(link.chain, link.chain.dropFirst())
                where row[one] != row[two] && graph.vertices[one].lane == graph.vertices[two].lane {
                    linked[row[one]].append(row[two])
                    linked[row[two]].append(row[one])
                }
            }
            return linked
        }

        /// Moves a row toward its linked rows as far as its neighbours let it.
        private mutating func settle(
            _ row: Int, _ above: [(row: Int, distance: Double)], _ below: [(row: Int, distance: Double)],
            _ linked: [Int]
        ) {
            guard !linked.isEmpty else { return }
            let wish = linked.reduce(0) { $0 + heights[$1] } / Double(linked.count)
            let least = above.map { heights[$0.row] + $0.distance }.max() ?? -.infinity
            let most = below.map { heights[$0.row] - $0.distance }.min() ?? .infinity
            guard least <= most else { return }
            heights[row] = min(max(wish, least), most).rounded()
        }
    }
}
