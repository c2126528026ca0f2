public import XMLTree

extension BPMN {
    /// A whole file (BPMN 2.0.2 §8.2.1).
    public struct Definitions: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The name of the model.
        public var name: String?
        /// The namespace that the model's own elements belong to.
        public var targetNamespace = ""
        /// The language of expressions that name none.
        public var expressionLanguage: String?
        /// The language of types.
        public var typeLanguage: String?
        /// The tool that wrote the file.
        public var exporter: String?
        /// Its version.
        public var exporterVersion: String?
        /// Files that this one refers to.
        public var imports: [Import] = []
        /// Everything at the outermost level, in the order in which it was written.
        public var elements: [RootElement] = []
        /// The drawings.
        public var diagrams: [Diagram] = []
        /// `relationship` elements, kept as they were.
        public var relationships: [XMLElement] = []
        /// The prefix of the model's namespace; empty for the default namespace.
        public var prefix = "bpmn"
        var declaration: XMLDocument.Declaration? = XMLDocument.Declaration()
        var prolog: [XMLNode] = []
        var epilog: [XMLNode] = []

        public init() {}
    }

    /// One element at the outermost level.
    public indirect enum RootElement: Sendable, Equatable {
        case process(Process)
        case collaboration(Collaboration)
        case message(Message)
        case signal(Signal)
        case error(Error)
        case escalation(Escalation)
        case itemDefinition(ItemDefinition)
        case dataStore(DataStore)
        case interface(Interface)
        case resource(Resource)
        case correlationProperty(CorrelationProperty)
        case category(Category)
        /// An event definition that events share by `eventDefinitionRef`.
        case eventDefinition(EventDefinition)
        /// Choreographies, global tasks, partner roles and the like, kept as they were.
        case other(XMLElement)
    }

    /// A file that the model refers to.
    public struct Import: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// What kind of file: a namespace such as that of XML Schema.
        public var importType = ""
        /// Where it is.
        public var location: String?
        /// Its namespace.
        public var namespace: String?

        public init() {}
    }
}

extension BPMN.Definitions {
    /// The processes.
    public var processes: [BPMN.Process] {
        get { elements.compactMap { if case .process(let element) = $0 { element } else { nil } } }
        set { replace(newValue.map(BPMN.RootElement.process)) { if case .process = $0 { true } else { false } } }
    }

    /// The collaborations; a file has one at most in practice.
    public var collaborations: [BPMN.Collaboration] {
        get { elements.compactMap { if case .collaboration(let element) = $0 { element } else { nil } } }
        set {
            replace(newValue.map(BPMN.RootElement.collaboration)) {
                if case .collaboration = $0 { true } else { false }
            }
        }
    }

    /// The messages.
    public var messages: [BPMN.Message] {
        elements.compactMap { if case .message(let element) = $0 { element } else { nil } }
    }

    /// The signals.
    public var signals: [BPMN.Signal] {
        elements.compactMap { if case .signal(let element) = $0 { element } else { nil } }
    }

    /// The errors.
    public var errors: [BPMN.Error] {
        elements.compactMap { if case .error(let element) = $0 { element } else { nil } }
    }

    /// The escalations.
    public var escalations: [BPMN.Escalation] {
        elements.compactMap { if case .escalation(let element) = $0 { element } else { nil } }
    }

    /// The item definitions.
    public var itemDefinitions: [BPMN.ItemDefinition] {
        elements.compactMap { if case .itemDefinition(let element) = $0 { element } else { nil } }
    }

    /// The data stores.
    public var dataStores: [BPMN.DataStore] {
        elements.compactMap { if case .dataStore(let element) = $0 { element } else { nil } }
    }

    /// The interfaces with their operations.
    public var interfaces: [BPMN.Interface] {
        elements.compactMap { if case .interface(let element) = $0 { element } else { nil } }
    }

    /// The resources.
    public var resources: [BPMN.Resource] {
        elements.compactMap { if case .resource(let element) = $0 { element } else { nil } }
    }

    /// The correlation properties.
    public var correlationProperties: [BPMN.CorrelationProperty] {
        elements.compactMap { if case .correlationProperty(let element) = $0 { element } else { nil } }
    }

    /// The categories with their values, which groups name.
    public var categories: [BPMN.Category] {
        elements.compactMap { if case .category(let element) = $0 { element } else { nil } }
    }

    /// The event definitions at the outermost level.
    public var sharedEventDefinitions: [BPMN.EventDefinition] {
        elements.compactMap { if case .eventDefinition(let element) = $0 { element } else { nil } }
    }

    /// All definitions of an event: its own, then those that it shares by reference.
    public func eventDefinitions(of event: BPMN.Event) -> [BPMN.EventDefinition] {
        guard !event.definitionRefs.isEmpty else { return event.definitions }
        let shared = sharedEventDefinitions
        return event.definitions + event.definitionRefs.compactMap { ref in shared.first { $0.id == ref.id } }
    }

    /// Puts new elements where the old ones stood; more of them follow the last one.
    private mutating func replace(_ new: [BPMN.RootElement], where isOld: (BPMN.RootElement) -> Bool) {
        var remaining = new[...]
        var result: [BPMN.RootElement] = []
        for element in elements {
            if !isOld(element) {
                result.append(element)
            } else if let next = remaining.popFirst() {
                result.append(next)
            }
        }
        elements = result + remaining
    }
}
