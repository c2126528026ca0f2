public import Basics
public import Metadata
public import SQLStore
import Tenancy
public import Work

// Explanations, look-ups and the log, all behind the same predicate.
extension RecordReader {
    /// Why the actor may do something with a record: every clause that holds.
    public func reasons(_ record: Record, _ action: AccessAction) throws -> [AccessReason] {
        let clauses = policy.clauses(record.object, action, alias: "r", dialect: reader.dialect, depth: 0)
        return try clauses.filter { clause in
            let sql = SQL(text: "SELECT 1 FROM \(SQL.quoted(record.object.table)) r WHERE ")
                + "r.tenant_id = \(tenant) AND r.id = \(record.id.rawValue) AND " + clause.sql
            return try reader.first(sql) { _ in true } ?? false
        }.map(\.reason)
    }

    /// The same snapshot as another person sees it, for explanations. Administrators only.
    public func acting(asPerson id: EntityID) throws -> RecordReader {
        guard policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
        let person = Actor(kind: .user, tenant: tenant, id: id, name: "", locale: actor.locale, zoneMinutes: actor.zoneMinutes, versions: actor.versions)
        let loader = AccessLoader(schema: schema, rules: compiled.rules, reader: reader, now: now)
        return RecordReader(policy: try loader.policy(person), compiled: compiled, now: now, reader: reader, vault: vault)
    }

    /// The tenant's own changes to what roles may do.
    public func grantChanges() throws -> [GrantKey: ObjectGrant] { try GrantStore.changes(tenant: tenant, reader) }

    /// The record whose unique field has a value, if the actor may see it.
    public func find(_ object: ObjectType, _ fieldName: String, _ text: String) throws -> EntityID? {
        guard let field = object.field(fieldName), let expression = field.expression(alias: "r", reader.dialect) else { return nil }
        if field.hasBlindIndex { return try match(object, fieldName, text).first?.id }
        let value = try field.type.parse(text: text, field)
        guard let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect) else { return nil }
        let sql = SQL(text: "SELECT r.id FROM \(SQL.quoted(object.table)) r WHERE ") + QueryCompiler.base(object, tenant: tenant)
            + " AND " + access + SQL(text: " AND \(expression) = ") + "\(value) LIMIT 1"
        return try reader.first(sql) { EntityID(rawValue: $0.integer(0)) }
    }

    /// Rows of a room's own tables, read in the same snapshot. The statement names the tenant itself.
    public func rows<T>(_ sql: SQL, _ make: (any RowView) throws -> T) throws -> [T] { try reader.all(sql, make) }

    /// What the actor's company is called, for papers.
    public func companyName() throws -> String { try Tenants.find(id: tenant, in: reader)?.name ?? "" }

    public func lastSequence() throws -> Int64 { try EventLog.lastSequence(tenant: tenant, in: reader) }

    /// The tenant's log after a place, whoever may see what it is about.
    public func events(after sequence: Int64, limit: Int) throws -> [Event] {
        try EventLog.events(after: sequence, tenant: tenant, limit: limit, in: reader)
    }

    /// Those events whose record the actor may see, living or deleted.
    public func visible(_ events: [Event]) throws -> [Event] {
        var open: Set<EntityID> = []
        for (name, group) in Dictionary(grouping: events, by: \.object) {
            guard let object = schema.object(name), let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect) else { continue }
            let ids = Set(group.map(\.record))
            for part in Array(ids).chunks(of: 400) {
                let sql = SQL(text: "SELECT r.id FROM \(SQL.quoted(object.table)) r WHERE ")
                    + "r.tenant_id = \(tenant) AND r.id IN \(list: part.map { .integer($0.rawValue) }) AND " + access
                try reader.forEach(sql) { open.insert(EntityID(rawValue: $0.integer(0))) }
            }
        }
        return events.filter { open.contains($0.record) }
    }
}

extension AccessReason {
    /// Stable text for the API; the console has sentences for each.
    public var text: String {
        switch self {
        case .all: "all"
        case .own: "own"
        case .below: "below"
        case .department: "department"
        case .departmentTree: "department-tree"
        case .shared: "shared"
        case .rule(let name): "rule:\(name)"
        case .parent(let object): "parent:\(object)"
        }
    }
}

extension RecordWriter {
    /// Puts a role's grant in place of the package's. Administrators only.
    public func set(_ grant: ObjectGrant, _ key: GrantKey) throws {
        guard policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
        try GrantStore.set(grant, key, tenant: tenant, in: transaction)
    }
}
