extension BPMN {
    /// What passes between participants (BPMN 2.0.2 §8.4.11).
    public struct Message: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name that correlation goes by.
        public var name: String?
        /// The type of what it carries.
        public var itemRef: Reference?
        private var boxedExecution = Indirect(Execution())

        public init() {}

        /// The correlation key, where a dialect gives it with the message.
        public var execution: Execution {
            get { boxedExecution.value }
            set { boxedExecution = Indirect(newValue) }
        }
    }

    /// What is broadcast (BPMN 2.0.2 §10.5.1).
    public struct Signal: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name that listeners wait for.
        public var name: String?
        /// The type of what it carries.
        public var structureRef: Reference?

        public init() {}
    }

    /// A failure that the business knows (BPMN 2.0.2 §8.4.5).
    public struct Error: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name for people.
        public var name: String?
        /// The code that is thrown and caught.
        public var errorCode: String?
        /// The type of what it carries.
        public var structureRef: Reference?

        public init() {}
    }

    /// Something that a higher level should know (BPMN 2.0.2 §8.4.4).
    public struct Escalation: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name for people.
        public var name: String?
        /// The code that is thrown and caught.
        public var escalationCode: String?
        /// The type of what it carries.
        public var structureRef: Reference?

        public init() {}
    }

    /// A type of data (BPMN 2.0.2 §8.4.10).
    public struct ItemDefinition: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// `Information` or `Physical`.
        public var itemKind: String?
        /// The structure, perhaps in an imported file.
        public var structureRef: Reference?
        /// Whether it is a list.
        public var isCollection = false

        public init() {}
    }

    /// Where data outlives the process (BPMN 2.0.2 §10.4.1).
    public struct DataStore: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// How many items it can hold.
        public var capacity: Int?
        /// Whether it holds any number.
        public var isUnlimited = true
        /// The type of its items.
        public var itemSubjectRef: Reference?
        /// The state of its data.
        public var state: DataState?

        public init() {}
    }

    /// A service's interface (BPMN 2.0.2 §8.5.3).
    public struct Interface: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// What implements it.
        public var implementationRef: Reference?
        /// What it can be asked.
        public var operations: [Operation] = []

        public init() {}
    }

    /// What a service can be asked (BPMN 2.0.2 §8.5.3).
    public struct Operation: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// What implements it.
        public var implementationRef: Reference?
        /// The message that goes in.
        public var inMessageRef: Reference?
        /// The message that comes out.
        public var outMessageRef: Reference?
        /// The errors that it may answer.
        public var errorRefs: [Reference] = []

        public init() {}
    }

    /// Somebody or something that can be assigned (BPMN 2.0.2 §8.4.13).
    public struct Resource: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?

        public init() {}
    }

    /// A part of messages that tells instances apart (BPMN 2.0.2 §8.4.2).
    public struct CorrelationProperty: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The type.
        public var type: Reference?
        /// How to find it in each message.
        public var retrievals: [Retrieval] = []

        public init() {}

        /// How to find the property in one message.
        public struct Retrieval: Sendable, Equatable, Element {
            public var base = BaseElement()
            /// The message.
            public var messageRef: Reference?
            /// The path into its payload.
            public var messagePath: Expression?

            public init() {}
        }
    }

    /// A category with its values (BPMN 2.0.2 §8.4.1).
    public struct Category: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// Its values.
        public var values: [Value] = []

        public init() {}

        /// One value, which a group may show.
        public struct Value: Sendable, Equatable, Element {
            public var base = BaseElement()
            /// The text.
            public var value: String?

            public init() {}
        }
    }
}
