import Basics
public import Metadata
public import SQLStore
public import Tenancy

/// What is done with a record.
public enum AccessAction: String, Sendable, CaseIterable { case read, update, delete }

/// The authorization compiler: (subject, object, action) → SQL predicate and field mask.
///
/// Every exit — API, page, search, export, stream — reads through the predicate; there is no second path. What no
/// grant opens is closed.
public struct AccessPolicy: Sendable {
    public internal(set) var actor: Actor
    public let schema: Schema
    /// The moment at which rules that look at the clock are asked.
    var now: Timestamp
    /// The names of the roles that the actor holds.
    public let roles: Set<String>
    public let isAdministrator: Bool
    public let department: Int64?
    /// The actor's department and all below it.
    public let departments: [Int64]
    /// How many people report to the actor, itself included.
    let peopleBelow: Int64
    var grants: [String: ObjectGrant]
    let rules: RuleBook

    /// What the actor may do with an object at all, all its roles taken together.
    public func grant(_ object: ObjectType) -> ObjectGrant? {
        isAdministrator ? Self.everything : grants[object.name]
    }

    static let everything: ObjectGrant = {
        var grant = ObjectGrant()
        grant.create = true
        grant.read = [.all]
        grant.update = [.all]
        grant.delete = [.all]
        grant.export = true
        grant.transfer = true
        grant.reveal = true
        return grant
    }()

    /// The records of an object that the actor may see, change or delete, as a condition on the table's alias.
    /// - Returns: nil when there are none.
    public func predicate(_ object: ObjectType, _ action: AccessAction, alias: String, dialect: Dialect) -> SQL? {
        let clauses = self.clauses(object, action, alias: alias, dialect: dialect, depth: 0)
        if clauses.isEmpty { return nil }
        if clauses.contains(where: { $0.reason == .all }) { return "1 = 1" }
        return "(" + clauses.map(\.sql).joined(separator: " OR ") + ")"
    }

    /// The fields that the actor may not see, and those it may see and not write.
    public func mask(_ object: ObjectType) -> (hidden: Set<String>, readOnly: Set<String>) {
        guard !isAdministrator, let grant = grants[object.name] else { return ([], []) }
        return (grant.hiddenFields, grant.readOnlyFields)
    }

    public func mayCreate(_ object: ObjectType) -> Bool { allowsScope("write") && grant(object)?.create ?? false }

    public func mayGive(_ command: String, _ object: ObjectType) -> Bool {
        guard allowsScope("write"), let grant = grant(object) else { return false }
        return grant.commands?.contains(command) ?? true
    }

    /// Whether an API client's scopes cover reading or writing; people have none and may do what their roles allow.
    public func allowsScope(_ need: String) -> Bool { actor.scopes?.contains(need) ?? true }
}

/// Why a record is open to somebody, in the words that `explain` answers with.
public enum AccessReason: Hashable, Sendable {
    case all, own, below, department, departmentTree
    case shared
    case rule(String)
    case parent(String)
}

extension AccessPolicy {
    struct Clause {
        let reason: AccessReason
        let sql: SQL
    }

    /// One clause for each way in which records are open; a record is open when any of them holds.
    func clauses(_ object: ObjectType, _ action: AccessAction, alias: String, dialect: Dialect, depth: Int) -> [Clause] {
        guard let grant = grant(object), allowsScope(action == .read ? "read" : "write") else { return [] }
        let scopes = action == .read ? grant.read : action == .update ? grant.update : grant.delete
        if scopes.contains(.all) { return [Clause(reason: .all, sql: "1 = 1")] }
        guard !scopes.isEmpty || action != .delete else { return [] }
        var clauses: [Clause] = []
        if object.isOwned { clauses += ownership(scopes, alias, dialect) }
        if scopes.contains(.parent) { clauses += parents(object, action, alias, dialect, depth) }
        if action != .delete, !scopes.isEmpty { clauses.append(shares(object, action, alias)) }
        clauses += sharingRules(object, action, alias, dialect)
        return clauses
    }

