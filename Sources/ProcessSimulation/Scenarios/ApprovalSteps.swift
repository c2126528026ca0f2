import Basics
import FEELValues
import ProcessEngine

extension ScenarioPlay {
    /// What people do to approvals: `{"approval": "approve", "task": "Check", "as": "lee"}` and its kin.
    ///
    /// With `"refused": "word"` the command must be refused, and its reason must hold the word.
    func performApproval(_ json: JSON) -> [String] {
        guard let (command, instance) = approvalCommand(json) else {
            return [
                "'\(json["task"]?.string ?? json["approval"]?.string ?? "")' is not open, or the step is not known; open are \(Self.text(openTasks.map { "\($0.label): \($0.actor ?? "")" }))"
            ]
        }
        let found = apply(command, instance)
        guard let word = json["refused"]?.string else { return found }
        if found.isEmpty { return ["the command should have been refused: \(word)"] }
        return found[0].contains(word) ? [] : ["the refusal should name '\(word)': \(found[0])"]
    }

    private func approvalCommand(_ json: JSON) -> (Command, Int)? {
        let verb = json["approval"]?.string ?? ""
        let person = json["as"]?.string ?? ""
        switch verb {
        case "withdraw": return root.map { (.approval(.withdraw(by: person)), $0.number) }
        case "takeBack":
            return root.map { (.approval(.takeBack(step: json["step"]?.string ?? "", by: person)), $0.number) }
        case "handOver":
            return root.map { (.approval(.handOver(from: person, to: json["to"]?.string ?? "")), $0.number) }
        case "readCopy":
            return root.flatMap { root in copy(of: person).map { (.approval(.readCopy($0, by: person)), root.number) } }
        default: return onTask(verb, json, person)
        }
    }

    private func copy(of person: String) -> Int? {
        simulation.copies.last { $0.person == person }?.key
    }

    private func onTask(_ verb: String, _ json: JSON, _ person: String) -> (Command, Int)? {
        guard let open = task(json, person) else { return nil }
        let decision = ApprovalCommand.Decision(
            by: person, opinion: json["opinion"]?.string ?? "", isSigned: json["signed"]?.bool ?? false,
            variables: Scenario.context(json["variables"]), picks: Scenario.people(json["picks"]))
        let people = Scenario.names(json["people"]) ?? []
        let to = json["to"]?.string ?? ""
        let command: ApprovalCommand
        switch verb {
        case "approve": command = .approve(task: open.key, decision)
        case "reject": command = .reject(task: open.key, decision)
        case "return":
            command = .sendBack(
                task: open.key, decision, to: target(to), mode: json["mode"]?.string.flatMap(ReturnMode.init))
        case "before", "after", "beside":
            guard let placement = ApprovalCommand.Placement(rawValue: verb) else { return nil }
            command = .add(task: open.key, by: person, people: people, placement: placement)
        case "remove": command = .remove(task: open.key, by: person, people: people)
        case "transfer": command = .transfer(task: open.key, by: person, to: to)
        case "delegate": command = .delegate(task: open.key, by: person, to: to)
        case "copy": command = .copy(task: open.key, by: person, to: people)
        case "remind": command = .remind(task: open.key, by: person)
        case "read": return (.readTask(open.key, by: person), open.instance)
        default: return nil
        }
        return (.approval(command), open.instance)
    }

    private func task(_ json: JSON, _ person: String) -> Open? {
        let named = openTasks.filter { $0.node.isCalled(json["task"]?.string ?? "") }
        return named.first { $0.actor == person } ?? named.first
    }

    private func target(_ word: String) -> ReturnTarget {
        switch word {
        case "end": .end
        case "initiator": .initiator
        case "previous": .previous
        default: .passed(word)
        }
    }

}

extension Directory {
    /// A directory as a scenario writes it: members by kind and name, heads, managers, positions, proxies.
    init(scenario json: JSON) {
        func names(_ kind: String) -> [String: String] {
            var found: [String: String] = [:]
            for (name, value) in json[kind]?.object ?? [:] { found[name] = value.string }
            return found
        }
        var members: [String: [String]] = [:]
        for kind in ["role", "department", "position", "group"] {
            for (name, people) in json[kind]?.object ?? [:] {
                members[kind + ":" + name] = Scenario.names(people) ?? []
            }
        }
        let all = members
        let (managers, heads, proxies) = (names("manager"), names("head"), names("proxy"))
        let administrators = Scenario.names(json["administrators"]) ?? []
        self.init(
            members: { all[$0.rawValue + ":" + $1] ?? [] }, head: { heads[$0] }, manager: { managers[$0] },
            holds: { all["position:" + $1]?.contains($0) ?? false }, proxy: { person, _ in proxies[person] },
            administrators: { administrators })
    }
}
