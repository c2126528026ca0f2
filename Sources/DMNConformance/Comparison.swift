import Basics
public import FEELValues

extension TestValue {
    /// The value as FEEL has it; nil when the text is none of its type.
    public func value(_ zones: any TimeZoneDatabase) -> Value? {
        switch self {
        case .null: return .null
        case .list(let items):
            let values = items.compactMap { $0.value(zones) }
            return values.count == items.count ? .list(values) : nil
        case .context(let components):
            var context = Context()
            for component in components {
                guard let value = component.value.value(zones) else { return nil }
                context[component.name] = value
            }
            return .context(context)
        case .simple(let type, let text): return Self.value(type, text, zones)
        }
    }

    private static func value(_ type: String, _ text: String, _ zones: any TimeZoneDatabase) -> Value? {
        if type == "string" || type == "anySimpleType" { return .string(text) }
        let text = trimmed(text)
        if type.isEmpty { return untyped(text) }
        switch type {
        case "boolean": return text == "true" || text == "1" ? true : text == "false" || text == "0" ? false : nil
        case "decimal", "double", "float", "integer", "int", "long", "short", "byte":
            return Decimal128(text).map(Value.number)
        case "date": return CalendarDate(text).map(Value.date)
        case "time": return TimeOfDay(text, zones: zones).map(Value.time)
        case "dateTime": return DateAndTime(text, zones: zones).map(Value.dateAndTime)
        case "duration", "dayTimeDuration", "yearMonthDuration": return Value.duration(text)
        default: return .string(text)
        }
    }

    /// A text without a type is what it looks like.
    private static func untyped(_ text: String) -> Value {
        if text == "true" || text == "false" { return .boolean(text == "true") }
        return Decimal128(text).map(Value.number) ?? .string(text)
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// Whether an actual result is what was expected: structure exactly, inexact numbers within a tolerance.
    public func matches(_ actual: Value, _ zones: any TimeZoneDatabase) -> Bool {
        switch (self, actual) {
        case (.null, .null): return true
        case (.list(let items), .list(let values)):
            return items.count == values.count && zip(items, values).allSatisfy { $0.matches($1, zones) }
        case (.context(let components), .context(let context)):
            return Set(components.map(\.name)).count == context.count
                && components.allSatisfy {
                    $0.value.matches(context[$0.name] ?? .null, zones) && context[$0.name] != nil
                }
        case (.simple(let type, let text), .number(let number)):
            guard case .number(let expected)? = Self.value(type, text, zones) else { return false }
            return expected == number || (Self.isInexact(type, text) && Self.isNear(expected, number))
        case (.simple(let type, let text), _): return Self.value(type, text, zones) == actual
        default: return false
        }
    }

    /// Binary numbers, and decimals that were cut after eight or more digits, stand for what is near them.
    private static func isInexact(_ type: String, _ text: String) -> Bool {
        if type == "double" || type == "float" { return true }
        return text.split(separator: ".", maxSplits: 1).dropFirst().first.map { $0.utf8.count >= 8 } ?? false
    }

    /// Within 10⁻⁸, absolutely or relatively, as the suite's own runner rounds.
    private static func isNear(_ expected: Decimal128, _ actual: Decimal128) -> Bool {
        guard let difference = actual.subtracting(expected), let tolerance = Decimal128("0.00000001"),
            let relative = expected.magnitude.multiplied(by: tolerance)
        else { return false }
        return difference.magnitude <= tolerance || difference.magnitude <= relative
    }
}

extension TestValue: CustomStringConvertible {
    /// For people: as FEEL would write it.
    public var description: String {
        switch self {
        case .null: "null"
        case .simple(let type, let text): type == "string" ? "\"\(text)\"" : "\(text) (\(type))"
        case .list(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        case .context(let components):
            "{" + components.map { "\($0.name): \($0.value)" }.joined(separator: ", ") + "}"
        }
    }
}
