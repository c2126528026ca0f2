import Basics
import FEELValues

extension Run {
    /// Listens to the events on an element's border; `false`, with an incident, when one cannot be.
    func openBoundaries(of key: Int) -> Bool {
        guard let node = node(of: key) else { return false }
        for event in node.boundaries {
            guard subscribe(to: event, owner: key) else { return false }
        }
        return true
    }

    /// Opens the timers and subscriptions of an event; `false`, with an incident, when one cannot be.
    func subscribe(to event: Int, owner: Int, except skipped: Int = -1) -> Bool {
        guard let triggers = graph.nodes[event].triggers else { return true }
        for (index, trigger) in triggers.triggers.enumerated() where index != skipped && trigger.isAwaited {
            guard subscribe(to: event, index, trigger, owner: owner) else { return false }
        }
        return true
    }

    /// Opens one trigger of an event.
    func subscribe(to event: Int, _ index: Int, _ trigger: Trigger, owner: Int) -> Bool {
        switch trigger {
        case .message(let message): return subscribe(message, event, index, owner)
        case .signal(let name):
            guard let name = text(name, in: owner) else { return refuse(.noSignalName, owner) }
            let key = addWait(owner, event, index, .signal(name: name))
            emit(.openSubscription(key, .signal(name), node: event))
        case .timer(let timer):
            guard let state = schedule(timer, in: owner) else {
                return refuse(.badTimer(timer.formula.text), owner)
            }
            addTimer(state, event, index, owner)
        case .condition(let condition):
            let key = addWait(owner, event, index, .condition(held: false))
            emit(.openSubscription(key, .condition(condition.names), node: event))
            hasNewVariables = true
        default: break
        }
        return true
    }

    private func subscribe(_ message: MessageTrigger, _ event: Int, _ index: Int, _ owner: Int) -> Bool {
        guard let name = text(message.name, in: owner) else { return refuse(.noMessageName, owner) }
        var correlationKey: String?
        if let formula = message.correlationKey {
            guard let value = text(formula, in: owner) else { return refuse(.noCorrelationKey, owner) }
            correlationKey = value
        }
        let key = addWait(owner, event, index, .message(name: name, correlationKey: correlationKey))
        emit(.openSubscription(key, .message(name: name, correlationKey: correlationKey), node: event))
        return true
    }

    private func refuse(_ failure: Failure, _ owner: Int) -> Bool {
        report(failure, at: owner, phase: .begin)
        return false
    }

    func addTimer(_ timer: TimerState, _ event: Int, _ index: Int, _ owner: Int) {
        let key = addWait(owner, event, index, .timer(timer))
        emit(.setTimer(key, due: timer.due, node: event))
    }

    private func addWait(_ owner: Int, _ event: Int, _ trigger: Int, _ kind: Wait.Kind) -> Int {
        let key = state.allocateKey()
        state.waits[key] = Wait(key: key, owner: owner, node: event, trigger: trigger, kind: kind)
        state.elements[owner]?.waits.append(key)
        return key
    }

    // MARK: Closing

    /// Closes everything that an element waits for.
    func closeWaits(of key: Int) {
        guard let waits = state.elements[key]?.waits, !waits.isEmpty else { return }
        state.elements[key]?.waits = []
        for wait in waits { dropWait(wait) }
    }

    /// Closes the waits of an element that meet a condition.
    func closeWaits(of key: Int, where matches: (Wait) -> Bool) {
        guard let waits = state.elements[key]?.waits else { return }
        var kept: [Int] = []
        for wait in waits {
            if let open = state.waits[wait], matches(open) { dropWait(wait) } else { kept.append(wait) }
        }
        state.elements[key]?.waits = kept
    }

    private func dropWait(_ key: Int) {
        guard let wait = state.waits.removeValue(forKey: key) else { return }
        if case .timer = wait.kind { emit(.cancelTimer(key)) } else { emit(.closeSubscription(key)) }
    }

    /// Takes out a timer that has fired: the shell has taken its row already.
    func removeFired(_ wait: Wait) {
        state.waits[wait.key] = nil
        state.elements[wait.owner]?.waits.removeAll { $0 == wait.key }
    }

    // MARK: Conditions

    /// Looks at all conditions that are waited for; one fires when it becomes true.
    func wakeConditions() {
        guard hasNewVariables, graph.hasConditions else { return }
        hasNewVariables = false
        let keys = state.waits.values.filter { if case .condition = $0.kind { true } else { false } }.map(\.key)
        for key in keys.sorted() { wakeCondition(key) }
    }

    private func wakeCondition(_ key: Int) {
        guard let wait = state.waits[key], case .condition(let held) = wait.kind,
            let triggers = graph.nodes[wait.node].triggers,
            case .condition(let formula) = triggers.triggers[wait.trigger]
        else { return }
        let holds = holds(formula, in: wait.owner) == true
        if holds != held { state.waits[key]?.kind = .condition(held: holds) }
        if holds, !held { enqueue(.trigger(key, Context())) }
    }
}
