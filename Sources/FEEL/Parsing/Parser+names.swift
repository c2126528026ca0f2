extension Parser {
    /// Words that end a name when no known name holds them.
    static let keywords: Set<String> = [
        "and", "or", "in", "between", "instance", "of", "then", "else", "return", "satisfies", "if", "for", "some",
        "every", "function", "external", "true", "false", "null", "not",
    ]

    /// The longest name that scope, members or built-in functions have here; otherwise the words that stand here.
    mutating func name(from start: Int) throws(FEELSyntaxError) -> Expression {
        if let known = longestName() {
            scanner.place = known.end
            return try node(.name(known.name), from: start)
        }
        guard let word = scanner.word, !Self.keywords.contains(word) || word == "not" else {
            throw unexpected("an expression")
        }
        return try node(.name(unknownName()), from: start)
    }

    private func longestName() -> (name: String, end: Int)? {
        var best: (name: String, end: Int)?
        func consider(_ match: (name: String, end: Int)?) {
            if let match, match.end > best?.end ?? 0 { best = match }
        }
        for index in locals.reversed() { consider(index.longestMatch(in: scanner.text, at: scanner.place)) }
        consider(names.longestMatch(in: scanner.text, at: scanner.place))
        consider(members.longestMatch(in: scanner.text, at: scanner.place))
        consider(BuiltIns.names.longestMatch(in: scanner.text, at: scanner.place))
        guard let found = best, let word = scanner.word else { return best }
        // A keyword is never a name by itself, only within a longer one.
        let wordEnd = scanner.place + word.unicodeScalars.count
        return found.end <= wordEnd && Self.keywords.contains(word) && word != "not" ? nil : found
    }

    /// The name after a point: the longest member known, otherwise the words up to an operator.
    mutating func memberName() throws(FEELSyntaxError) -> String {
        try scanner.skipSpace()
        if let known = members.longestMatch(in: scanner.text, at: scanner.place) {
            scanner.place = known.end
            return known.name
        }
        guard scanner.word != nil else { throw unexpected("a name") }
        return try unknownName()
    }

    /// Two words in a row mean nothing else, so words that no scope knows read as one name.
    private mutating func unknownName() throws(FEELSyntaxError) -> String {
        var words: [String] = []
        while let word = scanner.word, words.isEmpty || !Self.keywords.contains(word) {
            words.append(word)
            scanner.place += word.unicodeScalars.count
            let end = scanner.place
            try scanner.skipSpace()
            if scanner.word.map({ Self.keywords.contains($0) }) ?? true {
                scanner.place = end
                break
            }
        }
        return words.joined(separator: " ")
    }

    /// A name that is being declared: everything up to what `isEnd` recognises.
    mutating func declaredName(until isEnd: (Scanner) -> Bool) throws(FEELSyntaxError) -> String {
        try scanner.skipSpace()
        guard let first = scanner.current, CharacterClass.isNameStart(first) || first == "?" else {
            throw unexpected("a name")
        }
        var name = String.UnicodeScalarView()
        var pendingSpace = false
        while let scalar = scanner.current {
            if isEnd(scanner), pendingSpace || !CharacterClass.isNamePart(scalar) { break }
            if CharacterClass.isSpace(scalar) {
                pendingSpace = true
            } else if CharacterClass.isNamePart(scalar) || CharacterClass.isNameSymbol(scalar) || scalar == "?" {
                if pendingSpace { name.append(" ") }
                pendingSpace = false
                name.append(scalar)
            } else {
                break
            }
            scanner.place += 1
        }
        try scanner.skipSpace()
        guard isEnd(scanner) else { throw unexpected("the end of the name \(String(name).prefix(40))") }
        return String(name)
    }

    // MARK: Arguments

    /// `(a, b)` or `(name: a, name: b)`.
    mutating func arguments() throws(FEELSyntaxError) -> Expression.Arguments {
        scanner.place += 1
        try scanner.skipSpace()
        if scanner.take(")") { return .positional([]) }
        let saved = openRangeDepth
        openRangeDepth = 0
        defer { openRangeDepth = saved }
        if isNamedArgument() {
            var pairs: [(name: String, value: Expression)] = []
            repeat {
                let name = try declaredName { $0.at(":") }
                try expect(":")
                pairs.append((name, try expression()))
            } while try takeComma()
            try expect(")")
            return .named(pairs)
        }
        var values: [Expression] = []
        repeat {
            try scanner.skipSpace()
            values.append(try argument())
        } while try takeComma()
        try expect(")")
        return .positional(values)
    }

    private mutating func argument() throws(FEELSyntaxError) -> Expression {
        let start = scanner.place
        guard let comparison = readComparison() else { return try expression() }
        let limit = try nested { (parser) throws(FEELSyntaxError) in try parser.binary(.sum) }
        return try node(.openRange(comparison, limit), from: start)
    }

    /// Whether nothing but the characters of a name stands before the next colon.
    private func isNamedArgument() -> Bool {
        var place = scanner.place
        guard let first = scanner.current, CharacterClass.isNameStart(first) else { return false }
        while place < scanner.text.count {
            let scalar = scanner.text[place]
            if scalar == ":" { return true }
            guard
                CharacterClass.isNamePart(scalar) || CharacterClass.isSpace(scalar)
                    || CharacterClass.isNameSymbol(scalar)
            else { return false }
            place += 1
        }
        return false
    }
}
