import Basics
public import Metadata
import SQLStore
public import Tenancy

/// The columns that every table keeps free for the fields that tenants add and want to filter and sort by.
///
/// A field in a slot is as quick as a packaged one. Which field has which slot is each tenant's own; an index over a
/// slot is made when the first tenant needs it.
enum Slots {
    /// How many there are of each kind, texts and whole numbers.
    static func count(_ object: ObjectType) -> Int { object.isCustom ? 8 : 4 }

    /// The columns of packaged objects' tables.
    static let packagedColumns: [(name: String, kind: ColumnKind)] =
        (1...4).map { ("slot_t\($0)", .text) } + (1...4).map { ("slot_n\($0)", .integer) }

    static func columns(_ object: ObjectType, isInteger: Bool) -> [String] {
        (1...count(object)).map { (object.isCustom ? "" : "slot_") + (isInteger ? "n" : "t") + "\($0)" }
    }

    /// Whether a field that a tenant adds wants a slot: one that is filtered by, and one whose values are looked for at
    /// every write.
    static func isWanted(_ field: Field) -> Bool { field.indexed || field.unique }

    /// Whether values of the kind fit into one column.
    static func fits(_ field: Field) -> Bool {
        switch field.kind {
        case .longText, .richText, .json, .geoPoint, .lines, .file, .image, .encrypted, .tags, .multiPicklist: false
        case .reference: !field.hasTargetColumn
        default: true
        }
    }

    /// Makes the indexes over every slot that some tenant uses. Tenants' own units may not change tables, so this is
    /// system work, done after an addition is kept and when a server starts.
    static func createIndexes(in transaction: any Transaction) throws {
        let rows = try transaction.all(
            "SELECT DISTINCT object, slots FROM metadata_addition WHERE slots IS NOT NULL AND slots <> '{}'"
        ) {
            (object: $0.text(0), slots: $0.text(1))
        }
        let pairs = rows.flatMap { row in
            ((try? JSON.parse(row.slots))?.object ?? [:]).compactMap { name, slot in
                slot.string.map { Pair(object: row.object, slot: $0) }
            }
        }
        for pair in Set(pairs.map { Pair(object: $0.isOwn ? "custom" : $0.object, slot: $0.slot) }) {
            try createIndex(pair, transaction)
        }
    }

    private struct Pair: Hashable {
        let object: String
        let slot: String

        /// Tenants' own objects share one table.
        var isOwn: Bool { object == "custom" || object.hasPrefix("custom.") }
        var table: String {
            isOwn ? "custom_record" : object.map { $0 == "." || $0 == "-" ? "_" : String($0) }.joined()
        }
    }

    private static func createIndex(_ pair: Pair, _ transaction: any Transaction) throws {
        let nulls = transaction.dialect == .postgres ? " NULLS FIRST" : ""
        let kind = pair.isOwn ? "object, " : ""
        try transaction.execute(
            SQL(
                text: """
                    CREATE INDEX IF NOT EXISTS \(SQL.quoted(pair.table + "_by_" + pair.slot)) \
                    ON \(SQL.quoted(pair.table)) (tenant_id, \(kind)\(SQL.quoted(pair.slot))\(nulls), id)
                    """))
    }

    /// What is wrong with the wish for a slot; nil when one can be had.
    static func problem(_ field: Field, _ object: ObjectType, taken: [String: String]) -> MetadataProblem? {
        guard isWanted(field) else { return nil }
        guard fits(field) else {
            return MetadataProblem(
                "addition.not-indexable", at: field.place,
                "a field of the kind \(field.kind.rawValue) cannot be indexed", advice: "leave index and unique out")
        }
        let others = Set(taken.filter { $0.key != field.name }.values)
        guard columns(object, isInteger: field.isInteger).contains(where: { !others.contains($0) }) else {
            return MetadataProblem(
                "addition.slots", at: field.place,
                "\(object.name) has \(count(object)) indexed fields of this kind already",
                advice: "take the mark from one that is not needed")
        }
        return nil
    }

    /// The slot that a field gets: the one that it has, else the first that is free.
    static func slot(_ field: Field, _ object: ObjectType, taken: [String: String]) -> String? {
        guard isWanted(field), fits(field) else { return nil }
        let columns = columns(object, isInteger: field.isInteger)
        if let own = taken[field.name], columns.contains(own) { return own }
        let others = Set(taken.values)
        return columns.first { !others.contains($0) }
    }
}

