/// A Pratt parser over code points: names are matched against the scope, so there is no separate pass for tokens.
struct Parser {
    // With these limits and the default budget's depth, an optimised build needs less than 2 MB of stack.

    /// How deep brackets, calls and blocks may nest.
    static let nestingLimit = 120
    /// How high the tree may grow, long chains included.
    static let heightLimit = 500
    /// How many code points an expression may have.
    static let lengthLimit = 100_000

    var scanner: Scanner
    /// Names that stand for values here.
    var names: NameIndex
    /// Names that may follow a point or stand in a filter.
    var members: NameIndex
    let types: NameIndex
    var locals: [NameIndex] = []
    /// How many open ends of ranges are being read, where `[` may close the range.
    var openRangeDepth = 0
    private var depth = 0
    /// Readings left: going back over ambiguous text may not multiply without end.
    private var readings: Int

    init(_ text: String, names: ScopeNames) throws(FEELSyntaxError) {
        scanner = Scanner(text)
        self.names = names.values
        members = names.members
        types = names.types
        readings = 10_000 + 40 * scanner.text.count
        if scanner.text.count > Self.lengthLimit {
            let span = Span(start: 0, end: 0, line: 1, column: 1)
            throw FEELSyntaxError(problem: .tooLong(limit: Self.lengthLimit), span: span)
        }
    }

    // MARK: Doors

    mutating func wholeExpression() throws(FEELSyntaxError) -> Expression {
        let expression = try expression()
        try expectEnd()
        return expression
    }

    /// `-`, tests separated by commas, or `not(tests)` (rules 12 to 16).
    mutating func wholeUnaryTests() throws(FEELSyntaxError) -> UnaryTests {
        try scanner.skipSpace()
        let start = scanner.place
        if scanner.take("-") {
            try scanner.skipSpace()
            if scanner.current == nil { return UnaryTests(tests: [], isNegated: false, span: span(from: start)) }
            scanner.place = start
        }
        if let negated = try negatedTests() {
            return UnaryTests(tests: negated, isNegated: true, span: span(from: start))
        }
        let tests = try tests()
        try expectEnd()
        return UnaryTests(tests: tests, isNegated: false, span: span(from: start))
    }

    /// The tests in `not(…)` when that is the whole text.
    private mutating func negatedTests() throws(FEELSyntaxError) -> [Expression.Test]? {
        let start = scanner.place
        guard scanner.takeWord("not") else { return nil }
        try scanner.skipSpace()
        if scanner.take("(") {
            let found = try tests()
            try scanner.skipSpace()
            if scanner.take(")") {
                try scanner.skipSpace()
                if scanner.current == nil { return found }
            }
        }
        scanner.place = start
        return nil
    }

    private mutating func expectEnd() throws(FEELSyntaxError) {
        try scanner.skipSpace()
        if scanner.current != nil { throw unexpected("end of expression") }
    }

    // MARK: Shared pieces

    func span(from start: Int) -> Span { scanner.span(from: start, to: scanner.place) }

    func unexpected(_ expected: String) -> FEELSyntaxError {
        let start = scanner.place
        return FEELSyntaxError(
            problem: .expected(expected, found: scanner.found), span: scanner.span(from: start, to: start + 1))
    }

    mutating func expect(_ symbol: StaticString) throws(FEELSyntaxError) {
        try scanner.skipSpace()
        if !scanner.take(symbol) { throw unexpected("\(symbol)") }
    }

    mutating func expectWord(_ word: StaticString) throws(FEELSyntaxError) {
        try scanner.skipSpace()
        if !scanner.takeWord(word) { throw unexpected("\(word)") }
    }

    /// A node with its height checked.
    func node(_ kind: Expression.Kind, from start: Int) throws(FEELSyntaxError) -> Expression {
        let bare = Expression(kind, span(from: start))
        var height = 0
        for child in bare.children where child.height > height { height = child.height }
        guard height < Self.heightLimit else {
            throw FEELSyntaxError(problem: .tooDeep(limit: Self.heightLimit), span: bare.span)
        }
        return Expression(kind, bare.span, height: height + 1)
    }

    /// One level further down.
    mutating func nested<T>(
        _ body: (inout Parser) throws(FEELSyntaxError) -> T
    ) throws(FEELSyntaxError) -> T {
        depth += 1
        readings -= 1
        defer { depth -= 1 }
        if depth > Self.nestingLimit {
            throw FEELSyntaxError(problem: .tooDeep(limit: Self.nestingLimit), span: span(from: scanner.place))
        }
        if readings < 0 { throw FEELSyntaxError(problem: .tooAmbiguous, span: span(from: scanner.place)) }
        return try body(&self)
    }

    /// With more names in scope.
    mutating func with<T>(
        names: [String], _ body: (inout Parser) throws(FEELSyntaxError) -> T
    ) throws(FEELSyntaxError) -> T {
        locals.append(NameIndex(names))
        defer { locals.removeLast() }
        return try body(&self)
    }

    mutating func expression() throws(FEELSyntaxError) -> Expression {
        try nested { (parser) throws(FEELSyntaxError) in try parser.binary(.disjunction) }
    }
}
