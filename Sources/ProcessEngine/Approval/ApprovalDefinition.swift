import FEELValues

/// How a user task is approved: what `<sanbu:approval>` says (docs/reference/approvals.md).
public struct ApprovalDefinition: Sendable {
    /// Who decides together with whom.
    public internal(set) var mode = Mode.all
    /// For ``Mode/ratio``: how many of a hundred must approve.
    public internal(set) var ratio = 100
    /// For 会签: whether one rejection decides at once.
    public internal(set) var hasVeto = false
    /// For 或签: whether the first decision counts, a rejection too; otherwise only when all reject.
    public internal(set) var firstDecides = false
    /// Where the approvers come from, in order.
    public internal(set) var approvers: [ApproverSource] = []
    /// What happens when nobody is found.
    public internal(set) var whenEmpty = EmptyPolicy.administrator
    /// What happens when the initiator is an approver.
    public internal(set) var whenInitiator = InitiatorPolicy.approve
    /// What happens when an approver has approved an earlier step.
    public internal(set) var whenRepeated = RepetitionPolicy.keep
    /// What a rejection leads to.
    public internal(set) var onReject = Rejection.end
    /// Where a request may be returned to by hand.
    public internal(set) var returnTargets: Set<ReturnTarget.Kind> = Set(ReturnTarget.Kind.allCases)
    /// How the request comes back from there; nil lets the approver choose.
    public internal(set) var returnMode: ReturnMode?
    /// Whether a decision needs an opinion.
    public internal(set) var needsOpinion = false
    /// Whether a decision needs a signature.
    public internal(set) var needsSignature = false
    /// Who gets copies, and when.
    public internal(set) var copies: [Copy] = []
    /// The deadline.
    public internal(set) var deadline: Deadline?
    /// The least time between two reminders by hand, in seconds.
    public internal(set) var reminderInterval: Int64 = 3600
    /// How many reminders by hand go to the approver before the superior is told too.
    public internal(set) var remindersBeforeEscalation = 3
    /// What the form's fields allow at this step.
    public internal(set) var fields: [FieldRight] = []
    /// The buttons that the form shows; empty: all.
    public internal(set) var buttons: [Button] = []
    /// The variable that receives `true` or `false`.
    public internal(set) var resultVariable = "approved"

    /// Who decides together with whom.
    public enum Mode: String, Sendable, CaseIterable {
        /// 会签: all must approve.
        case all
        /// 会签 by ratio.
        case ratio
        /// 或签: one approval suffices.
        case any
        /// 依次: one after the other.
        case sequential
        /// 随机: one of them, chosen at random.
        case random
    }

    /// What happens when nobody is found.
    public enum EmptyPolicy: Sendable, Equatable {
        case approve, reject, administrator
        case person(String)
    }

    /// What happens when the initiator is an approver.
    public enum InitiatorPolicy: String, Sendable, CaseIterable {
        /// The initiator decides, as anybody else.
        case approve
        /// The initiator's decision is taken as given.
        case skip
        /// The initiator's superior decides.
        case manager
    }

    /// What happens when an approver has approved before.
    public enum RepetitionPolicy: String, Sendable, CaseIterable {
        /// Asked again.
        case keep
        /// Asked only the first time.
        case first
        /// Not asked again directly after a step that the same person approved.
        case adjacent
        /// As ``first``, and the initiator's submission counts as an approval.
        case all
    }

    /// What a rejection leads to.
    public enum Rejection: String, Sendable, CaseIterable {
        /// The instance ends.
        case end
        /// Back to the initiator.
        case initiator
        /// Back to the step before.
        case previous
        /// On along the flows, which read the result.
        case `continue`
    }

    /// Copies of the request.
    public struct Copy: Sendable {
        /// When.
        public let moment: Moment
        /// The people.
        public let people: ApproverSource

        /// When copies are sent.
        public enum Moment: String, Sendable, CaseIterable { case opened, approved, rejected, ended }
    }

    /// A deadline with what happens then.
    public struct Deadline: Sendable {
        /// How long the step may take, or until when.
        public let after: TimerTrigger
        /// How often people are reminded before the action.
        public let reminders: Int
        /// What it does.
        public let action: Action

        /// What happens at a deadline.
        public enum Action: Sendable, Equatable {
            case remind, approve, reject, escalate
            case transfer(String)
        }
    }

    /// What a form's field allows.
    public struct FieldRight: Sendable, Equatable {
        /// The field; a sub-table's field is `items.price`.
        public let field: String
        /// What is allowed.
        public let right: Right

        /// The rights, from nothing to everything.
        public enum Right: String, Sendable, CaseIterable { case hidden, read, write, required }
    }

    /// A button of the form.
    public struct Button: Sendable, Equatable {
        /// `approve`, `reject`, `return`, `add`, `remove`, `transfer`, `delegate`, `copy`, `remind`, `save`.
        public let action: String
        /// What it is called here.
        public let label: String
    }
}

/// Where approvers come from.
public enum ApproverSource: Sendable {
    case users([String])
    case role(String)
    case department(String)
    case departmentHead(String)
    case position(String)
    case group(String)
    /// The initiator's superior, so many levels up.
    case manager(level: Int)
    /// 连续多级主管: the superiors one after the other, at most so many, up to one who holds the position.
    case managers(levels: Int, until: String?)
    case initiator
    /// Those whom the initiator picked for this step.
    case initiatorPick
    /// Those whom the approver before picked for this step.
    case previousPick
    /// The people in a field of the form.
    case field([String])
    /// The heads of the departments in a field of the form.
    case fieldHead([String])
    case expression(Formula)
}

/// Where a request is returned to.
public enum ReturnTarget: Sendable, Equatable {
    case end
    case initiator
    case previous
    /// A step that has been passed, by its element's id.
    case passed(String)

    /// The kinds of target.
    public enum Kind: String, Sendable, CaseIterable { case end, initiator, previous, passed }

    /// The kind of this one.
    public var kind: Kind {
        switch self {
        case .end: .end
        case .initiator: .initiator
        case .previous: .previous
        case .passed: .passed
        }
    }
}

/// How a request comes back from where it was returned to.
public enum ReturnMode: String, Sendable, Equatable, CaseIterable {
    /// Step by step again.
    case rerun
    /// Straight to the one who returned it.
    case straight
}
