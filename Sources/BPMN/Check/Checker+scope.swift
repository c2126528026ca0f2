/// What a process or sub-process holds.
extension BPMN.Checker {
    func check(_ process: BPMN.Process) {
        if process.scope.nodes.isEmpty, isStrict {
            report(
                .error, "empty-process", process, "The process has no elements.", "流程中没有任何元素。",
                do: ("Draw a start event and what follows.", "请至少绘制一个开始事件及后续步骤。"))
        }
        if process.id.isEmpty {
            fail("missing-id", process, "The process has no id.", "流程没有标识。", do: ("Give it an id.", "请设置标识。"))
        }
        check(Surroundings(scope: process.scope, host: nil, outer: []))
    }

    /// A scope with what is around it.
    struct Surroundings {
        let scope: BPMN.Scope
        /// The sub-process that it belongs to; nil in a process.
        let host: BPMN.FlowNode?
        /// The scopes around it, the nearest last.
        let outer: [BPMN.Scope]
        let nodes: [BPMN.FlowNode]
        let flows: [BPMN.SequenceFlow]
        private let byID: [String: BPMN.FlowNode]
        private let leaving: [String: [BPMN.SequenceFlow]]
        private let arriving: [String: [BPMN.SequenceFlow]]

        init(scope: BPMN.Scope, host: BPMN.FlowNode?, outer: [BPMN.Scope]) {
            (self.scope, self.host, self.outer) = (scope, host, outer)
            nodes = scope.nodes
            flows = scope.flows
            byID = Dictionary(nodes.map { ($0.id, $0) }) { first, _ in first }
            leaving = Dictionary(grouping: flows, by: \.sourceRef)
            arriving = Dictionary(grouping: flows, by: \.targetRef)
        }

        func node(_ id: String) -> BPMN.FlowNode? { id.isEmpty ? nil : byID[id] }

        var isEventSubProcess: Bool { host?.subProcess?.triggeredByEvent == true }

        var isAdHoc: Bool {
            if case .adHoc? = host?.subProcess?.kind { true } else { false }
        }

        var isTransaction: Bool {
            if case .transaction? = host?.subProcess?.kind { true } else { false }
        }

        func outgoing(_ node: BPMN.FlowNode) -> [BPMN.SequenceFlow] { leaving[node.id] ?? [] }
        func incoming(_ node: BPMN.FlowNode) -> [BPMN.SequenceFlow] { arriving[node.id] ?? [] }
    }

    func check(_ around: Surroundings) {
        for flow in around.flows { check(flow, around) }
        checkStarts(around)
        checkLinks(around)
        checkLanes(around.scope.laneSets)
        checkReach(around)
        for node in around.nodes {
            check(node, around)
            guard let inner = node.subProcess else { continue }
            check(Surroundings(scope: inner.scope, host: node, outer: around.outer + [around.scope]))
        }
        for data in around.scope.dataObjectReferences {
            check(data.dataObjectRef, "dataObjectRef", [.data], of: data, severity: .warning)
        }
        for data in around.scope.dataStoreReferences {
            check(data.dataStoreRef, "dataStoreRef", [.dataStore], of: data, severity: .warning)
        }
    }

    private func check(_ flow: BPMN.SequenceFlow, _ around: Surroundings) {
        for (attribute, id) in [("sourceRef", flow.sourceRef), ("targetRef", flow.targetRef)] {
            if id.isEmpty {
                report(
                    .error, "dangling-reference", flow, "The flow has no \(attribute).", "顺序流缺少 \(attribute)。",
                    do: ("Connect both of its ends.", "请连接顺序流的两端。"))
            } else if around.node(id) == nil {
                if ids.kinds[id] == .node {
                    report(
                        .error, "flow-crosses-scope", flow,
                        "The flow leads to '\(id)' in another process or sub-process.",
                        "顺序流的一端“\(id)”位于另一个流程或子流程中。",
                        do: (
                            "A sequence flow stays inside its process or sub-process; use a message flow between pools.",
                            "顺序流不能跨越流程或子流程边界；泳池之间请使用消息流。"
                        ))
                } else {
                    check(BPMN.Reference(id), attribute, [.node], of: flow)
                }
            }
        }
        check(flow.condition, of: flow, "the condition", "条件")
    }

    private func checkLanes(_ sets: [BPMN.LaneSet]) {
        for lane in sets.flatMap(\.lanes) {
            for reference in lane.flowNodeRefs {
                check(reference, "flowNodeRef", [.node, .data, .artifact], of: lane, severity: .warning)
            }
            if let inner = lane.childLaneSet { checkLanes([inner]) }
        }
    }

