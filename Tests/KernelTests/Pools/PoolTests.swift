import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

@Suite("A pool") struct PoolTests {
    /// What became of one claim.
    enum Outcome: Sendable, Hashable { case got, refused(String) }

    static func claim(_ id: EntityID, by actor: Actor, _ kernel: Kernel) async throws -> Outcome {
        do {
            _ = try await kernel.records.write(as: actor) { try $0.claim("crm.lead", id) }
            return .got
        } catch RecordError.commandRefused(let code, _) {
            return .refused(code)
        }
    }

    @Test("gives a record to exactly one of two who claim it at once (A2)", arguments: TestDatabase.all)
    func race(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await PoolWorld(store)
            let kernel = world.company.kernel
            let ids = try await kernel.records.write(as: try await world.company.actor("system")) { writer in
                try (0..<12).map { try world.lead($0, in: writer) }
            }
            let people = [try await world.company.actor("rep1"), try await world.company.actor("rep2"), try await world.company.actor("other")]
            let outcomes = try await withThrowingTaskGroup(of: (EntityID, Outcome).self) { group in
                for id in ids { for person in people { group.addTask { (id, try await Self.claim(id, by: person, kernel)) } } }
                return try await group.reduce(into: [EntityID: [Outcome]]()) { $0[$1.0, default: []].append($1.1) }
            }
            let state = try await world.state("crm_lead")
            for id in ids {
                let won = outcomes[id]?.count { $0 == .got } ?? 0
                #expect(won == (state[id.rawValue]?.owner == nil ? 0 : 1))
                #expect(won <= 1)
            }
            // Three people with four claims a day each get twelve records, or fewer when they got in each other's way.
            let got = outcomes.values.joined().count { $0 == .got }
            #expect((4...12).contains(got))
            for (_, held) in Dictionary(grouping: state.values.compactMap(\.owner), by: { $0 }) { #expect(held.count <= PoolWorld.claimQuota) }
            #expect(Set(outcomes.values.joined()).isSubset(of: [.got, .refused("pool.taken"), .refused("pool.claim-quota")]))
        }
    }

