import Basics
import FEELValues

extension Run {
    /// A wait has come to its end: the event that it belongs to occurs.
    func trigger(_ key: Int, _ variables: Context) {
        guard let wait = state.waits[key], state.elements[wait.owner] != nil else { return }
        if case .timer(let timer) = wait.kind {
            removeFired(wait)
            if timer.purpose == .approvalDeadline { return deadline(wait, timer) }
        }
        guard completesTriggers(wait, variables) else { return }
        switch graph.nodes[wait.node].kind {
        case .boundary(_, _, let interrupts):
            if !interrupts { listenAgain(wait) }
            occur(boundary: wait.node, on: wait.owner, variables)
        case .start:
            let place = graph.nodes[wait.node].scope
            guard case .eventSubprocess(_, let interrupts) = graph.nodes[place].kind else {
                return occur(catching: wait.owner, variables)
            }
            if !interrupts { listenAgain(wait) }
            occur(eventSubprocess: place, in: wait.owner, variables)
        default:
            if state.elements[wait.owner]?.node == wait.node {
                occur(catching: wait.owner, variables)
            } else {
                occur(behindGateway: wait.owner, event: wait.node, variables)
            }
        }
    }

    /// For a parallel multiple event: notes the trigger, and tells whether it was the last.
    private func completesTriggers(_ wait: Wait, _ variables: Context) -> Bool {
        guard let triggers = graph.nodes[wait.node].triggers, triggers.isParallel, triggers.triggers.count > 1 else {
            return true
        }
        note(trigger: wait.trigger, of: wait.node, at: wait.owner)
        guard let partial = state.elements[wait.owner]?.partial.first(where: { $0.node == wait.node }) else {
            return false
        }
        let all: UInt64 = triggers.triggers.count >= 64 ? .max : 1 << UInt64(triggers.triggers.count) - 1
        if partial.occurred == all {
            state.elements[wait.owner]?.partial.removeAll { $0.node == wait.node }
            return true
        }
        propagate(variables, from: wait.owner)
        if case .timer = wait.kind {} else { closeWaits(of: wait.owner) { $0.key == wait.key } }
        return false
    }

    /// Notes that one trigger of a parallel multiple event has occurred.
    func note(trigger: Int, of event: Int, at owner: Int) {
        let bit: UInt64 = 1 << UInt64(min(trigger, 63))
        if let place = state.elements[owner]?.partial.firstIndex(where: { $0.node == event }) {
            state.elements[owner]?.partial[place].occurred |= bit
        } else {
            state.elements[owner]?.partial.append(PartialTrigger(node: event, occurred: bit))
        }
    }

    /// A non-interrupting event that has occurred can occur again.
    private func listenAgain(_ wait: Wait) {
        guard let triggers = graph.nodes[wait.node].triggers else { return }
        if triggers.isParallel, triggers.triggers.count > 1 {
            closeWaits(of: wait.owner) { $0.node == wait.node }
            _ = subscribe(to: wait.node, owner: wait.owner)
        } else if case .timer(let timer) = wait.kind, let next = following(timer) {
            addTimer(next, wait.node, wait.trigger, wait.owner)
        }
    }

    /// An intermediate catch event, a receive task, or a start event that has waited for its last trigger.
    private func occur(catching key: Int, _ variables: Context) {
        closeWaits(of: key, where: { $0.node == state.elements[key]?.node })
        deliver(variables, to: key)
        enqueue(.complete(key))
    }

    /// The first event behind an event-based gateway (BPMN 2.0.2 §13.4.4).
    private func occur(behindGateway key: Int, event: Int, _ variables: Context) {
        guard let gateway = state.elements[key] else { return }
        closeWaits(of: key)
        if let flow = graph.nodes[gateway.node].outgoing.first(where: { graph.flows[$0].target == event }) {
            record(.completed(node: gateway.node, key: key, scope: gateway.parent))
            record(.flowTaken(flow))
        }
        beginOccurred(event, in: gateway.parent, variables)
        remove(key)
    }

    /// Begins an event that has occurred already, and goes on from it.
    func beginOccurred(_ event: Int, in scope: Int, _ variables: Context) {
        let key = add(event, to: scope)
        recordActivated(key)
        deliver(variables, to: key)
        enqueue(.complete(key))
    }

    /// An event on the border of an activity.
    func occur(boundary event: Int, on host: Int, _ variables: Context) {
        guard let element = state.elements[host],
            case .boundary(_, _, let interrupts) = graph.nodes[event].kind
        else { return }
        // The token of the event is there before the activity goes, so that the scope is never empty in between.
        beginOccurred(event, in: element.parent, variables)
        if interrupts { terminate(host) }
    }

    /// The start of an event sub-process in a scope.
    func occur(eventSubprocess place: Int, in scope: Int, _ variables: Context, compensates: Int = 0) {
        guard case .eventSubprocess(let start, let interrupts) = graph.nodes[place].kind,
            state.elements[scope]?.scope != nil
        else { return }
        if interrupts, compensates == 0 { interrupt(scope) }
        let key = add(place, to: scope)
        recordActivated(key)
        state.elements[key]?.compensates = compensates
        state.elements[key]?.scope = ScopeState()
        guard listen(key) else { return }
        beginOccurred(start, in: key, variables)
    }

    /// An interrupting event sub-process takes over its scope.
    private func interrupt(_ scope: Int) {
        state.elements[scope]?.scope?.isInterrupted = true
        closeWaits(of: scope) { wait in
            let home = graph.nodes[wait.node].scope
            guard home >= 0, case .eventSubprocess = graph.nodes[home].kind else { return false }
            return true
        }
        state.elements[scope]?.partial.removeAll()
        empty(scope)
    }

    // MARK: Event-based gateway

    /// Waits for the events behind a gateway.
    func openGateway(_ key: Int) {
        guard let node = node(of: key) else { return }
        state.elements[key]?.detail = .event
        for flow in node.outgoing {
            guard subscribe(to: graph.flows[flow].target, owner: key) else { return }
        }
    }
}
