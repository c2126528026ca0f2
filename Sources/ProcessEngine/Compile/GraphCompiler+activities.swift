import BPMN
import FEELValues
import XMLTree

extension GraphCompiler {
    /// Says what a node does, from its own element alone.
    func describe(_ place: Int) {
        guard let source = sources[place] else { return }
        nodes[place].kind = kind(source)
        nodes[place].inputs = mappings(source.execution.inputs, source)
        nodes[place].outputs = mappings(source.execution.outputs, source)
        nodes[place].sharesResults = source.base.extensions?.elements.contains(where: Self.isShared) ?? false
        nodes[place].skip = formula(source.execution.skip, source)
        if let activity = source.activity {
            nodes[place].isForCompensation = activity.isForCompensation
            nodes[place].loop = activity.loop.map { loop($0, source) }
            nodes[place].inputs += associations(activity.dataInputAssociations, activity.ioSpecification, source)
            nodes[place].outputs += associations(activity.dataOutputAssociations, activity.ioSpecification, source)
        }
    }

    /// The mappings of Camunda 7 and its kin come beside what a worker sets; those of Zeebe come in its place.
    private static func isShared(_ element: XMLElement) -> Bool {
        element.name.local == "inputOutput" && element.name.namespace != BPMN.extensionNamespace
    }

    private func kind(_ source: BPMN.FlowNode) -> Node.Kind {
        switch source.kind {
        case .activity(let activity): self.activity(activity, source)
        case .gateway(let gateway): self.gateway(gateway, source)
        case .event(let event): self.event(event, source)
        }
    }

    private func gateway(_ gateway: BPMN.Gateway, _ source: BPMN.FlowNode) -> Node.Kind {
        switch gateway.kind {
        case .exclusive: .exclusive
        case .parallel: .parallel
        case .inclusive: .inclusive
        case .complex(let condition): .complex(activation: formula(condition, source))
        case .eventBased(let gateway):
            .eventGateway(instantiates: gateway.instantiate, isParallel: gateway.isParallel)
        }
    }

    private func activity(_ activity: BPMN.Activity, _ source: BPMN.FlowNode) -> Node.Kind {
        switch activity.type {
        case .task(let task): self.task(task, source)
        case .callActivity(let called): call(called, source)
        case .subProcess(let inner): subprocess(inner, source)
        }
    }

    private func subprocess(_ inner: BPMN.SubProcess, _ source: BPMN.FlowNode) -> Node.Kind {
        // The start event of an event sub-process has its number only later: `refer` puts it in.
        if inner.triggeredByEvent { return .eventSubprocess(start: -1, interrupts: true) }
        switch inner.kind {
        case .embedded: return .subprocess
        case .transaction: return .transaction
        case .adHoc(let adHoc):
            return .adHoc(
                Node.AdHoc(
                    isSequential: adHoc.isSequential, cancelsRemaining: adHoc.cancelRemainingInstances,
                    completion: formula(adHoc.completionCondition, source),
                    activeElements: formula(source.execution.activeElements, source)))
        }
    }

    private func call(_ called: BPMN.Reference?, _ source: BPMN.FlowNode) -> Node.Kind {
        let execution = source.execution
        guard
            let process = formula(execution.calledElement, source)
                ?? called.map({ Formula(constant: .string($0.id)) })
        else {
            report(.noCalledElement, source)
            return .pass
        }
        let hasInputs = !execution.inputs.isEmpty
        let hasOutputs = !execution.outputs.isEmpty
        return .call(
            CallWork(
                process: process, binding: .latest, propagatesInputs: execution.propagatesAllInputs ?? !hasInputs,
                propagatesOutputs: execution.propagatesAllOutputs ?? !hasOutputs))
    }

    private func task(_ task: BPMN.TaskKind, _ source: BPMN.FlowNode) -> Node.Kind {
        switch task {
        case .abstract, .manual:
            source.execution.job == nil ? .pass : .job(job(source, nil))
        case .user: .user(userWork(source))
        case .service(let call): service(source, call.implementation)
        case .send(let call): send(call, source)
        case .receive(let call, _):
            .receive(
                EventTriggers(
                    triggers: [.message(message(call.messageRef, source, source.execution))], isParallel: false))
        case .script(let format, let script): self.script(format, script, source)
        case .businessRule(let implementation): rule(source, implementation)
        }
    }

    private func service(_ source: BPMN.FlowNode, _ implementation: String?) -> Node.Kind {
        if source.execution.job == nil, let expression = optional(source.execution.expression, source) {
            return .script(
                ScriptWork(
                    formula: expression, language: nil, text: expression.text,
                    resultVariable: source.execution.resultVariable))
        }
        return .job(job(source, implementation))
    }

    private func send(_ call: BPMN.ServiceCall, _ source: BPMN.FlowNode) -> Node.Kind {
        let names = source.execution.messageName != nil || call.messageRef != nil
        guard source.execution.job == nil, source.execution.expression == nil, names else {
            return service(source, call.implementation)
        }
        return .send(message(call.messageRef, source, source.execution))
    }

