/// Events.
extension BPMN.Checker {
    func check(_ node: BPMN.FlowNode, _ event: BPMN.Event, _ around: Surroundings) {
        let all = definitions.eventDefinitions(of: event)
        if all.isEmpty, !canBeNone(event, around) {
            fail(
                "no-trigger", node, "'\(node.label)' waits for nothing.", "“\(node.label)”没有设置等待的事件。",
                do: ("Choose what it waits for.", "请选择触发类型。"))
        }
        for definition in all {
            if let why = refusal(definition, event, around) {
                fail(
                    "event-not-allowed", node, "\(why.0) on '\(node.label)'.", "“\(node.label)”：\(why.1)。",
                    do: ("Choose another kind of event.", "请选择其他事件类型。"))
            }
            check(definition, of: node, around)
        }
        switch event.position {
        case .start:
            checkFlows(node, around.incoming(node), "A start event cannot be reached by a flow", "开始事件不能有流入的顺序流")
        case .end: checkFlows(node, around.outgoing(node), "Nothing can follow an end event", "结束事件不能有流出的顺序流")
        case .boundary(let host, let cancelActivity): checkBoundary(node, all, host, cancelActivity, around)
        case .intermediateCatch, .intermediateThrow: break
        }
    }

    private func checkFlows(_ node: BPMN.FlowNode, _ flows: [BPMN.SequenceFlow], _ english: String, _ chinese: String) {
        for flow in flows {
            fail(
                "event-flow", flow, "\(english) ('\(node.label)').", "\(chinese)（“\(node.label)”）。",
                do: ("Remove the flow.", "请删除该顺序流。"))
        }
    }

    private func canBeNone(_ event: BPMN.Event, _ around: Surroundings) -> Bool {
        switch event.position {
        case .start: !around.isEventSubProcess
        case .intermediateThrow, .end: true
        case .intermediateCatch, .boundary: false
        }
    }

    /// Why a definition cannot stand there (BPMN 2.0.2 table 10.93); the words fit before "on 'x'".
    private func refusal(
        _ definition: BPMN.EventDefinition, _ event: BPMN.Event, _ around: Surroundings
    ) -> (String, String)? {
        let isEmbedded = around.host != nil && !around.isEventSubProcess
        switch (event.position, definition.kind) {
        case (.start, _) where isEmbedded:
            return ("An embedded sub-process starts without a trigger, not by an event", "内嵌子流程的开始事件不能带触发器")
        case (.start, .message), (.start, .timer), (.start, .signal), (.start, .conditional): return nil
        case (.start, .error), (.start, .escalation), (.start, .compensation):
            return around.isEventSubProcess
                ? nil : ("Errors, escalations and compensation start event sub-processes only", "错误、升级、补偿只能启动事件子流程")
        case (.intermediateCatch, .message), (.intermediateCatch, .timer), (.intermediateCatch, .signal),
            (.intermediateCatch, .conditional), (.intermediateCatch, .link):
            return nil
        case (.intermediateThrow, .message), (.intermediateThrow, .signal), (.intermediateThrow, .escalation),
            (.intermediateThrow, .compensation), (.intermediateThrow, .link):
            return nil
        case (.end, .cancel):
            return isInTransaction(around) ? nil : ("Only a transaction can be cancelled", "只有事务子流程可以取消")
        case (.end, .link), (.end, .timer), (.end, .conditional): break
        case (.end, _): return nil
        case (.boundary, .link), (.boundary, .terminate): break
        case (.boundary, _): return nil
        default: break
        }
        return ("A \(definition.kind.name) cannot stand", "此处不能使用 \(definition.kind.name)")
    }

    private func isInTransaction(_ around: Surroundings) -> Bool {
        if around.isTransaction { return true }
        return around.outer.contains { scope in
            scope.nodes.contains { node in
                guard case .transaction? = node.subProcess?.kind else { return false }
                return node.subProcess?.scope.allNodes.contains { $0.id == around.host?.id } == true
            }
        }
    }

