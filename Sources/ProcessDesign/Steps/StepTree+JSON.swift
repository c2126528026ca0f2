public import Basics
import XMLTree

// The tree as the designer in the browser holds it.
extension StepTree {
    /// The tree as JSON.
    public var json: JSON {
        [
            "id": .string(id), "name": .string(name), "documentation": .string(documentation),
            "extensions": .array(extensions.map(ElementJSON.json)), "start": start.json, "steps": .array(steps.map(\.json)), "end": end.json,
        ]
    }

    /// Reads a tree; at most `most` steps.
    /// - Throws: a sentence that says what is not right.
    public init(json: JSON, most: Int = 500) throws(ProcessDesign.Sentence) {
        var reader = StepReader(left: most)
        guard let id = json["id"]?.string, ElementJSON.isName(id) else { throw StepReader.malformed }
        self.init(id: id, name: json["name"]?.string ?? "")
        documentation = json["documentation"]?.string ?? ""
        extensions = StepReader.extensions(json)
        start = try reader.step(json["start"] ?? .null, depth: 0, as: .start)
        end = try reader.step(json["end"] ?? .null, depth: 0, as: .end)
        steps = try reader.steps(json["steps"] ?? .null, depth: 0)
    }
}

extension StepTree.Step {
    var json: JSON {
        var members: OrderedMap<JSON> = [
            "id": .string(id), "kind": .string(word), "name": .string(name), "documentation": .string(documentation),
            "extensions": .array(extensions.map(ElementJSON.json)),
        ]
        switch kind {
        case .delay(let delay):
            members["isDate"] = .bool(delay.isDate)
            members["delay"] = .string(delay.text)
        case .branches(let split):
            members["join"] = .string(split.join)
            members["branches"] = .array(split.branches.map(\.json))
        default: break
        }
        return .object(members)
    }

    private var word: String {
        switch kind {
        case .start: "start"
        case .end: "end"
        case .person: "person"
        case .action: "action"
        case .decision: "decision"
        case .call: "call"
        case .delay: "delay"
        case .branches(let split): split.gateway.rawValue
        }
    }
}

extension StepTree.Branch {
    var json: JSON {
        [
            "name": .string(name), "condition": .string(condition), "isDefault": .bool(isDefault), "steps": .array(steps.map(\.json)),
        ]
    }
}

/// Reads steps out of JSON, within limits; ids are told apart here, since everything refers to them.
private struct StepReader {
    var left: Int
    var ids: Set<String> = []

    static let malformed = ProcessDesign.Sentence("The steps cannot be read.", "无法读取步骤。")
    private static let tooMany = ProcessDesign.Sentence("There are too many steps, or they are nested too deeply.", "步骤过多或嵌套过深。")

    static func extensions(_ json: JSON) -> [XMLElement] { (json["extensions"]?.array ?? []).compactMap { ElementJSON.element($0) } }

    mutating func steps(_ json: JSON, depth: Int) throws(ProcessDesign.Sentence) -> [StepTree.Step] {
        guard depth < 40 else { throw Self.tooMany }
        var steps: [StepTree.Step] = []
        for item in json.array ?? [] { steps.append(try step(item, depth: depth)) }
        return steps
    }

    mutating func step(_ json: JSON, depth: Int, as fixed: StepTree.Kind? = nil) throws(ProcessDesign.Sentence) -> StepTree.Step {
        left -= 1
        guard left >= 0 else { throw Self.tooMany }
        guard let id = json["id"]?.string, ElementJSON.isName(id) else { throw Self.malformed }
        try take(id)
        let kind: StepTree.Kind
        if let fixed { kind = fixed } else { kind = try self.kind(json, depth: depth) }
        var step = StepTree.Step(id, kind, name: json["name"]?.string ?? "", extensions: Self.extensions(json))
        step.documentation = json["documentation"]?.string ?? ""
        return step
    }

    private mutating func take(_ id: String) throws(ProcessDesign.Sentence) {
        guard ids.insert(id).inserted else {
            throw ProcessDesign.Sentence("Two steps have the id “\(id)”.", "两个步骤使用了同一标识“\(id)”。")
        }
    }

    private mutating func kind(_ json: JSON, depth: Int) throws(ProcessDesign.Sentence) -> StepTree.Kind {
        let word = json["kind"]?.string ?? ""
        if let gateway = StepTree.Gateway(rawValue: word) { return .branches(try split(gateway, json, depth: depth)) }
        switch word {
        case "person": return .person
        case "action": return .action
        case "decision": return .decision
        case "call": return .call
        case "delay": return .delay(StepTree.Delay(json["delay"]?.string ?? "", isDate: json["isDate"]?.bool ?? false))
        default: throw Self.malformed
        }
    }

    private mutating func split(_ gateway: StepTree.Gateway, _ json: JSON, depth: Int) throws(ProcessDesign.Sentence) -> StepTree.Split {
        guard let join = json["join"]?.string, ElementJSON.isName(join), let items = json["branches"]?.array, items.count >= 2 else {
            throw Self.malformed
        }
        try take(join)
        var branches: [StepTree.Branch] = []
        for item in items {
            let isDefault = gateway != .parallel && item["isDefault"]?.bool == true && !branches.contains(where: \.isDefault)
            let condition = gateway == .parallel || isDefault ? "" : item["condition"]?.string ?? ""
            branches.append(
                StepTree.Branch(item["name"]?.string ?? "", when: condition, isDefault: isDefault, try steps(item["steps"] ?? .null, depth: depth + 1)))
        }
        return StepTree.Split(gateway, branches, join: join)
    }
}
