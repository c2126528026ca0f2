public import XMLTree

extension BPMN {
    /// How an element runs: one form for our own extensions and for those of other engines.
    ///
    /// Filled from `sanbu:` first, then from `zeebe:`, `camunda:`, `operaton:`, `flowable:` and `activiti:` where the
    /// meaning is clear. All expressions are FEEL; a plain text is a literal.
    public struct Execution: Sendable, Equatable {
        /// The person who has the task.
        public var assignee: Expression?
        /// People who may claim the task: a list, or names separated by commas.
        public var candidateUsers: Expression?
        /// Groups whose members may claim the task: a list, or names separated by commas.
        public var candidateGroups: Expression?
        /// When the task is due: a date and time, or a duration from its creation.
        public var dueDate: Expression?
        /// When the task is taken up again.
        public var followUpDate: Expression?
        /// The task's priority, 0 to 100.
        public var priority: Expression?
        /// The form that the task shows.
        public var formKey: Expression?
        /// The variable that receives who started the process (start event).
        public var initiator: String?
        /// The process that a call activity calls, by id.
        public var calledElement: Expression?
        /// Whether a called process sees all of the caller's variables; nil leaves it to the engine.
        public var propagatesAllInputs: Bool?
        /// Whether all of a called process's variables come back; nil leaves it to the engine.
        public var propagatesAllOutputs: Bool?
        /// The called process's business key.
        public var businessKey: Expression?
        /// The decision that a business rule task asks, by id or name.
        public var calledDecision: Expression?
        /// The variable that receives the result of a decision, script, expression or job.
        public var resultVariable: String?
        /// What a worker does.
        public var job: Job?
        /// An expression that a service or throwing element evaluates in place of a job.
        public var expression: Expression?
        /// A script, when it stands in extensions (a standard script is in ``TaskKind/script(format:script:)``).
        public var script: Script?
        /// Values that the element starts with, in order.
        public var inputs: [Mapping] = []
        /// Values that the element leaves behind, in order.
        public var outputs: [Mapping] = []
        /// The variable that receives a caught error's code (on the event definition's node).
        public var errorCodeVariable: String?
        /// The variable that receives a caught error's message.
        public var errorMessageVariable: String?
        /// The variable that receives a caught escalation's code.
        public var escalationCodeVariable: String?
        /// What a message is told apart by, where it is waited for or sent.
        public var correlationKey: Expression?
        /// The message's name, where there is no message element.
        public var messageName: Expression?
        /// Whether the element is passed over.
        public var skip: Expression?
        /// The ids of the ad-hoc activities to begin with (ad-hoc sub-process).
        public var activeElements: Expression?
        /// Named values for people and tools.
        public var properties: [Property] = []
        /// Our `approval` element, which the approvals' room reads.
        public var approval: XMLElement?

        /// Nothing that is not standard.
        public init() {}

        /// Work for a worker or a kernel action.
        public struct Job: Sendable, Equatable {
            /// The kind of work; workers ask for it by this name.
            public var type: Expression
            /// How often it is tried in all.
            public var retries: Expression?
            /// Fixed values that the worker is given.
            public var headers: [Property] = []

            /// A job of a type.
            public init(type: Expression) { self.type = type }
        }

        /// A script in the extensions.
        public struct Script: Sendable, Equatable {
            /// Its language; FEEL when absent.
            public var language: String?
            /// Its text: FEEL where the language is FEEL.
            public var text: Expression

            /// A script from its text.
            public init(_ text: Expression, language: String? = nil) {
                self.text = text
                self.language = language
            }
        }

        /// One value that is computed and given a name.
        public struct Mapping: Sendable, Equatable {
            /// What is computed.
            public var source: Expression
            /// The variable that receives it: a name, or a path into a context (`order.total`).
            public var target: String

            /// A mapping from source to target.
            public init(_ source: Expression, to target: String) {
                self.source = source
                self.target = target
            }
        }

        /// A named value.
        public struct Property: Sendable, Equatable {
            /// The name.
            public var name: String
            /// The value as written.
            public var value: String

            /// A value with its name.
            public init(_ name: String, _ value: String) {
                self.name = name
                self.value = value
            }
        }
    }
}
