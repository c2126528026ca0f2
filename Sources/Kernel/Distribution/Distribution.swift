public import Basics
import FEELValues
import Metadata
import Processes
public import Records
import SQLStore
public import Tenancy

/// Gives records to people by a decision of the company: the table names a policy and who may get the record, the
/// algorithm behind the policy picks one.
///
/// | policy | picks |
/// |---|---|
/// | `round-robin` | the next after the one who got the last |
/// | `load` | whoever owns the fewest |
/// | `territory` | the next in turn of the department's people, and of all when there are none |
/// | `skill` | whoever owns the fewest of those with the skill |
/// | anything else | nobody: the record stays in its pool |
///
/// Nobody gets more than it may own.
public struct Distribution: Sendable {
    let kernel: Kernel

    /// What a decision says.
    struct Answer {
        let policy: String
        let role: String?
        let department: String?
        let skill: String?
    }

    /// Gives records to people, each for itself.
    /// - Returns: for each id who got it, or nobody.
    public func distribute(_ objectName: String, _ ids: [EntityID], as actor: Actor) async throws -> [(id: EntityID, person: EntityID?)] {
        try await kernel.records.write(as: actor) { writer in
            let object = try writer.reader.object(objectName)
            guard writer.policy.grant(object)?.transfer ?? false else { throw RecordError.forbidden(code: "access.transfer", arguments: ["object": object.name]) }
            guard ids.count <= 500 else { throw RecordError.tooMany(limit: 500) }
            return try ids.map { id in
                let record = try (try? writer.reader.getPooled(object, id)) ?? writer.reader.get(object, id)
                return (id, try assign(record, writer))
            }
        }
    }

    /// Gives one record to somebody, if the decision and the limits find one.
    func assign(_ record: Record, _ writer: RecordWriter) throws -> EntityID? {
        guard let decision = record.object.pooling?.assignment, let answer = try ask(decision, record, writer) else { return nil }
        let people = try candidates(answer, record.object, writer)
        for person in try order(people, answer, decision, record.object, writer) {
            let result = try writer.assign(record.object.name, [record.id], to: person, reason: "\(decision) · \(answer.policy)")
            if result.allSatisfy({ $0.problem == nil }) {
                try remember(person, turn(answer, decision), writer)
                return person
            }
        }
        return nil
    }

    private func ask(_ decision: String, _ record: Record, _ writer: RecordWriter) throws -> Answer? {
        let values = writer.reader.context(of: record)
        guard case .value(let value) = try kernel.decisions.decide(decision, values, tenant: writer.actor.tenant, in: writer.unit),
            let context = value.context, let policy = context["policy"]?.string
        else { return nil }
        func text(_ name: String) -> String? { context[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        return Answer(policy: policy, role: text("role"), department: text("department"), skill: text("skill"))
    }

    // MARK: Who may get it

    private func candidates(_ answer: Answer, _ object: ObjectType, _ writer: RecordWriter) throws -> [EntityID] {
        guard ["round-robin", "load", "territory", "skill"].contains(answer.policy), let role = answer.role else { return [] }
        let skill = answer.policy == "skill" ? answer.skill : nil
        let within = try people(role, answer.department, skill, writer)
        // A territory without people of its own is everybody's.
        return within.isEmpty && answer.policy == "territory" ? try people(role, nil, nil, writer) : within
    }

    private func people(_ role: String, _ department: String?, _ skill: String?, _ writer: RecordWriter) throws -> [EntityID] {
        let tenant = writer.actor.tenant
        var sql: SQL = """
            SELECT u.id FROM core_user u WHERE u.tenant_id = \(tenant) AND u.active = 1 AND u.deleted_at IS NULL
            AND EXISTS (SELECT 1 FROM core_role_assignment a WHERE a.tenant_id = u.tenant_id AND a.person = u.id AND a.role = \(role)
                AND a.deleted_at IS NULL)
            """
        if let department {
            sql += """
                 AND u.department IN (SELECT b.department_id FROM department_below b JOIN core_department d
                    ON d.tenant_id = b.tenant_id AND d.id = b.ancestor_id WHERE b.tenant_id = \(tenant) AND d.name = \(department) AND d.deleted_at IS NULL)
                """
        }
        if let skill {
            sql += writer.unit.dialect == .sqlite
                ? " AND EXISTS (SELECT 1 FROM json_each(u.skills) WHERE value = \(skill))"
                : " AND EXISTS (SELECT 1 FROM json_array_elements_text(CAST(u.skills AS JSON)) AS s WHERE s = \(skill))"
        }
        return try writer.unit.all(sql + " ORDER BY u.id LIMIT 500") { EntityID(rawValue: $0.integer(0)) }
    }

    // MARK: In which order they are asked

    private func order(_ people: [EntityID], _ answer: Answer, _ decision: String, _ object: ObjectType, _ writer: RecordWriter) throws -> [EntityID] {
        guard !people.isEmpty else { return [] }
        // Whoever distributes at the same time by the same rule waits here.
        let last = try takeTurn(turn(answer, decision), writer)
        switch answer.policy {
        case "load", "skill":
            let loads = try people.map { (person: $0, owned: try writer.reader.holding(object, of: $0).owned) }
            return loads.sorted { ($0.owned, $0.person) < ($1.owned, $1.person) }.map(\.person)
        default:
            let start = people.firstIndex { $0 > last } ?? 0
            return Array(people[start...] + people[..<start])
        }
    }

    private func turn(_ answer: Answer, _ decision: String) -> String {
        [decision, answer.policy, answer.role, answer.department, answer.skill].compactMap { $0 }.joined(separator: "/")
    }

    private func takeTurn(_ name: String, _ writer: RecordWriter) throws -> EntityID {
        let tenant = writer.actor.tenant
        let person = try writer.unit.first(
            """
            INSERT INTO assignment_turn (tenant_id, name, person_id) VALUES (\(tenant), \(name), 0)
            ON CONFLICT (tenant_id, name) DO UPDATE SET person_id = assignment_turn.person_id RETURNING person_id
            """) { $0.integer(0) }
        return EntityID(rawValue: person ?? 0)
    }

    private func remember(_ person: EntityID, _ name: String, _ writer: RecordWriter) throws {
        try writer.unit.execute(
            "UPDATE assignment_turn SET person_id = \(person.rawValue) WHERE tenant_id = \(writer.actor.tenant) AND name = \(name)")
    }
}
