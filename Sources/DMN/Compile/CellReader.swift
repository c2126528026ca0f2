import FEEL
import FEELValues

/// Reads a cell's syntax as intervals, where it is plain enough.
struct CellReader {
    /// The value of an operand, when it is a constant.
    let constant: (Expression) -> Value?

    func test(_ tests: UnaryTests) -> CellTest {
        if tests.tests.isEmpty { return .any }
        var spans: [Interval] = []
        for test in tests.tests {
            guard let interval = interval(test) else { return .opaque }
            spans.append(interval)
        }
        return .spans(spans, negated: tests.isNegated)
    }

    private func interval(_ test: Expression.Test) -> Interval? {
        guard let comparison = test.comparison else { return interval(test.operand) }
        return interval(comparison, test.operand)
    }

    private func interval(_ comparison: ComparisonOperator, _ limit: Expression) -> Interval? {
        guard let value = constant(limit), let kind = ValueKind(value) else { return nil }
        // Booleans are equal or not, but have no order.
        if kind == .boolean, comparison != .equal { return nil }
        switch comparison {
        case .equal: return Interval(value)
        case .less: return Interval(from: nil, false, to: value, false)
        case .lessOrEqual: return Interval(from: nil, false, to: value, true)
        case .greater: return Interval(from: value, false, to: nil, false)
        case .greaterOrEqual: return Interval(from: value, true, to: nil, false)
        case .notEqual: return nil
        }
    }

    private func interval(_ operand: Expression) -> Interval? {
        switch operand.kind {
        case .range(let start, let includesStart, let end, let includesEnd):
            guard let low = constant(start), let high = constant(end), let kind = ValueKind(low),
                ValueKind(high) == kind, kind != .boolean
            else { return nil }
            let interval = Interval(from: low, includesStart, to: high, includesEnd)
            // What is empty or reversed is null in FEEL; let it say so.
            return interval.isEmpty || Value.compare(low, high) == nil ? nil : interval
        case .openRange(let comparison, let limit): return interval(comparison, limit)
        default:
            guard let value = constant(operand), ValueKind(value) != nil else { return nil }
            return Interval(value)
        }
    }
}
