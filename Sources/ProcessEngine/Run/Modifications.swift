import Basics
import FEELValues

extension Run {
    /// Moves a token by hand.
    func modify(_ step: Modification) {
        switch step {
        case .terminate(let key): terminate(key)
        case .activate(let id, let scope, let variables):
            guard let place = graph.node(id), let parent = openScopes(around: place, from: scope) else { return }
            for (name, value) in variables.entries { set(name, value, in: parent) }
            send(to: place, in: parent)
        }
    }

    /// The scope instance in which a node runs. Scopes that are not open are opened, without what they begin with.
    /// - Parameter start: one of the scopes around the node; without it, the only or newest open one is taken.
    func openScopes(
        around place: Int, from start: Int?, role: ElementInstance.Role = .single
    ) -> Int? {
        let path = Array(graph.scopes(around: place).reversed())
        var key = InstanceState.rootKey
        var rest = path.dropFirst()
        var reopened: [Int] = []
        if let start, let node = state.elements[start]?.node, let depth = path.firstIndex(of: node) {
            key = start
            rest = path[(depth + 1)...]
        }
        for scope in rest {
            if let open = openChild(of: key, node: scope) {
                key = open
                // What was opened only for a returned request is now there to stay.
                if role == .single, state.elements[open]?.role == .detour {
                    state.elements[open]?.role = .single
                    reopened.append(open)
                }
                continue
            }
            let inner = add(scope, to: key, role: role)
            recordActivated(inner)
            state.elements[inner]?.scope = ScopeState()
            guard openBoundaries(of: inner), listen(inner) else { return nil }
            key = inner
            if role == .single { reopened.append(inner) }
        }
        for scope in reopened { restoreJoins(before: place, in: scope) }
        return key
    }

    private func openChild(of key: Int, node: Int) -> Int? {
        let children = state.elements[key]?.scope?.children ?? []
        guard let child = children.last(where: { state.elements[$0]?.node == node }) else { return nil }
        guard let element = state.elements[child] else { return nil }
        if element.role == .body { return element.scope?.children.last }
        return element.role == .compensation ? nil : child
    }
}
