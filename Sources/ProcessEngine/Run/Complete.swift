import Basics
import FEELValues

extension Run {
    /// An element is done: its outputs are handed on, its waits end, and it is left.
    func complete(_ key: Int) {
        guard let element = state.elements[key] else { return }
        if element.role == .body { return finishLoop(key) }
        if element.role == .detour {
            closeWaits(of: key)
            return vanish(key)
        }
        mapOutputs(key)
        if element.role == .inner { return completeRun(key) }
        closeWaits(of: key)
        let node = graph.nodes[element.node]
        if element.compensates != 0 { return completeHandler(key) }
        if !element.resumes.isEmpty { return resume(key) }
        if case .eventSubprocess = node.kind { return vanish(key) }
        // The record comes first, so that what the flows lead to can already compensate it.
        keepForCompensation(key)
        state.elements[key]?.detail = .none
        leave(key)
        if case .adHoc = graph.nodes[state.elements[element.parent]?.node ?? 0].kind {
            completedInAdHoc(element.parent)
        }
    }

    /// Takes out an element that no flow leaves.
    func vanish(_ key: Int) {
        recordCompleted(key)
        remove(key)
    }

    /// A compensation handler is done: the thrower goes on.
    private func completeHandler(_ key: Int) {
        guard let thrower = state.elements[key]?.compensates else { return }
        recordCompleted(key)
        remove(key)
        enqueue(.compensate(thrower))
    }
}
