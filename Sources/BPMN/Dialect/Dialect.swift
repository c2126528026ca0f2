import XMLTree

extension BPMN {
    /// The extensions of engines that are understood.
    enum Dialect: CaseIterable {
        case zeebe, camunda, operaton, flowable, activiti

        var namespace: String {
            switch self {
            case .zeebe: "http://camunda.org/schema/zeebe/1.0"
            case .camunda: "http://camunda.org/schema/1.0/bpmn"
            case .operaton: "http://operaton.org/schema/1.0/bpmn"
            case .flowable: "http://flowable.org/bpmn"
            case .activiti: "http://activiti.org/bpmn"
            }
        }

        /// The name for people.
        var name: String {
            switch self {
            case .zeebe: "zeebe"
            case .camunda: "camunda"
            case .operaton: "operaton"
            case .flowable: "flowable"
            case .activiti: "activiti"
            }
        }

        /// Those that share the words of Camunda 7, which come from Activiti.
        static let embedded: [Dialect] = [.camunda, .operaton, .flowable, .activiti]

        static func of(_ namespace: String) -> Dialect? { allCases.first { $0.namespace == namespace } }
    }

    /// What an extension stands on; some words mean another thing on another host.
    enum Host {
        case process, node, message, eventDefinition, loop
    }

    /// The extensions of one element while they become an execution.
    struct ExtensionReading {
        let base: BaseElement
        let host: Host
        let mapping: Mapping?
        var execution = Execution()

        /// The elements of one dialect in `extensionElements`.
        func elements(_ dialect: Dialect) -> [XMLElement] {
            base.extensions?.elements.filter { $0.name.namespace == dialect.namespace } ?? []
        }

        func attributes(_ dialect: Dialect) -> [XMLAttribute] {
            base.attributes.filter { $0.name.namespace == dialect.namespace }
        }

        /// Reports what the other engine would do and this one cannot.
        func warn(_ what: String, of dialect: Dialect, at place: Place, advice: Wording? = nil) {
            mapping?.report(
                .warning, "extension", at: place, in: base.id ?? "",
                Wording(
                    "The extension '\(dialect.name):\(what)' is kept but has no effect here.",
                    "扩展“\(dialect.name):\(what)”已保留，但在此不起作用。"),
                advice: advice)
        }
    }
}

extension BPMN.Execution {
    /// The execution that the extensions of an element describe.
    init(reading base: BPMN.BaseElement, of host: BPMN.Host, _ mapping: BPMN.Mapping? = nil) {
        self = Self.foreign(base, host, mapping)
        if let own = Self.own(base) { read(own) }
        approval = base.extensions?.first("approval", in: BPMN.extensionNamespace)
    }

    /// What the dialects say, our own extensions left aside.
    static func foreign(_ base: BPMN.BaseElement, _ host: BPMN.Host, _ mapping: BPMN.Mapping?) -> BPMN.Execution {
        guard base.extensions != nil || base.attributes.contains(where: { !$0.name.namespace.isEmpty }) else {
            return BPMN.Execution()
        }
        var reading = BPMN.ExtensionReading(base: base, host: host, mapping: mapping)
        reading.readZeebe()
        for dialect in BPMN.Dialect.embedded { reading.read(dialect) }
        return reading.execution
    }
}
