import BPMN
import FEELValues
import XMLTree

extension GraphCompiler {
    /// Draws the sequence flows of a scope and of those inside.
    func connect(_ scope: BPMN.Scope) {
        for flow in scope.flows { connect(flow) }
        for node in scope.nodes {
            if let inner = node.subProcess { connect(inner.scope) }
        }
        for node in scope.nodes { orderFlows(of: node) }
    }

    private func connect(_ flow: BPMN.SequenceFlow) {
        guard let source = places[flow.sourceRef], let target = places[flow.targetRef] else {
            report(.danglingFlow(flow.id), nil, at: flow.place)
            return
        }
        let condition = formula(flow.condition, sources[source])
        let place = flows.count
        flows.append(
            ProcessGraph.Flow(
                id: flow.id, name: flow.name ?? "", source: source, target: target, condition: condition,
                arrival: nodes[target].incoming.count))
        nodes[source].outgoing.append(place)
        nodes[target].incoming.append(place)
        if sources[source]?.defaultFlow == flow.id { nodes[source].defaultFlow = place }
        if condition != nil, ignoresConditions(nodes[source].kind) {
            report(.conditionOnGateway(flow.id), sources[source])
        }
    }

    private func ignoresConditions(_ kind: Node.Kind) -> Bool {
        switch kind {
        case .parallel, .eventGateway: true
        default: false
        }
    }

    /// The flows in the order in which the node lists them, where it lists them.
    private func orderFlows(of source: BPMN.FlowNode) {
        guard let place = places[source.id], source.outgoing.count == nodes[place].outgoing.count else { return }
        var ranks: [String: Int] = [:]
        for (rank, reference) in source.outgoing.enumerated() where ranks[reference.id] == nil {
            ranks[reference.id] = rank
        }
        let last = source.outgoing.count
        nodes[place].outgoing.sort { (ranks[flows[$0].id] ?? last, $0) < (ranks[flows[$1].id] ?? last, $1) }
    }

    /// Puts boundary events on their activities, and compensation handlers behind theirs.
    func attach(_ scope: BPMN.Scope) {
        for source in scope.nodes {
            if case .event(let event) = source.kind, case .boundary(let activity, _) = event.position {
                attach(source, to: activity.id)
            }
        }
        for case .association(let association) in scope.artifacts { attachHandler(association) }
        for node in scope.nodes {
            if let inner = node.subProcess { attach(inner.scope) }
        }
    }

    private func attach(_ source: BPMN.FlowNode, to activity: String) {
        guard let event = places[source.id], case .boundary(let triggers, _, let interrupts) = nodes[event].kind else {
            return
        }
        guard let host = places[activity], nodes[host].isActivity, nodes[host].scope == nodes[event].scope else {
            report(.danglingBoundary(activity), source)
            return
        }
        nodes[event].kind = .boundary(triggers, activity: host, interrupts: interrupts)
        nodes[host].boundaries.append(event)
    }

    private func attachHandler(_ association: BPMN.Association) {
        guard let event = places[association.sourceRef.id], let handler = places[association.targetRef.id],
            case .boundary(let triggers, let host, _) = nodes[event].kind, host >= 0,
            triggers.triggers.contains(where: \.isCompensation)
        else { return }
        nodes[host].handler = handler
        nodes[host].handlerEvent = event
        nodes[handler].isForCompensation = true
    }

    /// Fills in what a node says about others.
    func refer(_ place: Int) {
        guard let source = sources[place] else { return }
        switch nodes[place].kind {
        case .eventSubprocess: startEventSubprocess(place, source)
        case .boundary(let triggers, let host, _):
            if triggers.triggers.contains(where: \.isCompensation), host >= 0, nodes[host].handlerEvent != place {
                report(.noHandler, source)
            }
        case .intermediateThrow(let triggers):
            nodes[place].kind = .intermediateThrow(compensations(triggers, source))
        case .end(let triggers): nodes[place].kind = .end(compensations(triggers, source))
        case .start: nodes[place].initiatorVariable = source.execution.initiator
        default: break
        }
    }

