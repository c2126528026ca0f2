import XMLTree

/// Ids and references.
extension BPMN.Checker {
    func checkIdentity() {
        for duplicate in ids.duplicates {
            append(
                BPMN.Problem(
                    .error, "duplicate-id", at: duplicate.place, in: duplicate.id,
                    BPMN.Wording(
                        "The id '\(duplicate.id)' is used more than once.", "标识“\(duplicate.id)”被重复使用。"),
                    advice: BPMN.Wording("Give each element an id of its own.", "请为每个元素设置唯一的标识。")))
        }
    }

    /// Reports a reference that leads nowhere, or to something of another kind.
    func check(
        _ reference: BPMN.Reference?, _ attribute: String, _ kinds: Set<BPMN.IDIndex.Kind>,
        of element: some BPMN.Element,
        severity: BPMN.Problem.Severity = .error
    ) {
        guard let reference, !reference.text.isEmpty else { return }
        guard let kind = ids.kinds[reference.text] ?? ids.kinds[reference.id] else {
            return report(
                severity, "dangling-reference", element,
                "\(attribute) names '\(reference.text)', which does not exist.",
                "\(attribute) 引用的“\(reference.text)”不存在。",
                do: ("Choose an existing element or remove the reference.", "请选择已有的元素，或删除该引用。"))
        }
        guard !kinds.contains(kind) else { return }
        report(
            severity, "wrong-reference", element,
            "\(attribute) names '\(reference.text)', which is of another kind.",
            "\(attribute) 引用的“\(reference.text)”类型不符。",
            do: ("Choose an element of the right kind.", "请选择类型正确的元素。"))
    }

    func checkCollaborations() {
        for collaboration in definitions.collaborations {
            for participant in collaboration.participants {
                check(participant.processRef, "processRef", [.process], of: participant, severity: .warning)
            }
            for flow in collaboration.messageFlows { check(flow, in: collaboration) }
        }
    }

    private func check(_ flow: BPMN.MessageFlow, in collaboration: BPMN.Collaboration) {
        check(flow.messageRef, "messageRef", [.message], of: flow, severity: .warning)
        // Conversation nodes are kept but not indexed.
        let ends: Set<BPMN.IDIndex.Kind> = [.participant, .node, .other]
        check(flow.sourceRef, "sourceRef", ends, of: flow)
        check(flow.targetRef, "targetRef", ends, of: flow)
        func pool(_ reference: BPMN.Reference) -> String? {
            let process = ids.processes[reference.id]
            return collaboration.participants.first { participant in
                participant.id == reference.id || process != nil && participant.processRef?.id == process
            }?.id
        }
        guard let source = pool(flow.sourceRef), source == pool(flow.targetRef) else { return }
        report(
            .error, "message-flow-inside-pool", flow, "A message flow stays inside one pool.",
            "消息流的两端在同一个泳池内。",
            do: ("Use a sequence flow inside a pool; messages pass between pools.", "泳池内请使用顺序流；消息流只能连接不同泳池。"))
    }

    func checkDiagrams() {
        let kept = keptIDs
        for diagram in definitions.diagrams {
            for element in diagram.plane.elements {
                switch element {
                case .shape(let shape):
                    if !Self.holds(shape.bpmnElement, kept) { checkShown(shape.bpmnElement, by: shape) }
                case .edge(let edge):
                    if !Self.holds(edge.bpmnElement, kept) { checkShown(edge.bpmnElement, by: edge) }
                }
            }
        }
    }

    private func checkShown(_ reference: BPMN.Reference?, by element: some BPMN.Element) {
        guard let reference else { return }
        if ids.kinds[reference.text] == nil, ids.kinds[reference.id] == nil {
            report(
                .warning, "dangling-shape", element, "The drawing shows '\(reference.text)', which does not exist.",
                "图中显示的“\(reference.text)”不存在。", do: ("Remove it from the drawing.", "请从图中删除。"))
        }
    }

    private static func holds(_ reference: BPMN.Reference?, _ ids: Set<String>) -> Bool {
        guard let reference else { return true }
        return ids.contains(reference.text) || ids.contains(reference.id)
    }

    /// Elements that are kept as they were have ids too: conversations, choreographies, data associations.
    private var keptIDs: Set<String> {
        var ids: Set<String> = []
        func add(_ element: XMLElement) {
            if let id = element.attribute("id") { ids.insert(id) }
            for child in element.elements { add(child) }
        }
        for case .other(let element) in definitions.elements { add(element) }
        for collaboration in definitions.collaborations {
            for foreign in collaboration.base.foreign { if let element = foreign.node.element { add(element) } }
        }
        for node in definitions.processes.flatMap(\.scope.allNodes) {
            let associations =
                (node.activity?.dataInputAssociations ?? node.event?.dataInputAssociations ?? [])
                + (node.activity?.dataOutputAssociations ?? node.event?.dataOutputAssociations ?? [])
            for association in associations { ids.insert(association.id) }
            for foreign in node.base.foreign { if let element = foreign.node.element { add(element) } }
        }
        for process in definitions.processes {
            for foreign in process.base.foreign { if let element = foreign.node.element { add(element) } }
        }
        return ids
    }
}
