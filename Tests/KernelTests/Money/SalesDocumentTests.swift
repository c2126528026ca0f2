import Basics
import Kernel
import Metadata
import ProcessEngine
import Processes
import Records
import SQLStore
import Tenancy
import Testing

/// From an opportunity over a quote to a contract, with the approvals in between.
@Suite("Quotes and contracts") struct SalesDocumentTests {
    /// A quote over two lines, made from an opportunity by rep1.
    static func quote(_ company: Company, discount: String = "8") async throws -> Record {
        let catalogue = try await company.kernel.records.write(as: try await company.actor("system")) { writer in
            try ["会员平台", "实施服务"].map { try writer.create("crm.product", ["name": .string($0), "price": "10000.00"]).idText }
        }
        return try await company.kernel.records.write(as: try await company.actor("rep1")) { writer in
            let account = try writer.create("crm.account", ["name": "百草堂"])
            let deal = try writer.create("crm.opportunity", ["name": "会员营销", "account": .string(account.idText), "discount": .string(discount)])
            for product in catalogue {
                _ = try writer.create("crm.opportunity_line", ["opportunity": .string(deal.idText), "product": .string(product), "quantity": "2"])
            }
            let moved = try writer.command("make_quote", "crm.opportunity", deal.id)
            #expect(moved["stage"] == deal["stage"], "a command without a target leaves the state")
            let id = try #require(moved.reference("latest_quote")).id
            return try writer.reader.get(try writer.reader.object("crm.quote"), id)
        }
    }

    static func give(_ command: String, _ record: Record, _ company: Company, as name: String = "rep1", _ values: OrderedMap<JSON> = [:]) async throws -> Record {
        let (object, id) = (record.object.name, record.id)
        let given = try await company.kernel.records.write(as: try await company.actor(name)) { try $0.command(command, object, id, values) }
        try await company.kernel.background.runDue()
        return given
    }

    static func read(_ record: Record, _ company: Company) async throws -> Record {
        let id = record.id
        let name = record.object.name
        return try await company.kernel.records.read(as: try await company.actor("system")) { try $0.get(try $0.object(name), id) }
    }

    static func children(_ object: String, _ by: String, of record: Record, _ company: Company) async throws -> [Record] {
        var query = RecordQuery(object)
        query.pointing = .init(field: by, id: record.id, object: record.object.name)
        query.limit = RecordQuery.mostRows
        let asked = query
        return try await company.kernel.records.read(as: try await company.actor("system")) { try $0.list(asked).records }
    }

    static func decide(_ company: Company, as name: String, _ decision: @escaping @Sendable (Int, String) -> ApprovalCommand) async throws {
        let actor = try await company.actor(name)
        let task = try #require(try await company.kernel.processes.tasks(TaskQuery(.mine), as: actor).tasks.first)
        try await company.kernel.processes.approve(task: task.id, as: actor, decision)
        try await company.kernel.background.runDue()
    }

    @Test("an approved and accepted quote becomes a contract with its lines", arguments: TestDatabase.all)
    func accepted(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            try await company.kernel.background.runDue()
            let quote = try await Self.quote(company)
            #expect(quote["amount"] == .integer(3_680_000) && quote["total_discount"] == .integer(80))
            #expect(try await Self.children("crm.quote_line", "quote", of: quote, company).count == 2)
            _ = try await Self.give("submit", quote, company)
            #expect(try await Self.read(quote, company)["status"] == .text("in_approval"))
            await #expect(throws: RecordError.self, "only the process approves") { try await Self.give("approve", quote, company) }
            try await Self.decide(company, as: "manager") { task, by in .approve(task: task, .init(by: by)) }
            #expect(try await Self.read(quote, company)["status"] == .text("approved"))
            let accepted = try await Self.give("accept", quote, company)
            let contract = try await company.kernel.records.read(as: try await company.actor("rep1")) { reader in
                try reader.get(try reader.object("crm.contract"), try #require(accepted.reference("contract")).id)
            }
            #expect(contract["amount"] == .integer(3_680_000) && contract["status"] == .text("draft"))
            #expect(try await Self.children("crm.contract_line", "contract", of: contract, company).count == 2)
        }
    }

    @Test("a refused quote is a draft again, a recalled one ends its process", arguments: TestDatabase.all)
    func refused(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            try await company.kernel.background.runDue()
            let quote = try await Self.quote(company)
            _ = try await Self.give("submit", quote, company)
            try await Self.decide(company, as: "manager") { task, by in .reject(task: task, .init(by: by)) }
            #expect(try await Self.read(quote, company)["status"] == .text("draft"))
            _ = try await Self.give("submit", quote, company)
            _ = try await Self.give("recall", quote, company)
            #expect(try await Self.read(quote, company)["status"] == .text("draft"))
            let manager = try await company.actor("manager")
            #expect(try await company.kernel.processes.tasks(TaskQuery(.mine), as: manager).tasks.isEmpty)
        }
    }

    @Test("what was submitted stays as it is; another price is another version", arguments: TestDatabase.all)
    func locked(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await ProcessTests.company(store)
            try await company.kernel.background.runDue()
            let (quote, records) = (try await Self.quote(company, discount: "3"), company.kernel.records)
            let line = try #require(try await Self.children("crm.quote_line", "quote", of: quote, company).first)
            _ = try await Self.give("submit", quote, company)
            let rep = try await company.actor("rep1")
            await #expect(throws: RecordError.self) { try await records.write(as: rep) { try $0.update("crm.quote", quote.id, ["discount": "50"]) } }
            await #expect(throws: RecordError.self) { try await records.write(as: rep) { try $0.update("crm.quote_line", line.id, ["price": "1.00"]) } }
            await #expect(throws: RecordError.self) { try await records.write(as: rep) { try $0.delete("crm.quote_line", line.id) } }
            await #expect(throws: RecordError.self) {
                try await records.write(as: rep) {
                    try $0.create("crm.quote_line", ["quote": .string(quote.idText), "product": .string(line.reference("product")?.id.text(prefix: "prd") ?? ""), "price": "1.00"])
                }
            }
            _ = try await records.write(as: rep) { try $0.update("crm.quote", quote.id, ["remark": "客户在等"]) }
            #expect(try await Self.read(quote, company)["status"] == .text("approved"), "a small discount needs nobody")
            let old = try await Self.give("revise", quote, company)
            #expect(old["status"] == .text("superseded"))
            let next = try await records.read(as: rep) { try $0.get(quote.object, try #require(old.reference("next")).id) }
            #expect(next["revision"] == .integer(2) && next["amount"] == quote["amount"] && next.reference("previous")?.id == quote.id)
            _ = try await records.write(as: rep) { try $0.update("crm.quote", next.id, ["discount": "4"]) }
            await #expect(throws: RecordError.invalid([FieldProblem("previous", "field.read-only")]), "what a version follows is nobody's to change") {
                _ = try await records.write(as: rep) { try $0.update("crm.quote", next.id, ["previous": .null]) }
            }
        }
    }
}
