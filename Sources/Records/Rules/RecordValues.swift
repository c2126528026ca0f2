import Basics
import FEEL
import FEELValues
import Metadata
import SQLStore

/// Kept values as FEEL values and back.
enum RecordValues {
    /// A kept value in FEEL's terms; references are contexts with an `id` and are made elsewhere.
    static func value(_ value: SQLValue, _ field: Field, zoneMinutes: Int) -> Value {
        switch value {
        case .null: return .null
        case .integer(let number): return integer(number, field, zoneMinutes)
        case .text(let text):
            switch field.valueKind {
            case .multiPicklist, .tags: return .list(ListFieldType.values(value).map(Value.string))
            // Rules do not look into what is sealed.
            case .encrypted: return .null
            case .json, .geoPoint: return (try? JSON.parse(text)).map(Self.value) ?? .null
            default: return .string(text)
            }
        case .real, .blob: return .null
        }
    }

    private static func integer(_ number: Int64, _ field: Field, _ zoneMinutes: Int) -> Value {
        switch field.valueKind {
        case .boolean: .boolean(number != 0)
        case .date: CalendarDate(daysSinceEpoch: Int(number)).map(Value.date) ?? .null
        case .dateTime: moment(Timestamp(milliseconds: number), zoneMinutes: zoneMinutes).map(Value.dateAndTime) ?? .null
        case .time: .time(TimeOfDay(nanoseconds: number * 1_000_000))
        case .duration: DaysAndTimeDuration(nanoseconds: Int128(number) * 1_000_000).map(Value.daysAndTimeDuration) ?? .null
        default: scaled(number, field.scale)
        }
    }

    private static func scaled(_ units: Int64, _ scale: Int) -> Value {
        guard scale > 0 else { return .number(Decimal128(units)) }
        return Decimal128(ScaledNumber.text(units, scale: scale)).map(Value.number) ?? .null
    }

    /// A moment on the clock of a zone.
    static func moment(_ time: Timestamp, zoneMinutes: Int) -> DateAndTime? {
        DateAndTime(nanosecondsSinceEpoch: Int128(time.milliseconds) * 1_000_000, zone: .offset(Int32(zoneMinutes * 60)))
    }

    static func value(_ json: JSON) -> Value {
        switch json {
        case .null: .null
        case .bool(let value): .boolean(value)
        case .integer(let value): .number(Decimal128(value))
        case .decimal(let value): .number(value)
        case .string(let text): .string(text)
        case .array(let values): .list(values.map(value))
        case .object(let members): .context(Context(members.map { ($0, value($1)) }))
        }
    }

    /// A FEEL value as the API would send it; contexts with an `id` are references.
    static func json(_ value: Value) -> JSON {
        switch value {
        case .null, .function: .null
        case .boolean(let value): .bool(value)
        case .number(let number): Int64(exactly: number).map(JSON.integer) ?? .decimal(number)
        case .string(let text): .string(text)
        case .list(let values): .array(values.map(json))
        case .context(let context):
            context["id"].flatMap(\.string).map(JSON.string) ?? .object(OrderedMap(context.entries.map { ($0, json($1)) }))
        default: .string(value.description)
        }
    }

    /// A FEEL value as a field keeps it; null when it does not fit. Numbers are rounded to the field's digits.
    static func kept(_ value: Value, _ field: Field) -> SQLValue {
        var description = field
        description.kind = field.valueKind
        description.minimum = nil
        description.maximum = nil
        var json = json(value)
        if case .number(let number) = value, field.isInteger, let rounded = number.rounded(scale: field.scale, .halfEven) {
            json = .decimal(rounded)
        }
        if case .string(let text) = json, field.valueKind == .dateTime { json = .string(text.prefix { $0 != "@" } + "") }
        return (try? description.type.parse(json, description)) ?? .null
    }
}
