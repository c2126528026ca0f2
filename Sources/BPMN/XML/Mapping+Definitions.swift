import XMLTree

extension BPMN.Definitions: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("targetNamespace", &targetNamespace)
        mapper.attribute("expressionLanguage", &expressionLanguage)
        mapper.attribute("typeLanguage", &typeLanguage)
        mapper.attribute("exporter", &exporter)
        mapper.attribute("exporterVersion", &exporterVersion)
        if mapper.isReading { mapper.mapping.expressionLanguage = expressionLanguage }
        mapper.children("import", &imports)
        mapper.choice("#root", &elements)
        mapper.children("BPMNDiagram", &diagrams, .diagram)
        mapper.verbatim("relationship", &relationships)
    }
}

extension BPMN.Import: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("importType", &importType)
        mapper.attribute("location", &location)
        mapper.attribute("namespace", &namespace)
    }
}

extension BPMN.RootElement: BPMN.Choice {
    init?(_ element: XMLElement, _ mapping: BPMN.Mapping) {
        guard element.name.namespace == BPMN.modelNamespace else { return nil }
        switch element.name.local {
        case "process": self = .process(.read(element, mapping))
        case "collaboration": self = .collaboration(.read(element, mapping))
        case "message": self = .message(.read(element, mapping))
        case "signal": self = .signal(.read(element, mapping))
        case "error": self = .error(.read(element, mapping))
        case "escalation": self = .escalation(.read(element, mapping))
        case "itemDefinition": self = .itemDefinition(.read(element, mapping))
        case "dataStore": self = .dataStore(.read(element, mapping))
        case "interface": self = .interface(.read(element, mapping))
        case "resource": self = .resource(.read(element, mapping))
        case "correlationProperty": self = .correlationProperty(.read(element, mapping))
        case "category": self = .category(.read(element, mapping))
        case let name where BPMN.EventDefinition.names.contains(name):
            guard let definition = BPMN.EventDefinition(element, mapping) else { return nil }
            self = .eventDefinition(definition)
        case let name where Self.kept.contains(name): self = .other(element)
        default: return nil
        }
    }

    /// Root elements that nothing runs.
    private static let kept: Set<String> = [
        "choreography", "globalChoreographyTask", "globalConversation", "globalTask", "globalUserTask",
        "globalManualTask", "globalScriptTask", "globalBusinessRuleTask", "partnerEntity", "partnerRole", "endPoint",
        "conversation",
    ]

    func xml(_ mapping: BPMN.Mapping) -> XMLElement {
        switch self {
        case .process(let value): value.xml("process", .model, mapping)
        case .collaboration(let value): value.xml("collaboration", .model, mapping)
        case .message(let value): value.xml("message", .model, mapping)
        case .signal(let value): value.xml("signal", .model, mapping)
        case .error(let value): value.xml("error", .model, mapping)
        case .escalation(let value): value.xml("escalation", .model, mapping)
        case .itemDefinition(let value): value.xml("itemDefinition", .model, mapping)
        case .dataStore(let value): value.xml("dataStore", .model, mapping)
        case .interface(let value): value.xml("interface", .model, mapping)
        case .resource(let value): value.xml("resource", .model, mapping)
        case .correlationProperty(let value): value.xml("correlationProperty", .model, mapping)
        case .category(let value): value.xml("category", .model, mapping)
        case .eventDefinition(let value): value.xml(mapping)
        case .other(let element): element
        }
    }
}

extension BPMN.Message: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("itemRef", &itemRef)
    }

    mutating func finishReading(_ mapping: BPMN.Mapping) {
        execution = BPMN.Execution(reading: base, of: .message, mapping)
    }

    mutating func prepareWriting(_ mapping: BPMN.Mapping) { execution.write(into: &base, of: .message, mapping) }
}

extension BPMN.Signal: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("structureRef", &structureRef)
    }
}

extension BPMN.Error: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("errorCode", &errorCode)
        mapper.attribute("structureRef", &structureRef)
    }
}

extension BPMN.Escalation: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("escalationCode", &escalationCode)
        mapper.attribute("structureRef", &structureRef)
    }
}

extension BPMN.ItemDefinition: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("itemKind", &itemKind)
        mapper.attribute("structureRef", &structureRef)
        mapper.attribute("isCollection", &isCollection, default: false)
    }
}

extension BPMN.DataStore: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("capacity", &capacity)
        mapper.attribute("isUnlimited", &isUnlimited, default: true)
        mapper.attribute("itemSubjectRef", &itemSubjectRef)
        mapper.child("dataState", &state)
    }
}

extension BPMN.Interface: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("implementationRef", &implementationRef)
        mapper.children("operation", &operations)
    }
}

extension BPMN.Operation: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("implementationRef", &implementationRef)
        mapper.reference("inMessageRef", &inMessageRef)
        mapper.reference("outMessageRef", &outMessageRef)
        mapper.references("errorRef", &errorRefs)
    }
}

extension BPMN.Resource: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { mapper.attribute("name", &name) }
}

extension BPMN.CorrelationProperty: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.attribute("type", &type)
        mapper.children("correlationPropertyRetrievalExpression", &retrievals)
    }
}

extension BPMN.CorrelationProperty.Retrieval: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("messageRef", &messageRef)
        mapper.expression("messagePath", &messagePath)
    }
}

extension BPMN.Category: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.children("categoryValue", &values)
    }
}

extension BPMN.Category.Value: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { mapper.attribute("value", &value) }
}

extension BPMN.Documentation: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("textFormat", &textFormat)
        mapper.content(&text)
    }
}
