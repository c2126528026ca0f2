public import XMLTree

extension BPMN {
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
        /// How bad it is: only an error keeps a model from being run.
        public enum Severity: String, Sendable, Hashable, Comparable {
            case note, warning, error

            public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
            private var rank: Int { self == .error ? 2 : self == .warning ? 1 : 0 }
        }

        /// How bad it is.
        public var severity: Severity
        /// A stable code, for example `bpmn.dangling-reference`.
        public var code: String
        /// Where it stands in the file.
        public var place: Place
        /// The id of the element that it is about; empty for the file.
        public var element: String
        /// What is wrong.
        public var message: Wording
        /// What would be right.
        public var advice: Wording?

        /// A problem from its parts; a code without a dot gets the prefix `bpmn.`.
        public init(
            _ severity: Severity, _ code: String, at place: Place, in element: String = "",
            _ message: Wording, advice: Wording? = nil
        ) {
            self.severity = severity
            self.code = code.contains(".") ? code : "bpmn." + code
            self.place = place
            self.element = element
            self.message = message
            self.advice = advice
        }

        init(_ problem: XMLProblem) {
            self.init(.error, problem.code, at: problem.position, Wording(problem.english, problem.chinese))
        }

        public var description: String {
            let name = element.isEmpty ? "" : " \(element):"
            let advice = advice.map { " \($0.english)" } ?? ""
            return "\(place): \(severity.rawValue):\(name) \(message.english)\(advice) [\(code)]"
        }
    }

    /// A line and column in the file; line 0 when the model was built, not read.
    public typealias Place = XMLPosition
}
