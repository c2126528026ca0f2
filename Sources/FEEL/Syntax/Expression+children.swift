extension Expression {
    /// The expressions directly inside this one, in the order written.
    public var children: [Expression] {
        switch kind {
        case .null, .boolean, .number, .string, .temporal, .name: []
        case .path(let base, _): [base]
        case .filter(let left, let right), .arithmetic(_, let left, let right), .comparison(_, let left, let right):
            [left, right]
        case .negation(let operand), .openRange(_, let operand), .instanceOf(let operand, _): [operand]
        case .conjunction(let operands), .disjunction(let operands), .list(let operands): operands
        case .between(let value, let lower, let upper): [value, lower, upper]
        case .membership(let value, let tests): [value] + tests.map(\.operand)
        case .context(let entries): entries.map(\.value)
        case .range(let start, _, let end, _): [start, end]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .iteration(let iterators, let result): Self.domains(iterators) + [result]
        case .quantified(_, let iterators, let condition): Self.domains(iterators) + [condition]
        case .function(_, let body): [body]
        case .externalFunction(_, let mapping): [mapping]
        case .call(let callee, let arguments): [callee] + arguments.values
        }
    }

    private static func domains(_ iterators: [Iterator]) -> [Expression] {
        iterators.flatMap { [$0.domain] + ($0.end.map { [$0] } ?? []) }
    }

    init(_ kind: Kind, _ span: Span) {
        self.kind = kind
        self.span = span
        height = 0
    }

    init(_ kind: Kind, _ span: Span, height: Int) {
        self.kind = kind
        self.span = span
        self.height = height
    }

    /// Whether a name occurs in the expression, `?` above all.
    public func mentions(_ name: String) -> Bool {
        if case .name(name) = kind { return true }
        return children.contains { $0.mentions(name) }
    }
}
