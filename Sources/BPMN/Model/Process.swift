extension BPMN {
    /// A process (BPMN 2.0.2 §10.1).
    public struct Process: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// Whether it is meant to run.
        public var isExecutable = false
        /// `None`, `Public` or `Private`.
        public var processType: String?
        /// Whether only the modelled messages may pass.
        public var isClosed = false
        /// The collaboration that it shows itself in.
        public var definitionalCollaborationRef: Reference?
        /// Interfaces that it implements.
        public var supportedInterfaceRefs: [Reference] = []
        /// What it takes and gives.
        public var ioSpecification: InputOutputSpecification?
        /// Data of an instance that no diagram shows.
        public var properties: [Property] = []
        /// Its nodes, flows, data, lanes and artifacts.
        public var scope = Scope()
        /// People with a role in the whole process.
        public var resources: [ResourceRole] = []
        /// How it fills correlation keys.
        public var correlationSubscriptions: [CorrelationSubscription] = []
        private var boxedExecution = Indirect(Execution())

        public init() {}

        /// Extensions of the process: candidate starters as candidates, properties.
        public var execution: Execution {
            get { boxedExecution.value }
            set { boxedExecution = Indirect(newValue) }
        }
    }

    /// What a process and a sub-process hold (`FlowElementsContainer`, BPMN 2.0.2 §8.4.8).
    public struct Scope: Sendable, Equatable {
        /// The lanes.
        public var laneSets: [LaneSet] = []
        /// Nodes, flows, data and artifacts in the order in which they were written.
        public var elements: [FlowElement] = []

        /// An empty scope.
        public init() {}

        /// The events, activities and gateways directly inside.
        public var nodes: [FlowNode] {
            elements.compactMap { if case .node(let node) = $0 { node } else { nil } }
        }

        /// The sequence flows directly inside.
        public var flows: [SequenceFlow] {
            elements.compactMap { if case .flow(let flow) = $0 { flow } else { nil } }
        }

        /// The data objects directly inside.
        public var dataObjects: [DataObject] {
            elements.compactMap { if case .dataObject(let data) = $0 { data } else { nil } }
        }

        /// What stands in a diagram for a data object.
        public var dataObjectReferences: [DataObjectReference] {
            elements.compactMap { if case .dataObjectReference(let data) = $0 { data } else { nil } }
        }

        /// What stands in a diagram for a data store.
        public var dataStoreReferences: [DataStoreReference] {
            elements.compactMap { if case .dataStoreReference(let data) = $0 { data } else { nil } }
        }

        /// Annotations, groups and associations.
        public var artifacts: [Artifact] {
            elements.compactMap { if case .artifact(let artifact) = $0 { artifact } else { nil } }
        }

        /// The node with an id, directly inside.
        public func node(_ id: String) -> FlowNode? {
            for case .node(let node) in elements where node.base.id == id { return node }
            return nil
        }

        /// All nodes inside, those of sub-processes included, outer ones first.
        public var allNodes: [FlowNode] {
            nodes.flatMap { node in [node] + (node.subProcess?.scope.allNodes ?? []) }
        }
    }

    /// One thing in a scope.
    public indirect enum FlowElement: Sendable, Equatable {
        case node(FlowNode)
        case flow(SequenceFlow)
        case dataObject(DataObject)
        case dataObjectReference(DataObjectReference)
        case dataStoreReference(DataStoreReference)
        case artifact(Artifact)
    }

    /// An arrow from node to node (BPMN 2.0.2 §8.4.14).
    public struct SequenceFlow: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The id of the node that it leaves.
        public var sourceRef = ""
        /// The id of the node that it reaches.
        public var targetRef = ""
        /// When it is taken.
        public var condition: Expression?
        /// `isImmediate`, when given.
        public var isImmediate: Bool?

        public init() {}

        /// A flow from node to node.
        public init(id: String, from source: String, to target: String, condition: Expression? = nil) {
            base.id = id
            sourceRef = source
            targetRef = target
            self.condition = condition
        }
    }

    /// A set of lanes (BPMN 2.0.2 §10.8).
    public struct LaneSet: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// The lanes, from top to bottom.
        public var lanes: [Lane] = []

        public init() {}
    }

    /// A lane (BPMN 2.0.2 §10.8).
    public struct Lane: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name.
        public var name: String?
        /// What the lane stands for.
        public var partitionElementRef: Reference?
        /// The nodes in it.
        public var flowNodeRefs: [Reference] = []
        /// Lanes inside.
        public var childLaneSet: LaneSet?

        public init() {}
    }
}
