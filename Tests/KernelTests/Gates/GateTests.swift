import Basics
import FEELValues
import Kernel
import Metadata
import ProcessEngine
import Processes
import Records
import SQLStore
import Tenancy
import Testing
import Work

/// A gate of the packaged opportunity: what it wants for a stage, whoever asks.
@Suite("A gate") struct GateTests {
    static let stages = ["contact", "need", "quote", "negotiation", "contract"]

    static func deal(_ company: Company, by name: String, _ more: OrderedMap<JSON> = [:]) async throws -> EntityID {
        try await company.kernel.records.write(as: try await company.actor(name)) { writer in
            let account = try writer.create("crm.account", ["name": .string("客户 \(writer.nextID().rawValue)")])
            var values: OrderedMap<JSON> = ["name": "年度体检", "account": .string(account.idText), "expected_amount": 800_000]
            for (key, value) in more { values[key] = value }
            return try writer.create("crm.opportunity", values).id
        }
    }

    /// Stage, version and how many events of a kind a deal has.
    static func state(_ id: EntityID, _ company: Company, _ verb: String = "gate-refused") async throws -> (stage: String, version: Int64, events: Int) {
        let actor = try await company.actor("system")
        return try await company.kernel.records.read(as: actor) { reader in
            let record = try reader.get(try reader.object("crm.opportunity"), id)
            let events = try reader.timeline(record, limit: 500).count { $0.type == "crm.opportunity." + verb }
            guard case .text(let stage) = record["stage"] else { return ("", record.version, events) }
            return (stage, record.version, events)
        }
    }

    static func move(_ id: EntityID, to stage: String, by name: String, _ company: Company, _ command: String = "move", _ values: OrderedMap<JSON> = [:])
        async throws -> [String]?
    {
        do {
            _ = try await company.kernel.records.write(as: try await company.actor(name)) { writer in
                try writer.command(command, "crm.opportunity", id, to: stage, values)
            }
            return nil
        } catch RecordError.gateClosed(let refusal) {
            return refusal.missing.map { "\($0.kind.rawValue) \($0.what)" }
        }
    }

    @Test("says what is missing, changes nothing, logs the attempt, and opens when it is there (A7)", arguments: TestDatabase.all)
    func story(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "gates")
            let id = try await Self.deal(company, by: "rep1")
            let before = try await Self.state(id, company)
            #expect(try await Self.move(id, to: "contract", by: "rep1", company) == [
                "record crm.activity", "field contact", "field close_date", "check decider-agrees", "check risk-reviewed",
            ])
            let after = try await Self.state(id, company)
            #expect(after.stage == before.stage && after.version == before.version)
            #expect(after.events == 1)
            let kernel = company.kernel
            let rep = try await company.actor("rep1")
            try await kernel.records.write(as: rep) { writer in
                let subject = JSON.string(id.text(prefix: "opp"))
                _ = try writer.create("crm.activity", ["subject": subject, "type": "call", "text": "谈过", "at": .string(writer.now.rfc3339)])
                let deal = try writer.reader.get(try writer.reader.object("crm.opportunity"), id)
                let account = try #require(deal.reference("account")).id.text(prefix: "acc")
                let contact = try writer.create("crm.contact", ["name": "李主任", "account": .string(account), "phone": "13700000001"])
                _ = try writer.update("crm.opportunity", id, ["contact": .string(contact.idText)])
                try writer.check("crm.opportunity", id, item: "decider-agrees", true)
            }
            #expect(try await Self.move(id, to: "quote", by: "rep1", company) == nil)
            #expect(try await Self.move(id, to: "contract", by: "manager", company) == ["field close_date", "check risk-reviewed"])
            try await kernel.records.write(as: rep) { try $0.check("crm.opportunity", id, item: "risk-reviewed", true) }
            // What comes along with the command counts.
            #expect(try await Self.move(id, to: "contract", by: "rep1", company, "move", ["close_date": "2027-01-31"]) == nil)
            #expect(try await Self.state(id, company).stage == "contract")
            try await kernel.records.write(as: rep) { try $0.check("crm.opportunity", id, item: "decider-agrees", false) }
            #expect(try await Self.move(id, to: "won", by: "rep1", company, "win", ["closed_on": "2026-09-01"]) == ["check contract-returned"])
            #expect(try await Self.move(id, to: "lost", by: "rep1", company, "lose", ["lost_reason": "price"]) == nil, "losing needs no proof")
        }
    }

    @Test("lets the consent of a process move the record, once", arguments: TestDatabase.all) func consent(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "consent")
            let kernel = company.kernel
            let id = try await Self.deal(company, by: "rep1", ["discount": 30, "close_date": "2027-01-31"])
            let rep = try await company.actor("rep1")
            await #expect(throws: RecordError.self) { _ = try await kernel.commandOrAsk("move", "crm.opportunity", id, to: "contract", as: rep) }
            try await kernel.records.write(as: rep) { writer in
                let subject = JSON.string(id.text(prefix: "opp"))
                _ = try writer.create("crm.activity", ["subject": subject, "type": "visit", "text": "谈过", "at": .string(writer.now.rfc3339)])
                let deal = try writer.reader.get(try writer.reader.object("crm.opportunity"), id)
                let account = try #require(deal.reference("account")).id.text(prefix: "acc")
                let contact = try writer.create("crm.contact", ["name": "李主任", "account": .string(account), "phone": "13700000002"])
                _ = try writer.update("crm.opportunity", id, ["contact": .string(contact.idText)])
                for item in ["decider-agrees", "risk-reviewed"] { try writer.check("crm.opportunity", id, item: item, true) }
            }
            let begun = try await kernel.commandOrAsk("move", "crm.opportunity", id, to: "contract", as: rep)
            #expect(begun.count == 1)
            #expect(try await Self.state(id, company).stage == "contact")
            await #expect(throws: RecordError.commandRefused(code: "gate.asking", arguments: ["object": "crm.opportunity"])) {
                _ = try await kernel.commandOrAsk("move", "crm.opportunity", id, to: "contract", as: rep)
            }
            let manager = try await company.actor("manager")
            let task = try #require(try await kernel.processes.tasks(TaskQuery(.mine), as: manager).tasks.first)
            try await kernel.processes.approve(task: task.id, as: manager) { .approve(task: $0, .init(by: $1)) }
            #expect(try await Self.state(id, company).stage == "contract", "the process moved it")
            #expect(try await Self.move(id, to: "negotiation", by: "rep1", company) == nil)
            #expect(try await Self.move(id, to: "contract", by: "rep1", company) == ["approval stage-approval"], "consent is for one move")
        }
    }
}

