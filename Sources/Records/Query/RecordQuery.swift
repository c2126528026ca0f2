public import Basics

/// One key of an order.
public struct SortKey: Sendable, Hashable {
    public let field: String
    public let descending: Bool

    public init(_ field: String, descending: Bool = false) {
        self.field = field
        self.descending = descending
    }

    /// Reads `-created_at`.
    public init(text: some StringProtocol) {
        let descending = text.hasPrefix("-")
        self.init(String(descending ? text.dropFirst() : text[...]), descending: descending)
    }
}

/// What is asked for: an object, a FEEL filter, an order and a page of it.
public struct RecordQuery: Sendable, Hashable {
    public var object: String
    /// FEEL over the object's fields; every filter must hold.
    public var filters: [String] = []
    /// Words to be found in the record's searchable texts.
    public var search: String?
    public var sort: [SortKey] = []
    /// At most ``mostRows``.
    public var limit = 30
    /// Where the page before ended.
    public var cursor: String?
    /// Records in the recycle bin instead of the living ones.
    public var deleted = false
    public var ids: [EntityID]?
    /// Only records of one owner.
    public var ownedBy: EntityID?
    /// Only records of all these circles of owners; objects without owners do not heed it.
    public var owners: [OwnerScope] = []
    /// Only records whose field has, or once had, one of some values.
    public var everBeen: EverBeen?
    /// Only records that point at one record.
    public var pointing: Pointer?
    /// Only records whose list field holds a value.
    public var holding: [Membership] = []

    /// A reference and the record it must point at.
    public struct Pointer: Sendable, Hashable {
        public let field: String
        public let id: EntityID
        public let object: String

        public init(field: String, id: EntityID, object: String) {
            self.field = field
            self.id = id
            self.object = object
        }
    }

    /// A tracked picklist and some of its values.
    public struct EverBeen: Sendable, Hashable {
        public let field: String
        public let values: [String]

        public init(field: String, values: [String]) {
            self.field = field
            self.values = values
        }
    }

    /// A field of several values and one of them.
    public struct Membership: Sendable, Hashable {
        public let field: String
        public let value: String

        public init(field: String, value: String) {
            self.field = field
            self.value = value
        }
    }

    public static let mostRows = 500

    static func limit(_ wanted: Int) -> Int { min(max(wanted, 1), mostRows) }

    public init(_ object: String) { self.object = object }
}

/// One page of records.
public struct RecordPage: Sendable {
    public let records: [Record]
    /// Where the next page begins; nil on the last.
    public let next: String?
}
