import Basics
import FEELValues
import ProcessEngine

extension ScenarioPlay {
    /// What administrators do: `{"administer": "retry"}` and its kin.
    func administer(_ json: JSON) -> [String] {
        guard let root else { return ["there is no instance"] }
        switch json["administer"]?.string {
        case "retry": return onIncidents { .retryIncident($0) }
        case "skip": return onIncidents { .skipIncident($0, variables: Scenario.context(json["variables"])) }
        case "suspend": return apply(.suspend, root.number)
        case "resume": return apply(.resume, root.number)
        case "activate":
            return apply(.modify([.activate(json["element"]?.string ?? "")]), root.number)
        case "terminate": return onElement(json) { .modify([.terminate($0)]) }
        case "startAdHoc":
            let activities = Scenario.names(json["activities"]) ?? []
            return onElement(json) { .startAdHoc($0, activities: activities) }
        default: return ["'administer' is none of retry, skip, suspend, resume, activate, terminate, startAdHoc"]
        }
    }

    private func onIncidents(_ command: (Int) -> Command) -> [String] {
        for number in simulation.instances.keys.sorted() {
            for key in simulation.instances[number]?.state.incidents.keys.sorted() ?? [] {
                let found = apply(command(key), number)
                if !found.isEmpty { return found }
            }
        }
        return []
    }

    private func onElement(_ json: JSON, _ command: (Int) -> Command) -> [String] {
        let name = json["element"]?.string ?? ""
        for number in simulation.instances.keys.sorted() {
            guard let instance = simulation.instances[number] else { continue }
            for key in instance.state.activeKeys {
                guard let element = instance.state.elements[key],
                    instance.engine.graph.nodes[element.node].isCalled(name)
                else { continue }
                return apply(command(key), number)
            }
        }
        return ["nothing named '\(name)' is active"]
    }
}
