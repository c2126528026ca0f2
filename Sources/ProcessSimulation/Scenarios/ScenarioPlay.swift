import Basics
import FEELValues
import ProcessEngine

/// One scenario under way.
final class ScenarioPlay {
    let scenario: Scenario
    let simulation: ProcessSimulation
    let process: String
    /// Where the play is, for messages.
    private var place = "start"

    init(_ scenario: Scenario, _ simulation: ProcessSimulation, _ process: String) {
        self.scenario = scenario
        self.simulation = simulation
        self.process = process
    }

    /// What differs from what is expected, at the first step that differs.
    func differences() -> [String] {
        if let problem = begin() { return ["start: \(problem)"] }
        for (index, step) in scenario.steps.enumerated() {
            place = "step \(index + 1)"
            let found = perform(step)
            if !found.isEmpty { return found.map { "\(place): \($0)" } }
        }
        return checkEnd() + checkPassed() + checkOrder()
    }

    // MARK: Starting

    private func begin() -> String? {
        guard let graph = simulation.deployments[process]?.engine.graph else { return "the process is not deployed" }
        var request = StartRequest(variables: scenario.variables, initiator: scenario.initiator, picks: scenario.picks)
        guard let start = scenario.start else { return beginPlain(graph, request) }
        if let message = start.message {
            request.start = graph.starts.first { matches(graph, $0, message: message) }
        } else if let signal = start.signal {
            request.start = graph.starts.first { matches(graph, $0, signal: signal) }
        }
        guard request.start != nil else {
            return "the process has no start event for \(start.message ?? start.signal ?? "it")"
        }
        simulation.start(process, request)
        return nil
    }

    private func beginPlain(_ graph: ProcessGraph, _ request: StartRequest) -> String? {
        if let plain = graph.starts.first(where: { $0.trigger < 0 }) {
            var request = request
            if case .start = graph.nodes[plain.node].kind { request.start = plain }
            simulation.start(process, request)
        } else {
            beginConditional(graph, request)
        }
        return nil
    }

    /// Without a none start event the process waits for a timer, message or signal; a condition that holds begins it.
    private func beginConditional(_ graph: ProcessGraph, _ request: StartRequest) {
        for start in graph.starts {
            guard case .condition(let condition) = graph.trigger(of: start) else { continue }
            guard ProcessEngine(graph).holds(condition, scenario.variables, in: simulation.moment) else { continue }
            var request = request
            request.start = start
            simulation.start(process, request)
            return
        }
    }

    private func matches(_ graph: ProcessGraph, _ start: ProcessGraph.Start, message: String) -> Bool {
        guard case .message(let trigger) = graph.trigger(of: start) else { return false }
        return trigger.name.constant?.string == message || graph.nodes[start.node].isCalled(message)
    }

    private func matches(_ graph: ProcessGraph, _ start: ProcessGraph.Start, signal: String) -> Bool {
        guard case .signal(let name) = graph.trigger(of: start) else { return false }
        return name.constant?.string == signal || graph.nodes[start.node].isCalled(signal)
    }

    // MARK: Steps

    private func perform(_ step: Scenario.Step) -> [String] {
        switch step {
        case .expect(let expectation): return check(expectation)
        case .complete(let name, let variables, let person): return complete(name, variables, person)
        case .job(let name, let variables):
            guard let open = find(name, in: openJobs) else { return missing("job", name, openJobs) }
            return apply(.completeJob(open.key, variables: variables), open.instance)
        case .fail(let name, let error): return fail(name, error)
        case .message(let name, let key, let variables):
            simulation.publish(message: messageName(name), correlationKey: key, variables: variables)
        case .signal(let name, let variables): simulation.broadcast(signal: name, variables: variables)
        case .advance(let duration): simulation.advance(by: duration)
        case .cancel:
            guard let root else { return ["there is no instance to cancel"] }
            return apply(.cancel(reason: "scenario"), root.number)
        case .set(let variables):
            guard let root else { return ["there is no instance"] }
            return apply(.setVariables(variables), root.number)
        case .approval(let json): return performApproval(json)
        case .administer(let json): return administer(json)
        }
        return []
    }

    func apply(_ command: Command, _ instance: Int) -> [String] {
        do throws(CommandError) {
            try simulation.apply(command, to: instance)
            return []
        } catch {
            return ["the command was refused: \(error)"]
        }
    }

    private func complete(_ name: String, _ variables: Context, _ person: String?) -> [String] {
        guard let open = find(name, in: openTasks, by: person) else { return missing("task", name, openTasks) }
        guard let state = simulation.instances[open.instance]?.state, state.seats[open.key] != nil else {
            return apply(.completeTask(open.key, variables: variables, by: person), open.instance)
        }
        let decision = ApprovalCommand.Decision(by: person ?? open.actor ?? "", opinion: "", variables: variables)
        let rejects = variables["approved"] == .boolean(false)
        return apply(
            .approval(rejects ? .reject(task: open.key, decision) : .approve(task: open.key, decision)), open.instance)
    }

    private func fail(_ name: String, _ error: String?) -> [String] {
        guard let open = find(name, in: openJobs) ?? find(name, in: openTasks) else {
            return missing("job", name, openJobs)
        }
        if let error { return apply(.throwError(open.key, code: error), open.instance) }
        return apply(.failJob(open.key, message: "failed"), open.instance)
    }

    /// A message is named by itself, or by the element that waits for it.
    private func messageName(_ name: String) -> String {
        for instance in simulation.instances.values.sorted(by: { $0.number < $1.number }) {
            for key in instance.state.waits.keys.sorted() {
                guard let wait = instance.state.waits[key], case .message(let waited, _) = wait.kind else { continue }
                if waited == name { return name }
            }
        }
        for instance in simulation.instances.values.sorted(by: { $0.number < $1.number }) {
            for key in instance.state.waits.keys.sorted() {
                guard let wait = instance.state.waits[key], case .message(let waited, _) = wait.kind else { continue }
                if instance.engine.graph.nodes[wait.node].isCalled(name) { return waited }
            }
        }
        return name
    }

    func missing(_ kind: String, _ name: String, _ open: [Open]) -> [String] {
        ["expected an open \(kind) '\(name)'; open are \(Self.text(open.map(\.label)))"]
    }

    static func text(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.sorted().map { "'\($0)'" }.joined(separator: ", ")
    }
}
