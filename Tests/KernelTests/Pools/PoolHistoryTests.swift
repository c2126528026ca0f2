import Basics
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

/// Random histories of people who claim, release, hand over, lock and let things rest (A1, A3, A4).
@Suite("After a random history of pools") struct PoolHistoryTests {
    @Test("owners, pools and limits fit at every step", arguments: TestDatabase.all) func invariants(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        print("random pools on \(database): SANBU_TEST_SEED=\(seed)")
        try await database.use { store in
            let world = try await PoolWorld(store)
            var history = PoolHistory(world: world, random: SeededNumbers(seed: seed), seed: seed)
            for step in 0..<140 {
                try await history.step(step)
                if step % 7 == 0 { try await history.check(step) }
            }
            try await history.check(140)
            #expect(history.done > 60, "seed \(seed): \(history.done)")
            #expect(history.recycled > 0, "seed \(seed): nothing was ever recycled")
            #expect(history.refused > 5, "seed \(seed): no limit was ever met")
        }
    }
}

/// One step after another, with what must hold in between.
struct PoolHistory {
    let world: PoolWorld
    var random: SeededNumbers
    let seed: UInt64
    private(set) var done = 0
    private(set) var recycled = 0
    private(set) var refused = 0
    private var records: [EntityID] = []
    /// The last day of each account's contract.
    private var contracts: [EntityID: CivilDate] = [:]
    private let names = ["manager", "rep1", "rep2", "other"]

    init(world: PoolWorld, random: SeededNumbers, seed: UInt64) {
        (self.world, self.random, self.seed) = (world, random, seed)
    }

    private var kernel: Kernel { world.company.kernel }

    mutating func step(_ number: Int) async throws {
        world.company.time.advance(seconds: Int64.random(in: 1...400_000, using: &random))
        let actor = try await world.company.actor(names.randomElement(using: &random) ?? "rep1")
        do {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...3: try await create(number, actor)
            case 4...5: try await claim(actor)
            case 6: try await release(actor)
            case 7...8: try await assign(try await world.company.actor("manager"))
            case 9: try await lock(actor)
            case 10: try await recycle()
            default: try await followUp(actor)
            }
            done += 1
        } catch RecordError.commandRefused {
            refused += 1
        } catch is RecordError {
            // Not found, not allowed: nothing may have changed, which the checks see.
        }
    }

    private mutating func create(_ number: Int, _ actor: Actor) async throws {
        let contract = Int.random(in: 0..<4, using: &random) == 0 ? actor.today(at: kernel.clock.now()).adding(days: Int64.random(in: 5...60, using: &random)) : nil
        let pooled = Bool.random(using: &random)
        let person: Actor = pooled ? try await world.company.actor("system") : actor
        let id = try await kernel.records.write(as: person) { writer in
            var values: OrderedMap<JSON> = ["name": .string("第\(number)号公司")]
            if let contract { values["contract_until"] = .string(contract.description) }
            return try writer.create("crm.account", values).id
        }
        contracts[id] = contract
        records.append(id)
    }

    private mutating func claim(_ actor: Actor) async throws {
        guard let id = records.randomElement(using: &random) else { return }
        _ = try await kernel.records.write(as: actor) { try $0.claim("crm.account", id) }
    }

    private mutating func release(_ actor: Actor) async throws {
        guard let id = records.randomElement(using: &random) else { return }
        _ = try await kernel.records.write(as: actor) { try $0.release("crm.account", id, reason: "没有时间") }
    }

    private mutating func assign(_ actor: Actor) async throws {
        guard let person = names.randomElement(using: &random).flatMap({ world.company.people[$0] }) else { return }
        let ids = Array(records.shuffled(using: &random).prefix(5))
        let results = try await kernel.records.write(as: actor) { try $0.assign("crm.account", ids, to: person, reason: "调整") }
        refused += results.count { $0.problem != nil }
    }

    private mutating func lock(_ actor: Actor) async throws {
        guard let id = records.randomElement(using: &random) else { return }
        let locks = Int.random(in: 0..<4, using: &random) > 0
        _ = try await kernel.records.write(as: actor) { try $0.setLocked("crm.account", id, locks) }
    }

    private mutating func followUp(_ actor: Actor) async throws {
        guard let id = records.randomElement(using: &random) else { return }
        let moment = kernel.clock.now().rfc3339
        _ = try await kernel.records.write(as: actor) { writer in
            try writer.create("crm.activity", ["subject": .string(id.text(prefix: "acc")), "type": "call", "text": "问候", "at": .string(moment)])
        }
    }

    /// A4: a second run moves nothing, and none moved that is locked or whose contract is in its grace.
    private mutating func recycle() async throws {
        let before = try await world.state("crm_account")
        let moved = try await kernel.recyclePools(of: world.company.tenant.id)
        let after = try await world.state("crm_account")
        let gone = after.filter { $0.value.owner == nil && before[$0.key]?.owner != nil }
        #expect(gone.count == moved, "seed \(seed)")
        recycled += moved
        let today = try await world.company.actor("system").today(at: kernel.clock.now())
        for id in gone.keys {
            #expect(before[id]?.locked == false, "a locked record was recycled, seed \(seed)")
            let end = contracts[EntityID(rawValue: id)]
            #expect(end.map { $0.adding(days: 10).dayNumber < today.dayNumber } ?? true, "recycled inside its contract's grace, seed \(seed)")
        }
        #expect(try await kernel.recyclePools(of: world.company.tenant.id) == 0, "a second run moves more, seed \(seed)")
    }

    /// A1: pool ⇔ no owner ⇔ no open span, and the open span names the owner. A3: nobody holds or locks more than it may.
    func check(_ step: Int) async throws {
        let (state, spans) = (try await world.state("crm_account"), try await world.openSpans())
        for (id, one) in state {
            #expect((one.pool == nil) == (one.owner != nil), "record \(id) after step \(step), seed \(seed)")
            #expect(spans[id] == one.owner, "span of \(id) after step \(step), seed \(seed)")
            #expect(!one.locked || one.owner != nil, "record \(id) is locked in a pool, seed \(seed)")
        }
        for (owner, held) in Dictionary(grouping: state.values.filter { $0.owner != nil }, by: { $0.owner ?? 0 }) {
            #expect(held.count <= PoolWorld.ownLimit, "\(owner) owns \(held.count) after step \(step), seed \(seed)")
            #expect(held.count { $0.locked } <= PoolWorld.lockLimit, "\(owner) locks too many after step \(step), seed \(seed)")
        }
    }
}
