extension BPMN {
    /// An event, activity or gateway (BPMN 2.0.2 §8.4.9).
    public struct FlowNode: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The flows that arrive, complete after reading.
        public var incoming: [Reference] = []
        /// The flows that leave, complete after reading, in the order in which they were written.
        public var outgoing: [Reference] = []
        /// What it is.
        public var kind = Kind.activity(Activity())
        private var boxedExecution = Indirect(Execution())

        /// What a node is.
        public indirect enum Kind: Sendable, Equatable {
            case activity(Activity)
            case gateway(Gateway)
            case event(Event)
        }

        public init() {}

        /// A node of a kind.
        public init(id: String, name: String? = nil, _ kind: Kind) {
            base.id = id
            self.name = name
            self.kind = kind
        }

        /// How it runs.
        public var execution: Execution {
            get { boxedExecution.value }
            set { boxedExecution = Indirect(newValue) }
        }

        /// The activity, if it is one.
        public var activity: Activity? {
            get { if case .activity(let activity) = kind { activity } else { nil } }
            set { if let newValue { kind = .activity(newValue) } }
        }

        /// The gateway, if it is one.
        public var gateway: Gateway? {
            get { if case .gateway(let gateway) = kind { gateway } else { nil } }
            set { if let newValue { kind = .gateway(newValue) } }
        }

        /// The event, if it is one.
        public var event: Event? {
            get { if case .event(let event) = kind { event } else { nil } }
            set { if let newValue { kind = .event(newValue) } }
        }

        /// The sub-process, if it is one.
        public var subProcess: SubProcess? {
            guard case .activity(let activity) = kind, case .subProcess(let subProcess) = activity.type else {
                return nil
            }
            return subProcess
        }

        /// The id of the default flow of an activity or gateway.
        public var defaultFlow: String? {
            switch kind {
            case .activity(let activity): activity.defaultFlow
            case .gateway(let gateway): gateway.defaultFlow
            case .event: nil
            }
        }

        /// The name, or the id where there is none.
        public var label: String { name.flatMap { $0.isEmpty ? nil : $0 } ?? id }
    }

    /// Where flows part and meet (BPMN 2.0.2 §10.6).
    public struct Gateway: Sendable, Equatable {
        /// Which of the five.
        public var kind: Kind
        /// `Unspecified`, `Converging`, `Diverging` or `Mixed`, when given.
        public var direction: String?
        /// The id of the flow that is taken when no condition holds.
        public var defaultFlow: String?

        /// The five gateways.
        public enum Kind: Sendable, Equatable {
            case exclusive
            case parallel
            case inclusive
            /// Waits until the condition holds; it sees `activationCount` and the variables.
            case complex(activationCondition: Expression?)
            case eventBased(EventBased)
        }

        /// How an event-based gateway waits.
        public struct EventBased: Sendable, Equatable {
            /// Whether it starts the process.
            public var instantiate = false
            /// Whether all of its events are awaited (`Parallel`, only when it instantiates).
            public var isParallel = false

            /// A gateway that waits for the first event.
            public init() {}
        }

        /// A gateway of a kind.
        public init(_ kind: Kind = .exclusive) { self.kind = kind }
    }
}
