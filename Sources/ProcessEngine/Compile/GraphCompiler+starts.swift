import BPMN

extension GraphCompiler {
    /// The ways in which the process can begin.
    func findStarts() -> [ProcessGraph.Start] {
        var starts: [ProcessGraph.Start] = []
        for (place, node) in nodes.enumerated() where node.scope == 0 {
            switch node.kind {
            case .start(let triggers):
                if triggers.triggers.isEmpty {
                    starts.append(ProcessGraph.Start(node: place, trigger: -1, gateway: -1))
                }
                starts += triggers.triggers.indices.map {
                    ProcessGraph.Start(node: place, trigger: $0, gateway: -1)
                }
            case .eventGateway(instantiates: true, _) where node.incoming.isEmpty:
                starts += behind(gateway: place)
            case .receive where isInstantiating(place):
                starts.append(ProcessGraph.Start(node: place, trigger: 0, gateway: -1))
            default: break
            }
        }
        if starts.isEmpty, !nodes[0].entries.isEmpty {
            starts.append(ProcessGraph.Start(node: nodes[0].entries[0], trigger: -1, gateway: -1))
        }
        return starts
    }

    private func isInstantiating(_ place: Int) -> Bool {
        guard nodes[place].incoming.isEmpty,
            case .task(.receive(_, let instantiate)) = sources[place]?.activity?.type
        else { return false }
        return instantiate
    }

    private func behind(gateway: Int) -> [ProcessGraph.Start] {
        nodes[gateway].outgoing.flatMap { flow -> [ProcessGraph.Start] in
            let event = flows[flow].target
            return (nodes[event].triggers?.triggers ?? []).indices.map {
                ProcessGraph.Start(node: event, trigger: $0, gateway: gateway)
            }
        }
    }

    /// For an inclusive or complex join: which of its flows lie behind each node of the scope.
    func findReach(_ place: Int, _ links: [ProcessGraph.Link: Int]) {
        switch nodes[place].kind {
        case .inclusive, .complex: break
        default: return
        }
        guard nodes[place].incoming.count > 1 else { return }
        var reach = JoinReach(nodes: nodes.count, flows: nodes[place].incoming.count)
        let throwers = linkThrowers(links)
        for (arrival, flow) in nodes[place].incoming.enumerated() {
            var pending = [flows[flow].source]
            while let node = pending.popLast() {
                if node == place || reach.contains(node: node, flow: arrival) { continue }
                reach.insert(node: node, flow: arrival)
                pending += nodes[node].incoming.map { flows[$0].source }
                if case .boundary(_, let host, _) = nodes[node].kind, host >= 0 { pending.append(host) }
                pending += throwers[node] ?? []
            }
        }
        nodes[place].reach = reach
    }

    /// The link throw events that lead to each link catch event.
    private func linkThrowers(_ links: [ProcessGraph.Link: Int]) -> [Int: [Int]] {
        var throwers: [Int: [Int]] = [:]
        for (place, node) in nodes.enumerated() {
            guard case .intermediateThrow(let triggers) = node.kind else { continue }
            for case .link(let name) in triggers.triggers {
                guard let target = links[ProcessGraph.Link(scope: node.scope, name: name)] else { continue }
                throwers[target, default: []].append(place)
            }
        }
        return throwers
    }
}

extension Trigger {
    var isCompensation: Bool { if case .compensation = self { true } else { false } }
    var isError: Bool { if case .error = self { true } else { false } }
    var isEscalation: Bool { if case .escalation = self { true } else { false } }
    var isLink: Bool { if case .link = self { true } else { false } }
    var isCancel: Bool { if case .cancel = self { true } else { false } }
    /// Whether it is waited for with a timer or subscription.
    var isAwaited: Bool {
        switch self {
        case .message, .timer, .signal, .condition: true
        default: false
        }
    }
}
