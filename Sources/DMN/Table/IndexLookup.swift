import FEELValues

/// How the row of a value is found, for one kind of value.
enum IndexLookup: Sendable {
    case boolean
    /// The row of each string; row 0 is for all others.
    case strings([CodePoints: Int])
    /// Sorted ends: row 2i lies before end i, row 2i+1 is end i itself.
    case sorted([Value])
}

extension IndexLookup {
    /// Nil when the ends have no order in which they could be searched.
    init?(_ spans: [Interval], _ kind: ValueKind) {
        switch kind {
        case .boolean: self = .boolean
        case .string:
            let points = spans.compactMap { $0.point?.string }.map(CodePoints.init)
            var rows: [CodePoints: Int] = [:]
            for point in points where rows[point] == nil { rows[point] = rows.count + 1 }
            self = .strings(rows)
        default:
            var ends = spans.flatMap { [$0.low, $0.high] }.compactMap { $0 }
            guard let first = ends.first, ends.allSatisfy({ Value.compare(first, $0) != nil }) else { return nil }
            ends.sort { (Value.compare($0, $1) ?? 0) < 0 }
            var distinct: [Value] = []
            for end in ends {
                if let last = distinct.last, Value.compare(last, end) == 0 { continue }
                distinct.append(end)
            }
            self = .sorted(distinct)
        }
    }

    var count: Int {
        switch self {
        case .boolean: 2
        case .strings(let rows): rows.count + 1
        case .sorted(let ends): ends.count * 2 + 1
        }
    }

    /// Whether the lookup can tell all that a cell of its kind asks; spans of strings have only points.
    func covers(_ cell: CellTest) -> Bool {
        guard case .spans(let spans, _) = cell else { return false }
        if case .sorted = self { return true }
        return spans.allSatisfy { $0.point != nil }
    }

    func row(of value: Value) -> Int? {
        switch (self, value) {
        case (.boolean, .boolean(let truth)): return truth ? 1 : 0
        case (.strings(let rows), .string(let text)): return rows[CodePoints(text)] ?? 0
        case (.sorted(let ends), _): return Self.row(of: value, among: ends)
        default: return nil
        }
    }

    private static func row(of value: Value, among ends: [Value]) -> Int? {
        var (low, high) = (0, ends.count)
        while low < high {
            let middle = (low + high) / 2
            guard let order = Value.compare(value, ends[middle]) else { return nil }
            if order == 0 { return middle * 2 + 1 }
            if order < 0 { high = middle } else { low = middle + 1 }
        }
        return ends.isEmpty ? nil : low * 2
    }

    /// The rows that a span covers.
    func rows(of span: Interval) -> Range<Int> {
        if let point = span.point {
            guard let row = row(of: point) else { return 0..<0 }
            return row..<row + 1
        }
        guard case .sorted(let ends) = self else { return 0..<0 }
        var from = 0
        var to = ends.count * 2 + 1
        if let low = span.low, let row = row(of: low) { from = span.includesLow ? row : row + 1 }
        if let high = span.high, let row = row(of: high) { to = span.includesHigh ? row + 1 : row }
        return from..<max(from, to)
    }
}

/// A string that equals only the same code points, as FEEL has it; Swift's own strings equal by canonical form.
struct CodePoints: Sendable, Hashable {
    var text: String

    init(_ text: String) { self.text = text }

    static func == (left: CodePoints, right: CodePoints) -> Bool { Value.areSame(left.text, right.text) }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
