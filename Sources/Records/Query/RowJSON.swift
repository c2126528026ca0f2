public import Basics
public import Metadata
import SQLStore

/// How the rows of one object become JSON without becoming records first: keys are bytes that were quoted once, values
/// go from the column into the answer.
///
/// The bytes are those of ``RecordCodec/write(_:hidden:to:)``; a test holds the two together.
struct RowJSON: Sendable {
    /// How a column's value is written.
    enum Form: Sendable {
        case text
        /// Text that is JSON already.
        case json
        case boolean
        case scaled(Int, quoted: Bool)
        case moment
        case id(prefix: [UInt8])
        /// A reference to several objects, whose second column names the one.
        case anyID(column: Int)
        case other(any FieldType, Field)
    }

    struct Member: Sendable {
        let name: String
        let key: [UInt8]
        let form: Form
        /// The column; nil for a key of `ext` or what is not kept.
        let column: Int?
        let extKey: String?
    }

    let members: [Member]
    private let prefixes: [String: [UInt8]]
    private let prefix: [UInt8]
    private let isOwned: Bool
    private let extColumn: Int?
    /// `"object":"crm.account","version":`
    private let head: [UInt8]

    private static let keys = (
        id: JSONWriter.prepared(key: "id"), owner: JSONWriter.prepared(key: "owner"), createdAt: JSONWriter.prepared(key: "created_at"),
        createdBy: JSONWriter.prepared(key: "created_by"), updatedAt: JSONWriter.prepared(key: "updated_at"),
        updatedBy: JSONWriter.prepared(key: "updated_by"), deletedAt: JSONWriter.prepared(key: "deleted_at"), person: Array("usr".utf8))

    init(_ plan: RowPlan, _ schema: Schema) {
        let object = plan.object
        prefixes = schema.objects.mapValues { Array($0.idPrefix.utf8) }
        prefix = Array(object.idPrefix.utf8)
        isOwned = object.isOwned
        extColumn = plan.extPlace
        var writer = JSONWriter()
        writer.member("object", object.name)
        head = writer.bytes + [UInt8(ascii: ",")] + JSONWriter.prepared(key: "version")
        members = object.fields.indices.filter { object.fields[$0].kind.isStored }.map { place in
            let field = object.fields[place]
            var extKey: String?
            if case .ext(let key) = field.storage { extKey = key }
            return Member(
                name: field.name, key: JSONWriter.prepared(key: field.name), form: Self.form(field, plan, schema),
                column: plan.places[place], extKey: extKey)
        }
    }

    private static func form(_ field: Field, _ plan: RowPlan, _ schema: Schema) -> Form {
        switch field.valueKind {
        case .text, .longText, .richText, .address, .url, .autoNumber, .phone, .email, .picklist: return .text
        case .multiPicklist, .tags, .json, .geoPoint: return .json
        case .boolean: return .boolean
        case .number, .percent, .rollUp: return .scaled(field.scale, quoted: false)
        case .money: return .scaled(field.scale, quoted: true)
        case .dateTime: return .moment
        case .reference:
            if let column = plan.targetPlaces.first(where: { $0.field == field.name })?.place { return .anyID(column: column) }
            guard let target = field.targets.first.flatMap({ schema.object($0) }) else { return .other(field.type, field) }
            return .id(prefix: Array(target.idPrefix.utf8))
        default: return .other(field.type, field)
        }
    }

    /// Writes the row that a statement over the plan's columns stands on.
    func write(_ row: any RowView, hidden: Set<String>, to out: inout JSONWriter) {
        out.beginObject()
        out.key(prepared: Self.keys.id)
        out.id(EntityID(rawValue: row.integer(0)), prefix: prefix)
        out.key(prepared: head)
        out.integer(row.integer(1))
        if isOwned { person(Self.keys.owner, row.integer(2), &out) }
        out.key(prepared: Self.keys.createdAt)
        out.moment(Timestamp(milliseconds: row.integer(3)))
        person(Self.keys.createdBy, row.integer(4), &out)
        out.key(prepared: Self.keys.updatedAt)
        out.moment(Timestamp(milliseconds: row.integer(5)))
        person(Self.keys.updatedBy, row.integer(6), &out)
        if !row.isNull(7) {
            out.key(prepared: Self.keys.deletedAt)
            out.moment(Timestamp(milliseconds: row.integer(7)))
        }
        fields(row, hidden, &out)
        out.endObject()
    }

