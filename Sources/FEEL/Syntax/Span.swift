/// A stretch of an expression's text.
public struct Span: Sendable, Hashable {
    /// The first code point, counted from 0.
    public let start: Int
    /// The code point after the last.
    public let end: Int
    /// The line of the first code point, counted from 1.
    public let line: Int
    /// Its column in code points, counted from 1.
    public let column: Int

    public init(start: Int, end: Int, line: Int, column: Int) {
        self.start = start
        self.end = end
        self.line = line
        self.column = column
    }
}

extension Span: CustomStringConvertible {
    /// `line:column`.
    public var description: String { "\(line):\(column)" }
}
