/// Reads the tokens by precedence and writes FEEL at once.
struct JUELParser {
    private let tokens: [JUELToken]
    private var index = 0
    private var depth = 0

    init(_ tokens: [JUELToken]) { self.tokens = tokens }

    /// FEEL text with how tightly it binds.
    private struct Piece {
        var text: String
        var rank: Rank

        func inside(_ other: Rank) -> String { rank < other ? "(\(text))" : text }
    }

    private enum Rank: Int, Comparable {
        case conditional, or, and, comparison, sum, product, sign, atom

        static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
        var next: Rank { Rank(rawValue: rawValue + 1) ?? .atom }
    }

    mutating func whole() throws(JUEL.Refusal) -> String {
        guard !tokens.isEmpty else { throw JUEL.Refusal(english: "it is empty", chinese: "为空") }
        let piece = try expression()
        guard index == tokens.count else { throw unexpected() }
        return piece.text
    }

    private mutating func expression() throws(JUEL.Refusal) -> Piece {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 64 else { throw JUEL.Refusal(english: "it is nested too deeply", chinese: "嵌套过深") }
        let condition = try either()
        guard skip("?") else { return condition }
        let first = try expression()
        guard skip(":") else { throw unexpected() }
        let second = try expression()
        return Piece(
            text: "if \(condition.inside(.or)) then \(first.inside(.or)) else \(second.inside(.conditional))",
            rank: .conditional)
    }

    private mutating func either() throws(JUEL.Refusal) -> Piece {
        var left = try both()
        while skip("||", "or") {
            let right = try both()
            left = Piece(text: "\(left.inside(.or)) or \(right.inside(.and))", rank: .or)
        }
        return left
    }

    private mutating func both() throws(JUEL.Refusal) -> Piece {
        var left = try comparison()
        while skip("&&", "and") {
            let right = try comparison()
            left = Piece(text: "\(left.inside(.and)) and \(right.inside(.comparison))", rank: .and)
        }
        return left
    }

    private static let comparisons = [
        ("==", "="), ("eq", "="), ("!=", "!="), ("ne", "!="), ("<=", "<="), ("le", "<="), (">=", ">="), ("ge", ">="),
        ("<", "<"), ("lt", "<"), (">", ">"), ("gt", ">"),
    ]

    private mutating func comparison() throws(JUEL.Refusal) -> Piece {
        var left = try sum()
        while let sign = Self.comparisons.first(where: { skip($0.0) })?.1 {
            let right = try sum()
            left = Piece(text: "\(left.inside(.sum)) \(sign) \(right.inside(.sum))", rank: .comparison)
        }
        return left
    }

    private mutating func sum() throws(JUEL.Refusal) -> Piece {
        var left = try product()
        while true {
            let sign = skip("+") ? "+" : skip("-") ? "-" : ""
            guard !sign.isEmpty else { return left }
            let right = try product()
            left = Piece(text: "\(left.inside(.sum)) \(sign) \(right.inside(.product))", rank: .sum)
        }
    }

    private mutating func product() throws(JUEL.Refusal) -> Piece {
        var left = try unary()
        while true {
            if skip("*") {
                left = Piece(text: "\(left.inside(.product)) * \(try unary().inside(.sign))", rank: .product)
            } else if skip("/", "div") {
                left = Piece(text: "\(left.inside(.product)) / \(try unary().inside(.sign))", rank: .product)
            } else if skip("%", "mod") {
                left = Piece(text: "modulo(\(left.text), \(try unary().text))", rank: .atom)
            } else {
                return left
            }
        }
    }

    private mutating func unary() throws(JUEL.Refusal) -> Piece {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 64 else { throw JUEL.Refusal(english: "it is nested too deeply", chinese: "嵌套过深") }
        if skip("!", "not") { return Piece(text: "not(\(try unary().text))", rank: .atom) }
        if skip("-") { return Piece(text: "-\(try unary().inside(.atom))", rank: .sign) }
        if skip("empty") {
            return Piece(text: "list contains([null, \"\", [], {}], \(try unary().text))", rank: .atom)
        }
        return try path()
    }

    private mutating func path() throws(JUEL.Refusal) -> Piece {
        var piece = try atom()
        while true {
            if skip(".") {
                guard case .word(let name)? = peek else { throw unexpected() }
                index += 1
                piece = peek == .sign("(") ? try call(name, on: piece) : try member(name, of: piece)
            } else if skip("[") {
                piece = try element(of: piece)
            } else {
                return piece
            }
        }
    }

    private func member(_ name: String, of piece: Piece) throws(JUEL.Refusal) -> Piece {
        Piece(text: "\(piece.inside(.atom)).\(try Self.safe(name))", rank: .atom)
    }

