import XMLTree

extension BPMN.FlowNode: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.references("incoming", &incoming)
        mapper.references("outgoing", &outgoing)
        switch kind {
        case .activity(var activity):
            activity.map(&mapper)
            kind = .activity(activity)
        case .gateway(var gateway):
            gateway.map(&mapper)
            kind = .gateway(gateway)
        case .event(var event):
            event.map(&mapper)
            kind = .event(event)
        }
    }

    mutating func finishReading(_ mapping: BPMN.Mapping) {
        execution = BPMN.Execution(reading: base, of: .node, mapping)
        readAssignments()
    }

    mutating func prepareWriting(_ mapping: BPMN.Mapping) {
        var written = execution
        written.omitAssignments(of: self)
        written.write(into: &base, of: .node, mapping)
    }
}

extension BPMN.FlowNode.Kind {
    /// The kind that an element's name stands for.
    init?(_ name: String) {
        switch name {
        case "task": self = .activity(.init(.task(.abstract)))
        case "userTask": self = .activity(.init(.task(.user(.init()))))
        case "manualTask": self = .activity(.init(.task(.manual)))
        case "serviceTask": self = .activity(.init(.task(.service(.init()))))
        case "sendTask": self = .activity(.init(.task(.send(.init()))))
        case "receiveTask": self = .activity(.init(.task(.receive(.init(), instantiate: false))))
        case "scriptTask": self = .activity(.init(.task(.script(format: nil, script: nil))))
        case "businessRuleTask": self = .activity(.init(.task(.businessRule(implementation: nil))))
        case "callActivity": self = .activity(.init(.callActivity(calledElement: nil)))
        case "subProcess": self = .activity(.init(.subProcess(.init())))
        case "transaction": self = .activity(.init(.subProcess(.init(.transaction(method: nil)))))
        case "adHocSubProcess": self = .activity(.init(.subProcess(.init(.adHoc(.init())))))
        default:
            if let gateway = Self.gateway(name) {
                self = .gateway(.init(gateway))
            } else if let position = Self.position(name) {
                self = .event(.init(position))
            } else {
                return nil
            }
        }
    }

    private static func gateway(_ name: String) -> BPMN.Gateway.Kind? {
        switch name {
        case "exclusiveGateway": .exclusive
        case "parallelGateway": .parallel
        case "inclusiveGateway": .inclusive
        case "complexGateway": .complex(activationCondition: nil)
        case "eventBasedGateway": .eventBased(.init())
        default: nil
        }
    }

    private static func position(_ name: String) -> BPMN.Event.Position? {
        switch name {
        case "startEvent": .start(isInterrupting: true)
        case "intermediateCatchEvent": .intermediateCatch
        case "intermediateThrowEvent": .intermediateThrow
        case "boundaryEvent": .boundary(attachedTo: "", cancelActivity: true)
        case "endEvent": .end
        default: nil
        }
    }

    /// The element's name.
    public var name: String {
        switch self {
        case .activity(let activity): activity.type.name
        case .gateway(let gateway): gateway.kind.name
        case .event(let event): event.position.name
        }
    }
}

extension BPMN.ActivityType {
    /// The element's name.
    public var name: String {
        switch self {
        case .callActivity: "callActivity"
        case .task(let task): task.name
        case .subProcess(let subProcess):
            switch subProcess.kind {
            case .embedded: "subProcess"
            case .transaction: "transaction"
            case .adHoc: "adHocSubProcess"
            }
        }
    }
}

extension BPMN.TaskKind {
    /// The element's name.
    public var name: String {
        switch self {
        case .abstract: "task"
        case .user: "userTask"
        case .manual: "manualTask"
        case .service: "serviceTask"
        case .send: "sendTask"
        case .receive: "receiveTask"
        case .script: "scriptTask"
        case .businessRule: "businessRuleTask"
        }
    }
}

extension BPMN.Gateway.Kind {
    /// The element's name.
    public var name: String {
        switch self {
        case .exclusive: "exclusiveGateway"
        case .parallel: "parallelGateway"
        case .inclusive: "inclusiveGateway"
        case .complex: "complexGateway"
        case .eventBased: "eventBasedGateway"
        }
    }
}

extension BPMN.Event.Position {
    /// The element's name.
    public var name: String {
        switch self {
        case .start: "startEvent"
        case .intermediateCatch: "intermediateCatchEvent"
        case .intermediateThrow: "intermediateThrowEvent"
        case .boundary: "boundaryEvent"
        case .end: "endEvent"
        }
    }
}

extension BPMN.SubProcess {
    /// A sub-process of a kind.
    public init(_ kind: Kind) { self.kind = kind }
}

extension BPMN.Activity {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("isForCompensation", &isForCompensation, default: false)
        mapper.attribute("startQuantity", &startQuantity, default: 1)
        mapper.attribute("completionQuantity", &completionQuantity, default: 1)
        mapper.attribute("default", &defaultFlow)
        mapper.child("ioSpecification", &ioSpecification)
        mapper.children("property", &properties)
        mapper.children("dataInputAssociation", &dataInputAssociations)
        mapper.children("dataOutputAssociation", &dataOutputAssociations)
        mapper.choice("#role", &resources)
        mapper.choice("#loop", &loop)
        type.map(&mapper)
    }
}

extension BPMN.ActivityType {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        switch self {
        case .task(var task):
            task.map(&mapper)
            self = .task(task)
        case .callActivity(var called):
            mapper.attribute("calledElement", &called)
            self = .callActivity(calledElement: called)
        case .subProcess(var subProcess):
            subProcess.map(&mapper)
            self = .subProcess(subProcess)
        }
    }
}

