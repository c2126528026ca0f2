import Basics
import FEELValues
import ProcessEngine

/// A scenario file: one process played under a virtual clock (docs/reference/process-scenarios.md).
public struct Scenario: Sendable {
    /// The model's path, relative to the file or to the folder of models.
    public let model: String
    /// The process, when the file has several.
    public let process: String?
    /// Further models: called processes and decisions.
    public let also: [String]
    let variables: Context
    let start: Start?
    let completesJobs: Bool
    let now: Timestamp
    let initiator: String?
    let picks: [String: [String]]
    let steps: [Step]
    let end: String?
    let passed: [(name: String, count: Int)]
    let order: [String]
    let directory: JSON?

    struct Start: Sendable {
        let message: String?
        let key: String?
        let signal: String?
    }

    /// One step.
    enum Step: Sendable {
        case expect(Expectation)
        case complete(String, Context, by: String?)
        case job(String, Context)
        case fail(String, error: String?)
        case message(String, key: String?, Context)
        case signal(String, Context)
        case advance(TimerState.Step)
        case cancel
        case set(Context)
        /// Anything that people do to approvals.
        case approval(JSON)
        /// Anything that administrators do to instances.
        case administer(JSON)
    }

    struct Expectation: Sendable {
        let tasks: [String]?
        let jobs: [String]?
        let waiting: [String]?
        let variables: [(name: String, value: Value)]
        /// Who has each open task, as `task: person`.
        let actors: [String]?
        let incidents: [String]?
        /// Everybody who has got a copy, and every notice as `kind: person`.
        let copies: [String]?
        let notices: [String]?
    }

    /// Why a file is no scenario.
    public struct Malformed: Error, Sendable, CustomStringConvertible {
        /// What is wrong, in words.
        public let description: String
    }
}
