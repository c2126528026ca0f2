public import Basics
public import FEELValues

/// What the shell does in the same transaction in which it stores the new state. The key of a row is the instance's
/// id with the key given here.
public enum Effect: Sendable, Equatable {
    case openTask(TaskOpening)
    /// The task's assignee has changed.
    case assignTask(Int, to: String?)
    case closeTask(Int, TaskClosing)
    case createJob(JobCreation)
    /// The job must not be done any more.
    case cancelJob(Int)
    case setTimer(Int, due: Timestamp, node: Int)
    case cancelTimer(Int)
    case openSubscription(Int, Subscription, node: Int)
    case closeSubscription(Int)
    /// A message is sent. It goes out after the transaction, through the outbox.
    case publishMessage(name: String, correlationKey: String?, variables: Context, key: Int)
    /// A signal for every instance and every start event that listens.
    case broadcastSignal(String, variables: Context)
    case startCalled(CalledStart)
    /// The instance that this element called is cancelled with it.
    case cancelCalled(Int)
    /// An escalation that nobody here catches goes to the caller.
    case escalateToCaller(code: String, variables: Context)
    case openIncident(Int)
    case closeIncident(Int)
    /// Tell people: copies, reminders.
    case notify(Notice)
    /// A copy of the request for reading, with receipt.
    case sendCopy(Int, to: [String], node: Int)
    /// The instance has ended.
    case finish(Finish)
}

/// A user task.
public struct TaskOpening: Sendable, Equatable {
    /// Its key.
    public let key: Int
    /// The element, by its place in the graph.
    public let node: Int
    /// The element instance's key; for an approval, one element has several tasks.
    public let element: Int
    /// Who has it.
    public let assignee: String?
    /// People who may claim it.
    public let candidateUsers: [String]
    /// Groups whose members may claim it.
    public let candidateGroups: [String]
    /// When it is due.
    public let due: Timestamp?
    /// When it is taken up again.
    public let followUp: Timestamp?
    /// 0 to 100; 50 when nothing is said.
    public let priority: Int
    /// The form that it shows.
    public let formKey: String?
    /// Why the task exists, for an approval.
    public let purpose: ApprovalGroup.Seat.Purpose?
}

/// Why a task is closed.
public enum TaskClosing: String, Sendable, Equatable {
    case completed, approved, rejected, returned, terminated, transferred, unneeded, withdrawn
}

/// A job for a worker.
public struct JobCreation: Sendable, Equatable {
    /// Its key: that of the element instance.
    public let key: Int
    /// The element, by its place in the graph.
    public let node: Int
    /// What kind of worker does it; empty when the model does not say.
    public let type: String
    /// How often it is tried.
    public let retries: Int
    /// Fixed values for the worker.
    public let headers: [String: String]
    /// What the worker gets: the element's own variables when it has input mappings, else all that it can see.
    public let variables: Context
}

/// What a subscription waits for.
public enum Subscription: Sendable, Equatable {
    case message(name: String, correlationKey: String?)
    case signal(String)
    /// A condition; the names that it reads.
    case condition([String])
}

/// A process to be called.
public struct CalledStart: Sendable, Equatable {
    /// The key of the call activity, by which the caller is told of the end.
    public let key: Int
    /// The element, by its place in the graph.
    public let node: Int
    /// The called process's id.
    public let process: String
    /// The version wanted.
    public let binding: Binding
    /// The variables that go along.
    public let variables: Context

    /// Which version of a called process is meant.
    public enum Binding: Sendable, Equatable {
        case latest
        /// The version deployed together with the caller.
        case deployment
        case version(Int)
        case versionTag(String)
    }
}

/// Something that people should be told.
public struct Notice: Sendable, Equatable {
    /// What it is.
    public let kind: Kind
    /// The people.
    public let people: [String]
    /// The element, by its place in the graph.
    public let node: Int
    /// The task that it is about; 0 for none.
    public let task: Int

    /// The kinds.
    public enum Kind: String, Sendable, Equatable {
        case reminder, overdue, escalation, copy
    }
}

/// How an instance ended.
public struct Finish: Sendable, Equatable {
    /// How it ended, or where it stands.
    public let status: InstanceState.Status
    /// The code of the error that nobody caught.
    public let errorCode: String?
    /// Why, for people.
    public let message: String
    /// The variables of the process at the end.
    public let variables: Context
}

/// What a command led to.
public struct Outcome: Sendable, Equatable {
    /// The history's new entries, in order.
    public internal(set) var events: [Event] = []
    /// What is to be done, in order.
    public internal(set) var effects: [Effect] = []

    /// Nothing happened.
    public static let none = Outcome()

    /// This and then another, for callers that carry out several commands in one transaction.
    public func followed(by next: Outcome) -> Outcome {
        Outcome(events: events + next.events, effects: effects + next.effects)
    }
}
