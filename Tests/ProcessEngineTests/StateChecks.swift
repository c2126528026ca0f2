import ProcessEngine

/// What holds in every state at rest.
enum StateChecks {
    static func check(_ state: InstanceState, _ graph: ProcessGraph) throws {
        if state.status != .active {
            guard state.elements.isEmpty, state.waits.isEmpty, state.incidents.isEmpty, state.seats.isEmpty else {
                throw RandomHistory.Fault(description: "something is left after the end")
            }
            return
        }
        for (key, element) in state.elements {
            try check(element, key, state, graph)
        }
        for (key, wait) in state.waits {
            guard state.elements[wait.owner]?.waits.contains(key) == true else {
                throw RandomHistory.Fault(description: "wait \(key) belongs to nobody")
            }
        }
        for incident in state.incidents.values where state.elements[incident.element] == nil {
            throw RandomHistory.Fault(description: "incident \(incident.key) has no element")
        }
    }

    private static func check(
        _ element: ElementInstance, _ key: Int, _ state: InstanceState, _ graph: ProcessGraph
    ) throws {
        let name = graph.nodes[element.node].id
        guard key < state.nextKey else { throw RandomHistory.Fault(description: "key \(key) was not handed out") }
        if element.parent != 0 {
            guard state.elements[element.parent]?.scope?.children.contains(key) == true else {
                throw RandomHistory.Fault(description: "\(name) is in no scope")
            }
        }
        for wait in element.waits where state.waits[wait] == nil {
            throw RandomHistory.Fault(description: "\(name) names a wait that is closed")
        }
        if let scope = element.scope { try check(scope, name, key, state) }
        if element.scope == nil { try checkWaiting(element, name, state) }
    }

    private static func check(_ scope: ScopeState, _ name: String, _ key: Int, _ state: InstanceState) throws {
        guard scope.children == scope.children.sorted() else {
            throw RandomHistory.Fault(description: "the children of \(name) are out of order")
        }
        let kept = scope.joins.values.reduce(0) { $0 + $1.arrived.reduce(0, +) }
        guard scope.tokens == kept else {
            throw RandomHistory.Fault(description: "\(name) counts \(scope.tokens) tokens, its joins hold \(kept)")
        }
        let hasIncident = state.incidents.values.contains { $0.element == key }
        guard !scope.children.isEmpty || scope.tokens > 0 || hasIncident else {
            throw RandomHistory.Fault(description: "scope \(name) is empty and still there")
        }
    }

    /// Whatever holds nothing waits for something.
    private static func checkWaiting(_ element: ElementInstance, _ name: String, _ state: InstanceState) throws {
        if state.incidents.values.contains(where: { $0.element == element.key }) { return }
        switch element.detail {
        case .none, .loop, .adHoc: throw RandomHistory.Fault(description: "\(name) waits for nothing")
        case .event where element.waits.isEmpty: throw RandomHistory.Fault(description: "\(name) listens to nothing")
        default: return
        }
    }
}
