import BPMN
import Processes

/// Where an instance stood after one of its steps, told from its history alone.
struct Replay {
    private(set) var done: Set<String> = []
    private(set) var tokens: [String: Int] = [:]

    init(_ history: [InstanceEvent], through step: Int64) {
        for entry in history where entry.step <= step {
            if let element = entry.element { take(entry.kind, element) }
        }
    }

    /// The history keeps the last thousand steps, so that an element may end that never was seen to begin.
    private mutating func take(_ kind: String, _ element: String) {
        switch kind {
        case "activated": tokens[element, default: 0] += 1
        case "completed":
            leave(element)
            done.insert(element)
        case "terminated": leave(element)
        default: break
        }
    }

    private mutating func leave(_ element: String) {
        let count = tokens[element] ?? 0
        tokens[element] = count > 1 ? count - 1 : nil
    }

    var overlays: [BPMN.Overlay] {
        done.sorted().map { BPMN.Overlay($0, .state(.completed)) }
            + tokens.sorted { $0.key < $1.key }.map { BPMN.Overlay($0.key, .tokens($0.value)) }
    }
}
