/// A JSON value (RFC 8259). Whole numbers of 64 bits stay whole; others keep 34 digits.
public enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(Decimal128)
    case string(String)
    case array([JSON])
    case object(OrderedMap<JSON>)

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }
    public var object: OrderedMap<JSON>? { if case .object(let value) = self { value } else { nil } }
    public var isNull: Bool { self == .null }

    /// A member of an object; nil for anything else.
    public subscript(key: String) -> JSON? { object?[key] }

    /// What this is, in the words of the standard.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer, .decimal: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    public var text: String {
        var writer = JSONWriter(capacity: 128)
        write(to: &writer)
        return writer.text
    }

    public func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.integer(value)
        case .decimal(let value): writer.raw(value.description.utf8)
        case .string(let value): writer.string(value)
        case .array(let values): writer.array { out in values.forEach { $0.write(to: &out) } }
        case .object(let members):
            writer.object { out in
                for (key, value) in members {
                    out.key(key)
                    value.write(to: &out)
                }
            }
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSON)...) { self = .object(OrderedMap(elements.map { ($0.0, $0.1) })) }
    public init(nilLiteral: ()) { self = .null }
}
