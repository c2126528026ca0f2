import XMLTree

extension BPMN {
    /// What a drawing needs to know about the model behind it.
    struct Scene {
        /// What an id stands for.
        enum Thing {
            case participant(Participant)
            case lane(Lane)
            case node(FlowNode)
            case sequenceFlow(SequenceFlow)
            case messageFlow(MessageFlow)
            case dataObject(name: String?, isCollection: Bool, state: String?)
            case dataStore(name: String?, state: String?)
            case dataItem(DataItem, isInput: Bool)
            case dataAssociation
            case association(Association)
            case annotation(TextAnnotation)
            case group(name: String)
            case conversation(name: String?)
            case conversationLink
            case other(name: String?)
        }

        let plane: Plane
        private(set) var things: [String: Thing] = [:]
        /// For each node inside a sub-process, the sub-process.
        private(set) var parents: [String: String] = [:]
        /// Activities with events on their border.
        private(set) var hosts: Set<String> = []
        private var categories: [String: String] = [:]

        init(_ definitions: Definitions, _ plane: Plane) {
            self.plane = plane
            for category in definitions.categories {
                for value in category.values { categories[value.id] = value.value ?? category.name ?? "" }
            }
            for collaboration in definitions.collaborations { add(collaboration) }
            for process in definitions.processes {
                add(process.ioSpecification)
                add(process.scope, parent: nil, stores: definitions.dataStores)
            }
            for case .other(let element) in definitions.elements { addKept(element) }
        }

        func thing(_ reference: Reference?) -> Thing? {
            reference.flatMap { things[$0.text] ?? things[$0.id] }
        }

        private mutating func add(_ collaboration: Collaboration) {
            for participant in collaboration.participants { things[participant.id] = .participant(participant) }
            for flow in collaboration.messageFlows { things[flow.id] = .messageFlow(flow) }
            for artifact in collaboration.artifacts { add(artifact) }
            for foreign in collaboration.base.foreign { if let element = foreign.node.element { addKept(element) } }
        }

        /// Elements that are kept as they were still have a shape.
        private mutating func addKept(_ element: XMLElement) {
            if let id = element.attribute("id") {
                let name = element.attribute("name")
                switch element.name.local {
                case "conversation", "subConversation", "callConversation": things[id] = .conversation(name: name)
                case "conversationLink": things[id] = .conversationLink
                default: if things[id] == nil { things[id] = .other(name: name) }
                }
            }
            for child in element.elements { addKept(child) }
        }

        private mutating func add(_ scope: Scope, parent: String?, stores: [DataStore]) {
            for set in scope.laneSets { add(set) }
            let objects = Dictionary(scope.dataObjects.map { ($0.id, $0) }) { first, _ in first }
            for element in scope.elements {
                switch element {
                case .node(let node): add(node, parent, stores)
                case .flow(let flow): things[flow.id] = .sequenceFlow(flow)
                case .dataObject(let data):
                    things[data.id] = .dataObject(
                        name: data.name, isCollection: data.isCollection, state: data.state?.name)
                case .dataObjectReference(let data):
                    let object = data.dataObjectRef.flatMap { objects[$0.id] }
                    things[data.id] = .dataObject(
                        name: data.name ?? object?.name, isCollection: object?.isCollection ?? false,
                        state: data.state?.name ?? object?.state?.name)
                case .dataStoreReference(let data):
                    let store = stores.first { $0.id == data.dataStoreRef?.id }
                    things[data.id] = .dataStore(name: data.name ?? store?.name, state: data.state?.name)
                case .artifact(let artifact): add(artifact)
                }
            }
        }

        private mutating func add(_ node: FlowNode, _ parent: String?, _ stores: [DataStore]) {
            things[node.id] = .node(node)
            parents[node.id] = parent
            if let host = node.host { hosts.insert(host.id) }
            add(node.activity?.ioSpecification)
            let associations =
                (node.activity?.dataInputAssociations ?? node.event?.dataInputAssociations ?? [])
                + (node.activity?.dataOutputAssociations ?? node.event?.dataOutputAssociations ?? [])
            for association in associations where !association.id.isEmpty { things[association.id] = .dataAssociation }
            for foreign in node.base.foreign { if let element = foreign.node.element { addKept(element) } }
            if let inner = node.subProcess { add(inner.scope, parent: node.id, stores: stores) }
        }

        private mutating func add(_ specification: InputOutputSpecification?) {
            for item in specification?.dataInputs ?? [] { things[item.id] = .dataItem(item, isInput: true) }
            for item in specification?.dataOutputs ?? [] { things[item.id] = .dataItem(item, isInput: false) }
        }

        private mutating func add(_ set: LaneSet) {
            for lane in set.lanes {
                things[lane.id] = .lane(lane)
                if let inner = lane.childLaneSet { add(inner) }
            }
        }

        private mutating func add(_ artifact: Artifact) {
            switch artifact {
            case .association(let value): things[value.id] = .association(value)
            case .textAnnotation(let value): things[value.id] = .annotation(value)
            case .group(let value):
                things[value.id] = .group(name: value.categoryValueRef.flatMap { categories[$0.id] } ?? "")
            }
        }
    }
}

extension BPMN.Scene {
    /// The name of data with its state, which some tools write into the name too.
    static func named(_ name: String?, _ state: String?) -> String {
        let name = name ?? ""
        guard let state, !state.isEmpty, !name.contains(state) else { return name }
        return name.isEmpty ? "[\(state)]" : "\(name)\n[\(state)]"
    }

    /// Whether a sub-process shows what it holds: as the drawing says, else when something inside is drawn in it.
    func isExpanded(_ shape: BPMN.Shape, _ node: BPMN.FlowNode) -> Bool {
        guard let subProcess = node.subProcess else { return shape.isExpanded == true && node.activity != nil }
        if let isExpanded = shape.isExpanded { return isExpanded }
        let inner = Set(subProcess.scope.nodes.map(\.id))
        return plane.shapes.contains { inner.contains($0.bpmnElement?.id ?? "") }
    }

    /// The ids of what a collapsed sub-process hides.
    func hidden() -> Set<String> {
        var hidden: Set<String> = []
        for shape in plane.shapes {
            guard case .node(let node)? = thing(shape.bpmnElement), let subProcess = node.subProcess,
                !isExpanded(shape, node)
            else { continue }
            hide(subProcess.scope, &hidden)
        }
        return hidden
    }

    private func hide(_ scope: BPMN.Scope, _ hidden: inout Set<String>) {
        for element in scope.elements {
            switch element {
            case .node(let node):
                hidden.insert(node.id)
                if let inner = node.subProcess { hide(inner.scope, &hidden) }
            case .flow(let flow): hidden.insert(flow.id)
            case .dataObject(let data): hidden.insert(data.id)
            case .dataObjectReference(let data): hidden.insert(data.id)
            case .dataStoreReference(let data): hidden.insert(data.id)
            case .artifact(.association(let value)): hidden.insert(value.id)
            case .artifact(.textAnnotation(let value)): hidden.insert(value.id)
            case .artifact(.group(let value)): hidden.insert(value.id)
            }
        }
    }

    /// How many sub-processes are around a node.
    func depth(_ id: String) -> Int {
        var depth = 0
        var next = parents[id]
        while let parent = next, depth < 300 {
            depth += 1
            next = parents[parent]
        }
        return depth
    }
}
