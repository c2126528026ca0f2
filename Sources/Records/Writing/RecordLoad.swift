public import Basics
public import Metadata
public import SQLStore

/// Puts many new records of one object straight into its tables: rows, owners' intervals and the search index.
///
/// Nothing is checked, computed or logged. It is for generators and for moving databases, never for what people or
/// other systems send.
public struct RecordLoad: Sendable {
    /// One new record; the values stand in the order of the load's fields.
    public struct Row: Sendable {
        public let id: EntityID
        public let owner: EntityID?
        public let createdAt: Timestamp
        public let updatedAt: Timestamp
        public let values: [SQLValue]

        public init(id: EntityID, owner: EntityID?, createdAt: Timestamp, updatedAt: Timestamp, values: [SQLValue]) {
            self.id = id
            self.owner = owner
            self.createdAt = createdAt
            self.updatedAt = updatedAt
            self.values = values
        }
    }

    let object: ObjectType
    let fields: [Field]
    let columns: [String]
    let tenant: Int64
    let author: EntityID
    private let keyed: [(place: Int, key: MatchKey)]
    private let searchable: [Int]

    /// How many rows one statement holds.
    static let rowsAtOnce = 100

    /// - Parameter fields: fields with columns of their own that are no references to several objects.
    public init(object: ObjectType, fields names: [String], tenant: Int64, author: EntityID) {
        self.object = object
        self.tenant = tenant
        self.author = author
        let fields = names.compactMap { object.field($0) }
        precondition(fields.count == names.count, "a load names fields that there are")
        self.fields = fields
        keyed = fields.enumerated().compactMap { place, field in field.matchKey.map { (place, $0) } }
        searchable = fields.indices.filter { SearchText.isSearchable(fields[$0], of: object) }
        columns =
            ["tenant_id", "id", "version", "owner_id", "created_at", "created_by", "updated_at", "updated_by"] + names
            + keyed.map { Tables.matchColumn(names[$0.place]) }
    }

    public func insert(_ rows: [Row], in transaction: any Transaction) throws {
        for part in rows.chunks(of: Self.rowsAtOnce) {
            try transaction.insert(into: object.table, columns, part.map(values))
            if object.isOwned { try insertOwners(part, transaction) }
            try insertWords(part, transaction)
        }
    }

    private func values(_ row: Row) -> [SQLValue] {
        var values: [SQLValue] = [
            .integer(tenant), .integer(row.id.rawValue), .integer(1), row.owner.map { .integer($0.rawValue) } ?? .null,
            .integer(row.createdAt.milliseconds), .integer(author.rawValue), .integer(row.updatedAt.milliseconds),
            .integer(author.rawValue),
        ]
        values += row.values
        for (place, key) in keyed { values.append(MatchText.key(row.values[place], key)) }
        return values
    }

    private func insertOwners(_ rows: ArraySlice<Row>, _ transaction: any Transaction) throws {
        let spans = rows.compactMap { row -> [SQLValue]? in
            guard let owner = row.owner else { return nil }
            let (id, name) = (SQLValue.integer(row.id.rawValue), SQLValue.text(object.name))
            return [.integer(tenant), id, .integer(row.createdAt.milliseconds), id, name, .integer(owner.rawValue)]
        }
        try transaction.insert(
            into: "ownership_span", ["tenant_id", "record_id", "starts_at", "id", "object", "owner_id"], spans)
    }

    private func insertWords(_ rows: ArraySlice<Row>, _ transaction: any Transaction) throws {
        guard !searchable.isEmpty else { return }
        let texts = rows.map { row in
            let parts = searchable.compactMap { place -> String? in
                if case .text(let text) = row.values[place] { text } else { nil }
            }
            return (id: row.id.rawValue, text: parts.joined(separator: " \n "))
        }
        try RecordTables.searchIndex.add(texts, tenant: tenant, kind: SearchText.kind(object.name), in: transaction)
    }
}
