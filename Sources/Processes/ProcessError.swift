public import Basics
public import ProcessEngine

/// Why processes do not do what they were asked. Faces turn each into an answer in one place.
public enum ProcessError: Error, Equatable {
    case unknownDefinition(String)
    case unknownInstance(String)
    case unknownTask(String)
    case unknownDecision(String)
    /// The task was done, or taken away, before; how it ended.
    case taskClosed(String, outcome: String)
    /// Somebody else has the task.
    case taskTaken(String, by: String)
    /// The engine refuses the command in the present state.
    case refused(CommandError)
    /// An approval command does not fit: a stable code and what the sentence names.
    case forbidden(String)
    /// No version in force can be started like this.
    case notStartable(String)
    /// The lease of a job ran out, or somebody else has it.
    case leaseLost(String)
    /// Asked for more than one answer may hold.
    case malformed(code: String, arguments: [String: String])
}

extension ProcessError {
    /// The stable code and what its sentence names; the catalogues hold a sentence for each code.
    public var problem: (code: String, arguments: [String: String]) {
        switch self {
        case .unknownDefinition(let name): ("process.unknown-definition", ["name": name])
        case .unknownInstance(let id): ("process.unknown-instance", ["id": id])
        case .unknownTask(let id): ("process.unknown-task", ["id": id])
        case .unknownDecision(let name): ("process.unknown-decision", ["name": name])
        case .taskClosed(_, let outcome): ("process.task-closed", ["outcome": outcome])
        case .taskTaken(_, let person): ("process.task-taken", ["person": person])
        case .forbidden(let code): (code, [:])
        case .notStartable(let name): ("process.not-startable", ["name": name])
        case .leaseLost(let id): ("process.lease-lost", ["id": id])
        case .malformed(let code, let arguments): (code, arguments)
        case .refused(let error): Self.problem(error)
        }
    }

    private static func problem(_ error: CommandError) -> (String, [String: String]) {
        switch error {
        case .ended(let status): ("process.ended", ["status": status.rawValue])
        case .suspended: ("process.suspended", [:])
        case .unknown(let kind, let key): ("process.not-open", ["kind": kind.rawValue, "key": "\(key)"])
        case .unknownElement(let id): ("process.unknown-element", ["element": id])
        case .unfit(_, _, let reason): unfit(reason)
        }
    }

    /// What an approval refuses has a word of its own: `opinion`, `signature`, `actor:…`.
    private static func unfit(_ reason: String) -> (String, [String: String]) {
        let word = String(reason.prefix { $0 != ":" })
        let known = [
            "actor", "added", "field", "handled", "initiator", "mode", "opinion", "passed", "people", "previous", "reminded", "return",
            "seated", "signature",
        ]
        guard known.contains(word) else { return ("process.unfit", ["reason": reason]) }
        return ("process.unfit-" + word, ["detail": String(reason.dropFirst(word.count + 1))])
    }
}
