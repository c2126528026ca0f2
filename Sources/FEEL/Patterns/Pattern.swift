/// A regular expression in the flavour of XPath and XQuery (XQuery and XPath Functions and Operators 3.1 §5.6, on the
/// base of XML Schema part 2 appendix G), which is FEEL's.
///
/// Matching remembers which state has failed at which place, so its time is bounded by the product of pattern and
/// text. A pattern with back-references cannot remember; it is bounded by the steps of the evaluation.
struct Pattern: Sendable {
    enum Instruction: Sendable {
        case scalar(Unicode.Scalar)
        case set(CharacterSet)
        /// Goes on at the first, on failure at the second.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case start
        case end
        case backReference(Int)
        /// Notes the place at which a loop begins a round.
        case mark(Int)
        /// Fails when the round has read nothing.
        case progress(Int)
        case match
    }

    struct Flags: Sendable {
        var dotMatchesAll = false
        var isMultiline = false
        var ignoresCase = false
        var ignoresSpace = false
        var isLiteral = false

        init(_ text: String) throws(PatternError) {
            for character in text {
                switch character {
                case "s": dotMatchesAll = true
                case "m": isMultiline = true
                case "i": ignoresCase = true
                case "x": ignoresSpace = true
                case "q": isLiteral = true
                default: throw .unknownFlag(character)
                }
            }
        }
    }

    let program: [Instruction]
    let flags: Flags
    /// How many groups capture, not counting the whole match.
    let groupCount: Int
    let hasBackReferences: Bool
    /// The character that every match begins with, if there is one.
    let firstScalar: Unicode.Scalar?

    init(_ text: String, flags flagText: String) throws(PatternError) {
        flags = try Flags(flagText)
        var reader = PatternReader(text, flags: flags)
        let node = try reader.whole()
        groupCount = reader.groupCount
        hasBackReferences = reader.hasBackReferences
        var builder = PatternBuilder(guardsLoops: reader.hasBackReferences)
        builder.emit(.save(0))
        try builder.build(node)
        builder.emit(.save(1))
        builder.emit(.match)
        program = builder.program
        if case .scalar(let scalar) = program[1], !flags.ignoresCase { firstScalar = scalar } else { firstScalar = nil }
    }
}

enum PatternError: Error, Hashable {
    case unknownFlag(Character)
    case syntax(at: Int)
    case tooLarge
}

/// The tree of a pattern.
indirect enum PatternNode {
    case empty
    case set(CharacterSet)
    case scalar(Unicode.Scalar)
    case sequence([PatternNode])
    case choice([PatternNode])
    case group(PatternNode, index: Int?)
    case `repeat`(PatternNode, min: Int, max: Int?, isLazy: Bool)
    case start
    case end
    case backReference(Int)
}

/// Writes the program of a tree.
struct PatternBuilder {
    /// More instructions than any honest pattern has.
    static let limit = 10_000
    let guardsLoops: Bool
    private(set) var program: [Pattern.Instruction] = []
    private var marks = 0

    init(guardsLoops: Bool) { self.guardsLoops = guardsLoops }

    mutating func emit(_ instruction: Pattern.Instruction) { program.append(instruction) }

    mutating func build(_ node: PatternNode) throws(PatternError) {
        if program.count > Self.limit { throw .tooLarge }
        switch node {
        case .empty: break
        case .set(let set): emit(.set(set))
        case .scalar(let scalar): emit(.scalar(scalar))
        case .sequence(let nodes): for node in nodes { try build(node) }
        case .choice(let nodes): try buildChoice(nodes)
        case .group(let node, let index):
            if let index { emit(.save(2 * index)) }
            try build(node)
            if let index { emit(.save(2 * index + 1)) }
        case .repeat(let node, let min, let max, let isLazy): try buildRepeat(node, min, max, isLazy)
        case .start: emit(.start)
        case .end: emit(.end)
        case .backReference(let index): emit(.backReference(index))
        }
    }

    private mutating func buildChoice(_ nodes: [PatternNode]) throws(PatternError) {
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            guard index < nodes.count - 1 else {
                try build(node)
                break
            }
            let split = program.count
            emit(.split(split + 1, 0))
            try build(node)
            jumps.append(program.count)
            emit(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for jump in jumps { program[jump] = .jump(program.count) }
    }

    private mutating func buildRepeat(
        _ node: PatternNode, _ min: Int, _ max: Int?, _ isLazy: Bool
    ) throws(PatternError) {
        for _ in 0..<min { try build(node) }
        guard let max else { return try buildLoop(node, isLazy) }
        var splits: [Int] = []
        for _ in min..<Swift.max(min, max) {
            splits.append(program.count)
            emit(.split(0, 0))
            try build(node)
        }
        for split in splits { setSplit(split, enter: split + 1, leave: program.count, isLazy) }
    }

    private mutating func buildLoop(_ node: PatternNode, _ isLazy: Bool) throws(PatternError) {
        let split = program.count
        emit(.split(0, 0))
        let mark = marks
        marks += 1
        if guardsLoops { emit(.mark(mark)) }
        try build(node)
        if guardsLoops { emit(.progress(mark)) }
        emit(.jump(split))
        setSplit(split, enter: split + 1, leave: program.count, isLazy)
    }

    private mutating func setSplit(_ split: Int, enter: Int, leave: Int, _ isLazy: Bool) {
        program[split] = isLazy ? .split(leave, enter) : .split(enter, leave)
    }
}