    private func checkBoundary(
        _ node: BPMN.FlowNode, _ all: [BPMN.EventDefinition], _ host: BPMN.Reference, _ cancelActivity: Bool,
        _ around: Surroundings
    ) {
        checkFlows(node, around.incoming(node), "A boundary event cannot be reached by a flow", "边界事件不能有流入的顺序流")
        guard let activity = around.node(host.id), activity.activity != nil else {
            return fail(
                "boundary-host", node, "'\(node.label)' is not attached to an activity of its scope.",
                "“\(node.label)”没有附着在同一范围内的活动上。", do: ("Attach it to a task or sub-process.", "请将其附着在任务或子流程上。"))
        }
        let isCompensation = all.contains { if case .compensation = $0.kind { true } else { false } }
        let isCancel = all.contains { if case .cancel = $0.kind { true } else { false } }
        if isCancel {
            if case .transaction? = activity.subProcess?.kind {
            } else {
                fail(
                    "boundary-host", node, "A cancel event belongs on a transaction.", "取消事件只能附着在事务子流程上。",
                    do: ("Attach it to a transaction.", "请将其附着在事务子流程上。"))
            }
        }
        if !cancelActivity,
            all.contains(where: { if case .error = $0.kind { true } else { false } }) || isCancel && !cancelActivity
        {
            report(
                .warning, "always-interrupting", node, "'\(node.label)' always interrupts its activity.",
                "“\(node.label)”总是会中断所附着的活动。", do: ("Make it interrupting.", "请设为中断型。"))
        }
        if isCompensation {
            checkCompensationBoundary(node, around)
        } else if around.outgoing(node).isEmpty {
            report(
                .warning, "boundary-end", node, "Nothing follows '\(node.label)'.", "“\(node.label)”之后没有步骤。",
                do: ("Connect it to what should happen.", "请连接后续步骤。"))
        }
    }

    private func checkCompensationBoundary(_ node: BPMN.FlowNode, _ around: Surroundings) {
        checkFlows(
            node, around.outgoing(node), "A compensation event leads to its handler by an association, not by a flow",
            "补偿事件应通过关联线而非顺序流连接补偿活动")
        guard around.handler(of: node) == nil else { return }
        fail(
            "no-compensation-handler", node, "'\(node.label)' has no compensation handler.", "“\(node.label)”没有补偿活动。",
            do: ("Connect it by an association to an activity marked for compensation.", "请用关联线连接一个标记为补偿的活动。"))
    }

    private func check(_ definition: BPMN.EventDefinition, of node: BPMN.FlowNode, _ around: Surroundings) {
        switch definition.kind {
        case .message(let message, let operation):
            check(message, "messageRef", [.message], of: node)
            check(operation, "operationRef", [.operation], of: node, severity: .warning)
            if message == nil, node.execution.messageName == nil { warnMessage(node) }
        case .signal(let signal):
            check(signal, "signalRef", [.signal], of: node)
            if signal == nil {
                report(
                    .warning, "no-signal", node, "'\(node.label)' names no signal; its own name is taken.",
                    "“\(node.label)”没有指定信号，将以其自身名称代替。", do: ("Choose a signal.", "请选择信号。"))
            }
        case .error(let error): check(error, "errorRef", [.error], of: node, severity: .warning)
        case .escalation(let escalation):
            check(escalation, "escalationRef", [.escalation], of: node, severity: .warning)
        case .timer(let timer): check(timer, of: node)
        case .conditional(let condition):
            if condition == nil || condition?.text.isEmpty == true {
                fail(
                    "no-condition", node, "'\(node.label)' has no condition.", "“\(node.label)”没有设置条件。",
                    do: ("Give it a condition.", "请设置条件。"))
            }
            check(condition, of: node, "the condition", "条件")
        case .compensation(let activity, _): checkCompensation(activity, of: node, around)
        case .cancel, .terminate, .link: break
        }
    }

