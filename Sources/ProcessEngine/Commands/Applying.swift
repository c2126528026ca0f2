import Basics
import FEELValues

extension ProcessEngine {
    /// Carries out a command and takes the instance as far as it goes without waiting.
    ///
    /// Keys are looked at before anything changes: a command that is refused leaves the state as it was.
    public func apply(
        _ command: Command, to state: inout InstanceState, in environment: ProcessEnvironment
    ) throws(CommandError) -> Outcome {
        try check(command, state)
        let empty = InstanceState(startedAt: environment.now, initiator: nil, seed: 0)
        let run = Run(graph, empty, environment)
        // The state moves into the run and back, so that it is changed in place and not copied.
        swap(&run.state, &state)
        defer { swap(&run.state, &state) }
        if case .approval(let approval) = command {
            try run.perform(approval)
        } else {
            run.perform(command)
        }
        run.drain()
        return run.outcome
    }

    /// Whether a command fits the state.
    private func check(_ command: Command, _ state: InstanceState) throws(CommandError) {
        guard state.status == .active else { throw .ended(state.status) }
        switch command {
        case .resume, .cancel: return
        default: if state.isSuspended { throw .suspended }
        }
        switch command {
        case .completeJob(let key, _), .failJob(let key, _, _): try expect(.job, key, state) { $0.isJob }
        case .throwError(let key, _, _, _), .throwEscalation(let key, _, _):
            try expect(.job, key, state) { $0.isJob || $0.isTask || $0.isApproval }
        case .completeTask(let key, _, _): try expectTask(key, state)
        case .assignTask(let key, _): try expect(.task, key, state) { $0.isTask }
        case .readTask(let key, _):
            if state.seats[key] == nil { try expect(.task, key, state) { $0.isTask } }
        case .correlate(let key, _):
            guard let wait = state.waits[key], !wait.isTimer else { throw .unknown(.subscription, key) }
        case .timerDue(let key):
            guard let wait = state.waits[key], wait.isTimer else { throw .unknown(.timer, key) }
        case .calledCompleted(let key, _), .calledFailed(let key, _, _), .calledEscalated(let key, _, _):
            try expect(.call, key, state) { $0.isCalled }
        case .setVariables(_, let scope?):
            guard state.elements[scope] != nil else { throw .unknown(.element, scope) }
        case .startAdHoc(let key, let activities): try checkAdHoc(key, activities, state)
        case .retryIncident(let key), .skipIncident(let key, _):
            guard state.incidents[key] != nil else { throw .unknown(.incident, key) }
        case .modify(let steps): try checkModifications(steps, state)
        default: return
        }
    }

    private func expect(
        _ kind: CommandError.Kind, _ key: Int, _ state: InstanceState, _ fits: (ElementInstance.Detail) -> Bool
    ) throws(CommandError) {
        guard let element = state.elements[key] else { throw .unknown(kind, key) }
        guard fits(element.detail) else {
            throw .unfit(kind, key, reason: "\(graph.nodes[element.node].label)")
        }
    }

    private func expectTask(_ key: Int, _ state: InstanceState) throws(CommandError) {
        if state.seats[key] != nil { throw .unfit(.task, key, reason: "approval") }
        try expect(.task, key, state) { $0.isTask }
    }

    private func checkAdHoc(_ key: Int, _ activities: [String], _ state: InstanceState) throws(CommandError) {
        guard let element = state.elements[key] else { throw .unknown(.element, key) }
        guard case .adHoc = element.detail else { throw .unfit(.element, key, reason: "ad-hoc") }
        for id in activities {
            guard let node = graph.node(id), graph.nodes[node].scope == element.node else { throw .unknownElement(id) }
        }
    }

    private func checkModifications(_ steps: [Modification], _ state: InstanceState) throws(CommandError) {
        for step in steps {
            switch step {
            case .terminate(let key):
                guard let element = state.elements[key], element.parent != 0 else { throw .unknown(.element, key) }
            case .activate(let id, let scope, _):
                guard let node = graph.node(id), node != 0 else { throw .unknownElement(id) }
                guard let scope else { continue }
                guard let element = state.elements[scope], element.scope != nil else { throw .unknown(.element, scope) }
                guard graph.scopes(around: node).contains(element.node) else {
                    throw .unfit(.element, scope, reason: id)
                }
            }
        }
    }
}

