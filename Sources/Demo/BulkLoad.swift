import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy

/// Five thousand sales people with a million leads and accounts, for figures with much data.
struct BulkLoad: Sendable {
    let kernel: Kernel
    let tenant: Tenant
    let texts: DemoTexts
    let seed: UInt64
    let passwordHash: String

    static let people = 5000
    static let teams = 250
    static let accounts = 250_000
    static let leads = 750_000
    static let rowsAtOnce = 10_000

    /// - Returns: how many records were added, by object.
    func run(_ progress: @escaping @Sendable (String, Int, Int) -> Void) async throws -> [String: Int] {
        let owners = try await sellers(progress)
        let now = kernel.clock.now()
        try await load("crm.account", Self.accounts, owners, now, progress)
        try await load("crm.lead", Self.leads, owners, now, progress)
        return ["crm.account": Self.accounts, "crm.lead": Self.leads, "core.user": owners.count]
    }

    // MARK: People

    /// Teams of twenty below the four regions' managers, written through the kernel so that hierarchy and sign-in are
    /// as always.
    private func sellers(_ progress: @escaping @Sendable (String, Int, Int) -> Void) async throws -> [EntityID] {
        let system = try await kernel.system(tenant.id, through: "demo")
        let managers = try await kernel.store.read(tenant: tenant.id) { [tenant] reader in
            try reader.all(
                """
                SELECT id, department FROM core_user WHERE tenant_id = \(tenant.id) AND position LIKE '%区销售经理' ORDER BY id
                """
            ) { (EntityID(rawValue: $0.integer(0)), $0.integer(1)) }
        }
        let (texts, seed) = (texts, seed)
        let ids = try await kernel.records.write(as: system, lane: .bulk) { writer in
            var words = WordMaker(texts, seed: seed &+ 77)
            var made: [EntityID] = []
            for team in 0..<Self.teams {
                let (manager, department) = managers[team % managers.count]
                made += try Self.team(team, below: manager, department, &words, writer)
                if team % 10 == 9 { progress("人员 People", made.count, Self.people) }
            }
            return made
        }
        return ids
    }

    private static func team(
        _ number: Int, below manager: EntityID, _ department: Int64, _ words: inout WordMaker, _ writer: RecordWriter
    ) throws -> [EntityID] {
        var lead: EntityID?
        var made: [EntityID] = []
        for member in 0..<(people / teams) {
            let isLead = member == 0
            let code = "\(WordMaker.digits(number + 1, 3)).\(WordMaker.digits(member, 2))"
            let superior = lead ?? manager
            let person = try writer.create(
                "core.user",
                [
                    "name": .string(words.person().name), "login": .string("sales.\(code)"), "active": true,
                    "employee_number": .string("S" + code),
                    "department": .string(EntityID(rawValue: department).text(prefix: "dep")),
                    "manager": .string(superior.text(prefix: "usr")), "position": .string(isLead ? "销售主管" : "销售代表"),
                ])
            if isLead { lead = person.id }
            made.append(person.id)
            for role in ["core.member", isLead ? "crm.sales_manager" : "crm.sales_rep"] {
                _ = try writer.create(
                    "core.role_assignment", ["person": .string(person.idText), "role": .string(role)])
            }
        }
        return made
    }

    // MARK: Leads and accounts

    private func load(
        _ name: String, _ count: Int, _ owners: [EntityID], _ now: Timestamp,
        _ progress: @escaping @Sendable (String, Int, Int) -> Void
    ) async throws {
        guard let object = kernel.packages.flatMap(\.objects).first(where: { $0.name == name }) else { return }
        let isLead = name == "crm.lead"
        let load = RecordLoad(
            object: object, fields: isLead ? LoadedRows.leadFields : LoadedRows.accountFields, tenant: tenant.id,
            author: EntityID(rawValue: 0))
        var rows = LoadedRows(texts, seed: seed &+ (isLead ? 11 : 13), owners: owners, now: now, ids: kernel.ids)
        var done = 0
        while done < count {
            let part = (done..<min(done + Self.rowsAtOnce, count)).map { isLead ? rows.lead($0) : rows.account($0) }
            try await kernel.store.write(tenant: tenant.id, lane: .bulk) { transaction in
                try load.insert(part, in: transaction)
            }
            done += part.count
            progress(object.label.text("zh-CN"), done, count)
        }
    }
}
