extension BPMN {
    /// Participants and the messages between them (BPMN 2.0.2 §9).
    public struct Collaboration: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// Whether only the modelled messages may pass.
        public var isClosed = false
        /// The pools.
        public var participants: [Participant] = []
        /// The messages between them.
        public var messageFlows: [MessageFlow] = []
        /// Annotations, groups and associations.
        public var artifacts: [Artifact] = []
        /// What tells conversations apart.
        public var correlationKeys: [CorrelationKey] = []

        public init() {}
    }

    /// A pool (BPMN 2.0.2 §9.3).
    public struct Participant: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The process inside; nil for a closed pool.
        public var processRef: Reference?
        /// The interfaces that it offers.
        public var interfaceRefs: [Reference] = []
        /// Its addresses.
        public var endPointRefs: [Reference] = []
        /// How many of its kind take part.
        public var multiplicity: Multiplicity?

        public init() {}

        /// How many participants of a kind take part.
        public struct Multiplicity: Sendable, Equatable, Element {
            public var base = BaseElement()
            /// The fewest.
            public var minimum = 0
            /// The most.
            public var maximum = 1

            public init() {}
        }
    }

    /// A message from one pool to another (BPMN 2.0.2 §9.4).
    public struct MessageFlow: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// A participant or a flow node.
        public var sourceRef: Reference = ""
        /// A participant or a flow node.
        public var targetRef: Reference = ""
        /// The message.
        public var messageRef: Reference?

        public init() {}
    }

    /// Properties that together tell conversations apart (BPMN 2.0.2 §8.4.2).
    public struct CorrelationKey: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// Its properties.
        public var propertyRefs: [Reference] = []

        public init() {}
    }

    /// How a process fills a correlation key from its own data (BPMN 2.0.2 §8.4.2).
    public struct CorrelationSubscription: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The key.
        public var correlationKeyRef: Reference?
        /// The value of each property.
        public var bindings: [Binding] = []

        public init() {}

        /// The value of one property.
        public struct Binding: Sendable, Equatable, Element {
            public var base = BaseElement()
            /// The property.
            public var correlationPropertyRef: Reference?
            /// Its value.
            public var dataPath: Expression?

            public init() {}
        }
    }
}
