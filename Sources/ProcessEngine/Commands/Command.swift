import Basics
public import FEELValues

/// What can happen to an instance that exists. Starting one is ``ProcessEngine/start(_:in:)``.
public enum Command: Sendable, Equatable {
    /// A worker has done a job.
    case completeJob(Int, variables: Context = Context())
    /// A worker could not do a job. `retries` is how many tries are left; nil takes one off.
    case failJob(Int, message: String, retries: Int? = nil)
    /// A worker or a person throws a BPMN error at a job or task.
    case throwError(Int, code: String, message: String = "", variables: Context = Context())
    /// The same for an escalation.
    case throwEscalation(Int, code: String, variables: Context = Context())
    /// A person has done a task without approval.
    case completeTask(Int, variables: Context = Context(), by: String? = nil)
    /// A task without approval gets another assignee, or none.
    case assignTask(Int, to: String?)
    /// Somebody has looked at a task.
    case readTask(Int, by: String)
    /// Anything that people do to approvals.
    case approval(ApprovalCommand)
    /// A message for an open subscription.
    case correlate(subscription: Int, variables: Context = Context())
    /// A signal for every subscription of that name.
    case signal(String, variables: Context = Context())
    /// A timer is due.
    case timerDue(Int)
    /// Something outside has changed that conditions may read.
    case evaluateConditions
    /// A called instance has completed.
    case calledCompleted(Int, variables: Context)
    /// A called instance has ended otherwise; with a code, an error that it did not catch.
    case calledFailed(Int, code: String?, message: String)
    /// A called instance has thrown an escalation that it did not catch.
    case calledEscalated(Int, code: String, variables: Context)
    /// Variables are set: in the scope of that key, or in the process.
    case setVariables(Context, scope: Int? = nil)
    /// Activities of an ad-hoc sub-process are started, by id.
    case startAdHoc(Int, activities: [String])
    /// Try again what an incident stopped.
    case retryIncident(Int)
    /// Go on behind the element as if it were done.
    case skipIncident(Int, variables: Context = Context())
    /// Tokens are moved by hand, all or none.
    case modify([Modification])
    /// Nothing happens until it is resumed.
    case suspend
    /// Go on after a suspension.
    case resume
    /// The instance ends here.
    case cancel(reason: String)
}

/// One step of a modification of tokens.
public enum Modification: Sendable, Equatable {
    /// Begin an element, by id, in the scope of that key or in the only one there is; missing scopes are opened.
    case activate(String, scope: Int? = nil, variables: Context = Context())
    /// End an active element, by key.
    case terminate(Int)
}

/// Why a command was refused. Nothing has changed then.
public enum CommandError: Error, Sendable, Equatable {
    /// The instance has ended; the status says how.
    case ended(InstanceState.Status)
    /// The instance is suspended.
    case suspended
    /// There is no such thing open: it never was, or it has been done.
    case unknown(Kind, Int)
    /// There is no element of this id in the process.
    case unknownElement(String)
    /// The thing is open, but the command does not fit it.
    case unfit(Kind, Int, reason: String)

    /// What a command names.
    public enum Kind: String, Sendable, Equatable {
        case job, task, timer, subscription, incident, element, call
    }
}
