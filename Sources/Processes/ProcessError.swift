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