    private func checkCompensation(_ activity: BPMN.Reference?, of node: BPMN.FlowNode, _ around: Surroundings) {
        guard let event = node.event, !event.isCatching, let activity, !activity.text.isEmpty else { return }
        let visible = [around.scope] + around.outer.reversed()
        guard let scope = visible.first(where: { $0.node(activity.id)?.activity != nil }) else {
            return fail(
                "compensation-activity", node,
                "'\(activity.text)', which '\(node.label)' compensates, is not an activity in reach.",
                "“\(node.label)”要补偿的“\(activity.text)”不是可达的活动。",
                do: ("Choose an activity of the same scope.", "请选择同一范围内的活动。"))
        }
        guard !scope.hasHandler(activity.id) else { return }
        fail(
            "no-compensation-handler", node, "'\(activity.text)' has no compensation handler.",
            "“\(activity.text)”没有补偿处理。",
            do: ("Attach a compensation event with a handler to it.", "请为其附着补偿事件并连接补偿活动。"))
    }

    private func check(_ timer: BPMN.EventDefinition.Timer, of node: BPMN.FlowNode) {
        let given = [timer.date, timer.duration, timer.cycle].compactMap { $0 }.filter { !$0.text.isEmpty }
        if given.count != 1 {
            fail(
                "timer", node, "'\(node.label)' has \(given.isEmpty ? "no time" : "more than one time").",
                given.isEmpty ? "“\(node.label)”没有设置时间。" : "“\(node.label)”设置了多个时间。",
                do: ("Give one date, duration or cycle.", "请设置一个日期、时长或周期。"))
        }
        check(timer.date, of: node, "the date", "日期", as: BPMN.TimerText.isDate, like: "2026-01-05T09:00:00+08:00")
        check(timer.duration, of: node, "the duration", "时长", as: BPMN.TimerText.isDuration, like: "P1DT2H")
        check(timer.cycle, of: node, "the cycle", "周期", as: BPMN.TimerText.isCycle, like: "R3/PT10M")
    }

    private func check(
        _ expression: BPMN.Expression?, of node: BPMN.FlowNode, _ english: String, _ chinese: String,
        as isRight: (String) -> Bool, like example: String
    ) {
        guard let expression, !expression.text.isEmpty else { return }
        guard let literal = expression.literal else { return check(expression, of: node, english, chinese) }
        guard !isRight(literal) else { return }
        report(
            isStrict ? .error : .warning, "timer", expression,
            "'\(literal)' is not right for \(english) of '\(node.label)'.",
            "“\(literal)”不是“\(node.label)”有效的\(chinese)。",
            do: ("Write it as \(example), or as an expression.", "请按 \(example) 的形式填写，或使用表达式。"))
    }
}

extension BPMN.Checker.Surroundings {
    /// The activity that a compensation boundary event leads to.
    func handler(of event: BPMN.FlowNode) -> BPMN.FlowNode? {
        for case .association(let association) in scope.artifacts {
            let other =
                association.sourceRef.id == event.id
                ? association.targetRef.id : association.targetRef.id == event.id ? association.sourceRef.id : nil
            if let other, let node = node(other), node.activity != nil { return node }
        }
        return nil
    }
}

extension BPMN.Scope {
    /// Whether an activity can be compensated: by a boundary event, by an event sub-process inside, or by handlers of
    /// what it holds.
    func hasHandler(_ id: String) -> Bool {
        if nodes.contains(where: { $0.host?.id == id && $0.isForCompensation }) { return true }
        guard let activity = node(id) else { return false }
        if case .callActivity? = activity.activity?.type { return true }
        return activity.subProcess?.scope.allNodes.contains(where: \.isForCompensation) == true
    }
}

extension BPMN.FlowNode {
    /// Whether it is an event that compensation triggers.
    var isForCompensation: Bool {
        guard let event, event.isCatching else { return false }
        return event.definitions.contains { if case .compensation = $0.kind { true } else { false } }
    }
}
