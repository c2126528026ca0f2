extension BPMN {
    /// Which column each node stands in.
    struct Layering {
        private(set) var layers: [String: Int] = [:]
        /// Edges that run back, by their number.
        private(set) var reversed: Set<Int> = []
        /// The nodes in the order in which a token meets them.
        private(set) var order: [String] = []

        init(_ nodes: [String], _ edges: [LayoutEdge], starts: Set<String>) {
            var leaving: [String: [Int]] = [:]
            var arriving: [String: Int] = [:]
            for (index, edge) in edges.enumerated() {
                leaving[edge.from, default: []].append(index)
                arriving[edge.to, default: 0] += 1
            }
            findReversed(nodes, edges, leaving, arriving, starts)
            assign(nodes, edges, leaving)
        }

        /// A walk in depth without recursion; an edge to a node that is still open runs back.
        private mutating func findReversed(
            _ nodes: [String], _ edges: [LayoutEdge], _ leaving: [String: [Int]], _ arriving: [String: Int],
            _ starts: Set<String>
        ) {
            var isOpen: [String: Bool] = [:]
            let first =
                nodes.filter { starts.contains($0) } + nodes.filter { arriving[$0] == nil && !starts.contains($0) }
            for root in first + nodes where isOpen[root] == nil {
                var path: [(node: String, next: Int)] = [(root, 0)]
                isOpen[root] = true
                order.append(root)
                while let top = path.last {
                    let edgesOut = leaving[top.node] ?? []
                    guard top.next < edgesOut.count else {
                        isOpen[top.node] = false
                        path.removeLast()
                        continue
                    }
                    path[path.count - 1].next += 1
                    let edge = edgesOut[top.next]
                    let target = edges[edge].to
                    switch isOpen[target] {
                    case nil:
                        isOpen[target] = true
                        order.append(target)
                        path.append((target, 0))
                    case true?: reversed.insert(edge)
                    case false?: break
                    }
                }
            }
        }

        /// The longest way from a start, then starts are drawn near to what follows them.
        private mutating func assign(_ nodes: [String], _ edges: [LayoutEdge], _ leaving: [String: [Int]]) {
            var waiting: [String: Int] = [:]
            var next: [String: [String]] = [:]
            for (index, edge) in edges.enumerated() where edge.from != edge.to {
                let (from, to) = reversed.contains(index) ? (edge.to, edge.from) : (edge.from, edge.to)
                waiting[to, default: 0] += 1
                next[from, default: []].append(to)
            }
            var ready = order.filter { waiting[$0] == nil }
            let sources = Set(ready)
            for node in nodes { layers[node] = 0 }
            while let node = ready.popLast() {
                let layer = layers[node] ?? 0
                for target in next[node] ?? [] {
                    layers[target] = max(layers[target] ?? 0, layer + 1)
                    waiting[target, default: 1] -= 1
                    if waiting[target] == 0 { ready.append(target) }
                }
            }
            for node in sources {
                guard let nearest = (next[node] ?? []).compactMap({ layers[$0] }).min(), nearest > 1 else { continue }
                layers[node] = nearest - 1
            }
        }
    }
}
