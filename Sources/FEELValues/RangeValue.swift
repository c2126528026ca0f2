/// A range (DMN 1.5 §10.3.2.7): two ends of one comparable kind, each included or not; a null end is unbounded.
public final class RangeValue: Sendable, Hashable {
    public let start: Value
    public let end: Value
    public let includesStart: Bool
    public let includesEnd: Bool
    /// Whether the range is the complement of one point, as `(!= 10)` is.
    public let isComplement: Bool
    /// Whether the range was written as a comparison, such as `(< 10)`, which equals no range written with two ends.
    public let isComparison: Bool

    public init(start: Value, includesStart: Bool, end: Value, includesEnd: Bool, isComparison: Bool = false) {
        self.start = start
        self.end = end
        self.includesStart = includesStart && !start.isNull
        self.includesEnd = includesEnd && !end.isNull
        self.isComparison = isComparison
        isComplement = false
    }

    /// Everything but one point.
    public init(except point: Value) {
        start = point
        end = point
        includesStart = true
        includesEnd = true
        isComplement = true
        isComparison = true
    }

    /// Whether a value lies in the range; `nil` when its kind cannot be compared with the ends.
    public func contains(_ value: Value) -> Bool? {
        if isComplement { return Value.isEqual(start, value).map { !$0 } }
        var result: Bool? = true
        if !start.isNull {
            guard let order = Value.compare(value, start) else { return nil }
            if order < 0 || (order == 0 && !includesStart) { result = false }
        }
        if !end.isNull {
            guard let order = Value.compare(value, end) else { return nil }
            if order > 0 || (order == 0 && !includesEnd) { result = false }
        }
        if start.isNull, end.isNull { result = nil }
        return result
    }

    public static func == (left: RangeValue, right: RangeValue) -> Bool {
        left === right
            || (left.includesStart == right.includesStart && left.includesEnd == right.includesEnd
                && left.isComplement == right.isComplement && left.isComparison == right.isComparison
                && left.start == right.start && left.end == right.end)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(start)
        hasher.combine(end)
        hasher.combine(includesStart)
        hasher.combine(includesEnd)
    }
}
