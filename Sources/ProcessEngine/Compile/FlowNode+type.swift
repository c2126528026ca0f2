import BPMN

extension BPMN.FlowNode {
    /// The name of the element in BPMN.
    var type: String {
        switch kind {
        case .activity(let activity): activity.type.name
        case .gateway(let gateway): gateway.kind.name
        case .event(let event): event.position.name
        }
    }
}

extension BPMN.ActivityType {
    fileprivate var name: String {
        switch self {
        case .task(let task): task.name
        case .callActivity: "callActivity"
        case .subProcess(let inner):
            switch inner.kind {
            case .embedded: "subProcess"
            case .transaction: "transaction"
            case .adHoc: "adHocSubProcess"
            }
        }
    }
}

extension BPMN.TaskKind {
    fileprivate var name: String {
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
    fileprivate var name: String {
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
    fileprivate var name: String {
        switch self {
        case .start: "startEvent"
        case .intermediateCatch: "intermediateCatchEvent"
        case .intermediateThrow: "intermediateThrowEvent"
        case .boundary: "boundaryEvent"
        case .end: "endEvent"
        }
    }
}
