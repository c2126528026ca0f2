import Basics
import FEELValues

/// Making ranges (DMN 1.5 §10.3.2.7).
enum Ranges {
    /// `nil` for ends of different kinds, ends without an order, an end before the start, and a missing end that is
    /// said to be included.
    static func make(_ start: Value, _ includesStart: Bool, _ end: Value, _ includesEnd: Bool) -> RangeValue? {
        if start.isNull {
            guard !includesStart, !end.isNull, Value.compare(end, end) != nil else { return nil }
        } else if end.isNull {
            guard !includesEnd, Value.compare(start, start) != nil else { return nil }
        } else {
            guard let order = Value.compare(start, end), order <= 0 else { return nil }
        }
        return RangeValue(start: start, includesStart: includesStart, end: end, includesEnd: includesEnd)
    }

    /// The range of a test such as `< 10`; `= 10` is the range of one point.
    static func make(_ comparison: ComparisonOperator, _ limit: Value) -> RangeValue? {
        switch comparison {
        case .notEqual: return RangeValue(except: limit)
        case .equal: return comparing(limit, true, limit, true)
        default: break
        }
        guard Value.compare(limit, limit) != nil else { return nil }
        switch comparison {
        case .less: return comparing(.null, false, limit, false)
        case .lessOrEqual: return comparing(.null, false, limit, true)
        case .greater: return comparing(limit, false, .null, false)
        default: return comparing(limit, true, .null, false)
        }
    }

    private static func comparing(
        _ start: Value, _ includesStart: Bool, _ end: Value, _ includesEnd: Bool
    ) -> RangeValue {
        RangeValue(
            start: start, includesStart: includesStart, end: end, includesEnd: includesEnd, isComparison: true)
    }
}
