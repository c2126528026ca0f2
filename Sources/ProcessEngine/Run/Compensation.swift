import Basics
import FEELValues

extension Run {
    /// Keeps what has been completed for the case that it must be undone.
    func keepForCompensation(_ key: Int) {
        guard let element = state.elements[key], state.elements[element.parent]?.scope != nil else { return }
        let node = graph.nodes[element.node]
        guard node.isActivity, element.compensates == 0 else { return }
        let nested = element.scope?.compensations ?? []
        guard node.handler >= 0 || !nested.isEmpty || compensationStart(of: element.node) != nil else { return }
        // A body's runs have been kept one by one; a handler of the whole would undo them twice.
        if element.role == .body, nested.isEmpty { return }
        state.elements[element.parent]?.scope?.compensations.append(
            CompensationRecord(
                node: element.node, key: key, isBody: element.role == .body, variables: element.variables,
                nested: nested))
    }

    /// The event sub-process of a scope that compensates it.
    private func compensationStart(of place: Int) -> Int? {
        graph.nodes[place].eventSubprocesses.first { inner in
            guard case .eventSubprocess(let start, _) = graph.nodes[inner].kind else { return false }
            return graph.nodes[start].triggers?.triggers.contains(where: \.isCompensation) ?? false
        }
    }

    /// Compensates an activity, or everything in the scope, newest first (BPMN 2.0.2 §13.5.5).
    /// - Returns: whether the event is done already.
    func throwCompensation(_ activity: Int?, waits: Bool, from key: Int) -> Bool {
        guard let (scope, queue) = takeRecords(activity, from: key) else { return true }
        let holder: Int
        if waits {
            holder = key
        } else {
            guard let element = state.elements[key] else { return true }
            holder = add(element.node, to: element.parent, role: .compensation)
        }
        state.elements[holder]?.detail = .thrower(
            Thrower(queue: queue, scope: scope, then: waits ? .complete : .vanish))
        enqueue(.compensate(holder))
        return !waits
    }

    /// Takes the records that are to be compensated out of the scope where they are.
    private func takeRecords(_ activity: Int?, from key: Int) -> (scope: Int, queue: [CompensationRecord])? {
        var scope = state.elements[key]?.parent ?? 0
        // From within an event sub-process, what its scope has completed is meant.
        while let element = state.elements[scope], case .eventSubprocess = graph.nodes[element.node].kind {
            scope = element.parent
        }
        guard let activity else {
            if let whole = wholeProcess(scope, thrownBy: key) { return (scope, [whole]) }
            guard let records = state.elements[scope]?.scope?.compensations, !records.isEmpty else { return nil }
            state.elements[scope]?.scope?.compensations = []
            return (scope, records)
        }
        while let element = state.elements[scope] {
            let found = element.scope?.compensations.filter { $0.node == activity } ?? []
            if !found.isEmpty {
                state.elements[scope]?.scope?.compensations.removeAll { $0.node == activity }
                return (scope, found)
            }
            scope = element.parent
        }
        return nil
    }

    /// When the process itself has a compensation event sub-process, a throw in the process calls on that.
    private func wholeProcess(_ scope: Int, thrownBy key: Int) -> CompensationRecord? {
        guard scope == InstanceState.rootKey, state.elements[key]?.parent == scope,
            compensationStart(of: 0) != nil
        else { return nil }
        return CompensationRecord(node: 0, key: scope, isBody: false, variables: Variables(), nested: [])
    }

    /// The next handler, or what follows when all have run.
    func compensateNext(_ key: Int) {
        guard let element = state.elements[key], case .thrower(var thrower) = element.detail else { return }
        guard let record = thrower.queue.popLast() else { return finishThrower(key, thrower) }
        state.elements[key]?.detail = .thrower(thrower)
        let node = graph.nodes[record.node]
        self.record(.compensated(node: record.node, key: record.key))
        if node.handler >= 0, !record.isBody {
            runHandler(node, record, thrower, key)
        } else if record.node == 0, let place = compensationStart(of: 0) {
            occur(eventSubprocess: place, in: thrower.scope, Context(), compensates: key)
        } else {
            reopen(record, thrower, key)
        }
    }

    private func runHandler(_ node: Node, _ compensated: CompensationRecord, _ thrower: Thrower, _ key: Int) {
        let event = add(node.handlerEvent, to: thrower.scope)
        recordActivated(event)
        vanish(event)
        let handler = add(node.handler, to: thrower.scope)
        state.elements[handler]?.variables = compensated.variables
        state.elements[handler]?.compensates = key
        begin(handler)
    }

    /// Opens a completed scope again, with its variables, so that what was done inside can be undone.
    private func reopen(_ record: CompensationRecord, _ thrower: Thrower, _ key: Int) {
        let scope = add(record.node, to: thrower.scope, role: .compensation)
        state.elements[scope]?.variables = record.variables
        state.elements[scope]?.compensates = key
        state.elements[scope]?.scope = ScopeState()
        state.elements[scope]?.scope?.compensations = record.nested
        let start = compensationStart(of: record.node)
        let queue = start == nil ? record.nested : []
        state.elements[scope]?.detail = .thrower(Thrower(queue: queue, scope: scope, then: .vanish))
        if let start {
            occur(eventSubprocess: start, in: scope, Context(), compensates: scope)
        } else {
            state.elements[scope]?.scope?.compensations = []
            enqueue(.compensate(scope))
        }
    }

    private func finishThrower(_ key: Int, _ thrower: Thrower) {
        switch thrower.then {
        case .complete:
            state.elements[key]?.detail = .none
            enqueue(.complete(key))
        case .vanish: finishCompensationScope(key)
        case .cancelTransaction: leaveTransaction(from: key)
        }
    }

    /// A scope that was opened for compensation has nothing left to do.
    func finishCompensationScope(_ key: Int) {
        guard let element = state.elements[key] else { return }
        if case .thrower(let thrower) = element.detail, !thrower.queue.isEmpty { return }
        guard element.scope?.children.isEmpty ?? true else { return }
        remove(key)
        if element.compensates != 0 { enqueue(.compensate(element.compensates)) }
    }
}
