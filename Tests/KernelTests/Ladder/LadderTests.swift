import Basics
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

/// The packaged process that looks after follow-ups that were planned and not made.
@Suite("The escalation ladder") struct LadderTests {
    struct World {
        let company: Company
        var kernel: Kernel { company.kernel }

        func lead(_ name: String, planned days: Int64) async throws -> EntityID {
            try await kernel.records.write(as: try await company.actor("rep1")) { writer in
                let lead = try writer.create("crm.lead", ["name": .string(name), "phone": .string("1330000\(1000 + Int64(name.utf8.count))")])
                _ = try writer.command("start", "crm.lead", lead.id)
                try follow(lead.id, writer, next: writer.now.adding(days: days))
                return lead.id
            }
        }

        func follow(_ id: EntityID, _ writer: RecordWriter, next: Timestamp?) throws {
            var values: OrderedMap<JSON> = [
                "subject": .string(id.text(prefix: "lea")), "type": "call", "text": "约了下次", "at": .string(writer.now.rfc3339),
            ]
            if let next { values["next_at"] = .string(next.rfc3339) }
            _ = try writer.create("crm.activity", values)
        }

        /// Lets days pass one by one, as a server that runs would.
        func pass(days: Int) async throws {
            for _ in 0..<days {
                company.time.advance(seconds: 86_400)
                try await kernel.remindOfDue()
                try await kernel.background.runDue()
            }
        }

        /// How many notifications of the process a person has.
        func told(_ name: String) async throws -> Int {
            guard let person = company.people[name]?.rawValue else { return -1 }
            let tenant = company.tenant.id
            return try await kernel.store.read(tenant: tenant) { reader in
                try reader.first(
                    "SELECT count(*) FROM notification WHERE tenant_id = \(tenant) AND person_id = \(person) AND kind = 'process'"
                ) { Int($0.integer(0)) } ?? 0
            }
        }

        func state(_ id: EntityID) async throws -> (owner: EntityID?, risk: Bool, status: SQLValue) {
            let actor = try await company.actor("system")
            return try await kernel.records.read(as: actor) { reader in
                let lead = try reader.get(try reader.object("crm.lead"), id)
                return (lead.owner, lead["at_risk"] == .integer(1), lead["status"])
            }
        }
    }

    @Test("reminds, copies the superior, marks the risk, and gives the lead back", arguments: TestDatabase.all)
    func climbs(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let world = World(company: try await Company(try await Company.kernel(store, time), time, slug: "ladder"))
            _ = try await world.kernel.records.write(as: try await world.company.actor("system")) { writer in
                try writer.create("core.pool", ["name": "线索池", "kind": "crm.lead"])
            }
            let id = try await world.lead("王女士", planned: 1)
            try await world.pass(days: 3)
            #expect(try await world.told("rep1") == 0)
            try await world.pass(days: 2)
            #expect(try await world.told("rep1") == 1, "day three: reminded")
            #expect(try await world.told("manager") == 0)
            try await world.pass(days: 2)
            #expect(try await world.told("rep1") == 2)
            #expect(try await world.told("manager") == 1, "day five: copied")
            #expect(try await world.state(id).risk == false)
            try await world.pass(days: 2)
            #expect(try await world.state(id).risk, "day seven: at risk")
            #expect(try await world.state(id).owner == world.company.people["rep1"])
            try await world.pass(days: 4)
            let end = try await world.state(id)
            #expect(end.owner == nil, "day ten: back in the pool")
            #expect(end.status == .text("recycled"))
        }
    }

    @Test("ends as soon as somebody followed up", arguments: TestDatabase.all) func ends(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let world = World(company: try await Company(try await Company.kernel(store, time), time, slug: "calm"))
            let id = try await world.lead("李先生", planned: 1)
            try await world.pass(days: 9)
            #expect(try await world.state(id).risk)
            let before = try await world.told("manager")
            try await world.kernel.records.write(as: try await world.company.actor("rep1")) { try world.follow(id, $0, next: nil) }
            try await world.pass(days: 6)
            let end = try await world.state(id)
            #expect(end.risk == false && end.owner == world.company.people["rep1"])
            #expect(try await world.told("manager") == before)
        }
    }
}
