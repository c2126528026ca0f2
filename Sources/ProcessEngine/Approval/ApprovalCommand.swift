public import FEELValues

/// What people do to approvals. Tasks are named by their keys, people by the ids of the directory.
public enum ApprovalCommand: Sendable, Equatable {
    /// Approve. A delegate's approval is advice, and gives the task back.
    case approve(task: Int, Decision)
    /// Reject. A delegate's rejection is advice as well.
    case reject(task: Int, Decision)
    /// 驳回: return the request.
    case sendBack(task: Int, Decision, to: ReturnTarget, mode: ReturnMode?)
    /// 加签: let more people decide.
    case add(task: Int, by: String, people: [String], placement: Placement)
    /// 减签: take people out who were added and have not decided.
    case remove(task: Int, by: String, people: [String])
    /// 转办: somebody else decides, for good.
    case transfer(task: Int, by: String, to: String)
    /// 委派: somebody else answers, then the task comes back.
    case delegate(task: Int, by: String, to: String)
    /// 离职交接: everything open of one person goes to another.
    case handOver(from: String, to: String)
    /// 撤回: the initiator takes the request back.
    case withdraw(by: String)
    /// 取回: an approver takes a decision back while nobody after has looked at it. The step by its element's id.
    case takeBack(step: String, by: String)
    /// 抄送 by hand.
    case copy(task: Int, by: String, to: [String])
    /// A copy has been read.
    case readCopy(Int, by: String)
    /// 催办.
    case remind(task: Int, by: String)

    /// A decision with what belongs to it.
    public struct Decision: Sendable, Equatable {
        /// Who decides.
        public let by: String
        /// What the person wrote.
        public let opinion: String
        /// Whether it is signed.
        public let isSigned: Bool
        /// The variables that go along.
        public let variables: Context
        /// People picked for later steps, by the step's element id.
        public let picks: [String: [String]]

        /// A decision.
        public init(
            by: String, opinion: String = "", isSigned: Bool = false, variables: Context = Context(),
            picks: [String: [String]] = [:]
        ) {
            self.by = by
            self.opinion = opinion
            self.isSigned = isSigned
            self.variables = variables
            self.picks = picks
        }
    }

    /// Where added people stand.
    public enum Placement: String, Sendable, Equatable, CaseIterable { case before, after, beside }
}

/// An entry of the history about an approval.
public enum ApprovalEvent: Sendable, Equatable {
    case opened(people: [String])
    case approved(by: String, opinion: String)
    case rejected(by: String, opinion: String)
    /// A delegate has answered.
    case advised(by: String, approves: Bool, opinion: String)
    case settledAlone(person: String, ApprovalGroup.Seat.Automatic)
    case returned(by: String, to: String, mode: ReturnMode, opinion: String)
    case added(by: String, people: [String], ApprovalCommand.Placement)
    case removed(by: String, people: [String])
    case transferred(from: String, to: String)
    case delegated(from: String, to: String)
    case withdrawn(by: String)
    case takenBack(by: String)
    case copied(by: String?, to: [String])
    case copyRead(by: String)
    case reminded(by: String?, people: [String])
    case closed(isApproved: Bool)
}