    private func script(_ format: String?, _ script: BPMN.Script?, _ source: BPMN.FlowNode) -> Node.Kind {
        let execution = source.execution
        if execution.job != nil { return .job(job(source, nil)) }
        if let inner = execution.script {
            return self.script(inner.language, inner.text.text, formula(inner.text, orNothing: inner.language), source)
        }
        if let formula = optional(execution.expression, source) {
            return .script(
                ScriptWork(
                    formula: formula, language: nil, text: formula.text, resultVariable: execution.resultVariable))
        }
        guard let script, !script.text.allSatisfy(\.isWhitespace) else { return .job(job(source, nil)) }
        let isFEEL = Self.isFEEL(format ?? definitions.expressionLanguage)
        let text = script.text.drop(while: \.isWhitespace)
        let compiled = isFEEL ? formula(feel: String(text.first == "=" ? text.dropFirst() : text), source) : nil
        return self.script(isFEEL ? nil : format, script.text, compiled, source)
    }

    private func script(
        _ language: String?, _ text: String, _ formula: Formula?, _ source: BPMN.FlowNode
    ) -> Node.Kind {
        .script(
            ScriptWork(
                formula: formula, language: formula == nil ? language ?? "" : nil, text: text,
                resultVariable: source.execution.resultVariable))
    }

    private func formula(_ expression: BPMN.Expression, orNothing language: String?) -> Formula? {
        Self.isFEEL(language) && expression.meaning != .unknown ? formula(expression, nil) : nil
    }

    static func isFEEL(_ language: String?) -> Bool {
        guard let language, !language.isEmpty else { return true }
        return language.lowercased().contains("feel")
    }

    private func rule(_ source: BPMN.FlowNode, _ implementation: String?) -> Node.Kind {
        guard source.execution.job == nil, let decision = optional(source.execution.calledDecision, source) else {
            return service(source, implementation)
        }
        return .decision(DecisionWork(reference: decision, resultVariable: source.execution.resultVariable))
    }

    func job(_ source: BPMN.FlowNode, _ implementation: String?) -> JobWork {
        job(source.execution, source, implementation)
    }

    func job(_ execution: BPMN.Execution, _ source: BPMN.FlowNode, _ implementation: String?) -> JobWork {
        JobWork(
            type: optional(execution.job?.type, source), retries: optional(execution.job?.retries, source),
            headers: Dictionary(
                (execution.job?.headers ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
            resultVariable: execution.resultVariable, implementation: implementation)
    }

    private func userWork(_ source: BPMN.FlowNode) -> UserWork {
        let execution = source.execution
        var approval: ApprovalDefinition?
        if let element = execution.approval {
            let reader = ApprovalReader { self.formula(feel: $0, source, at: element.position) }
            approval = reader.read(element)
            for (english, chinese) in reader.problems {
                report(.approval(english, chinese), source, at: element.position)
            }
        }
        return UserWork(
            assignee: optional(execution.assignee, source) ?? performer(source),
            candidateUsers: optional(execution.candidateUsers, source),
            candidateGroups: optional(execution.candidateGroups, source),
            dueDate: optional(execution.dueDate, source), followUpDate: optional(execution.followUpDate, source),
            priority: optional(execution.priority, source), formKey: optional(execution.formKey, source),
            approval: approval)
    }

    /// Who does the task in the words of the standard, where no dialect says.
    private func performer(_ source: BPMN.FlowNode) -> Formula? {
        let role = source.activity?.resources.first { $0.kind == .humanPerformer || $0.kind == .performer }
        guard let expression = role?.assignment?.expression, expression.meaning != .unknown else { return nil }
        return formula(expression, source)
    }

    // MARK: Data

    private func mappings(_ mappings: [BPMN.Execution.Mapping], _ source: BPMN.FlowNode) -> [Mapping] {
        mappings.compactMap { mapping in
            optional(mapping.source, source).map {
                Mapping(
                    source: $0, target: mapping.target.split(separator: ".").map(String.init), isData: false)
            }
        }
    }

    /// Data associations between a data object and an input or output: the whole datum, or what the transformation
    /// makes of it (BPMN 2.0.2 §10.4.2).
    private func associations(
        _ associations: [BPMN.DataAssociation], _ specification: BPMN.InputOutputSpecification?, _ source: BPMN.FlowNode
    ) -> [Mapping] {
        associations.compactMap { association in
            guard let target = association.targetRef else { return nil }
            let name = dataName(target.id, specification)
            var formula: Formula?
            if association.transformation != nil {
                formula = optional(association.transformation, source)
            } else if let from = association.sourceRefs.first, association.sourceRefs.count == 1 {
                let from = dataName(from.id, specification)
                formula = from == name ? nil : Formula(variable: from)
            }
            return formula.map { Mapping(source: $0, target: [name], isData: true) }
        }
    }

    private func dataName(_ id: String, _ specification: BPMN.InputOutputSpecification?) -> String {
        let items = (specification?.dataInputs ?? []) + (specification?.dataOutputs ?? [])
        return items.first { $0.id == id }?.name ?? dataNames[id] ?? id
    }

    // MARK: Loops

    private func loop(_ loop: BPMN.LoopCharacteristics, _ source: BPMN.FlowNode) -> Loop {
        switch loop {
        case .standard(let loop):
            return .standard(
                condition: formula(loop.loopCondition, source), testBefore: loop.testBefore, maximum: loop.loopMaximum)
        case .multiInstance(let loop):
            let cardinality = formula(loop.loopCardinality, source)
            let collection = formula(loop.collection, source)
            if cardinality == nil && collection == nil { report(.noLoopItems, source) }
            return .multiInstance(
                Loop.MultiInstance(
                    isSequential: loop.isSequential, cardinality: cardinality, collection: collection,
                    elementVariable: loop.elementVariable, indexVariable: loop.indexVariable,
                    outputCollection: loop.outputCollection, outputElement: formula(loop.outputElement, source),
                    completionCondition: formula(loop.completionCondition, source)))
        }
    }
}
