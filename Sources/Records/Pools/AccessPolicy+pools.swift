import Basics
import Metadata
import SQLStore
import Tenancy

// What lies in pools: who may see and claim it, and what of it.
extension AccessPolicy {
    /// The pools of an object that are open to the actor, as a condition on `core_pool`'s alias; nil when none can be.
    func openPools(_ object: ObjectType, alias: String) -> SQL? {
        guard object.pooling != nil, allowsScope("read"), let grant = grant(object), !grant.read.isEmpty else { return nil }
        if isAdministrator { return "1 = 1" }
        let (tenant, me) = (actor.tenant, actor.id.rawValue)
        let mine: SQL = """
            SELECT b.ancestor_id FROM department_below b WHERE b.tenant_id = \(tenant) AND b.department_id = \(department ?? 0)
            """
        let listed: SQL = """
            SELECT 1 FROM core_pool_reader q WHERE q.tenant_id = \(tenant) AND q.pool = \(verbatim: alias).id AND q.deleted_at IS NULL
            """
        return """
            (NOT EXISTS (\(listed)) AND (\(verbatim: alias).department IS NULL OR \(verbatim: alias).department IN (\(mine))))
            OR EXISTS (\(listed) AND (q.person = \(me) OR q.department IN (\(mine))
                OR q.role IN \(list: roles.sorted().map(SQLValue.text))))
            """
    }

    /// The unclaimed records of an object that the actor may see in pools and claim, as a condition on the table's alias.
    func poolPredicate(_ object: ObjectType, alias: String) -> SQL? {
        guard let pooling = object.pooling, let open = openPools(object, alias: "p") else { return nil }
        return """
            \(verbatim: alias).owner_id IS NULL AND \(verbatim: alias).\(name: pooling.field) IN (SELECT p.id FROM core_pool p
            WHERE p.tenant_id = \(actor.tenant) AND p.kind = \(object.name) AND p.active = 1 AND p.deleted_at IS NULL AND (\(open)))
            """
    }

    /// The same rights with what is masked in pools hidden as well, so that no filter and no order can feel for it.
    func lookingIntoPools(of object: ObjectType) -> AccessPolicy {
        guard !isAdministrator, let pooling = object.pooling, var grant = grants[object.name] else { return self }
        grant.hiddenFields.formUnion(pooling.masked)
        var copy = self
        copy.grants[object.name] = grant
        return copy
    }
}
