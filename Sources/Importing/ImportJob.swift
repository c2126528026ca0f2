public import Basics

/// An import and how far it is.
public struct ImportJob: Sendable, Equatable {
    public enum State: String, Sendable {
        case running, finished
        /// Too many rows failed.
        case stopped
        case undone
    }

    public let id: EntityID
    public let object: String
    public let fileName: String
    let fingerprint: String
    public let plan: ImportPlan
    public let starter: EntityID
    public let starterName: String
    public let startedAt: Timestamp
    public internal(set) var finishedAt: Timestamp?
    public internal(set) var state = State.running
    /// How many rows of the file are done.
    public internal(set) var rows = 0
    public internal(set) var created = 0
    public internal(set) var updated = 0
    /// Rows whose records had these values already.
    public internal(set) var unchanged = 0
    public internal(set) var failed = 0

    mutating func finish(at time: Timestamp) {
        state = .finished
        finishedAt = time
    }

    mutating func stop(at time: Timestamp) {
        state = .stopped
        finishedAt = time
    }
}

/// A row that could not be imported, and all that is wrong with it.
public struct FailedRow: Sendable {
    /// The line of the file, and the row's number without the header.
    public let line: Int
    public let position: Int
    public let cells: [String]
    public let problems: [RowProblem]
}

/// One thing wrong with a row.
public struct RowProblem: Sendable, Equatable {
    /// Nil when the row as a whole is meant.
    public let field: String?
    public let code: String
    public let arguments: [String: String]

    public init(field: String?, code: String, arguments: [String: String]) {
        self.field = field
        self.code = code
        self.arguments = arguments
    }
}
