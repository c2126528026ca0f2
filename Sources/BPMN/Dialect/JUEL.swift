/// Expressions in the notation of Java's unified expression language, `${…}` and `#{…}`, translated into FEEL.
///
/// Comparison, logic, arithmetic, property paths, literals, `empty` and the conditional are translated; calls of methods
/// and functions are not, except those that only read a variable or compare.
enum JUEL {
    /// Why a text could not be translated.
    struct Refusal: Swift.Error, Equatable {
        let english: String
        let chinese: String
    }

    /// Whether the text holds an expression of this notation.
    static func holdsExpression(_ text: String) -> Bool { text.contains("${") || text.contains("#{") }

    /// What a text means: literal text, one expression, or both joined.
    static func meaning(_ text: String) throws(Refusal) -> BPMN.Expression.Meaning {
        let parts = try parts(text)
        if parts.count == 1, case .expression(let inner) = parts[0] { return .feel(try feel(inner)) }
        var joined: [String] = []
        for part in parts {
            switch part {
            case .text(let text): joined.append(BPMN.Expression.quoted(text))
            case .expression(let inner): joined.append("string(\(try feel(inner)))")
            }
        }
        return .feel(joined.joined(separator: " + "))
    }

    /// The inside of `${…}` in FEEL.
    static func feel(_ text: String) throws(Refusal) -> String {
        var parser = JUELParser(try JUELLexer.tokens(text))
        return try parser.whole()
    }

    private enum Part {
        case text(String)
        case expression(String)
    }

    private static func parts(_ text: String) throws(Refusal) -> [Part] {
        var parts: [Part] = []
        var literal = ""
        var rest = text[...]
        while let first = rest.first {
            guard rest.hasPrefix("${") || rest.hasPrefix("#{") else {
                literal.append(first)
                rest.removeFirst()
                continue
            }
            if !literal.isEmpty { parts.append(.text(literal)) }
            literal = ""
            rest.removeFirst(2)
            guard let end = end(of: rest) else { throw Refusal(english: "'}' is missing", chinese: "缺少“}”") }
            parts.append(.expression(String(rest[..<end])))
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty { parts.append(.text(literal)) }
        return parts
    }

    /// Where the expression's `}` stands; those in texts do not count.
    private static func end(of text: Substring) -> String.Index? {
        var quote: Character?
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "}" {
                return index
            }
        }
        return nil
    }
}

/// Words, numbers, texts and signs.
enum JUELToken: Equatable {
    case word(String)
    case number(String)
    case text(String)
    case sign(String)
}

enum JUELLexer {
    private static let signs = [
        "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]", ".",
        ",",
    ]

    static func tokens(_ text: String) throws(JUEL.Refusal) -> [JUELToken] {
        var tokens: [JUELToken] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
            } else if first.isLetter || first == "_" || first == "$" {
                tokens.append(.word(take(&rest) { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }))
            } else if first.isASCII, first.isNumber {
                tokens.append(.number(number(&rest)))
            } else if first == "'" || first == "\"" {
                tokens.append(.text(try quoted(&rest)))
            } else if let sign = signs.first(where: { rest.hasPrefix($0) }) {
                tokens.append(.sign(sign))
                rest.removeFirst(sign.count)
            } else {
                throw JUEL.Refusal(english: "'\(first)' is not understood", chinese: "无法理解“\(first)”")
            }
            guard tokens.count <= 2_000 else { throw JUEL.Refusal(english: "it is too long", chinese: "过长") }
        }
        return tokens
    }

    private static func take(_ rest: inout Substring, while belongs: (Character) -> Bool) -> String {
        let taken = rest.prefix(while: belongs)
        rest.removeFirst(taken.count)
        return String(taken)
    }

    private static func number(_ rest: inout Substring) -> String {
        var digits = take(&rest) { $0.isASCII && $0.isNumber }
        if rest.first == ".", let next = rest.dropFirst().first, next.isASCII, next.isNumber {
            rest.removeFirst()
            digits += "." + take(&rest) { $0.isASCII && $0.isNumber }
        }
        return digits
    }

    private static func quoted(_ rest: inout Substring) throws(JUEL.Refusal) -> String {
        let quote = rest.removeFirst()
        var text = ""
        while let character = rest.first {
            rest.removeFirst()
            if character == quote { return text }
            if character == "\\", let next = rest.first {
                rest.removeFirst()
                text.append(next)
            } else {
                text.append(character)
            }
        }
        throw JUEL.Refusal(english: "a text does not end", chinese: "文本没有结束")
    }
}
