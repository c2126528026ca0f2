import Dispatch
import Synchronization

/// Holds a body back until a test lets it go on. Waiting blocks a thread: only bodies on a store's own threads wait.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isOpen = Mutex(false)

    func open() {
        isOpen.withLock { $0 = true }
        semaphore.signal()
    }

    func wait() throws {
        guard semaphore.wait(timeout: .now() + .seconds(20)) == .success else {
            throw Unexpected(description: "nobody opened the gate")
        }
        semaphore.signal()
    }

    /// Suspends until the gate is open.
    func passed() async throws {
        for _ in 0..<20_000 {
            if isOpen.withLock(\.self) { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw Unexpected(description: "nobody opened the gate")
    }
}
