import HTML

/// One field of one record, ready to be shown or edited: everything here is already in the reader's words.
struct FieldView: Sendable, Equatable {
    /// The field's api name; the input's name too.
    var name: String
    var label: String
    var kind: FieldKind
    var value: FieldValue = .none
    var help: String?
    var isRequired = false
    /// The reader may change it.
    var isEditable = true
    /// The reader may not see it: shown as hidden, not as empty.
    var isMasked = false
    /// What is wrong with what was sent, in a sentence that says what would be right.
    var problem: String?
    /// What may be chosen (picklists, tags), or the parts of a kind that has parts (currencies).
    var choices: [Choice] = []
    /// The object looked up by a reference.
    var object: String?
    var unit: String?
    var placeholder: String?
    /// Narrowest and widest value, as the input understands them.
    var least: String?
    var most: String?
    var longest: Int?
    /// Takes a whole row of a two-column form.
    var isWide = false
}

/// The kinds of field as the console draws them, by the names metadata uses; each has its own file beside this one.
enum FieldKind: String, Sendable, CaseIterable {
    case text, number, money, percent, boolean, date, time, duration, picklist, reference, lines, formula
    case phone, email, url, address, tags, file, image, json, encrypted
    case longText = "long-text"
    case richText = "rich-text"
    case dateTime = "date-time"
    case multiPicklist = "multi-picklist"
    case rollUp = "roll-up"
    case autoNumber = "auto-number"
    case geoPoint = "geo-point"
}

/// A field's content in the form that its kind shows.
enum FieldValue: Sendable, Equatable {
    case none
    /// What the input holds, and what the reader sees.
    case plain(raw: String, shown: String)
    case flag(Bool)
    case choices([Choice])
    case references([Reference])
    case files([StoredFile])
    case lines(Lines)
    case address(Address)

    /// A text that is entered as it is shown.
    static func text(_ text: String) -> FieldValue { .plain(raw: text, shown: text) }

    /// What a plain input holds.
    var raw: String {
        if case .plain(let raw, _) = self { raw } else { "" }
    }

    /// What a plain value shows.
    var shown: String {
        if case .plain(_, let shown) = self { shown } else { "" }
    }

    var isEmpty: Bool {
        switch self {
        case .none: true
        case .plain(_, let shown): shown.isEmpty
        case .flag, .address: false
        case .choices(let choices): choices.isEmpty
        case .references(let references): references.isEmpty
        case .files(let files): files.isEmpty
        case .lines(let lines): lines.rows.isEmpty
        }
    }
}

/// How one kind of field looks and how it is edited.
protocol FieldRenderer {
    /// As read in a list, a panel, a card. Never called with an empty or masked value.
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML
    /// The input alone; label, help and problem are the form's.
    static func input(_ field: FieldView, _ page: PageContext) -> HTML
}

extension FieldKind {
    var renderer: any FieldRenderer.Type {
        switch self {
        case .text, .geoPoint: TextField.self
        case .longText, .richText: LongTextField.self
        case .number: NumberField.self
        case .money: MoneyField.self
        case .percent: PercentField.self
        case .boolean: BooleanField.self
        case .date, .dateTime, .time: DateField.self
        case .duration: DurationField.self
        case .picklist: PicklistField.self
        case .multiPicklist: MultiPicklistField.self
        case .reference: ReferenceField.self
        case .lines: LinesField.self
        case .formula, .rollUp, .autoNumber: ComputedField.self
        case .phone, .email, .url: LinkField.self
        case .address: AddressField.self
        case .tags: TagsField.self
        case .file: FileField.self
        case .image: ImageField.self
        case .json: JSONField.self
        case .encrypted: EncryptedField.self
        }
    }

    /// Right-aligned with figures of one width.
    var isNumeric: Bool { [.number, .money, .percent, .duration, .rollUp].contains(self) }

    /// Several inputs under one name: they need a group and a legend instead of one label.
    var isGroup: Bool { [.multiPicklist, .lines, .address, .file, .image].contains(self) }

    /// The icon in field lists and column heads.
    var icon: String {
        switch self {
        case .text, .encrypted: "type"
        case .longText, .richText: "align-left"
        case .number, .autoNumber: "hash"
        case .money: "banknote"
        case .percent: "percent"
        case .boolean: "toggle-right"
        case .date, .dateTime, .time: "calendar"
        case .duration: "timer"
        case .picklist, .multiPicklist: "list"
        case .reference: "link"
        case .lines: "rows-3"
        case .formula, .rollUp: "calculator"
        case .phone: "phone"
        case .email: "mail"
        case .url: "globe"
        case .address, .geoPoint: "map-pin"
        case .tags: "tag"
        case .file: "paperclip"
        case .image: "image"
        case .json: "file-json"
        }
    }
}

extension FieldView {
    /// The value as read, with its two special cases: nothing there, and nothing that may be seen.
    func shown(_ page: PageContext) -> HTML {
        if isMasked { return masked(page) }
        if value.isEmpty { return "<span class=\"mute\" aria-label=\"\(page.t("field.empty"))\">—</span>" }
        return kind.renderer.shown(self, page)
    }

    private func masked(_ page: PageContext) -> HTML {
        """
        <span class="mute" title="\(page.t("field.masked-why"))">\(icon("lock", .tiny)) \(page.t("field.masked"))</span>
        """
    }

    /// The id of the input, for its label.
    var inputID: String { "f-\(name)" }

    /// What every input carries: id, name, what is required, and where its help and problem are.
    var attributes: HTML {
        """
        id="\(inputID)" name="\(name)"\(flag: "required", isRequired)\(flag: "disabled", !isEditable)\
        \(attribute: "aria-invalid", problem.map { _ in "true" })\(attribute: "aria-describedby", described)\
        \(attribute: "placeholder", placeholder)
        """
    }

    /// The ids of what explains the input.
    private var described: String? {
        let ids = [help.map { _ in "\(inputID)-help" }, problem.map { _ in "\(inputID)-problem" }].compactMap(\.self)
        return ids.isEmpty ? nil : ids.joined(separator: " ")
    }
}
