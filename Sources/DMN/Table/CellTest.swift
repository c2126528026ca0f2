import FEELValues

/// What a cell of a decision table asks of its input, as far as that can be told without running it.
///
/// Cells in this form can be indexed and analysed; the rest stay FEEL.
enum CellTest: Sendable, Equatable {
    /// `-`: anything.
    case any
    /// The value lies in one of the spans, or (negated) in none.
    case spans([Interval], negated: Bool)
    /// Only FEEL can tell.
    case opaque

    /// The kind of all the spans' ends, if they have one in common.
    var kind: ValueKind? {
        guard case .spans(let spans, _) = self, let first = spans.first?.kind else { return nil }
        return spans.allSatisfy { $0.kind == first } ? first : nil
    }
}

/// A point, or everything between two ends of one kind; an end that is nil is open to all sides.
struct Interval: Sendable, Equatable {
    var low: Value?
    var includesLow: Bool
    var high: Value?
    var includesHigh: Bool

    /// One value alone.
    init(_ point: Value) {
        low = point
        high = point
        includesLow = true
        includesHigh = true
    }

    init(from low: Value?, _ includesLow: Bool, to high: Value?, _ includesHigh: Bool) {
        self.low = low
        self.includesLow = includesLow
        self.high = high
        self.includesHigh = includesHigh
    }

    /// The one value that lies in the span, when it is a point.
    var point: Value? {
        guard let low, let high, includesLow, includesHigh, low == high else { return nil }
        return low
    }

    var kind: ValueKind? {
        guard let some = low ?? high, let kind = ValueKind(some) else { return nil }
        if let high, ValueKind(high) != kind { return nil }
        return kind
    }
}

/// The kinds of values that an index or an analysis can order or tell apart.
enum ValueKind: Sendable, Hashable, CaseIterable {
    case boolean, number, string, date, time, dateAndTime, daysAndTime, yearsAndMonths

    init?(_ value: Value) {
        switch value {
        case .boolean: self = .boolean
        case .number: self = .number
        case .string: self = .string
        case .date: self = .date
        case .time: self = .time
        case .dateAndTime: self = .dateAndTime
        case .daysAndTimeDuration: self = .daysAndTime
        case .yearsAndMonthsDuration: self = .yearsAndMonths
        case .null, .list, .context, .range, .function: return nil
        }
    }
}
