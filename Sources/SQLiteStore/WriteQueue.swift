import SQLStore
import Synchronization

/// The units that wait for the writer. Whatever queues up while one commit runs is the next group: no timer.
final class WriteQueue: Sendable {
    /// One unit of work and whom to tell.
    struct Unit: Sendable {
        let runsAlone: Bool
        let perform: @Sendable (WriteTransaction) throws -> Void
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct State {
        var waiting: [Unit] = []
        var isDraining = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Adds a unit.
    /// - Returns: whether the caller must start the writer.
    func add(_ unit: Unit) throws(StoreError) -> Bool {
        let result: Result<Bool, StoreError> = state.withLock { state in
            if state.isClosed { return .failure(.closed) }
            if state.waiting.count >= limit { return .failure(.overloaded) }
            state.waiting.append(unit)
            defer { state.isDraining = true }
            return .success(!state.isDraining)
        }
        return try result.get()
    }

    /// The next group: one unit that runs alone, or as many as may run together. Empty ends the writer's turn.
    func next(atMost count: Int) -> [Unit] {
        state.withLock { state in
            guard let first = state.waiting.first else {
                state.isDraining = false
                return []
            }
            let group = first.runsAlone ? [first] : Array(state.waiting.prefix(count).prefix { !$0.runsAlone })
            state.waiting.removeFirst(group.count)
            return group
        }
    }

    /// Puts the units that a group had no time for back to the front.
    func putBack(_ units: some Collection<Unit>) {
        guard !units.isEmpty else { return }
        state.withLock { $0.waiting.insert(contentsOf: units, at: 0) }
    }

    /// Refuses new units and takes out those that wait; nil when that has been done before.
    func close() -> [Unit]? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
