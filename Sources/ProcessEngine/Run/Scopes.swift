import Basics
import FEELValues

extension Run {
    /// Opens a scope: its event sub-processes listen, then its first elements begin.
    func openScope(_ key: Int) {
        guard let element = state.elements[key] else { return }
        state.elements[key]?.scope = ScopeState()
        guard listen(key) else {
            state.elements[key]?.scope = nil
            return
        }
        let node = graph.nodes[element.node]
        if case .adHoc(let work) = node.kind { return openAdHoc(key, work) }
        for entry in node.entries { send(to: entry, in: key) }
        if node.entries.isEmpty, element.role != .detour { enqueue(.check(key)) }
    }

    /// Opens the subscriptions of the event sub-processes of a scope; `false` when one cannot be.
    func listen(_ key: Int) -> Bool {
        guard let element = state.elements[key] else { return false }
        for place in graph.nodes[element.node].eventSubprocesses {
            guard case .eventSubprocess(let start, _) = graph.nodes[place].kind else { continue }
            guard subscribe(to: start, owner: key) else { return false }
        }
        return true
    }

    /// Whether a scope is empty, and what follows then.
    func checkScope(_ key: Int) {
        guard let element = state.elements[key], let scope = element.scope, scope.children.isEmpty, scope.tokens == 0
        else { return }
        if scope.joins.values.contains(where: { $0.awaitsReset }) {
            touchedJoins.insert(key)
            return
        }
        if element.role == .body { return }
        if element.role == .compensation { return finishCompensationScope(key) }
        switch scope.ending {
        case .cancel: return
        case .terminate where element.parent == 0: return end(.terminated)
        case .terminate, .complete: break
        }
        if case .adHoc(let work) = graph.nodes[element.node].kind, scope.ending == .complete,
            !isDone(adHoc: key, work)
        {
            return
        }
        if element.parent == 0 { return end(.completed) }
        enqueue(.complete(key))
    }

    /// Empties a scope: everything in it is terminated, waiting tokens are gone.
    /// - Parameter kept: one of the children that goes on.
    func empty(_ key: Int, except kept: Int = 0) {
        guard let scope = state.elements[key]?.scope else { return }
        for child in scope.children where child != kept { terminate(child) }
        dropTokens(of: key)
        state.elements[key]?.scope?.tokens = 0
        state.elements[key]?.scope?.joins = [:]
    }

    /// Ends the instance.
    func end(_ status: InstanceState.Status, code: String? = nil, message: String = "") {
        sendEndingCopies()
        state.result = state.elements[InstanceState.rootKey]?.variables ?? Variables()
        if status == .completed {
            closeWaits(of: InstanceState.rootKey)
        } else {
            empty(InstanceState.rootKey)
            closeWaits(of: InstanceState.rootKey)
            closeIncidents(of: InstanceState.rootKey)
        }
        state.elements = [:]
        state.seats = [:]
        state.status = status
        record(.ended(status))
        emit(
            .finish(
                Finish(
                    status: status, errorCode: code, message: message,
                    variables: Context(distinctNames: state.result.keys, values: state.result.values))))
    }
}
