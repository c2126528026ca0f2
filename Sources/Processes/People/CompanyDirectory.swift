import Basics
import ProcessEngine
import SQLStore

// The people as the engine asks for them. Everybody is named by id text.
extension ProcessUnit {
    func directory() -> Directory {
        // The closures run only inside this unit's own calls of the engine, on its thread.
        nonisolated(unsafe) let unit = self
        return Directory(
            identify: { text in unit.person(text).map(unit.personText) ?? text },
            members: { kind, name in unit.members(kind, name) }, head: { unit.head(of: $0) }, manager: { unit.manager(of: $0) },
            holds: { person, position in unit.holds(person, position) }, proxy: { person, moment in unit.proxy(of: person, at: moment) },
            administrators: { unit.members(.role, "core.administrator") })
    }

    private func texts(_ sql: SQL) -> [String] { rows(sql).map { personText(EntityID(rawValue: $0)) } }

    /// The active people of a role, department, position or group, in the order in which they joined.
    private func members(_ kind: Directory.Membership, _ name: String) -> [String] {
        let people: SQL = "SELECT u.id FROM core_user u WHERE u.tenant_id = \(tenant) AND u.deleted_at IS NULL AND coalesce(u.active, 1) = 1 "
        switch kind {
        case .role: return texts(people + role(name) + " ORDER BY u.id")
        case .department: return texts(people + department(name) + " ORDER BY u.id")
        case .position: return texts(people + "AND u.position = \(name) ORDER BY u.id")
        case .group:
            return texts(people + "AND (u.position = \(name) OR " + inRole(name) + " OR " + inDepartment(name) + ") ORDER BY u.id")
        }
    }

    private func role(_ name: String) -> SQL { "AND " + inRole(name) }

    private func inRole(_ name: String) -> SQL {
        """
        u.id IN (SELECT person FROM core_role_assignment WHERE tenant_id = \(tenant) AND deleted_at IS NULL
            AND (role = \(name) OR role LIKE \("%." + Dialect.escapedForLike(name)) ESCAPE '\\'))
        """
    }

    private func department(_ name: String) -> SQL { "AND " + inDepartment(name) }

    private func inDepartment(_ name: String) -> SQL {
        "u.department IN (SELECT id FROM core_department WHERE tenant_id = \(tenant) AND deleted_at IS NULL AND " + isDepartment(name) + ")"
    }

    private func isDepartment(_ name: String) -> SQL {
        if let id = EntityID(text: name, prefix: "dep") { return "id = \(id.rawValue)" }
        return "name = \(name)"
    }

    /// The head of a department by id or name; of a person's own department when a person is named.
    private func head(of name: String) -> String? {
        let condition: SQL =
            person(name).map { "id = (SELECT department FROM core_user WHERE tenant_id = \(tenant) AND id = \($0.rawValue))" }
            ?? isDepartment(name)
        return texts("SELECT head FROM core_department WHERE tenant_id = \(tenant) AND head IS NOT NULL AND " + condition).first
    }

    private func manager(of name: String) -> String? {
        guard let id = person(name) else { return nil }
        return texts("SELECT manager FROM core_user WHERE tenant_id = \(tenant) AND id = \(id.rawValue) AND manager IS NOT NULL").first
    }

    private func holds(_ name: String, _ position: String) -> Bool {
        guard let id = person(name) else { return false }
        let condition: SQL = "(u.position = \(position) OR " + inRole(position) + ")"
        return !rows("SELECT 1 FROM core_user u WHERE u.tenant_id = \(tenant) AND u.id = \(id.rawValue) AND " + condition).isEmpty
    }

    /// Who stands in for a person at a moment.
    private func proxy(of name: String, at moment: Timestamp) -> String? {
        guard let id = person(name) else { return nil }
        return texts(
            """
            SELECT proxy FROM process_proxy WHERE tenant_id = \(tenant) AND person = \(id.rawValue)
            AND starts_at <= \(moment.milliseconds) AND ends_at > \(moment.milliseconds) ORDER BY starts_at DESC LIMIT 1
            """).first
    }
}
