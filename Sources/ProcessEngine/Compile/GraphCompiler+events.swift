import BPMN
import FEELValues

extension GraphCompiler {
    func event(_ event: BPMN.Event, _ source: BPMN.FlowNode) -> Node.Kind {
        let definitions = definitions.eventDefinitions(of: event)
        let triggers = EventTriggers(
            triggers: definitions.compactMap { trigger($0, source) }, isParallel: event.parallelMultiple)
        switch event.position {
        case .start: return .start(triggers)
        case .intermediateCatch: return .intermediateCatch(triggers)
        case .intermediateThrow: return .intermediateThrow(triggers)
        case .boundary(_, let cancels): return .boundary(triggers, activity: -1, interrupts: cancels)
        case .end: return .end(triggers)
        }
    }

    private func trigger(_ definition: BPMN.EventDefinition, _ source: BPMN.FlowNode) -> Trigger? {
        switch definition.kind {
        case .message(let reference, _):
            var execution = source.execution
            execution.job = definition.execution.job ?? execution.job
            execution.messageName = definition.execution.messageName ?? execution.messageName
            execution.correlationKey = definition.execution.correlationKey ?? execution.correlationKey
            return .message(message(reference, source, execution))
        case .timer(let timer): return self.timer(timer, source)
        case .signal(let reference): return .signal(signal(reference, source))
        case .conditional(let condition):
            guard let formula = formula(condition, source) else {
                if condition == nil { report(.noCondition, source) }
                return nil
            }
            return .condition(formula)
        case .error(let reference): return .error(error(reference, definition.execution, source.execution))
        case .escalation(let reference):
            return .escalation(
                code: reference.map { escalationCode($0.id) },
                codeVariable: definition.execution.escalationCodeVariable ?? source.execution.escalationCodeVariable)
        case .compensation(let reference, let waits):
            // The activity has its number only later: `refer` puts it in.
            return .compensation(activity: reference == nil ? nil : -1, waits: waits)
        case .link(let link): return .link(link.name ?? source.name ?? "")
        case .cancel: return .cancel
        case .terminate: return .terminate
        }
    }

    /// A message; one that is not named goes by the element's own name.
    func message(
        _ reference: BPMN.Reference?, _ source: BPMN.FlowNode, _ execution: BPMN.Execution
    ) -> MessageTrigger {
        let message = reference.flatMap { messages[$0.id] }
        let isNamed = execution.messageName != nil || message?.execution.messageName != nil || reference != nil
        if !isNamed, execution.job == nil { report(.noMessage, source) }
        let name = execution.messageName ?? message?.execution.messageName
        let plain = message.flatMap { $0.name.flatMap { $0.isEmpty ? nil : $0 } } ?? reference?.id ?? source.label
        return MessageTrigger(
            name: formula(name, or: plain, source),
            correlationKey: formula(execution.correlationKey ?? message?.execution.correlationKey, source),
            job: execution.job == nil ? nil : job(execution, source, nil))
    }

    private func signal(_ reference: BPMN.Reference?, _ source: BPMN.FlowNode) -> Formula {
        guard let reference else {
            report(.noSignal, source)
            return Formula(constant: .string(source.label))
        }
        let name = signals[reference.id]?.name ?? reference.id
        // Zeebe writes the name of a signal as an expression when it begins with '='.
        if name.first == "=", let formula = formula(feel: String(name.dropFirst()), source) { return formula }
        return Formula(constant: .string(name))
    }

    private func timer(_ timer: BPMN.EventDefinition.Timer, _ source: BPMN.FlowNode) -> Trigger? {
        let kinds: [(TimerTrigger.Kind, BPMN.Expression?)] = [
            (.date, timer.date), (.duration, timer.duration), (.cycle, timer.cycle),
        ]
        guard let (kind, expression) = kinds.first(where: { $0.1 != nil }) else {
            report(.noTimer, source)
            return nil
        }
        guard let formula = formula(expression, source) else {
            if expression?.text.allSatisfy(\.isWhitespace) == true { report(.noTimer, source) }
            return nil
        }
        let calendar = source.execution.properties.first { $0.name == "calendar" }?.value
        return .timer(TimerTrigger(kind: kind, formula: formula, calendar: calendar))
    }

    private func error(
        _ reference: BPMN.Reference?, _ own: BPMN.Execution, _ outer: BPMN.Execution
    ) -> ErrorTrigger {
        ErrorTrigger(
            code: reference.map { reference in
                errors[reference.id].map { $0.errorCode.flatMap { $0.isEmpty ? nil : $0 } ?? $0.id } ?? reference.id
            },
            codeVariable: own.errorCodeVariable ?? outer.errorCodeVariable,
            messageVariable: own.errorMessageVariable ?? outer.errorMessageVariable)
    }

    private func escalationCode(_ id: String) -> String {
        escalations[id].map { $0.escalationCode.flatMap { $0.isEmpty ? nil : $0 } ?? $0.id } ?? id
    }
}
