public import Basics
public import Metadata
public import SQLStore

/// How the values of one kind of field are read, kept and shown. One conforming type a file.
public protocol FieldType: Sendable {
    /// Whether values are whole numbers in the database, else texts.
    var isInteger: Bool { get }
    /// Reads a value as the API sends it.
    func parse(_ json: JSON, _ field: Field) throws(FieldProblem) -> SQLValue
    /// Reads a value as people write it in a form or a file.
    func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue
    /// Writes a value for the API; never called with null.
    func write(_ value: SQLValue, _ field: Field, to writer: inout JSONWriter)
    /// The value as plain text for files and messages; never called with null.
    func text(_ value: SQLValue, _ field: Field, _ style: TextStyle) -> String
}

/// For whom a value is written out as text.
public struct TextStyle: Sendable, Hashable {
    public let locale: String
    public let zoneMinutes: Int

    public init(locale: String, zoneMinutes: Int) {
        self.locale = locale
        self.zoneMinutes = zoneMinutes
    }
}

extension FieldProblem: Error {}

extension FieldType {
    public func parse(text: String, _ field: Field) throws(FieldProblem) -> SQLValue {
        let trimmed = Trimming.trimmed(text)
        return trimmed.isEmpty ? .null : try parse(.string(trimmed), field)
    }

    func wrongKind(_ json: JSON, _ field: Field, expected: String) -> FieldProblem {
        FieldProblem(field.name, "field.wrong-kind", ["expected": expected, "found": json.kind])
    }
}

/// Blanks at the ends of a text.
enum Trimming {
    static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}

extension SQLValue {
    var integerValue: Int64 { if case .integer(let value) = self { value } else { 0 } }
    var textValue: String { if case .text(let value) = self { value } else { "" } }
    var isNull: Bool { self == .null }
}

/// The field types by kind.
public enum FieldTypes {
    public static func type(of kind: FieldKind) -> any FieldType {
        switch kind {
        case .text, .longText, .richText, .address, .url, .autoNumber: TextFieldType(kind: kind)
        case .encrypted: EncryptedFieldType()
        case .number, .percent: NumberFieldType()
        case .money: MoneyFieldType()
        case .boolean: BooleanFieldType()
        case .date: DateFieldType()
        case .dateTime: DateTimeFieldType()
        case .time: TimeFieldType()
        case .duration: DurationFieldType()
        case .picklist: PicklistFieldType()
        case .multiPicklist, .tags: ListFieldType()
        case .reference: ReferenceFieldType()
        case .phone: PhoneFieldType()
        case .email: EmailFieldType()
        case .rollUp: NumberFieldType()
        case .json, .geoPoint, .lines: JSONFieldType()
        case .file, .image: FileFieldType()
        case .formula: TextFieldType(kind: .text)
        }
    }
}

extension Field {
    /// How this field's values are read, kept and shown.
    public var type: any FieldType { FieldTypes.type(of: valueKind) }

    /// The kind of the values: for a formula or a roll-up, what it gives.
    public var valueKind: FieldKind {
        switch kind {
        case .formula: format.flatMap(FieldKind.init) ?? .text
        case .rollUp: format.flatMap(FieldKind.init) ?? .number
        default: kind
        }
    }

    /// Whether values are whole numbers in the database.
    public var isInteger: Bool { type.isInteger }
}