    private func ownership(_ scopes: Set<AccessScope>, _ alias: String, _ dialect: Dialect) -> [Clause] {
        var clauses: [Clause] = []
        // For many owners SQLite does better to walk the sort's index than to collect every owner's rows first; the
        // plus sign keeps it from the owners' index. PostgreSQL decides that from its statistics.
        let many = dialect == .sqlite && peopleBelow > 40 ? "+" : ""
        let (tenant, me) = (actor.tenant, actor.id.rawValue)
        // "Below" includes the person itself, so one clause serves both.
        if scopes.contains(.below) {
            clauses.append(Clause(
                reason: .below,
                sql: """
                    \(verbatim: many + alias).owner_id IN (SELECT person_id FROM person_below WHERE tenant_id = \(tenant)
                    AND manager_id = \(me))
                    """))
        } else if scopes.contains(.own) {
            clauses.append(Clause(reason: .own, sql: "\(verbatim: alias).owner_id = \(me)"))
        }
        let ofTree = scopes.contains(.departmentTree)
        let wanted = ofTree ? departments : scopes.contains(.department) ? [department].compactMap { $0 } : []
        if !wanted.isEmpty {
            clauses.append(Clause(
                reason: ofTree ? .departmentTree : .department,
                sql: """
                    \(verbatim: many + alias).owner_id IN (SELECT id FROM core_user WHERE tenant_id = \(tenant)
                    AND department IN \(list: wanted.map(SQLValue.integer)))
                    """))
        }
        return clauses
    }

    private func shares(_ object: ObjectType, _ action: AccessAction, _ alias: String) -> Clause {
        var grantees: [SQLValue] = [.integer(actor.id.rawValue)]
        grantees += departments.map(SQLValue.integer)
        return Clause(
            reason: .shared,
            sql: """
                \(verbatim: alias).id IN (SELECT record_id FROM record_share WHERE tenant_id = \(actor.tenant)
                AND grantee_id IN \(list: grantees) AND object = \(object.name)
                AND (may_write = 1 OR \(action == .read)  = 1))
                """)
    }

    private func sharingRules(_ object: ObjectType, _ action: AccessAction, _ alias: String, _ dialect: Dialect) -> [Clause] {
        object.sharing.filter { roles.contains($0.role) && (action == .read || ($0.write && action == .update)) }
            .compactMap { rule in
                rules.sharing(rule, object, actor: actor, alias: alias, dialect: dialect, now: now)
                    .map { Clause(reason: .rule(rule.name), sql: "(" + $0 + ")") }
            }
    }

    /// A child is open when its parent is. A few steps up are followed, so that parents of parents count.
    private func parents(_ object: ObjectType, _ action: AccessAction, _ alias: String, _ dialect: Dialect, _ depth: Int)
        -> [Clause]
    {
        guard depth < 3 else { return [] }
        let up = "\(alias)p"
        // Taking a line away changes its parent; it does not take the parent away.
        let action = action == .delete ? .update : action
        var clauses: [Clause] = []
        for field in object.fields where field.isParent {
            guard case .column(let column) = field.storage else { continue }
            for target in parentObjects(field, of: object) {
                let inner = clausesOf(target, action, up, dialect, depth + 1)
                guard !inner.isEmpty else { continue }
                let condition = inner.map(\.sql).joined(separator: " OR ")
                let kind: SQL = field.hasTargetColumn
                    ? "\(verbatim: alias).\(name: column + "__object") = \(target.name) AND " : ""
                clauses.append(Clause(
                    reason: .parent(target.name),
                    sql: """
                        (\(kind)EXISTS (SELECT 1 FROM \(name: target.table) \(verbatim: up)
                        WHERE \(verbatim: up).tenant_id = \(actor.tenant) AND \(verbatim: up).id = \(verbatim: alias).\(name: column)
                        AND \(verbatim: up).deleted_at IS NULL AND (\(condition))))
                        """))
            }
        }
        return clauses
    }

    private func clausesOf(_ target: ObjectType, _ action: AccessAction, _ alias: String, _ dialect: Dialect, _ depth: Int)
        -> [Clause]
    {
        clauses(target, action, alias: alias, dialect: dialect, depth: depth)
    }

    /// The objects that a parent field may point at. Children of anything only follow objects that are no children.
    private func parentObjects(_ field: Field, of object: ObjectType) -> [ObjectType] {
        if field.targets != ["*"] { return field.targets.compactMap { schema.object($0) } }
        return schema.objects.values.filter { $0.name != object.name && !$0.fields.contains { $0.targets == ["*"] } }
            .sorted { $0.name < $1.name }
    }
}
