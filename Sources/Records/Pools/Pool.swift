public import Basics
public import Metadata
import SQLStore

/// Where records without an owner lie: who sees it, how much one may take a day, and when records come back.
public struct Pool: Sendable, Equatable {
    public let id: EntityID
    public let name: String
    /// The object of its records: `crm.lead`.
    public let object: String
    /// Whose records come back here; nil for the whole company.
    public let department: EntityID?
    /// How many records a person may claim and look at in a day; nil means any number.
    public let claimQuota: Int?
    public let viewQuota: Int?
    /// The rule in force; nil when records never come back by themselves.
    public let rule: PoolRule?

    public var idText: String { id.text(prefix: Self.idPrefix) }

    public static let objectName = "core.pool"
    public static let idPrefix = "pol"

    static func make(_ row: any RowView, _ rules: [Int64: PoolRule]) -> Pool {
        Pool(
            id: EntityID(rawValue: row.integer(0)), name: row.text(1), object: row.text(2),
            department: row.optionalInteger(3).map(EntityID.init), claimQuota: row.optionalInteger(4).map(Int.init),
            viewQuota: row.optionalInteger(5).map(Int.init), rule: rules[row.integer(0)])
    }
}

extension RecordReader {
    /// The pools in use of an object, in the order that the company gave them, whoever may see them.
    public func pools(of object: ObjectType) throws -> [Pool] { try pools(object, where: "1 = 1") }

    /// Those whose records the actor may see and claim.
    public func openPools(of object: ObjectType) throws -> [Pool] {
        guard let open = policy.openPools(object, alias: "p") else { return [] }
        return try pools(object, where: open)
    }

    /// One of them.
    /// - Throws: ``RecordError/notFound(object:id:)`` when there is none that the actor may see.
    public func openPool(_ id: EntityID) throws -> (pool: Pool, object: ObjectType) {
        for object in schema.objects.values.sorted(by: { $0.name < $1.name }) where object.pooling != nil {
            if let pool = try openPools(of: object).first(where: { $0.id == id }) { return (pool, object) }
        }
        throw RecordError.notFound(object: Pool.objectName, id: id.text(prefix: Pool.idPrefix))
    }

    private func pools(_ object: ObjectType, where condition: SQL) throws -> [Pool] {
        guard object.pooling != nil else { return [] }
        let rules = try PoolRule.all(tenant: tenant, reader)
        return try reader.all(
            """
            SELECT p.id, p.name, p.kind, p.department, p.claim_quota, p.view_quota FROM core_pool p
            WHERE p.tenant_id = \(tenant) AND p.kind = \(object.name) AND p.active = 1 AND p.deleted_at IS NULL AND (\(condition))
            ORDER BY p.position, p.id
            """) { Pool.make($0, rules) }
    }

    /// The pool that takes the records of a person: the nearest department's, or the whole company's.
    func homePool(_ object: ObjectType, of person: EntityID?) throws -> Pool? {
        let pools = try pools(of: object)
        guard !pools.isEmpty else { return nil }
        let departments = try person.map { try self.departments(above: $0) } ?? []
        for department in departments {
            if let pool = pools.first(where: { $0.department?.rawValue == department }) { return pool }
        }
        return pools.first { $0.department == nil } ?? pools.first
    }

    /// A person's department and those above it, the nearest first.
    func departments(above person: EntityID) throws -> [Int64] {
        try reader.all(
            """
            SELECT b.ancestor_id FROM core_user u JOIN department_below b ON b.tenant_id = u.tenant_id AND b.department_id = u.department
            WHERE u.tenant_id = \(tenant) AND u.id = \(person.rawValue) ORDER BY b.depth
            """) { $0.integer(0) }
    }
}
