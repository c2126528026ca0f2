public import Basics
public import Metadata
public import SQLStore
public import Tenancy
public import Work

/// Reads records as an actor: every row passes the authorization predicate, every field the mask.
public struct RecordReader {
    public let policy: AccessPolicy
    public let compiled: CompiledSchema
    public let now: Timestamp
    let reader: any Reader
    /// Opens encrypted fields; nil on a server without a root key.
    var vault: Vault?
    /// Decides what gates ask for; without one they stay closed.
    var gatekeeper: (any Gatekeeper)?

    public var actor: Actor { policy.actor }
    public var schema: Schema { compiled.schema }
    public var codec: RecordCodec { compiled.codec }
    var tenant: Int64 { policy.actor.tenant }
    var compiler: QueryCompiler { QueryCompiler(policy: policy, dialect: reader.dialect, now: now) }

    public func object(_ name: String) throws -> ObjectType { try compiled.object(name) }

    /// One record.
    /// - Throws: ``RecordError/notFound(object:id:)`` when there is none, or none that the actor may see: the two
    ///   cannot be told apart.
    public func get(_ object: ObjectType, _ id: EntityID, deleted: Bool = false, for action: AccessAction = .read) throws -> Record {
        let sql = try one(object, id, deleted: deleted, for: action)
        guard let record = try reader.first(sql, compiled.plan(object).record) else { throw missing(object, id) }
        return masked(record)
    }

    private func missing(_ object: ObjectType, _ id: EntityID) -> RecordError {
        .notFound(object: object.name, id: id.text(prefix: object.idPrefix))
    }

    /// The statement for one record, with the predicate in it.
    func one(_ object: ObjectType, _ id: EntityID, deleted: Bool = false, for action: AccessAction = .read) throws -> SQL {
        guard let access = policy.predicate(object, action, alias: QueryCompiler.alias, dialect: reader.dialect) else { throw missing(object, id) }
        var sql = SQL(text: compiled.plan(object).selection)
        sql += QueryCompiler.base(object, tenant: tenant, deleted: deleted)
        sql += " AND r.id = \(id.rawValue)"
        if access.text != "1 = 1" { sql += " AND " + access }
        return sql
    }

    /// Reads the typed text of an id.
    public func id(_ text: String, of object: ObjectType) throws -> EntityID {
        if let id = EntityID(text: text, prefix: object.idPrefix) { return id }
        throw RecordError.notFound(object: object.name, id: String(text.prefix(60)))
    }

    /// One page of a list.
    public func list(_ query: RecordQuery) throws -> RecordPage { try list(query, walking: IndexWalk.reach) }

    /// The same, looking first at so many entries of the order's index; at none without a number.
    package func list(_ query: RecordQuery, walking reach: Int?) throws -> RecordPage {
        let object = try object(query.object)
        let plan = compiled.plan(object)
        let order = try order(query, object)
        var records: [Record] = []
        try page(query, object, plan, order, walking: reach) { records = [] } row: { records.append(plan.record($0)) }
        if plan.hasSealed { records = records.map(masked) }
        let limit = compiler.limit(query)
        guard records.count > limit else { return RecordPage(records: records, next: nil) }
        records.removeLast(records.count - limit)
        return RecordPage(records: records, next: records.last.map(order.cursor))
    }

    func order(_ query: RecordQuery, _ object: ObjectType) throws -> OrderCompiler {
        try OrderCompiler(object: object, policy: policy, keys: query.sort, dialect: reader.dialect)
    }

    /// The rows of a page and one more. `begin` is called before the first, and again when they are looked for in another way.
    func page(
        _ query: RecordQuery, _ object: ObjectType, _ plan: RowPlan, _ order: OrderCompiler, walking reach: Int? = IndexWalk.reach,
        begin: () -> Void, row: (any RowView) throws -> Void
    ) throws {
        try refuseUnindexed(query, object)
        let condition = try compiler.condition(query, object)
        begin()
        if let reach, try walk(query, object, plan, order, condition, reach, row) { return }
        begin()
        try reader.forEach(try compiler.page(query, condition, plan, order, index: nil, within: nil), row)
    }

    /// Finds a whole page by walking its order's index, or all that there is.
    /// - Returns: false when the walk did not suffice.
    private func walk(
        _ query: RecordQuery, _ object: ObjectType, _ plan: RowPlan, _ order: OrderCompiler, _ condition: SQL, _ reach: Int,
        _ body: (any RowView) throws -> Void
    ) throws -> Bool {
        let equal = query.filters.flatMap { policy.rules.equalities($0, object, policy: policy) }
        guard let walk = IndexWalk(query, object, order, equal: equal, tenant: tenant, dialect: reader.dialect) else { return false }
        let bound = try reader.first(walk.bound(reach)) { $0.value(0) }
        if let bound, bound.isNull { return false }
        var count = 0
        try reader.forEach(try compiler.page(query, condition, plan, order, index: walk.index, within: bound.map(walk.within))) { row in
            count += 1
            try body(row)
        }
        return bound == nil || count > compiler.limit(query)
    }

    /// How many records a query finds, counted up to a cap.
    public func count(_ query: RecordQuery, upTo cap: Int) throws -> Int {
        let object = try object(query.object)
        try refuseUnindexed(query, object)
        var sql = SQL(text: "SELECT count(*) FROM (SELECT 1 FROM \(SQL.quoted(object.table)) r WHERE ")
        sql += try compiler.condition(query, object)
        sql += " LIMIT \(cap)) counted"
        return Int(try reader.first(sql) { $0.integer(0) } ?? 0)
    }

