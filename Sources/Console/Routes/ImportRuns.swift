import Basics
import Importing
import Synchronization

/// The imports that run in this process, with how far each is; they can be stopped.
final class ImportRuns: Sendable {
    struct State: Sendable {
        var job: ImportJob
        var failure: String?
        var isOver = false
    }

    private let states = Mutex<[EntityID: State]>([:])
    private let tasks = Mutex<[EntityID: Task<Void, Never>]>([:])

    func state(_ id: EntityID) -> State? { states.withLock { $0[id] } }

    /// Runs an import beside the requests.
    func start(_ job: ImportJob, _ work: @escaping @Sendable (@escaping @Sendable (ImportJob) -> Void) async throws -> ImportJob) {
        states.withLock { $0[job.id] = State(job: job) }
        let task = Task {
            do {
                let done = try await work { [weak self] job in self?.states.withLock { $0[job.id]?.job = job } }
                states.withLock { $0[job.id] = State(job: done, isOver: true) }
            } catch {
                states.withLock { states in
                    states[job.id]?.failure = "\(error)"
                    states[job.id]?.isOver = true
                }
            }
            tasks.withLock { $0[job.id] = nil }
        }
        tasks.withLock { $0[job.id] = task }
    }

    func stop(_ id: EntityID) { tasks.withLock { $0[id] }?.cancel() }
}