extension BPMN.TaskKind {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        switch self {
        case .abstract, .manual: break
        case .user(var task):
            mapper.attribute("implementation", &task.implementation)
            mapper.verbatim("rendering", &task.renderings)
            self = .user(task)
        case .service(var call):
            call.map(&mapper, hasMessage: false)
            self = .service(call)
        case .send(var call):
            call.map(&mapper, hasMessage: true)
            self = .send(call)
        case .receive(var call, var instantiate):
            call.map(&mapper, hasMessage: true)
            mapper.attribute("instantiate", &instantiate, default: false)
            self = .receive(call, instantiate: instantiate)
        case .script(var format, var script):
            mapper.attribute("scriptFormat", &format)
            mapper.child("script", &script)
            self = .script(format: format, script: script)
        case .businessRule(var implementation):
            mapper.attribute("implementation", &implementation)
            self = .businessRule(implementation: implementation)
        }
    }
}

extension BPMN.ServiceCall {
    mutating func map(_ mapper: inout BPMN.Mapper, hasMessage: Bool) {
        mapper.attribute("implementation", &implementation)
        mapper.attribute("operationRef", &operationRef)
        if hasMessage { mapper.attribute("messageRef", &messageRef) }
    }
}

extension BPMN.Script: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) { mapper.content(&text) }
}

extension BPMN.SubProcess {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("triggeredByEvent", &triggeredByEvent, default: false)
        scope.map(&mapper)
        if mapper.isReading { scope.connect() }
        switch kind {
        case .embedded: break
        case .transaction(var method):
            mapper.attribute("method", &method)
            kind = .transaction(method: method)
        case .adHoc(var adHoc):
            mapper.attribute("cancelRemainingInstances", &adHoc.cancelRemainingInstances, default: true)
            var ordering = adHoc.isSequential ? Ordering.sequential : .parallel
            mapper.attribute("ordering", &ordering, default: .parallel)
            adHoc.isSequential = ordering == .sequential
            mapper.expression("completionCondition", &adHoc.completionCondition)
            kind = .adHoc(adHoc)
        }
    }

    private enum Ordering: String, CaseIterable {
        case parallel = "Parallel"
        case sequential = "Sequential"
    }
}

extension BPMN.LoopCharacteristics: BPMN.Choice {
    init?(_ element: XMLElement, _ mapping: BPMN.Mapping) {
        guard element.name.namespace == BPMN.modelNamespace else { return nil }
        switch element.name.local {
        case "standardLoopCharacteristics": self = .standard(.read(element, mapping))
        case "multiInstanceLoopCharacteristics": self = .multiInstance(.read(element, mapping))
        default: return nil
        }
    }

    func xml(_ mapping: BPMN.Mapping) -> XMLElement {
        switch self {
        case .standard(let loop): loop.xml("standardLoopCharacteristics", .model, mapping)
        case .multiInstance(let loop): loop.xml("multiInstanceLoopCharacteristics", .model, mapping)
        }
    }
}

extension BPMN.StandardLoop: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("testBefore", &testBefore, default: false)
        mapper.attribute("loopMaximum", &loopMaximum)
        mapper.expression("loopCondition", &loopCondition)
    }
}

extension BPMN.MultiInstance: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("isSequential", &isSequential, default: false)
        mapper.attribute("behavior", &behavior, default: .all)
        mapper.attribute("oneBehaviorEventRef", &oneBehaviorEventRef)
        mapper.attribute("noneBehaviorEventRef", &noneBehaviorEventRef)
        mapper.expression("loopCardinality", &loopCardinality)
        mapper.reference("loopDataInputRef", &loopDataInputRef)
        mapper.reference("loopDataOutputRef", &loopDataOutputRef)
        mapper.child("inputDataItem", &inputDataItem)
        mapper.child("outputDataItem", &outputDataItem)
        mapper.children("complexBehaviorDefinition", &complexBehaviors)
        mapper.expression("completionCondition", &completionCondition)
    }

    mutating func finishReading(_ mapping: BPMN.Mapping) { readCollection(mapping) }

    mutating func prepareWriting(_ mapping: BPMN.Mapping) { writeCollection(mapping) }
}

extension BPMN.MultiInstance.ComplexBehavior: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.expression("condition", &condition)
        mapper.verbatim("event", &event)
    }
}

extension BPMN.ResourceRole: BPMN.Choice {
    init?(_ element: XMLElement, _ mapping: BPMN.Mapping) {
        guard element.name.namespace == BPMN.modelNamespace, let kind = Kind(rawValue: element.name.local) else {
            return nil
        }
        var role = BPMN.ResourceRole()
        role.kind = kind
        self = .read(element, into: role, mapping)
    }

    func xml(_ mapping: BPMN.Mapping) -> XMLElement { xml(kind.rawValue, .model, mapping) }
}

extension BPMN.ResourceRole: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        mapper.attribute("name", &name)
        mapper.reference("resourceRef", &resourceRef)
        mapper.child("resourceAssignmentExpression", &assignment)
    }
}

extension BPMN.ResourceRole.Assignment: BPMN.Mapped {
    mutating func map(_ mapper: inout BPMN.Mapper) {
        if !isNatural { mapper.expression("formalExpression", &expression, plain: .literal) }
        if isNatural || expression == nil {
            mapper.expression("expression", &expression, plain: .literal)
            isNatural = expression != nil
        }
    }
}
