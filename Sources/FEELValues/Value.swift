public import Basics

/// A value of FEEL (DMN 1.5 §10.3.2): 24 bytes, with strings, lists, contexts and the rarer kinds behind a reference.
///
/// `==` and `hash` are those of the built-in `is`: they never mix kinds, and they tell apart two moments that are
/// written with different offsets. FEEL's own `=` has three results; see ``Value/isEqual(_:_:)``.
public enum Value: Sendable {
    case null
    case boolean(Bool)
    case number(Decimal128)
    case string(String)
    case date(CalendarDate)
    case time(TimeOfDay)
    indirect case dateAndTime(DateAndTime)
    case daysAndTimeDuration(DaysAndTimeDuration)
    case yearsAndMonthsDuration(YearsAndMonthsDuration)
    case list(List)
    case context(Context)
    case range(RangeValue)
    case function(FunctionValue)

    /// An integer.
    @inline(__always)
    public static func number(_ value: Int) -> Value { .number(Decimal128(value)) }

    public static let `true` = Value.boolean(true)
    public static let `false` = Value.boolean(false)

    /// A logical result: `nil` is null.
    @inline(__always)
    public init(_ truth: Bool?) {
        self = truth.map(Value.boolean) ?? .null
    }

    @inline(__always)
    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// The boolean, or `nil` for any other kind.
    @inline(__always)
    public var boolean: Bool? {
        if case .boolean(let value) = self { return value }
        return nil
    }

    /// The number, or `nil` for any other kind.
    @inline(__always)
    public var number: Decimal128? {
        if case .number(let value) = self { return value }
        return nil
    }

    /// The string, or `nil` for any other kind.
    public var string: String? {
        if case .string(let value) = self { return value }
        return nil
    }

    /// The list's elements, or `nil` for any other kind.
    public var list: [Value]? {
        if case .list(let value) = self { return value.elements }
        return nil
    }

    /// The context, or `nil` for any other kind.
    public var context: Context? {
        if case .context(let value) = self { return value }
        return nil
    }

    /// The elements of a list, nothing for null, the value alone otherwise (DMN 1.5 §10.3.2.9.4, to singleton list).
    public var elements: [Value] {
        switch self {
        case .list(let list): list.elements
        case .null: []
        default: [self]
        }
    }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(integerLiteral value: Int64) { self = .number(Decimal128(value)) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(nilLiteral: ()) { self = .null }
    public init(arrayLiteral elements: Value...) { self = .list(List(elements)) }
    public init(dictionaryLiteral elements: (String, Value)...) {
        self = .context(Context(elements.map { ($0.0, $0.1) }))
    }
}
