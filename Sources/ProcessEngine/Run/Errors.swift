import Basics
import FEELValues

extension Run {
    /// Throws an error from an element. It goes outwards until a boundary event or an event sub-process catches it;
    /// an exact code is preferred to one that catches all (BPMN 2.0.2 §10.5.6). Uncaught, it ends the instance.
    func throwError(_ code: String, _ message: String, _ variables: Context = Context(), from key: Int) {
        guard let element = state.elements[key] else { return }
        record(.errorThrown(node: element.node, key: key, code: code))
        guard let catcher = findCatcher(from: key, { $0.catches(error: code) }) else {
            return end(.failed, code: code, message: message)
        }
        var given = variables
        if case .error(let caught) = catcher.trigger {
            if let name = caught.codeVariable { given[name] = .string(code) }
            if let name = caught.messageVariable { given[name] = .string(message) }
        }
        occur(catcher, given)
    }

    /// Throws an escalation, which somebody outside may catch and nobody has to.
    func throwEscalation(_ code: String, _ variables: Context = Context(), from key: Int) {
        guard let element = state.elements[key] else { return }
        let catcher = findCatcher(from: key) { $0.catches(escalation: code) }
        record(.escalationThrown(node: element.node, key: key, code: code, isCaught: catcher != nil))
        guard let catcher else { return emit(.escalateToCaller(code: code, variables: variables)) }
        var given = variables
        if case .escalation(_, let name?) = catcher.trigger { given[name] = .string(code) }
        occur(catcher, given)
    }

    /// Who catches something, and where.
    struct Catcher {
        let event: Int
        let trigger: Trigger
        /// The activity that has the event on its border, or the scope whose event sub-process it starts.
        let place: Int
    }

    enum Match { case exact, any, none }

    private func occur(_ catcher: Catcher, _ variables: Context) {
        if case .boundary = graph.nodes[catcher.event].kind {
            occur(boundary: catcher.event, on: catcher.place, variables)
        } else {
            occur(eventSubprocess: graph.nodes[catcher.event].scope, in: catcher.place, variables)
        }
    }

    private func findCatcher(from key: Int, _ match: (Trigger) -> Match) -> Catcher? {
        var key = key
        while let element = state.elements[key] {
            if element.role == .single || element.role == .body,
                let found = best(graph.nodes[element.node].boundaries, at: key, match)
            {
                return found
            }
            guard let parent = state.elements[element.parent] else { return nil }
            if parent.scope?.isInterrupted == false, parent.role != .body {
                let starts = graph.nodes[parent.node].eventSubprocesses.compactMap { place -> Int? in
                    guard place != element.node, case .eventSubprocess(let start, _) = graph.nodes[place].kind else {
                        return nil
                    }
                    return start
                }
                if let found = best(starts, at: parent.key, match) { return found }
            }
            key = parent.key
        }
        return nil
    }

    private func best(_ events: [Int], at place: Int, _ match: (Trigger) -> Match) -> Catcher? {
        var fallback: Catcher?
        for event in events {
            for trigger in graph.nodes[event].triggers?.triggers ?? [] {
                switch match(trigger) {
                case .exact: return Catcher(event: event, trigger: trigger, place: place)
                case .any: fallback = fallback ?? Catcher(event: event, trigger: trigger, place: place)
                case .none: continue
                }
            }
        }
        return fallback
    }
}

extension Trigger {
    func catches(error code: String) -> Run.Match {
        guard case .error(let caught) = self else { return .none }
        guard let wanted = caught.code else { return .any }
        return wanted == code ? .exact : .none
    }

    func catches(escalation code: String) -> Run.Match {
        guard case .escalation(let wanted, _) = self else { return .none }
        guard let wanted else { return .any }
        return wanted == code ? .exact : .none
    }
}
