extension BPMN {
    /// A formal expression (BPMN 2.0.2 §8.4.7): what was written, and what it means in FEEL.
    public struct Expression: Sendable, Equatable, Element {
        private var boxedBase = Indirect(BaseElement())
        /// The text as written, its dialect's marks (`=`, `${…}`) included.
        public var text = ""
        /// The language named on the expression itself.
        public var language: String?
        /// `evaluatesToTypeRef`.
        public var evaluatesTo: Reference?
        /// What the text means.
        public var meaning = Meaning.unknown

        /// What an expression's text means.
        public enum Meaning: Sendable, Hashable {
            /// FEEL, to be evaluated.
            case feel(String)
            /// A plain text: `PT1H`, `accounting`.
            case literal(String)
            /// Another language; a problem was reported where it stands.
            case unknown
        }

        public init() {}

        public var base: BaseElement {
            get { boxedBase.value }
            set { boxedBase = Indirect(newValue) }
        }

        /// An expression in FEEL.
        public init(feel: String) {
            text = feel
            meaning = .feel(feel)
        }

        /// A plain text.
        public init(literal: String) {
            text = literal
            meaning = .literal(literal)
        }

        /// The expression in FEEL, a plain text as a string literal; nil when it is in another language.
        public var feel: String? {
            switch meaning {
            case .feel(let feel): feel
            case .literal(let literal): Self.quoted(literal)
            case .unknown: nil
            }
        }

        /// The plain text, when it is one.
        public var literal: String? {
            if case .literal(let literal) = meaning { literal } else { nil }
        }

        /// A text as a FEEL string literal.
        static func quoted(_ text: String) -> String {
            var quoted = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": quoted += "\\\""
                case "\\": quoted += "\\\\"
                case "\n": quoted += "\\n"
                case "\r": quoted += "\\r"
                case "\t": quoted += "\\t"
                default: quoted.unicodeScalars.append(scalar)
                }
            }
            return quoted + "\""
        }
    }
}
