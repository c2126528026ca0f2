import FEELValues

/// What an event waits for or throws (BPMN 2.0.2 §10.5.5).
public enum Trigger: Sendable {
    case message(MessageTrigger)
    case timer(TimerTrigger)
    /// A signal by name.
    case signal(Formula)
    case condition(Formula)
    case error(ErrorTrigger)
    /// An escalation: its code, or any, and the variable that receives the code.
    case escalation(code: String?, codeVariable: String?)
    /// What is compensated (nil: everything in the scope), and whether the event waits for it.
    case compensation(activity: Int?, waits: Bool)
    case link(String)
    case cancel
    case terminate
}

/// A message that is waited for or sent.
public struct MessageTrigger: Sendable {
    /// Its name.
    public let name: Formula
    /// What it is told apart by.
    public let correlationKey: Formula?
    /// A job that sends it in place of the engine.
    public let job: JobWork?
}

/// An error that is caught or thrown.
public struct ErrorTrigger: Sendable {
    /// Its code; nil catches every error.
    public let code: String?
    /// The variable that receives the code.
    public let codeVariable: String?
    /// The variable that receives the message.
    public let messageVariable: String?
}

/// When a timer fires.
public struct TimerTrigger: Sendable {
    /// How the expression is meant.
    public enum Kind: Sendable, Equatable { case date, duration, cycle }
    /// What it is.
    public let kind: Kind
    /// The expression that gives the time.
    public let formula: Formula
    /// The business calendar on which durations run; nil for the clock on the wall.
    public let calendar: String?
}

/// An event's triggers: none, one, several of which one suffices, or several that must all occur.
public struct EventTriggers: Sendable {
    /// The triggers, in the order of the file.
    public let triggers: [Trigger]
    /// Whether all must occur (parallel multiple).
    public let isParallel: Bool
}
