import XMLTree

extension BPMN.Gateway {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("gatewayDirection", &direction)
        switch kind {
        case .parallel: break
        case .exclusive, .inclusive: mapper.attribute("default", &defaultFlow)
        case .complex(var condition):
            mapper.attribute("default", &defaultFlow)
            mapper.expression("activationCondition", &condition)
            kind = .complex(activationCondition: condition)
        case .eventBased(var eventBased):
            mapper.attribute("instantiate", &eventBased.instantiate, default: false)
            var type = eventBased.isParallel ? EventGatewayType.parallel : .exclusive
            mapper.attribute("eventGatewayType", &type, default: .exclusive)
            eventBased.isParallel = type == .parallel
            kind = .eventBased(eventBased)
        }
    }

    private enum EventGatewayType: String, CaseIterable {
        case exclusive = "Exclusive"
        case parallel = "Parallel"
    }
}

extension BPMN.Event {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        position.map(&mapper)
        mapper.children("property", &properties)
        if isCatching {
            mapper.attribute("parallelMultiple", &parallelMultiple, default: false)
            mapper.children("dataOutput", &dataOutputs)
            mapper.children("dataOutputAssociation", &dataOutputAssociations)
            mapper.child("outputSet", &outputSet)
        } else {
            mapper.children("dataInput", &dataInputs)
            mapper.children("dataInputAssociation", &dataInputAssociations)
            mapper.child("inputSet", &inputSet)
        }
        mapper.choice("#event", &definitions)
        mapper.references("eventDefinitionRef", &definitionRefs)
    }
}

extension BPMN.Event.Position {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        switch self {
        case .intermediateCatch, .intermediateThrow, .end: break
        case .start(var isInterrupting):
            mapper.attribute("isInterrupting", &isInterrupting, default: true)
            self = .start(isInterrupting: isInterrupting)
        case .boundary(var host, var cancelActivity):
            mapper.attribute("attachedToRef", &host)
            mapper.attribute("cancelActivity", &cancelActivity, default: true)
            self = .boundary(attachedTo: host, cancelActivity: cancelActivity)
        }
    }
}

extension BPMN.EventDefinition: BPMN.Choice {
    static let names: Set<String> = [
        "messageEventDefinition", "timerEventDefinition", "errorEventDefinition", "escalationEventDefinition",
        "cancelEventDefinition", "compensateEventDefinition", "conditionalEventDefinition", "linkEventDefinition",
        "signalEventDefinition", "terminateEventDefinition",
    ]

    init?(_ element: XMLElement, _ mapping: BPMN.Mapping) {
        guard element.name.namespace == BPMN.modelNamespace, let kind = Kind(element.name.local) else { return nil }
        self = .read(element, into: BPMN.EventDefinition(kind), mapping)
    }

    func xml(_ mapping: BPMN.Mapping) -> XMLElement { xml(kind.name, .model, mapping) }
}

extension BPMN.EventDefinition.Kind {
    init?(_ name: String) {
        switch name {
        case "messageEventDefinition": self = .message(messageRef: nil, operationRef: nil)
        case "timerEventDefinition": self = .timer(.init())
        case "errorEventDefinition": self = .error(errorRef: nil)
        case "escalationEventDefinition": self = .escalation(escalationRef: nil)
        case "cancelEventDefinition": self = .cancel
        case "compensateEventDefinition": self = .compensation(activityRef: nil, waitForCompletion: true)
        case "conditionalEventDefinition": self = .conditional(condition: nil)
        case "linkEventDefinition": self = .link(.init())
        case "signalEventDefinition": self = .signal(signalRef: nil)
        case "terminateEventDefinition": self = .terminate
        default: return nil
        }
    }

    /// The element's name.
    public var name: String {
        switch self {
        case .message: "messageEventDefinition"
        case .timer: "timerEventDefinition"
        case .error: "errorEventDefinition"
        case .escalation: "escalationEventDefinition"
        case .cancel: "cancelEventDefinition"
        case .compensation: "compensateEventDefinition"
        case .conditional: "conditionalEventDefinition"
        case .link: "linkEventDefinition"
        case .signal: "signalEventDefinition"
        case .terminate: "terminateEventDefinition"
        }
    }
}

extension BPMN.EventDefinition: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { kind.map(&mapper) }

    mutating func finishReading(_ mapping: BPMN.Mapping) {
        execution = BPMN.Execution(reading: base, of: .eventDefinition, mapping)
    }

    mutating func prepareWriting(_ mapping: BPMN.Mapping) {
        execution.write(into: &base, of: .eventDefinition, mapping)
    }
}

extension BPMN.EventDefinition.Kind {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        switch self {
        case .cancel, .terminate: break
        case .message(var message, var operation):
            mapper.attribute("messageRef", &message)
            mapper.reference("operationRef", &operation)
            self = .message(messageRef: message, operationRef: operation)
        case .timer(var timer):
            mapper.expression("timeDate", &timer.date, plain: .timer)
            mapper.expression("timeDuration", &timer.duration, plain: .timer)
            mapper.expression("timeCycle", &timer.cycle, plain: .timer)
            self = .timer(timer)
        case .error(var error):
            mapper.attribute("errorRef", &error)
            self = .error(errorRef: error)
        case .escalation(var escalation):
            mapper.attribute("escalationRef", &escalation)
            self = .escalation(escalationRef: escalation)
        case .compensation(var activity, var waits):
            mapper.attribute("activityRef", &activity)
            mapper.attribute("waitForCompletion", &waits, default: true)
            self = .compensation(activityRef: activity, waitForCompletion: waits)
        case .conditional(var condition):
            mapper.expression("condition", &condition)
            self = .conditional(condition: condition)
        case .link(var link):
            mapper.attribute("name", &link.name)
            mapper.references("source", &link.sources)
            mapper.reference("target", &link.target)
            self = .link(link)
        case .signal(var signal):
            mapper.attribute("signalRef", &signal)
            self = .signal(signalRef: signal)
        }
    }
}
