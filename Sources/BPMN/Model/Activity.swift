public import XMLTree

extension BPMN {
    /// Work (BPMN 2.0.2 §10.3).
    public struct Activity: Sendable, Equatable {
        /// Task, call or sub-process.
        public var type: ActivityType
        /// Whether it only runs to undo another one.
        public var isForCompensation = false
        /// How many tokens must arrive.
        public var startQuantity = 1
        /// How many tokens it lets go.
        public var completionQuantity = 1
        /// The id of the flow that is taken when no condition holds.
        public var defaultFlow: String?
        /// What it takes and gives.
        public var ioSpecification: InputOutputSpecification?
        /// Data of its own that no diagram shows.
        public var properties: [Property] = []
        /// How its inputs are filled.
        public var dataInputAssociations: [DataAssociation] = []
        /// Where its outputs go.
        public var dataOutputAssociations: [DataAssociation] = []
        /// Who does it, in the words of the standard.
        public var resources: [ResourceRole] = []
        /// Whether it repeats.
        public var loop: LoopCharacteristics?

        /// An activity of a type.
        public init(_ type: ActivityType = .task(.abstract)) { self.type = type }
    }

    /// The three sorts of activity.
    public indirect enum ActivityType: Sendable, Equatable {
        case task(TaskKind)
        /// Calls a process or global task by reference; dialects may compute it: ``Execution/calledElement``.
        case callActivity(calledElement: Reference?)
        case subProcess(SubProcess)
    }

    /// The tasks of BPMN 2.0.2 §10.3.3.
    public enum TaskKind: Sendable, Equatable {
        /// A task without a type passes at once.
        case abstract
        case user(UserTask)
        case manual
        case service(ServiceCall)
        case send(ServiceCall)
        case receive(ServiceCall, instantiate: Bool)
        case script(format: String?, script: Script?)
        case businessRule(implementation: String?)
    }

    /// What a user task has beyond others.
    public struct UserTask: Sendable, Equatable {
        /// The technology named for it.
        public var implementation: String?
        /// `rendering` elements, kept as they were.
        public var renderings: [XMLElement] = []

        /// A user task without extras.
        public init() {}
    }

    /// What service, send and receive tasks name.
    public struct ServiceCall: Sendable, Equatable {
        /// The technology named for it.
        public var implementation: String?
        /// The operation that is called.
        public var operationRef: Reference?
        /// The message that is sent or received.
        public var messageRef: Reference?

        /// A call without details.
        public init() {}
    }

    /// The text of a script task.
    public struct Script: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The script.
        public var text = ""

        public init() {}
    }

    /// A scope within a process (BPMN 2.0.2 §10.3.5).
    public struct SubProcess: Sendable, Equatable {
        /// Embedded, transaction or ad-hoc.
        public var kind = Kind.embedded
        /// Whether an event starts it while its parent is active (event sub-process).
        public var triggeredByEvent = false
        /// What it holds.
        public var scope = Scope()

        /// The sorts of sub-process.
        public enum Kind: Sendable, Equatable {
            case embedded
            /// A transaction with its protocol, when given.
            case transaction(method: String?)
            case adHoc(AdHoc)
        }

        /// How the activities of an ad-hoc sub-process are run (BPMN 2.0.2 §10.3.5).
        public struct AdHoc: Sendable, Equatable {
            /// Whether one at a time.
            public var isSequential = false
            /// Whether those still running are cancelled when the condition holds.
            public var cancelRemainingInstances = true
            /// When it is done.
            public var completionCondition: Expression?

            /// Any order, until nothing is left.
            public init() {}
        }

        /// An embedded sub-process.
        public init() {}
    }

    /// Whether an activity repeats (BPMN 2.0.2 §10.3.8).
    public indirect enum LoopCharacteristics: Sendable, Equatable {
        case standard(StandardLoop)
        case multiInstance(MultiInstance)
    }

    /// Again and again while a condition holds.
    public struct StandardLoop: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// Whether the condition is asked before the first run.
        public var testBefore = false
        /// At most so many runs.
        public var loopMaximum: Int?
        /// While this holds.
        public var loopCondition: Expression?

        public init() {}
    }

    /// One instance for each item, or so many.
    public struct MultiInstance: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// One after the other.
        public var isSequential = false
        /// How many.
        public var loopCardinality: Expression?
        /// Ends the whole when it holds after an instance.
        public var completionCondition: Expression?
        /// Which completions throw an event (BPMN 2.0.2 table 10.30).
        public var behavior = Behavior.all
        /// The event that is thrown for the first completion (`One`).
        public var oneBehaviorEventRef: Reference?
        /// The event that is thrown for each completion (`None`).
        public var noneBehaviorEventRef: Reference?
        /// The events of `Complex`.
        public var complexBehaviors: [ComplexBehavior] = []
        /// The data input that is the collection.
        public var loopDataInputRef: Reference?
        /// The data output that gathers the results.
        public var loopDataOutputRef: Reference?
        /// One item going in.
        public var inputDataItem: DataItem?
        /// One item coming out.
        public var outputDataItem: DataItem?
        /// The collection, from a dialect, or the data behind ``loopDataInputRef``.
        public var collection: Expression?
        /// The variable that holds one item.
        public var elementVariable: String?
        /// The variable that holds the item's index, when a dialect names one.
        public var indexVariable: String?
        /// The variable that gathers the results.
        public var outputCollection: String?
        /// One result.
        public var outputElement: Expression?
        /// The name that was found behind ``loopDataInputRef``.
        var derivedCollection: String?

        /// When events are thrown.
        public enum Behavior: String, Sendable, Equatable, CaseIterable {
            case none = "None"
            case one = "One"
            case all = "All"
            case complex = "Complex"
        }

        /// An event that is thrown when a condition holds after an instance.
        public struct ComplexBehavior: Sendable, Equatable, Element {
            public var base = BaseElement()
            /// When.
            public var condition: Expression?
            /// The event, an implicit throw event, kept as it was.
            public var event: XMLElement?

            public init() {}
        }

        public init() {}
    }

    /// Who does an activity, in the words of the standard (BPMN 2.0.2 §10.3.1, §10.3.4).
    public struct ResourceRole: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// Which role.
        public var kind = Kind.resourceRole
        /// The name.
        public var name: String?
        /// The resource.
        public var resourceRef: Reference?
        /// Who, as an expression.
        public var assignment: Assignment?

        /// The element's name.
        public enum Kind: String, Sendable, Equatable, CaseIterable {
            case resourceRole, performer, humanPerformer, potentialOwner
        }

        /// `resourceAssignmentExpression`.
        public struct Assignment: Sendable, Equatable, Element {
            public var base = BaseElement()
            /// Who.
            public var expression: Expression?
            /// Whether the file says `expression` where most say `formalExpression`.
            var isNatural = false

            public init() {}
        }

        public init() {}
    }
}