    private func checkStarts(_ around: Surroundings) {
        let starts = around.nodes.filter(\.isStart)
        if around.isEventSubProcess, let host = around.host {
            if starts.count != 1 {
                fail(
                    "event-sub-process-start", host,
                    "An event sub-process has exactly one start event; this has \(starts.count).",
                    "事件子流程必须有且只有一个开始事件，当前有 \(starts.count) 个。",
                    do: ("Keep one start event with a trigger.", "请保留一个带触发器的开始事件。"))
            }
            return
        }
        if around.isAdHoc {
            for start in starts {
                report(
                    .warning, "ad-hoc-start", start, "An ad-hoc sub-process has no start event.", "即席子流程不应包含开始事件。",
                    do: ("Remove it; activities are begun by people.", "请删除；其中的活动由人员启动。"))
            }
            return
        }
        guard !around.nodes.isEmpty, !around.nodes.contains(where: { around.canBegin($0) }) else { return }
        let place = around.host.map { $0 as any BPMN.Element } ?? around.nodes[0]
        report(
            isStrict ? .error : .warning, "no-start", place,
            "Nothing here can begin: every element waits for another one.",
            "没有可以开始的元素：每个元素都在等待其他元素。", do: ("Add a start event.", "请添加开始事件。"))
    }

    private func checkReach(_ around: Surroundings) {
        guard !around.isAdHoc else { return }
        let reached = around.reached
        for node in around.nodes where !node.id.isEmpty && !reached.contains(node.id) {
            report(
                .warning, "unreachable", node, "'\(node.label)' is never reached.", "“\(node.label)”永远不会被执行到。",
                do: ("Connect it, or remove it.", "请连接或删除该元素。"))
        }
    }

    private func checkLinks(_ around: Surroundings) {
        var targets: [String: Int] = [:]
        var sources: Set<String> = []
        for node in around.nodes {
            guard let name = linkName(node), let event = node.event else { continue }
            if event.isCatching { targets[name, default: 0] += 1 } else { sources.insert(name) }
        }
        for node in around.nodes {
            guard let name = linkName(node), let event = node.event else { continue }
            let label = name.isEmpty ? node.label : name
            if event.isCatching {
                if targets[name, default: 0] > 1 {
                    fail(
                        "link-pair", node, "There are several link targets named '\(label)'.", "存在多个名为“\(label)”的链接目标。",
                        do: ("Keep one target for each name.", "每个名称只保留一个目标。"))
                }
                if !sources.contains(name) {
                    report(
                        .warning, "link-pair", node, "No link leads to '\(label)'.", "没有链接指向“\(label)”。",
                        do: ("Add a throwing link of this name, or remove it.", "请添加同名的链接抛出事件，或删除它。"))
                }
            } else if targets[name] == nil {
                fail(
                    "link-pair", node, "There is no link target named '\(label)' in this scope.",
                    "当前范围内没有名为“\(label)”的链接目标。",
                    do: ("Add a catching link of the same name.", "请添加同名的链接捕获事件。"))
            }
        }
    }

    private func linkName(_ node: BPMN.FlowNode) -> String? {
        guard let event = node.event else { return nil }
        for definition in definitions.eventDefinitions(of: event) {
            // Tools that leave the definition's name out mean that of the event.
            if case .link(let link) = definition.kind { return link.name ?? node.name ?? "" }
        }
        return nil
    }
}

extension BPMN.FlowNode {
    var isStart: Bool {
        if case .start? = event?.position { true } else { false }
    }

    var isBoundary: Bool {
        if case .boundary? = event?.position { true } else { false }
    }

    var host: BPMN.Reference? {
        if case .boundary(let host, _)? = event?.position { host } else { nil }
    }
}

extension BPMN.Checker.Surroundings {
    /// Whether a node begins by itself when its scope does (BPMN 2.0.2 §13.2).
    func canBegin(_ node: BPMN.FlowNode) -> Bool {
        if node.isBoundary || node.activity?.isForCompensation == true { return false }
        if node.subProcess?.triggeredByEvent == true { return false }
        if node.isStart { return true }
        if let event = node.event, event.position == .intermediateCatch,
            event.definitions.contains(where: { if case .link = $0.kind { true } else { false } })
        {
            return false
        }
        return incoming(node).isEmpty
    }

    /// The nodes that a token can come to.
    var reached: Set<String> {
        let hasStart = nodes.contains(where: \.isStart)
        var leaving: [String: [String]] = [:]
        for flow in flows { leaving[flow.sourceRef, default: []].append(flow.targetRef) }
        var attached: [String: [String]] = [:]
        var links: [String] = []
        for node in nodes {
            if let host = node.host { attached[host.id, default: []].append(node.id) }
            if case .intermediateCatch? = node.event?.position, incoming(node).isEmpty { links.append(node.id) }
        }
        var open =
            nodes.filter { node in
                node.isStart || node.subProcess?.triggeredByEvent == true || node.activity?.isForCompensation == true
                    || !hasStart && canBegin(node) || node.isInstantiating
            }.map(\.id) + links
        var reached = Set(open)
        while let id = open.popLast() {
            for next in (leaving[id] ?? []) + (attached[id] ?? []) where reached.insert(next).inserted {
                open.append(next)
            }
        }
        return reached
    }
}

extension BPMN.FlowNode {
    /// Whether it starts a process although it is no start event.
    var isInstantiating: Bool {
        if case .eventBased(let gateway)? = gateway?.kind { return gateway.instantiate }
        if case .task(.receive(_, let instantiate))? = activity?.type { return instantiate }
        return false
    }
}
