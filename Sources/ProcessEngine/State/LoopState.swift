public import Basics
public import FEELValues

/// The body of a standard loop or a multi-instance activity.
public struct LoopState: Sendable, Equatable {
    /// How many runs there are in all; -1 when the condition of a standard loop decides.
    public internal(set) var total: Int
    /// How many have begun.
    public internal(set) var started = 0
    /// How many have been completed.
    public internal(set) var completed = 0
    /// How many have been terminated.
    public internal(set) var terminated = 0
    /// The input collection.
    public internal(set) var items: [Value]
    /// The output collection as far as it is known, in the order of the runs.
    public internal(set) var outputs: [Value]

    /// How many run now.
    public var active: Int { started - completed - terminated }
}

/// What an ad-hoc sub-process has started.
public struct AdHocState: Sendable, Equatable {
    /// How many activities have been completed.
    public internal(set) var completed = 0
    /// For sequential ordering: the entry activities that have not begun, in order.
    public internal(set) var waiting: [Int] = []
    /// Whether the completion condition has held.
    public internal(set) var isDone = false
}

/// Something completed that can be compensated.
public struct CompensationRecord: Sendable, Equatable {
    /// The activity.
    public internal(set) var node: Int
    /// The key that it had.
    public let key: Int
    /// Whether it is the body around runs that were kept one by one.
    public let isBody: Bool
    /// The variables of its scope when it was completed.
    public let variables: Variables
    /// What was completed inside, oldest first.
    public internal(set) var nested: [CompensationRecord]
}

/// Compensation under way.
public struct Thrower: Sendable, Equatable {
    /// What is still to be compensated; the last is the next.
    public internal(set) var queue: [CompensationRecord]
    /// The key of the scope in which handlers run.
    public internal(set) var scope: Int
    /// What happens when the queue is empty.
    public internal(set) var then: Continuation

    /// What follows compensation.
    public enum Continuation: Int, Sendable, Equatable {
        /// The throw event is completed.
        case complete
        /// Nothing: the event did not wait, or the scope was opened only for this.
        case vanish
        /// The transaction leaves by its cancel boundary event.
        case cancelTransaction
    }
}
