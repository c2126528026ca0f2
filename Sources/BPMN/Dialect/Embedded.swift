import XMLTree

/// The extensions of the engines that descend from Activiti: Activiti, Flowable, Camunda 7, Operaton.
extension BPMN.ExtensionReading {
    mutating func read(_ dialect: BPMN.Dialect) {
        for attribute in attributes(dialect) { read(attribute, dialect) }
        for element in elements(dialect) { read(element, dialect) }
        finishService(dialect)
    }

    private mutating func read(_ attribute: XMLAttribute, _ dialect: BPMN.Dialect) {
        guard !attribute.value.isEmpty else { return }
        func value(_ plain: BPMN.Expression.Plain = .literal) -> BPMN.Expression {
            BPMN.Expression(attribute.value, plain: plain, at: position(attribute))
        }
        switch attribute.name.local {
        case "assignee": execution.assignee = value()
        case "candidateUsers", "candidateStarterUsers": execution.candidateUsers = value()
        case "candidateGroups", "candidateStarterGroups": execution.candidateGroups = value()
        case "dueDate": execution.dueDate = value()
        case "followUpDate": execution.followUpDate = value()
        case "priority": execution.priority = value(.number)
        case "formKey", "formRef": execution.formKey = value()
        case "initiator": execution.initiator = attribute.value
        case "businessKey": execution.businessKey = value()
        case "decisionRef": execution.calledDecision = value()
        case "resultVariable", "resultVariableName": execution.resultVariable = attribute.value
        case "skipExpression": execution.skip = value(.feel)
        case "errorCodeVariable", "errorVariableName": execution.errorCodeVariable = attribute.value
        case "errorMessageVariable": execution.errorMessageVariable = attribute.value
        case "escalationCodeVariable": execution.escalationCodeVariable = attribute.value
        case "inheritVariables": execution.propagatesAllInputs = attribute.value == "true"
        case "expression": readExpression(value())
        case "class", "delegateExpression": readJava(attribute, dialect)
        case "topic": execution.job = BPMN.Execution.Job(type: value())
        case "mapDecisionResult":
            execution.properties.append(BPMN.Execution.Property(attribute.name.local, attribute.value))
        default:
            guard !Self.silent.contains(attribute.name.local) else { return }
            warn(attribute.name.local, of: dialect, at: position(attribute))
        }
    }

    /// Attributes without a consequence here: every step is durable, and retention is a matter of the platform.
    private static let silent: Set<String> = [
        "async", "asyncBefore", "asyncAfter", "exclusive", "historyTimeToLive", "versionTag", "jobPriority",
        "isStartableInTasklist", "taskPriority", "type", "decisionRefBinding", "calledElementBinding",
        "modelerTemplate",
        "modelerTemplateVersion", "formFieldValidation", "sameDeployment", "triggerable", "asyncLeave",
        "asyncLeaveExclusive", "fallbackToDefaultTenant", "collection", "elementVariable", "elementIndexVariable",
        "autoStoreVariables", "calledElementType", "decisionRefVersion", "formHandlerClass",
        "useLocalScopeForResultVariable",
    ]

    private func position(_ attribute: XMLAttribute) -> BPMN.Place {
        attribute.position == .none ? base.source.place : attribute.position
    }

    private mutating func readExpression(_ expression: BPMN.Expression) {
        guard case .unknown = expression.meaning else {
            execution.expression = expression
            return
        }
        // A call of a bean is work for somebody: a worker may take it by its text.
        execution.job = BPMN.Execution.Job(type: BPMN.Expression(literal: expression.text))
        mapping?.report(
            .warning, "java", at: expression.place, in: base.id ?? "",
            BPMN.Wording(
                "'\(expression.text)' calls code of another engine.", "“\(expression.text)”调用了其他引擎的代码。"),
            advice: Self.workerAdvice(expression.text))
    }

    private mutating func readJava(_ attribute: XMLAttribute, _ dialect: BPMN.Dialect) {
        execution.job = BPMN.Execution.Job(type: BPMN.Expression(literal: attribute.value))
        mapping?.report(
            .warning, "java", at: position(attribute), in: base.id ?? "",
            BPMN.Wording(
                "'\(attribute.value)' is code of another engine.", "“\(attribute.value)”是其他引擎的代码。"),
            advice: Self.workerAdvice(attribute.value))
    }

    private static func workerAdvice(_ type: String) -> BPMN.Wording {
        BPMN.Wording(
            "Name a job type, or let a worker take jobs of the type '\(type)'.",
            "请填写作业类型，或让工作程序领取类型为“\(type)”的作业。")
    }

