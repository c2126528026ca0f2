import Basics
import FEELValues
import ProcessEngine
import Processes
import Records
import Web

/// The JSON body of a process route; members that the route does not know are refused.
struct ProcessBody {
    private let members: OrderedMap<JSON>

    init(_ call: APICall, _ known: Set<String>) throws {
        members = call.request.body.isEmpty ? [:] : try call.object()
        if let unknown = members.keys.first(where: { !known.contains($0) }) {
            throw APIError(400, "request.parameter", [
                "name": String(unknown.prefix(60)), "value": "", "expected": known.sorted().joined(separator: ", "),
            ])
        }
    }

    subscript(name: String) -> JSON? { members[name].flatMap { $0.isNull ? nil : $0 } }

    func text(_ name: String) throws -> String {
        guard let text = self[name]?.string, !text.isEmpty else { throw Self.wrong(name, self[name], "string") }
        return text
    }

    func list(_ name: String) throws -> [JSON] {
        guard let list = self[name]?.array, !list.isEmpty, list.count <= 500 else { throw Self.wrong(name, self[name], "array") }
        return list
    }

    func people(_ name: String) throws -> [String] { try list(name).compactMap(\.string) }

    func variables(_ name: String = "variables") throws -> Context {
        guard let value = self[name] else { return Context() }
        guard let object = value.object else { throw Self.wrong(name, value, "object") }
        return ProcessValues.context(object)
    }

    /// `{"step": ["usr_…"]}`
    func picks() -> [String: [String]] {
        Dictionary((self["picks"]?.object ?? [:]).map { ($0, ($1.array ?? []).compactMap(\.string)) }, uniquingKeysWith: { $1 })
    }

    func number(_ name: String) throws -> Int {
        guard let value = self[name]?.integer else { throw Self.wrong(name, self[name], "integer") }
        return Int(value)
    }

    /// A command on an instance.
    func command(_ name: String) throws -> Command {
        switch name {
        case "suspend": return .suspend
        case "resume": return .resume
        case "cancel": return .cancel(reason: self["reason"]?.string ?? "")
        case "set-variables": return .setVariables(try variables(), scope: self["scope"]?.integer.map { Int($0) })
        case "retry": return .retryIncident(try number("incident"))
        case "skip": return .skipIncident(try number("incident"), variables: try variables())
        case "modify": return .modify(modifications())
        default:
            throw APIError(400, "request.parameter", [
                "name": "command", "value": String(name.prefix(60)), "expected": "suspend, resume, cancel, set-variables, retry, skip, modify, withdraw",
            ])
        }
    }

    private func modifications() -> [Modification] {
        let ends = (self["terminate"]?.array ?? []).compactMap(\.integer).map { Modification.terminate(Int($0)) }
        let begins = (self["activate"]?.array ?? []).compactMap(\.string).map { Modification.activate($0) }
        return ends + begins
    }

    static func wrong(_ name: String, _ value: JSON?, _ expected: String) -> APIError {
        APIError(400, "request.parameter", ["name": name, "value": value.map { String($0.text.prefix(60)) } ?? "", "expected": expected])
    }
}

/// A command on a task.
struct TaskCommand {
    let call: APICall
    let processes: Processes
    let id: EntityID

    private static let members: Set<String> = [
        "to", "variables", "code", "message", "opinion", "signed", "picks", "mode", "people", "placement",
    ]

    func run() async throws {
        let body = try ProcessBody(call, Self.members)
        let actor = call.actor
        switch call.parameter("command") {
        case "claim": try await processes.claim(task: id, as: actor)
        case "unclaim": try await processes.unclaim(task: id, as: actor)
        case "read": try await processes.read(task: id, as: actor)
        case "assign": try await processes.assign(task: id, to: try ProcessJSON.id(body.text("to"), "usr"), as: actor)
        case "complete": try await processes.complete(task: id, variables: try body.variables(), as: actor)
        case "throw-error":
            try await processes.throwError(task: id, code: try body.text("code"), message: body["message"]?.string ?? "", as: actor)
        case let name: try await approve(name, body)
        }
    }

    private func approve(_ name: String, _ body: ProcessBody) async throws {
        let decision = Decision(
            opinion: body["opinion"]?.string ?? "", isSigned: body["signed"]?.bool ?? false, variables: try body.variables(), picks: body.picks())
        let people = body["people"] == nil ? [] : try body.people("people")
        let other = body["to"]?.string ?? ""
        let placement = ApprovalCommand.Placement(rawValue: body["placement"]?.string ?? "beside") ?? .beside
        let mode = body["mode"]?.string.flatMap(ReturnMode.init)
        guard ["approve", "reject", "return", "add", "remove", "transfer", "delegate", "copy", "remind"].contains(name) else {
            throw APIError(400, "request.parameter", ["name": "command", "value": String(name.prefix(60)), "expected": "claim, complete, approve, …"])
        }
        try await processes.approve(task: id, as: call.actor) { key, by in
            switch name {
            case "approve": .approve(task: key, decision.by(by))
            case "reject": .reject(task: key, decision.by(by))
            case "return": .sendBack(task: key, decision.by(by), to: Self.target(other), mode: mode)
            case "add": .add(task: key, by: by, people: people, placement: placement)
            case "remove": .remove(task: key, by: by, people: people)
            case "transfer": .transfer(task: key, by: by, to: other)
            case "delegate": .delegate(task: key, by: by, to: other)
            case "copy": .copy(task: key, by: by, to: people)
            default: .remind(task: key, by: by)
            }
        }
    }

    /// `end`, `initiator`, `previous`, or the id of a step that was passed.
    private static func target(_ text: String) -> ReturnTarget {
        switch text {
        case "end": .end
        case "", "previous": .previous
        case "initiator": .initiator
        default: .passed(text)
        }
    }

    private struct Decision: Sendable {
        let opinion: String
        let isSigned: Bool
        let variables: Context
        let picks: [String: [String]]

        func by(_ person: String) -> ApprovalCommand.Decision {
            .init(by: person, opinion: opinion, isSigned: isSigned, variables: variables, picks: picks)
        }
    }
}

/// A worker's answer.
struct JobCommand {
    let call: APICall
    let processes: Processes

    func run() async throws {
        let body = try ProcessBody(call, ["variables", "message", "retries", "pause", "code", "worker", "seconds"])
        let (id, actor) = (call.parameter("id"), call.actor)
        switch call.parameter("command") {
        case "complete": try await processes.complete(job: id, variables: try body.variables(), as: actor)
        case "fail":
            try await processes.fail(
                job: id, message: body["message"]?.string ?? "", retries: body["retries"]?.integer.map { Int($0) },
                pause: body["pause"]?.integer ?? 0, as: actor)
        case "throw-error":
            try await processes.throwError(
                job: id, code: try body.text("code"), message: body["message"]?.string ?? "", variables: try body.variables(), as: actor)
        case "extend":
            try await processes.extend(job: id, worker: try body.text("worker"), seconds: body["seconds"]?.integer ?? 60, as: actor)
        case let name:
            throw APIError(400, "request.parameter", ["name": "command", "value": String(name.prefix(60)), "expected": "complete, fail, throw-error, extend"])
        }
    }
}
