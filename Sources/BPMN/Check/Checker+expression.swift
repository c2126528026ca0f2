import XMLTree

/// Expressions.
extension BPMN.Checker {
    /// Checks an expression; `english` and `chinese` name it: "the condition".
    func check(_ expression: BPMN.Expression?, of element: some BPMN.Element, _ english: String, _ chinese: String) {
        guard let expression else { return }
        switch expression.meaning {
        case .literal: break
        case .unknown: reportUnknown(expression, of: element, english, chinese)
        case .feel(let feel):
            guard let wording = self.feel(feel) else { return }
            append(
                BPMN.Problem(
                    isStrict ? .error : .warning, "expression", at: place(expression, element), in: element.id,
                    BPMN.Wording(
                        "'\(Self.short(expression.text))' (\(english)) is not right: \(wording.english)",
                        "“\(Self.short(expression.text))”（\(chinese)）有误：\(wording.chinese)"),
                    advice: BPMN.Wording("Write it in FEEL.", "请使用 FEEL 表达式。")))
        }
    }

    private func place(_ expression: BPMN.Expression, _ element: some BPMN.Element) -> BPMN.Place {
        expression.place == .none ? element.place : expression.place
    }

    private func reportUnknown(
        _ expression: BPMN.Expression, of element: some BPMN.Element, _ english: String, _ chinese: String
    ) {
        var why = BPMN.Wording("it is in another language", "使用了其他语言")
        if JUEL.holdsExpression(expression.text) {
            do throws(JUEL.Refusal) { _ = try JUEL.meaning(BPMN.Text.trimmed(expression.text)) } catch {
                why = BPMN.Wording(error.english, error.chinese)
            }
        }
        append(
            BPMN.Problem(
                isStrict ? .error : .warning, "expression-language", at: place(expression, element), in: element.id,
                BPMN.Wording(
                    "'\(Self.short(expression.text))' (\(english)) cannot be understood: \(why.english).",
                    "无法理解“\(Self.short(expression.text))”（\(chinese)）：\(why.chinese)。"),
                advice: BPMN.Wording("Write it in FEEL.", "请改写为 FEEL 表达式。")))
    }

    /// Texts in messages stay on one line.
    private static func short(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 80 ? String(line.prefix(77)) + "…" : line
    }

    func checkExecution(_ node: BPMN.FlowNode) {
        let execution = node.execution
        check(execution.assignee, of: node, "the assignee", "办理人")
        check(execution.candidateUsers, of: node, "the candidate users", "候选人")
        check(execution.candidateGroups, of: node, "the candidate groups", "候选组")
        check(execution.dueDate, of: node, "the due date", "到期时间")
        check(execution.followUpDate, of: node, "the follow-up date", "跟进时间")
        check(execution.priority, of: node, "the priority", "优先级")
        check(execution.formKey, of: node, "the form", "表单")
        check(execution.calledElement, of: node, "the called process", "被调用的流程")
        check(execution.businessKey, of: node, "the business key", "业务标识")
        check(execution.calledDecision, of: node, "the decision", "决策")
        check(execution.expression, of: node, "the expression", "表达式")
        check(execution.correlationKey, of: node, "the correlation key", "关联标识")
        check(execution.messageName, of: node, "the message's name", "消息名称")
        check(execution.skip, of: node, "the skip condition", "跳过条件")
        check(execution.job?.type, of: node, "the job type", "作业类型")
        check(execution.job?.retries, of: node, "the retries", "重试次数")
        for mapping in execution.inputs {
            check(mapping.source, of: node, "the input '\(mapping.target)'", "输入“\(mapping.target)”")
        }
        for mapping in execution.outputs {
            check(mapping.source, of: node, "the output '\(mapping.target)'", "输出“\(mapping.target)”")
        }
        if let script = execution.script { check(script.text, of: node, "the script", "脚本") }
        checkStandardScript(node)
    }

    /// A standard script in FEEL.
    private func checkStandardScript(_ node: BPMN.FlowNode) {
        guard case .task(.script(let format, let script?))? = node.activity?.type,
            format?.lowercased().contains("feel") == true
        else { return }
        var expression = BPMN.Expression(feel: BPMN.Text.trimmed(script.text))
        expression.base.source.place = script.place
        check(expression, of: node, "the script", "脚本")
    }
}
