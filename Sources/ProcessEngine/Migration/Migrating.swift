import Basics
import FEELValues

extension ProcessEngine {
    /// Moves an instance to this engine's version of the process.
    ///
    /// Timers and subscriptions of events that stay go on as they are; those of events that are gone are closed, and
    /// events that are new begin to listen.
    /// - Returns: the problems that keep it from being moved; then nothing has changed. Warnings alone do not.
    public func migrate(
        _ state: inout InstanceState, by plan: MigrationPlan, in environment: ProcessEnvironment
    ) -> (outcome: Outcome, problems: [MigrationPlan.Problem]) {
        let problems = plan.problems(for: state)
        if problems.contains(where: { !$0.isWarning }) { return (Outcome(), problems) }
        let run = Run(graph, InstanceState(startedAt: environment.now, initiator: nil, seed: 0), environment)
        swap(&run.state, &state)
        run.migrate(by: plan)
        run.drain()
        swap(&run.state, &state)
        return (run.outcome, problems)
    }
}

extension Run {
    func migrate(by plan: MigrationPlan) {
        record(.migrated)
        let kept = keptWaits(plan)
        for key in state.activeKeys { move(key, plan) }
        for key in state.waits.keys.sorted() {
            guard let wait = state.waits[key] else { continue }
            if let place = kept[key] {
                state.waits[key]?.node = place
            } else {
                closeWaits(of: wait.owner) { $0.key == key }
            }
        }
        for key in state.incidents.keys {
            guard let node = state.incidents[key]?.node, let place = plan.place(of: node) else { continue }
            state.incidents[key]?.node = place
        }
        movePassed(plan)
        for key in state.activeKeys { listenToNewEvents(key) }
        // A join may be complete in the new version.
        for key in state.activeKeys where state.elements[key]?.scope?.joins.isEmpty == false { wakeMovedJoins(key) }
    }

    /// The waits whose event is there in the new version with the same trigger at the same place.
    private func keptWaits(_ plan: MigrationPlan) -> [Int: Int] {
        var kept: [Int: Int] = [:]
        for (key, wait) in state.waits {
            if case .timer(let timer) = wait.kind, timer.purpose == .approvalDeadline {
                kept[key] = plan.place(of: wait.node)
                continue
            }
            guard let place = plan.place(of: wait.node), let triggers = plan.target.nodes[place].triggers,
                wait.trigger < triggers.triggers.count, wait.kind.fits(triggers.triggers[wait.trigger]),
                let owner = state.elements[wait.owner], let home = plan.place(of: owner.node),
                belongs(place, to: home, plan)
            else { continue }
            kept[key] = place
        }
        return kept
    }

    /// Whether an event is the owner itself, on its border, behind it as a gateway, or begins an event sub-process in it.
    private func belongs(_ event: Int, to owner: Int, _ plan: MigrationPlan) -> Bool {
        let node = plan.target.nodes[event]
        switch node.kind {
        case .boundary(_, let host, _): return host == owner
        case .start: return event == owner || plan.target.nodes[node.scope].scope == owner
        default:
            return event == owner
                || plan.target.nodes[owner].outgoing.contains { plan.target.flows[$0].target == event }
        }
    }

    private func move(_ key: Int, _ plan: MigrationPlan) {
        guard let element = state.elements[key], let place = plan.place(of: element.node) else { return }
        state.elements[key]?.node = place
        state.elements[key]?.partial = element.partial.compactMap { partial in
            plan.place(of: partial.node).map { PartialTrigger(node: $0, occurred: partial.occurred) }
        }
        guard let scope = element.scope else { return }
        state.elements[key]?.scope?.compensations = moved(scope.compensations, plan)
        if case .thrower(var thrower) = element.detail {
            thrower.queue = moved(thrower.queue, plan)
            state.elements[key]?.detail = .thrower(thrower)
        }
        var joins: [Int: JoinState] = [:]
        for (join, old) in scope.joins {
            guard let place = plan.place(of: join) else { continue }
            joins[place] = moved(old, join, place, plan)
        }
        state.elements[key]?.scope?.joins = joins
    }

    private func moved(_ old: JoinState, _ from: Int, _ to: Int, _ plan: MigrationPlan) -> JoinState {
        var join = JoinState(flows: plan.target.nodes[to].incoming.count)
        join.awaitsReset = old.awaitsReset
        join.spent = old.awaitsReset ? Array(repeating: false, count: join.arrived.count) : []
        for (arrival, flow) in plan.source.nodes[from].incoming.enumerated() {
            guard let new = plan.flow(of: flow), plan.target.flows[new].target == to else { continue }
            let place = plan.target.flows[new].arrival
            join.setTokens(old.arrived[arrival], on: place)
            if old.awaitsReset { join.spent[place] = old.spent[arrival] }
        }
        return join
    }

    private func moved(_ records: [CompensationRecord], _ plan: MigrationPlan) -> [CompensationRecord] {
        records.compactMap { record in
            guard let place = plan.place(of: record.node) else { return nil }
            var record = record
            record.node = place
            record.nested = moved(record.nested, plan)
            return record
        }
    }

    private func movePassed(_ plan: MigrationPlan) {
        state.revisePassed { step in
            guard let place = plan.place(of: step.node) else { return nil }
            var step = step
            step.node = place
            return step
        }
    }

    /// Opens what the new version listens to and the old one did not.
    private func listenToNewEvents(_ key: Int) {
        guard let element = state.elements[key] else { return }
        let node = graph.nodes[element.node]
        let heard = Set(element.waits.compactMap { state.waits[$0]?.node })
        if element.role == .single || element.role == .body {
            for event in node.boundaries where !heard.contains(event) { _ = subscribe(to: event, owner: key) }
        }
        if element.scope != nil, element.role != .body, element.scope?.isInterrupted == false {
            for place in node.eventSubprocesses {
                if case .eventSubprocess(let start, _) = graph.nodes[place].kind, !heard.contains(start) {
                    _ = subscribe(to: start, owner: key)
                }
            }
        }
        guard case .event = element.detail else { return }
        let events: [Int]
        if case .eventGateway = node.kind {
            events = node.outgoing.map { graph.flows[$0].target }
        } else {
            events = [element.node]
        }
        for event in events where !heard.contains(event) { _ = subscribe(to: event, owner: key) }
    }

    private func wakeMovedJoins(_ key: Int) {
        touchedJoins.insert(key)
        for (place, join) in (state.elements[key]?.scope?.joins ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard case .parallel = graph.nodes[place].kind, join.filled == join.arrived.count else { continue }
            takeTokens(place, in: key)
            pass(place, in: key)
        }
    }
}

extension Wait.Kind {
    /// Whether a wait is of a trigger's kind.
    func fits(_ trigger: Trigger) -> Bool {
        switch (self, trigger) {
        case (.timer, .timer), (.message, .message), (.signal, .signal), (.condition, .condition): true
        default: false
        }
    }
}
