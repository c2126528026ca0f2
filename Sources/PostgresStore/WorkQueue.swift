import Dispatch
import SQLStore
import Synchronization

/// One body that waits for a connection, and whom to tell.
struct Unit: Sendable {
    let ticket: Ticket
    let tenant: Int64?
    let queuedAt: ContinuousClock.Instant
    let perform: @Sendable (Session) throws -> Void
    let finish: @Sendable ((any Error)?) -> Void
}

/// Bounded; many threads may take from it.
final class WorkQueue: Sendable {
    private struct State {
        var waiting: [Unit] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    func add(_ unit: Unit) throws(StoreError) {
        let refusal: StoreError? = state.withLock { state in
            if state.isClosed { return .closed }
            if state.waiting.count >= limit { return .overloaded }
            state.waiting.append(unit)
            return nil
        }
        if let refusal { throw refusal }
        arrivals.signal()
    }

    /// Waits for units, and takes up to so many; nil when the queue is closed.
    func take(atMost count: Int) -> [Unit]? {
        while true {
            arrivals.wait()
            let units: [Unit]? = state.withLock { state in
                if state.isClosed { return nil }
                let units = Array(state.waiting.prefix(count))
                state.waiting.removeFirst(units.count)
                return units
            }
            guard let units else {
                // The next thread of this queue is to see it too.
                arrivals.signal()
                return nil
            }
            // Units that were taken together have left their arrivals behind.
            if !units.isEmpty { return units }
        }
    }

    /// Puts units that a group had no time for back to the front; they are refused when it is closed by now.
    func putBack(_ units: some Collection<Unit>) {
        guard !units.isEmpty else { return }
        let isKept = state.withLock { state in
            if !state.isClosed { state.waiting.insert(contentsOf: units, at: 0) }
            return !state.isClosed
        }
        guard isKept else { return units.forEach { $0.finish(StoreError.closed) } }
        arrivals.signal()
    }

    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        waiting.forEach { $0.finish(StoreError.closed) }
        arrivals.signal()
    }
}

/// Where a unit stands, so that its task can take it back.
final class Ticket: Sendable {
    private enum State {
        case waiting
        case running(CancelHandle?)
        case cancelled
        case done
    }

    private let state = Mutex(State.waiting)

    /// - Parameter handle: what cancels the statement that runs; nil when neighbours would be hit.
    /// - Returns: whether the unit is still wanted.
    func begin(_ handle: CancelHandle?) -> Bool {
        state.withLock { state in
            if case .cancelled = state { return false }
            state = .running(handle)
            return true
        }
    }

    /// - Returns: whether the unit was cancelled while it ran.
    func end() -> Bool {
        state.withLock { state in
            if case .cancelled = state { return true }
            state = .done
            return false
        }
    }

    func cancel() {
        // PQcancel opens a connection and waits. The lock is held meanwhile, so that the thread cannot go on to the
        // next unit, which would be hit instead.
        DispatchQueue.global().async { [self] in
            state.withLock { state in
                switch state {
                case .waiting: state = .cancelled
                case .running(let handle?):
                    handle.cancel()
                    state = .cancelled
                case .running(nil), .cancelled, .done: break
                }
            }
        }
    }
}
