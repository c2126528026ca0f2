/// Who may see or change a record, relative to its owner.
public enum AccessScope: String, Sendable, CaseIterable, Hashable {
    case own, below, department
    case departmentTree = "department-tree"
    case parent
    case all
}

/// What one role may do with one object.
public struct ObjectGrant: Sendable, Hashable {
    public var create = false
    public var read: Set<AccessScope> = []
    public var update: Set<AccessScope> = []
    public var delete: Set<AccessScope> = []
    public var export = false
    public var transfer = false
    /// Whether encrypted values may be shown in full, each time with a reason.
    public var reveal = false
    /// Commands of the state machine that the role may give; nil means all.
    public var commands: Set<String>?
    public var hiddenFields: Set<String> = []
    public var readOnlyFields: Set<String> = []

    public init() {}
}

/// A rule that opens records to a role: every record for which the condition holds.
public struct SharingRule: Sendable, Hashable {
    public let name: String
    public let role: String
    public let condition: Formula
    public let write: Bool
}

/// A condition that every saved record meets.
public struct ValidationRule: Sendable, Hashable {
    public let name: String
    /// True for a record that is right.
    public let condition: Formula
    public let message: LocalizedText
    /// The field beside which the message stands.
    public let field: String?
}

/// A move of a state field. States move only by commands.
public struct Command: Sendable, Hashable {
    public let name: String
    public let label: LocalizedText
    /// The states it starts from.
    public let from: [String]
    /// The states it may lead to: one, or the caller names one of them; none leaves the state as it is.
    public let to: [String]
    /// Fields that must be filled, in the record or along with the command.
    public let requires: [String]
    public let condition: Formula?
    public let message: LocalizedText
    public let isPrimary: Bool
    public let hue: Int?
}

/// An object's states and the commands between them.
public struct StateMachine: Sendable, Hashable {
    public let field: String
    public let initial: String
    public let commands: [Command]
    /// The states in which fields and lines may be changed by hand; empty means all.
    public let editable: [String]
    /// The fields that stay open in the other states.
    public let open: [String]
    /// The decision that says which proof each move needs.
    public let gate: String?

    public func command(_ name: String) -> Command? { commands.first { $0.name == name } }
}

/// A group of fields on a page.
public struct LayoutSection: Sendable, Hashable {
    public let label: LocalizedText
    public let fields: [String]

    public init(label: LocalizedText, fields: [String]) {
        self.label = label
        self.fields = fields
    }
}

/// Records of another object that point at this one, listed on its page.
public struct RelatedList: Sendable, Hashable {
    public let object: String
    public let by: String
    public let label: LocalizedText
    public let columns: [String]
}

/// How a record's page and form are laid out.
public struct Layout: Sendable, Hashable {
    public var highlights: [String] = []
    public var panel: [String] = []
    public var sections: [LayoutSection] = []
    public var related: [RelatedList] = []

    public init() {}
}

/// A saved way of looking at an object's records.
public struct ListView: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable { case list, board, calendar }
    public var name: String
    public var label: LocalizedText
    public var kind = Kind.list
    public var columns: [String] = []
    public var filter: Formula?
    /// Field names; a leading minus sorts downwards.
    public var sort: [String] = []
    /// The picklist whose options are a board's columns.
    public var group: String?
    /// The number summed on each column.
    public var sum: String?

    public init(name: String, label: LocalizedText) {
        self.name = name
        self.label = label
    }
}

/// How records that may mean the same thing are found.
public struct DuplicateRule: Sendable, Hashable {
    public struct Target: Sendable, Hashable {
        public let object: String
        public let field: String
    }
    public let name: String
    public let field: String
    public let against: [Target]
    public let blocks: Bool
}

/// One record that a conversion makes or finds.
public struct ConversionStep: Sendable, Hashable {
    public let object: String
    /// Field of the new record to an expression over the converted one and the records made before.
    public let values: [String: Formula]
    /// An existing record with the same match key is used instead of a new one.
    public let matchBy: String?
    public let optional: Bool
    /// The field of the converted record that keeps the new record's id.
    public let storedIn: String?
    /// Lines of the converted record that are copied to the new one.
    public let copies: [LineCopy]
}

/// Lines that are copied along: fields of the same name keep their values.
public struct LineCopy: Sendable, Hashable {
    /// The object of the lines and of their copies.
    public let from: String
    public let to: String
}

/// How one record becomes several others.
public struct Conversion: Sendable, Hashable {
    public let command: String
    public let steps: [ConversionStep]
    /// Child objects whose polymorphic references move to the new records.
    public let carries: [String]
}

/// One kind of record.
public struct ObjectType: Sendable, Hashable {
    /// The package and the name: `crm.account`.
    public var name: String
    public var label: LocalizedText
    public var plural: LocalizedText
    public var help = LocalizedText([:])
    public var icon = "table-2"
    public var hue: Int?
    public var idPrefix: String
    public var nameField: String
    public var fields: [Field]
    /// Whether records have an owner.
    public var isOwned = true
    public var state: StateMachine?
    public var validations: [ValidationRule] = []
    public var sharing: [SharingRule] = []
    public var layout = Layout()
    public var views: [ListView] = []
    public var duplicates: [DuplicateRule] = []
    /// How commands make other records of it.
    public var conversions: [Conversion] = []
    /// The papers that a record becomes.
    public var documents: [DocumentLayout] = []
    public var pooling: Pooling?
    public var scoring: Scoring?
    public var checkIn: CheckIn?
    public var relations: RelationGraph?
    public var forecasting: Forecasting?
    public var grants: [String: ObjectGrant] = [:]
    public var indexes: [[String]] = []
    public var isCustom = false
    /// Days that a deleted record stays in the recycle bin before it goes for good.
    public var keepsDeletedDays: Int64 = 30
    /// Whether the platform's own pages handle it, so that no list of its own stands in the navigation.
    public var isInternal = false
    public var place: SourcePlace
    private var positions: [String: Int]

    public init(name: String, label: LocalizedText, idPrefix: String, nameField: String, fields: [Field], place: SourcePlace) {
        self.name = name
        self.label = label
        self.plural = label
        self.idPrefix = idPrefix
        self.nameField = nameField
        self.fields = fields
        self.place = place
        self.positions = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The package the object came with: `crm` of `crm.account`.
    public var package: String { String(name.prefix { $0 != "." }) }

    /// The table that keeps its records.
    public var table: String {
        isCustom ? "custom_record" : name.map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
    }

    public func position(_ field: String) -> Int? { positions[field] }

    public func field(_ name: String) -> Field? { positions[name].map { fields[$0] } }

    /// The same object with more fields.
    public func adding(_ more: [Field]) -> ObjectType {
        var copy = self
        copy.fields += more
        copy.positions = Dictionary(
            copy.fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        return copy
    }
}
