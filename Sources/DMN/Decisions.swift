public import FEEL
public import FEELValues

extension DMN {
    /// Compiles a model, once, into something that can be evaluated any number of times.
    ///
    /// - Parameter imports: the models that it imports, and those that they import, in any order.
    public static func compile(_ model: Model, imports: [Model] = [], options: Options = Options()) -> Decisions {
        ModelCompiler(Graph(model, imports: imports), options).compile()
    }

    /// What the compilation takes from outside.
    public struct Options: Sendable {
        /// Where the regions of times such as `10:00:00@Europe/Paris` come from.
        public var timeZones: any TimeZoneDatabase

        /// The defaults know no region but UTC.
        public init(timeZones: any TimeZoneDatabase = NoTimeZones()) { self.timeZones = timeZones }
    }

    /// A compiled model: immutable, and safe to use from any thread.
    ///
    /// ```swift
    /// let decisions = DMN.compile(model)
    /// decisions.evaluate("Eligibility", with: ["age": 42, "status": "employed"]).value
    /// ```
    public final class Decisions: Sendable {
        /// What is wrong with the model's logic, in the order of the file.
        public let problems: [Problem]
        /// The input data, in the order of the file.
        public let inputs: [Input]
        /// The names of the decisions of the model itself, in the order of the file.
        public let decisionNames: [String]
        let nodes: [CompiledNode]
        private let graph: Graph

        /// A datum that an evaluation may be given.
        public struct Input: Sendable {
            /// The name of its variable.
            public let name: String
            /// Its type, without constraints.
            public let type: FEELType
            /// The namespace of the model that declares it.
            public let namespace: String
            let node: Int
        }

        init(graph: Graph, nodes: [CompiledNode], problems: [Problem]) {
            self.graph = graph
            self.nodes = nodes
            self.problems = problems
            inputs = nodes.indices.compactMap { node in
                guard case .input(let type) = nodes[node] else { return nil }
                let element = graph.nodes[node]
                return Input(
                    name: element.name, type: type.type, namespace: graph.models[element.model].namespace, node: node)
            }
            decisionNames = graph.models[0].decisions.map(\.name)
        }

        /// What came of an evaluation.
        public struct Outcome: Sendable {
            /// The result; null when something kept it from being computed.
            public let value: Value
            /// What kept it, with the places in the file.
            public let problems: [Problem]
            /// What FEEL says of it, with the places in the expressions' texts.
            public let diagnostics: [Diagnostic]

            /// An outcome from its parts.
            public init(value: Value, problems: [Problem], diagnostics: [Diagnostic]) {
                self.value = value
                self.problems = problems
                self.diagnostics = diagnostics
            }
        }
    }
}

extension DMN.Decisions {
    /// Evaluates a decision, with inputs by name. Inputs that are not given, or do not conform, are null.
    ///
    /// A name may also be that of a decision that the one asked for needs: then its logic is not evaluated.
    public func evaluate(
        _ decision: String, with inputs: FEELValues.Context, in environment: Environment = Environment()
    ) -> DMN.Outcome {
        guard let node = node(named: decision, where: \.isDecision) else { return unknown("decision", decision) }
        let run = Run(self, Evaluator(environment))
        for (name, value) in inputs.entries { give(name, value, to: run) }
        return outcome(run) { run.value(node) }
    }

    /// Evaluates a decision, with inputs that may say which model's they are.
    ///
    /// - Parameter namespace: that of the decision's model, when it is an imported one.
    public func evaluate(
        _ decision: String, namespace: String?, given inputs: [Argument], in environment: Environment = Environment()
    ) -> DMN.Outcome {
        guard let node = node(named: decision, namespace: namespace, where: \.isDecision) else {
            return unknown("decision", decision)
        }
        let run = Run(self, Evaluator(environment))
        for input in inputs { give(input, to: run) }
        return outcome(run) { run.value(node) }
    }

    /// A named input and, when several models have one of that name, the namespace of the one that is meant.
    public struct Argument: Sendable {
        /// The variable's name.
        public let name: String
        /// Its model's namespace.
        public let namespace: String?
        /// The value.
        public let value: Value

        /// An input.
        public init(_ name: String, namespace: String? = nil, _ value: Value) {
            self.name = name
            self.namespace = namespace
            self.value = value
        }
    }

    /// Evaluates a decision service with its parameters by name, and gives a context of its output decisions.
    public func evaluate(
        service name: String, with inputs: FEELValues.Context, in environment: Environment = Environment()
    ) -> DMN.Outcome {
        guard let node = node(named: name, where: \.isService), case .service(let service) = nodes[node] else {
            return unknown("decision service", name)
        }
        let run = Run(self, Evaluator(environment))
        for parameter in service.parameters {
            let given = inputs[parameter.parameter.name] ?? .null
            run.set(parameter.node, parameter.type.admit(given, run.evaluator) ?? .null)
        }
        return outcome(run) {
            .context(FEELValues.Context(service.outputs.map { ($0.name, run.value($0.node)) }))
        }
    }

