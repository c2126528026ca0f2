public import Basics

/// One active element: the process, a sub-process, a task, a waiting event, or one run of a loop.
public struct ElementInstance: Sendable, Equatable {
    /// Its key in the instance.
    public let key: Int
    /// Its place in ``ProcessGraph/nodes``.
    public internal(set) var node: Int
    /// The key of the scope that it runs in; 0 for the process.
    public let parent: Int
    /// What part it plays.
    public internal(set) var role: Role
    /// The number of the run in a loop, from 1; 0 outside loops.
    public internal(set) var run = 0
    /// Variables of its own; the scopes around it are searched for the others.
    public internal(set) var variables = Variables()
    /// The keys of timers and subscriptions that end with it.
    public internal(set) var waits: [Int] = []
    /// What it needs as a scope; nil for what holds nothing.
    public internal(set) var scope: ScopeState?
    /// What it waits for.
    public internal(set) var detail = Detail.none
    /// Parallel-multiple events that have been triggered in part.
    public internal(set) var partial: [PartialTrigger] = []
    /// The thrower that waits for this compensation handler; 0 for everything else.
    public internal(set) var compensates = 0
    /// The steps that get control back when this one, to which they returned the request, is done.
    public internal(set) var resumes: [Int] = []
    /// Whether such a step is also left by its flows.
    public internal(set) var goesOn = false

    /// The part of an element instance.
    public enum Role: Int, Sendable, Equatable {
        /// The element itself.
        case single
        /// The body around the runs of a loop or a multi-instance activity.
        case body
        /// One run of them.
        case inner
        /// A completed scope that is open again for its compensation handlers.
        case compensation
        /// A scope that was opened only for a returned request, and leaves nothing behind.
        case detour
    }

    /// What an element instance waits for.
    public indirect enum Detail: Sendable, Equatable {
        case none
        /// A user task without approval.
        case task(TaskState)
        case job(JobState)
        /// A called instance.
        case called
        case loop(LoopState)
        /// A compensation throw event, a cancel end event or a compensation scope with handlers to run.
        case thrower(Thrower)
        case approval(ApprovalGroup)
        /// Waiting for its timer or subscription.
        case event
        /// An ad-hoc sub-process and what it has started.
        case adHoc(AdHocState)
        /// A step that waits until the step to which it was returned is done.
        case parked(ApprovalGroup?)
    }

    init(key: Int, node: Int, parent: Int, role: Role = .single) {
        self.key = key
        self.node = node
        self.parent = parent
        self.role = role
    }
}

/// An open user task.
public struct TaskState: Sendable, Equatable {
    /// Who does it, when that is settled.
    public internal(set) var assignee: String?
    /// Whether somebody has looked at it.
    public internal(set) var isRead = false
}

/// An open job.
public struct JobState: Sendable, Equatable {
    /// How many tries are left.
    public internal(set) var retries: Int
}

/// What a scope holds beside its variables.
public struct ScopeState: Sendable, Equatable {
    /// The keys of what is active directly inside, rising.
    public internal(set) var children: [Int] = []
    /// Tokens on the way between elements or waiting at a join.
    public internal(set) var tokens = 0
    /// Joins at which tokens have arrived, by node.
    public internal(set) var joins: [Int: JoinState] = [:]
    /// What has been completed and can be compensated, oldest first.
    public internal(set) var compensations: [CompensationRecord] = []
    /// Whether an interrupting event sub-process has taken over.
    public internal(set) var isInterrupted = false
    /// What happens when the scope is empty, if not the ordinary completion.
    public internal(set) var ending = Ending.complete

    /// Takes a child out. Keys rise, so its place is found by halving.
    mutating func removeChild(_ key: Int) {
        var (low, high) = (0, children.count)
        while low < high {
            let middle = (low + high) / 2
            if children[middle] < key { low = middle + 1 } else { high = middle }
        }
        if low < children.count, children[low] == key { children.remove(at: low) }
    }

    /// How a scope ends when it is empty.
    public enum Ending: Int, Sendable, Equatable {
        case complete
        /// A terminate end event has emptied it.
        case terminate
        /// A cancel end event has emptied it: the transaction leaves by its cancel boundary event.
        case cancel
    }
}

/// Tokens at a joining gateway.
public struct JoinState: Sendable, Equatable {
    /// Tokens by the incoming flow, each flow by its place among the gateway's incoming flows.
    public internal(set) var arrived: [Int]
    /// How many flows have one or more.
    public internal(set) var filled = 0
    /// For a complex gateway: whether it has fired and waits for the late tokens.
    public internal(set) var awaitsReset = false
    /// For a complex gateway that awaits reset: the flows that have had their token.
    public internal(set) var spent: [Bool] = []
    /// An element or join that was seen to hold up an inclusive join: looked at first the next time.
    var witness = 0
    /// The flows that have a token, as bits; follows from `arrived`.
    var filledBits: [UInt64]

    init(flows: Int) {
        arrived = Array(repeating: 0, count: flows)
        filledBits = Array(repeating: 0, count: (flows + 63) / 64)
    }

    /// Sets the number of tokens on a flow.
    mutating func setTokens(_ count: Int, on flow: Int) {
        if (arrived[flow] > 0) != (count > 0) {
            filled += count > 0 ? 1 : -1
            filledBits[flow / 64] ^= 1 << UInt64(flow % 64)
        }
        arrived[flow] = count
    }

    public static func == (left: JoinState, right: JoinState) -> Bool {
        left.arrived == right.arrived && left.awaitsReset == right.awaitsReset && left.spent == right.spent
    }
}

/// A parallel-multiple event of which some triggers have occurred.
public struct PartialTrigger: Sendable, Equatable {
    /// The event.
    public internal(set) var node: Int
    /// One bit for each trigger that has occurred.
    public internal(set) var occurred: UInt64
}

extension ElementInstance {
    /// Whether it runs only to give control back, and is not left by its flows.
    var isDetour: Bool { !resumes.isEmpty && !goesOn }
}