    /// Counts and sums by the values of a field.
    /// - Parameter group: a kept field; nil sums up everything.
    public func summarize(_ query: RecordQuery, by group: String?, sums: [String]) throws -> [Summary] {
        let object = try object(query.object)
        try refuseUnindexed(query, object)
        let hidden = policy.mask(object).hidden
        func expression(_ name: String) throws -> String {
            if name == "owner" { return "r.owner_id" }
            guard let field = object.field(name), !hidden.contains(name), field.kind != .encrypted, let expression = field.expression(alias: "r", reader.dialect)
            else { throw RecordError.query(code: "query.unknown-field", arguments: ["field": name, "object": object.name]) }
            return expression
        }
        let key = try group.map(expression)
        let totals = try sums.map { "sum(\(try expression($0)))" }
        let selection = ([key ?? "NULL", "count(*)"] + totals).joined(separator: ", ")
        var sql = SQL(text: "SELECT \(selection) FROM \(SQL.quoted(object.table)) r WHERE ")
        sql += try compiler.condition(query, object)
        if let key { sql += SQL(text: " GROUP BY \(key) ORDER BY 2 DESC LIMIT 200") }
        return try reader.all(sql) { row in
            Summary(key: row.value(0), count: Int(row.integer(1)), sums: sums.indices.map { Self.whole(row.value($0 + 2)) })
        }
    }

    /// PostgreSQL sums whole numbers to a numeric, which comes as text.
    private static func whole(_ value: SQLValue) -> Int64 {
        switch value {
        case .integer(let value): value
        case .text(let text): Int64(text) ?? 0
        case .real(let value): Int64(value)
        default: 0
        }
    }

    /// The names of records that the actor may see, by id.
    public func names(_ ids: Set<EntityID>, of object: ObjectType) throws -> [EntityID: String] {
        guard !ids.isEmpty, let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect),
            let expression = object.field(object.nameField)?.expression(alias: "r", reader.dialect)
        else { return [:] }
        var names: [EntityID: String] = [:]
        for part in Array(ids).chunks(of: 400) {
            var sql = SQL(text: "SELECT r.id, \(expression) FROM \(SQL.quoted(object.table)) r WHERE r.tenant_id = ") + "\(tenant)"
            sql += " AND r.id IN \(list: part.map { .integer($0.rawValue) })"
            if access.text != "1 = 1" { sql += " AND " + access }
            try reader.forEach(sql) { names[EntityID(rawValue: $0.integer(0))] = $0.text(1) }
        }
        return names
    }

    /// The names of people, whatever the actor may see of them otherwise: who did something is no secret in a company.
    public func people(_ ids: Set<EntityID>) throws -> [EntityID: String] {
        guard !ids.isEmpty else { return [:] }
        var names: [EntityID: String] = [:]
        for part in Array(ids).chunks(of: 400) {
            let sql: SQL = "SELECT id, name FROM core_user WHERE tenant_id = \(tenant) AND id IN \(list: part.map { .integer($0.rawValue) })"
            try reader.forEach(sql) { names[EntityID(rawValue: $0.integer(0))] = $0.text(1) }
        }
        return names
    }

    /// Records of any kind whose texts hold the words, best kinds first: at most a few of each.
    public func search(_ text: String, objects: [ObjectType], each limit: Int) throws -> [Record] {
        var found: [Record] = []
        for object in objects where policy.predicate(object, .read, alias: "r", dialect: reader.dialect) != nil {
            var query = RecordQuery(object.name)
            query.search = text
            query.limit = limit
            found += try list(query).records
        }
        return found
    }

    /// What happened to a record, newest first, without what the actor may not see.
    ///
    /// What happened to records that were merged into it happened to it.
    public func timeline(_ record: Record, before sequence: Int64 = .max, limit: Int) throws -> [Event] {
        try EventLog.events(of: try family(record.id), before: sequence, tenant: tenant, limit: limit, in: reader)
    }

    /// The changes of a record's tracked fields, newest first, without hidden fields.
    public func changes(_ record: Record, limit: Int) throws -> [FieldChange] {
        let hidden = policy.mask(record.object).hidden
        return try reader.all(
            """
            SELECT id, field, old_value, new_value, actor_id, actor_name, at, through, reason FROM field_change
            WHERE tenant_id = \(tenant) AND record_id IN \(list: try family(record.id).map { .integer($0.rawValue) })
            ORDER BY id DESC LIMIT \(limit)
            """, FieldChange.init
        ).filter { !hidden.contains($0.field) }
    }
}

/// One group of a summary.
public struct Summary: Sendable, Equatable {
    public let key: SQLValue
    public let count: Int
    /// In units of each field's last digit.
    public let sums: [Int64]
}

/// One change of one field: who, when, through what and why.
public struct FieldChange: Sendable, Equatable {
    public let id: EntityID
    public let field: String
    /// JSON texts.
    public let oldValue: String?
    public let newValue: String?
    public let actor: EntityID
    public let actorName: String
    public let time: Timestamp
    public let through: String?
    public let reason: String?

    init(_ row: any RowView) {
        id = EntityID(rawValue: row.integer(0))
        field = row.text(1)
        oldValue = row.optionalText(2)
        newValue = row.optionalText(3)
        actor = EntityID(rawValue: row.integer(4))
        actorName = row.text(5)
        time = Timestamp(milliseconds: row.integer(6))
        through = row.optionalText(7)
        reason = row.optionalText(8)
    }
}

extension Array {
    /// The elements in runs of at most so many.
    func chunks(of size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}