    /// Calls a business knowledge model with its parameters by name.
    public func call(
        _ knowledge: String, with arguments: FEELValues.Context, in environment: Environment = Environment()
    ) -> DMN.Outcome {
        guard let node = node(named: knowledge, where: \.isFunction), case .function(let function) = nodes[node] else {
            return unknown("business knowledge model", knowledge)
        }
        let run = Run(self, Evaluator(environment))
        let values = function.parameters.map { arguments[$0.name] ?? .null }
        return outcome(run) {
            run.call(function, captured: function.needs.map(run.value), values)
        }
    }

    /// A decision with inputs by slot, for callers that evaluate it often.
    public func prepare(_ decision: String, inputs names: [String]) -> Prepared? {
        guard let node = node(named: decision, where: \.isDecision) else { return nil }
        var slots: [Int] = []
        for name in names {
            guard let input = self.inputs.first(where: { $0.name == name }) else { return nil }
            slots.append(input.node)
        }
        return Prepared(decisions: self, node: node, slots: slots)
    }

    /// A decision whose inputs have been looked up.
    public struct Prepared: Sendable {
        let decisions: DMN.Decisions
        let node: Int
        let slots: [Int]

        /// Evaluates the decision with a value for each of the inputs, in the order in which they were named.
        public func evaluate(_ inputs: [Value], in environment: Environment = Environment()) -> DMN.Outcome {
            let run = Run(decisions, Evaluator(environment))
            for (slot, value) in zip(slots, inputs) { decisions.give(value, to: slot, of: run) }
            return decisions.outcome(run) { run.value(node) }
        }
    }

    // MARK: Inside

    private func outcome(_ run: Run, _ body: () -> Value) -> DMN.Outcome {
        let value = body()
        return DMN.Outcome(value: value, problems: run.problems, diagnostics: run.evaluator.diagnostics)
    }

    private func unknown(_ kind: String, _ name: String) -> DMN.Outcome {
        let problem = DMN.Problem(
            .error, "unknown-element", at: .none, in: name,
            DMN.Wording("There is no \(kind) named '\(name)'.", "不存在名为 '\(name)' 的元素（\(kind)）。"))
        return DMN.Outcome(value: .null, problems: [problem], diagnostics: [])
    }

    /// Gives a named value to the elements of that name: those of the model itself, those of an import of that name
    /// (the value is then a context of its elements), or else those of any imported model.
    private func give(_ name: String, _ value: Value, to run: Run) {
        if give(name, value, in: 0, to: run) { return }
        for node in nodes.indices where graph.nodes[node].name == name || qualifiedName(node) == name {
            give(value, to: node, of: run)
        }
    }

    /// The name of an imported element as the model itself would write it: `import.name`.
    private func qualifiedName(_ node: Int) -> String? {
        graph.importName(of: graph.nodes[node].model, in: 0).map { "\($0).\(graph.nodes[node].name)" }
    }

    private func give(_ input: Argument, to run: Run) {
        let known = nodes.indices.filter {
            graph.nodes[$0].name == input.name
                && graph.models[graph.nodes[$0].model].namespace == input.namespace
        }
        if known.isEmpty { return give(input.name, input.value, to: run) }
        for node in known { give(input.value, to: node, of: run) }
    }

    private func give(_ name: String, _ value: Value, in model: Int, to run: Run) -> Bool {
        var isKnown = false
        for node in nodes.indices where graph.nodes[node].model == model && graph.nodes[node].name == name {
            give(value, to: node, of: run)
            isKnown = true
        }
        guard !isKnown, case .context(let entries) = value else { return isKnown }
        for child in graph.models(named: name, in: model) where child > model {
            for (entry, value) in entries.entries where give(entry, value, in: child, to: run) { isKnown = true }
        }
        return isKnown
    }

    private func give(_ value: Value, to node: Int, of run: Run) {
        switch nodes[node] {
        case .input(let type):
            if let admitted = type.admit(value, run.evaluator) {
                run.set(node, admitted)
            } else {
                run.reportMismatch(
                    value, type.type, at: graph.nodes[node].element.notes.place, in: graph.nodes[node].name)
            }
        case .decision: run.set(node, value)
        case .function, .service, .nothing: break
        }
    }

    /// The element of a name: of the model itself if there is one, otherwise of an imported one.
    private func node(
        named name: String, namespace: String? = nil, where fits: (CompiledNode) -> Bool
    ) -> Int? {
        let found = nodes.indices.filter { node in
            fits(nodes[node])
                && (namespace == nil || graph.models[graph.nodes[node].model].namespace == namespace)
        }
        return found.first { graph.nodes[$0].element.name == name && graph.nodes[$0].model == 0 }
            ?? found.first { graph.nodes[$0].element.notes.id == name && graph.nodes[$0].model == 0 }
            ?? found.first { graph.nodes[$0].element.name == name || qualifiedName($0) == name }
    }
}

extension DMN {
    /// What came of an evaluation.
    public typealias Outcome = Decisions.Outcome
}

extension CompiledNode {
    fileprivate var isDecision: Bool { if case .decision = self { true } else { false } }
    fileprivate var isService: Bool { if case .service = self { true } else { false } }
    fileprivate var isFunction: Bool { if case .function = self { true } else { false } }
}
