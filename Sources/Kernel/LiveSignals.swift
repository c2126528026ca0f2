import Synchronization

/// Tells whoever listens that a tenant's log has grown. What happened is read from the log, never carried here.
public final class LiveSignals: Sendable {
    private struct State {
        var next = 0
        var listeners: [Int64: [Int: AsyncStream<Void>.Continuation]] = [:]
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

    public var count: Int { state.withLock { $0.listeners.values.reduce(0) { $0 + $1.count } } }

    private func forget(_ tenant: Int64, _ id: Int) {
        state.withLock { state in
            state.listeners[tenant]?[id] = nil
            if state.listeners[tenant]?.isEmpty ?? false { state.listeners[tenant] = nil }
        }
    }
}
