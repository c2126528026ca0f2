import BPMN
import Basics
import FEELValues
import ProcessEngine

/// A model written in a test, with one instance of it.
struct Play {
    let engine: ProcessEngine
    var state: InstanceState
    var outcome: Outcome
    static let now = Timestamp(milliseconds: 1_767_600_000_000)

    struct Refused: Error { let problems: [BPMN.Problem] }

    /// - Parameter body: what stands inside the process element.
    init(_ body: String, variables: Context = Context(), initiator: String? = nil) throws {
        engine = try Self.engine(body)
        (state, outcome) = engine.start(
            StartRequest(variables: variables, initiator: initiator), in: ProcessEnvironment(now: Self.now))
    }

    static func compile(_ body: String) -> (graph: ProcessGraph?, problems: [BPMN.Problem]) {
        let (definitions, problems) = BPMN.read(
            """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1"
             id="d" targetNamespace="t"><process id="p" isExecutable="true">\(body)</process></definitions>
            """)
        let (graph, found) = ProcessEngine.compile(definitions)
        return (graph, problems + found)
    }

    static func engine(_ body: String) throws -> ProcessEngine {
        let (graph, problems) = compile(body)
        guard let graph else { throw Refused(problems: problems) }
        return ProcessEngine(graph)
    }

    mutating func apply(_ command: Command) throws {
        outcome = try engine.apply(command, to: &state, in: ProcessEnvironment(now: Self.now))
    }

    /// The key of what is active at an element.
    func key(_ id: String) -> Int {
        state.activeKeys.first { engine.graph.nodes[state.elements[$0]?.node ?? 0].id == id } ?? -1
    }

    /// The ids of the active elements, the process aside.
    var active: [String] {
        state.activeKeys.dropFirst().map { engine.graph.nodes[state.elements[$0]?.node ?? 0].id }.sorted()
    }
}

/// Flows along chains of ids, `s a b; a c`.
func flows(_ chains: String, prefix: String = "f") -> String {
    var count = 0
    return chains.split(separator: ";").flatMap { chain -> [String] in
        let ids = chain.split(separator: " ").map(String.init)
        return zip(ids, ids.dropFirst()).map { source, target in
            count += 1
            return
                "<sequenceFlow id=\"\(prefix)\(count)-\(source)-\(target)\" sourceRef=\"\(source)\" targetRef=\"\(target)\"/>"
        }
    }.joined()
}
