extension BPMN {
    /// What an activity or a process takes and gives (BPMN 2.0.2 §10.4.2).
    public struct InputOutputSpecification: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// What it takes.
        public var dataInputs: [DataItem] = []
        /// What it gives.
        public var dataOutputs: [DataItem] = []
        /// Inputs that are needed together.
        public var inputSets: [InputSet] = []
        /// Outputs that are given together.
        public var outputSets: [OutputSet] = []

        public init() {}
    }

    /// A data input, a data output, or one item of a multi-instance.
    public struct DataItem: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The type.
        public var itemSubjectRef: Reference?
        /// Whether it is a list.
        public var isCollection = false
        /// The state of the data.
        public var state: DataState?

        public init() {}
    }

    /// The state of data, for people.
    public struct DataState: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?

        public init() {}
    }

    /// Inputs that are needed together.
    public struct InputSet: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The inputs.
        public var dataInputRefs: [Reference] = []
        /// Those of them that may come late.
        public var optionalInputRefs: [Reference] = []
        /// Those of them that may come while it runs.
        public var whileExecutingInputRefs: [Reference] = []
        /// The output sets that it leads to.
        public var outputSetRefs: [Reference] = []

        public init() {}
    }

    /// Outputs that are given together.
    public struct OutputSet: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The outputs.
        public var dataOutputRefs: [Reference] = []
        /// Those of them that may be missing.
        public var optionalOutputRefs: [Reference] = []
        /// Those of them that may come while it runs.
        public var whileExecutingOutputRefs: [Reference] = []
        /// The input sets that lead to it.
        public var inputSetRefs: [Reference] = []

        public init() {}
    }

    /// How data moves (BPMN 2.0.2 §10.4.2).
    public struct DataAssociation: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// Where from.
        public var sourceRefs: [Reference] = []
        /// Where to.
        public var targetRef: Reference?
        /// What is made of it on the way.
        public var transformation: Expression?
        /// Parts that are copied one by one.
        public var assignments: [Assignment] = []

        public init() {}

        /// One part that is copied.
        public struct Assignment: Sendable, Equatable, Element {
            public var base = BaseElement()
            /// The value.
            public var from: Expression?
            /// Where it goes: a path.
            public var to: Expression?

            public init() {}
        }
    }

    /// Data of an activity, event or process that no diagram shows (BPMN 2.0.2 §10.4.1).
    public struct Property: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The type.
        public var itemSubjectRef: Reference?
        /// The state of the data.
        public var state: DataState?

        public init() {}
    }

    /// Data of a scope (BPMN 2.0.2 §10.4.1).
    public struct DataObject: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The type.
        public var itemSubjectRef: Reference?
        /// Whether it is a list.
        public var isCollection = false
        /// The state of the data.
        public var state: DataState?

        public init() {}
    }

    /// A data object as a diagram shows it, perhaps several times.
    public struct DataObjectReference: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The data object.
        public var dataObjectRef: Reference?
        /// The type.
        public var itemSubjectRef: Reference?
        /// The state of the data here.
        public var state: DataState?

        public init() {}
    }

    /// A data store as a diagram shows it.
    public struct DataStoreReference: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The data store.
        public var dataStoreRef: Reference?
        /// The type.
        public var itemSubjectRef: Reference?
        /// The state of the data here.
        public var state: DataState?

        public init() {}
    }
}
