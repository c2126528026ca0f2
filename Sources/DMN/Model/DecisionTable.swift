extension DMN {
    /// A decision table (§8).
    public struct DecisionTable: Sendable, Hashable {
        /// How rules that match together make one result; nil means unique.
        public var hitPolicy: HitPolicy?
        /// What `COLLECT` does with the results; nil makes a list.
        public var aggregation: Aggregation?
        /// How the table is drawn.
        public var preferredOrientation: String?
        /// The output's label.
        public var outputLabel: String?
        /// The input columns.
        public var inputs: [Input] = []
        /// The output columns.
        public var outputs: [Output] = []
        /// The annotation columns, for people.
        public var annotations: [Annotation] = []
        /// The rules.
        public var rules: [Rule] = []
        /// Type and notes.
        public var about = ExpressionNotes()

        /// An empty table.
        public init(hitPolicy: HitPolicy? = nil, aggregation: Aggregation? = nil) {
            self.hitPolicy = hitPolicy
            self.aggregation = aggregation
        }
    }

    /// How rules that match together make one result (§8.2.8).
    public enum HitPolicy: String, Sendable, Hashable, CaseIterable {
        case unique = "UNIQUE"
        case any = "ANY"
        case priority = "PRIORITY"
        case first = "FIRST"
        case ruleOrder = "RULE ORDER"
        case outputOrder = "OUTPUT ORDER"
        case collect = "COLLECT"
    }

    /// What `COLLECT` does with the results.
    public enum Aggregation: String, Sendable, Hashable, CaseIterable {
        case sum = "SUM"
        case count = "COUNT"
        case min = "MIN"
        case max = "MAX"
    }
}

extension DMN.DecisionTable {
    /// An input column.
    public struct Input: Sendable, Hashable {
        /// What is tested.
        public var expression: DMN.Literal?
        /// The values that it may have.
        public var values: DMN.UnaryTests?
        /// Id, label, description, extensions.
        public var notes = DMN.Notes()

        /// A column that tests an expression.
        public init(_ expression: DMN.Literal? = nil) { self.expression = expression }
    }

    /// An output column.
    public struct Output: Sendable, Hashable {
        /// The entry's name in the result; needed when there are several.
        public var name: String?
        /// The type of the results.
        public var typeRef: String?
        /// The values that it may have; for `PRIORITY` and `OUTPUT ORDER` the best first.
        public var values: DMN.UnaryTests?
        /// The result when no rule matches.
        public var defaultEntry: DMN.Literal?
        /// Id, label, description, extensions.
        public var notes = DMN.Notes()

        /// A column.
        public init(_ name: String? = nil, typeRef: String? = nil) {
            self.name = name
            self.typeRef = typeRef
        }
    }

    /// An annotation column.
    public struct Annotation: Sendable, Hashable {
        /// The column's name.
        public var name: String?
        /// Attributes and nodes that the standard does not name.
        public var notes = DMN.Notes()
    }

    /// A rule: a test an input, a result an output, a remark an annotation.
    public struct Rule: Sendable, Hashable {
        /// The tests.
        public var inputs: [DMN.UnaryTests] = []
        /// The results.
        public var outputs: [DMN.Literal] = []
        /// The remarks.
        public var annotations: [Remark] = []
        /// Id, label, description, extensions.
        public var notes = DMN.Notes()

        /// A rule from texts.
        public init(_ inputs: [DMN.UnaryTests] = [], gives outputs: [DMN.Literal] = []) {
            self.inputs = inputs
            self.outputs = outputs
        }
    }

    /// A cell of an annotation column.
    public struct Remark: Sendable, Hashable {
        /// The text.
        public var text: DMN.Text
        /// Attributes and nodes that the standard does not name.
        public var notes = DMN.Notes()
    }
}
