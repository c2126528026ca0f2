extension BPMN {
    /// Something that happens (BPMN 2.0.2 §10.5).
    public struct Event: Sendable, Equatable {
        /// Where it stands.
        public var position: Position
        /// What it waits for or throws; empty: none, several: multiple.
        public var definitions: [EventDefinition] = []
        /// Definitions at the outermost level that it shares.
        public var definitionRefs: [Reference] = []
        /// Whether all triggers are awaited (parallel multiple).
        public var parallelMultiple = false
        /// Data of its own that no diagram shows.
        public var properties: [Property] = []
        /// What a throwing event takes.
        public var dataInputs: [DataItem] = []
        /// What a catching event gives.
        public var dataOutputs: [DataItem] = []
        /// How the inputs of a throwing event are filled.
        public var dataInputAssociations: [DataAssociation] = []
        /// Where the outputs of a catching event go.
        public var dataOutputAssociations: [DataAssociation] = []
        /// The input set of a throwing event.
        public var inputSet: InputSet?
        /// The output set of a catching event.
        public var outputSet: OutputSet?

        /// Where an event stands.
        public enum Position: Sendable, Equatable {
            /// A start; whether it interrupts matters in an event sub-process only.
            case start(isInterrupting: Bool)
            case intermediateCatch
            case intermediateThrow
            case boundary(attachedTo: Reference, cancelActivity: Bool)
            case end
        }

        /// An event at a position.
        public init(_ position: Position = .start(isInterrupting: true), _ definitions: [EventDefinition] = []) {
            self.position = position
            self.definitions = definitions
        }

        /// Whether it catches; otherwise it throws.
        public var isCatching: Bool {
            switch position {
            case .start, .intermediateCatch, .boundary: true
            case .intermediateThrow, .end: false
            }
        }
    }

    /// What an event is about (BPMN 2.0.2 §10.5.5).
    public struct EventDefinition: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// Which of the ten.
        public var kind = Kind.terminate
        private var boxedExecution = Indirect(Execution())

        /// The ten event definitions.
        public indirect enum Kind: Sendable, Equatable {
            case message(messageRef: Reference?, operationRef: Reference?)
            case timer(Timer)
            case error(errorRef: Reference?)
            case escalation(escalationRef: Reference?)
            case cancel
            case compensation(activityRef: Reference?, waitForCompletion: Bool)
            case conditional(condition: Expression?)
            case link(Link)
            case signal(signalRef: Reference?)
            case terminate
        }

        /// When a timer fires; exactly one of the three in a right model.
        public struct Timer: Sendable, Equatable {
            /// At a date and time.
            public var date: Expression?
            /// After a duration.
            public var duration: Expression?
            /// Again and again: `R3/PT10M`, or a cron text.
            public var cycle: Expression?

            /// A timer without a time.
            public init() {}
        }

        /// A jump within a scope: links of one name belong together.
        public struct Link: Sendable, Equatable {
            /// The name that pairs them.
            public var name: String?
            /// The sources, as some tools write them.
            public var sources: [Reference] = []
            /// The target, as some tools write it.
            public var target: Reference?

            /// A link without a name.
            public init() {}
        }

        /// Extensions of the definition: job, code variables.
        public var execution: Execution {
            get { boxedExecution.value }
            set { boxedExecution = Indirect(newValue) }
        }

        public init() {}

        /// A definition of a kind.
        public init(_ kind: Kind) { self.kind = kind }
    }
}
