import Basics
import FEELValues

extension Run {
    /// What a throw or end event does for each of its triggers, in order; afterwards it is done.
    func throwEvents(_ triggers: EventTriggers, from key: Int) {
        var isDone = true
        for trigger in triggers.triggers {
            guard state.elements[key] != nil else { return }
            if !throwEvent(trigger, from: key) { isDone = false }
        }
        if isDone, state.elements[key] != nil { enqueue(.complete(key)) }
    }

    /// Throws one trigger; `false` when the event is not done with it.
    private func throwEvent(_ trigger: Trigger, from key: Int) -> Bool {
        switch trigger {
        case .message(let message): return throwMessage(message, from: key, then: nil)
        case .signal(let name):
            guard let name = text(name, in: key) else {
                report(.noSignalName, at: key, phase: .begin)
                return false
            }
            emit(.broadcastSignal(name, variables: payload(key)))
        case .error(let error):
            recordCompleted(key)
            throwError(error.code ?? "", "", payload(key), from: key)
            return false
        case .escalation(let code, _): throwEscalation(code ?? "", payload(key), from: key)
        case .compensation(let activity, let waits): return throwCompensation(activity, waits: waits, from: key)
        case .link(let name): return followLink(name, from: key)
        case .cancel:
            cancelTransaction(from: key)
            return false
        case .terminate:
            terminateScope(from: key)
            return false
        case .timer, .condition: break
        }
        return true
    }

    /// What an event that throws gives along: its own variables, when it maps any.
    private func payload(_ key: Int) -> Context {
        guard let variables = state.elements[key]?.variables, !variables.isEmpty else { return Context() }
        return Context(distinctNames: variables.keys, values: variables.values)
    }

    /// Sends a message, or lets a worker send it. `then` follows when it has been sent.
    @discardableResult
    func throwMessage(_ message: MessageTrigger, from key: Int, then step: Step?) -> Bool {
        if let job = message.job {
            createJob(key, job)
            return false
        }
        guard let name = text(message.name, in: key) else {
            report(.noMessageName, at: key, phase: .begin)
            return false
        }
        let correlationKey = text(message.correlationKey, in: key)
        emit(.publishMessage(name: name, correlationKey: correlationKey, variables: payload(key), key: key))
        if let step { enqueue(step) }
        return true
    }

    /// The token goes on behind the catch event of the same name (BPMN 2.0.2 §10.5.5, link).
    private func followLink(_ name: String, from key: Int) -> Bool {
        guard let element = state.elements[key],
            let target = graph.links[ProcessGraph.Link(scope: graph.nodes[element.node].scope, name: name)]
        else { return true }
        recordCompleted(key)
        send(to: target, in: element.parent)
        remove(key)
        return false
    }

    /// A terminate end event ends the scope that it lies in (BPMN 2.0.2 §13.5.6).
    private func terminateScope(from key: Int) {
        guard let scope = state.elements[key]?.parent else { return }
        recordCompleted(key)
        state.elements[scope]?.scope?.ending = .terminate
        closeWaits(of: scope) { wait in
            if case .start = graph.nodes[wait.node].kind { true } else { false }
        }
        state.elements[key]?.detail = .none
        empty(scope, except: key)
        remove(key)
    }
}
