import Basics
import Foundation
import Kernel
import Records
import SQLStore
import Tenancy
import Testing
import Work

/// What the platform does by itself.
@Suite("The background") struct BackgroundTests {
    @Test("gives each program on one database a node number of its own", arguments: TestDatabase.all)
    func nodeNumbers(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let (first, second) = (try await Company.kernel(store, time), try await Company.kernel(store, time))
            let nodes = [first, second].map { $0.ids.next().rawValue >> 12 & 1023 }
            #expect(nodes == [0, 1])
            await first.close()
        }
    }

    @Test("hears what another program on the same database wrote, once", arguments: TestDatabase.all)
    func liveElsewhere(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let (first, second) = (try await Company.kernel(store, time), try await Company.kernel(store, time))
            let company = try await Company(first, time, slug: "acme")
            let actor = try await company.actor("system")
            let tenant = company.tenant.id
            #expect(try await second.background.hearOthers() == [])
            let listening = second.live.listen(tenant)
            #expect(try await second.background.hearOthers() == [tenant])
            #expect(try await second.background.hearOthers() == [])
            _ = try await first.records.write(as: actor) { try $0.create("crm.account", ["name": "百草堂"]) }
            #expect(try await second.background.hearOthers() == [tenant])
            #expect(try await second.background.hearOthers() == [])
            var heard = listening.makeAsyncIterator()
            _ = await heard.next()
            #expect(second.live.count == 1)
        }
    }

    @Test("empties the recycle bin of what has lain there for its time, with files, history and words", arguments: TestDatabase.all)
    func recycleBin(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let kernel = company.kernel
            let actor = try await company.actor("system")
            try await kernel.background.runDue()
            let (old, young) = try await kernel.records.write(as: actor) { writer in
                (try writer.create("crm.account", ["name": "百草堂"]), try writer.create("crm.account", ["name": "云栖医药"]))
            }
            let file = try await kernel.files.keep(Array("合同".utf8), name: "a.txt", contentType: "text/plain", object: "crm.account", record: old.idText, as: actor)
            let path = try await kernel.files.open(file.idText, as: actor).path
            _ = try await kernel.records.write(as: actor) { try $0.update("crm.account", old.id, ["city": "宁波"]) }
            try await kernel.records.write(as: actor) { try $0.delete("crm.account", old.id) }
            time.advance(seconds: 10 * 86_400)
            try await kernel.records.write(as: actor) { try $0.delete("crm.account", young.id) }
            time.advance(seconds: 21 * 86_400)
            try await kernel.background.runDue()

            var query = RecordQuery("crm.account")
            query.deleted = true
            let asked = query
            let left = try await kernel.records.read(as: actor) { try $0.list(asked).records.map(\.id) }
            #expect(left == [young.id])
            #expect(!FileManager.default.fileExists(atPath: path))
            let traces = try await store.read(tenant: company.tenant.id) { reader in
                try ["field_change", "ownership_span", "stored_file"].map { table in
                    try reader.first("SELECT count(*) FROM \(name: table) WHERE record_id = \(old.id.rawValue)") { $0.integer(0) } ?? -1
                }
            }
            #expect(traces == [0, 0, 0])
            let events = try await store.read(tenant: company.tenant.id) {
                try EventLog.events(of: [old.id], tenant: company.tenant.id, limit: 1, in: $0)
            }
            #expect(events.first?.type == "crm.account.purged" && events.first?.through == "records.empty-recycle-bin")
        }
    }

    @Test("keeps bytes that another record keeps too") func sharedFile() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let (kernel, actor) = (company.kernel, try await company.actor("system"))
            let both = try await kernel.records.write(as: actor) { writer in
                try ["甲", "乙"].map { try writer.create("crm.account", ["name": .string($0)]) }
            }
            var kept: [KeptFile] = []
            for record in both {
                kept.append(
                    try await kernel.files.keep([1, 2, 3], name: "a", contentType: "x", object: "crm.account", record: record.idText, as: actor))
            }
            try await kernel.background.runDue()
            try await kernel.records.write(as: actor) { try $0.delete("crm.account", both[0].id) }
            time.advance(seconds: 32 * 86_400)
            try await kernel.background.runDue()
            let path = try await kernel.files.open(kept[1].idText, as: actor).path
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }
}
