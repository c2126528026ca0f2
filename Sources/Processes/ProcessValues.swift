public import Basics
public import FEELValues

/// Variables of processes as JSON and back.
public enum ProcessValues {
    /// A FEEL value as the API sends it: numbers keep their 34 digits, dates and durations become their texts.
    public static func json(_ value: Value) -> JSON {
        switch value {
        case .null, .function: .null
        case .boolean(let truth): .bool(truth)
        case .number(let number): Int64(exactly: number).map(JSON.integer) ?? .decimal(number)
        case .string(let text): .string(text)
        case .list(let items): .array(items.map(json))
        case .context(let context): json(context)
        default: .string(value.text)
        }
    }

    /// A context as a JSON object.
    public static func json(_ context: Context) -> JSON {
        .object(OrderedMap(context.entries.map { ($0, json($1)) }))
    }

    /// A JSON value in FEEL's terms; texts stay texts.
    public static func value(_ json: JSON) -> Value {
        switch json {
        case .null: .null
        case .bool(let truth): .boolean(truth)
        case .integer(let number): .number(Decimal128(number))
        case .decimal(let number): .number(number)
        case .string(let text): .string(text)
        case .array(let items): .list(items.map(value))
        case .object(let members): .context(context(members))
        }
    }

    /// The members of a JSON object as variables.
    public static func context(_ members: OrderedMap<JSON>) -> Context {
        Context(members.map { ($0, value($1)) })
    }

    /// A kept JSON text as variables; nothing when it holds none.
    static func context(text: String) -> Context {
        guard let members = (try? JSON.parse(text))?.object else { return Context() }
        return context(members)
    }
}
