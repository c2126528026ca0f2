public import Basics

/// A timer or subscription of an instance.
public struct Wait: Sendable, Equatable {
    /// Its key: with the instance's id, the key of the shell's row.
    public let key: Int
    /// The element instance that it belongs to and ends with.
    public let owner: Int
    /// The event, or the receive task, that it triggers.
    public internal(set) var node: Int
    /// Which of the event's triggers it is.
    public let trigger: Int
    /// What it waits for.
    public internal(set) var kind: Kind

    /// What can be waited for.
    public enum Kind: Sendable, Equatable {
        case timer(TimerState)
        /// A message with this name and, unless it takes any, this correlation key.
        case message(name: String, correlationKey: String?)
        case signal(name: String)
        /// A condition, and what it was when last looked at.
        case condition(held: Bool)
    }
}

/// A timer that has been set.
public struct TimerState: Sendable, Equatable {
    /// When it is due.
    public let due: Timestamp
    /// How often it will fire again after that; -1 for without end.
    public let repetitions: Int
    /// How much later each time.
    public let step: Step
    /// The business calendar on which steps run; nil for the clock on the wall.
    public let calendar: String?
    /// The purpose of a timer that the approval of a task has set.
    public let purpose: Purpose

    /// How much later a timer fires again.
    public enum Step: Sendable, Equatable {
        case once
        case seconds(Int64)
        case months(Int64)
        case cron(String)
    }

    /// What a timer is for.
    public enum Purpose: Int, Sendable, Equatable {
        /// A timer event.
        case event
        /// The deadline of an approval task.
        case approvalDeadline
    }
}

/// Something that went wrong and waits for a person.
public struct Incident: Sendable, Equatable {
    /// Its key.
    public let key: Int
    /// The element instance where it happened.
    public let element: Int
    /// The element, by its place in the graph.
    public internal(set) var node: Int
    /// What to do again when it is retried.
    public let phase: Phase
    /// A stable code, for example `process.no-flow`.
    public let code: String
    /// What the message names.
    public let arguments: [String]
    /// When it happened.
    public let at: Timestamp

    /// How far the element had come.
    public enum Phase: Int, Sendable, Equatable {
        /// It had not begun: its inputs, events or its call could not be made.
        case begin
        /// Its job has no tries left.
        case job
        /// Its outputs could not be computed.
        case complete
        /// No outgoing flow could be taken.
        case leave
        /// The next run of its loop could not be begun.
        case loop
    }
}
