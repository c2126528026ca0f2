import FEEL
import FEELValues

/// One evaluation under way: the values known so far and what went wrong.
final class Run {
    let decisions: DMN.Decisions
    let evaluator: Evaluator
    /// The values known, by node; a run that only calls functions never needs them.
    private lazy var values = [Value?](repeating: nil, count: decisions.nodes.count)
    private let log: Log

    /// What went wrong, shared by an evaluation and the functions and services that it calls.
    private final class Log {
        var problems: [DMN.Problem] = []
        /// How many of the evaluator's diagnostics have got their place in the file.
        var located = 0
        static let most = 100
    }

    init(_ decisions: DMN.Decisions, _ evaluator: Evaluator) {
        self.decisions = decisions
        self.evaluator = evaluator
        if let known = evaluator.attachment as? Log {
            log = known
        } else {
            log = Log()
            evaluator.attachment = log
        }
    }

    var problems: [DMN.Problem] { log.problems }

    /// Gives a node its value, in place of its logic.
    func set(_ node: Int, _ value: Value) { values[node] = value }

    func report(_ code: String, at place: DMN.Place, in element: String, _ message: DMN.Wording) {
        guard log.problems.count < Log.most else { return }
        log.problems.append(DMN.Problem(.warning, code, at: place, in: element, message))
    }

    func reportMismatch(_ value: Value, _ type: FEELType, at place: DMN.Place, in element: String) {
        report(
            "type-mismatch", at: place, in: element,
            DMN.Wording(
                "A value of type \(value.type) is not of the type \(type) or not among its allowed values.",
                "类型为 \(value.type) 的值不符合类型 \(type) 或不在其允许的取值之内。"))
    }

    /// Tells where in the file FEEL's new diagnostics arose, once the text that they are about has been evaluated.
    @inline(__always)
    func locate(in text: DMN.Text, of element: String) {
        if evaluator.diagnostics.count > log.located { locateNew(text, element) }
    }

    private func locateNew(_ text: DMN.Text, _ element: String) {
        for diagnostic in evaluator.diagnostics[log.located...] {
            let message = DMN.Wording(
                Messages.text(diagnostic.code, diagnostic.arguments, language: .english),
                Messages.text(diagnostic.code, diagnostic.arguments, language: .chinese))
            report(diagnostic.code, at: text.place(of: diagnostic.span), in: element, message)
        }
        log.located = evaluator.diagnostics.count
    }

    // MARK: Nodes

    /// The value of a node; decisions that it needs are evaluated first, once each, without recursion.
    func value(_ node: Int) -> Value {
        if let known = values[node] { return known }
        var stack = [node]
        var waiting: Set<Int> = []
        while let top = stack.last {
            guard values[top] == nil else {
                stack.removeLast()
                continue
            }
            if case .decision(let decision) = decisions.nodes[top], waiting.insert(top).inserted {
                let missing = decision.needs.filter { values[$0] == nil && $0 != top && !waiting.contains($0) }
                if !missing.isEmpty {
                    stack += missing
                    continue
                }
            }
            values[top] = made(top)
            stack.removeLast()
        }
        return values[node] ?? .null
    }

    private func made(_ node: Int) -> Value {
        switch decisions.nodes[node] {
        case .input, .nothing: return .null
        case .function(let function): return .function(self.function(function))
        case .service(let service): return .function(self.function(service))
        case .decision(let decision):
            var bindings = Bindings(values: [], run: self)
            bindings.values.reserveCapacity(decision.needs.count + 4)
            // A circle of requirements has been reported; what is still missing in it is null.
            for need in decision.needs { bindings.values.append(values[need] ?? .null) }
            return decision.step(&bindings)
        }
    }

    // MARK: Functions

    /// How many nodes of an expression a call counts for: about as much of the stack as it takes.
    private static let depth = 10

    /// A function of the model as a value. It holds nothing of this run, so it may outlive it.
    private func function(_ function: CompiledFunction) -> FunctionValue {
        let decisions = decisions
        return NativeFunction(parameters: function.signature, depth: Self.depth) { arguments, evaluator in
            let run = Run(decisions, evaluator)
            // A function needs functions only, and those are made when they are called for.
            return run.call(function, captured: function.needs.map(run.made), arguments)
        }
    }

    /// A boxed function with the variables around it.
    func function(_ function: CompiledFunction, captured: [Value]) -> FunctionValue {
        let decisions = decisions
        return NativeFunction(parameters: function.signature, depth: Self.depth) { arguments, evaluator in
            Run(decisions, evaluator).call(function, captured: captured, arguments)
        }
    }

    private func function(_ service: CompiledService) -> FunctionValue {
        let decisions = decisions
        return NativeFunction(parameters: service.parameters.map(\.parameter), depth: Self.depth) {
            arguments, evaluator in
            Run(decisions, evaluator).call(service, arguments)
        }
    }

    /// Calls a function; arguments must conform to the parameters' types and constraints (§10.3.2.13.1).
    func call(_ function: CompiledFunction, captured: [Value], _ arguments: [Value]) -> Value {
        guard let admitted = function.admitted(arguments, evaluator) else {
            report(
                "argument", at: .none, in: function.name,
                DMN.Wording("The arguments do not fit the parameters.", "实参与形参不符。"))
            return .null
        }
        var bindings = Bindings(values: captured + admitted, run: self)
        return function.step(&bindings)
    }

    /// Calls a function with the arguments that the caller names.
    func call(_ function: FunctionValue, named arguments: [(name: String, value: Value)]) -> Value {
        guard let callable = function as? Callable else { return .null }
        let signatures = (callable as? BuiltIn)?.signatures.map(\.parameters) ?? [callable.parameters]
        for parameters in signatures {
            let given = parameters.map { parameter in arguments.first { $0.name == parameter.name }?.value }
            // Arguments left out at the end are the function's business; a gap before others is not.
            let values = given.prefix { $0 != nil }.compactMap { $0 }
            if values.count == arguments.count { return callable.call(values, with: evaluator) }
        }
        evaluator.report(.wrongArguments, .nowhere, arguments.map(\.name))
        return .null
    }

    /// Evaluates a service with its parameters; every node inside is evaluated anew (§10.4).
    func call(_ service: CompiledService, _ arguments: [Value]) -> Value {
        guard arguments.count == service.parameters.count else { return .null }
        let inner = Run(decisions, evaluator)
        for (parameter, argument) in zip(service.parameters, arguments) {
            guard let value = parameter.type.admit(argument, evaluator) else {
                report(
                    "argument", at: .none, in: service.name,
                    DMN.Wording(
                        "The argument '\(parameter.parameter.name)' is not of type \(parameter.type.type).",
                        "参数 '\(parameter.parameter.name)' 的类型不是 \(parameter.type.type)。"))
                return .null
            }
            inner.set(parameter.node, value)
        }
        return service.result.admit(inner.result(of: service), evaluator) ?? .null
    }

    /// The result of a service: the one output's value, or a context of several (DMN 1.5 §10.4).
    func result(of service: CompiledService) -> Value {
        if service.outputs.count == 1, let only = service.outputs.first { return value(only.node) }
        return .context(FEELValues.Context(service.outputs.map { ($0.name, value($0.node)) }))
    }
}