    private mutating func read(_ element: XMLElement, _ dialect: BPMN.Dialect) {
        switch element.name.local {
        case "inputOutput":
            for child in element.elements("inputParameter") {
                if let mapping = parameter(child, dialect) { execution.inputs.append(mapping) }
            }
            for child in element.elements("outputParameter") {
                if let mapping = parameter(child, dialect) { execution.outputs.append(mapping) }
            }
        case "in": readCall(element, isInput: true)
        case "out": readCall(element, isInput: false)
        case "properties":
            execution.properties += element.elements("property").map {
                BPMN.Execution.Property($0.attribute("name") ?? "", $0.attribute("value") ?? "")
            }
        case "failedJobRetryTimeCycle":
            if let count = Self.count(inCycle: BPMN.Text.trimmed(element.text)), execution.job != nil {
                execution.job?.retries = BPMN.Expression(feel: String(count))
            }
        case "field": readField(element, dialect)
        case "formData", "formProperty": break
        case "collection" where host == .loop: break
        default: warn(element.name.local, of: dialect, at: element.position)
        }
    }

    /// The number in `R5/PT1M`.
    private static func count(inCycle text: String) -> Int? {
        guard text.hasPrefix("R") else { return nil }
        return Int(text.dropFirst().prefix { $0.isNumber })
    }

    private mutating func readField(_ element: XMLElement, _ dialect: BPMN.Dialect) {
        guard let name = element.attribute("name") else { return }
        let inner = element.elements.first { ["string", "expression"].contains($0.name.local) }
        let text = element.attribute("stringValue") ?? element.attribute("expression") ?? inner?.text ?? ""
        let value = BPMN.Expression(BPMN.Text.trimmed(text), plain: .literal, at: element.position)
        // Fields feed code of another engine; what only that engine understands has no effect here.
        if case .unknown = value.meaning { return warn("field \(name)", of: dialect, at: element.position) }
        execution.inputs.append(BPMN.Execution.Mapping(value, to: name))
    }

    private mutating func readCall(_ element: XMLElement, isInput: Bool) {
        if let key = element.attribute("businessKey") {
            execution.businessKey = BPMN.Expression(key, plain: .literal, at: element.position)
            return
        }
        if element.attribute("variables") == "all" {
            if isInput { execution.propagatesAllInputs = true } else { execution.propagatesAllOutputs = true }
            return
        }
        let source = element.attribute("sourceExpression") ?? element.attribute("source")
        guard let source, let target = element.attribute("target") else { return }
        let mapping = BPMN.Execution.Mapping(
            BPMN.Expression(source, plain: .feel, at: element.position), to: target)
        if isInput { execution.inputs.append(mapping) } else { execution.outputs.append(mapping) }
    }

    /// What the whole says: an external task, a decision task.
    private mutating func finishService(_ dialect: BPMN.Dialect) {
        guard let type = base.attributes.first(where: { $0.name == XMLName("type", in: dialect.namespace) })?.value,
            host != .loop, type != "external"
        else { return }
        if type == "dmn", let key = execution.inputs.first(where: { $0.target == "decisionTableReferenceKey" }) {
            execution.calledDecision = key.source
            execution.inputs.removeAll { $0.target.hasPrefix("decision") }
        } else if execution.job == nil {
            execution.job = BPMN.Execution.Job(type: BPMN.Expression(literal: type))
        }
    }
}

/// Parameters with lists, maps and scripts inside.
extension BPMN.ExtensionReading {
    private func parameter(_ element: XMLElement, _ dialect: BPMN.Dialect) -> BPMN.Execution.Mapping? {
        guard let name = element.attribute("name") else { return nil }
        guard let inner = element.elements.first else {
            let expression = BPMN.Expression(
                BPMN.Text.trimmed(element.text), plain: .literal, at: element.position)
            return BPMN.Execution.Mapping(expression, to: name)
        }
        var expression = BPMN.Expression()
        expression.base.source.place = element.position
        expression.text = inner.text(.indented)
        if let feel = value(inner) { expression.meaning = .feel(feel) }
        return BPMN.Execution.Mapping(expression, to: name)
    }

    /// A list, map, script or text in FEEL; nil where something is not understood.
    private func value(_ element: XMLElement) -> String? {
        switch element.name.local {
        case "list":
            let items = element.elements.map(value)
            guard !items.contains(nil) else { return nil }
            return "[" + items.compactMap { $0 }.joined(separator: ", ") + "]"
        case "map":
            var entries: [String] = []
            for entry in element.elements("entry") {
                let inner = entry.elements.first.map(value) ?? text(entry)
                guard let inner else { return nil }
                entries.append("\(BPMN.Expression.quoted(entry.attribute("key") ?? "")): \(inner)")
            }
            return "{" + entries.joined(separator: ", ") + "}"
        case "script":
            let format = (element.attribute("scriptFormat") ?? "").lowercased()
            return format == "feel" ? BPMN.Text.trimmed(element.text) : format == "juel" ? text(element) : nil
        default: return text(element)
        }
    }

    private func text(_ element: XMLElement) -> String? {
        BPMN.Expression(BPMN.Text.trimmed(element.text), plain: .literal, at: element.position).feel
    }
}
