import XMLTree

extension BPMN.Expression {
    /// How a text without any mark is meant, which depends on where it stands.
    enum Plain {
        /// An expression: a condition, a cardinality.
        case feel
        /// A plain text: a user's name, a process's id.
        case literal
        /// A number when it looks like one, else a plain text.
        case number
        /// A date, duration or cycle when it looks like one, else an expression.
        case timer
    }

    /// What a text means, by its marks (`=`, `${…}`, `#{…}`) and, without marks, by its place.
    static func meaning(_ text: String, _ plain: Plain) -> Meaning {
        let trimmed = BPMN.Text.trimmed(text)
        if trimmed.hasPrefix("="), !trimmed.hasPrefix("==") {
            return .feel(BPMN.Text.trimmed(String(trimmed.dropFirst())))
        }
        if JUEL.holdsExpression(trimmed) { return (try? JUEL.meaning(trimmed)) ?? .unknown }
        switch plain {
        case .feel: return .feel(BPMN.DataAccess.replaced(trimmed))
        case .literal: return .literal(trimmed)
        case .number: return isNumber(trimmed) ? .feel(trimmed) : .literal(trimmed)
        case .timer: return BPMN.TimerText.looksLike(trimmed) ? .literal(trimmed) : .feel(trimmed)
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
            && digits.utf8.filter { $0 == 0x2E }.count <= 1 && digits.first != "." && digits.last != "."
    }

    /// Finds the meaning of an expression that was read.
    mutating func settle(_ plain: Plain, language usual: String?) {
        switch Language(language ?? "") {
        case .feel: meaning = Self.meaning(text, plain == .timer ? .timer : .feel)
        case .juel where !JUEL.holdsExpression(text): meaning = Self.meaning("${\(text)}", plain)
        case .other: meaning = .unknown
        // A language named for the whole file is mostly the default of a tool and says little.
        case .juel, .none: meaning = Self.meaning(text, plain)
        }
        if language == nil, case .other = Language(usual ?? ""), plain == .feel, !JUEL.holdsExpression(text),
            !BPMN.Text.trimmed(text).hasPrefix("=")
        {
            meaning = .unknown
        }
    }

    /// The languages that are told apart.
    private enum Language {
        case none, feel, juel, other

        init(_ name: String) {
            let name = name.lowercased()
            if name.isEmpty || name.contains("xpath") {
                self = .none
            } else if name.contains("feel") {
                self = .feel
            } else if name.contains("juel") || name.contains("unified") {
                self = .juel
            } else {
                self = .other
            }
        }
    }

    /// An expression of an extension.
    init(_ text: String, plain: Plain, at place: BPMN.Place) {
        self.text = text
        base.source.place = place
        meaning = Self.meaning(text, plain)
    }

    /// An expression of our own extensions, which are FEEL throughout; a string literal is a plain text.
    init(own text: String, at place: BPMN.Place) {
        if let literal = Self.unquoted(text) { self.init(literal: literal) } else { self.init(feel: text) }
        base.source.place = place
    }

    /// The text of a FEEL string literal that is the whole expression.
    private static func unquoted(_ text: String) -> String? {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return nil }
        var inner = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if isEscaped {
                isEscaped = false
                switch character {
                case "n": inner.append("\n")
                case "r": inner.append("\r")
                case "t": inner.append("\t")
                case "\"", "\\": inner.append(character)
                default: return nil
                }
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                return nil
            } else {
                inner.append(character)
            }
        }
        return isEscaped ? nil : inner
    }
}

extension BPMN.Message {
    /// The name as an expression: a plain text, or computed where a dialect allows it.
    public var nameExpression: BPMN.Expression? { name.map { BPMN.Expression($0, plain: .literal, at: place) } }
}

extension BPMN.Signal {
    /// The name as an expression: a plain text, or computed where a dialect allows it.
    public var nameExpression: BPMN.Expression? { name.map { BPMN.Expression($0, plain: .literal, at: place) } }
}

extension BPMN.Error {
    /// The code as an expression: a plain text, or computed where a dialect allows it.
    public var codeExpression: BPMN.Expression? { errorCode.map { BPMN.Expression($0, plain: .literal, at: place) } }
}

extension BPMN.Escalation {
    /// The code as an expression: a plain text, or computed where a dialect allows it.
    public var codeExpression: BPMN.Expression? {
        escalationCode.map { BPMN.Expression($0, plain: .literal, at: place) }
    }
}