/// Moves a tenant's values between slots and the `ext` object when a field's mark changes.
struct SlotMover {
    let tenant: Int64
    let object: ObjectType
    let transaction: any Transaction

    private var table: String { SQL.quoted(object.table) }

    private var rows: SQL {
        var sql: SQL = "tenant_id = \(tenant)"
        if object.isCustom { sql += " AND object = \(object.name)" }
        return sql
    }

    /// Takes the values out of `ext`.
    func fill(_ slot: String, from field: Field) throws {
        let member = transaction.dialect.member(field.name, of: "ext", as: field.isInteger ? .integer : .text)
        let without =
            switch transaction.dialect {
            case .sqlite: "json_remove(ext, '$.\"\(field.name)\"')"
            case .postgres: "ext - '\(field.name)'"
            }
        try transaction.execute(
            SQL(text: "UPDATE \(table) SET \(SQL.quoted(slot)) = \(member), ext = \(without) WHERE ") + rows
                + SQL(text: " AND \(member) IS NOT NULL"))
    }

    /// Puts the values back into `ext` and leaves the slot empty.
    func empty(_ slot: String, into field: Field?) throws {
        let column = SQL.quoted(slot)
        if let field {
            let set =
                switch transaction.dialect {
                case .sqlite: "json_set(coalesce(ext, '{}'), '$.\"\(field.name)\"', \(column))"
                case .postgres: "jsonb_set(coalesce(ext, '{}'), '{\(field.name)}', to_jsonb(\(column)))"
                }
            try transaction.execute(
                SQL(text: "UPDATE \(table) SET ext = \(set) WHERE ") + rows + SQL(text: " AND \(column) IS NOT NULL"))
        }
        try transaction.execute(
            SQL(text: "UPDATE \(table) SET \(column) = NULL WHERE ") + rows + SQL(text: " AND \(column) IS NOT NULL"))
    }
}

/// Filters and orders over fields that no index serves, in objects that have grown.
struct UnindexedUse {
    /// So many records are looked through without an index.
    static let mostRows = 20_000

    let object: ObjectType
    let query: RecordQuery

    /// The first field added by the tenant that the query filters or sorts by and that has no slot.
    var field: Field? {
        guard query.ids == nil, query.pointing == nil else { return nil }
        let added = object.fields.filter { if case .ext = $0.storage { true } else { false } }
        guard !added.isEmpty else { return nil }
        let names = Set(query.filters.flatMap(Self.names) + query.sort.map(\.field) + query.holding.map(\.field))
        return added.first { names.contains($0.name) }
    }

    /// The words of an expression that stand outside of quotes.
    static func names(_ filter: String) -> [String] {
        filter.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 0 }
            .flatMap { part in
                part.element.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
            }
    }
}

extension Records {
    /// Keeps what a tenant adds, with the indexes that it needs. Administrators only.
    /// - Returns: what is wrong with it; nothing is kept then.
    public func save(_ addition: Addition, as actor: Actor) async throws -> [MetadataProblem] {
        let problems = try await write(as: actor, lane: .bulk) { writer in
            guard writer.policy.isAdministrator, writer.policy.allowsScope("write") else {
                throw RecordError.forbidden(code: "access.administrator", arguments: [:])
            }
            return try Additions.save(
                addition, schema: writer.reader.schema, tenant: writer.actor.tenant, now: writer.now, in: writer.unit)
        }
        guard problems.isEmpty else { return problems }
        try await store.write(tenant: nil, lane: .bulk) { try Slots.createIndexes(in: $0) }
        return []
    }
}

extension RecordReader {
    /// Refuses to look through many records for the sake of a field without an index.
    func refuseUnindexed(_ query: RecordQuery, _ object: ObjectType) throws {
        guard let field = UnindexedUse(object: object, query: query).field else { return }
        let sql =
            SQL(text: "SELECT count(*) FROM (SELECT 1 FROM \(SQL.quoted(object.table)) r WHERE ")
            + QueryCompiler.base(object, tenant: tenant)
            + " LIMIT \(UnindexedUse.mostRows + 1)) counted"
        guard try reader.first(sql, { $0.integer(0) }) ?? 0 > UnindexedUse.mostRows else { return }
        throw RecordError.query(
            code: "query.unindexed",
            arguments: [
                "field": field.label.text(actor.locale), "object": object.name, "limit": "\(UnindexedUse.mostRows)",
            ])
    }
}
