/// A type of FEEL's lattice (DMN 1.5 §10.3.2.9).
public indirect enum FEELType: Sendable, Hashable {
    case any
    case null
    case number
    case string
    case boolean
    case date
    case time
    case dateAndTime
    case daysAndTimeDuration
    case yearsAndMonthsDuration
    case list(FEELType)
    case range(FEELType)
    /// A context with at least these entries.
    case context([Entry])
    case function([FEELType], result: FEELType)

    public struct Entry: Sendable, Hashable {
        public let name: String
        public let type: FEELType

        public init(_ name: String, _ type: FEELType) {
            self.name = name
            self.type = type
        }
    }

    /// The context type of any context.
    public static let anyContext = FEELType.context([])

    /// The simple type of a name as FEEL and DMN write it; `nil` for a name that FEEL does not know.
    public init?(named name: String) {
        switch name {
        case "Any": self = .any
        case "Null": self = .null
        case "number": self = .number
        case "string": self = .string
        case "boolean": self = .boolean
        case "date": self = .date
        case "time": self = .time
        case "date and time", "dateTime": self = .dateAndTime
        case "days and time duration", "dayTimeDuration": self = .daysAndTimeDuration
        case "years and months duration", "yearMonthDuration": self = .yearsAndMonthsDuration
        case "list": self = .list(.any)
        case "range": self = .range(.any)
        case "context": self = .anyContext
        case "function": self = .function([], result: .any)
        default: return nil
        }
    }

    /// Whether values of this type have an order among them.
    public var isOrdered: Bool {
        switch self {
        case .any, .number, .string, .date, .time, .dateAndTime, .daysAndTimeDuration, .yearsAndMonthsDuration: true
        default: false
        }
    }

    /// Whether every value of this type is one of the other (DMN 1.5 §10.3.2.9.3).
    public func conforms(to other: FEELType) -> Bool {
        switch (self, other) {
        case (_, .any), (.null, _): true
        case (.list(let element), .list(let wanted)): element.conforms(to: wanted)
        case (.range(let element), .range(let wanted)): element.conforms(to: wanted)
        case (.context(let entries), .context(let wanted)):
            wanted.allSatisfy { need in
                entries.contains { $0.name == need.name && $0.type.conforms(to: need.type) }
            }
        case (.function(let parameters, let result), .function(let wanted, let wantedResult)):
            (wanted.isEmpty && wantedResult == .any
                || parameters.count == wanted.count
                    && zip(wanted, parameters).allSatisfy { $0.conforms(to: $1) })
                && result.conforms(to: wantedResult)
        default: self == other
        }
    }
}

extension FEELType: CustomStringConvertible {
    /// As FEEL writes it: `list<number>`, `context<a: string>`.
    public var description: String {
        switch self {
        case .any: "Any"
        case .null: "Null"
        case .number: "number"
        case .string: "string"
        case .boolean: "boolean"
        case .date: "date"
        case .time: "time"
        case .dateAndTime: "date and time"
        case .daysAndTimeDuration: "days and time duration"
        case .yearsAndMonthsDuration: "years and months duration"
        case .list(let element): "list<\(element)>"
        case .range(let element): "range<\(element)>"
        case .context(let entries):
            "context<" + entries.map { "\($0.name): \($0.type)" }.joined(separator: ", ") + ">"
        case .function(let parameters, let result):
            "function<" + parameters.map(\.description).joined(separator: ", ") + "> -> \(result)"
        }
    }
}

extension FEELType {
    /// Whether `value instance of` this type holds (DMN 1.5 §10.3.2.9.4). Null is an instance of Null only.
    public func hasInstance(_ value: Value) -> Bool {
        if value.isNull { return self == .null }
        return accepts(value)
    }

    /// Whether a value may stand where this type is asked for: null may stand anywhere.
    public func accepts(_ value: Value) -> Bool {
        switch (self, value) {
        case (_, .null), (.any, _), (.number, .number), (.string, .string), (.boolean, .boolean), (.date, .date),
            (.time, .time), (.dateAndTime, .dateAndTime), (.daysAndTimeDuration, .daysAndTimeDuration),
            (.yearsAndMonthsDuration, .yearsAndMonthsDuration):
            return true
        case (.list(let element), .list(let values)):
            return element == .any || values.elements.allSatisfy(element.accepts)
        case (.range(let element), .range(let range)):
            return element.accepts(range.start) && element.accepts(range.end)
        case (.context(let entries), .context(let context)):
            return entries.allSatisfy { entry in context[entry.name].map(entry.type.accepts) ?? false }
        case (.function(let parameters, let result), .function(let function)):
            // A function that does not say what it gives may give what is wanted; its result is checked when it comes.
            let given = function.resultType == .any ? result : function.resultType
            let type = FEELType.function(function.parameters.map(\.type), result: given)
            return type.conforms(to: .function(parameters, result: result))
        default: return false
        }
    }

    /// Brings a value to this type (DMN 1.5 §10.3.2.9.4): a list of one to its element, a value to a list of one, a
    /// date to a date and time at midnight UTC. `nil` when the value cannot conform; null conforms to every type.
    public func coerce(_ value: Value) -> Value? {
        if accepts(value) { return value }
        if case .list(let list) = value, list.count == 1, let only = list.first, !isList,
            let coerced = coerce(only)
        {
            return coerced
        }
        if case .list(let element) = self {
            if case .list(let values) = value {
                let coerced = values.elements.compactMap(element.coerce)
                return coerced.count == values.count ? .list(coerced) : nil
            }
            return element.coerce(value).map { .list([$0]) }
        }
        if case .date(let date) = value, self == .dateAndTime {
            return .dateAndTime(DateAndTime(date, TimeOfDay(nanoseconds: 0, zone: .offset(0))))
        }
        return nil
    }

    private var isList: Bool {
        if case .list = self { return true }
        return false
    }
}

extension Value {
    /// The most specific type of the value.
    public var type: FEELType {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .number: .number
        case .string: .string
        case .date: .date
        case .time: .time
        case .dateAndTime: .dateAndTime
        case .daysAndTimeDuration: .daysAndTimeDuration
        case .yearsAndMonthsDuration: .yearsAndMonthsDuration
        case .list(let values): .list(FEELType.common(values.lazy.map(\.type)))
        case .context(let context): .context(context.entries.map { FEELType.Entry($0, $1.type) })
        case .range(let range): .range(FEELType.common([range.start.type, range.end.type]))
        case .function(let function): .function(function.parameters.map(\.type), result: function.resultType)
        }
    }
}

extension FEELType {
    /// The type that all the types conform to: their common one, or Any.
    public static func common(_ types: some Sequence<FEELType>) -> FEELType {
        var result: FEELType?
        for type in types where type != .null {
            guard let known = result else {
                result = type
                continue
            }
            if known.conforms(to: type) { result = type } else if !type.conforms(to: known) { return .any }
        }
        return result ?? .any
    }
}