    private func compensations(_ triggers: EventTriggers, _ source: BPMN.FlowNode) -> EventTriggers {
        guard let event = source.event, triggers.triggers.contains(where: \.isCompensation) else { return triggers }
        var references = definitions.eventDefinitions(of: event).compactMap { definition -> String?? in
            if case .compensation(let reference, _) = definition.kind { return .some(reference?.id) }
            return nil
        }[...]
        return EventTriggers(
            triggers: triggers.triggers.map { trigger in
                guard case .compensation(_, let waits) = trigger else { return trigger }
                guard let id = references.popFirst() ?? nil else { return .compensation(activity: nil, waits: waits) }
                guard let activity = places[id], nodes[activity].isActivity else {
                    report(.compensationTarget(id), source)
                    return trigger
                }
                return .compensation(activity: activity, waits: waits)
            }, isParallel: triggers.isParallel)
    }

    private func startEventSubprocess(_ place: Int, _ source: BPMN.FlowNode) {
        let starts = nodes.indices.filter { node in
            guard nodes[node].scope == place, case .start = nodes[node].kind else { return false }
            return true
        }
        guard let start = starts.first, starts.count == 1, let triggers = nodes[start].triggers,
            !triggers.triggers.isEmpty
        else {
            report(.eventSubprocessStart, source)
            return
        }
        var interrupts = true
        if case .event(let event) = sources[start]?.kind, case .start(let isInterrupting) = event.position {
            interrupts = isInterrupting
        }
        // Errors and compensation always interrupt (BPMN 2.0.2 table 10.93).
        if triggers.triggers.contains(where: { $0.isError || $0.isCompensation }) { interrupts = true }
        nodes[place].kind = .eventSubprocess(start: start, interrupts: interrupts)
        nodes[nodes[place].scope].eventSubprocesses.append(place)
    }

    /// Where a scope begins: its none start event, or what nothing leads to (BPMN 2.0.2 §13.2).
    func findEntries(_ scope: Int) {
        if case .eventSubprocess = nodes[scope].kind { return }
        let inside = nodes.indices.filter { nodes[$0].scope == scope }
        let starts = inside.filter { if case .start = nodes[$0].kind { true } else { false } }
        let plain = starts.filter { nodes[$0].triggers?.triggers.isEmpty ?? true }
        if case .adHoc = nodes[scope].kind {
            nodes[scope].entries = inside.filter { canBegin($0) && nodes[$0].isActivity }
        } else if let first = plain.first {
            nodes[scope].entries = [first]
            if plain.count > 1, scope == 0 { report(.startEvents, nil) }
        } else if starts.isEmpty {
            nodes[scope].entries = inside.filter(canBegin)
        }
        if scope == 0, inside.isEmpty {
            problems.append(
                ModelFinding.noFlows.problem(at: .none, element: nodes[0].id, label: nodes[0].label))
        }
    }

    private func canBegin(_ node: Int) -> Bool {
        guard nodes[node].incoming.isEmpty, !nodes[node].isForCompensation else { return false }
        switch nodes[node].kind {
        case .boundary, .eventSubprocess: return false
        case .eventGateway(let instantiates, _): return !instantiates
        case .intermediateCatch(let triggers): return !triggers.triggers.contains(where: \.isLink)
        case .receive:
            if case .task(.receive(_, let instantiate)) = sources[node]?.activity?.type { return !instantiate }
            return true
        default: return true
        }
    }

    func findLinks() -> [ProcessGraph.Link: Int] {
        var links: [ProcessGraph.Link: Int] = [:]
        for (place, node) in nodes.enumerated() {
            guard case .intermediateCatch(let triggers) = node.kind else { continue }
            for case .link(let name) in triggers.triggers {
                links[ProcessGraph.Link(scope: node.scope, name: name)] = place
            }
        }
        for (place, node) in nodes.enumerated() {
            guard case .intermediateThrow(let triggers) = node.kind else { continue }
            for case .link(let name) in triggers.triggers
            where links[ProcessGraph.Link(scope: node.scope, name: name)] == nil {
                report(.linkTarget(name), sources[place])
            }
        }
        return links
    }

    func checkGateways() {
        for (place, node) in nodes.enumerated() {
            guard case .eventGateway = node.kind else { continue }
            for flow in node.outgoing {
                let target = nodes[flows[flow].target]
                switch target.kind {
                case .intermediateCatch, .receive: break
                default: report(.eventGatewayTarget(target.label), sources[place])
                }
            }
        }
    }
}
