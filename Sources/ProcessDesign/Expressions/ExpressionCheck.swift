import FEEL
public import FEELValues

/// What is wrong with a FEEL text in a designer, and what may stand in it.
public struct ExpressionCheck: Sendable {
    /// The names that the text may use.
    public let names: [Name]
    private let scope: Scope

    /// A name with its type and what people call it.
    public struct Name: Sendable, Equatable {
        public let name: String
        public let type: FEELType
        public let label: String

        /// A name.
        public init(_ name: String, _ type: FEELType = .any, label: String = "") {
            self.name = name
            self.type = type
            self.label = label
        }
    }

    /// One problem with its place: offsets in UTF-16 units, as a text field counts.
    public struct Problem: Sendable, Equatable {
        public let isError: Bool
        public let text: String
        public let from: Int
        public let to: Int
        public let suggestion: String?
    }

    /// A check against names.
    public init(_ names: [Name]) {
        self.names = names
        scope = Scope(names.map { Scope.Variable($0.name, $0.type) })
    }

    /// What is wrong with an expression. Names that are not known are only doubtful: a message or a worker may bring
    /// them while the process runs.
    public func problems(_ text: String, expecting type: FEELType = .any, locale: String) -> [Problem] {
        FEEL.check(text, scope: scope, expecting: type).map { problem($0, text, locale) }
    }

    /// What is wrong with a decision table's cell.
    public func cellProblems(_ text: String, input: FEELType, locale: String) -> [Problem] {
        FEEL.checkUnaryTests(text, input: input, scope: scope).map { problem($0, text, locale) }
    }

    private func problem(_ finding: Finding, _ text: String, _ locale: String) -> Problem {
        let isUnknown = finding.code.contains("unknown-name")
        let units = OffsetTable(text)
        let scalars = Array(text.unicodeScalars)
        var end = min(finding.span.end, scalars.count)
        // A name's span may take in the blanks behind it; what is marked or replaced must not.
        while end > finding.span.start + 1, scalars[end - 1].properties.isWhitespace { end -= 1 }
        // A place without a length is where a word begins.
        if end <= finding.span.start { end = Self.wordEnd(scalars, from: finding.span.start) }
        return Problem(
            isError: finding.severity == .error && !isUnknown, text: finding.text(locale.hasPrefix("zh") ? .chinese : .english),
            from: units.offset(finding.span.start), to: units.offset(end), suggestion: finding.suggestion)
    }

    private static func wordEnd(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        var end = start
        while end < scalars.count, scalars[end].properties.isAlphabetic || scalars[end].properties.numericType != nil || scalars[end] == "_" { end += 1 }
        return end
    }

    /// What may be typed at the end of a text: members behind a point, else names and built-in functions.
    public func completions(_ text: String, limit: Int = 12) -> [Completion] {
        let word = String(text.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }.reversed())
        let parts = word.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let wanted = (parts.last ?? "").lowercased()
        let found = parts.count > 1 ? members(Array(parts.dropLast())) : names.map { Completion($0.name, $0.label, Self.brief($0.type)) } + Self.functions
        let fitting = found.filter { wanted.isEmpty || $0.text.lowercased().hasPrefix(wanted) || $0.label.lowercased().contains(wanted) }
        return Array(fitting.prefix(limit))
    }

    /// One proposal.
    public struct Completion: Sendable, Equatable {
        /// What is put in place of the word that was begun.
        public let text: String
        /// What people call it.
        public let label: String
        /// Its type, or a function's parameters.
        public let detail: String

        init(_ text: String, _ label: String, _ detail: String) {
            self.text = text
            self.label = label
            self.detail = detail
        }
    }

    private static let functions: [Completion] = BuiltIns.all.map { function in
        Completion(function.name + "(", BuiltIns.usage(of: function).first ?? "", "")
    }.sorted { $0.text < $1.text }

    private func members(_ path: [String]) -> [Completion] {
        guard let first = names.first(where: { $0.name == path[0] }) else { return [] }
        var type = first.type
        for name in path.dropFirst() {
            guard case .context(let entries) = type, let entry = entries.first(where: { $0.name == name }) else { return [] }
            type = entry.type
        }
        guard case .context(let entries) = type else { return [] }
        return entries.map { Completion($0.name, labels[(path + [$0.name]).joined(separator: ".")] ?? "", Self.brief($0.type)) }
    }

    /// What people call members, by their path.
    public var labels: [String: String] = [:]

    private static func brief(_ type: FEELType) -> String {
        switch type {
        case .any: ""
        case .context: "context"
        default: "\(type)"
        }
    }
}

/// Places in a text, from code points to the UTF-16 units in which a browser counts.
struct OffsetTable {
    private let offsets: [Int]

    init(_ text: String) {
        var offsets = [0]
        for scalar in text.unicodeScalars { offsets.append((offsets.last ?? 0) + UTF16.width(scalar)) }
        self.offsets = offsets
    }

    /// The unit before which a code point stands.
    func offset(_ codePoint: Int) -> Int { offsets[min(max(codePoint, 0), offsets.count - 1)] }
}
