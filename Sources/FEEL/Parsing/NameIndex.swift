/// The names that an expression may use, for the longest match: names hold spaces and operators, so only the scope
/// tells where `amount - tax` ends (DMN 1.5 §10.3.1.4).
struct NameIndex: Sendable {
    struct Entry: Sendable {
        let name: String
        /// The name's code points with one space between words and none beside symbols.
        let pattern: [Unicode.Scalar]
    }

    /// The names by their first word.
    private var entries: [String: [Entry]] = [:]

    init() {}

    init(_ names: some Sequence<String>) {
        for name in names { insert(name) }
    }

    mutating func insert(_ name: String) {
        let pattern = Self.pattern(name)
        guard let word = Self.firstWord(of: pattern, at: 0) else { return }
        let isKnown = entries[word]?.contains { $0.pattern == pattern } ?? false
        if !isKnown { entries[word, default: []].append(Entry(name: name, pattern: pattern)) }
    }

    /// The run of name characters at a place, or the one other character there.
    private static func firstWord(of text: [Unicode.Scalar], at start: Int) -> String? {
        guard start < text.count else { return nil }
        var end = start
        while end < text.count, CharacterClass.isNamePart(text[end]) { end += 1 }
        var word = String.UnicodeScalarView()
        word.append(contentsOf: text[start..<max(end, start + 1)])
        return String(word)
    }

    /// The longest name that the text holds from `start` on, and the place after it.
    func longestMatch(in text: [Unicode.Scalar], at start: Int) -> (name: String, end: Int)? {
        guard !entries.isEmpty, let word = Self.firstWord(of: text, at: start), let candidates = entries[word] else {
            return nil
        }
        var best: (name: String, end: Int)?
        for candidate in candidates {
            guard let end = Self.match(candidate.pattern, in: text, at: start), end > best?.end ?? 0 else { continue }
            best = (candidate.name, end)
        }
        return best
    }

    private static func match(_ pattern: [Unicode.Scalar], in text: [Unicode.Scalar], at start: Int) -> Int? {
        var place = start
        var previous: Unicode.Scalar?
        for scalar in pattern {
            if scalar == " " {
                guard place < text.count, CharacterClass.isSpace(text[place]) else { return nil }
                while place < text.count, CharacterClass.isSpace(text[place]) { place += 1 }
            } else {
                if let previous, CharacterClass.isNameSymbol(scalar) || CharacterClass.isNameSymbol(previous) {
                    while place < text.count, CharacterClass.isSpace(text[place]) { place += 1 }
                }
                guard place < text.count, text[place] == scalar else { return nil }
                place += 1
            }
            previous = scalar
        }
        if let previous, place < text.count, CharacterClass.isNamePart(previous),
            CharacterClass.isNamePart(text[place])
        {
            return nil
        }
        return place
    }

    static func pattern(_ name: String) -> [Unicode.Scalar] {
        var pattern: [Unicode.Scalar] = []
        var pendingSpace = false
        for scalar in name.unicodeScalars {
            if CharacterClass.isSpace(scalar) {
                pendingSpace = !pattern.isEmpty
                continue
            }
            if pendingSpace, let last = pattern.last, !CharacterClass.isNameSymbol(last),
                !CharacterClass.isNameSymbol(scalar)
            {
                pattern.append(" ")
            }
            pendingSpace = false
            pattern.append(scalar)
        }
        return pattern
    }
}
