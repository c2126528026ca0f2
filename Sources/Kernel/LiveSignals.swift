import Synchronization

/// Tells whoever listens that a tenant's log has grown. What happened is read from the log, never carried here.
public final class LiveSignals: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int64: [Int: AsyncStream<Void>.Continuation]] = [:]
        /// Where each tenant's log ended when it was last looked at.
        var heads: [Int64: Int64] = [:]
    }
    private let state = Mutex(State())

    public init() {}

    public func signal(_ tenant: Int64) {
        let listeners = state.withLock { Array(($0.listeners[tenant] ?? [:]).values) }
        for listener in listeners { listener.yield() }
    }

    /// One element after each growth; growths while nobody looks count as one.
    public func listen(_ tenant: Int64) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.next += 1
            state.listeners[tenant, default: [:]][state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in self?.forget(tenant, id) }
        return stream
    }

    /// The tenants whose log somebody follows here.
    var tenants: [Int64] { state.withLock { Array($0.listeners.keys) } }

    /// Where the logs of followed tenants end now: another program on the same database may have written.
    /// - Returns: the tenants whose log has grown since the last look.
    func look(at heads: [Int64: Int64]) -> [Int64] {
        let grown = state.withLock { state in
            defer { state.heads = heads }
            return heads.filter { tenant, head in state.heads[tenant] != head }.keys
        }
        grown.forEach(signal)
        return Array(grown)
    }

    public var count: Int { state.withLock { $0.listeners.values.reduce(0) { $0 + $1.count } } }

    private func forget(_ tenant: Int64, _ id: Int) {
        state.withLock { state in
            state.listeners[tenant]?[id] = nil
            if state.listeners[tenant]?.isEmpty ?? false { state.listeners[tenant] = nil }
        }
    }
}
