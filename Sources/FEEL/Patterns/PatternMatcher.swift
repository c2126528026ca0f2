/// Looks for a pattern's matches in one text, from left to right.
struct PatternMatcher {
    /// States that may wait: remembering failures keeps them far fewer, back-references could pile them up.
    private static let stackLimit = 2_000_000
    private let pattern: Pattern
    private let text: [Unicode.Scalar]
    /// Which instructions have been tried at which place: one row of bits a place.
    private var visited: [UInt64]
    private let rowWidth: Int
    private let spend: (Int) -> Bool

    /// The places where groups begin and end, −1 for groups that took no part; 0 and 1 are the whole match.
    typealias Captures = [Int]

    private struct State {
        var instruction: Int
        var place: Int
        /// A capture to put back when this state comes up again, instead of an instruction to run.
        var restored: (index: Int, value: Int)?
    }

    /// `nil` when the text is too large for the pattern's memory.
    ///
    /// - Parameter spend: pays for steps; `false` ends the search.
    init?(_ pattern: Pattern, _ text: [Unicode.Scalar], spend: @escaping (Int) -> Bool) {
        self.pattern = pattern
        self.text = text
        self.spend = spend
        rowWidth = (pattern.program.count + 63) / 64
        let words = pattern.hasBackReferences ? 0 : rowWidth * (text.count + 1)
        // 32 MB of bits; a larger product of pattern and text is refused.
        guard words <= 4 << 20, spend(words / 64 + 1) else { return nil }
        visited = [UInt64](repeating: 0, count: words)
    }

    /// The first match that begins at `start` or after; an empty array when there is none, `nil` when the budget ran
    /// out.
    mutating func firstMatch(from start: Int) -> Captures? {
        if start <= text.count, !visited.isEmpty {
            // States at this place may lie on the way of the match before, all further ones have failed for good.
            for word in 0..<rowWidth { visited[start * rowWidth + word] = 0 }
        }
        for place in stride(from: start, through: text.count, by: 1) {
            if let first = pattern.firstScalar, place == text.count || text[place] != first { continue }
            guard let captures = match(at: place) else { return nil }
            if !captures.isEmpty { return captures }
        }
        return []
    }

    /// The match that begins at a place; empty when there is none.
    private mutating func match(at start: Int) -> Captures? {
        var captures = Captures(repeating: -1, count: 2 * (pattern.groupCount + 1))
        var marks: [Int: Int] = [:]
        var stack = [State(instruction: 0, place: start)]
        var steps = 0
        // Without a memory of failures only the price of steps ends a search.
        let price = pattern.hasBackReferences ? 64 : 8
        while let state = stack.popLast() {
            if let restored = state.restored {
                captures[restored.index] = restored.value
                continue
            }
            var (instruction, place) = (state.instruction, state.place)
            running: while true {
                steps += 1
                if steps & 0xFF == 0, !spend(price) { return nil }
                guard isNew(instruction, place) else { break running }
                switch pattern.program[instruction] {
                case .scalar(let scalar):
                    guard place < text.count, text[place] == scalar else { break running }
                    place += 1
                case .set(let set):
                    guard place < text.count, set.contains(text[place]) else { break running }
                    place += 1
                case .split(let first, let second):
                    guard stack.count < Self.stackLimit else { return nil }
                    stack.append(State(instruction: second, place: place))
                    instruction = first
                    continue running
                case .jump(let target):
                    instruction = target
                    continue running
                case .save(let index):
                    stack.append(State(instruction: 0, place: 0, restored: (index, captures[index])))
                    captures[index] = place
                case .start: guard isStart(place) else { break running }
                case .end: guard isEnd(place) else { break running }
                case .backReference(let group):
                    guard let next = repeated(captures, group, at: place) else { break running }
                    place = next
                case .mark(let mark): marks[mark] = place
                case .progress(let mark): guard marks[mark] != place else { break running }
                case .match: return captures
                }
                instruction += 1
            }
        }
        return steps == 0 || spend(steps / 32) ? [] : nil
    }

    private mutating func isNew(_ instruction: Int, _ place: Int) -> Bool {
        if visited.isEmpty { return true }
        let word = place * rowWidth + (instruction >> 6)
        let bit: UInt64 = 1 << UInt64(instruction & 63)
        if visited[word] & bit != 0 { return false }
        visited[word] |= bit
        return true
    }

    private func isStart(_ place: Int) -> Bool {
        place == 0 || (pattern.flags.isMultiline && place < text.count && text[place - 1] == "\n")
    }

    private func isEnd(_ place: Int) -> Bool {
        place == text.count || (pattern.flags.isMultiline && text[place] == "\n")
    }

    /// The place after a repetition of what a group took; a group that took no part is empty.
    private func repeated(_ captures: Captures, _ group: Int, at place: Int) -> Int? {
        let (start, end) = (captures[2 * group], captures[2 * group + 1])
        guard start >= 0, end >= start else { return place }
        guard place + end - start <= text.count else { return nil }
        for offset in 0..<(end - start) {
            let (wanted, found) = (text[start + offset], text[place + offset])
            if wanted == found { continue }
            guard pattern.flags.ignoresCase, CharacterSet.variants(found).contains(wanted) else { return nil }
        }
        return place + end - start
    }
}
