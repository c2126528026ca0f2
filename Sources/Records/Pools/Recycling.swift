public import Basics
import Metadata
import SQLStore

/// What a rule would move, or is about to: how many, from whom, and a page of them.
public struct PoolForecast: Sendable {
    public let count: Int
    /// Owners with the most first, at most a hundred.
    public let owners: [(person: EntityID, count: Int)]
    public let records: [Record]
    /// Where the page ended; nil on the last.
    public let next: EntityID?
}

extension RecordReader {
    /// What a rule, in force or only thought of, would move into a pool now, of what the actor may see. Nothing changes.
    public func forecast(_ rule: PoolRule, of pool: Pool, after: EntityID? = nil, limit: Int = 50) throws -> PoolForecast {
        let object = try object(pool.object)
        guard let condition = try RecycleCondition(object, pool, self), let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect)
        else { return PoolForecast(count: 0, owners: [], records: [], next: nil) }
        let due = try condition.sql(rule, at: now) + " AND " + access
        let table = SQL.quoted(object.table)
        let owners = try reader.all(
            SQL(text: "SELECT r.owner_id, count(*) FROM \(table) r WHERE ") + due + " GROUP BY r.owner_id ORDER BY 2 DESC, 1"
        ) { (person: EntityID(rawValue: $0.integer(0)), count: Int($0.integer(1))) }
        let plan = compiled.plan(object)
        let page = SQL(text: "SELECT \(plan.selected) FROM \(table) r WHERE ") + due + " AND r.id > \(after?.rawValue ?? 0) ORDER BY r.id LIMIT \(limit + 1)"
        let rows = try reader.all(page, plan.record)
        return PoolForecast(
            count: owners.reduce(0) { $0 + $1.count }, owners: Array(owners.prefix(100)), records: rows.prefix(limit).map(masked),
            next: rows.count > limit ? rows[limit - 1].id : nil)
    }

    /// Into which pool a record goes soon and when, if its owner was warned of it.
    public func recycling(of record: Record) throws -> (pool: Pool, at: Timestamp)? {
        guard record.object.pooling != nil, record.owner != nil else { return nil }
        let warning = try reader.first("SELECT pool_id, warned_at FROM pool_warning WHERE tenant_id = \(tenant) AND record_id = \(record.id.rawValue)") {
            (pool: $0.integer(0), at: $0.integer(1))
        }
        guard let warning, let pool = try pools(of: record.object).first(where: { $0.id.rawValue == warning.pool }), let days = pool.rule?.notifyDays else { return nil }
        return (pool, Timestamp(milliseconds: warning.at).adding(days: days))
    }

    /// Whether the actor may change the rules of pools.
    public func mayRulePools() throws -> Bool { !(policy.grant(try object(Pool.objectName))?.update.isEmpty ?? true) }
}

extension RecordWriter {
    /// Keeps a rule as the next version of a pool's; it is in force from now on.
    public func setRule(_ rule: PoolRule, of pool: Pool) throws -> PoolRule {
        let object = try reader.object("core.pool_rule")
        guard try reader.mayRulePools() else { throw forbidden("access.update", try reader.object(Pool.objectName)) }
        // Whoever cannot be asked cannot be in force.
        if let condition = try RecycleCondition(try reader.object(pool.object), pool, reader) { _ = try condition.sql(rule, at: now) }
        var draft = RecordDraft(object: object, old: nil, tenant: tenant, id: ids.next(), actor: actor, now: now)
        var next = rule
        next.version = (pool.rule?.version ?? 0) + 1
        var values: OrderedMap<JSON> = ["pool": .string(pool.idText), "number": .integer(next.version)]
        for (name, days) in rule.numbers { if let days { values[name] = .integer(days) } }
        for (name, text) in rule.texts {
            if let text { values[name] = .string(text) }
        }
        try read(values, into: &draft, WriteOptions())
        _ = try save(&draft, WriteOptions(), event: "created")
        return next
    }

    /// Tells owners of what goes into the pool within the rule's days of warning, each record once; a warning that has
    /// become pointless is forgotten, so that the owner is told anew the next time.
    /// - Returns: how many records were warned of; call again while it is the limit.
    public func warnOfRecycling(into pool: Pool, atMost limit: Int) throws -> Int {
        let object = try reader.object(pool.object)
        guard let rule = pool.rule, !rule.isEmpty, let days = rule.notifyDays, days > 0, let condition = try RecycleCondition(object, pool, reader)
        else { return 0 }
        let soon = try condition.sql(rule, at: now.adding(days: days))
        let table = SQL.quoted(object.table)
        try transaction.execute(
            "DELETE FROM pool_warning WHERE tenant_id = \(tenant) AND pool_id = \(pool.id.rawValue) AND record_id NOT IN (SELECT r.id FROM "
                + SQL(text: "\(table) r WHERE ") + soon + ")")
        let plan = compiled.plan(object)
        let sql = SQL(text: "SELECT \(plan.selected) FROM \(table) r WHERE ") + soon
            + " AND NOT EXISTS (SELECT 1 FROM pool_warning w WHERE w.tenant_id = r.tenant_id AND w.record_id = r.id) ORDER BY r.id LIMIT \(limit)"
        let found = try transaction.all(sql, plan.record)
        let row = ["tenant_id", "record_id", "pool_id", "warned_at"]
        try transaction.insert(into: "pool_warning", row, found.map { record in
            [.integer(tenant), .integer(record.id.rawValue), .integer(pool.id.rawValue), .integer(now.milliseconds)]
        })
        for (owner, records) in Dictionary(grouping: found, by: \.owner).sorted(by: { ($0.key?.rawValue ?? 0) < ($1.key?.rawValue ?? 0) }) {
            guard let owner, let first = records.first else { continue }
            let names = records.prefix(3).map(\.name).joined(separator: "、")
            let title = records.count > 3 ? "\(names) +\(records.count - 3)" : names
            try tell(owner, "recycle", object.name, first.id, "\(pool.name) · \(title)")
        }
        return found.count
    }

    /// Moves what the rule in force sends into the pool; whoever is to be warned was warned long enough before.
    ///
    /// Running it twice moves nothing twice: what has moved has no owner any more.
    /// - Returns: how many records moved and after which to go on; nil when all are done.
    public func recycle(into pool: Pool, after: EntityID?, atMost limit: Int) throws -> (moved: Int, next: EntityID?) {
        let object = try reader.object(pool.object)
        guard let rule = pool.rule, !rule.isEmpty, let condition = try RecycleCondition(object, pool, reader) else { return (0, nil) }
        var due = try condition.sql(rule, at: now)
        if let days = rule.notifyDays, days > 0 {
            due += """
                 AND EXISTS (SELECT 1 FROM pool_warning w WHERE w.tenant_id = r.tenant_id AND w.record_id = r.id
                AND w.warned_at <= \(now.adding(days: -days).milliseconds))
                """
        }
        let plan = compiled.plan(object)
        let sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ") + due
            + " AND r.id > \(after?.rawValue ?? 0) ORDER BY r.id LIMIT \(limit)"
        let found = try transaction.all(sql, plan.record)
        var options = WriteOptions()
        options.reason = "\(pool.name) v\(rule.version)"
        var moved = 0
        for record in found {
            do {
                _ = try attempt { try drop(record, into: pool, options, event: "recycled", extra: [("rule", "\(rule.version)")]) }
                moved += 1
            } catch is RecordError {
                // A record that its own rules keep from moving stays with its owner; the next run asks again.
            }
        }
        return (moved, found.count < limit ? nil : found.last?.id)
    }
}