extension Run {
    func perform(_ command: Command) {
        switch command {
        case .completeJob(let key, let variables): completeJob(key, variables)
        case .failJob(let key, let message, let retries): failJob(key, message, retries: retries)
        case .throwError(let key, let code, let message, let variables):
            throwError(code, message, variables, from: key)
        case .throwEscalation(let key, let code, let variables): throwEscalation(code, variables, from: key)
        case .completeTask(let key, let variables, let person): completeTask(key, variables, by: person)
        case .assignTask(let key, let person): assign(key, to: person)
        case .readTask(let key, let person): read(key, by: person)
        case .approval: return
        case .correlate(let key, let variables): enqueue(.trigger(key, variables))
        case .signal(let name, let variables): receive(signal: name, variables)
        case .timerDue(let key): enqueue(.trigger(key, Context()))
        case .evaluateConditions: hasNewVariables = true
        case .calledCompleted(let key, let variables): calledCompleted(key, variables)
        case .calledFailed(let key, let code, let message): calledFailed(key, code: code, message)
        case .calledEscalated(let key, let code, let variables): throwEscalation(code, variables, from: key)
        case .setVariables(let variables, let scope):
            for (name, value) in variables.entries { set(name, value, in: scope ?? InstanceState.rootKey) }
        case .startAdHoc(let key, let activities): startAdHoc(key, activities.compactMap(graph.node))
        default: administer(command)
        }
    }

    /// What administrators do.
    private func administer(_ command: Command) {
        switch command {
        case .retryIncident(let key):
            if let incident = state.incidents[key] { retry(incident) }
        case .skipIncident(let key, let variables):
            if let incident = state.incidents[key] { skip(incident, variables) }
        case .modify(let steps):
            record(.modified)
            for step in steps { modify(step) }
        case .suspend:
            state.isSuspended = true
            record(.suspended)
        case .resume:
            state.isSuspended = false
            record(.resumed)
        case .cancel(let reason): end(.cancelled, message: reason)
        default: return
        }
    }

    private func assign(_ key: Int, to person: String?) {
        guard case .task(var task) = state.elements[key]?.detail else { return }
        task.assignee = person
        state.elements[key]?.detail = .task(task)
        record(.taskAssigned(key: key, to: person))
        emit(.assignTask(key, to: person))
    }

    private func read(_ key: Int, by person: String) {
        record(.taskRead(key: key, by: person))
        if let element = state.seats[key] { return readSeat(key, of: element) }
        guard case .task(var task) = state.elements[key]?.detail else { return }
        task.isRead = true
        state.elements[key]?.detail = .task(task)
    }

    /// A signal reaches every subscription of its name that is open when it comes.
    private func receive(signal name: String, _ variables: Context) {
        let waits = state.waits.values.filter { $0.kind == .signal(name: name) }
        for key in waits.map(\.key).sorted() { enqueue(.trigger(key, variables)) }
    }

    /// Goes on behind an element as if it were done.
    private func skip(_ incident: Incident, _ variables: Context) {
        guard let element = state.elements[incident.element] else { return }
        close(incident, retried: false)
        deliver(variables, to: element.key)
        if case .job = element.detail { emit(.cancelJob(element.key)) }
        state.elements[element.key]?.detail = .none
        guard incident.phase == .leave else { return enqueue(.complete(element.key)) }
        // No flow could be taken: the first one is.
        recordCompleted(element.key)
        if let flow = graph.nodes[element.node].outgoing.first { take(flow, in: element.parent) }
        remove(element.key)
    }
}

extension Wait {
    var isTimer: Bool { if case .timer = kind { true } else { false } }
}

extension ElementInstance.Detail {
    var isJob: Bool { if case .job = self { true } else { false } }
    var isTask: Bool { if case .task = self { true } else { false } }
    var isCalled: Bool { if case .called = self { true } else { false } }
    var isApproval: Bool { if case .approval = self { true } else { false } }
}
