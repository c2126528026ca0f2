import FEEL
import FEELValues

/// Compiles the graph of a model and its imports.
final class ModelCompiler {
    let graph: Graph
    private(set) lazy var types = TypeTable(graph) { [unowned self] tests, type, model in
        constraint(tests, type, model)
    }
    let options: DMN.Options
    /// Whether decision tables are looked over for gaps, overlaps and the like.
    let analyses: Bool
    let memberNames: [String]
    var problems: [DMN.Problem]
    var reports: [DMN.TableReport] = []
    private var depth = 0
    private var typeNames: [Int: [String: FEELType]] = [:]

    /// Boxed expressions within each other; a file's own depth is capped lower than this by the XML reader.
    private static let mostDepth = 100

    init(_ graph: Graph, _ options: DMN.Options, analyses: Bool = false) {
        self.graph = graph
        self.options = options
        self.analyses = analyses
        memberNames = graph.memberNames
        problems = graph.problems
    }

    func goDeeper() -> Bool {
        depth += 1
        return depth <= Self.mostDepth
    }

    func goUp() { depth -= 1 }

    /// The named types that FEEL text in a model may use.
    func typeNames(in model: Int) -> [String: FEELType] {
        if let known = typeNames[model] { return known }
        let names = types.names(in: model)
        typeNames[model] = names
        return names
    }

    func compile() -> DMN.Decisions {
        let nodes = graph.nodes.indices.map(node)
        reportImplicit()
        reportCycles(nodes)
        problems += types.problems
        return DMN.Decisions(graph: graph, nodes: nodes, problems: problems)
    }

    // MARK: Nodes

    private func node(_ number: Int) -> CompiledNode {
        let node = graph.nodes[number]
        let type = types.type(node.element.typeRef, in: node.model, at: node.element.notes, of: node.element.name)
        switch node.element {
        case .input: return .input(type)
        case .decision(let decision): return .decision(self.decision(decision, number, type))
        case .knowledge(let knowledge): return .function(self.knowledge(knowledge, number, type))
        case .service(let service): return .service(self.service(service, number, type))
        case .source: return .nothing
        }
    }

    private func decision(_ decision: DMN.Decision, _ number: Int, _ type: ItemType) -> CompiledDecision {
        let inputs = graph.implicit[number, default: []].map { node in
            Need(node: node, name: name(of: node, in: graph.nodes[number].model))
        }
        let needs = needs(decision.requirements, of: number) + inputs
        let compiler = LogicCompiler(
            self, model: graph.nodes[number].model, element: decision.name, names: needs.map(\.name))
        if decision.expression == nil {
            compiler.report(
                .note, "no-logic", at: decision.notes.place,
                DMN.Wording("The decision has no logic; its result is null.", "该决策没有逻辑，结果为 null。"))
        }
        let step = compiler.typed(compiler.step(decision.expression), type, decision.notes.place)
        return CompiledDecision(name: decision.name, needs: needs.map(\.node), step: step)
    }

    private func knowledge(
        _ knowledge: DMN.BusinessKnowledgeModel, _ number: Int, _ type: ItemType
    ) -> CompiledFunction {
        var needs = needs(knowledge.requirements, of: number)
        // A function may always call itself.
        if !needs.contains(where: { $0.node == number }) {
            needs.append(Need(node: number, name: name(of: number, in: graph.nodes[number].model)))
        }
        let compiler = LogicCompiler(
            self, model: graph.nodes[number].model, element: knowledge.name, names: needs.map(\.name))
        guard let logic = knowledge.logic else {
            return CompiledFunction(name: knowledge.name, needs: [], parameters: [], result: .any) { _ in .null }
        }
        let function = compiler.body(logic, result: type)
        return CompiledFunction(
            name: knowledge.name, needs: needs.map(\.node), parameters: function.parameters,
            result: function.result, step: function.step)
    }

    private func service(_ service: DMN.DecisionService, _ number: Int, _ type: ItemType) -> CompiledService {
        let model = graph.nodes[number].model
        func resolve(_ references: [DMN.Reference]) -> [Int] {
            references.compactMap { resolve($0.href, $0.notes, of: number) }
        }
        func resolve(_ href: String, _ notes: DMN.Notes, of number: Int) -> Int? {
            self.resolve(href, at: notes.place == .none ? service.notes.place : notes.place, of: number)
        }
        // Input data come first, as the suite's published cases have it.
        let parameters = resolve(service.inputs) + resolve(service.inputDecisions)
        let kinds = parameters.map { node -> (node: Int, parameter: FunctionValue.Parameter, type: ItemType) in
            let element = graph.nodes[node].element
            let type = types.type(element.typeRef, in: graph.nodes[node].model, at: element.notes, of: element.name)
            return (node, FunctionValue.Parameter(name(of: node, in: model).name, type.type), type)
        }
        return CompiledService(
            name: service.name, parameters: kinds,
            outputs: resolve(service.outputs).map { (graph.nodes[$0].name, $0) }, result: type)
    }

