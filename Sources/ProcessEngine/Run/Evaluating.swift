public import FEELValues

extension ProcessEngine {
    /// The value of an expression over variables, outside any instance: titles, previews.
    public func value(of formula: Formula, _ variables: Context, in environment: ProcessEnvironment) -> Value {
        let run = Run(graph, InstanceState(startedAt: environment.now, initiator: nil, seed: 0), environment)
        var values: [String: Value] = [:]
        for (name, value) in variables.entries { values[name] = value }
        return run.evaluate(formula, in: 0, with: values)
    }
}
