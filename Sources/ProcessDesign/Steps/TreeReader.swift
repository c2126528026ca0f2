public import BPMN
import XMLTree

extension StepTree {
    /// The steps of a process; or, when it is not a tree of steps, the sentence that says what is in the way.
    ///
    /// What was read is compiled again and compared with the model, so that a step designer never drops what it
    /// cannot show.
    public static func read(_ model: BPMN.Definitions) -> Result<StepTree, Refusal> {
        do throws(Refusal) {
            let tree = try TreeReader(model).tree()
            let back = BPMN.read(tree.bareDocument()).definitions
            if let change = ModelComparison(model, back, flows: .byEnds).changes.first { throw Refusal.lost(change) }
            return .success(tree)
        } catch {
            return .failure(error)
        }
    }

    /// Why a process is not a tree of steps.
    public struct Refusal: Error, Sendable, Equatable {
        /// The element that is in the way; empty for the whole.
        public let element: String
        /// What is in the way.
        public let sentence: ProcessDesign.Sentence

        init(_ element: String, _ english: String, _ chinese: String) {
            self.element = element
            sentence = ProcessDesign.Sentence(english, chinese)
        }

        static func lost(_ change: ModelComparison.Change) -> Refusal {
            let name = change.name.isEmpty ? change.element : change.name
            let detail = change.properties.first.map { " (\($0.name))" } ?? ""
            return Refusal(
                change.element, "“\(name)” holds something that steps cannot show\(detail).", "“\(name)”中有步骤视图无法表示的内容\(detail)。")
        }
    }
}

/// Follows the flows of a process from its start, block by block.
private struct TreeReader {
    private let process: BPMN.Process
    private let nodes: [String: BPMN.FlowNode]
    private let outgoing: [String: [BPMN.SequenceFlow]]
    private let incoming: [String: Int]
    private static let deepest = 40

