import XMLTree

/// The extensions of Camunda 8.
extension BPMN.ExtensionReading {
    mutating func readZeebe() {
        for element in elements(.zeebe) { readZeebe(element) }
    }

    private func value(_ element: XMLElement, _ name: String) -> BPMN.Expression? {
        guard let text = element.attribute(name), !text.isEmpty else { return nil }
        return BPMN.Expression(text, plain: .literal, at: element.position)
    }

    private mutating func readZeebe(_ element: XMLElement) {
        switch element.name.local {
        case "taskDefinition":
            guard let type = value(element, "type") else { return }
            var job = BPMN.Execution.Job(type: type)
            job.retries = number(element, "retries")
            job.headers = execution.job?.headers ?? []
            execution.job = job
        case "taskHeaders":
            let headers = element.elements("header").map {
                BPMN.Execution.Property($0.attribute("key") ?? "", $0.attribute("value") ?? "")
            }
            var job = execution.job ?? BPMN.Execution.Job(type: BPMN.Expression(literal: ""))
            job.headers += headers
            execution.job = job
        case "ioMapping": readMappings(element)
        case "subscription", "publishMessage": execution.correlationKey = value(element, "correlationKey")
        case "calledElement":
            execution.calledElement = value(element, "processId")
            execution.propagatesAllInputs = bool(element, "propagateAllParentVariables")
            execution.propagatesAllOutputs = bool(element, "propagateAllChildVariables")
        case "calledDecision":
            execution.calledDecision = value(element, "decisionId")
            execution.resultVariable = element.attribute("resultVariable")
        case "script":
            if let text = value(element, "expression") { execution.script = BPMN.Execution.Script(text) }
            execution.resultVariable = element.attribute("resultVariable")
        default: readPeople(element)
        }
    }

    private mutating func readPeople(_ element: XMLElement) {
        switch element.name.local {
        case "assignmentDefinition":
            execution.assignee = value(element, "assignee")
            execution.candidateUsers = value(element, "candidateUsers")
            execution.candidateGroups = value(element, "candidateGroups")
        case "taskSchedule":
            execution.dueDate = value(element, "dueDate")
            execution.followUpDate = value(element, "followUpDate")
        case "priorityDefinition": execution.priority = number(element, "priority")
        case "formDefinition":
            execution.formKey =
                value(element, "formKey") ?? value(element, "formId")
                ?? value(element, "externalReference")
        case "properties":
            execution.properties += element.elements("property").map {
                BPMN.Execution.Property($0.attribute("name") ?? "", $0.attribute("value") ?? "")
            }
        case "adHoc":
            execution.activeElements = value(element, "activeElementsCollection")
            if element.attribute("outputCollection") != nil {
                warn("adHoc outputCollection", of: .zeebe, at: element.position)
            }
        case "loopCharacteristics", "userTask", "versionTag", "userTaskForm": break
        default: warn(element.name.local, of: .zeebe, at: element.position)
        }
    }

    private mutating func readMappings(_ element: XMLElement) {
        for child in element.elements where child.name.namespace == element.name.namespace {
            guard let source = child.attribute("source"), let target = child.attribute("target") else { continue }
            let mapping = BPMN.Execution.Mapping(
                BPMN.Expression(source, plain: .literal, at: child.position), to: target)
            if child.name.local == "input" { execution.inputs.append(mapping) }
            if child.name.local == "output" { execution.outputs.append(mapping) }
        }
    }

    func number(_ element: XMLElement, _ name: String) -> BPMN.Expression? {
        guard let text = element.attribute(name), !text.isEmpty else { return nil }
        return BPMN.Expression(text, plain: .number, at: element.position)
    }

    func bool(_ element: XMLElement, _ name: String) -> Bool? {
        element.attribute(name).map { $0 == "true" }
    }
}
