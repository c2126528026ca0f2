public import Basics
public import FEELValues

/// One entry of an instance's history.
public struct Event: Sendable, Equatable {
    /// When it happened.
    public let at: Timestamp
    /// What happened.
    public let kind: Kind

    /// What can happen. Elements are named by their place in the graph and by their key.
    public enum Kind: Sendable, Equatable {
        case started
        case activated(node: Int, key: Int, scope: Int)
        case completed(node: Int, key: Int, scope: Int)
        case terminated(node: Int, key: Int, scope: Int)
        /// The body around the runs of a loop has begun, or is done.
        case loopStarted(node: Int, key: Int, runs: Int)
        case loopCompleted(node: Int, key: Int, scope: Int)
        /// A sequence flow was taken, by its place in the graph.
        case flowTaken(Int)
        case variableSet(scope: Int, name: String, value: Value)
        case jobFailed(key: Int, retries: Int, message: String)
        case errorThrown(node: Int, key: Int, code: String)
        case escalationThrown(node: Int, key: Int, code: String, isCaught: Bool)
        case compensated(node: Int, key: Int)
        case taskAssigned(key: Int, to: String?)
        case taskRead(key: Int, by: String)
        case taskDone(key: Int, by: String?)
        /// What people did to an approval.
        case approval(key: Int, ApprovalEvent)
        case incidentOpened(Incident)
        case incidentClosed(Int, retried: Bool)
        case modified
        case migrated
        case suspended
        case resumed
        case ended(InstanceState.Status)
    }
}
