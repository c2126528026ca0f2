import FEELValues

/// Where the names of one expression or one function's body lie, while it is being compiled.
final class Layout {
    private enum Binding {
        case local(String, slot: Int)
        /// The entries of the element of a filter come before names outside (DMN 1.5 §10.3.2.5).
        case element(slot: Int)
    }

    /// What a name stands for.
    indirect enum Reference {
        case slot(Int)
        /// An entry of the context in the slot, if it has one of this name; otherwise what lies outside.
        case member(of: Int, otherwise: Reference?)
    }

    let parent: Layout?
    private var bindings: [Binding] = []
    private(set) var slotCount = 0
    /// Slots of the parent that this body takes along, with the slots here.
    private(set) var captures: [(outer: Int, inner: Int)] = []

    init(parent: Layout?) { self.parent = parent }

    func newSlot() -> Int {
        slotCount += 1
        return slotCount - 1
    }

    func declare(_ name: String) -> Int {
        let slot = newSlot()
        bindings.append(.local(name, slot: slot))
        return slot
    }

    func declare(_ name: String, slot: Int) { bindings.append(.local(name, slot: slot)) }

    func declareElement(slot: Int) { bindings.append(.element(slot: slot)) }

    /// Ends the scope of what `body` declares; its slots stay taken.
    func scoped<T>(_ body: () throws(FEELSyntaxError) -> T) throws(FEELSyntaxError) -> T {
        let count = bindings.count
        defer { bindings.removeLast(bindings.count - count) }
        return try body()
    }

    func resolve(_ name: String) -> Reference? { resolve(name, below: bindings.count) }

    private func resolve(_ name: String, below limit: Int) -> Reference? {
        for index in stride(from: limit - 1, through: 0, by: -1) {
            switch bindings[index] {
            case .local(name, let slot): return .slot(slot)
            case .local: continue
            case .element(let slot): return .member(of: slot, otherwise: resolve(name, below: index))
            }
        }
        return parent?.resolve(name).map(capture)
    }

    private func capture(_ reference: Reference) -> Reference {
        switch reference {
        case .slot(let outer): .slot(capture(slot: outer))
        case .member(let outer, let otherwise): .member(of: capture(slot: outer), otherwise: otherwise.map(capture))
        }
    }

    private func capture(slot outer: Int) -> Int {
        if let known = captures.first(where: { $0.outer == outer }) { return known.inner }
        let inner = newSlot()
        captures.append((outer, inner))
        return inner
    }

    /// The names visible here, for suggestions.
    var visibleNames: [String] {
        let own = bindings.compactMap { binding -> String? in
            if case .local(let name, _) = binding { return name }
            return nil
        }
        return own + (parent?.visibleNames ?? [])
    }
}
