import Basics
import FEELValues

extension Run {
    /// Hands work to a worker.
    func createJob(_ key: Int, _ work: JobWork) {
        guard let element = state.elements[key] else { return }
        var retries = environment.defaultRetries
        if let formula = work.retries {
            switch evaluate(formula, in: key) {
            case .number(let number): retries = Int(exactly: number) ?? retries
            case .string(let text): retries = Int(text) ?? retries
            default: break
            }
        }
        state.elements[key]?.detail = .job(JobState(retries: retries))
        let hasInputs = graph.nodes[element.node].inputs.contains { !$0.isData }
        let own = Context(distinctNames: element.variables.keys, values: element.variables.values)
        emit(
            .createJob(
                JobCreation(
                    key: key, node: element.node, type: text(work.type, in: key) ?? work.implementation ?? "",
                    retries: retries, headers: work.headers, variables: hasInputs ? own : visibleVariables(key))))
    }

    /// A worker has done it.
    func completeJob(_ key: Int, _ variables: Context) {
        closeIncidents(of: key)
        deliver(variables, to: key)
        state.elements[key]?.detail = .none
        enqueue(.complete(key))
    }

    /// A worker could not do it: another try, or an incident.
    func failJob(_ key: Int, _ message: String, retries: Int?) {
        guard case .job(var job) = state.elements[key]?.detail else { return }
        job.retries = max(0, retries ?? job.retries - 1)
        state.elements[key]?.detail = .job(job)
        record(.jobFailed(key: key, retries: job.retries, message: message))
        if job.retries == 0 { report(.job(message), at: key, phase: .job) }
    }

    // MARK: Scripts and decisions

    func runScript(_ key: Int, _ work: ScriptWork) {
        if let formula = work.formula {
            finish(key, with: evaluate(formula, in: key), in: work.resultVariable)
            return
        }
        guard let run = environment.runScript else {
            if environment.offersUnknownWork { return createJob(key, .unknown(work.language, work.resultVariable)) }
            return report(.noScripting(work.language ?? ""), at: key, phase: .begin)
        }
        switch run(work.language ?? "", work.text, visibleVariables(key)) {
        case .value(let value): finish(key, with: value, in: work.resultVariable)
        case .failure(let message): report(.script(message), at: key, phase: .begin)
        }
    }

    func decide(_ key: Int, _ work: DecisionWork) {
        guard let decide = environment.decide else {
            if environment.offersUnknownWork { return createJob(key, .unknown(nil, work.resultVariable)) }
            return report(.noDecisions, at: key, phase: .begin)
        }
        guard let reference = text(work.reference, in: key) else {
            return report(.decision(work.reference.text), at: key, phase: .begin)
        }
        switch decide(reference, visibleVariables(key)) {
        case .value(let value): finish(key, with: value, in: work.resultVariable)
        case .failure(let message): report(.decision(message), at: key, phase: .begin)
        }
    }

    /// A value without a variable to receive it: a context gives each of its entries.
    private func finish(_ key: Int, with value: Value, in variable: String?) {
        if let variable {
            deliver(Context([(variable, value)]), to: key)
        } else if case .context(let context) = value {
            deliver(context, to: key)
        }
        enqueue(.complete(key))
    }
}

extension JobWork {
    /// Work that nothing here can do.
    static func unknown(_ language: String?, _ resultVariable: String?) -> JobWork {
        JobWork(type: nil, retries: nil, headers: [:], resultVariable: resultVariable, implementation: language)
    }
}
