extension Run {
    /// A token at a joining parallel gateway: it passes when every incoming flow has one (BPMN 2.0.2 §13.4.1).
    func joinParallel(_ place: Int, in scope: Int, along flow: Int) {
        let node = graph.nodes[place]
        addToken(place, in: scope, along: flow)
        guard let join = state.elements[scope]?.scope?.joins[place], join.filled == node.incoming.count else { return }
        takeTokens(place, in: scope)
        pass(place, in: scope)
    }

    /// Keeps a token at a join.
    func addToken(_ place: Int, in scope: Int, along flow: Int) {
        let arrival = graph.flows[flow].arrival
        let flows = graph.nodes[place].incoming.count
        state.elements[scope]?.scope?.joins[place, default: JoinState(flows: flows)].add(arrival)
        touchedJoins.insert(scope)
    }

    /// Takes one token from each flow that has one.
    func takeTokens(_ place: Int, in scope: Int) {
        guard let count = state.elements[scope]?.scope?.joins[place]?.takeOne() else { return }
        state.elements[scope]?.scope?.tokens -= count
        if state.elements[scope]?.scope?.joins[place]?.isIdle == true {
            state.elements[scope]?.scope?.joins[place] = nil
        }
    }
}

extension JoinState {
    mutating func add(_ arrival: Int) {
        setTokens(arrived[arrival] + 1, on: arrival)
    }

    /// Takes one token from each flow that has one; the number taken.
    mutating func takeOne() -> Int {
        let taken = filled
        for flow in arrived.indices where arrived[flow] > 0 { setTokens(arrived[flow] - 1, on: flow) }
        return taken
    }

    /// Whether nothing is kept here any more.
    var isIdle: Bool { filled == 0 && !awaitsReset }
}