    // MARK: Requirements

    /// A node that an element needs, and the name by which its logic sees it.
    struct Need {
        let node: Int
        let name: LogicCompiler.Name
    }

    private func needs(_ requirements: [DMN.Requirement], of number: Int) -> [Need] {
        requirements.filter { $0.role != .authority }.compactMap { requirement in
            let place = requirement.notes.place
            return resolve(requirement.href, at: place, of: number).map { node in
                Need(node: node, name: name(of: node, in: graph.nodes[number].model))
            }
        }
    }

    private func resolve(_ href: String, at place: DMN.Place, of number: Int) -> Int? {
        if let node = graph.node(href, from: graph.nodes[number].model) { return node }
        problems.append(
            DMN.Problem(
                .error, "reference", at: place, in: graph.nodes[number].element.name,
                DMN.Wording("There is no element '\(href)'.", "元素 '\(href)' 不存在。"),
                advice: DMN.Wording("Give the id of an element, as '#id'.", "请填写元素的 id，形如 '#id'。")))
        return nil
    }

    /// How a node is called in a model: by its name, with the import's name before it when it is another model's.
    private func name(of node: Int, in model: Int) -> LogicCompiler.Name {
        let target = graph.nodes[node]
        let prefix = graph.importName(of: target.model, in: model) ?? ""
        let name = prefix.isEmpty ? target.name : "\(prefix).\(target.name)"
        return LogicCompiler.Name(name: name, type: feelType(of: target))
    }

    private func feelType(of node: Graph.Node) -> FEELType {
        func type(_ reference: String?, _ notes: DMN.Notes) -> FEELType {
            types.type(reference, in: node.model, at: notes, of: node.element.name).type
        }
        switch node.element {
        case .knowledge(let knowledge):
            let parameters = knowledge.logic?.parameters.map { type($0.typeRef, $0.notes) } ?? []
            let declared = type(knowledge.variable?.typeRef, knowledge.notes)
            if case .function = declared { return declared }
            return .function(parameters, result: declared)
        case .service: return .any
        case .decision, .input, .source: return type(node.element.typeRef, node.element.notes)
        }
    }

    private func reportImplicit() {
        for (number, inputs) in graph.implicit.sorted(by: { $0.key < $1.key }) where !inputs.isEmpty {
            let element = graph.nodes[number].element
            let names = inputs.map { graph.nodes[$0].name }.joined(separator: ", ")
            problems.append(
                DMN.Problem(
                    .note, "implicit-input", at: element.notes.place, in: element.name,
                    DMN.Wording(
                        "The model declares no input data; taken as such: \(names).", "模型未声明输入数据，以下名称视为输入：\(names)。"),
                    advice: DMN.Wording(
                        "Declare them as input data and require them.", "请将其声明为 inputData 并添加依赖。")))
        }
    }

    /// Decisions that need themselves, directly or not, can never be evaluated (§6.3.13).
    private func reportCycles(_ nodes: [CompiledNode]) {
        for number in circular(nodes) {
            let element = graph.nodes[number].element
            problems.append(
                DMN.Problem(
                    .error, "cycle", at: element.notes.place, in: element.name,
                    DMN.Wording("The decision needs its own result.", "该决策依赖自身的结果。"),
                    advice: DMN.Wording(
                        "Remove one of the requirements in the circle.", "请删除环中的一个依赖。")))
        }
    }

    /// Decisions on a circle, one for each circle found; a walk with its own stack, since chains may be long.
    private func circular(_ nodes: [CompiledNode]) -> [Int] {
        var state = [Int](repeating: 0, count: nodes.count)
        var found: [Int] = []
        for start in nodes.indices where state[start] == 0 {
            var stack = [start]
            while let top = stack.last {
                guard state[top] == 0, case .decision(let decision) = nodes[top] else {
                    state[top] = 2
                    stack.removeLast()
                    continue
                }
                state[top] = 1
                if decision.needs.contains(where: { state[$0] == 1 }) { found.append(top) }
                stack += decision.needs.filter { state[$0] == 0 }
            }
        }
        return found
    }
}
