public import Basics

/// One thing wrong with what somebody sent: a stable code, the field and what the message needs.
public struct FieldProblem: Sendable, Hashable {
    public let field: String
    /// `field.required`, `field.too-long` …; the catalogues hold a sentence for each.
    public let code: String
    public let arguments: [String: String]

    public init(_ field: String, _ code: String, _ arguments: [String: String] = [:]) {
        self.field = field
        self.code = code
        self.arguments = arguments
    }
}

/// Why the kernel does not do what it was asked. Faces turn each into an answer in one place.
public enum RecordError: Error, Equatable {
    case unknownObject(String, nearest: String?)
    case notFound(object: String, id: String)
    /// The actor may not; the code says what right is missing.
    case forbidden(code: String, arguments: [String: String])
    case invalid([FieldProblem])
    /// Somebody else changed the record since it was read.
    case changedMeanwhile(object: String, id: EntityID, current: Int64, given: Int64)
    /// A command that the record's state, or a condition, does not allow.
    case commandRefused(code: String, arguments: [String: String])
    /// A filter, sort or cursor that cannot be carried out; the place counts from 1 in the filter's text.
    case query(code: String, arguments: [String: String])
    case duplicates([DuplicateMatch])
    case tooMany(limit: Int)
    /// A gate wants proof first.
    case gateClosed(GateRefusal)
    /// Something newer stands in the way of an undo.
    case contradicted([MergeContradiction])
}

/// A record that may mean the same thing as the one being written.
public struct DuplicateMatch: Sendable, Equatable {
    public let object: String
    public let id: EntityID
    public let name: String
    /// Whether the actor may open it.
    public let isVisible: Bool
    public let owner: EntityID?
    public let field: String
}
