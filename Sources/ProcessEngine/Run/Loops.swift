import Basics
import FEELValues

extension Run {
    /// The most runs that one loop may have at once.
    private static let mostRuns = 100_000

    /// Begins the body of a loop: the element itself, around its runs (BPMN 2.0.2 §13.3.6, §13.3.7).
    func beginLoop(_ key: Int) {
        guard let element = state.elements[key], let loop = graph.nodes[element.node].loop else { return }
        state.elements[key]?.role = .body
        state.elements[key]?.scope = ScopeState()
        switch loop {
        case .standard: state.elements[key]?.detail = .loop(LoopState(total: -1, items: [], outputs: []))
        case .multiInstance(let loop):
            guard let began = items(of: loop, key) else { return }
            state.elements[key]?.detail = .loop(began)
        }
        guard case .loop(let began) = state.elements[key]?.detail else { return }
        record(.loopStarted(node: element.node, key: key, runs: began.total))
        guard openBoundaries(of: key) else { return }
        if case .standard(let condition, let testBefore, _) = loop, testBefore {
            guard wantsAnotherRun(condition, key) else { return }
        }
        if began.total == 0 { enqueue(.complete(key)) } else { enqueue(.nextRun(key)) }
    }

    /// How many runs a multi-instance activity has, and the items for them; nil, with an incident, when that is not
    /// known.
    private func items(of loop: Loop.MultiInstance, _ key: Int) -> LoopState? {
        var items: [Value] = []
        var total = 1
        if let collection = loop.collection {
            switch evaluate(collection, in: key) {
            case .list(let list): items = list.elements
            case .null:
                report(.notAList(collection.text), at: key, phase: .begin)
                return nil
            case let single: items = [single]
            }
            total = items.count
        } else if let cardinality = loop.cardinality {
            guard case .number(let number) = count(evaluate(cardinality, in: key)), let whole = Int(exactly: number)
            else {
                report(.notAList(cardinality.text), at: key, phase: .begin)
                return nil
            }
            total = max(0, whole)
        }
        guard total <= Self.mostRuns else {
            report(.tooManyRuns("\(total)"), at: key, phase: .begin)
            return nil
        }
        let outputs = loop.outputCollection == nil ? [] : Array(repeating: Value.null, count: total)
        return LoopState(total: total, items: items, outputs: outputs)
    }

    /// A number, also one that is written in a text.
    private func count(_ value: Value) -> Value {
        if case .string(let text) = value, let number = Decimal128(text) { return .number(number) }
        return value
    }

    /// Begins the next run, or all of them.
    func nextRun(_ key: Int) {
        guard let element = state.elements[key], let loop = graph.nodes[element.node].loop,
            case .loop(let began) = element.detail
        else { return }
        guard case .multiInstance(let multi) = loop, !multi.isSequential else {
            return startRun(key, element.node, loop)
        }
        for _ in began.started..<began.total {
            guard state.elements[key] != nil else { return }
            startRun(key, element.node, loop)
        }
    }

    private func startRun(_ body: Int, _ place: Int, _ loop: Loop) {
        guard case .loop(var began) = state.elements[body]?.detail else { return }
        began.started += 1
        state.elements[body]?.detail = .loop(began)
        let key = add(place, to: body, role: .inner)
        state.elements[key]?.run = began.started
        state.elements[key]?.variables["loopCounter"] = .number(began.started)
        if case .multiInstance(let multi) = loop {
            if let name = multi.elementVariable, began.started <= began.items.count {
                state.elements[key]?.variables[name] = began.items[began.started - 1]
            }
            if let name = multi.indexVariable { state.elements[key]?.variables[name] = .number(began.started - 1) }
        }
        begin(key)
    }

    /// One run is done.
    func completeRun(_ key: Int) {
        guard let element = state.elements[key], let loop = graph.nodes[element.node].loop,
            case .loop(var body) = state.elements[element.parent]?.detail
        else { return }
        if case .multiInstance(let multi) = loop, let output = multi.outputElement, !body.outputs.isEmpty {
            body.outputs[element.run - 1] = evaluate(output, in: key)
        }
        body.completed += 1
        state.elements[element.parent]?.detail = .loop(body)
        closeWaits(of: key)
        keepForCompensation(key)
        recordCompleted(key)
        remove(key)
        continueLoop(element.parent, loop, body)
    }

    private func continueLoop(_ key: Int, _ loop: Loop, _ body: LoopState) {
        switch loop {
        case .standard(let condition, _, let maximum):
            if let maximum, body.completed >= maximum { return enqueue(.complete(key)) }
            // Without a condition and a maximum, once is what is meant.
            if condition == nil, maximum == nil { return enqueue(.complete(key)) }
            if wantsAnotherRun(condition, key) { enqueue(.nextRun(key)) }
        case .multiInstance(let multi):
            if let condition = multi.completionCondition, holds(condition, in: key) == true { return stopRuns(key) }
            if body.completed + body.terminated >= body.total { return enqueue(.complete(key)) }
            if multi.isSequential { enqueue(.nextRun(key)) }
        }
    }

    /// Whether a standard loop goes on; otherwise its body is completed.
    private func wantsAnotherRun(_ condition: Formula?, _ key: Int) -> Bool {
        guard let condition else { return true }
        guard let holds = holds(condition, in: key) else {
            report(.notBoolean(condition.text), at: key, phase: .loop)
            return false
        }
        if !holds { enqueue(.complete(key)) }
        return holds
    }

    /// The completion condition holds: what still runs is terminated.
    private func stopRuns(_ key: Int) {
        let running = state.elements[key]?.scope?.children ?? []
        for run in running { terminate(run) }
        if case .loop(var body) = state.elements[key]?.detail {
            body.terminated += running.count
            state.elements[key]?.detail = .loop(body)
        }
        enqueue(.complete(key))
    }

    /// The loop is done: its results are gathered and it is left as one element.
    func finishLoop(_ key: Int) {
        guard let element = state.elements[key], case .loop(let body) = element.detail,
            element.scope?.children.isEmpty ?? true
        else { return leave(key) }
        if case .multiInstance(let multi) = graph.nodes[element.node].loop, let name = multi.outputCollection {
            propagate(name, .list(body.outputs), from: element.parent)
        }
        closeWaits(of: key)
        keepForCompensation(key)
        state.elements[key]?.detail = .none
        if !element.resumes.isEmpty { return resume(key) }
        if element.compensates != 0 {
            record(.loopCompleted(node: element.node, key: key, scope: element.parent))
            remove(key)
            return enqueue(.compensate(element.compensates))
        }
        leave(key)
    }
}
