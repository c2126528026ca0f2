import FEELValues

/// One input column cut into segments, within each of which every rule's cell is either wholly true or wholly false.
struct Axis {
    /// The column's name, for people.
    let name: String
    /// The segments in order.
    private(set) var segments: [Segment]

    struct Segment {
        /// How FEEL would write it; nil stands for any other value.
        var span: Interval?
        /// The rules whose cell holds here.
        var rules: RuleSet
    }

    /// Cuts a column; cells that cannot be told hold everywhere, so that they raise no false alarm.
    ///
    /// `allowed` holds the spans outside of which no value can lie, when the column says so.
    init(_ name: String, _ cells: [CellTest], allowed: [Interval]?) {
        self.name = name
        segments = []
        let kinds = Set(cells.compactMap(\.kind) + (allowed ?? []).compactMap(\.kind))
        guard let kind = kinds.first, kinds.count == 1 else {
            segments = [Segment(span: nil, rules: RuleSet(all: cells.count))]
            return
        }
        for span in Self.cuts(kind, cells, allowed) {
            if let allowed, !allowed.contains(where: { span.map($0.covers) ?? false }) { continue }
            var rules = RuleSet(none: cells.count)
            for (rule, cell) in cells.enumerated() where Self.holds(cell, in: span, kind) { rules.insert(rule) }
            segments.append(Segment(span: span, rules: rules))
        }
    }

    private static func holds(_ cell: CellTest, in span: Interval?, _ kind: ValueKind) -> Bool {
        guard case .spans(let spans, let negated) = cell, cell.kind == kind else { return true }
        guard let span else { return negated }
        return spans.contains { $0.covers(span) } != negated
    }

    /// The pieces between all the ends that the cells and the allowed values name.
    private static func cuts(_ kind: ValueKind, _ cells: [CellTest], _ allowed: [Interval]?) -> [Interval?] {
        if kind == .boolean { return [Interval(.boolean(true)), Interval(.boolean(false))] }
        var spans = allowed ?? []
        for cell in cells {
            if case .spans(let more, _) = cell, cell.kind == kind { spans += more }
        }
        if kind == .string, spans.allSatisfy({ $0.point != nil }) {
            var points: [Interval?] = []
            for span in spans where !points.contains(span) { points.append(span) }
            return points + [nil]
        }
        return pieces(between: ends(of: spans))
    }

    private static func ends(of spans: [Interval]) -> [Value] {
        let all = spans.flatMap { [$0.low, $0.high] }.compactMap { $0 }.sorted { (Value.compare($0, $1) ?? 0) < 0 }
        var distinct: [Value] = []
        for end in all {
            if let last = distinct.last, Value.compare(last, end) == 0 { continue }
            distinct.append(end)
        }
        return distinct
    }

    private static func pieces(between ends: [Value]) -> [Interval?] {
        var pieces: [Interval?] = []
        var low: Value?
        for end in ends {
            pieces.append(Interval(from: low, false, to: end, false))
            pieces.append(Interval(end))
            low = end
        }
        pieces.append(Interval(from: low, false, to: nil, false))
        return pieces
    }

    /// For each rule the segments on which it holds.
    func boxes(_ count: Int) -> [RuleSet] {
        var boxes = [RuleSet](repeating: RuleSet(none: segments.count), count: count)
        for (number, segment) in segments.enumerated() {
            for rule in segment.rules.members { boxes[rule].insert(number) }
        }
        return boxes
    }

    /// A run of segments, as FEEL would write it.
    func text(_ range: Range<Int>) -> String {
        if range.count == segments.count { return "-" }
        var parts: [Interval] = []
        var hasOther = false
        for segment in segments[range] {
            guard let span = segment.span else {
                hasOther = true
                continue
            }
            if let last = parts.last, let joined = last.joined(with: span) {
                parts[parts.count - 1] = joined
            } else {
                parts.append(span)
            }
        }
        if hasOther {
            let named = segments.indices.filter { !range.contains($0) }.compactMap { segments[$0].span?.text }
            return "not(" + named.joined(separator: ", ") + ")"
        }
        return parts.map(\.text).joined(separator: ", ")
    }
}

extension Interval {
    /// Whether every value of a smaller span lies in this one; both were cut at each other's ends.
    func covers(_ other: Interval) -> Bool {
        // Booleans are equal or not; they have no order.
        if let point, let otherPoint = other.point { return Value.isEqual(point, otherPoint) == true }
        if let low {
            guard let otherLow = other.low, let order = Value.compare(low, otherLow) else { return false }
            if order > 0 || (order == 0 && !includesLow && other.includesLow) { return false }
        }
        if let high {
            guard let otherHigh = other.high, let order = Value.compare(otherHigh, high) else { return false }
            if order > 0 || (order == 0 && !includesHigh && other.includesHigh) { return false }
        }
        return true
    }

    /// Whether no value can lie between the ends.
    var isEmpty: Bool {
        guard let low, let high, let order = Value.compare(low, high) else { return false }
        return order > 0 || (order == 0 && !(includesLow && includesHigh))
    }

    /// One span for two that touch.
    func joined(with next: Interval) -> Interval? {
        guard let high, let low = next.low, Value.compare(high, low) == 0, includesHigh != next.includesLow else {
            return nil
        }
        return Interval(from: self.low, includesLow, to: next.high, next.includesHigh)
    }

    /// The span as a unary test.
    var text: String {
        if let point { return point.description }
        switch (low, high) {
        case (let low?, let high?):
            return "\(includesLow ? "[" : "(")\(low.description)..\(high.description)\(includesHigh ? "]" : ")")"
        case (let low?, nil): return "\(includesLow ? ">=" : ">") \(low.description)"
        case (nil, let high?): return "\(includesHigh ? "<=" : "<") \(high.description)"
        case (nil, nil): return "-"
        }
    }
}

/// A set of rules (or of segments), by number.
struct RuleSet: Hashable {
    private var words: [UInt64]

    init(none count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    init(all count: Int) {
        self.init(none: count)
        for rule in 0..<count { insert(rule) }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The numbers in the set, in order.
    var members: [Int] {
        var members: [Int] = []
        for (index, word) in words.enumerated() {
            var bits = word
            while bits != 0 {
                members.append(index * 64 + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
        return members
    }

    /// The first number that both sets hold.
    func first(sharedWith other: RuleSet) -> Int? {
        for index in words.indices {
            let shared = words[index] & other.words[index]
            if shared != 0 { return index * 64 + shared.trailingZeroBitCount }
        }
        return nil
    }

    mutating func insert(_ rule: Int) { words[rule >> 6] |= 1 << UInt64(rule & 63) }

    func contains(_ rule: Int) -> Bool { words[rule >> 6] & (1 << UInt64(rule & 63)) != 0 }

    func intersection(_ other: RuleSet) -> RuleSet {
        var result = self
        for index in words.indices { result.words[index] &= other.words[index] }
        return result
    }

    func intersects(_ other: RuleSet) -> Bool {
        for index in words.indices where words[index] & other.words[index] != 0 { return true }
        return false
    }
}
