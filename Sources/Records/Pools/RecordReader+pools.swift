public import Basics
public import Metadata
import SQLStore

/// What is asked of a pool: a page of its records.
public struct PoolQuery: Sendable {
    public let pool: EntityID
    /// Looked for in what of the records may be seen.
    public var words: String?
    /// FEEL over the fields that may be seen.
    public var filters: [String] = []
    public var sort: [SortKey] = []
    public var limit = 30
    public var cursor: String?

    public init(_ pool: EntityID) { self.pool = pool }
}

// Unclaimed records, with what is masked until somebody claims them.
extension RecordReader {
    /// One page of what lies in a pool.
    public func pooled(_ query: PoolQuery) throws -> RecordPage {
        let (_, object) = try openPool(query.pool)
        let plan = compiled.plan(object)
        let looking = policy.lookingIntoPools(of: object)
        let order = try OrderCompiler(object: object, policy: looking, keys: query.sort, dialect: reader.dialect)
        let limit = min(max(query.limit, 1), RecordQuery.mostRows)
        var sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ")
        sql += try condition(query, object, looking)
        if let cursor = query.cursor { sql += " AND " + (try order.after(cursor)) }
        sql += " ORDER BY \(verbatim: order.text) LIMIT \(limit + 1)"
        var records = try reader.all(sql, plan.record)
        let next = records.count > limit ? order.cursor(records[limit - 1]) : nil
        records = records.prefix(limit).map(maskedInPool)
        return RecordPage(records: records, next: next)
    }

    /// How many there are, counted up to a cap.
    public func countPooled(_ query: PoolQuery, upTo cap: Int) throws -> Int {
        let (_, object) = try openPool(query.pool)
        var sql = SQL(text: "SELECT count(*) FROM (SELECT 1 FROM \(SQL.quoted(object.table)) r WHERE ")
        sql += try condition(query, object, policy.lookingIntoPools(of: object))
        sql += " LIMIT \(cap)) counted"
        return Int(try reader.first(sql) { $0.integer(0) } ?? 0)
    }

    private func condition(_ query: PoolQuery, _ object: ObjectType, _ looking: AccessPolicy) throws -> SQL {
        guard let pooling = object.pooling, let open = policy.poolPredicate(object, alias: "r") else {
            throw RecordError.notFound(object: Pool.objectName, id: query.pool.text(prefix: Pool.idPrefix))
        }
        var parts = [QueryCompiler.base(object, tenant: tenant), open]
        parts.append(SQL(text: "r.\(SQL.quoted(pooling.field)) = ") + "\(query.pool.rawValue)")
        for filter in query.filters where !filter.allSatisfy(\.isWhitespace) {
            parts.append("(" + (try looking.rules.filter(filter, object, policy: looking, alias: "r", dialect: reader.dialect, now: now)) + ")")
        }
        if let words = query.words, !words.allSatisfy(\.isWhitespace) { parts.append(search(words, object, looking)) }
        return parts.joined(separator: " AND ")
    }

    /// Words in the texts that may be seen; the full-text index knows the masked ones too and is not asked.
    private func search(_ words: String, _ object: ObjectType, _ looking: AccessPolicy) -> SQL {
        let hidden = looking.mask(object).hidden
        let fields = object.fields.filter { SearchText.isSearchable($0, of: object) && !hidden.contains($0.name) }
        let columns = fields.compactMap { $0.expression(alias: "r", reader.dialect) }
        guard !columns.isEmpty else { return "1 = 0" }
        let parts = words.prefix(80).split(whereSeparator: \.isWhitespace).prefix(5).map { word -> SQL in
            let pattern = "%" + word.map { "%_!".contains($0) ? "!\($0)" : String($0) }.joined() + "%"
            return "(" + columns.map { SQL(text: "lower(\($0)) LIKE lower(") + "\(pattern)" + ") ESCAPE '!'" }.joined(separator: " OR ") + ")"
        }
        return parts.isEmpty ? "1 = 0" : parts.joined(separator: " AND ")
    }

    /// A record that lies in a pool open to the actor, masked.
    public func getPooled(_ object: ObjectType, _ id: EntityID) throws -> Record {
        maskedInPool(try unmasked(object, id))
    }

    /// The same as it is, for the verbs.
    func unmasked(_ object: ObjectType, _ id: EntityID) throws -> Record {
        let missing = RecordError.notFound(object: object.name, id: id.text(prefix: object.idPrefix))
        guard let open = policy.poolPredicate(object, alias: "r") else { throw missing }
        let plan = compiled.plan(object)
        let sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ") + QueryCompiler.base(object, tenant: tenant)
            + " AND r.id = \(id.rawValue) AND " + open
        guard let record = try reader.first(sql, plan.record) else { throw missing }
        return record
    }

    /// Texts keep their ends, other values go; so does what the actor may not see of any record.
    private func maskedInPool(_ record: Record) -> Record {
        var record = record
        let object = record.object
        let hidden = policy.mask(object).hidden
        let masked = policy.isAdministrator ? [] : Set(object.pooling?.masked ?? [])
        for (place, field) in object.fields.enumerated() where masked.contains(field.name) || hidden.contains(field.name) || field.kind == .encrypted {
            guard case .text(let text) = record.values[place], masked.contains(field.name), field.kind != .encrypted, !hidden.contains(field.name) else {
                record.values[place] = .null
                continue
            }
            let style: MaskStyle = field.name == object.nameField ? .first1 : [.phone, .email, .text].contains(field.kind) ? .ends : .all
            record.values[place] = .text(EncryptedFieldType.masked(text, style))
        }
        return record
    }
}
