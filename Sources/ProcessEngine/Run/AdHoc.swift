import Basics
import FEELValues

extension Run {
    /// Begins the activities of an ad-hoc sub-process (BPMN 2.0.2 §13.3.5).
    func openAdHoc(_ key: Int, _ work: Node.AdHoc) {
        guard let node = node(of: key) else { return }
        var entries = node.entries
        if let formula = work.activeElements {
            let wanted = names(formula, in: key)
            entries = wanted.compactMap(graph.node).filter { graph.nodes[$0].scope == state.elements[key]?.node }
        }
        var adHoc = AdHocState()
        if work.isSequential, entries.count > 1 {
            adHoc.waiting = Array(entries.dropFirst())
            entries = Array(entries.prefix(1))
        }
        state.elements[key]?.detail = .adHoc(adHoc)
        for entry in entries { send(to: entry, in: key) }
        if entries.isEmpty { enqueue(.check(key)) }
    }

    /// An activity inside is done: the sub-process may be, too.
    func completedInAdHoc(_ key: Int) {
        guard case .adHoc(var adHoc) = state.elements[key]?.detail,
            case .adHoc(let work) = graph.nodes[state.elements[key]?.node ?? 0].kind
        else { return }
        adHoc.completed += 1
        if !adHoc.isDone, let completion = work.completion, holds(completion, in: key) == true { adHoc.isDone = true }
        state.elements[key]?.detail = .adHoc(adHoc)
        if adHoc.isDone, work.cancelsRemaining {
            empty(key)
            enqueue(.check(key))
        }
    }

    /// Nothing is active in an ad-hoc sub-process: whether it is done. If not, the next activity of a sequence begins.
    func isDone(adHoc key: Int, _ work: Node.AdHoc) -> Bool {
        guard case .adHoc(var adHoc) = state.elements[key]?.detail else { return true }
        if adHoc.isDone || adHoc.waiting.isEmpty { return true }
        let next = adHoc.waiting.removeFirst()
        state.elements[key]?.detail = .adHoc(adHoc)
        send(to: next, in: key)
        return false
    }

    /// Somebody starts activities of an ad-hoc sub-process.
    func startAdHoc(_ key: Int, _ activities: [Int]) {
        for activity in activities { send(to: activity, in: key) }
    }
}
