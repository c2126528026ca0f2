/// Activities and gateways.
extension BPMN.Checker {
    func check(_ node: BPMN.FlowNode, _ around: Surroundings) {
        if node.id.isEmpty {
            report(
                .error, "missing-id", node, "'\(node.kind.name)' has no id.", "“\(node.kind.name)”没有标识。",
                do: ("Give it an id of its own.", "请设置唯一的标识。"))
        }
        checkDefault(node, around)
        switch node.kind {
        case .activity(let activity): check(node, activity, around)
        case .gateway(let gateway): check(node, gateway, around)
        case .event(let event): check(node, event, around)
        }
        checkExecution(node)
    }

    private func checkDefault(_ node: BPMN.FlowNode, _ around: Surroundings) {
        guard let id = node.defaultFlow, !id.isEmpty else { return }
        guard let flow = around.outgoing(node).first(where: { $0.id == id }) else {
            return report(
                .error, "wrong-default", node, "The default flow '\(id)' does not leave '\(node.label)'.",
                "默认流“\(id)”不是从“\(node.label)”发出的。", do: ("Choose one of its outgoing flows.", "请选择它的一条流出顺序流。"))
        }
        if flow.condition != nil {
            report(
                .warning, "default-condition", flow, "A default flow has a condition, which is never asked.",
                "默认流上设置了条件，该条件不会被判断。", do: ("Remove the condition.", "请删除该条件。"))
        }
    }

    private func check(_ node: BPMN.FlowNode, _ activity: BPMN.Activity, _ around: Surroundings) {
        if activity.isForCompensation { checkHandler(node, around) }
        switch activity.type {
        case .task(let task): check(node, task)
        case .callActivity: checkCall(node)
        case .subProcess(let subProcess): check(node, subProcess, around)
        }
        switch activity.loop {
        case .multiInstance(let loop)?: check(loop, of: node)
        case .standard(let loop)?: check(loop.loopCondition, of: loop, "the loop's condition", "循环条件")
        case nil: break
        }
    }

    private func checkHandler(_ node: BPMN.FlowNode, _ around: Surroundings) {
        if !around.incoming(node).isEmpty || !around.outgoing(node).isEmpty {
            fail(
                "compensation-flow", node, "'\(node.label)' is for compensation and cannot have sequence flows.",
                "“\(node.label)”用于补偿，不能连接顺序流。",
                do: ("Connect it to a compensation boundary event by an association.", "请用关联线将其连接到补偿边界事件。"))
        }
    }

    private func check(_ node: BPMN.FlowNode, _ task: BPMN.TaskKind) {
        switch task {
        case .abstract, .manual, .user, .businessRule: break
        case .service(let call):
            check(call.operationRef, "operationRef", [.operation], of: node, severity: .warning)
        case .send(let call):
            check(call.operationRef, "operationRef", [.operation], of: node, severity: .warning)
            check(call.messageRef, "messageRef", [.message], of: node)
        case .receive(let call, _):
            check(call.messageRef, "messageRef", [.message], of: node)
            if call.messageRef == nil, node.execution.messageName == nil { warnMessage(node) }
        case .script(let format, let script): checkScript(node, format, script)
        }
        warnImplementation(node, task)
    }

    func warnMessage(_ node: BPMN.FlowNode) {
        report(
            .warning, "no-message", node, "'\(node.label)' names no message; its own name is taken.",
            "“\(node.label)”没有指定消息，将以其自身名称代替。", do: ("Choose a message.", "请选择消息。"))
    }

    private func checkScript(_ node: BPMN.FlowNode, _ format: String?, _ script: BPMN.Script?) {
        guard let format, !format.lowercased().contains("feel"), format.lowercased() != "juel", script != nil else {
            return
        }
        report(
            .warning, "script-language", node, "'\(node.label)' has a script in '\(format)', which is not run here.",
            "“\(node.label)”的脚本语言“\(format)”在此不会执行。", do: ("Write it in FEEL.", "请改用 FEEL 编写。"))
    }

    private func warnImplementation(_ node: BPMN.FlowNode, _ task: BPMN.TaskKind) {
        guard isStrict else { return }
        let execution = node.execution
        switch task {
        case .service(let call):
            guard execution.job == nil, execution.expression == nil, call.operationRef == nil else { return }
        case .businessRule:
            guard execution.job == nil, execution.calledDecision == nil, execution.expression == nil else { return }
        case .script(_, let script):
            guard script == nil, execution.script == nil, execution.job == nil else { return }
        default: return
        }
        report(
            .warning, "no-implementation", node, "Nothing says what '\(node.label)' does.", "没有说明“\(node.label)”要执行什么。",
            do: ("Give it a job type, a decision, a script or an expression.", "请设置作业类型、决策、脚本或表达式。"))
    }

    private func checkCall(_ node: BPMN.FlowNode) {
        guard node.execution.calledElement == nil else { return }
        fail(
            "no-called-element", node, "'\(node.label)' calls no process.", "“\(node.label)”没有指定要调用的流程。",
            do: ("Choose the process that it calls.", "请选择要调用的流程。"))
    }

