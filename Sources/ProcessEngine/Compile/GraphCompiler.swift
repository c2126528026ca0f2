public import BPMN
import FEEL
public import FEELValues
import XMLTree

extension ProcessEngine {
    /// Compiles a process of a file.
    ///
    /// - Parameters:
    ///   - process: its id; without it the first that is meant to run, or the first of all.
    ///   - zones: where the regions of times written in expressions come from.
    /// - Returns: the graph, unless an error among the problems keeps the process from being run.
    public static func compile(
        _ definitions: BPMN.Definitions, process: String? = nil, zones: any TimeZoneDatabase = NoTimeZones()
    ) -> (graph: ProcessGraph?, problems: [BPMN.Problem]) {
        let processes = definitions.processes
        let found =
            process.map { id in processes.first { $0.id == id } }
            ?? processes.first(where: \.isExecutable) ?? processes.first { !$0.scope.nodes.isEmpty } ?? processes.first
        guard let found else {
            return (nil, [.noProcess(process)])
        }
        let compiler = GraphCompiler(definitions, zones: zones)
        let graph = compiler.compile(found)
        let failed = compiler.problems.contains { $0.severity == .error }
        return (failed ? nil : graph, compiler.problems)
    }
}

/// Turns a process model into a graph: names into numbers, expressions into closures.
final class GraphCompiler {
    let definitions: BPMN.Definitions
    let zones: any TimeZoneDatabase
    var nodes: [Node] = []
    var flows: [ProcessGraph.Flow] = []
    var problems: [BPMN.Problem] = []
    /// The nodes by id; ids are unique in a file.
    var places: [String: Int] = [:]
    /// What each node was made of, in step with `nodes`; nil for the process.
    var sources: [BPMN.FlowNode?] = []
    /// Names that expressions may use although they are not one word.
    var knownNames: [String] = []
    var dataNames: [String: String] = [:]
    let messages: [String: BPMN.Message]
    let signals: [String: BPMN.Signal]
    let errors: [String: BPMN.Error]
    let escalations: [String: BPMN.Escalation]

    init(_ definitions: BPMN.Definitions, zones: any TimeZoneDatabase) {
        self.definitions = definitions
        self.zones = zones
        messages = Dictionary(definitions.messages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        signals = Dictionary(definitions.signals.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        errors = Dictionary(definitions.errors.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        escalations = Dictionary(definitions.escalations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func compile(_ process: BPMN.Process) -> ProcessGraph {
        collectNames(process.scope)
        nodes.append(
            Node(
                id: process.id, name: process.name ?? "", line: process.place.line, type: "process", kind: .process,
                scope: -1))
        sources.append(nil)
        number(process.scope, in: 0)
        for node in nodes.indices { describe(node) }
        connect(process.scope)
        attach(process.scope)
        for node in nodes.indices { refer(node) }
        for node in nodes.indices where nodes[node].isScope { findEntries(node) }
        let links = findLinks()
        for node in nodes.indices { findReach(node, links) }
        checkGateways()
        return ProcessGraph(
            id: process.id, name: process.name ?? "", nodes: nodes, flows: flows, starts: findStarts(), links: links)
    }

    /// Numbers the nodes of a scope, outer ones first.
    private func number(_ scope: BPMN.Scope, in parent: Int) {
        for source in scope.nodes {
            let place = nodes.count
            if places[source.id] != nil { report(.duplicateID, source) }
            places[source.id] = place
            nodes.append(
                Node(
                    id: source.id, name: source.name ?? "", line: source.place.line, type: source.type, kind: .pass,
                    scope: parent))
            sources.append(source)
            if let inner = source.subProcess { number(inner.scope, in: place) }
        }
    }

    private func collectNames(_ scope: BPMN.Scope) {
        for data in scope.dataObjects {
            know(data.name)
            dataNames[data.id] = data.name ?? data.id
        }
        for data in scope.dataObjectReferences {
            know(data.name)
            dataNames[data.id] = data.dataObjectRef.flatMap { dataNames[$0.id] } ?? data.name ?? data.id
        }
        for node in scope.nodes {
            for mapping in node.execution.inputs + node.execution.outputs { know(mapping.target) }
            know(node.execution.resultVariable)
            if case .multiInstance(let loop) = node.activity?.loop {
                know(loop.elementVariable)
                know(loop.outputCollection)
            }
            if let inner = node.subProcess { collectNames(inner.scope) }
        }
    }

    private func know(_ name: String?) {
        guard let name, name.contains(where: { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }) else { return }
        knownNames.append(name)
    }

    // MARK: Expressions

    /// The expression compiled; nil, with a problem, when it cannot be.
    func formula(_ expression: BPMN.Expression?, _ source: BPMN.FlowNode?) -> Formula? {
        // Drawing tools leave empty expressions behind: they say nothing.
        guard let expression, !expression.text.allSatisfy(\.isWhitespace) else { return nil }
        switch expression.meaning {
        case .literal(let text): return Formula(constant: .string(text))
        case .unknown:
            report(.language(expression.language ?? ""), source, at: expression.place)
            return nil
        case .feel(let text): return formula(feel: text, source, at: expression.place)
        }
    }

    /// An expression that the element can do without: one in another language is only warned of.
    func optional(_ expression: BPMN.Expression?, _ source: BPMN.FlowNode) -> Formula? {
        guard let expression else { return nil }
        guard expression.meaning == .unknown else { return formula(expression, source) }
        report(.ignored(expression.text), source, at: expression.place)
        return nil
    }

    func formula(feel text: String, _ source: BPMN.FlowNode?, at place: BPMN.Place = .none) -> Formula? {
        do throws(FEELSyntaxError) {
            return try Formula(text, known: knownNames, zones: zones)
        } catch {
            report(.syntax(text, error), source, at: place)
            return nil
        }
    }

    /// An expression, or a text that stands for itself.
    func formula(_ expression: BPMN.Expression?, or text: String, _ source: BPMN.FlowNode?) -> Formula {
        formula(expression, source) ?? Formula(constant: .string(text))
    }

    func report(_ finding: ModelFinding, _ source: BPMN.FlowNode?, at place: BPMN.Place = .none) {
        problems.append(
            finding.problem(
                at: place.line > 0 ? place : source?.place ?? .none, element: source?.id ?? "",
                label: source?.label ?? ""))
    }
}
