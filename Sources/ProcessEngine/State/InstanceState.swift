public import Basics
public import FEELValues

/// Everything that a running process instance is: one value, stored as one row.
///
/// Keys are whole numbers that the instance hands out itself, one after the other, so that the same commands give the
/// same keys. Elements, timers, subscriptions, tasks and incidents share the one counter.
public struct InstanceState: Sendable, Equatable {
    /// The key of the process scope itself.
    public static let rootKey = 1

    /// Where the instance is in its life.
    public internal(set) var status = Status.active
    /// Whether commands other than `resume` and `cancel` are refused for now.
    public internal(set) var isSuspended = false
    /// When it began.
    public internal(set) var startedAt: Timestamp
    /// Who began it, when a person did.
    public internal(set) var initiator: String?
    /// What the choice of a random approver is derived from.
    public internal(set) var seed: UInt64
    /// The key that is given next.
    public internal(set) var nextKey = InstanceState.rootKey
    /// What is active, by key. The process scope has the key ``rootKey``.
    public internal(set) var elements: [Int: ElementInstance] = [:]
    /// Timers and subscriptions by key.
    public internal(set) var waits: [Int: Wait] = [:]
    /// What went wrong and waits for a person, by key.
    public internal(set) var incidents: [Int: Incident] = [:]
    /// The element of each open approval task, by the task's key.
    public internal(set) var seats: [Int: Int] = [:]
    /// The steps with people that have been passed, the latest of each element, in order.
    public private(set) var passed: [PassedStep] = []
    /// The elements of `passed`, from which it follows.
    private var passedNodes: Set<Int> = []
    /// People whom somebody picked for later steps, by the step's element id.
    public internal(set) var picks: [String: [String]] = [:]
    /// The variables at the end, once the instance has ended.
    public internal(set) var result = Variables()

    /// The life of an instance.
    public enum Status: String, Sendable, Equatable, CaseIterable {
        /// It runs or waits.
        case active
        /// It came to its end.
        case completed
        /// A terminate end event ended it.
        case terminated
        /// Somebody cancelled it.
        case cancelled
        /// An error that nobody caught ended it.
        case failed
    }

    init(startedAt: Timestamp, initiator: String?, seed: UInt64) {
        self.startedAt = startedAt
        self.initiator = initiator
        self.seed = seed
    }

    /// The variables of the process scope.
    public var variables: Variables { elements[Self.rootKey]?.variables ?? result }

    /// The keys of the active elements in the order in which they began.
    public var activeKeys: [Int] { elements.keys.sorted() }

    /// Remembers a step with people in the place of an earlier one of the same element in the same scope.
    mutating func remember(_ step: PassedStep) {
        if passedNodes.contains(step.node) {
            passed.removeAll { $0.node == step.node && $0.scope == step.scope }
        }
        passedNodes.insert(step.node)
        passed.append(step)
    }

    /// Changes or forgets steps that have been passed.
    mutating func revisePassed(_ change: (PassedStep) -> PassedStep?) {
        passed = passed.compactMap(change)
        passedNodes = Set(passed.map(\.node))
    }

    mutating func allocateKey() -> Int {
        defer { nextKey += 1 }
        return nextKey
    }
}

/// The variables of one scope, in the order in which they came.
public typealias Variables = OrderedMap<Value>

/// A step with people that has been passed: what it was, who did it and when. The return of a request starts from here.
public struct PassedStep: Sendable, Equatable {
    /// The element, by its place in the graph.
    public internal(set) var node: Int
    /// The key that the element instance had.
    public let key: Int
    /// The scope in which it ran.
    public let scope: Int
    /// Who completed it: the approvers in the order of their decisions, or the one who did the task.
    public let people: [String]
    /// When it was left.
    public let at: Timestamp
    /// The approval group as it ended, for taking a decision back.
    public let group: ApprovalGroup?
}
