import Basics
import FEELValues

/// A type in a Java method signature, as far as the table of functions speaks of it.
enum JavaType: Sendable, Equatable {
    case double, float, long, int, short, byte, character, boolean, string, object
    /// The trailing parameters as an array of objects.
    case objects

    init?(_ name: String) {
        switch name {
        case "double", "java.lang.Double", "java.math.BigDecimal": self = .double
        case "float", "java.lang.Float": self = .float
        case "long", "java.lang.Long": self = .long
        case "int", "java.lang.Integer": self = .int
        case "short", "java.lang.Short": self = .short
        case "byte", "java.lang.Byte": self = .byte
        case "char", "java.lang.Character": self = .character
        case "boolean", "java.lang.Boolean": self = .boolean
        case "java.lang.String", "String", "java.lang.CharSequence": self = .string
        case "java.lang.Object", "Object": self = .object
        case "[Ljava.lang.Object;", "java.lang.Object[]", "java.lang.Object...": self = .objects
        default: return nil
        }
    }
}

/// A value as a Java method would take or give it (DMN 1.5 §10.3.2.13.3, table 54).
enum JavaValue: Sendable {
    case double(Double)
    case float(Float)
    case integer(Int64)
    case boolean(Bool)
    case character(Character)
    case string(String)
    case object(Value)
    case objects([Value])

    /// The value of a FEEL argument for a parameter, or nil when it has none of that type.
    init?(_ value: Value, as type: JavaType) {
        switch (type, value) {
        case (.double, .number(let number)): self = .double(number.double)
        case (.float, .number(let number)): self = .float(Float(number.double))
        case (.long, .number(let number)): self.init(number, within: Int64.min...Int64.max)
        case (.int, .number(let number)): self.init(number, within: Int64(Int32.min)...Int64(Int32.max))
        case (.short, .number(let number)): self.init(number, within: -32768...32767)
        case (.byte, .number(let number)): self.init(number, within: -128...127)
        case (.character, .string(let text)) where text.utf16.count == 1: self = .character(Character(text))
        case (.boolean, .boolean(let truth)): self = .boolean(truth)
        case (.string, .string(let text)): self = .string(text)
        case (.object, _): self = .object(value)
        default: return nil
        }
    }

    private init?(_ number: Decimal128, within bounds: ClosedRange<Int64>) {
        guard let integer = Int64(exactly: number), bounds.contains(integer) else { return nil }
        self = .integer(integer)
    }

    /// The FEEL value; infinities and NaN have none.
    var value: Value {
        switch self {
        case .double(let number): Decimal128(number.description).map(Value.number) ?? .null
        case .float(let number): Decimal128(number.description).map(Value.number) ?? .null
        case .integer(let number): .number(Decimal128(number))
        case .boolean(let truth): .boolean(truth)
        case .character(let character): .string(String(character))
        case .string(let text): .string(text)
        case .object(let value): value
        case .objects(let values): .list(values)
        }
    }

    var double: Double? {
        switch self {
        case .double(let number): number
        case .float(let number): Double(number)
        case .integer(let number): Double(number)
        default: nil
        }
    }
}

extension Decimal128 {
    /// The nearest binary number.
    var double: Double { Double(description) ?? .nan }
}
