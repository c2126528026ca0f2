extension Parser {
    /// A literal, a name, a block or something in brackets, with what is attached to it.
    mutating func postfix() throws(FEELSyntaxError) -> Expression {
        let start = scanner.place
        let isBracketed = scanner.current == "("
        let primary = try primary()
        if isBracketed { return try postfix(from: primary, start: start) }
        switch primary.kind {
        case .conditional, .iteration, .quantified, .function, .externalFunction: return primary
        default: return try postfix(from: primary, start: start)
        }
    }

    /// Members, filters, calls and `instance of` after a value.
    mutating func postfix(from value: Expression, start: Int) throws(FEELSyntaxError) -> Expression {
        var value = value
        while true {
            let end = scanner.place
            try scanner.skipSpace()
            if scanner.current == ".", scanner.scalar(after: 1) != "." {
                scanner.place += 1
                value = try node(.path(value, member: memberName()), from: start)
            } else if scanner.current == "[", let condition = try filterCondition() {
                value = try node(.filter(value, condition), from: start)
            } else if scanner.current == "(", isCallable(value) {
                value = try node(.call(value, arguments()), from: start)
            } else if try takeInstanceOf() {
                value = try node(.instanceOf(value, type()), from: start)
            } else {
                scanner.place = end
                return value
            }
        }
    }

    private func isCallable(_ value: Expression) -> Bool {
        switch value.kind {
        case .null, .boolean, .number, .string, .temporal: false
        default: true
        }
    }

    private mutating func takeInstanceOf() throws(FEELSyntaxError) -> Bool {
        let start = scanner.place
        guard scanner.takeWord("instance") else { return false }
        try scanner.skipSpace()
        if scanner.takeWord("of") { return true }
        scanner.place = start
        return false
    }

    /// `[condition]`, or `nil` when the bracket turns out to close an open range, as in `]1..5[`.
    private mutating func filterCondition() throws(FEELSyntaxError) -> Expression? {
        let start = scanner.place
        guard openRangeDepth > 0 else {
            scanner.place += 1
            let condition = try with(names: ["item"]) { (parser) throws(FEELSyntaxError) in try parser.expression() }
            try expect("]")
            return condition
        }
        do {
            scanner.place += 1
            let condition = try with(names: ["item"]) { (parser) throws(FEELSyntaxError) in try parser.expression() }
            try expect("]")
            try scanner.skipSpace()
            if scanner.at("]") || scanner.at(")") || scanner.at("[") { return condition }
        } catch {
            if case .tooAmbiguous = error.problem { throw error }
        }
        scanner.place = start
        return nil
    }

    // MARK: Primary

    private mutating func primary() throws(FEELSyntaxError) -> Expression {
        let start = scanner.place
        guard let scalar = scanner.current else { throw unexpected("an expression") }
        switch scalar {
        case "0"..."9": return try number(from: start)
        case ".":
            guard let next = scanner.scalar(after: 1), CharacterClass.isDigit(next) else { break }
            return try number(from: start)
        case "\"":
            let string = try scanner.quotedString()
            return try node(.string(string), from: start)
        case "@": return try temporal(from: start)
        case "(": return try parenthesis(from: start)
        case "[": return try bracket(from: start)
        case "]":
            scanner.place += 1
            try scanner.skipSpace()
            let first = scanner.at("..") ? missingEnd() : try endpoint()
            return try rangeRest(from: first, includesStart: false, start: start)
        case "{": return try context(from: start)
        case "?":
            scanner.place += 1
            return try node(.name("?"), from: start)
        default: break
        }
        if let block = try block(from: start) { return block }
        return try name(from: start)
    }

    private mutating func number(from start: Int) throws(FEELSyntaxError) -> Expression {
        let number = try scanner.number()
        return try node(.number(number), from: start)
    }

    private mutating func temporal(from start: Int) throws(FEELSyntaxError) -> Expression {
        scanner.place += 1
        try scanner.skipSpace()
        guard scanner.current == "\"" else { throw unexpected("\"") }
        let text = try scanner.quotedString()
        return try node(.temporal(text), from: start)
    }

    /// `(expression)`, `(a..b)` or `(< a)`.
    private mutating func parenthesis(from start: Int) throws(FEELSyntaxError) -> Expression {
        scanner.place += 1
        try scanner.skipSpace()
        if scanner.at("..") { return try rangeRest(from: missingEnd(), includesStart: false, start: start) }
        if let comparison = readComparison() {
            let limit = try nested { (parser) throws(FEELSyntaxError) in try parser.binary(.sum) }
            try expect(")")
            return try node(.openRange(comparison, limit), from: start)
        }
        let saved = openRangeDepth
        openRangeDepth = 0
        defer { openRangeDepth = saved }
        let inner = try expression()
        try scanner.skipSpace()
        if scanner.at("..") { return try rangeRest(from: inner, includesStart: false, start: start) }
        try expect(")")
        // The brackets end a chain: `(a and b) and c` keeps its own node.
        return Expression(inner.kind, span(from: start), height: inner.height)
    }

    /// A list or a range.
    private mutating func bracket(from start: Int) throws(FEELSyntaxError) -> Expression {
        scanner.place += 1
        try scanner.skipSpace()
        if scanner.take("]") { return try node(.list([]), from: start) }
        let saved = openRangeDepth
        openRangeDepth = 0
        defer { openRangeDepth = saved }
        let first = try listItem()
        try scanner.skipSpace()
        if scanner.at("..") { return try rangeRest(from: first, includesStart: true, start: start) }
        var items = [first]
        while try takeComma() {
            try scanner.skipSpace()
            items.append(try listItem())
        }
        try expect("]")
        return try node(.list(items), from: start)
    }

    /// An element of a list, where an open range may stand bare: `[< 5, > 10]`.
    private mutating func listItem() throws(FEELSyntaxError) -> Expression {
        try scanner.skipSpace()
        let start = scanner.place
        guard let comparison = readComparison() else { return try expression() }
        let limit = try nested { (parser) throws(FEELSyntaxError) in try parser.binary(.sum) }
        return try node(.openRange(comparison, limit), from: start)
    }

    /// The end that an unbounded range such as `(..5]` or `[1..)` leaves out (rule 66); that side has to be open.
    func missingEnd() -> Expression { Expression(.null, span(from: scanner.place)) }

    /// `..end]` after the first end of a range.
    mutating func rangeRest(
        from first: Expression, includesStart: Bool, start: Int
    ) throws(FEELSyntaxError) -> Expression {
        try expect("..")
        try scanner.skipSpace()
        let isUnbounded = scanner.at(")")
        let last = isUnbounded ? missingEnd() : try endpoint()
        try scanner.skipSpace()
        let includesEnd = scanner.take("]")
        if !includesEnd, !scanner.take(")"), !scanner.take("[") { throw unexpected("] or )") }
        let kind = Expression.Kind.range(
            start: first, includesStart: includesStart, end: last, includesEnd: includesEnd)
        return try node(kind, from: start)
    }

    private mutating func endpoint() throws(FEELSyntaxError) -> Expression {
        openRangeDepth += 1
        defer { openRangeDepth -= 1 }
        return try nested { (parser) throws(FEELSyntaxError) in try parser.binary(.sum) }
    }

    /// `{key: value, …}`: each entry sees those above it.
    private mutating func context(from start: Int) throws(FEELSyntaxError) -> Expression {
        scanner.place += 1
        locals.append(NameIndex())
        defer { locals.removeLast() }
        var entries: [Expression.ContextEntry] = []
        try scanner.skipSpace()
        if !scanner.take("}") {
            repeat {
                let key = try contextKey()
                try expect(":")
                let value = try expression()
                entries.append(Expression.ContextEntry(key: key, value: value))
                locals[locals.count - 1].insert(key)
                members.insert(key)
            } while try takeComma()
            try expect("}")
        }
        return try node(.context(entries), from: start)
    }

    private mutating func contextKey() throws(FEELSyntaxError) -> String {
        try scanner.skipSpace()
        if scanner.current == "\"" { return try scanner.quotedString() }
        return try declaredName { $0.at(":") }
    }
}
