public import BPMN
import XMLTree

extension StepTree {
    /// The process as BPMN, laid out.
    public func model() -> BPMN.Definitions { BPMN.read(bareDocument()).definitions.laidOut() }

    /// The process as BPMN text with its diagram.
    public func source() -> String { model().text() }

    /// The process without a diagram.
    func bareDocument() -> XMLDocument {
        var compiler = TreeCompiler()
        return XMLDocument(compiler.definitions(self))
    }
}

/// Writes the elements of a process in the order of its steps.
private struct TreeCompiler {
    private var nodes: [XMLElement] = []
    private var flows: [XMLElement] = []
    private var flowIDs: Set<String> = []

    /// A way that is not at its next node yet.
    private struct Open {
        var source: String
        var branch: StepTree.Branch?
        var gateway: StepTree.Gateway?
    }

    mutating func definitions(_ tree: StepTree) -> XMLElement {
        nodes.append(node(tree.start, "startEvent"))
        let last = chain(tree.steps, after: Open(source: tree.start.id))
        nodes.append(node(tree.end, "endEvent"))
        connect(last, to: tree.end.id)
        var process = Self.element("process", [("id", tree.id), ("name", tree.name), ("isExecutable", "true")])
        process.children = Self.about(tree.documentation, tree.extensions) + (nodes + flows).map { .element($0) }
        var root = Self.element("definitions", [("id", "model-" + tree.id), ("targetNamespace", "https://sanbu.dev/processes")])
        root.attributes.append(.namespace(BPMN.modelNamespace, prefix: "bpmn"))
        root.attributes.append(.namespace(BPMN.extensionNamespace, prefix: "sanbu"))
        root.attributes.append(.namespace(BPMN.instanceNamespace, prefix: "xsi"))
        root.children = [.element(process)]
        return root
    }

    private mutating func chain(_ steps: [StepTree.Step], after start: Open) -> Open {
        var open = start
        for step in steps {
            if case .branches(let split) = step.kind { open = part(step, split, after: open) } else { open = pass(step, after: open) }
        }
        return open
    }

    private mutating func pass(_ step: StepTree.Step, after open: Open) -> Open {
        switch step.kind {
        case .person: nodes.append(node(step, "userTask"))
        case .action: nodes.append(node(step, "serviceTask"))
        case .decision: nodes.append(node(step, "businessRuleTask"))
        case .call: nodes.append(node(step, "callActivity"))
        case .delay(let delay): nodes.append(timer(step, delay))
        case .start, .end, .branches: return open
        }
        connect(open, to: step.id)
        return Open(source: step.id)
    }

    private mutating func part(_ step: StepTree.Step, _ split: StepTree.Split, after open: Open) -> Open {
        let name = split.gateway.rawValue + "Gateway"
        let place = nodes.count
        nodes.append(node(step, name))
        connect(open, to: step.id)
        var ends: [Open] = []
        // The flows that leave the gateway are written in the order of the branches: that order is what is read back.
        for branch in split.branches {
            let own = flows.count
            let end = chain(branch.steps, after: Open(source: step.id, branch: branch, gateway: split.gateway))
            if branch.steps.isEmpty { connect(end, to: split.join) } else { ends.append(end) }
            if branch.isDefault, split.gateway != .parallel, let id = flows[own].attribute("id") {
                nodes[place].attributes.append(XMLAttribute("default", id))
            }
        }
        nodes.append(Self.element(name, [("id", split.join)]))
        for end in ends { connect(end, to: split.join) }
        return Open(source: split.join)
    }

    private mutating func connect(_ open: Open, to target: String) {
        var id = "\(open.source)-\(target)"
        var number = 2
        while !flowIDs.insert(id).inserted {
            id = "\(open.source)-\(target)-\(number)"
            number += 1
        }
        var flow = Self.element("sequenceFlow", [("id", id), ("name", open.branch?.name ?? ""), ("sourceRef", open.source), ("targetRef", target)])
        if let branch = open.branch, !branch.isDefault, !branch.condition.isEmpty, open.gateway != .parallel {
            var condition = Self.element("conditionExpression", [])
            condition.attributes.append(XMLAttribute(XMLName("type", in: BPMN.instanceNamespace, prefix: "xsi"), "bpmn:tFormalExpression"))
            condition.children = [.text("= " + branch.condition, at: .none)]
            flow.children = [.element(condition)]
        }
        flows.append(flow)
    }

    private func timer(_ step: StepTree.Step, _ delay: StepTree.Delay) -> XMLElement {
        var event = node(step, "intermediateCatchEvent")
        var text = Self.element(delay.isDate ? "timeDate" : "timeDuration", [])
        text.children = [.text(delay.text, at: .none)]
        var definition = Self.element("timerEventDefinition", [])
        definition.children = [.element(text)]
        event.children.append(.element(definition))
        return event
    }

    private func node(_ step: StepTree.Step, _ name: String) -> XMLElement {
        var element = Self.element(name, [("id", step.id), ("name", step.name)])
        element.children = Self.about(step.documentation, step.extensions)
        return element
    }

    private static func about(_ documentation: String, _ extensions: [XMLElement]) -> [XMLNode] {
        var children: [XMLNode] = []
        if !documentation.isEmpty {
            var element = element("documentation", [])
            element.children = [.text(documentation, at: .none)]
            children.append(.element(element))
        }
        if !extensions.isEmpty {
            var element = element("extensionElements", [])
            element.children = extensions.map { .element($0) }
            children.append(.element(element))
        }
        return children
    }

    /// An element with those attributes that are not empty.
    private static func element(_ name: String, _ attributes: [(String, String)]) -> XMLElement {
        XMLElement(
            XMLName(name, in: BPMN.modelNamespace, prefix: "bpmn"),
            attributes.filter { !$0.1.isEmpty }.map { XMLAttribute($0.0, $0.1) })
    }
}
