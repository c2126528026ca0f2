public import XMLTree

/// An approval as people without BPMN draw it: steps from top to bottom, with branches between.
///
/// It compiles to a block-structured process: what parts at a gateway meets at a gateway of the same kind. Everything
/// that the process carries beyond this shape stays in ``Step/extensions``, so that nothing is lost on the way back.
public struct StepTree: Sendable, Equatable {
    /// The process's id.
    public var id: String
    /// Its name.
    public var name: String
    /// What people wrote about it.
    public var documentation: String
    /// The process's own `extensionElements`.
    public var extensions: [XMLElement]
    /// Where it begins, with the form that is filled in.
    public var start: Step
    /// The steps in their order.
    public var steps: [Step]
    /// Where it ends.
    public var end: Step

    /// A process that begins and ends.
    public init(id: String, name: String, steps: [Step] = []) {
        self.id = id
        self.name = name
        documentation = ""
        extensions = []
        start = Step("start", .start)
        self.steps = steps
        end = Step("end", .end)
    }

    /// One step.
    public struct Step: Sendable, Equatable {
        /// Unique in the process.
        public var id: String
        /// What people see.
        public var name: String
        /// What people wrote about it.
        public var documentation: String
        /// What it does.
        public var kind: Kind
        /// What stands in `extensionElements`, other vendors' included.
        public var extensions: [XMLElement]

        /// A step of a kind.
        public init(_ id: String, _ kind: Kind, name: String = "", extensions: [XMLElement] = []) {
            self.id = id
            self.kind = kind
            self.name = name
            documentation = ""
            self.extensions = extensions
        }
    }

    /// What a step does.
    public indirect enum Kind: Sendable, Equatable {
        case start, end
        /// A person decides or does something (user task).
        case person
        /// The platform or a worker does something (service task).
        case action
        /// A decision table is asked (business rule task).
        case decision
        /// Another process runs (call activity).
        case call
        /// It waits (intermediate timer event).
        case delay(Delay)
        /// The way parts and meets again.
        case branches(Split)
    }

    /// How long a step waits.
    public struct Delay: Sendable, Equatable {
        /// Whether the text is a moment instead of a duration.
        public var isDate: Bool
        /// As BPMN writes it: `PT8H`, or `= ` and FEEL.
        public var text: String

        /// A wait.
        public init(_ text: String, isDate: Bool = false) {
            self.text = text
            self.isDate = isDate
        }
    }

    /// Where the way parts.
    public struct Split: Sendable, Equatable {
        /// How.
        public var gateway: Gateway
        /// The branches in their order.
        public var branches: [Branch]
        /// The id of the gateway at which they meet.
        public var join: String

        /// A split with its branches.
        public init(_ gateway: Gateway, _ branches: [Branch], join: String) {
            self.gateway = gateway
            self.branches = branches
            self.join = join
        }
    }

    /// How the way parts.
    public enum Gateway: String, Sendable, CaseIterable {
        /// One branch is taken: the first whose condition holds.
        case exclusive
        /// All branches are taken.
        case parallel
        /// Every branch whose condition holds is taken.
        case inclusive
    }

    /// One of several ways.
    public struct Branch: Sendable, Equatable {
        /// What people see.
        public var name: String
        /// FEEL; empty for a branch that needs none.
        public var condition: String
        /// Whether it is taken when no condition holds.
        public var isDefault: Bool
        /// Its steps.
        public var steps: [Step]

        /// A branch.
        public init(_ name: String = "", when condition: String = "", isDefault: Bool = false, _ steps: [Step] = []) {
            self.name = name
            self.condition = condition
            self.isDefault = isDefault
            self.steps = steps
        }
    }
}
