/// One element of a process as the engine runs it.
public struct Node: Sendable {
    /// The element's id in the model.
    public let id: String
    /// Its name; empty when it has none.
    public let name: String
    /// Where it stands in the file.
    public let line: Int
    /// The name of the element in BPMN: `userTask`, `boundaryEvent`.
    public let type: String
    /// What it does.
    public internal(set) var kind: Kind
    /// The scope that it lies in, by its place in the graph; -1 for the process.
    public internal(set) var scope: Int
    /// Flows that arrive, by their places in the graph.
    public internal(set) var incoming: [Int] = []
    /// Flows that leave, in the order of the file.
    public internal(set) var outgoing: [Int] = []
    /// The flow that is taken when no condition holds; -1 for none.
    public internal(set) var defaultFlow = -1
    /// The events on its border.
    public internal(set) var boundaries: [Int] = []
    /// The event sub-processes of a scope.
    public internal(set) var eventSubprocesses: [Int] = []
    /// Where a scope begins.
    public internal(set) var entries: [Int] = []
    /// How it repeats.
    public internal(set) var loop: Loop?
    /// What it starts with.
    public internal(set) var inputs: [Mapping] = []
    /// What it leaves behind.
    public internal(set) var outputs: [Mapping] = []
    /// Whether what it is given also goes to its scope when it maps its outputs, as in the dialects of Camunda 7.
    public internal(set) var sharesResults = false
    /// Whether it only undoes another activity.
    public internal(set) var isForCompensation = false
    /// The activity that undoes this one, and the boundary event that names it; -1 for none.
    public internal(set) var handler = -1
    /// The boundary event that names the handler; -1 for none.
    public internal(set) var handlerEvent = -1
    /// Which flows lie behind each node, for an inclusive or complex join.
    var reach: JoinReach?
    /// Passed over when it holds.
    public internal(set) var skip: Formula?
    /// The variable that receives who started the process (start event).
    public internal(set) var initiatorVariable: String?

    /// What an element does.
    public indirect enum Kind: Sendable {
        case process
        case subprocess
        case transaction
        case adHoc(AdHoc)
        /// An event sub-process, its start event and whether it interrupts.
        case eventSubprocess(start: Int, interrupts: Bool)
        /// An abstract or manual task.
        case pass
        case user(UserWork)
        case job(JobWork)
        case script(ScriptWork)
        case decision(DecisionWork)
        case receive(EventTriggers)
        case send(MessageTrigger)
        case call(CallWork)
        case exclusive
        case parallel
        case inclusive
        case complex(activation: Formula?)
        case eventGateway(instantiates: Bool, isParallel: Bool)
        case start(EventTriggers)
        case intermediateCatch(EventTriggers)
        case boundary(EventTriggers, activity: Int, interrupts: Bool)
        case intermediateThrow(EventTriggers)
        case end(EventTriggers)
    }

    /// An ad-hoc sub-process (BPMN 2.0.2 §10.3.5).
    public struct AdHoc: Sendable {
        /// Whether one at a time.
        public let isSequential: Bool
        /// Whether what still runs ends with it.
        public let cancelsRemaining: Bool
        /// When it is done.
        public let completion: Formula?
        /// The ids of the activities to begin with; nil: all that nothing leads to.
        public let activeElements: Formula?
    }

    /// The name, or the id where there is none.
    public var label: String { name.isEmpty ? id : name }

    /// Whether elements lie in it.
    public var isScope: Bool {
        switch kind {
        case .process, .subprocess, .transaction, .adHoc, .eventSubprocess: true
        default: false
        }
    }

    /// Whether it is a task, a call or a sub-process.
    public var isActivity: Bool {
        switch kind {
        case .subprocess, .transaction, .adHoc, .pass, .user, .job, .script, .decision, .receive, .send, .call: true
        default: false
        }
    }

    /// Whether its results are kept by itself and handed on by mappings.
    var mapsOutputs: Bool { outputs.contains { !$0.isData } }

    /// The triggers of an event or a receive task.
    public var triggers: EventTriggers? {
        switch kind {
        case .receive(let triggers), .start(let triggers), .intermediateCatch(let triggers),
            .boundary(let triggers, _, _), .intermediateThrow(let triggers), .end(let triggers):
            triggers
        default: nil
        }
    }
}

/// Which incoming flows of a join can be reached from each node without passing the join.
struct JoinReach: Sendable {
    private let words: Int
    private var bits: [UInt64]

    init(nodes: Int, flows: Int) {
        words = (flows + 63) / 64
        bits = Array(repeating: 0, count: nodes * words)
    }

    mutating func insert(node: Int, flow: Int) { bits[node * words + flow / 64] |= 1 << UInt64(flow % 64) }

    func contains(node: Int, flow: Int) -> Bool { bits[node * words + flow / 64] >> UInt64(flow % 64) & 1 == 1 }

    /// Whether a token at the node must be waited for: it can reach an empty flow, and none that has its token
    /// (BPMN 2.0.2 §13.4.3, inclusive gateway).
    func holdsUp(node: Int, filled: [UInt64]) -> Bool {
        var reachesEmpty = false
        for word in 0..<words {
            let reached = bits[node * words + word]
            if reached & filled[word] != 0 { return false }
            if reached & ~filled[word] != 0 { reachesEmpty = true }
        }
        return reachesEmpty
    }
}
