public import XMLTree

extension DMN {
    /// Decision logic: text in FEEL, or a boxed expression (§10.2.2).
    public indirect enum Expression: Sendable, Hashable {
        /// Text.
        case literal(Literal)
        /// A decision table.
        case table(DecisionTable)
        /// Named entries, each of which sees those before it.
        case context(Context)
        /// A list of expressions.
        case list(ListExpression)
        /// A list of contexts written as rows.
        case relation(Relation)
        /// A function.
        case function(FunctionDefinition)
        /// A call with parameters by name.
        case invocation(Invocation)
        /// If, then, else.
        case conditional(Conditional)
        /// For, some and every.
        case iterator(Iterator)
        /// Items of a list that match.
        case filter(Filter)
    }

    /// The type and notes that every expression may carry.
    public struct ExpressionNotes: Sendable, Hashable {
        /// The type of the result, when given.
        public var typeRef: String?
        /// Id, label, description, extensions.
        public var notes = Notes()

        /// None.
        public init() {}
    }

    /// Text in FEEL.
    public struct Literal: Sendable, Hashable {
        /// The text; nil when there is none.
        public var text: Text?
        /// The language, when it is not the model's.
        public var expressionLanguage: String?
        /// `importedValues`, kept as XML.
        public var imported: XMLElement?
        /// Type and notes.
        public var about = ExpressionNotes()

        /// An expression.
        public init(_ text: Text? = nil) { self.text = text }
    }

    /// Named entries; the last one without a name is the result (§10.2.2.6).
    public struct Context: Sendable, Hashable {
        /// The entries in order.
        public var entries: [Entry] = []
        /// Type and notes.
        public var about = ExpressionNotes()

        /// One entry.
        public struct Entry: Sendable, Hashable {
            /// The entry's variable; none makes it the result.
            public var variable: InformationItem?
            /// Its value.
            public var expression: Expression?
            /// Id, label, description, extensions.
            public var notes = Notes()
        }
    }

    /// A list of expressions.
    public struct ListExpression: Sendable, Hashable {
        /// The items.
        public var items: [Expression] = []
        /// Type and notes.
        public var about = ExpressionNotes()
    }

    /// A list of contexts written as rows under columns (§10.2.2.8).
    public struct Relation: Sendable, Hashable {
        /// The columns.
        public var columns: [InformationItem] = []
        /// The rows.
        public var rows: [Row] = []
        /// Type and notes.
        public var about = ExpressionNotes()

        /// One row: an expression a column.
        public struct Row: Sendable, Hashable {
            /// The cells.
            public var cells: [Expression] = []
            /// Id, label, description, extensions.
            public var notes = Notes()
        }
    }

    /// A function: FEEL by default (§10.2.2.9).
    public struct FunctionDefinition: Sendable, Hashable {
        /// In what a function is written.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case feel = "FEEL"
            case java = "Java"
            case pmml = "PMML"
        }

        /// In what it is written; nil means FEEL.
        public var kind: Kind?
        /// The parameters.
        public var parameters: [InformationItem] = []
        /// The body.
        public var body: Expression?
        /// Type and notes.
        public var about = ExpressionNotes()
    }

    /// A call with parameters by name (§10.2.2.7).
    public struct Invocation: Sendable, Hashable {
        /// What is called.
        public var called: Expression?
        /// The arguments.
        public var bindings: [Binding] = []
        /// Type and notes.
        public var about = ExpressionNotes()

        /// One argument.
        public struct Binding: Sendable, Hashable {
            /// The parameter.
            public var parameter: InformationItem?
            /// Its value.
            public var expression: Expression?
            /// Id, label, description, extensions.
            public var notes = Notes()
        }
    }

    /// A part of a boxed expression that only wraps another one: `<if>`, `<in>`, `<match>` …
    public struct Part: Sendable, Hashable {
        /// The wrapped expression.
        public var expression: Expression?
        /// Type and notes.
        public var about = ExpressionNotes()
    }

    /// If, then, else (DMN 1.4).
    public struct Conditional: Sendable, Hashable {
        /// The condition.
        public var condition: Part?
        /// The result when it is true.
        public var then: Part?
        /// The result when it is not.
        public var otherwise: Part?
        /// Type and notes.
        public var about = ExpressionNotes()
    }

    /// For, some and every (DMN 1.4).
    public struct Iterator: Sendable, Hashable {
        /// Which of the three.
        public enum Kind: String, Sendable, Hashable {
            case all = "for"
            case some
            case every
        }

        /// Which of the three.
        public var kind: Kind
        /// The variable that takes each item.
        public var variable: String
        /// What it goes over.
        public var list: Part?
        /// `return` or `satisfies`.
        public var body: Part?
        /// Type and notes.
        public var about = ExpressionNotes()
    }

    /// Items of a list that match (DMN 1.4).
    public struct Filter: Sendable, Hashable {
        /// The list.
        public var list: Part?
        /// The condition.
        public var match: Part?
        /// Type and notes.
        public var about = ExpressionNotes()
    }
}
