extension BPMN.LayoutGraph {
    /// Puts the clusters of each layer in an order with few crossings; lanes are never left.
    mutating func orderLayers() {
        buildLayers()
        let neighbours = self.neighbours()
        var best = layers
        var least = crossings()
        let rounds = links.count > 1500 ? 2 : 12
        for round in 0..<rounds where least > 0 {
            let isForward = round % 2 == 0
            let places = isForward ? Array(layers.indices.dropFirst()) : Array(layers.indices.dropLast().reversed())
            for layer in places { sort(layer, toward: isForward ? -1 : 1, neighbours) }
            let count = crossings()
            if count < least { (best, least) = (layers, count) }
        }
        layers = best
    }

    /// The layers as they come, each cluster together.
    private mutating func buildLayers() {
        let last = vertices.map(\.layer).max() ?? 0
        layers = Array(repeating: [], count: last + 1)
        var members: [Int: [Int]] = [:]
        for index in vertices.indices { members[vertices[index].cluster, default: []].append(index) }
        for index in vertices.indices where vertices[index].cluster == index {
            layers[vertices[index].layer] += arranged(members[index] ?? [index], around: index)
        }
        for layer in layers.indices {
            let lanes = layers[layer].map { vertices[$0].lane }
            layers[layer] = zip(layers[layer], lanes).enumerated()
                .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
        }
    }

    /// Lines that run over a node, what is attached to it, the node, lines from its lower border.
    private func arranged(_ members: [Int], around leader: Int) -> [Int] {
        var over: [Int] = []
        var attached: [Int] = []
        var under: [Int] = []
        for member in members where member != leader {
            if vertices[member].isReal {
                attached.append(member)
            } else if isUnder(member) {
                under.append(member)
            } else {
                over.append(member)
            }
        }
        return over + attached + [leader] + under
    }

    /// Whether a passage belongs below its node: a boundary event's line leaves downward.
    private func isUnder(_ index: Int) -> Bool { underPassages.contains(index) }

    /// Passages below nodes.
    var underPassages: Set<Int> {
        var under: Set<Int> = []
        for link in links {
            if case .boundary = link.left, let first = link.chain.first { under.insert(first) }
            if case .boundary = link.right, let last = link.chain.last {
                under.insert(last)
                // The other end of such a line arrives from below too.
                if let first = link.chain.first, link.chain.count > 1 { under.insert(first) }
            }
        }
        return under
    }

    private func neighbours() -> [[Int]] {
        var neighbours = Array(repeating: [Int](), count: vertices.count)
        for link in links {
            for (one, two) in zip(link.chain, link.chain.dropFirst()) {
                neighbours[one].append(two)
                neighbours[two].append(one)
            }
        }
        return neighbours
    }

    private mutating func sort(_ layer: Int, toward step: Int, _ neighbours: [[Int]]) {
        var places: [Int: Double] = [:]
        for (place, vertex) in layers[layer + step].enumerated() { places[vertex] = Double(place) }
        var clusters: [(cluster: Int, members: [Int])] = []
        for vertex in layers[layer] {
            if clusters.last?.cluster == vertices[vertex].cluster {
                clusters[clusters.count - 1].members.append(vertex)
            } else {
                clusters.append((vertices[vertex].cluster, [vertex]))
            }
        }
        // A cluster without neighbours on that side stays where it is among the others.
        var last = -1.0
        let keyed = clusters.map { cluster -> (lane: Int, key: Double, members: [Int]) in
            let found = cluster.members.flatMap { neighbours[$0] }.compactMap { places[$0] }
            if !found.isEmpty { last = found.reduce(0, +) / Double(found.count) }
            return (vertices[cluster.cluster].lane, last, cluster.members)
        }
        layers[layer] = keyed.enumerated().sorted {
            ($0.element.lane, $0.element.key, $0.offset) < ($1.element.lane, $1.element.key, $1.offset)
        }.flatMap(\.element.members)
    }

    /// How often lines between neighbouring layers cross.
    private func crossings() -> Int {
        guard links.count <= 1500 else { return 1 }
        var places = Array(repeating: 0, count: vertices.count)
        for layer in layers { for (place, vertex) in layer.enumerated() { places[vertex] = place } }
        var gaps: [Int: [(Int, Int)]] = [:]
        for link in links {
            for (one, two) in zip(link.chain, link.chain.dropFirst()) where vertices[one].layer != vertices[two].layer {
                gaps[vertices[one].layer, default: []].append((places[one], places[two]))
            }
        }
        var count = 0
        for gap in gaps.values {
            for index in gap.indices {
                for other in gap[(index + 1)...] {
                    if (gap[index].0 - other.0) * (gap[index].1 - other.1) < 0 { count += 1 }
                }
            }
        }
        return count
    }
}
