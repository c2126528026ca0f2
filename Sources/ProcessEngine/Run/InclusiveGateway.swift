extension Run {
    /// A token at a joining inclusive gateway. Whether it passes is asked when everything else has come to rest.
    func joinInclusive(_ place: Int, in scope: Int, along flow: Int) {
        addToken(place, in: scope, along: flow)
    }

    /// Looks at the inclusive and complex joins of the scopes in which something has moved.
    func wakeJoins() {
        guard !touchedJoins.isEmpty else { return }
        let scopes = touchedJoins.sorted()
        touchedJoins.removeAll(keepingCapacity: true)
        for scope in scopes {
            // What one join has sent on its way is not at rest: the others are asked again when it is.
            if hasWork { touchedJoins.insert(scope) } else { wakeJoins(of: scope) }
        }
    }

    private func wakeJoins(of scope: Int) {
        guard let joins = state.elements[scope]?.scope?.joins else { return }
        var waiting: [Int] = []
        for place in joins.keys.sorted() {
            if hasWork {
                touchedJoins.insert(scope)
                return
            }
            switch graph.nodes[place].kind {
            case .inclusive: if !wakeInclusive(place, in: scope) { waiting.append(place) }
            case .complex: wakeComplex(place, in: scope)
            default: break
            }
        }
        breakTie(waiting, in: scope)
    }

    private func wakeInclusive(_ place: Int, in scope: Int) -> Bool {
        guard let join = state.elements[scope]?.scope?.joins[place], join.filled > 0 else { return true }
        if join.filled < graph.nodes[place].incoming.count, isHeldUp(place, in: scope) { return false }
        takeTokens(place, in: scope)
        pass(place, in: scope)
        return true
    }

    /// Whether some token can still come that the join has to wait for.
    func isHeldUp(_ place: Int, in scope: Int) -> Bool {
        guard let reach = graph.nodes[place].reach, let inside = state.elements[scope]?.scope,
            let join = inside.joins[place]
        else { return false }
        let filled = join.settledBits
        // What held it up the last time most often still does: with it, a thousand branches join in linear time.
        if let element = state.elements[join.witness], element.parent == scope,
            reach.holdsUp(node: element.node, filled: filled)
        {
            return true
        }
        for key in inside.children.reversed() {
            guard let element = state.elements[key], element.role != .compensation else { continue }
            if reach.holdsUp(node: element.node, filled: filled) {
                state.elements[scope]?.scope?.joins[place]?.witness = key
                return true
            }
        }
        return inside.joins.contains { other, join in
            other != place && join.filled > 0 && reach.holdsUp(node: other, filled: filled)
        }
    }

    /// When nothing moves in a scope but joins that wait for each other, the first passes: a loop around several
    /// inclusive gateways must not stand still for ever.
    private func breakTie(_ waiting: [Int], in scope: Int) {
        guard !hasWork, let place = waiting.first, let inside = state.elements[scope]?.scope, inside.children.isEmpty,
            inside.tokens == inside.joins.values.reduce(0, { $0 + $1.arrived.reduce(0, +) }),
            inside.joins.keys.allSatisfy({ graph.nodes[$0].isInclusiveOrComplex })
        else { return }
        takeTokens(place, in: scope)
        pass(place, in: scope)
    }
}

extension JoinState {
    /// The flows on which nothing more is awaited, as bits.
    var settledBits: [UInt64] {
        guard awaitsReset else { return filledBits }
        var bits = filledBits
        for flow in arrived.indices where spent[flow] { bits[flow / 64] |= 1 << UInt64(flow % 64) }
        return bits
    }
}

extension Node {
    var isInclusiveOrComplex: Bool {
        switch kind {
        case .inclusive, .complex: true
        default: false
        }
    }
}
