import Basics
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

/// A company with a pool of leads and one of accounts, and what the oracle of a random history remembers.
struct PoolWorld: Sendable {
    let company: Company
    let leads: EntityID
    let accounts: EntityID

    static let ownLimit = 6
    static let lockLimit = 2
    static let claimQuota = 4

    init(_ store: any Store, slug: String = "pools") async throws {
        let time = HandClock()
        let company = try await Company(try await Company.kernel(store, time), time, slug: slug)
        self.company = company
        (leads, accounts) = try await company.kernel.records.write(as: try await company.actor("system")) { writer in
            let leads = try writer.create(
                "core.pool", ["name": "线索池", "kind": "crm.lead", "claim_quota": .integer(Int64(Self.claimQuota)), "view_quota": 3])
            let accounts = try writer.create("core.pool", ["name": "客户公海", "kind": "crm.account"])
            for kind in ["crm.lead", "crm.account"] {
                _ = try writer.create(
                    "core.holding_limit",
                    [
                        "kind": .string(kind), "own_limit": .integer(Int64(Self.ownLimit)), "lock_limit": .integer(Int64(Self.lockLimit)),
                        "counts_deals": false,
                    ])
            }
            return (leads.id, accounts.id)
        }
        try await rule(accounts) { rule in (rule.contactDays, rule.graceDays) = (30, 10) }
    }

    func rule(_ pool: EntityID, _ change: @Sendable @escaping (inout PoolRule) -> Void) async throws {
        try await company.kernel.records.write(as: try await company.actor("system")) { writer in
            var rule = PoolRule()
            change(&rule)
            _ = try writer.setRule(rule, of: try writer.reader.openPool(pool).pool)
        }
    }

    func lead(_ number: Int, in writer: RecordWriter, owner: String? = nil) throws -> EntityID {
        var values: OrderedMap<JSON> = [
            "name": .string("王\(number)"), "company": .string("第\(number)公司"), "phone": .string("138" + String(10_000_000 + number)),
        ]
        if let owner { values["owner"] = .string((company.people[owner] ?? writer.actor.id).text(prefix: "usr")) }
        return try writer.create("crm.lead", values).id
    }

    /// What of an object's records is, by id: owner, pool, lock.
    func state(_ table: String) async throws -> [Int64: (owner: Int64?, pool: Int64?, locked: Bool)] {
        let tenant = company.tenant.id
        let rows = try await company.kernel.store.read(tenant: tenant) { reader in
            try reader.all("SELECT id, owner_id, pool, locked FROM \(name: table) WHERE tenant_id = \(tenant) AND deleted_at IS NULL") {
                ($0.integer(0), $0.optionalInteger(1), $0.optionalInteger(2), $0.bool(3))
            }
        }
        return Dictionary(rows.map { ($0.0, (owner: $0.1, pool: $0.2, locked: $0.3)) }, uniquingKeysWith: { $1 })
    }

    func openSpans() async throws -> [Int64: Int64] {
        let tenant = company.tenant.id
        let rows = try await company.kernel.store.read(tenant: tenant) { reader in
            try reader.all("SELECT record_id, owner_id FROM ownership_span WHERE tenant_id = \(tenant) AND ends_at IS NULL") {
                ($0.integer(0), $0.integer(1))
            }
        }
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }
}
