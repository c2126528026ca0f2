public import Basics

/// Work that is to be done later, at least once, and exactly once where it is one transaction.
public struct Job: Sendable, Hashable {
    public let id: EntityID
    public let tenant: Int64
    /// Which handler does it: `mail.send`
    public let kind: String
    /// A JSON value.
    public let payload: String
    public let priority: Priority
    /// 1 when it runs for the first time.
    public let attempt: Int
    public let attemptLimit: Int
    /// What this lease is known by. Whoever lost it may not end the job any more.
    public let lease: EntityID
    public let leasedUntil: Timestamp

    /// What goes first when more is due than can run.
    public enum Priority: Int64, Sendable, CaseIterable, Comparable {
        case urgent, normal, low, bulk

        public static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
    }
}

/// A new job.
public struct JobDraft: Sendable {
    public var kind: String
    public var payload: String
    public var priority = Job.Priority.normal
    /// When it may run at the earliest; nil means at once.
    public var runAt: Timestamp?
    /// Among the jobs of a tenant and kind that wait, each key occurs once. A job that runs already does not count:
    /// what has changed since it began needs another run.
    public var uniqueKey: String?
    public var attemptLimit = 20

    public init(_ kind: String, payload: String = "{}") {
        self.kind = kind
        self.payload = payload
    }
}

/// A job that failed too often, until somebody looks at it.
public struct DeadJob: Sendable, Hashable {
    public let id: EntityID
    public let tenant: Int64
    public let kind: String
    public let payload: String
    public let attempts: Int
    public let error: String
}

/// Why a job could not be ended.
public enum JobError: Error, Equatable, Sendable {
    /// The lease ran out and somebody else may have the job: what was done in this transaction must not be kept.
    case leaseLost(EntityID)
    case noHandler(String)
}

/// How long a failed job waits: twice as long each time, up to a limit, less a random part of up to a half, so that
/// jobs that failed together do not return together.
public struct Backoff: Sendable {
    public var first = Duration.seconds(10)
    public var longest = Duration.seconds(3600)
    /// From 0 up to, but not including, 1.
    public var random: @Sendable () -> Double

    public init(random: @escaping @Sendable () -> Double) { self.random = random }

    public func milliseconds(afterAttempt attempt: Int) -> Int64 {
        let (first, longest) = (Self.milliseconds(first), Self.milliseconds(longest))
        let doublings = Int64(min(max(attempt - 1, 0), 30))
        let (delay, overflow) = first.multipliedReportingOverflow(by: 1 << doublings)
        let whole = overflow ? longest : min(delay, longest)
        return whole - Int64(Double(whole) * 0.5 * random())
    }

    static func milliseconds(_ duration: Duration) -> Int64 {
        let parts = duration.components
        return parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
    }
}