    private func check(_ node: BPMN.FlowNode, _ subProcess: BPMN.SubProcess, _ around: Surroundings) {
        if subProcess.scope.nodes.isEmpty {
            report(
                .warning, "empty-sub-process", node, "The sub-process '\(node.label)' is empty and passes at once.",
                "子流程“\(node.label)”为空，将直接通过。", do: ("Draw what happens in it.", "请绘制其内部步骤。"))
        }
        if subProcess.triggeredByEvent, !around.incoming(node).isEmpty || !around.outgoing(node).isEmpty {
            fail(
                "event-sub-process-flow", node, "An event sub-process cannot have sequence flows.", "事件子流程不能连接顺序流。",
                do: ("Remove the flows; its start event begins it.", "请删除顺序流；它由其开始事件触发。"))
        }
        if case .adHoc(let adHoc) = subProcess.kind {
            check(adHoc.completionCondition, of: node, "the completion condition", "完成条件")
        }
    }

    private func check(_ loop: BPMN.MultiInstance, of node: BPMN.FlowNode) {
        if loop.loopCardinality == nil, loop.collection == nil {
            fail(
                "no-collection", node, "Nothing says how many instances '\(node.label)' has.",
                "没有说明“\(node.label)”有多少个实例。",
                do: ("Give a number or a collection.", "请设置数量或集合。"))
        }
        check(loop.loopCardinality, of: node, "the number of instances", "实例数量")
        check(loop.collection, of: node, "the collection", "集合")
        check(loop.completionCondition, of: node, "the completion condition", "完成条件")
        check(loop.outputElement, of: node, "the output element", "输出元素")
    }

    private func check(_ node: BPMN.FlowNode, _ gateway: BPMN.Gateway, _ around: Surroundings) {
        let outgoing = around.outgoing(node)
        switch gateway.kind {
        case .exclusive, .inclusive: checkConditions(node, outgoing)
        case .complex(let condition):
            check(condition, of: node, "the activation condition", "激活条件")
            checkConditions(node, outgoing)
            if around.incoming(node).count > 1, condition == nil {
                report(
                    .warning, "no-activation-condition", node,
                    "'\(node.label)' does not say when it goes on; it waits for all.",
                    "“\(node.label)”没有说明何时继续，将等待全部到达。", do: ("Give an activation condition.", "请设置激活条件。"))
            }
        case .parallel: warnConditions(node, outgoing)
        case .eventBased(let eventBased):
            warnConditions(node, outgoing)
            check(node, eventBased, outgoing, around)
        }
    }

    private func checkConditions(_ node: BPMN.FlowNode, _ outgoing: [BPMN.SequenceFlow]) {
        guard outgoing.count > 1 else { return }
        let others = outgoing.filter { $0.id != node.defaultFlow }
        for flow in others where flow.condition == nil {
            fail(
                "no-condition", flow, "A flow leaves '\(node.label)' without a condition.",
                "从“\(node.label)”发出的顺序流没有条件。",
                do: ("Give it a condition, or make it the default flow.", "请设置条件，或将其设为默认流。"))
        }
        if node.defaultFlow == nil, others.allSatisfy({ $0.condition != nil }), isStrict {
            report(
                .warning, "no-default", node,
                "'\(node.label)' has no default flow: without a condition that holds it is stuck.",
                "“\(node.label)”没有默认流：若没有条件成立，流程将停在此处。", do: ("Choose a default flow.", "请选择默认流。"))
        }
    }

    private func warnConditions(_ node: BPMN.FlowNode, _ outgoing: [BPMN.SequenceFlow]) {
        for flow in outgoing where flow.condition != nil {
            report(
                .warning, "condition-ignored", flow, "A condition behind '\(node.label)' is never asked.",
                "“\(node.label)”之后的条件不会被判断。",
                do: ("Remove the condition, or use an inclusive gateway.", "请删除条件，或改用包容网关。"))
        }
    }

    private func check(
        _ node: BPMN.FlowNode, _ gateway: BPMN.Gateway.EventBased, _ outgoing: [BPMN.SequenceFlow],
        _ around: Surroundings
    ) {
        if outgoing.isEmpty {
            fail(
                "event-gateway", node, "'\(node.label)' waits for nothing.", "“\(node.label)”没有等待任何事件。",
                do: ("Connect it to catching events or receive tasks.", "请连接捕获事件或接收任务。"))
        }
        if gateway.instantiate, !around.incoming(node).isEmpty {
            fail(
                "event-gateway", node, "A gateway that starts the process cannot be reached by a flow.",
                "启动流程的网关不能有流入的顺序流。", do: ("Remove the incoming flows.", "请删除流入的顺序流。"))
        }
        for flow in outgoing {
            guard let target = around.node(flow.targetRef) else { continue }
            if !canFollowEventGateway(target) {
                fail(
                    "event-gateway", flow, "'\(target.label)' cannot follow an event-based gateway.",
                    "“\(target.label)”不能紧跟在事件网关之后。",
                    do: (
                        "Only message, timer, signal and conditional catching events and receive tasks can.",
                        "只能是消息、定时、信号、条件捕获事件或接收任务。"
                    ))
            } else if around.incoming(target).count > 1 {
                fail(
                    "event-gateway", flow,
                    "'\(target.label)' behind an event-based gateway is reached by other flows too.",
                    "事件网关之后的“\(target.label)”还有其他流入的顺序流。", do: ("Remove the other flows.", "请删除其他流入的顺序流。"))
            }
        }
    }

    private func canFollowEventGateway(_ node: BPMN.FlowNode) -> Bool {
        if case .task(.receive)? = node.activity?.type { return true }
        guard case .intermediateCatch? = node.event?.position, let event = node.event else { return false }
        return definitions.eventDefinitions(of: event).allSatisfy { definition in
            switch definition.kind {
            case .message, .timer, .signal, .conditional: true
            default: false
            }
        }
    }
}
