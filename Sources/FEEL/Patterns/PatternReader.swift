/// Reads a pattern's text into a tree.
struct PatternReader {
    private static let depthLimit = 100
    private static let repeatLimit = 1000
    private let text: [Unicode.Scalar]
    private let flags: Pattern.Flags
    private var place = 0
    private var depth = 0
    private(set) var groupCount = 0
    private(set) var hasBackReferences = false
    private var openGroups: Set<Int> = []

    init(_ text: String, flags: Pattern.Flags) {
        let scalars = Array(text.unicodeScalars)
        self.flags = flags
        self.text = flags.ignoresSpace && !flags.isLiteral ? Self.withoutSpace(scalars) : scalars
    }

    /// With the flag `x`, white space outside character classes means nothing.
    private static func withoutSpace(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var depth = 0
        var kept: [Unicode.Scalar] = []
        var isEscaped = false
        for scalar in scalars {
            if !isEscaped, scalar == "[" { depth += 1 }
            if !isEscaped, scalar == "]" { depth -= 1 }
            isEscaped = !isEscaped && scalar == "\\"
            if depth > 0 || ![0x9, 0xA, 0xD, 0x20].contains(scalar.value) { kept.append(scalar) }
        }
        return kept
    }

    mutating func whole() throws(PatternError) -> PatternNode {
        if flags.isLiteral { return .sequence(text.map(literal)) }
        let node = try choice()
        guard place == text.count else { throw .syntax(at: place) }
        return node
    }

    private var current: Unicode.Scalar? { place < text.count ? text[place] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        place += 1
        return true
    }

    private func literal(_ scalar: Unicode.Scalar) -> PatternNode {
        flags.ignoresCase ? .set(CharacterSet(scalar).ignoringCase) : .scalar(scalar)
    }

    private mutating func choice() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw .tooLarge }
        var branches = [try branch()]
        while take("|") { branches.append(try branch()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func branch() throws(PatternError) -> PatternNode {
        var pieces: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" { pieces.append(try piece()) }
        return pieces.count == 1 ? pieces[0] : .sequence(pieces)
    }

    private mutating func piece() throws(PatternError) -> PatternNode {
        let atom = try atom()
        guard let (min, max) = try quantifier() else { return atom }
        return .repeat(atom, min: min, max: max, isLazy: take("?"))
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if take("?") { return (0, 1) }
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        guard take("{") else { return nil }
        guard let min = number() else { throw .syntax(at: place) }
        var max: Int? = min
        if take(",") { max = number() }
        guard take("}"), max ?? min >= min, min <= Self.repeatLimit, max ?? 0 <= Self.repeatLimit else {
            throw .syntax(at: place)
        }
        return (min, max)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = current, CharacterClass.isDigit(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 48), 1_000_000)
            place += 1
        }
        return value
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        guard let scalar = current else { throw .syntax(at: place) }
        place += 1
        switch scalar {
        case ".": return .set(flags.dotMatchesAll ? .everything : .notNewline)
        case "^": return .start
        case "$": return .end
        case "(": return try group()
        case "[":
            let set = try characterClass()
            return .set(flags.ignoresCase ? set.ignoringCase : set)
        case "\\": return try escape()
        case "?", "*", "+", "{", "}", ")", "]", "|": throw .syntax(at: place - 1)
        default: return literal(scalar)
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        if take("?") {
            guard take(":") else { throw .syntax(at: place) }
            let node = try choice()
            guard take(")") else { throw .syntax(at: place) }
            return .group(node, index: nil)
        }
        groupCount += 1
        let index = groupCount
        openGroups.insert(index)
        let node = try choice()
        guard take(")") else { throw .syntax(at: place) }
        openGroups.remove(index)
        return .group(node, index: index)
    }

    private mutating func escape() throws(PatternError) -> PatternNode {
        guard let scalar = current else { throw .syntax(at: place) }
        if (0x31...0x39).contains(scalar.value) { return try backReference() }
        if let set = try classEscape() { return .set(set) }
        return literal(try singleEscape())
    }

    /// `\N` refers to a group that has ended before; more digits count while such a group exists.
    private mutating func backReference() throws(PatternError) -> PatternNode {
        var index = 0
        while let scalar = current, CharacterClass.isDigit(scalar) {
            let next = index * 10 + Int(scalar.value - 48)
            guard index == 0 || next <= groupCount else { break }
            index = next
            place += 1
        }
        guard index <= groupCount, !openGroups.contains(index) else { throw .syntax(at: place) }
        hasBackReferences = true
        return .backReference(index)
    }

    /// `\d`, `\p{L}` and the like; `nil` when the escape stands for one character.
    private mutating func classEscape() throws(PatternError) -> CharacterSet? {
        guard let scalar = current else { throw .syntax(at: place) }
        if scalar == "p" || scalar == "P" {
            place += 1
            guard take("{") else { throw .syntax(at: place) }
            var name = String.UnicodeScalarView()
            while let next = current, next != "}" {
                name.append(next)
                place += 1
            }
            guard take("}"), let set = CharacterSet(property: String(name)) else { throw .syntax(at: place) }
            return scalar == "P" ? set.inverted : set
        }
        guard let set = CharacterSet(escape: scalar) else { return nil }
        place += 1
        return set
    }

    private mutating func singleEscape() throws(PatternError) -> Unicode.Scalar {
        guard let scalar = current else { throw .syntax(at: place) }
        place += 1
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "\\", "|", ".", "?", "*", "+", "(", ")", "{", "}", "-", "[", "]", "^", "$": return scalar
        default: throw .syntax(at: place - 1)
        }
    }

    // MARK: Character classes

    /// What follows `[`: characters, ranges, escapes, and a class to subtract.
    private mutating func characterClass() throws(PatternError) -> CharacterSet {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else { throw .tooLarge }
        let isInverted = take("^")
        var set = CharacterSet()
        var isEmpty = true
        while true {
            guard let scalar = current else { throw .syntax(at: place) }
            if scalar == "]", !isEmpty { break }
            if scalar == "-", !isEmpty, place + 1 < text.count, text[place + 1] == "[" {
                place += 2
                set.subtract(isInverted: isInverted, try characterClass())
                guard current == "]" else { throw .syntax(at: place) }
                place += 1
                return set
            }
            try classItem(into: &set)
            isEmpty = false
        }
        place += 1
        return isInverted ? set.inverted : set
    }

    private mutating func classItem(into set: inout CharacterSet) throws(PatternError) {
        if take("\\") {
            if let escape = try classEscape() { return set.formUnion(escape) }
            return try classRange(from: singleEscape(), into: &set)
        }
        guard let scalar = current, scalar != "[", scalar != "]" else { throw .syntax(at: place) }
        place += 1
        try classRange(from: scalar, into: &set)
    }

    private mutating func classRange(
        from first: Unicode.Scalar, into set: inout CharacterSet
    ) throws(PatternError) {
        guard current == "-", place + 1 < text.count, text[place + 1] != "]", text[place + 1] != "[" else {
            return set.insert(first, first)
        }
        place += 1
        let last: Unicode.Scalar
        if take("\\") {
            last = try singleEscape()
        } else {
            guard let scalar = current, scalar != "-" || first == "-" else { throw .syntax(at: place) }
            place += 1
            last = scalar
        }
        guard first.value <= last.value else { throw .syntax(at: place) }
        set.insert(first, last)
    }
}