    private mutating func element(of piece: Piece) throws(JUEL.Refusal) -> Piece {
        guard let token = peek else { throw unexpected() }
        index += 1
        guard skip("]") else {
            throw JUEL.Refusal(english: "an index is not a literal", chinese: "下标不是字面量")
        }
        switch token {
        case .text(let name): return try member(name, of: piece)
        // Java counts from 0, FEEL from 1.
        case .number(let number):
            guard let place = Int(number), place < Int.max else { throw unexpected() }
            return Piece(text: "\(piece.inside(.atom))[\(place + 1)]", rank: .atom)
        default: throw JUEL.Refusal(english: "an index is not a literal", chinese: "下标不是字面量")
        }
    }

    /// Calls that only read a variable or compare.
    private mutating func call(_ name: String, on piece: Piece) throws(JUEL.Refusal) -> Piece {
        let arguments = try arguments()
        switch (name, arguments.count) {
        case ("getVariable", 1), ("getVariableLocal", 1):
            if piece.text == "execution", case .text(let variable) = arguments[0].token {
                return Piece(text: try Self.safe(variable), rank: .atom)
            }
        case ("hasVariable", 1):
            if piece.text == "execution", case .text(let variable) = arguments[0].token {
                return Piece(text: "\(try Self.safe(variable)) != null", rank: .comparison)
            }
        case ("equals", 1):
            return Piece(text: "\(piece.inside(.sum)) = \(arguments[0].piece.inside(.sum))", rank: .comparison)
        default: break
        }
        throw JUEL.Refusal(english: "it calls the method '\(name)'", chinese: "其中调用了方法“\(name)”")
    }

    private mutating func arguments() throws(JUEL.Refusal) -> [(token: JUELToken, piece: Piece)] {
        var arguments: [(token: JUELToken, piece: Piece)] = []
        guard skip("(") else { throw unexpected() }
        if skip(")") { return [] }
        while let first = peek {
            arguments.append((first, try expression()))
            if skip(")") { return arguments }
            guard skip(",") else { break }
        }
        throw unexpected()
    }

    private mutating func atom() throws(JUEL.Refusal) -> Piece {
        guard let token = peek else { throw unexpected() }
        index += 1
        switch token {
        case .number(let number): return Piece(text: number, rank: .atom)
        case .text(let text): return Piece(text: BPMN.Expression.quoted(text), rank: .atom)
        case .word("true"), .word("false"), .word("null"):
            if case .word(let word) = token { return Piece(text: word, rank: .atom) }
            throw unexpected()
        case .word(let name):
            if peek == .sign("(") || peek == .sign(":") && isFunction {
                throw JUEL.Refusal(english: "it calls the function '\(name)'", chinese: "其中调用了函数“\(name)”")
            }
            return try Self.variable(name)
        case .sign("("):
            let inner = try expression()
            guard skip(")") else { throw unexpected() }
            return inner
        default:
            index -= 1
            throw unexpected()
        }
    }

    /// Whether `prefix:name(` follows, a function with a namespace.
    private var isFunction: Bool {
        guard index + 2 < tokens.count, case .word = tokens[index + 1] else { return false }
        return tokens[index + 2] == .sign("(")
    }

    /// The names of a multi-instance are those of the standard; its counter begins at 0 there and at 1 here.
    private static func variable(_ name: String) throws(JUEL.Refusal) -> Piece {
        switch name {
        case "nrOfInstances": Piece(text: "numberOfInstances", rank: .atom)
        case "nrOfActiveInstances": Piece(text: "numberOfActiveInstances", rank: .atom)
        case "nrOfCompletedInstances": Piece(text: "numberOfCompletedInstances", rank: .atom)
        case "loopCounter": Piece(text: "loopCounter - 1", rank: .sum)
        default: Piece(text: try safe(name), rank: .atom)
        }
    }

    private static let keywords: Set<String> = [
        "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "and", "or", "not", "between",
        "instance", "function", "external", "true", "false", "null",
    ]

    private static func safe(_ name: String) throws(JUEL.Refusal) -> String {
        let isName =
            name.first.map { $0.isLetter || $0 == "_" } == true
            && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
        guard isName, !keywords.contains(name) else {
            throw JUEL.Refusal(english: "'\(name)' is not a name in FEEL", chinese: "“\(name)”不是 FEEL 中的名称")
        }
        return name
    }

    private var peek: JUELToken? { index < tokens.count ? tokens[index] : nil }

    private mutating func skip(_ sign: String, _ word: String? = nil) -> Bool {
        guard let token = peek else { return false }
        let isWord = sign.first?.isLetter == true
        let matches = token == (isWord ? .word(sign) : .sign(sign)) || word.map { token == .word($0) } ?? false
        if matches { index += 1 }
        return matches
    }

    private func unexpected() -> JUEL.Refusal {
        switch peek {
        case .word(let text)?, .number(let text)?, .sign(let text)?, .text(let text)?:
            JUEL.Refusal(english: "'\(text)' is not expected there", chinese: "此处不应出现“\(text)”")
        case nil: JUEL.Refusal(english: "it is incomplete", chinese: "不完整")
        }
    }
}
