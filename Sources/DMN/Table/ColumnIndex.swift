import FEELValues

/// For one input column: which rules a value may satisfy, as one row of bits found by hash or binary search.
///
/// A rule whose cell cannot be indexed for a value's kind has its bit set in every row and in `unsure`, and is then
/// asked the slow way.
struct ColumnIndex: Sendable {
    /// Words a row.
    let words: Int
    private var kinds: [ValueKind: KindIndex] = [:]
    /// Kinds that cells speak of but that have no index: their ends have no order, or there are too many.
    private var unindexed: Set<ValueKind> = []
    /// For values of kinds that no cell speaks of.
    private let other: Answer

    /// Where the answer for a value stands.
    struct Answer: Sendable {
        /// The rules that may match.
        var matching: [UInt64]
        /// Those of them that must still be asked.
        var unsure: [UInt64]
    }

    /// Rows of bits for one kind of value.
    private struct KindIndex: Sendable {
        var lookup: IndexLookup
        var rows: [UInt64]
        var unsure: [UInt64]
    }

    /// An index takes at most this many words a column; beyond it the rules are asked one by one.
    static let mostWords = 4_000_000

    init(_ cells: [CellTest]) {
        words = (cells.count + 63) / 64
        var matching = [UInt64](repeating: 0, count: words)
        var unsure = matching
        for (rule, cell) in cells.enumerated() {
            let isUnsure = Self.isUnsure(cell, nil)
            if cell == .any || isUnsure { matching.insert(rule) }
            if isUnsure { unsure.insert(rule) }
        }
        other = Answer(matching: matching, unsure: unsure)
        for kind in Set(cells.compactMap(\.kind)) {
            if let index = Self.index(cells, kind, words) { kinds[kind] = index } else { unindexed.insert(kind) }
        }
    }

    /// Narrows the candidates to the rules that may match the value, and marks those that must still be asked.
    ///
    /// Gives false for a value that no index knows (null, lists, contexts …): then every cell must be asked.
    func narrow(
        _ candidates: UnsafeMutableBufferPointer<UInt64>, _ unsure: UnsafeMutableBufferPointer<UInt64>, by value: Value
    ) -> Bool {
        guard let kind = ValueKind(value), !unindexed.contains(kind) else { return false }
        guard let index = kinds[kind] else {
            for word in 0..<words {
                candidates[word] &= other.matching[word]
                unsure[word] |= other.unsure[word]
            }
            return true
        }
        guard let row = index.lookup.row(of: value) else { return false }
        index.rows.withUnsafeBufferPointer { rows in
            index.unsure.withUnsafeBufferPointer { more in
                for word in 0..<words {
                    candidates[word] &= rows[row * words + word]
                    unsure[word] |= more[word]
                }
            }
        }
        return true
    }

    // MARK: Building

    /// Whether a cell says nothing certain about values of a kind (nil: of a kind that no cell speaks of).
    private static func isUnsure(_ cell: CellTest, _ kind: ValueKind?) -> Bool {
        switch cell {
        case .any: return false
        case .opaque: return true
        case .spans(_, let negated):
            guard let own = cell.kind else { return true }
            // "not" of another kind is not simply true; FEEL decides.
            return negated && own != kind
        }
    }

    private static func index(_ cells: [CellTest], _ kind: ValueKind, _ words: Int) -> KindIndex? {
        let spans = cells.flatMap { cell -> [Interval] in
            if case .spans(let spans, _) = cell, cell.kind == kind { spans } else { [] }
        }
        guard let lookup = IndexLookup(spans, kind), lookup.count * words <= mostWords else { return nil }
        var rows = [UInt64](repeating: 0, count: lookup.count * words)
        var unsure = [UInt64](repeating: 0, count: words)
        for (rule, cell) in cells.enumerated() {
            let isUnsure = isUnsure(cell, kind) || (cell.kind == kind && !lookup.covers(cell))
            if isUnsure { unsure.insert(rule) }
            if cell == .any || isUnsure {
                for row in 0..<lookup.count { rows.insert(row * words * 64 + rule) }
            } else if case .spans(let spans, let negated) = cell, cell.kind == kind {
                mark(spans, negated, rule, lookup, words, &rows)
            }
        }
        return KindIndex(lookup: lookup, rows: rows, unsure: unsure)
    }

    private static func mark(
        _ spans: [Interval], _ negated: Bool, _ rule: Int, _ lookup: IndexLookup, _ words: Int, _ rows: inout [UInt64]
    ) {
        for span in spans {
            for row in lookup.rows(of: span) { rows.insert(row * words * 64 + rule) }
        }
        guard negated else { return }
        for row in 0..<lookup.count { rows.toggle(row * words * 64 + rule) }
    }
}

/// Sets of small numbers as bits.
extension [UInt64] {
    mutating func insert(_ bit: Int) { self[bit >> 6] |= 1 << UInt64(bit & 63) }
    mutating func toggle(_ bit: Int) { self[bit >> 6] ^= 1 << UInt64(bit & 63) }
    func contains(bit: Int) -> Bool { self[bit >> 6] & (1 << UInt64(bit & 63)) != 0 }
}
