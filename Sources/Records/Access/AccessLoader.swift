import Basics
public import Metadata
public import SQLStore
import Tenancy

/// Reads what an actor may do: its roles, its department and what each role was granted.
struct AccessLoader {
    let schema: Schema
    let rules: RuleBook
    let reader: any Reader
    let now: Timestamp

    func policy(_ actor: Actor) throws -> AccessPolicy {
        let roles = try roleNames(actor)
        let isAdministrator = actor.kind == .system || roles.contains { schema.roles[$0]?.isAdministrator ?? false }
        let department = try self.department(actor)
        return AccessPolicy(
            actor: actor, schema: schema, now: now, roles: roles, isAdministrator: isAdministrator, department: department,
            departments: try departments(below: department, actor.tenant), peopleBelow: try peopleBelow(actor),
            grants: isAdministrator ? [:] : try grants(roles, actor.tenant), rules: rules)
    }

    /// An API client holds the roles it was made with; a person those assigned.
    private func roleNames(_ actor: Actor) throws -> Set<String> {
        if actor.kind == .system { return [] }
        if let roles = actor.roles { return roles }
        return Set(try reader.all(
            """
            SELECT role FROM core_role_assignment WHERE tenant_id = \(actor.tenant) AND person = \(actor.id.rawValue)
            AND deleted_at IS NULL
            """) { $0.text(0) })
    }

    private func department(_ actor: Actor) throws -> Int64? {
        try reader.first(
            "SELECT department FROM core_user WHERE tenant_id = \(actor.tenant) AND id = \(actor.id.rawValue)"
        ) { $0.optionalInteger(0) } ?? nil
    }

    private func peopleBelow(_ actor: Actor) throws -> Int64 {
        try reader.first(
            "SELECT count(*) FROM person_below WHERE tenant_id = \(actor.tenant) AND manager_id = \(actor.id.rawValue)"
        ) { $0.integer(0) } ?? 0
    }

    private func departments(below department: Int64?, _ tenant: Int64) throws -> [Int64] {
        guard let department else { return [] }
        return try reader.all(
            """
            SELECT department_id FROM department_below WHERE tenant_id = \(tenant) AND ancestor_id = \(department)
            ORDER BY department_id
            """) { $0.integer(0) }
    }

    /// Every role's grants, with the tenant's own changes in place of the package's, taken together by object.
    private func grants(_ roles: Set<String>, _ tenant: Int64) throws -> [String: ObjectGrant] {
        let changed = try GrantStore.changes(tenant: tenant, reader)
        var merged: [String: ObjectGrant] = [:]
        for object in schema.objects.values {
            for role in roles.sorted() {
                guard let grant = changed[GrantKey(role: role, object: object.name)] ?? object.grants[role] else { continue }
                merged[object.name] = merged[object.name].map { Self.union($0, grant) } ?? grant
            }
        }
        return merged
    }

    /// Two roles together allow what either allows; a field is hidden only when both hide it.
    static func union(_ left: ObjectGrant, _ right: ObjectGrant) -> ObjectGrant {
        var both = left
        both.create = left.create || right.create
        both.read = left.read.union(right.read)
        both.update = left.update.union(right.update)
        both.delete = left.delete.union(right.delete)
        both.export = left.export || right.export
        both.transfer = left.transfer || right.transfer
        both.reveal = left.reveal || right.reveal
        both.commands = left.commands.flatMap { mine in right.commands.map { mine.union($0) } }
        both.hiddenFields = left.hiddenFields.intersection(right.hiddenFields)
        let closed = left.readOnlyFields.union(left.hiddenFields).intersection(right.readOnlyFields.union(right.hiddenFields))
        both.readOnlyFields = closed
        return both
    }
}

/// One cell of the permission matrix.
public struct GrantKey: Hashable, Sendable {
    public let role: String
    public let object: String

    public init(role: String, object: String) {
        self.role = role
        self.object = object
    }
}

/// The tenant's own changes to what roles may do.
public enum GrantStore {
    public static func changes(tenant: Int64, _ reader: any Reader) throws -> [GrantKey: ObjectGrant] {
        let rows = try reader.all("SELECT role, object, body FROM access_grant WHERE tenant_id = \(tenant)") {
            (GrantKey(role: $0.text(0), object: $0.text(1)), decode($0.text(2)))
        }
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }

    /// Puts a role's grant in place of the package's.
    public static func set(_ grant: ObjectGrant, _ key: GrantKey, tenant: Int64, in transaction: any Transaction) throws {
        try transaction.execute(
            .upsert(
                into: "access_grant", key: ["tenant_id", "role", "object"],
                [
                    ("tenant_id", .integer(tenant)), ("role", .text(key.role)), ("object", .text(key.object)),
                    ("body", .text(encode(grant))),
                ]))
        try Tenants.accessChanged(tenant, in: transaction)
    }

    /// Goes back to the package's own grant.
    public static func reset(_ key: GrantKey, tenant: Int64, in transaction: any Transaction) throws {
        try transaction.execute(
            "DELETE FROM access_grant WHERE tenant_id = \(tenant) AND role = \(key.role) AND object = \(key.object)")
        try Tenants.accessChanged(tenant, in: transaction)
    }

    static func encode(_ grant: ObjectGrant) -> String {
        var writer = JSONWriter()
        writer.object { out in
            out.member("create", grant.create)
            out.member("export", grant.export)
            out.member("transfer", grant.transfer)
            out.member("reveal", grant.reveal)
            strings("read", grant.read.map(\.rawValue), &out)
            strings("update", grant.update.map(\.rawValue), &out)
            strings("delete", grant.delete.map(\.rawValue), &out)
            strings("hidden", Array(grant.hiddenFields), &out)
            strings("readOnly", Array(grant.readOnlyFields), &out)
            if let commands = grant.commands { strings("commands", Array(commands), &out) }
        }
        return writer.text
    }

    private static func strings(_ key: String, _ values: [String], _ out: inout JSONWriter) {
        out.key(key)
        out.array { inner in values.sorted().forEach { inner.string($0) } }
    }

    static func decode(_ text: String) -> ObjectGrant {
        var grant = ObjectGrant()
        guard let json = try? JSON.parse(text) else { return grant }
        func strings(_ key: String) -> [String] { (json[key]?.array ?? []).compactMap(\.string) }
        func scopes(_ key: String) -> Set<AccessScope> { Set(strings(key).compactMap(AccessScope.init)) }
        grant.create = json["create"]?.bool ?? false
        grant.export = json["export"]?.bool ?? false
        grant.transfer = json["transfer"]?.bool ?? false
        grant.reveal = json["reveal"]?.bool ?? false
        grant.read = scopes("read")
        grant.update = scopes("update")
        grant.delete = scopes("delete")
        grant.hiddenFields = Set(strings("hidden"))
        grant.readOnlyFields = Set(strings("readOnly"))
        grant.commands = json["commands"].map { _ in Set(strings("commands")) }
        return grant
    }
}
