public import Basics
import Metadata
public import SQLStore
import Tenancy

// What people are told of: a record handed to them, a mention, something due, an import that ended.
extension RecordWriter {
    /// Tells a person about a record. Nobody is told of what he did himself, nor of what he may not see.
    public func notify(_ person: EntityID, _ kind: String, about record: Record, _ title: String) throws {
        guard isPresent, person != actor.id, try reader.maySee(person, record) else { return }
        try tell(person, kind, record.object.name, record.id, title)
    }

    /// Tells a person that work of its own is over; the record may be none.
    public func tell(_ person: EntityID, _ kind: String, _ object: String, _ record: EntityID, _ title: String) throws {
        try transaction.execute(
            """
            INSERT INTO notification (tenant_id, person_id, id, kind, object, record_id, title, actor_name)
            VALUES (\(tenant), \(person.rawValue), \(ids.next().rawValue), \(kind), \(object), \(record.rawValue),
                \(String(title.prefix(140))), \(actor.name))
            """)
    }

    /// Keeps in mind that a record got an owner who did not take it itself. Work on somebody's behalf, such as an import
    /// of thousands, tells nobody.
    func noteAssignment(_ draft: RecordDraft) {
        guard let owner = draft.owner, owner != draft.old?.owner, owner != actor.id, actor.kind != .system,
            actor.through == nil
        else { return }
        assigned[Assignment(person: owner, object: draft.object.name), default: []].append(draft.record)
    }

    /// One notification for each person and kind of record, however many were handed over.
    func notifyAssigned() throws {
        for (key, records) in assigned.sorted(by: { ($0.key.person, $0.key.object) < ($1.key.person, $1.key.object) }) {
            guard let first = records.first else { continue }
            let names = records.prefix(3).map(\.name).joined(separator: "、")
            try notify(
                key.person, "assignment", about: first, records.count > 3 ? "\(names) +\(records.count - 3)" : names)
        }
        assigned = [:]
    }
}

/// Somebody to whom records of a kind were handed.
struct Assignment: Hashable {
    let person: EntityID
    let object: String
}

extension RecordReader {
    /// Whether another person may see a record.
    func maySee(_ person: EntityID, _ record: Record) throws -> Bool {
        let other = Actor(
            kind: .user, tenant: tenant, id: person, name: "", locale: actor.locale, zoneMinutes: actor.zoneMinutes,
            versions: actor.versions)
        let policy = try AccessLoader(schema: schema, rules: compiled.rules, reader: reader, now: now).policy(other)
        guard let access = policy.predicate(record.object, .read, alias: "r", dialect: reader.dialect) else {
            return false
        }
        let sql =
            SQL(text: "SELECT 1 FROM \(SQL.quoted(record.object.table)) r WHERE ")
            + QueryCompiler.base(record.object, tenant: tenant)
            + " AND r.id = \(record.id.rawValue) AND " + access
        return try reader.first(sql) { _ in true } ?? false
    }
}

/// Planned moments that have come: their owners are told once.
public enum DueReminders {
    static let migration = Migration("0006-due-notices") { dialect in
        let (integer, text) = (dialect.type(.integer), dialect.type(.text))
        return [
            SQL(
                text: """
                    CREATE TABLE due_notice (tenant_id \(integer) NOT NULL, record_id \(integer) NOT NULL, field \(text) NOT NULL,
                    due_at \(integer) NOT NULL, PRIMARY KEY (tenant_id, record_id, field, due_at))\(dialect.tableEnd())
                    """)
        ]
    }

    /// How far back is looked: a server that was off for a day still tells of what came due meanwhile.
    static let lookBackSeconds: Int64 = 86_400

    /// Whether a field says when something is to be done: `next_at`, `next_contact_at`, set by people.
    static func isPlan(_ field: Field) -> Bool { field.kind == .dateTime && field.name.hasPrefix("next_") }
}

extension RecordWriter {
    /// Tells the owners of records whose planned moment has come since. Safe to call from several nodes and again.
    /// - Returns: how many notifications were made.
    public func remindOfDue() throws -> Int {
        var count = 0
        for object in compiled.schema.objects.values.sorted(by: { $0.name < $1.name }) where object.isOwned {
            for field in object.fields where DueReminders.isPlan(field) { count += try remind(object, field) }
        }
        return count
    }

    private func remind(_ object: ObjectType, _ field: Field) throws -> Int {
        guard let due = field.expression(alias: "r", transaction.dialect) else { return 0 }
        let plan = compiled.plan(object)
        let sql =
            SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ")
            + QueryCompiler.base(object, tenant: tenant)
            + SQL(text: " AND r.owner_id IS NOT NULL AND \(due) > ")
            + "\(now.adding(seconds: -DueReminders.lookBackSeconds).milliseconds)"
            + SQL(text: " AND \(due) <= ") + "\(now.milliseconds)"
            + SQL(
                text:
                    " AND NOT EXISTS (SELECT 1 FROM due_notice d WHERE d.tenant_id = r.tenant_id AND d.record_id = r.id AND d.field = "
            )
            + "\(field.name)" + SQL(text: " AND d.due_at = \(due)) ORDER BY \(due) LIMIT 1000")
        var count = 0
        for record in try transaction.all(sql, plan.record) {
            guard let owner = record.owner, case .integer(let moment) = record[field.name] else { continue }
            let isNew =
                try transaction.execute(
                    """
                    INSERT INTO due_notice (tenant_id, record_id, field, due_at)
                    VALUES (\(tenant), \(record.id.rawValue), \(field.name), \(moment)) ON CONFLICT DO NOTHING
                    """) == 1
            guard isNew else { continue }
            try tell(owner, "due", object.name, record.id, record.name)
            // Processes hear of it: an escalation begins where a planned moment passes.
            log("due", record, data: JSON.object(["field": .string(field.name)]).text)
            count += 1
        }
        return count
    }
}

extension RecordReader {
    /// The records before and after one in the order of a query; nil at an end, or when the reader may not see the list.
    public func neighbours(of record: Record, in query: RecordQuery) throws -> (previous: EntityID?, next: EntityID?) {
        func step(_ sort: [SortKey]) throws -> EntityID? {
            let order = try OrderCompiler(object: record.object, policy: policy, keys: sort, dialect: reader.dialect)
            var query = query
            (query.sort, query.limit, query.cursor) = (sort, 1, order.cursor(record))
            return try list(query).records.first?.id
        }
        let sort = query.sort.isEmpty ? [SortKey("updated_at", descending: true)] : query.sort
        return (try step(sort.map { SortKey($0.field, descending: !$0.descending) }), try step(sort))
    }
}
