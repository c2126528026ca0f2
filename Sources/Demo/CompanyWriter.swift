import Basics
import Identity
import Kernel
import Records
import SQLStore
import Tenancy

/// Makes a company's departments and people, each able to sign in.
struct CompanyWriter: Sendable {
    let kernel: Kernel
    let tenant: Tenant
    /// The hash of the one password that everybody in the demo has.
    let passwordHash: String

    /// - Returns: everybody as an actor, by sign-in name.
    func write(_ company: Company, at time: Timestamp) async throws -> [String: Actor] {
        let (departments, people) = (company.departments, company.people)
        let system = try await kernel.system(tenant.id, through: "demo")
        let ids = try await kernel.store.write(tenant: tenant.id, lane: .bulk) { transaction in
            try kernel.records.write(as: system, at: time, in: transaction) { writer in
                try self.write(departments, people, writer)
            }
        }
        let versions = try await kernel.system(tenant.id).versions
        let names = Dictionary(people.map { ($0.login, $0.name) }) { first, _ in first }
        return Dictionary(
            uniqueKeysWithValues: ids.map { login, id in
                (login, Actor(kind: .user, tenant: tenant.id, id: id, name: names[login] ?? login, versions: versions))
            })
    }

    private func write(_ departments: [Company.Department], _ people: [Company.Person], _ writer: RecordWriter) throws
        -> [String: EntityID]
    {
        var departmentIDs: [String: JSON] = [:]
        for (position, department) in departments.enumerated() {
            var values: OrderedMap<JSON> = ["name": .string(department.name), "position": .integer(Int64(position))]
            if let parent = department.parent { values["parent"] = departmentIDs[parent] }
            departmentIDs[department.name] = .string(try writer.create("core.department", values).idText)
        }
        var ids: [String: EntityID] = [:]
        for (number, person) in people.enumerated() {
            var values: OrderedMap<JSON> = [
                "name": .string(person.name), "login": .string(person.login), "active": true,
                "employee_number": .string("E" + WordMaker.digits(number + 1, 4)), "position": .string(person.position),
                "email": .string("\(person.login)@\(tenant.slug).example"),
            ]
            values["department"] = departmentIDs[person.department]
            if let manager = person.manager.flatMap({ ids[$0] }) {
                values["manager"] = .string(manager.text(prefix: "usr"))
            }
            let record = try writer.create("core.user", values)
            ids[person.login] = record.id
            try Identity.keep(hash: passwordHash, person: record.id, tenant: tenant.id, in: writer.unit)
            for role in Set(["core.member", person.role]).sorted() {
                _ = try writer.create(
                    "core.role_assignment", ["person": .string(record.idText), "role": .string(role)])
            }
        }
        return ids
    }
}
