import Basics
import FEELValues

/// How the results of the rules that match become the table's result (DMN 1.5 §8.2.8 to §8.2.11).
extension DMN.HitPolicy {
    /// Whether one rule is enough, so that the search may end at the first.
    var takesFirst: Bool { self == .first }

    /// Whether the result, unless it is aggregated, is a list.
    var givesList: Bool { self == .ruleOrder || self == .outputOrder || self == .collect }
}

extension DMN.Aggregation {
    /// The aggregate of numbers (or, for minimum and maximum, of anything with an order); null when there is none.
    func of(_ values: [Value]) -> Value {
        switch self {
        case .count: return .number(values.count)
        case .sum:
            var sum = Decimal128.zero
            for value in values {
                guard let number = value.number, let next = sum.adding(number) else { return .null }
                sum = next
            }
            return values.isEmpty ? .null : .number(sum)
        case .min: return extreme(values) { $0 < 0 }
        case .max: return extreme(values) { $0 > 0 }
        }
    }

    private func extreme(_ values: [Value], _ isBetter: (Int) -> Bool) -> Value {
        guard var best = values.first, ValueKind(best) != nil else { return .null }
        for value in values.dropFirst() {
            guard let order = Value.compare(value, best) else { return .null }
            if isBetter(order) { best = value }
        }
        return best
    }
}
