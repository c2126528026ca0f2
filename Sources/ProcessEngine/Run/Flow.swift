import FEELValues

extension Run {
    /// Sends a token on its way to a node.
    func send(to node: Int, in scope: Int, along flow: Int = -1) {
        state.elements[scope]?.scope?.tokens += 1
        enqueue(.enter(node: node, scope: scope, flow: flow))
    }

    func take(_ flow: Int, in scope: Int) {
        record(.flowTaken(flow))
        send(to: graph.flows[flow].target, in: scope, along: flow)
    }

    /// A token arrives: it joins others, passes, or begins an element.
    func arrive(at place: Int, in scope: Int, along flow: Int) {
        guard state.elements[scope]?.scope != nil else { return }
        let node = graph.nodes[place]
        let joins = node.incoming.count > 1 && flow >= 0
        switch node.kind {
        case .parallel where joins: joinParallel(place, in: scope, along: flow)
        case .inclusive where joins: joinInclusive(place, in: scope, along: flow)
        case .complex where joins: joinComplex(place, in: scope, along: flow)
        default:
            state.elements[scope]?.scope?.tokens -= 1
            if node.isPassedGateway { pass(place, in: scope) } else { begin(add(place, to: scope)) }
        }
    }

    /// A gateway that does not wait: it is left in the step in which it is reached.
    func pass(_ place: Int, in scope: Int, with extra: [String: Value] = [:]) {
        let key = state.allocateKey()
        record(.activated(node: place, key: key, scope: scope))
        switch choose(place, in: scope, with: extra) {
        case .flows(let flows):
            record(.completed(node: place, key: key, scope: scope))
            for flow in flows { take(flow, in: scope) }
            leftScope(scope)
        case .failure(let failure):
            let held = ElementInstance(key: key, node: place, parent: scope)
            state.elements[key] = held
            state.elements[scope]?.scope?.children.append(key)
            report(failure, at: key, phase: .leave)
        }
    }

    enum Choice {
        case flows([Int])
        case failure(Failure)
    }

    /// The flows by which a node is left (BPMN 2.0.2 §13.3.1 for activities, §13.4 for gateways).
    func choose(_ place: Int, in scope: Int, with extra: [String: Value] = [:]) -> Choice {
        let node = graph.nodes[place]
        switch node.kind {
        case .parallel, .eventGateway: return .flows(node.outgoing)
        case .exclusive: return chooseOne(node, in: scope)
        default: return chooseAll(node, in: scope, with: extra)
        }
    }

    private func chooseOne(_ node: Node, in scope: Int) -> Choice {
        for flow in node.outgoing where flow != node.defaultFlow {
            guard let condition = graph.flows[flow].condition else { return .flows([flow]) }
            guard let holds = holds(condition, in: scope) else { return .failure(.notBoolean(condition.text)) }
            if holds { return .flows([flow]) }
        }
        return otherwise(node)
    }

    private func chooseAll(_ node: Node, in scope: Int, with extra: [String: Value]) -> Choice {
        if node.outgoing.count == 1, graph.flows[node.outgoing[0]].condition == nil { return .flows(node.outgoing) }
        var flows: [Int] = []
        for flow in node.outgoing where flow != node.defaultFlow {
            guard let condition = graph.flows[flow].condition else {
                flows.append(flow)
                continue
            }
            guard let holds = holds(condition, in: scope, with: extra) else {
                return .failure(.notBoolean(condition.text))
            }
            if holds { flows.append(flow) }
        }
        return flows.isEmpty ? otherwise(node) : .flows(flows)
    }

    private func otherwise(_ node: Node) -> Choice {
        if node.defaultFlow >= 0 { return .flows([node.defaultFlow]) }
        return node.outgoing.isEmpty ? .flows([]) : .failure(.noFlow)
    }

    /// Leaves an element that is done: by its flows, or with an incident when none can be taken.
    func leave(_ key: Int) {
        guard let element = state.elements[key] else { return }
        let node = graph.nodes[element.node]
        if node.outgoing.isEmpty {
            finishLeaving(key, by: [])
            return
        }
        switch choose(element.node, in: element.parent) {
        case .flows(let flows): finishLeaving(key, by: flows)
        case .failure(let failure): report(failure, at: key, phase: .leave)
        }
    }

    private func finishLeaving(_ key: Int, by flows: [Int]) {
        guard let element = state.elements[key] else { return }
        if element.role == .body {
            record(.loopCompleted(node: element.node, key: key, scope: element.parent))
        } else {
            recordCompleted(key)
        }
        // The tokens set out before the element goes, so that the scope is never empty in between.
        for flow in flows { take(flow, in: element.parent) }
        remove(key)
    }
}

extension Node {
    /// Whether it is a gateway that is left at once.
    var isPassedGateway: Bool {
        switch kind {
        case .exclusive, .parallel, .inclusive, .complex: true
        default: false
        }
    }
}
