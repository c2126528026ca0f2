/// Why a text is no FEEL expression, and where.
public struct FEELSyntaxError: Error, Sendable, Hashable {
    public let problem: Problem
    public let span: Span

    public enum Problem: Sendable, Hashable {
        /// Something else stands here: what was expected, and what was found.
        case expected(String, found: String)
        case unterminatedText
        case unterminatedComment
        /// An escape such as `\q`.
        case badEscape(String)
        /// A number of more digits or a larger exponent than decimals have.
        case badNumber(String)
        /// A date, time or duration literal `@"…"` that is none.
        case badTemporal(String)
        case unknownType(String)
        /// Brackets, chains or calls nested deeper than the limit.
        case tooDeep(limit: Int)
        /// More code points than the limit.
        case tooLong(limit: Int)
        /// Ways to read the text that multiply beyond reason.
        case tooAmbiguous
    }

    /// A stable code, such as `feel.syntax.expected`.
    public var code: String {
        switch problem {
        case .expected: "feel.syntax.expected"
        case .unterminatedText: "feel.syntax.unterminated-text"
        case .unterminatedComment: "feel.syntax.unterminated-comment"
        case .badEscape: "feel.syntax.bad-escape"
        case .badNumber: "feel.syntax.bad-number"
        case .badTemporal: "feel.syntax.bad-temporal"
        case .unknownType: "feel.syntax.unknown-type"
        case .tooDeep: "feel.syntax.too-deep"
        case .tooLong: "feel.syntax.too-long"
        case .tooAmbiguous: "feel.syntax.too-ambiguous"
        }
    }

    /// What the code's message names.
    public var arguments: [String] {
        switch problem {
        case .expected(let expected, let found): [expected, found]
        case .badEscape(let text), .badNumber(let text), .badTemporal(let text), .unknownType(let text): [text]
        case .tooDeep(let limit), .tooLong(let limit): [String(limit)]
        case .unterminatedText, .unterminatedComment, .tooAmbiguous: []
        }
    }
}

extension FEELSyntaxError: CustomStringConvertible {
    /// The message in English with line and column.
    public var description: String { "\(span): \(Messages.text(code, arguments, language: .english))" }
}
