import Basics
import FEELValues
import ProcessEngine

extension ScenarioPlay {
    func check(_ expectation: Scenario.Expectation) -> [String] {
        var found: [String] = []
        if let names = expectation.tasks { found += compare("tasks", names, openTasks) }
        if let names = expectation.jobs { found += compare("jobs", names, openJobs) }
        if let names = expectation.waiting { found += compare("waiting", names, openWaits) }
        for (name, value) in expectation.variables { found += compare(variable: name, value) }
        if let actors = expectation.actors {
            let seen = openTasks.map { "\($0.label): \($0.actor ?? "")" }.sorted()
            if seen != actors.sorted() {
                found.append("actors: expected \(Self.text(actors)), seen \(Self.text(seen))")
            }
        }
        if let codes = expectation.incidents {
            let seen = simulation.instances.values.flatMap { $0.state.incidents.values.map(\.code) }.sorted()
            if seen != codes.sorted() {
                found.append("incidents: expected \(Self.text(codes)), seen \(Self.text(seen))")
            }
        }
        found += compare("copies", expectation.copies, simulation.copies.map(\.person))
        found += compare(
            "notices", expectation.notices,
            simulation.notices.flatMap { notice in notice.people.map { "\(notice.kind.rawValue): \($0)" } })
        return found
    }

    private func compare(_ kind: String, _ expected: [String]?, _ seen: [String]) -> [String] {
        guard let expected, expected.sorted() != seen.sorted() else { return [] }
        return ["\(kind): expected \(Self.text(expected)), seen \(Self.text(seen))"]
    }

    /// Compares multisets: each expected name takes one open thing that it means.
    private func compare(_ kind: String, _ expected: [String], _ open: [Open]) -> [String] {
        var left = open
        var isEqual = expected.count == open.count
        for name in expected {
            guard
                let place = left.firstIndex(where: { $0.node.id == name })
                    ?? left.firstIndex(where: { $0.node.isCalled(name) })
            else {
                isEqual = false
                break
            }
            left.remove(at: place)
        }
        if isEqual { return [] }
        return ["\(kind): expected \(Self.text(expected)), seen \(Self.text(open.map(\.label)))"]
    }

    private func compare(variable name: String, _ expected: Value) -> [String] {
        let seen = root?.state.variables[name] ?? .null
        if Self.isEqual(expected, seen) { return [] }
        return ["variable '\(name)': expected \(expected), seen \(seen)"]
    }

    /// Values as JSON tells them: numbers by value, dates and durations by their texts.
    private static func isEqual(_ expected: Value, _ seen: Value) -> Bool {
        switch (expected, seen) {
        case (.list(let left), .list(let right)):
            return left.count == right.count && zip(left, right).allSatisfy(isEqual)
        case (.context(let left), .context(let right)):
            return left.count == right.count && left.entries.allSatisfy { isEqual($1, right[$0] ?? .null) }
        case (.string(let text), _): return seen.text == text
        default: return expected == seen
        }
    }

    func checkEnd() -> [String] {
        guard let end = scenario.end else { return [] }
        let seen = ending
        return seen == end ? [] : ["end: expected \(end), seen \(seen)\(incidentText)"]
    }

    private var ending: String {
        guard let root else { return "not started" }
        guard root.state.status == .active else { return root.state.status.rawValue }
        let hasIncident = simulation.instances.values.contains { !$0.state.incidents.isEmpty }
        return hasIncident ? "incident" : "active"
    }

    private var incidentText: String {
        let incidents = simulation.instances.values.flatMap { instance in
            instance.state.incidents.values.map {
                "\($0.code) at '\(instance.engine.graph.nodes[$0.node].label)' \($0.arguments.joined(separator: " "))"
            }
        }
        if !incidents.isEmpty { return " (" + incidents.joined(separator: "; ") + ")" }
        let open = openTasks.map(\.label) + openJobs.map(\.label) + openWaits.map(\.label)
        return open.isEmpty ? "" : " (open: \(Self.text(open)))"
    }

    func checkPassed() -> [String] {
        scenario.passed.compactMap { name, count in
            let seen = simulation.completions.count { node($0).isCalled(name) }
            return seen == count ? nil : "passed '\(name)': expected \(count), seen \(seen)"
        }
    }

    func checkOrder() -> [String] {
        var rest = scenario.order[...]
        for completion in simulation.completions {
            guard let next = rest.first else { break }
            if node(completion).isCalled(next) { rest.removeFirst() }
        }
        guard let missing = rest.first else { return [] }
        let seen = simulation.completions.map { node($0).label }
        return ["order: '\(missing)' does not come where expected; seen \(seen.joined(separator: ", "))"]
    }

    private func node(_ completion: ProcessSimulation.Completion) -> Node {
        guard let graph = simulation.instances[completion.instance]?.engine.graph else {
            preconditionFailure("a completion belongs to an instance")
        }
        return graph.nodes[completion.node]
    }
}
