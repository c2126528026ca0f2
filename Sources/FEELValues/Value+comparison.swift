import Basics

extension Value {
    /// FEEL's `=` (DMN 1.5 §10.3.2.15): `nil` when the kinds cannot be compared. Null equals only null.
    public static func isEqual(_ left: Value, _ right: Value) -> Bool? {
        switch (left, right) {
        case (.number(let left), .number(let right)): return left == right
        case (.string(let left), .string(let right)): return areSame(left, right)
        case (.boolean(let left), .boolean(let right)): return left == right
        case (.null, .null): return true
        case (.null, _), (_, .null): return false
        case (.list(let left), .list(let right)): return isEqual(left.elements, right.elements)
        case (.context(let left), .context(let right)): return isEqual(left, right)
        case (.range(let left), .range(let right)): return left == right
        case (.function(let left), .function(let right)): return left == right
        default: return compare(left, right).map { $0 == 0 }
        }
    }

    private static func isEqual(_ left: [Value], _ right: [Value]) -> Bool? {
        guard left.count == right.count else { return false }
        var result: Bool? = true
        for (first, second) in zip(left, right) {
            switch isEqual(first, second) {
            case true: break
            case false: return false
            case nil: result = nil
            }
        }
        return result
    }

    private static func isEqual(_ left: Context, _ right: Context) -> Bool? {
        guard left.count == right.count else { return false }
        var result: Bool? = true
        for (name, value) in left.entries {
            guard let other = right[name] else { return false }
            switch isEqual(value, other) {
            case true: break
            case false: return false
            case nil: result = nil
            }
        }
        return result
    }

    /// The order that `<` and its kin use (DMN 1.5 §10.3.2.15): negative, zero or positive, `nil` when the values
    /// have no order among them. Local and zoned times have none.
    @inline(__always)
    public static func compare(_ left: Value, _ right: Value) -> Int? {
        if case .number(let left) = left, case .number(let right) = right {
            return left < right ? -1 : left == right ? 0 : 1
        }
        return compareOthers(left, right)
    }

    private static func compareOthers(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.string(let left), .string(let right)): order(left, right)
        case (.date(let left), .date(let right)): order(left, right)
        case (.time(let left), .time(let right)):
            (left.offset == nil) == (right.offset == nil)
                ? order(left.universalSeconds, right.universalSeconds) : nil
        case (.dateAndTime(let left), .dateAndTime(let right)):
            (left.zone == .local) == (right.zone == .local)
                ? order(left.nanosecondsSinceEpoch, right.nanosecondsSinceEpoch) : nil
        case (.daysAndTimeDuration(let left), .daysAndTimeDuration(let right)): order(left, right)
        case (.yearsAndMonthsDuration(let left), .yearsAndMonthsDuration(let right)): order(left, right)
        default: nil
        }
    }

    private static func order<T: Comparable>(_ left: T, _ right: T) -> Int {
        left < right ? -1 : left == right ? 0 : 1
    }

    /// Strings are ordered and equal by code point, not by Unicode's canonical equivalence; UTF-8 keeps that order.
    private static func order(_ left: String, _ right: String) -> Int {
        if areSame(left, right) { return 0 }
        return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
    }

    /// Whether two strings have the same code points.
    public static func areSame(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        var (first, second) = (left, right)
        return first.withUTF8 { first in second.withUTF8 { first.elementsEqual($0) } }
    }
}

extension Value: Hashable {
    /// The equality of the built-in `is` (DMN 1.5 table 79): one kind, one value, one way of telling the zone.
    public static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): areSame(left, right)
        case (.date(let left), .date(let right)): left == right
        case (.time(let left), .time(let right)): left == right
        case (.dateAndTime(let left), .dateAndTime(let right)): left == right
        case (.daysAndTimeDuration(let left), .daysAndTimeDuration(let right)): left == right
        case (.yearsAndMonthsDuration(let left), .yearsAndMonthsDuration(let right)): left == right
        case (.list(let left), .list(let right)): left == right
        case (.context(let left), .context(let right)): left == right
        case (.range(let left), .range(let right)): left == right
        case (.function(let left), .function(let right)): left == right
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .boolean(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value):
            for byte in value.utf8 { hasher.combine(byte) }
        case .date(let value): hasher.combine(value)
        case .time(let value): hasher.combine(value)
        case .dateAndTime(let value): hasher.combine(value)
        case .daysAndTimeDuration(let value): hasher.combine(value)
        case .yearsAndMonthsDuration(let value): hasher.combine(value)
        case .list(let value): hasher.combine(value)
        case .context(let value): hasher.combine(value)
        case .range(let value): hasher.combine(value)
        case .function(let value): hasher.combine(value)
        }
    }
}
