public import Basics
public import Metadata
public import Records
import SQLStore

/// A form that anybody may fill in, as its record describes it.
public struct PublicForm: Sendable {
    public let id: EntityID
    public let tenant: Int64
    public let name: String
    public let object: ObjectType
    /// What is asked, in order.
    public let inputs: [Input]
    public let intro: String?
    public let consent: String?
    public let thanks: String?
    /// The sites that may show it in a frame or send to it.
    public let hosts: [String]
    let presets: OrderedMap<JSON>
    let codeField: String?
    let pool: EntityID?
    let distributes: Bool

    /// A field that is asked.
    public struct Input: Sendable {
        public let field: Field
        public let isRequired: Bool
    }

    public static let idPrefix = "wfm"
    public var idText: String { id.text(prefix: Self.idPrefix) }

    /// The fields that a visitor may fill in: what is kept as a text, a number or a choice.
    static let kinds: Set<FieldKind> = [.text, .longText, .phone, .email, .url, .number, .money, .date, .picklist, .boolean, .address]

    init?(_ record: Record, tenant: Int64, _ schema: Schema) {
        guard record["active"] == .integer(1), case .text(let kind) = record["kind"], let object = schema.object(kind), case .text(let name) = record["name"]
        else { return nil }
        func text(_ field: String) -> String? { if case .text(let text) = record[field], !text.isEmpty { text } else { nil } }
        (id, self.tenant, self.name, self.object) = (record.id, tenant, name, object)
        inputs = (text("inputs") ?? "").split(whereSeparator: \.isNewline).compactMap { Self.input($0, object) }
        (intro, consent, thanks, codeField) = (text("intro"), text("consent"), text("thanks"), text("code_field"))
        hosts = (text("hosts") ?? "").split(whereSeparator: \.isWhitespace).map(String.init).filter(Self.isOrigin).prefix(20).map { $0 }
        presets = text("presets").flatMap { try? JSON.parse($0) }?.object ?? [:]
        pool = record.reference("pool")?.id
        distributes = record["distributes"] == .integer(1)
    }

    private static func input(_ line: Substring, _ object: ObjectType) -> Input? {
        let bare = line.filter { !$0.isWhitespace && $0 != "*" }
        guard let field = object.field(bare), kinds.contains(field.kind), object.state?.field != bare else { return nil }
        return Input(field: field, isRequired: line.contains("*") || field.required)
    }

    /// A scheme and a host, perhaps with a port, and nothing that could end a header.
    static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        let host = text.dropFirst(scheme.count)
        return !host.isEmpty && host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || [0x2D, 0x2E, 0x3A].contains(byte)
        }
    }
}

/// Why an entry is not taken. Each has a sentence in the catalogues.
public enum PublicFormError: Error, Equatable, Sendable {
    /// There is none, or it is not in use.
    case unknown
    /// The page is too old, was changed, or was sent already.
    case stale
    /// Nobody fills it in so fast.
    case tooFast
    case tooMany
    /// Agreement is missing.
    case consent
    /// What is wrong with the values, by field.
    case invalid([FieldProblem])

    public var code: String {
        switch self {
        case .unknown: "form.unknown"
        case .stale: "form.stale"
        case .tooFast: "form.too-fast"
        case .tooMany: "form.too-many"
        case .consent: "form.consent"
        case .invalid: "form.invalid"
        }
    }
}
