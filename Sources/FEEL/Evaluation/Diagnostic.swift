/// Why a part of an expression became null.
public struct Diagnostic: Sendable, Hashable {
    public let problem: Problem
    /// The place in the expression's text.
    public let span: Span
    /// What the message names.
    public let arguments: [String]

    /// Stable codes for programs; texts are in ``Messages``.
    public enum Problem: String, Sendable, CaseIterable {
        case unknownName = "feel.unknown-name"
        case unknownMember = "feel.unknown-member"
        case badTemporal = "feel.syntax.bad-temporal"
        case wrongOperands = "feel.wrong-operands"
        case incomparable = "feel.incomparable"
        case notBoolean = "feel.not-boolean"
        case notCallable = "feel.not-callable"
        case wrongArguments = "feel.wrong-arguments"
        case wrongArgument = "feel.wrong-argument"
        case wrongResult = "feel.wrong-result"
        case invalidRange = "feel.invalid-range"
        case notIterable = "feel.not-iterable"
        case duplicateKey = "feel.duplicate-key"
        case outOfRange = "feel.out-of-range"
        case noClock = "feel.no-clock"
        case notAvailable = "feel.not-available"
        case outOfSteps = "feel.out-of-steps"
        case outOfMemory = "feel.out-of-memory"
        case tooDeep = "feel.too-deep"
        case valueTooLarge = "feel.value-too-large"
    }

    public init(_ problem: Problem, _ span: Span, _ arguments: [String] = []) {
        self.problem = problem
        self.span = span
        self.arguments = arguments
    }

    public var code: String { problem.rawValue }
}

extension Diagnostic: CustomStringConvertible {
    /// The message in English with line and column.
    public var description: String { "\(span): \(Messages.text(code, arguments, language: .english))" }
}