/// Random moves and proofs; the oracle knows the table by heart.
@Suite("After random moves through a gate") struct GateHistoryTests {
    @Test("a record moved exactly when the proof was there, and each refusal is one line of the log (A7)", arguments: TestDatabase.all)
    func invariants(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        print("random gates on \(database): SANBU_TEST_SEED=\(seed)")
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "random-gates")
            var random = SeededNumbers(seed: seed)
            let id = try await GateTests.deal(company, by: "rep1")
            var oracle = Oracle()
            for step in 0..<90 {
                time.advance(seconds: 60)
                switch Int.random(in: 0..<7, using: &random) {
                case 0: try await oracle.visit(id, company)
                case 1: try await oracle.date(id, company, Bool.random(using: &random))
                case 2: try await oracle.tick(id, company, ["decider-agrees", "risk-reviewed"].randomElement(using: &random) ?? "", Bool.random(using: &random))
                case 3: try await oracle.contact(id, company, Bool.random(using: &random))
                default: try await oracle.move(id, company, GateTests.stages.randomElement(using: &random) ?? "need", step, seed)
                }
            }
            let end = try await GateTests.state(id, company)
            #expect(end.stage == oracle.stage, "seed \(seed)")
            #expect(end.events == oracle.refusals, "seed \(seed)")
            #expect(oracle.moves > 0 && oracle.refusals > 0, "seed \(seed)")
        }
    }
}

/// What a deal has to show, and where it must stand.
private struct Oracle {
    var stage = "contact"
    var visits = 0
    var hasDate = false
    var hasContact = false
    var ticks: Set<String> = []
    var moves = 0
    var refusals = 0
    private var people = 0

    private func rep(_ company: Company) async throws -> Actor { try await company.actor("rep1") }

    mutating func visit(_ id: EntityID, _ company: Company) async throws {
        _ = try await company.kernel.records.write(as: try await rep(company)) { writer in
            try writer.create(
                "crm.activity", ["subject": .string(id.text(prefix: "opp")), "type": "call", "text": "谈", "at": .string(writer.now.rfc3339)])
        }
        visits += 1
    }

    mutating func date(_ id: EntityID, _ company: Company, _ has: Bool) async throws {
        _ = try await company.kernel.records.write(as: try await rep(company)) { writer in
            try writer.update("crm.opportunity", id, ["close_date": has ? "2027-03-01" : .null])
        }
        hasDate = has
    }

    mutating func contact(_ id: EntityID, _ company: Company, _ has: Bool) async throws {
        people += 1
        let number = people
        _ = try await company.kernel.records.write(as: try await rep(company)) { writer in
            let person = has ? try writer.create("crm.contact", ["name": .string("联系人\(number)"), "phone": .string("1360000\(1000 + number)")]) : nil
            return try writer.update("crm.opportunity", id, ["contact": person.map { .string($0.idText) } ?? .null])
        }
        hasContact = has
    }

    mutating func tick(_ id: EntityID, _ company: Company, _ item: String, _ done: Bool) async throws {
        try await company.kernel.records.write(as: try await rep(company)) { try $0.check("crm.opportunity", id, item: item, done) }
        if done { ticks.insert(item) } else { ticks.remove(item) }
    }

    /// The table, said again.
    private func isOpen(_ to: String) -> Bool {
        let place = GateTests.stages.firstIndex(of: to) ?? 0
        return (place < 1 || visits > 0) && (place < 2 || hasContact) && (place < 3 || hasDate) && (place < 4 || ticks.count == 2)
    }

    mutating func move(_ id: EntityID, _ company: Company, _ to: String, _ step: Int, _ seed: UInt64) async throws {
        guard to != stage else { return }
        let before = try await GateTests.state(id, company)
        let missing = try await GateTests.move(id, to: to, by: "rep1", company)
        let after = try await GateTests.state(id, company)
        #expect((missing == nil) == isOpen(to), "step \(step) to \(to), seed \(seed)")
        if missing == nil {
            (stage, moves) = (to, moves + 1)
        } else {
            refusals += 1
            #expect(after.stage == before.stage && after.version == before.version, "step \(step), seed \(seed)")
        }
    }
}