    init(_ model: BPMN.Definitions) throws(StepTree.Refusal) {
        guard model.processes.count == 1, let process = model.processes.first, model.collaborations.isEmpty else {
            throw StepTree.Refusal("", "The model has pools, or not exactly one process.", "模型包含泳池，或不是恰好一个流程。")
        }
        self.process = process
        nodes = Dictionary(process.scope.nodes.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        outgoing = Dictionary(grouping: process.scope.flows, by: \.sourceRef)
        incoming = Dictionary(process.scope.flows.map { ($0.targetRef, 1) }, uniquingKeysWith: +)
    }

    func tree() throws(StepTree.Refusal) -> StepTree {
        let starts = process.scope.nodes.filter { if case .start? = $0.event?.position { true } else { false } }
        guard starts.count == 1, let start = starts.first else {
            throw StepTree.Refusal(starts.last?.id ?? "", "The process has more than one start, or none.", "流程没有开始，或不止一个开始。")
        }
        guard start.event?.definitions.isEmpty == true, let first = outgoing[start.id], first.count == 1 else {
            throw refuse(start, "begins by something else than a person's submission", "不是由人提交开始的")
        }
        let (steps, last) = try chain(from: first[0].targetRef, depth: 0)
        guard case .end? = last.event?.position, last.event?.definitions.isEmpty == true else {
            throw refuse(last, "joins ways that did not part at one gateway", "汇合的路径不是从同一个网关分开的")
        }
        var tree = StepTree(id: process.id, name: process.name ?? "", steps: steps)
        tree.documentation = process.base.documentation.first?.text ?? ""
        tree.extensions = process.base.extensions?.elements ?? []
        tree.start = step(start, .start)
        tree.end = step(last, .end)
        return tree
    }

    /// The steps from a node on, and the join or end before which they stop.
    private func chain(from id: String, depth: Int) throws(StepTree.Refusal) -> ([StepTree.Step], BPMN.FlowNode) {
        guard depth < Self.deepest else { throw StepTree.Refusal(id, "Branches are nested too deeply.", "分支嵌套过深。") }
        var steps: [StepTree.Step] = []
        var id = id
        // A way cannot be longer than the process has nodes, unless it runs in a circle.
        for _ in 0...nodes.count {
            guard let node = nodes[id] else { throw StepTree.Refusal(id, "A flow leads nowhere.", "有连线没有终点。") }
            if case .end? = node.event?.position { return (steps, node) }
            if incoming[id] ?? 0 > 1 { return (steps, node) }
            let next: String
            if let gateway = node.gateway {
                let (step, after) = try split(node, gateway, depth: depth)
                steps.append(step)
                next = after
            } else {
                steps.append(step(node, try kind(node)))
                guard let flows = outgoing[id], flows.count == 1, flows[0].condition == nil else {
                    throw refuse(node, "does not go on by exactly one way", "之后不是恰好一条路径")
                }
                next = flows[0].targetRef
            }
            id = next
        }
        throw StepTree.Refusal(id, "The process runs in a circle.", "流程中有循环。")
    }

    private func split(_ node: BPMN.FlowNode, _ gateway: BPMN.Gateway, depth: Int) throws(StepTree.Refusal) -> (StepTree.Step, String) {
        guard let kind = Self.gateway(gateway.kind) else {
            throw refuse(node, "is a kind of gateway that steps do not have", "是步骤视图没有的网关类型")
        }
        let flows = outgoing[node.id] ?? []
        guard flows.count >= 2 else { throw refuse(node, "is a gateway at which nothing parts", "是没有分支的网关") }
        var branches: [StepTree.Branch] = []
        var join: BPMN.FlowNode?
        for flow in flows {
            let (steps, end) = try chain(from: flow.targetRef, depth: depth + 1)
            if let join, join.id != end.id { throw refuse(node, "parts into branches that do not meet again", "分出的分支没有汇合到一处") }
            join = end
            branches.append(try branch(flow, gateway, steps))
        }
        guard let join, join.gateway.flatMap({ Self.gateway($0.kind) }) == kind, incoming[join.id] == flows.count, join.name ?? "" == "",
            let on = outgoing[join.id], on.count == 1
        else { throw refuse(node, "parts into branches that do not meet at a gateway of the same kind", "分出的分支没有在同类网关汇合") }
        return (step(node, .branches(StepTree.Split(kind, branches, join: join.id))), on[0].targetRef)
    }

    private func branch(_ flow: BPMN.SequenceFlow, _ gateway: BPMN.Gateway, _ steps: [StepTree.Step]) throws(StepTree.Refusal) -> StepTree.Branch {
        let isDefault = gateway.defaultFlow == flow.id
        guard let condition = flow.condition, !isDefault else { return StepTree.Branch(flow.name ?? "", isDefault: isDefault, steps) }
        guard let text = condition.feel else {
            throw StepTree.Refusal(flow.id, "A condition is not in FEEL.", "有条件不是用 FEEL 写的。")
        }
        return StepTree.Branch(flow.name ?? "", when: text, steps)
    }

    private static func gateway(_ kind: BPMN.Gateway.Kind) -> StepTree.Gateway? {
        switch kind {
        case .exclusive: .exclusive
        case .parallel: .parallel
        case .inclusive: .inclusive
        case .complex, .eventBased: nil
        }
    }

    private func kind(_ node: BPMN.FlowNode) throws(StepTree.Refusal) -> StepTree.Kind {
        switch node.kind {
        case .activity(let activity):
            switch activity.type {
            case .task(.user): return .person
            case .task(.service): return .action
            case .task(.businessRule): return .decision
            case .callActivity: return .call
            default: break
            }
        case .event(let event):
            if case .intermediateCatch = event.position, event.definitions.count == 1, case .timer(let timer) = event.definitions[0].kind {
                if let duration = timer.duration { return .delay(StepTree.Delay(duration.text)) }
                if let date = timer.date { return .delay(StepTree.Delay(date.text, isDate: true)) }
            }
        case .gateway: break
        }
        throw refuse(node, "is something that steps do not have", "是步骤视图没有的元素")
    }

    private func step(_ node: BPMN.FlowNode, _ kind: StepTree.Kind) -> StepTree.Step {
        var step = StepTree.Step(node.id, kind, name: node.name ?? "", extensions: node.base.extensions?.elements ?? [])
        step.documentation = node.base.documentation.first?.text ?? ""
        return step
    }

    private func refuse(_ node: BPMN.FlowNode, _ english: String, _ chinese: String) -> StepTree.Refusal {
        StepTree.Refusal(node.id, "“\(node.label)” \(english).", "“\(node.label)”\(chinese)。")
    }
}
