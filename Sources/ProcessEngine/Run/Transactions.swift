import Basics
import FEELValues

extension Run {
    /// A cancel end event: everything active in the transaction ends, what was completed is compensated, then the
    /// transaction is left by its cancel boundary event (BPMN 2.0.2 §13.5.4).
    func cancelTransaction(from key: Int) {
        guard let transaction = enclosingTransaction(of: key) else { return enqueue(.complete(key)) }
        recordCompleted(key)
        closeWaits(of: transaction)
        let branch = child(of: transaction, around: key)
        empty(transaction, except: branch == key ? key : 0)
        state.elements[transaction]?.scope?.ending = .cancel
        let records = state.elements[transaction]?.scope?.compensations ?? []
        state.elements[transaction]?.scope?.compensations = []
        let holder =
            branch == key ? key : add(state.elements[transaction]?.node ?? 0, to: transaction, role: .compensation)
        state.elements[holder]?.detail = .thrower(
            Thrower(queue: records, scope: transaction, then: .cancelTransaction))
        enqueue(.compensate(holder))
    }

    func leaveTransaction(from key: Int) {
        guard let transaction = enclosingTransaction(of: key), let element = state.elements[transaction] else { return }
        let event = graph.nodes[element.node].boundaries.first { event in
            graph.nodes[event].triggers?.triggers.contains(where: \.isCancel) ?? false
        }
        // The events of a transaction that is one run of several stand on the body around the runs.
        let host = element.role == .inner ? element.parent : transaction
        if let event { beginOccurred(event, in: state.elements[host]?.parent ?? 0, Context()) }
        terminate(host)
    }

    private func enclosingTransaction(of key: Int) -> Int? {
        var key = state.elements[key]?.parent ?? 0
        while let element = state.elements[key] {
            if case .transaction = graph.nodes[element.node].kind, element.role != .body { return key }
            key = element.parent
        }
        return nil
    }

    /// The element directly inside a scope that holds another, or is it.
    private func child(of scope: Int, around key: Int) -> Int {
        var key = key
        while let element = state.elements[key], element.parent != scope, element.parent != 0 { key = element.parent }
        return key
    }
}
