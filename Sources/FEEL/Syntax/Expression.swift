public import Basics

/// The syntax tree of a FEEL expression (DMN 1.5 §10.3.1.2), with the place of every node in the text.
public struct Expression: Sendable {
    public let kind: Kind
    public let span: Span
    /// How many nodes lie on the longest way down, which bounds the recursion of everything that walks the tree.
    let height: Int

    public indirect enum Kind: Sendable {
        case null
        case boolean(Bool)
        case number(Decimal128)
        case string(String)
        /// `@"2026-11-23"`
        case temporal(String)
        /// A variable, a parameter, an entry above in the same context, or a built-in function; `?` is the input of
        /// unary tests.
        case name(String)
        /// `left.member`
        case path(Expression, member: String)
        /// `left[condition]`
        case filter(Expression, Expression)
        case negation(Expression)
        case arithmetic(ArithmeticOperator, Expression, Expression)
        case comparison(ComparisonOperator, Expression, Expression)
        /// Two or more operands.
        case conjunction([Expression])
        /// Two or more operands.
        case disjunction([Expression])
        case between(Expression, lower: Expression, upper: Expression)
        case membership(Expression, [Test])
        case instanceOf(Expression, FEELTypeSyntax)
        case list([Expression])
        case context([ContextEntry])
        case range(start: Expression, includesStart: Bool, end: Expression, includesEnd: Bool)
        /// `(< 10)`
        case openRange(ComparisonOperator, Expression)
        case conditional(condition: Expression, then: Expression, otherwise: Expression)
        case iteration([Iterator], result: Expression)
        case quantified(isUniversal: Bool, [Iterator], condition: Expression)
        case function([Parameter], body: Expression)
        /// A function that lives outside FEEL: the mapping is the context after `external`.
        case externalFunction([Parameter], mapping: Expression)
        case call(Expression, Arguments)
    }

    public struct ContextEntry: Sendable {
        public let key: String
        public let value: Expression
    }

    /// One test of `in` or of unary tests.
    public struct Test: Sendable {
        /// `nil` for a test by value, range, list or condition.
        public let comparison: ComparisonOperator?
        public let operand: Expression
    }

    /// One `name in domain` of `for`, `some` and `every`.
    public struct Iterator: Sendable {
        public let name: String
        public let domain: Expression
        /// The other end of `domain .. end`.
        public let end: Expression?
    }

    public struct Parameter: Sendable {
        public let name: String
        public let type: FEELTypeSyntax?
    }

    public enum Arguments: Sendable {
        case positional([Expression])
        case named([(name: String, value: Expression)])

        /// The arguments in the order written.
        public var values: [Expression] {
            switch self {
            case .positional(let values): values
            case .named(let pairs): pairs.map(\.value)
            }
        }
    }
}

public enum ArithmeticOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "**"
}

public enum ComparisonOperator: String, Sendable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// The operator with its sides exchanged.
    public var mirrored: ComparisonOperator {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}

/// A type as an expression writes it.
public indirect enum FEELTypeSyntax: Sendable {
    /// A simple or declared type, which may be qualified: `number`, `tPerson`, `hr.tPerson`.
    case named(String)
    case list(FEELTypeSyntax)
    case range(FEELTypeSyntax)
    case context([(name: String, type: FEELTypeSyntax)])
    case function([FEELTypeSyntax], result: FEELTypeSyntax)
}

/// The tests of a decision table's cell (DMN 1.5 §10.3.1.2 rule 12 onwards).
public struct UnaryTests: Sendable {
    /// Empty for `-`, which any input passes.
    public let tests: [Expression.Test]
    /// Whether the tests stand in `not(…)`.
    public let isNegated: Bool
    public let span: Span
}
