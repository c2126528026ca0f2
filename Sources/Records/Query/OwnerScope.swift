public import Basics
import SQLStore

/// A circle of people whose records are meant.
public enum OwnerScope: Sendable, Hashable {
    case person(EntityID)
    /// A person and all who report to it, at any depth.
    case below(EntityID)
    /// The people of a department itself.
    case members(EntityID)
    /// People without a department, and nobody.
    case withoutDepartment
    /// The people of a department and of those below it.
    case department(EntityID)

    func condition(alias: String, tenant: Int64) -> SQL {
        let owner = alias + ".owner_id"
        switch self {
        case .person(let id): return "\(verbatim: owner) = \(id.rawValue)"
        case .below(let id):
            return """
                \(verbatim: owner) IN (SELECT person_id FROM person_below WHERE tenant_id = \(tenant) AND manager_id = \(id.rawValue))
                """
        case .members(let id):
            return
                "\(verbatim: owner) IN (SELECT id FROM core_user WHERE tenant_id = \(tenant) AND department = \(id.rawValue))"
        case .withoutDepartment:
            return """
                (\(verbatim: owner) IS NULL OR \(verbatim: owner) IN
                (SELECT id FROM core_user WHERE tenant_id = \(tenant) AND department IS NULL))
                """
        case .department(let id):
            return """
                \(verbatim: owner) IN (SELECT id FROM core_user WHERE tenant_id = \(tenant) AND department IN
                (SELECT department_id FROM department_below WHERE tenant_id = \(tenant) AND ancestor_id = \(id.rawValue)))
                """
        }
    }
}
