/// One value that goes into a statement or comes out of a row.
///
/// Both databases hold the same five kinds: booleans are 0 and 1, dates are days since 1970-01-01, moments are
/// milliseconds since 1970-01-01T00:00Z, numbers with a scale and money are scaled integers (ADR 0006).
public enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// A statement with its arguments. Interpolated values become arguments, never text.
///
/// ```swift
/// let sql: SQL = "SELECT name FROM account WHERE tenant_id = \(tenant) AND id = \(id)"
/// ```
public struct SQL: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The text with one `?` for each argument. Fixed text never contains a question mark of its own.
    public var text: String
    /// The arguments in the order of their question marks.
    public var arguments: [SQLValue]

    public init(text: String, arguments: [SQLValue] = []) {
        self.text = text
        self.arguments = arguments
    }

    public init(stringLiteral value: String) { self.init(text: value) }

    public init(stringInterpolation interpolation: Interpolation) {
        self.init(text: interpolation.text, arguments: interpolation.arguments)
    }

    public static func + (left: SQL, right: SQL) -> SQL {
        SQL(text: left.text + right.text, arguments: left.arguments + right.arguments)
    }

    public static func += (left: inout SQL, right: SQL) {
        left.text += right.text
        left.arguments += right.arguments
    }

    /// Whether the statement begins or ends a transaction or a savepoint. Those belong to the store: a unit that ended
    /// its own transaction would end those of its neighbours in the same commit.
    public var isTransactionControl: Bool {
        var rest = text.utf8.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = rest.popFirst(), let words = Self.controlWords[first & 0xDF] else { return false }
        return words.contains { word in
            var rest = rest
            for letter in word.utf8 where rest.popFirst().map({ $0 & 0xDF }) != letter { return false }
            return rest.first.map { $0 & 0xDF < 0x41 || $0 & 0xDF > 0x5A } ?? true
        }
    }

    private static let controlWords: [UInt8: [String]] = [
        UInt8(ascii: "A"): ["BORT"], UInt8(ascii: "B"): ["EGIN"], UInt8(ascii: "C"): ["OMMIT"],
        UInt8(ascii: "E"): ["ND"],
        UInt8(ascii: "R"): ["OLLBACK", "ELEASE"], UInt8(ascii: "S"): ["AVEPOINT", "TART"],
    ]

    /// A name in double quotes. A quote inside is doubled, so no name can end the quotation.
    public static func quoted(_ name: String) -> String {
        if !name.utf8.contains(UInt8(ascii: "\"")) { return "\"\(name)\"" }
        return "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    public struct Interpolation: StringInterpolationProtocol {
        var text = ""
        var arguments: [SQLValue] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 4)
            arguments.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { text += literal }

        public mutating func appendInterpolation(_ value: SQLValue) {
            text += "?"
            arguments.append(value)
        }

        public mutating func appendInterpolation(_ value: Int64) { appendInterpolation(.integer(value)) }
        public mutating func appendInterpolation(_ value: Int) { appendInterpolation(.integer(Int64(value))) }
        public mutating func appendInterpolation(_ value: Bool) { appendInterpolation(.integer(value ? 1 : 0)) }
        public mutating func appendInterpolation(_ value: String) { appendInterpolation(.text(value)) }
        public mutating func appendInterpolation(_ value: Int64?) {
            appendInterpolation(value.map(SQLValue.integer) ?? .null)
        }
        public mutating func appendInterpolation(_ value: String?) {
            appendInterpolation(value.map(SQLValue.text) ?? .null)
        }

        /// A list for `IN`: `(?, ?, ?)`; an empty list reads `(NULL)`, which nothing equals.
        public mutating func appendInterpolation(list values: [SQLValue]) {
            guard !values.isEmpty else { return text += "(NULL)" }
            text += "(" + Array(repeating: "?", count: values.count).joined(separator: ", ") + ")"
            arguments += values
        }

        /// Another statement's text and arguments.
        public mutating func appendInterpolation(_ part: SQL) {
            text += part.text
            arguments += part.arguments
        }

        /// A table's or a column's name.
        public mutating func appendInterpolation(name: String) { text += SQL.quoted(name) }
    }
}

extension Sequence where Element == SQL {
    /// The parts with a separator between them.
    public func joined(separator: String) -> SQL {
        var whole = SQL(text: "")
        var first = true
        for part in self {
            if !first { whole.text += separator }
            whole += part
            first = false
        }
        return whole
    }
}
