import Basics
import FEELValues

extension ProcessEngine {
    /// Begins an instance and takes it as far as it goes without waiting.
    public func start(
        _ request: StartRequest = StartRequest(), in environment: ProcessEnvironment
    ) -> (state: InstanceState, outcome: Outcome) {
        let state = InstanceState(startedAt: environment.now, initiator: request.initiator, seed: request.seed)
        let run = Run(graph, state, environment)
        run.start(request)
        run.drain()
        return (run.state, run.outcome)
    }
}

extension Run {
    func start(_ request: StartRequest) {
        state.picks = request.picks
        let root = state.allocateKey()
        state.elements[root] = ElementInstance(key: root, node: 0, parent: 0)
        state.elements[root]?.scope = ScopeState()
        record(.started)
        recordActivated(root)
        for (name, value) in request.variables.entries { set(name, value, in: root) }
        guard listen(root) else { return }
        if let initiator = request.initiator {
            for case let name? in graph.nodes[0].entries.map({ graph.nodes[$0].initiatorVariable }) {
                set(name, .string(initiator), in: root)
            }
        }
        guard let start = request.start, start.trigger >= 0 else { return enterPlain(request.start) }
        if start.gateway >= 0 {
            enter(gateway: start)
        } else {
            enter(start)
        }
    }

    private func enterPlain(_ start: ProcessGraph.Start?) {
        let entries = start.map { [$0.node] } ?? graph.nodes[0].entries
        for entry in entries { send(to: entry, in: InstanceState.rootKey) }
        if entries.isEmpty { enqueue(.check(InstanceState.rootKey)) }
    }

    /// A start event whose trigger has occurred. A parallel multiple one waits for its other triggers first.
    private func enter(_ start: ProcessGraph.Start) {
        guard let triggers = graph.nodes[start.node].triggers, triggers.isParallel, triggers.triggers.count > 1 else {
            return beginOccurred(start.node, in: InstanceState.rootKey, Context())
        }
        let key = add(start.node, to: InstanceState.rootKey)
        recordActivated(key)
        state.elements[key]?.detail = .event
        note(trigger: start.trigger, of: start.node, at: key)
        _ = subscribe(to: start.node, owner: key, except: start.trigger)
    }

    /// An instantiating event-based gateway: the event that has occurred goes on; for a parallel one the others are
    /// awaited in the same instance (BPMN 2.0.2 §13.4.4).
    private func enter(gateway start: ProcessGraph.Start) {
        guard case .eventGateway(_, let isParallel) = graph.nodes[start.gateway].kind else { return }
        let root = InstanceState.rootKey
        let key = state.allocateKey()
        record(.activated(node: start.gateway, key: key, scope: root))
        record(.completed(node: start.gateway, key: key, scope: root))
        for flow in graph.nodes[start.gateway].outgoing {
            let event = graph.flows[flow].target
            if event == start.node {
                record(.flowTaken(flow))
                beginOccurred(event, in: root, Context())
            } else if isParallel {
                take(flow, in: root)
            }
        }
    }
}
