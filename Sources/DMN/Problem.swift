public import XMLTree

extension DMN {
    /// One sentence in the two languages of the house.
    public struct Wording: Sendable, Hashable {
        /// English.
        public let english: String
        /// Chinese (zh-CN).
        public let chinese: String

        /// A sentence in both languages.
        public init(_ english: String, _ chinese: String) {
            self.english = english
            self.chinese = chinese
        }
    }

    /// Something about a model that its author should know: where, what, and what would be right.
    public struct Problem: Sendable, Hashable, CustomStringConvertible {
        /// How bad it is.
        public enum Severity: String, Sendable, Hashable, Comparable {
            case note, warning, error

            public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
            private var rank: Int { self == .error ? 2 : self == .warning ? 1 : 0 }
        }

        /// How bad it is: only an error keeps something from being evaluated.
        public var severity: Severity
        /// A stable code, for example `dmn.hit-policy`.
        public var code: String
        /// Where it stands in the file.
        public var place: Place
        /// The decision, table or definition that it is in, by name.
        public var element: String
        /// What is wrong.
        public var message: Wording
        /// What would be right.
        public var advice: Wording?

        /// A problem from its parts.
        public init(
            _ severity: Severity, _ code: String, at place: Place, in element: String = "",
            _ message: Wording, advice: Wording? = nil
        ) {
            self.severity = severity
            self.code = code.contains(".") ? code : "dmn." + code
            self.place = place
            self.element = element
            self.message = message
            self.advice = advice
        }

        init(_ problem: XMLProblem) {
            self.init(
                .error, problem.code, at: Place(problem.position), Wording(problem.english, problem.chinese))
        }

        public var description: String {
            let name = element.isEmpty ? "" : " \(element):"
            let advice = advice.map { " \($0.english)" } ?? ""
            return "\(place.line):\(place.column): \(severity.rawValue):\(name) \(message.english)\(advice) [\(code)]"
        }
    }

    /// A line and column in the file.
    public struct Place: Sendable, Hashable, Comparable {
        /// The line, from 1; 0 when the model was not read from a file.
        public let line: Int
        /// The column, from 1.
        public let column: Int
        /// Whether the text here is a CDATA section's, in which nothing is escaped.
        var isVerbatim = false

        /// The place of what was built, not read.
        public static let none = Place(line: 0, column: 0)

        /// A place at a line and column.
        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        /// The place of a node of the tree.
        public init(_ position: XMLPosition) { self.init(line: position.line, column: position.column) }

        public static func < (left: Place, right: Place) -> Bool {
            (left.line, left.column) < (right.line, right.column)
        }
    }

    /// A place that takes no part in equality, so that a model equals the same model read from another file.
    @propertyWrapper
    public struct Placed: Sendable, Hashable {
        /// The place.
        public var wrappedValue: Place

        /// Wraps a place.
        public init(wrappedValue: Place) { self.wrappedValue = wrappedValue }

        public static func == (left: Placed, right: Placed) -> Bool { true }
        public func hash(into hasher: inout Hasher) {}
    }
}
