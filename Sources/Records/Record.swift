public import Basics
public import Metadata
public import SQLStore

/// One record as it was read: the values stand in the order of its object's fields.
public struct Record: Sendable, Equatable {
    public let object: ObjectType
    public let id: EntityID
    public internal(set) var version: Int64
    public internal(set) var owner: EntityID?
    public let createdAt: Timestamp
    public let createdBy: EntityID
    public internal(set) var updatedAt: Timestamp
    public internal(set) var updatedBy: EntityID
    public internal(set) var deletedAt: Timestamp?
    public internal(set) var values: [SQLValue]
    /// For references with several targets: the object each points at, by the field's name.
    public internal(set) var targets: [String: String] = [:]
    /// What is shown of encrypted values, by the field's name; a mask without any of it where there is nothing here.
    public internal(set) var masks: [String: String] = [:]

    /// A field's value; null for a field that the object does not have.
    public subscript(field: String) -> SQLValue {
        object.position(field).map { values[$0] } ?? .null
    }

    /// The typed text of the id.
    public var idText: String { id.text(prefix: object.idPrefix) }

    /// What people call it.
    public var name: String {
        guard let field = object.field(object.nameField), !self[field.name].isNull else { return idText }
        return field.type.text(self[field.name], field, TextStyle(locale: "zh-CN", zoneMinutes: 480))
    }

    /// The record that a reference points at.
    public func reference(_ field: String) -> (object: String, id: EntityID)? {
        guard let description = object.field(field), case .integer(let id) = self[field] else { return nil }
        let target = description.isPolymorphic || description.targets == ["*"] ? targets[field] : description.targets.first
        return target.map { ($0, EntityID(rawValue: id)) }
    }
}

/// Which columns of an object's table are read for which fields, worked out once.
struct RowPlan: Sendable {
    let object: ObjectType
    /// The selected columns, in order, without a table's name.
    let columns: [String]
    /// For each field its column's place among those selected; nil for one in `ext` or not kept.
    let places: [Int?]
    let targetPlaces: [(field: String, place: Int)]
    let extPlace: Int?
    /// Whether the object has encrypted fields.
    let hasSealed: Bool

    static let standardColumns = [
        "id", "version", "owner_id", "created_at", "created_by", "updated_at", "updated_by", "deleted_at",
    ]

    init(_ object: ObjectType) {
        self.object = object
        var columns = Self.standardColumns
        var places: [Int?] = []
        var targetPlaces: [(String, Int)] = []
        for field in object.fields {
            guard case .column(let column) = field.storage else {
                places.append(nil)
                continue
            }
            places.append(columns.count)
            columns.append(column)
            if field.hasTargetColumn {
                targetPlaces.append((field.name, columns.count))
                columns.append(column + "__object")
            }
        }
        let hasExt = object.fields.contains { if case .ext = $0.storage { true } else { false } }
        extPlace = hasExt ? columns.count : nil
        hasSealed = object.fields.contains { $0.kind == .encrypted }
        if hasExt { columns.append("ext") }
        self.columns = columns
        self.places = places
        self.targetPlaces = targetPlaces
        let selected = columns.map { "\(QueryCompiler.alias).\(SQL.quoted($0))" }.joined(separator: ", ")
        self.selected = selected
        selection = "SELECT \(selected) FROM \(SQL.quoted(object.table)) r WHERE "
    }

    /// The columns as SQL with the alias of queries, `r`.
    let selected: String
    /// The beginning of a statement that reads them.
    let selection: String

    func record(_ row: any RowView) -> Record {
        let ext = extPlace.flatMap { row.isNull($0) ? nil : try? JSON.parse(row.text($0)) }
        // By place: a field is a large value, and copying forty of them a row costs more than reading the row.
        let values = places.indices.map { index -> SQLValue in
            if let place = places[index] { return row.value(place) }
            if let ext, case .ext(let key) = object.fields[index].storage, let value = ext[key] { return ExtValue.value(value) }
            return .null
        }
        var record = Record(
            object: object, id: EntityID(rawValue: row.integer(0)), version: row.integer(1),
            owner: row.optionalInteger(2).map(EntityID.init), createdAt: Timestamp(milliseconds: row.integer(3)),
            createdBy: EntityID(rawValue: row.integer(4)), updatedAt: Timestamp(milliseconds: row.integer(5)),
            updatedBy: EntityID(rawValue: row.integer(6)),
            deletedAt: row.optionalInteger(7).map(Timestamp.init(milliseconds:)), values: values)
        for (field, place) in targetPlaces where !row.isNull(place) { record.targets[field] = row.text(place) }
        return record
    }
}

extension Field {
    /// Whether a second column says which object the reference points at.
    var hasTargetColumn: Bool { kind == .reference && (isPolymorphic || targets == ["*"]) }
}

/// Values inside the `ext` object: whole numbers and texts, as in columns.
enum ExtValue {
    static func value(_ json: JSON) -> SQLValue {
        switch json {
        case .integer(let value): .integer(value)
        case .string(let text): .text(text)
        default: .null
        }
    }

    static func json(_ value: SQLValue) -> JSON {
        switch value {
        case .integer(let value): .integer(value)
        case .text(let text): .string(text)
        default: .null
        }
    }
}