    private func person(_ key: [UInt8], _ id: Int64, _ out: inout JSONWriter) {
        out.key(prepared: key)
        if id == 0 { out.null() } else { out.id(EntityID(rawValue: id), prefix: Self.keys.person) }
    }

    private func fields(_ row: any RowView, _ hidden: Set<String>, _ out: inout JSONWriter) {
        let ext = extColumn.flatMap { row.isNull($0) ? nil : try? JSON.parse(row.text($0)) }
        // By place: copying a member costs more than writing most values.
        for place in members.indices where hidden.isEmpty || !hidden.contains(members[place].name) {
            out.key(prepared: members[place].key)
            if let column = members[place].column {
                if row.isNull(column) { out.null() } else { write(column, members[place].form, row, &out) }
            } else {
                write(members[place].extKey.flatMap { ext?[$0] }.map(ExtValue.value) ?? .null, members[place].form, &out)
            }
        }
    }

    private func write(_ column: Int, _ form: Form, _ row: any RowView, _ out: inout JSONWriter) {
        switch form {
        case .text: row.withUTF8(column) { out.string(utf8: $0) }
        case .json: row.withUTF8(column) { out.raw($0) }
        case .boolean: out.bool(row.integer(column) != 0)
        case .scaled(let scale, let quoted): out.scaled(row.integer(column), scale: scale, quoted: quoted)
        case .moment: out.moment(Timestamp(milliseconds: row.integer(column)))
        case .id(let prefix): out.id(EntityID(rawValue: row.integer(column)), prefix: prefix)
        case .anyID(let target):
            guard let prefix = prefixes[row.text(target)] else { return out.null() }
            out.id(EntityID(rawValue: row.integer(column)), prefix: prefix)
        case .other(let type, let field): type.write(row.value(column), field, to: &out)
        }
    }

    /// A value of `ext`, which holds whole numbers and texts.
    private func write(_ value: SQLValue, _ form: Form, _ out: inout JSONWriter) {
        if value == .null { return out.null() }
        switch form {
        case .text: out.string(value.textValue)
        case .json: out.raw(value.textValue.utf8)
        case .boolean: out.bool(value.integerValue != 0)
        case .scaled(let scale, let quoted): out.scaled(value.integerValue, scale: scale, quoted: quoted)
        case .moment: out.moment(Timestamp(milliseconds: value.integerValue))
        case .id(let prefix): out.id(EntityID(rawValue: value.integerValue), prefix: prefix)
        case .anyID: out.null()
        case .other(let type, let field): type.write(value, field, to: &out)
        }
    }
}

extension RecordReader {
    /// One page of a list as the elements of an open array.
    /// - Returns: where the next page begins; nil on the last.
    public func write(_ query: RecordQuery, to out: inout JSONWriter) throws -> String? {
        let object = try object(query.object)
        let plan = compiled.plan(object)
        let hidden = policy.mask(object).hidden
        guard !plan.hasSealed, let json = compiled.json[object.name] else {
            let page = try list(query)
            page.records.forEach { codec.write($0, hidden: hidden, to: &out) }
            return page.next
        }
        let (limit, start) = (RecordQuery.limit(query.limit), out.mark)
        var (count, last, next): (Int, Record?, String?) = (0, nil, nil)
        let order = try order(query, object)
        try page(query, object, plan, order) {
            (count, last, next) = (0, nil, nil)
            out.rewind(to: start)
        } row: { row in
            count += 1
            if count > limit { return next = last.map(order.cursor) }
            json.write(row, hidden: hidden, to: &out)
            if count == limit { last = plan.record(row) }
        }
        return next
    }

    /// One record.
    /// - Returns: its version.
    /// - Throws: ``RecordError/notFound(object:id:)`` when there is none, or none that the actor may see.
    public func write(_ object: ObjectType, _ id: EntityID, to out: inout JSONWriter) throws -> Int64 {
        let hidden = policy.mask(object).hidden
        guard !compiled.plan(object).hasSealed, let json = compiled.json[object.name] else {
            let record = try get(object, id)
            codec.write(record, hidden: hidden, to: &out)
            return record.version
        }
        var version: Int64?
        try reader.forEach(try one(object, id)) { row in
            version = row.integer(1)
            json.write(row, hidden: hidden, to: &out)
        }
        guard let version else { throw RecordError.notFound(object: object.name, id: id.text(prefix: object.idPrefix)) }
        return version
    }
}
