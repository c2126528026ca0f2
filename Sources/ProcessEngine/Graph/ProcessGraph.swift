/// A process compiled once per version: elements and flows by number, expressions as closures.
public final class ProcessGraph: Sendable {
    /// The process's id.
    public let id: String
    /// Its name.
    public let name: String
    /// The elements; the first is the process itself.
    public let nodes: [Node]
    /// The sequence flows.
    public let flows: [Flow]
    /// The ways in which the process can begin.
    public let starts: [Start]
    /// The catch events of each link name in each scope.
    let links: [Link: Int]
    /// Whether any event waits for a condition; otherwise new variables wake nothing.
    let hasConditions: Bool
    private let placesByID: [String: Int]

    /// A sequence flow.
    public struct Flow: Sendable {
        /// Its id.
        public let id: String
        /// Its name; empty when it has none.
        public let name: String
        /// The node that it leaves.
        public let source: Int
        /// The node that it reaches.
        public let target: Int
        /// When it is taken.
        public let condition: Formula?
        /// Its place among the flows that reach the target.
        public internal(set) var arrival: Int
    }

    /// One way in which the process can begin.
    public struct Start: Sendable, Hashable {
        /// The start event, the receive task, or the event behind an instantiating gateway.
        public let node: Int
        /// Which of its triggers; -1 for none.
        public let trigger: Int
        /// The event-based gateway before it; -1 for none.
        public let gateway: Int
    }

    struct Link: Hashable {
        let scope: Int
        let name: String
    }

    init(id: String, name: String, nodes: [Node], flows: [Flow], starts: [Start], links: [Link: Int]) {
        self.id = id
        self.name = name
        self.nodes = nodes
        self.flows = flows
        self.starts = starts
        self.links = links
        hasConditions = nodes.contains { node in
            node.triggers?.triggers.contains { if case .condition = $0 { true } else { false } } ?? false
        }
        placesByID = Dictionary(
            nodes.indices.map { (nodes[$0].id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The element of an id.
    public func node(_ id: String) -> Int? { placesByID[id] }

    /// The trigger of a start; nil for the none start event.
    public func trigger(of start: Start) -> Trigger? {
        guard start.trigger >= 0, let triggers = nodes[start.node].triggers else { return nil }
        return triggers.triggers[start.trigger]
    }

    /// The scopes around a node, from the nearest to the process.
    func scopes(around node: Int) -> [Int] {
        var around: [Int] = []
        var scope = nodes[node].scope
        while scope >= 0 {
            around.append(scope)
            scope = nodes[scope].scope
        }
        return around
    }
}
