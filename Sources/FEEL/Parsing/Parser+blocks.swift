extension Parser {
    /// `if`, `for`, `some`, `every`, `function` and the literal words; `nil` for anything else.
    mutating func block(from start: Int) throws(FEELSyntaxError) -> Expression? {
        guard let word = scanner.word, Self.keywords.contains(word) else { return nil }
        let wordEnd = scanner.place + word.unicodeScalars.count
        if let longer = longestKnown(), longer > wordEnd { return nil }
        switch word {
        case "true", "false":
            scanner.place = wordEnd
            return try node(.boolean(word == "true"), from: start)
        case "null":
            scanner.place = wordEnd
            return try node(.null, from: start)
        case "if":
            scanner.place = wordEnd
            return try conditional(from: start)
        case "for":
            scanner.place = wordEnd
            return try iteration(from: start)
        case "some", "every":
            scanner.place = wordEnd
            return try quantified(isUniversal: word == "every", from: start)
        case "function":
            scanner.place = wordEnd
            return try function(from: start)
        default: return nil
        }
    }

    private func longestKnown() -> Int? {
        let place = scanner.place
        let ends = (locals + [names, members]).compactMap { $0.longestMatch(in: scanner.text, at: place)?.end }
        return ends.max()
    }

    private mutating func conditional(from start: Int) throws(FEELSyntaxError) -> Expression {
        let condition = try expression()
        try expectWord("then")
        let then = try expression()
        try expectWord("else")
        let otherwise = try expression()
        return try node(.conditional(condition: condition, then: then, otherwise: otherwise), from: start)
    }

    private mutating func iteration(from start: Int) throws(FEELSyntaxError) -> Expression {
        let before = locals.count
        defer { locals.removeLast(locals.count - before) }
        let iterators = try iterators()
        try expectWord("return")
        let result = try with(names: ["partial"]) { (parser) throws(FEELSyntaxError) in try parser.expression() }
        return try node(.iteration(iterators, result: result), from: start)
    }

    private mutating func quantified(isUniversal: Bool, from start: Int) throws(FEELSyntaxError) -> Expression {
        let before = locals.count
        defer { locals.removeLast(locals.count - before) }
        let iterators = try iterators()
        try expectWord("satisfies")
        let condition = try expression()
        return try node(.quantified(isUniversal: isUniversal, iterators, condition: condition), from: start)
    }

    /// `name in domain, …`: each domain sees the names before it.
    private mutating func iterators() throws(FEELSyntaxError) -> [Expression.Iterator] {
        var found: [Expression.Iterator] = []
        repeat {
            let name = try declaredName { $0.atWord("in") }
            try expectWord("in")
            let domain = try expression()
            try scanner.skipSpace()
            var end: Expression?
            if scanner.take("..") { end = try expression() }
            found.append(Expression.Iterator(name: name, domain: domain, end: end))
            locals.append(NameIndex([name]))
        } while try takeComma()
        return found
    }

    private mutating func function(from start: Int) throws(FEELSyntaxError) -> Expression {
        try expect("(")
        var parameters: [Expression.Parameter] = []
        try scanner.skipSpace()
        if !scanner.take(")") {
            repeat { parameters.append(try parameter()) } while try takeComma()
            try expect(")")
        }
        try scanner.skipSpace()
        if scanner.takeWord("external") {
            let mapping = try expression()
            return try node(.externalFunction(parameters, mapping: mapping), from: start)
        }
        let body = try with(names: parameters.map(\.name)) { (parser) throws(FEELSyntaxError) in
            try parser.expression()
        }
        return try node(.function(parameters, body: body), from: start)
    }

    private mutating func parameter() throws(FEELSyntaxError) -> Expression.Parameter {
        let name = try declaredName { $0.at(":") || $0.at(",") || $0.at(")") }
        guard scanner.take(":") else { return Expression.Parameter(name: name, type: nil) }
        return Expression.Parameter(name: name, type: try type())
    }

    // MARK: Types

    /// A type (rules 51 to 53).
    mutating func type() throws(FEELSyntaxError) -> FEELTypeSyntax {
        try scanner.skipSpace()
        let start = scanner.place
        if scanner.takeWord("list"), try takeAngle() {
            return .list(try typeArgument())
        }
        scanner.place = start
        if scanner.takeWord("range"), try takeAngle() {
            return .range(try typeArgument())
        }
        scanner.place = start
        if scanner.takeWord("context"), try takeAngle() { return try contextType() }
        scanner.place = start
        if scanner.takeWord("function"), try takeAngle() { return try functionType() }
        scanner.place = start
        return .named(try typeName())
    }

    private mutating func takeAngle() throws(FEELSyntaxError) -> Bool {
        try scanner.skipSpace()
        return scanner.take("<")
    }

    private mutating func typeArgument() throws(FEELSyntaxError) -> FEELTypeSyntax {
        let element = try nested { (parser) throws(FEELSyntaxError) in try parser.type() }
        try expect(">")
        return element
    }

    private mutating func contextType() throws(FEELSyntaxError) -> FEELTypeSyntax {
        var entries: [(name: String, type: FEELTypeSyntax)] = []
        try scanner.skipSpace()
        if scanner.take(">") { return .context([]) }
        repeat {
            let name = try declaredName { $0.at(":") }
            try expect(":")
            entries.append((name, try nested { (parser) throws(FEELSyntaxError) in try parser.type() }))
            members.insert(name)
        } while try takeComma()
        try expect(">")
        return .context(entries)
    }

    private mutating func functionType() throws(FEELSyntaxError) -> FEELTypeSyntax {
        var parameters: [FEELTypeSyntax] = []
        try scanner.skipSpace()
        if !scanner.take(">") {
            repeat {
                parameters.append(try nested { (parser) throws(FEELSyntaxError) in try parser.type() })
            } while try takeComma()
            try expect(">")
        }
        try expect("->")
        let result = try nested { (parser) throws(FEELSyntaxError) in try parser.type() }
        return .function(parameters, result: result)
    }

    /// The longest type name known, otherwise a qualified name.
    private mutating func typeName() throws(FEELSyntaxError) -> String {
        let known = types.longestMatch(in: scanner.text, at: scanner.place)
        let simple = Self.simpleTypes.longestMatch(in: scanner.text, at: scanner.place)
        if let best = [known, simple].compactMap({ $0 }).max(by: { $0.end < $1.end }) {
            scanner.place = best.end
            return best.name
        }
        var name = ""
        while let word = scanner.word {
            name += word
            scanner.place += word.unicodeScalars.count
            guard scanner.current == ".", scanner.scalar(after: 1) != "." else { break }
            scanner.place += 1
            name += "."
        }
        if name.isEmpty { throw unexpected("a type") }
        return name
    }

    private static let simpleTypes = NameIndex([
        "Any", "Null", "number", "string", "boolean", "date", "time", "date and time", "dateTime",
        "days and time duration", "dayTimeDuration", "years and months duration", "yearMonthDuration", "list", "range",
        "context", "function",
    ])
}
