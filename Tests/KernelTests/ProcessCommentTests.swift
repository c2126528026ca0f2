import Basics
import Kernel
import Processes
import Records
import SQLStore
import Tenancy
import Testing
import Work

/// What people say about requests, and the files they add.
@Suite("A discussion") struct ProcessCommentTests {
    @Test("is for who may see the request, and tells those named who have to do with it", arguments: TestDatabase.all)
    func isShared(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            let (kernel, processes) = (company.kernel, company.kernel.processes)
            let approver = "<sanbu:approver kind=\"manager\" levels=\"1\"/>"
            let inside = "<startEvent id=\"s\"/>" + Models.approval("a", "mode=\"any\"", approver) + "<endEvent id=\"e\"/>" + Models.flow("s", "a") + Models.flow("a", "e")
            try await ProcessTests.deploy(Models.process("talk", inside), in: company)
            let (rep, manager, other) = (try await company.actor("rep1"), try await company.actor("manager"), try await company.actor("rep2"))
            let id = try await processes.start("talk", ProcessStart(), as: rep)
            try await processes.comment(on: id, "请看一下 @\(manager.name) @\(other.name)", naming: [manager.name, other.name], as: rep)
            try await processes.comment(on: id, "好的", as: manager)
            #expect(try await processes.comments(on: id, as: manager).map(\.body) == ["请看一下 @\(manager.name) @\(other.name)", "好的"])
            #expect(try await Self.mentions(of: manager, store) == 1)
            #expect(try await Self.mentions(of: other, store) == 0)
            await #expect(throws: ProcessError.self) { _ = try await processes.comments(on: id, as: other) }
            await #expect(throws: ProcessError.self) { try await processes.comment(on: id, "x", as: other) }
            await #expect(throws: ProcessError.self) { try await processes.comment(on: id, "  ", as: rep) }
            let long = String(repeating: "x", count: Processes.longestComment + 1)
            await #expect(throws: ProcessError.self) { try await processes.comment(on: id, long, as: rep) }

            let file = try await kernel.files.keep(Array("quote".utf8), name: "../quote.txt", contentType: "text/plain", instance: id, as: rep)
            #expect(file.name == "quote.txt")
            #expect(try await kernel.files.list(instance: id, as: manager).map(\.id) == [file.id])
            _ = try await kernel.files.open(file.idText, as: manager)
            await #expect(throws: RecordError.self) { _ = try await kernel.files.open(file.idText, as: other) }
            await #expect(throws: RecordError.self) {
                _ = try await kernel.files.keep([1], name: "x", contentType: "", instance: id, as: other)
            }
        }
    }

    private static func mentions(of actor: Actor, _ store: any Store) async throws -> Int {
        try await store.read(tenant: actor.tenant) { reader in
            let sql: SQL = """
                SELECT count(*) FROM notification WHERE tenant_id = \(actor.tenant) AND person_id = \(actor.id.rawValue) AND kind = 'mention'
                AND object = 'process.instance'
                """
            return Int(try reader.first(sql) { $0.integer(0) } ?? 0)
        }
    }
}
