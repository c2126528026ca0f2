/// The kinds of field. Each has its own file in Records.
public enum FieldKind: String, Sendable, CaseIterable {
    case text, number, money, percent, boolean, date, time, duration, picklist, reference, lines, formula
    case phone, email, url, address, file, image, tags, json, encrypted
    case longText = "long-text"
    case richText = "rich-text"
    case dateTime = "date-time"
    case multiPicklist = "multi-picklist"
    case rollUp = "roll-up"
    case autoNumber = "auto-number"
    case geoPoint = "geo-point"

    /// Whether a value of its own is kept, rather than found in other records.
    public var isStored: Bool { self != .lines }

    /// Whether people write it.
    public var isComputed: Bool { self == .formula || self == .rollUp || self == .autoNumber || self == .lines }
}

/// How a text is folded before two records are compared.
public enum MatchKey: String, Sendable, CaseIterable {
    case exact, phone, company, code
}

/// How much of an encrypted value is shown to those who may see the field.
public enum MaskStyle: String, Sendable, CaseIterable {
    /// Nothing.
    case all
    case last4 = "last-4"
    case first1 = "first-1"
    /// Up to three characters at the beginning and four at the end: 138••••••1234.
    case ends
}

/// One choice of a picklist.
public struct PickOption: Sendable, Hashable {
    public let value: String
    public let label: LocalizedText
    /// A colour as a hue from 0 to 359; nil is grey.
    public let hue: Int?
    /// A number that goes with the choice, such as a stage's probability in percent.
    public let weight: Int?

    public init(value: String, label: LocalizedText, hue: Int? = nil, weight: Int? = nil) {
        self.value = value
        self.label = label
        self.hue = hue
        self.weight = weight
    }
}

/// An expression as written, with its place for messages.
public struct Formula: Sendable, Hashable {
    public let text: String
    public let place: SourcePlace

    public init(_ text: String, at place: SourcePlace) {
        self.text = text
        self.place = place
    }
}

/// How a roll-up sums up child records.
public struct RollUp: Sendable, Hashable {
    public enum Function: String, Sendable, CaseIterable { case count, sum, min, max }
    public let function: Function
    /// The object of the children and their reference to this record.
    public let object: String
    public let by: String
    /// The field summed; nil for `count`.
    public let field: String?
    public let filter: Formula?
}

/// Where a field's value is kept.
public enum FieldStorage: Sendable, Hashable {
    /// A column of its own.
    case column(String)
    /// A key of the `ext` object: a field that a tenant added.
    case ext(String)
    /// Not kept: found when asked for.
    case none
}

/// One field of an object.
public struct Field: Sendable, Hashable {
    public var name: String
    public var kind: FieldKind
    public var label: LocalizedText
    public var help = LocalizedText([:])
    public var required = false
    public var unique = false
    public var indexed = false
    /// Whether each change is kept with who, when and why.
    public var tracked = true
    public var maxLength: Int?
    /// Digits after the point of a number or a percentage.
    public var scale = 0
    public var minimum: String?
    public var maximum: String?
    /// ISO 4217 code of a money field.
    public var currency = "CNY"
    public var options: [PickOption] = []
    /// The objects that a reference may point at; more than one makes it polymorphic.
    public var targets: [String] = []
    /// Whether a record goes with its parent: it is deleted with it and seen by whom the parent is seen.
    public var isParent = false
    /// For `lines`: the child's reference back to this record.
    public var by: String?
    public var defaultValue: Formula?
    public var formula: Formula?
    public var rollUp: RollUp?
    public var format: String?
    public var visibleIf: Formula?
    public var readOnlyIf: Formula?
    public var matchKey: MatchKey?
    /// The class of personal data (GB/T 39725) and its level from 1 (public) to 5.
    public var privacyClass: String?
    public var privacyLevel = 1
    public var searchable = false
    /// For an encrypted field.
    public var maskStyle = MaskStyle.all
    public var storage: FieldStorage = .none
    public var place: SourcePlace
    /// Whether a tenant added it.
    public var isCustom = false
    /// Whether the platform keeps it itself: owner, created, updated.
    public var isStandard = false

    public init(name: String, kind: FieldKind, label: LocalizedText, place: SourcePlace) {
        self.name = name
        self.kind = kind
        self.label = label
        self.place = place
    }

    public var isPolymorphic: Bool { targets.count > 1 }

    public func option(_ value: String) -> PickOption? { options.first { $0.value == value } }
}
