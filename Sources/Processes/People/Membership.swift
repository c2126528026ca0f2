import Basics
import FEELValues
import ProcessEngine
import Records
import SQLStore
import Tenancy

/// What somebody belongs to, as candidates are named: roles, departments and positions, by id and by name.
struct Membership: Sendable {
    let groups: Set<String>
    let isAdministrator: Bool
}

// Who is who in the company. Models name people by id, by sign-in name or by name.
extension ProcessUnit {
    func personText(_ id: EntityID) -> String { id.text(prefix: "usr") }

    /// The person that a text means; nil when there is none.
    func person(_ text: String) -> EntityID? {
        if let known = peopleByText[text] { return known }
        let found = EntityID(text: text, prefix: "usr") ?? personByName(text)
        peopleByText[text] = .some(found)
        return found
    }

    private func personByName(_ text: String) -> EntityID? {
        let found = rows(
            """
            SELECT id FROM core_user WHERE tenant_id = \(tenant) AND deleted_at IS NULL AND (login = \(text) OR name = \(text))
            ORDER BY CASE WHEN login = \(text) THEN 0 ELSE 1 END, id LIMIT 1
            """)
        return found.first.map(EntityID.init(rawValue:))
    }

    /// A person as a value of variables: id and name.
    func personValue(_ text: String) -> Value {
        guard let id = person(text) else { return .string(text) }
        return .context(Context([("id", .string(personText(id))), ("name", .string(name(of: id)))]))
    }

    func name(of person: EntityID) -> String {
        let name = try? transaction.first("SELECT name FROM core_user WHERE tenant_id = \(tenant) AND id = \(person.rawValue)") { $0.text(0) }
        return name.flatMap { $0 } ?? ""
    }

    /// What the actor belongs to.
    func makeMembership() -> Membership {
        Membership(groups: Groups(tenant: tenant, reader: transaction).all(of: actor), isAdministrator: isAdministrator)
    }

    /// Ids of a query; a failure to read finds nobody, and the step then has no candidates, which somebody sees.
    func rows(_ sql: SQL) -> [Int64] { (try? transaction.all(sql) { $0.integer(0) }) ?? [] }
}

/// The groups of a person: what roles, departments and positions are called.
struct Groups {
    let tenant: Int64
    let reader: any Reader

    func all(of actor: Actor) -> Set<String> {
        if let roles = actor.roles { return roles }
        guard actor.kind == .user else { return [] }
        return roles(of: actor.id).union(places(of: actor.id))
    }

    private func roles(of person: EntityID) -> Set<String> {
        let names = texts(
            """
            SELECT role FROM core_role_assignment WHERE tenant_id = \(tenant) AND person = \(person.rawValue) AND deleted_at IS NULL
            """)
        // A model may leave the package out: `sales_manager` for `crm.sales_manager`.
        return Set(names + names.compactMap { $0.split(separator: ".").last.map(String.init) })
    }

    private func places(of person: EntityID) -> Set<String> {
        var places = Set(
            texts(
                """
                SELECT position FROM core_user WHERE tenant_id = \(tenant) AND id = \(person.rawValue) AND position IS NOT NULL
                """))
        let departments = (try? reader.all(
            """
            SELECT d.id, d.name FROM core_user u JOIN department_below b ON b.tenant_id = u.tenant_id AND b.department_id = u.department
            JOIN core_department d ON d.tenant_id = b.tenant_id AND d.id = b.ancestor_id
            WHERE u.tenant_id = \(tenant) AND u.id = \(person.rawValue)
            """) { (EntityID(rawValue: $0.integer(0)).text(prefix: "dep"), $0.text(1)) }) ?? []
        for (id, name) in departments { places.formUnion([id, name]) }
        return places
    }

    private func texts(_ sql: SQL) -> [String] { (try? reader.all(sql) { $0.text(0) }) ?? [] }
}
