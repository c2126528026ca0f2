import Basics
import FEELValues
import ProcessEngine

extension ScenarioPlay {
    /// Something open that a scenario can name.
    struct Open {
        let instance: Int
        let key: Int
        let node: Node
        var actor: String?

        var label: String { Scenario.plain(node.name).isEmpty ? node.id : Scenario.plain(node.name) }
    }

    /// The instance that the scenario is about: the first that nobody called.
    var root: ProcessSimulation.Instance? {
        simulation.instances.values.filter { $0.caller == nil && $0.engine.graph.id == process }
            .min { $0.number < $1.number }
            ?? simulation.instances.values.filter { $0.caller == nil }.min { $0.number < $1.number }
    }

    private func open(_ collect: (ElementInstance, ProcessSimulation.Instance) -> [Open]) -> [Open] {
        var found: [Open] = []
        for number in simulation.instances.keys.sorted() {
            guard let instance = simulation.instances[number] else { continue }
            for key in instance.state.activeKeys {
                if let element = instance.state.elements[key] { found += collect(element, instance) }
            }
        }
        return found
    }

    var openTasks: [Open] {
        open { element, instance in
            let node = instance.engine.graph.nodes[element.node]
            switch element.detail {
            case .task(let task):
                return [Open(instance: instance.number, key: element.key, node: node, actor: task.assignee)]
            case .approval(let group):
                return group.seats.filter { $0.status == .open && $0.task != 0 }.map {
                    Open(instance: instance.number, key: $0.task, node: node, actor: $0.actor)
                }
            default: return []
            }
        }
    }

    var openJobs: [Open] {
        open { element, instance in
            guard case .job = element.detail else { return [] }
            return [
                Open(instance: instance.number, key: element.key, node: instance.engine.graph.nodes[element.node])
            ]
        }
    }

    /// Open catch events and receive tasks, those behind event-based gateways included.
    var openWaits: [Open] {
        open { element, instance in
            guard case .event = element.detail else { return [] }
            let graph = instance.engine.graph
            let node = graph.nodes[element.node]
            if case .eventGateway = node.kind {
                return node.outgoing.map {
                    Open(instance: instance.number, key: element.key, node: graph.nodes[graph.flows[$0].target])
                }
            }
            if case .start = node.kind { return [] }
            return [Open(instance: instance.number, key: element.key, node: node)]
        }
    }

    func find(_ name: String, in open: [Open], by person: String? = nil) -> Open? {
        let named = open.filter { $0.node.isCalled(name) }
        return named.first { person != nil && $0.actor == person } ?? named.first
    }
}

extension Scenario {
    /// A name without the line breaks that drawing tools put in.
    static func plain(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

extension Node {
    /// Whether a scenario's word means this element: its name or its id.
    func isCalled(_ word: String) -> Bool {
        id == word || name == word || (!name.isEmpty && Scenario.plain(name) == Scenario.plain(word))
    }
}
