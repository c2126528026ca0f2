import BPMN
import Basics
public import FEELValues

/// The process engine: a pure function from a state and a command to the next state, what happened and what is to be
/// done (BPMN 2.0.2 §13).
///
/// ```swift
/// let (graph, problems) = ProcessEngine.compile(definitions, process: "order")
/// let engine = ProcessEngine(graph)
/// var (state, outcome) = engine.start(.none(variables: ["amount": 1200]), in: environment)
/// outcome = try engine.apply(.completeTask(7), to: &state, in: environment)
/// ```
///
/// A command that does not fit is refused with a ``CommandError`` and changes nothing. What goes wrong inside a model
/// becomes an ``Incident`` of the state, which a person can retry, skip or mend.
public struct ProcessEngine: Sendable {
    /// The process.
    public let graph: ProcessGraph

    /// An engine for a process.
    public init(_ graph: ProcessGraph) { self.graph = graph }
}

/// How an instance begins.
public struct StartRequest: Sendable {
    /// Which of the ``ProcessGraph/starts``; nil for the none start event.
    public var start: ProcessGraph.Start?
    /// The first variables.
    public var variables: Context
    /// Who begins it, when a person does.
    public var initiator: String?
    /// What the choice of a random approver is derived from.
    public var seed: UInt64
    /// People whom the initiator picked for steps, by the step's element id.
    public var picks: [String: [String]]

    /// A request.
    public init(
        _ start: ProcessGraph.Start? = nil, variables: Context = Context(), initiator: String? = nil, seed: UInt64 = 0,
        picks: [String: [String]] = [:]
    ) {
        self.start = start
        self.variables = variables
        self.initiator = initiator
        self.seed = seed
        self.picks = picks
    }
}