    @Test("holds the quota of a day against one who claims many at once", arguments: TestDatabase.all)
    func quota(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await PoolWorld(store)
            let kernel = world.company.kernel
            let ids = try await kernel.records.write(as: try await world.company.actor("system")) { writer in
                try (0..<10).map { try world.lead($0, in: writer) }
            }
            let rep = try await world.company.actor("rep1")
            let outcomes = try await withThrowingTaskGroup(of: Outcome.self) { group in
                for id in ids { group.addTask { try await Self.claim(id, by: rep, kernel) } }
                return try await group.reduce(into: [Outcome]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .got } == PoolWorld.claimQuota)
            world.company.time.advance(seconds: 86_400)
            let left = try await world.state("crm_lead").filter { $0.value.owner == nil }.keys.sorted()
            #expect(try await Self.claim(EntityID(rawValue: left[0]), by: rep, kernel) == .got)
            #expect(try await Self.claim(EntityID(rawValue: left[1]), by: rep, kernel) == .got)
            // The seventh is one more than anybody may own.
            #expect(try await Self.claim(EntityID(rawValue: left[2]), by: rep, kernel) == .refused("pool.own-limit"))
        }
    }

    @Test("masks its records until they are claimed, and lets nobody feel for what is masked", arguments: TestDatabase.all)
    func masks(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await PoolWorld(store)
            let (kernel, leads) = (world.company.kernel, world.leads)
            let id = try await kernel.records.write(as: try await world.company.actor("system")) { try world.lead(7, in: $0) }
            let rep = try await world.company.actor("rep1")
            try await kernel.records.read(as: rep) { reader in
                let object = try reader.object("crm.lead")
                let shown = try #require(try reader.pooled(PoolQuery(leads)).records.first)
                #expect(shown["phone"] == .text("13••••••07"))
                #expect(shown["name"] == .text("王••••••"))
                #expect(shown["company"] == .text("第7公司"))
                #expect(throws: RecordError.self) { try reader.get(object, id) }
                for (word, count) in [("第7公司", 1), ("13810000007", 0), ("王7", 0)] {
                    var query = PoolQuery(leads)
                    query.words = word
                    #expect(try reader.countPooled(query, upTo: 10) == count, "\(word)")
                }
                var feeling = PoolQuery(leads)
                feeling.filters = ["starts with(phone, \"138\")"]
                #expect(throws: RecordError.self) { try reader.pooled(feeling) }
                feeling.filters = []
                feeling.sort = [SortKey("phone")]
                #expect(throws: RecordError.self) { try reader.pooled(feeling) }
            }
            let claimed = try await kernel.records.write(as: rep) { try $0.claim("crm.lead", id) }
            #expect(claimed["phone"] == .text("13810000007"))
            #expect(claimed["status"] == .text("assigned"))
            let released = try await kernel.records.write(as: rep) { try $0.release("crm.lead", id, reason: "不是目标客户") }
            #expect(released["status"] == .text("recycled"))
            #expect(released.reference("pool")?.id == leads)
            let spans = try await kernel.records.read(as: try await world.company.actor("system")) { try $0.ownership(of: released) }
            #expect(spans.count == 1 && spans[0].to != nil)
        }
    }

    @Test("counts looks by the record and the day", arguments: TestDatabase.all) func looks(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await PoolWorld(store)
            let kernel = world.company.kernel
            let ids = try await kernel.records.write(as: try await world.company.actor("system")) { writer in
                try (0..<4).map { try world.lead($0, in: writer) }
            }
            let rep = try await world.company.actor("rep1")
            for (id, left) in [(ids[0], 2), (ids[0], 2), (ids[1], 1), (ids[2], 0), (ids[1], 0)] {
                #expect(try await kernel.records.write(as: rep) { try $0.look("crm.lead", id).left } == left)
            }
            await #expect(throws: RecordError.commandRefused(code: "pool.view-quota", arguments: ["limit": "3", "pool": "线索池"])) {
                try await kernel.records.write(as: rep) { _ = try $0.look("crm.lead", ids[3]) }
            }
        }
    }

    @Test("is open to its readers only", arguments: TestDatabase.all) func readers(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await PoolWorld(store)
            let (kernel, leads) = (world.company.kernel, world.leads)
            let system = try await world.company.actor("system")
            let person = try #require(world.company.people["rep2"]).text(prefix: "usr")
            let id = try await kernel.records.write(as: system) { writer in
                _ = try writer.create("core.pool_reader", ["pool": .string(leads.text(prefix: "pol")), "person": .string(person)])
                return try world.lead(1, in: writer)
            }
            try await kernel.records.read(as: try await world.company.actor("rep1")) { reader in
                #expect(throws: RecordError.self) { try reader.pooled(PoolQuery(leads)) }
                let open = try reader.openPools(of: try reader.object("crm.lead"))
                #expect(open.isEmpty)
            }
            let closed = try await world.company.actor("rep1")
            await #expect(throws: RecordError.self) {
                try await kernel.records.write(as: closed) { writer in _ = try writer.claim("crm.lead", id) }
            }
            let reader = try await world.company.actor("rep2")
            #expect(try await Self.claim(id, by: reader, kernel) == .got)
        }
    }

    @Test("warns an owner as many days before as the rule says, and never moves what was not warned of", arguments: TestDatabase.all)
    func warns(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await PoolWorld(store)
            let (kernel, tenant) = (world.company.kernel, world.company.tenant.id)
            try await world.rule(world.leads) { rule in (rule.contactDays, rule.notifyDays) = (20, 5) }
            let rep = try await world.company.actor("rep1")
            let ids = try await kernel.records.write(as: rep) { writer in try (0..<2).map { try world.lead($0, in: writer) } }
            func warnings() async throws -> Int {
                try await kernel.store.read(tenant: tenant) { reader in
                    try reader.first("SELECT count(*) FROM notification WHERE tenant_id = \(tenant) AND kind = 'recycle'") { Int($0.integer(0)) } ?? 0
                }
            }
            world.company.time.advance(seconds: 30 * 86_400)
            #expect(try await kernel.recyclePools(of: tenant) == 0, "late, but nobody was warned")
            #expect(try await warnings() == 1)
            world.company.time.advance(seconds: 4 * 86_400)
            let moment = kernel.clock.now().rfc3339
            _ = try await kernel.records.write(as: rep) { writer in
                try writer.create("crm.activity", ["subject": .string(ids[0].text(prefix: "lea")), "type": "call", "text": "已联系", "at": .string(moment)])
            }
            #expect(try await kernel.recyclePools(of: tenant) == 0)
            world.company.time.advance(seconds: 2 * 86_400)
            #expect(try await kernel.recyclePools(of: tenant) == 1)
            let state = try await world.state("crm_lead")
            #expect(state[ids[0].rawValue]?.owner == rep.id.rawValue)
            #expect(state[ids[1].rawValue]?.owner == nil)
            // The one that was contacted is warned of again when its own time comes.
            world.company.time.advance(seconds: 15 * 86_400)
            #expect(try await kernel.recyclePools(of: tenant) == 0)
            #expect(try await warnings() == 2)
        }
    }

    @Test("forecasts what a rule would move without moving it, and then the rule moves just that", arguments: TestDatabase.all)
    func forecast(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await PoolWorld(store)
            let (kernel, accounts) = (world.company.kernel, world.accounts)
            try await kernel.records.write(as: try await world.company.actor("system")) { writer in
                for number in 0..<9 {
                    let owner = world.company.people[["rep1", "rep2", "other"][number % 3]] ?? EntityID(rawValue: 0)
                    _ = try writer.create(
                        "crm.account",
                        [
                            "name": .string("第\(number)家"), "owner": .string(owner.text(prefix: "usr")), "level": number < 4 ? "key" : "b",
                            "deal_state": number == 5 ? "customer" : "none",
                        ])
                }
            }
            world.company.time.advance(seconds: 12 * 86_400)
            var rule = PoolRule()
            (rule.dealDays, rule.recycleWhen, rule.keepWhen) = (10, "days_since_owned >= 11 and level = \"key\"", "name = \"第8家\"")
            let thought = rule
            let system = try await world.company.actor("system")
            let forecast = try await kernel.records.read(as: system) { try $0.forecast(thought, of: try $0.openPool(accounts).pool) }
            #expect(Set(forecast.records.map(\.name)) == Set([0, 1, 2, 3, 4, 6, 7].map { "第\($0)家" }))
            #expect(forecast.count == 7)
            #expect(forecast.owners.reduce(0) { $0 + $1.count } == 7)
            let seen = try await kernel.records.read(as: try await world.company.actor("rep1")) { try $0.forecast(thought, of: try $0.openPool(accounts).pool).count }
            #expect(seen == 3, "a rep sees what would leave it")
            let rep = try await world.company.actor("rep1")
            await #expect(throws: RecordError.self) {
                try await kernel.records.write(as: rep) { writer in _ = try writer.setRule(thought, of: try writer.reader.openPool(accounts).pool) }
            }
            let version = try await kernel.records.write(as: system) { try $0.setRule(thought, of: try $0.reader.openPool(accounts).pool).version }
            #expect(version == 2)
            #expect(try await kernel.recyclePools(of: world.company.tenant.id) == 7)
        }
    }

    @Test("refuses a rule that cannot be asked, with its place") func wrongRule() async throws {
        try await TestDatabase.sqlite.use { store in
            let world = try await PoolWorld(store)
            let accounts = world.accounts
            var rule = PoolRule()
            rule.recycleWhen = "levels = \"key\""
            let wrong = rule
            let system = try await world.company.actor("system")
            await #expect {
                try await world.company.kernel.records.write(as: system) { _ = try $0.setRule(wrong, of: try $0.reader.openPool(accounts).pool) }
            } throws: { error in
                guard case RecordError.query("query.unknown-field", let arguments) = error else { return false }
                return arguments["nearest"] == "level"
            }
        }
    }
}
