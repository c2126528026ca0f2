public import ProcessEngine

/// Which symbols of BPMN and which abilities of approvals a run has touched.
public struct ProcessCoverage: Sendable {
    /// What was touched, in words.
    public private(set) var symbols: Set<String> = []

    /// A coverage of nothing.
    public init() {}

    /// Notes what an outcome shows.
    public mutating func note(_ outcome: Outcome, of graph: ProcessGraph) {
        for event in outcome.events {
            switch event.kind {
            case .completed(let node, _, _): note(completed: node, graph)
            case .activated(let node, _, _): note(activated: graph.nodes[node])
            case .compensated: symbols.insert("compensation")
            case .incidentOpened: symbols.insert("incident")
            case .approval(_, let approval): note(approval)
            default: continue
            }
        }
        for case .notify(let notice) in outcome.effects {
            if notice.kind == .escalation { symbols.insert("approval: escalation to the superior") }
        }
    }

    private mutating func note(completed place: Int, _ graph: ProcessGraph) {
        let node = graph.nodes[place]
        symbols.insert(graph.symbol(of: place))
        switch node.loop {
        case .standard: symbols.insert("standard loop")
        case .multiInstance(let loop):
            symbols.insert(loop.isSequential ? "multi-instance, sequential" : "multi-instance, parallel")
            if loop.completionCondition != nil { symbols.insert("multi-instance with completion condition") }
            if loop.collection != nil { symbols.insert("multi-instance over a collection") }
        case nil: break
        }
        if node.isForCompensation { symbols.insert("compensation handler") }
    }

    // MARK: Approvals

    private mutating func note(activated node: Node) {
        guard case .user(let work) = node.kind, let approval = work.approval else { return }
        let veto = approval.hasVeto ? " with veto" : approval.firstDecides ? ", first decision counts" : ""
        symbols.insert("approval: \(approval.mode.rawValue)\(veto)")
        for source in approval.approvers { symbols.insert("approvers: \(source.name)") }
        if !approval.fields.isEmpty { symbols.insert("approval: field rights") }
        if approval.needsOpinion { symbols.insert("approval: opinion and signature required") }
    }

    private mutating func note(_ event: ApprovalEvent) {
        switch event {
        case .settledAlone(_, let reason): symbols.insert("approval: \(reason.name)")
        case .advised, .delegated: symbols.insert("approval: delegate and answer")
        case .returned(_, let target, let mode, _):
            let known = ["end", "initiator", "previous"].contains(target) ? target : "any passed step"
            symbols.insert("approval: return to \(known), \(mode == .rerun ? "step by step" : "straight back")")
        case .added(_, _, let placement): symbols.insert("approval: add \(placement.rawValue)")
        case .removed: symbols.insert("approval: remove")
        case .transferred: symbols.insert("approval: transfer")
        case .withdrawn: symbols.insert("approval: withdraw")
        case .takenBack: symbols.insert("approval: take back")
        case .copied: symbols.insert("approval: copies")
        case .copyRead: symbols.insert("approval: read receipts")
        case .reminded(let person, _):
            symbols.insert(person == nil ? "approval: reminder at the deadline" : "approval: reminder by hand")
        case .opened, .approved, .rejected, .closed: break
        }
    }
}

extension ProcessGraph {
    /// The symbol of an element in the words of BPMN's event table.
    public func symbol(of place: Int) -> String {
        let node = nodes[place]
        switch node.kind {
        case .start(let triggers): return start(node, triggers)
        case .intermediateCatch(let triggers): return "intermediate catch event: \(triggers.name)"
        case .boundary(let triggers, _, let interrupts):
            return "boundary event, \(interrupts ? "" : "non-")interrupting: \(triggers.name)"
        case .intermediateThrow(let triggers): return "intermediate throw event: \(triggers.name)"
        case .end(let triggers): return "end event: \(triggers.name)"
        case .eventGateway(let instantiates, let isParallel):
            return "event-based gateway" + (instantiates ? ", instantiating" + (isParallel ? ", parallel" : "") : "")
        case .eventSubprocess: return "event sub-process"
        default: return Self.names[node.type] ?? node.type
        }
    }

    private func start(_ node: Node, _ triggers: EventTriggers) -> String {
        guard node.scope > 0, case .eventSubprocess(_, let interrupts) = nodes[node.scope].kind else {
            return "start event: \(triggers.name)"
        }
        return "event sub-process start, \(interrupts ? "" : "non-")interrupting: \(triggers.name)"
    }

    private static let names = [
        "task": "abstract task", "userTask": "user task", "manualTask": "manual task", "serviceTask": "service task",
        "sendTask": "send task", "receiveTask": "receive task", "scriptTask": "script task",
        "businessRuleTask": "business rule task", "callActivity": "call activity", "subProcess": "sub-process",
        "transaction": "transaction", "adHocSubProcess": "ad-hoc sub-process",
        "exclusiveGateway": "exclusive gateway", "parallelGateway": "parallel gateway",
        "inclusiveGateway": "inclusive gateway", "complexGateway": "complex gateway",
    ]
}

extension EventTriggers {
    /// The trigger in a word.
    var name: String {
        if triggers.count > 1 { return isParallel ? "parallel multiple" : "multiple" }
        return triggers.first?.name ?? "none"
    }
}

extension Trigger {
    fileprivate var name: String {
        switch self {
        case .message: "message"
        case .timer: "timer"
        case .signal: "signal"
        case .condition: "conditional"
        case .error: "error"
        case .escalation: "escalation"
        case .compensation: "compensation"
        case .link: "link"
        case .cancel: "cancel"
        case .terminate: "terminate"
        }
    }
}

extension ApproverSource {
    fileprivate var name: String {
        switch self {
        case .users: "users"
        case .role: "role"
        case .department: "department"
        case .departmentHead: "head of department"
        case .position: "position"
        case .group: "group"
        case .manager: "superior, n levels up"
        case .managers: "superiors one after the other"
        case .initiator: "initiator"
        case .initiatorPick: "initiator's pick"
        case .previousPick: "previous approver's pick"
        case .field: "field of the form"
        case .fieldHead: "head of a department in a field"
        case .expression: "expression"
        }
    }
}

extension ApprovalGroup.Seat.Automatic {
    fileprivate var name: String {
        switch self {
        case .nobodyFound: "nobody found"
        case .isInitiator: "initiator skipped"
        case .approvedBefore: "repeated approver skipped"
        case .deadline: "decided by the deadline"
        }
    }
}
