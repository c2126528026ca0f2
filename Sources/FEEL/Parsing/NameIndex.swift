/// The names that an expression may use, for the longest match: names hold spaces and operators, so only the scope
/// tells where `amount - tax` ends (DMN 1.5 §10.3.1.4).
struct NameIndex: Sendable {
    struct Entry: Sendable {
        let name: String
        /// The name's code points with one space between words and none beside symbols.
        let pattern: [Unicode.Scalar]
    }

    private var entries: [Unicode.Scalar: [Entry]] = [:]

    init() {}

    init(_ names: some Sequence<String>) {
        for name in names { insert(name) }
    }

    mutating func insert(_ name: String) {
        let pattern = Self.pattern(name)
        guard let first = pattern.first else { return }
        let isKnown = entries[first]?.contains { $0.pattern == pattern } ?? false
        if !isKnown { entries[first, default: []].append(Entry(name: name, pattern: pattern)) }
    }

    /// The longest name that the text holds from `start` on, and the place after it.
    func longestMatch(in text: [Unicode.Scalar], at start: Int) -> (name: String, end: Int)? {
        guard start < text.count, let candidates = entries[text[start]] else { return nil }
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
