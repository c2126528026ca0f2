import XMLTree

extension BPMN.Collaboration: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("isClosed", &isClosed, default: false)
        mapper.children("participant", &participants)
        mapper.children("messageFlow", &messageFlows)
        mapper.choice("#artifact", &artifacts)
        mapper.children("correlationKey", &correlationKeys)
    }
}

extension BPMN.Participant: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("processRef", &processRef)
        mapper.references("interfaceRef", &interfaceRefs)
        mapper.references("endPointRef", &endPointRefs)
        mapper.child("participantMultiplicity", &multiplicity)
    }
}

extension BPMN.Participant.Multiplicity: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("minimum", &minimum, default: 0)
        mapper.attribute("maximum", &maximum, default: 1)
    }
}

extension BPMN.MessageFlow: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("sourceRef", &sourceRef)
        mapper.attribute("targetRef", &targetRef)
        mapper.attribute("messageRef", &messageRef)
    }
}

extension BPMN.CorrelationKey: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.references("correlationPropertyRef", &propertyRefs)
    }
}

extension BPMN.CorrelationSubscription: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("correlationKeyRef", &correlationKeyRef)
        mapper.children("correlationPropertyBinding", &bindings)
    }
}

extension BPMN.CorrelationSubscription.Binding: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("correlationPropertyRef", &correlationPropertyRef)
        mapper.expression("dataPath", &dataPath)
    }
}

extension BPMN.Process: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("isExecutable", &isExecutable, default: false)
        mapper.attribute("processType", &processType)
        mapper.attribute("isClosed", &isClosed, default: false)
        mapper.attribute("definitionalCollaborationRef", &definitionalCollaborationRef)
        mapper.references("supportedInterfaceRef", &supportedInterfaceRefs)
        mapper.child("ioSpecification", &ioSpecification)
        mapper.children("property", &properties)
        scope.map(&mapper)
        mapper.choice("#role", &resources)
        mapper.children("correlationSubscription", &correlationSubscriptions)
    }

    mutating func finishReading(_ mapping: BPMN.Mapping) {
        execution = BPMN.Execution(reading: base, of: .process, mapping)
        scope.connect()
    }

    mutating func prepareWriting(_ mapping: BPMN.Mapping) { execution.write(into: &base, of: .process, mapping) }
}

extension BPMN.Scope {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.children("laneSet", &laneSets)
        mapper.choice("#flow", &elements)
    }

    /// Completes what nodes say about the flows that arrive and leave, which some tools leave out.
    mutating func connect() {
        var arriving: [String: [String]] = [:]
        var leaving: [String: [String]] = [:]
        for flow in flows where !flow.id.isEmpty {
            arriving[flow.targetRef, default: []].append(flow.id)
            leaving[flow.sourceRef, default: []].append(flow.id)
        }
        for index in elements.indices {
            guard case .node(var node) = elements[index], let id = node.base.id else { continue }
            let missing = Self.missing(arriving[id], node.incoming)
            let further = Self.missing(leaving[id], node.outgoing)
            guard !missing.isEmpty || !further.isEmpty else { continue }
            node.incoming += missing
            node.outgoing += further
            elements[index] = .node(node)
        }
    }

    private static func missing(_ ids: [String]?, _ known: [BPMN.Reference]) -> [BPMN.Reference] {
        guard let ids else { return [] }
        let known = Set(known.map(\.id) + known.map(\.text))
        return ids.filter { !known.contains($0) }.map { BPMN.Reference($0) }
    }
}

extension BPMN.FlowElement: BPMN.Choice {
    init?(_ element: XMLElement, _ mapping: BPMN.Mapping) {
        guard element.name.namespace == BPMN.modelNamespace else { return nil }
        switch element.name.local {
        case "sequenceFlow": self = .flow(.read(element, mapping))
        case "dataObject": self = .dataObject(.read(element, mapping))
        case "dataObjectReference": self = .dataObjectReference(.read(element, mapping))
        case "dataStoreReference": self = .dataStoreReference(.read(element, mapping))
        default:
            if let kind = BPMN.FlowNode.Kind(element.name.local) {
                guard mapping.mayDescend(to: element) else { return nil }
                mapping.depth += 1
                self = .node(.read(element, into: BPMN.FlowNode(id: "", kind), mapping))
                mapping.depth -= 1
            } else if let artifact = BPMN.Artifact(element, mapping) {
                self = .artifact(artifact)
            } else {
                return nil
            }
        }
    }

    func xml(_ mapping: BPMN.Mapping) -> XMLElement {
        switch self {
        case .node(let node): node.xml(node.kind.name, .model, mapping)
        case .flow(let flow): flow.xml("sequenceFlow", .model, mapping)
        case .dataObject(let data): data.xml("dataObject", .model, mapping)
        case .dataObjectReference(let data): data.xml("dataObjectReference", .model, mapping)
        case .dataStoreReference(let data): data.xml("dataStoreReference", .model, mapping)
        case .artifact(let artifact): artifact.xml(mapping)
        }
    }
}

extension BPMN.SequenceFlow: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("sourceRef", &sourceRef)
        mapper.attribute("targetRef", &targetRef)
        mapper.attribute("isImmediate", &isImmediate)
        mapper.expression("conditionExpression", &condition)
    }
}

extension BPMN.LaneSet: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.children("lane", &lanes)
    }
}

extension BPMN.Lane: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("partitionElementRef", &partitionElementRef)
        mapper.references("flowNodeRef", &flowNodeRefs)
        mapper.child("childLaneSet", &childLaneSet)
    }
}

extension BPMN.Artifact: BPMN.Choice {
    init?(_ element: XMLElement, _ mapping: BPMN.Mapping) {
        guard element.name.namespace == BPMN.modelNamespace else { return nil }
        switch element.name.local {
        case "association": self = .association(.read(element, mapping))
        case "textAnnotation": self = .textAnnotation(.read(element, mapping))
        case "group": self = .group(.read(element, mapping))
        default: return nil
        }
    }

    func xml(_ mapping: BPMN.Mapping) -> XMLElement {
        switch self {
        case .association(let value): value.xml("association", .model, mapping)
        case .textAnnotation(let value): value.xml("textAnnotation", .model, mapping)
        case .group(let value): value.xml("group", .model, mapping)
        }
    }
}

extension BPMN.Association: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("sourceRef", &sourceRef)
        mapper.attribute("targetRef", &targetRef)
        mapper.attribute("associationDirection", &direction, default: .none)
    }
}

extension BPMN.TextAnnotation: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("textFormat", &textFormat)
        mapper.child("text", &text)
    }
}

extension BPMN.TextElement: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { mapper.content(&text) }
}

extension BPMN.Group: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { mapper.attribute("categoryValueRef", &categoryValueRef) }
}

extension BPMN.Mapping {
    /// Whether another node may be read inside those that are open.
    fileprivate func mayDescend(to element: XMLElement) -> Bool {
        guard depth >= Self.greatestDepth else { return true }
        report(
            .error, "too-deep", at: element.position, in: element.attribute("id") ?? "",
            BPMN.Wording(
                "More than \(Self.greatestDepth) sub-processes are inside one another; what is deeper is not read.",
                "子流程嵌套超过 \(Self.greatestDepth) 层；更深的内容未读取。"),
            advice: BPMN.Wording("Call another process in place of nesting.", "请改用调用活动代替嵌套。"))
        return false
    }
}
