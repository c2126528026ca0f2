extension ProcessGraph {
    /// What can follow a node within its scope, the node itself included: along flows, from an activity to the events
    /// on its border, and from link to link.
    func reachable(from node: Int) -> Set<Int> {
        var found: Set<Int> = [node]
        var pending = [node]
        while let place = pending.popLast() {
            for next in following(place) where found.insert(next).inserted { pending.append(next) }
        }
        return found
    }

    /// Whether a token at one node can come to another, also across the borders of sub-processes.
    func canReach(_ target: Int, from source: Int) -> Bool {
        let around = [target] + scopes(around: target)
        var source = source
        while source >= 0 {
            if let here = around.first(where: { nodes[$0].scope == nodes[source].scope }), here != source,
                reachable(from: source).contains(here)
            {
                return true
            }
            source = nodes[source].scope
        }
        return false
    }

    private func following(_ place: Int) -> [Int] {
        let node = nodes[place]
        var next = node.outgoing.map { flows[$0].target } + node.boundaries
        if case .intermediateThrow(let triggers) = node.kind {
            for case .link(let name) in triggers.triggers {
                if let target = links[Link(scope: node.scope, name: name)] { next.append(target) }
            }
        }
        return next
    }

    /// The node directly inside a scope that holds another, or is it.
    func child(of scope: Int, around node: Int) -> Int {
        var node = node
        while node > 0, nodes[node].scope != scope { node = nodes[node].scope }
        return node
    }
}

extension Node {
    var isGateway: Bool {
        switch kind {
        case .exclusive, .parallel, .inclusive, .complex, .eventGateway: true
        default: false
        }
    }

    /// Whether a join waits for a token on each of its flows.
    var needsEveryFlow: Bool {
        switch kind {
        case .parallel, .complex: true
        default: false
        }
    }
}
