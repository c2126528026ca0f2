import Basics
import Cryptography
import Kernel
import Records
import SQLStore
import Tenancy
import Testing

/// What the record pipeline refuses and keeps.
@Suite("Writing a record") struct WriteTests {
    @Test("refuses a stale version and leaves nothing behind", arguments: TestDatabase.all) func staleVersion(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("rep1")
            let record = try await company.kernel.records.write(as: actor) { try $0.create("crm.account", ["name": "百草堂"]) }
            _ = try await company.kernel.records.write(as: actor) { try $0.update("crm.account", record.id, ["city": "宁波"]) }
            var options = WriteOptions()
            options.expectedVersion = 1
            let stale = options
            await #expect(throws: RecordError.changedMeanwhile(object: "crm.account", id: record.id, current: 2, given: 1)) {
                try await company.kernel.records.write(as: actor) { writer in
                    _ = try writer.create("crm.account", ["name": "不应留下"])
                    _ = try writer.update("crm.account", record.id, ["city": "上海"], stale)
                }
            }
            let count = try await company.kernel.records.read(as: actor) { try $0.count(RecordQuery("crm.account"), upTo: 100) }
            #expect(count == 1)
        }
    }

    @Test("names every wrong field with what would be right") func problems() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("rep1")
            do {
                _ = try await company.kernel.records.write(as: actor) { writer in
                    try writer.create("crm.lead", ["nam": "x", "phone": "abc", "email": "nobody", "source": "webbsite"])
                }
                Issue.record("it was kept")
            } catch RecordError.invalid(let problems) {
                #expect(problems.map(\.code) == ["field.unknown", "field.phone", "field.email", "field.option"])
                #expect(problems[0].arguments["nearest"] == "name")
            }
        }
    }

    @Test("moves a state by commands only", arguments: TestDatabase.all) func stateMoves(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("rep1")
            let lead = try await company.kernel.records.write(as: actor) {
                try $0.create("crm.lead", ["name": "王建国", "company": "云栖医药", "phone": "13812345678"])
            }
            await #expect(throws: RecordError.self) {
                _ = try await company.kernel.records.write(as: actor) { try $0.update("crm.lead", lead.id, ["status": "converted"]) }
            }
            let done = try await company.kernel.records.write(as: actor) { try $0.command("convert", "crm.lead", lead.id) }
            #expect(done["status"] == .text("converted"))
            let account = try #require(done.reference("converted_account"))
            let name = try await company.kernel.records.read(as: actor) { reader in
                try reader.get(try reader.object(account.object), account.id).name
            }
            #expect(name == "云栖医药")
            await #expect(throws: RecordError.self, "a conversion is final") {
                _ = try await company.kernel.records.write(as: actor) { try $0.command("convert", "crm.lead", lead.id) }
            }
        }
    }

    @Test("finds a duplicate whoever owns it, and shows no more than its name", arguments: TestDatabase.all)
    func duplicates(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let other = try await company.actor("other"), rep = try await company.actor("rep1")
            _ = try await company.kernel.records.write(as: other) { try $0.create("crm.lead", ["name": "甲", "phone": "+86 138 1234 5678"]) }
            do {
                _ = try await company.kernel.records.write(as: rep) { try $0.create("crm.lead", ["name": "乙", "phone": "13812345678"]) }
                Issue.record("the duplicate was kept")
            } catch RecordError.duplicates(let matches) {
                #expect(matches.map(\.name) == ["甲"])
                #expect(matches.first?.isVisible == false)
            }
        }
    }

    @Test("of two hundred who change one record at once, each version is won by one", arguments: TestDatabase.all)
    func race(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("rep1")
            let record = try await company.kernel.records.write(as: actor) { try $0.create("crm.account", ["name": "抢"]) }
            var options = WriteOptions()
            options.expectedVersion = 1
            let first = options
            let wins = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let won = try? await company.kernel.records.write(as: actor) { writer in
                            _ = try writer.update("crm.account", record.id, ["city": .string("城\(number)")], first)
                            return true
                        }
                        return won ?? false
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }
}

/// The chain of the log.
@Suite("The audit chain") struct AuditChainTests {
    enum Tampering: String, CaseIterable, Sendable { case change, remove, reorder, truncate }

    @Test("names the first entry that was tampered with", arguments: TestDatabase.all, Tampering.allCases)
    func tampering(_ database: TestDatabase, _ how: Tampering) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let tenant = company.tenant.id
            let actor = try await company.actor("rep1")
            for number in 0..<10 {
                _ = try await company.kernel.records.write(as: actor) { try $0.create("crm.account", ["name": .string("客户\(number)")]) }
            }
            let key = SigningKey(seed: Array(repeating: 7, count: 32))
            try await company.kernel.audit.seal(tenant: tenant, key: key)
            let whole = try await company.kernel.audit.verify(tenant: tenant, publicKey: key.publicKey)
            #expect(whole.firstBroken == nil)
            #expect(whole.sealed == whole.last)
            let place = whole.last - 3
            try await company.kernel.store.write(tenant: nil) { transaction in
                switch how {
                case .change: try transaction.execute("UPDATE event SET data = '{}' WHERE tenant_id = \(tenant) AND sequence = \(place)")
                case .remove: try transaction.execute("DELETE FROM event WHERE tenant_id = \(tenant) AND sequence = \(place)")
                case .reorder:
                    try transaction.execute("UPDATE event SET sequence = 1000000 WHERE tenant_id = \(tenant) AND sequence = \(place)")
                    try transaction.execute("UPDATE event SET sequence = \(place) WHERE tenant_id = \(tenant) AND sequence = \(place + 1)")
                    try transaction.execute("UPDATE event SET sequence = \(place + 1) WHERE tenant_id = \(tenant) AND sequence = 1000000")
                case .truncate: try transaction.execute("DELETE FROM event WHERE tenant_id = \(tenant) AND sequence >= \(place)")
                }
            }
            let found = try await company.kernel.audit.verify(tenant: tenant, publicKey: key.publicKey)
            #expect(found.firstBroken == place, "\(how)")
        }
    }
}
