import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

@Suite("Sales, from lead to contract")
struct SalesTests {
    private static func lead(_ phone: String, _ company: String = "杭州云栖医药连锁有限公司") -> OrderedMap<JSON> {
        ["name": "王建国", "company": .string(company), "phone": .string(phone), "budget": 380_000]
    }

    @Test(
        "a lead becomes an account, a contact and an opportunity with its follow-ups", arguments: TestDatabase.available
    )
    func conversion(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let rep = try company["rep"]
            let (opportunity, moved) = try await company.kernel.records.write(as: rep) { writer in
                let lead = try writer.create("crm.lead", Self.lead("+86 138-0000-0001"))
                #expect(lead["status"] == .text("new"))
                #expect(lead["phone"] == .text("13800000001"))
                let call = try writer.create(
                    "crm.activity",
                    [
                        "subject": .string(lead.idText), "type": "call", "text": "介绍方案",
                        "at": "2026-11-20T10:00:00+08:00",
                    ])
                let counted = try writer.reader.get(lead.object, lead.id)
                #expect(counted["activity_count"] == .integer(1))
                let converted = try writer.command("convert", "crm.lead", lead.id)
                #expect(converted["status"] == .text("converted"))
                #expect(converted["activity_count"] == .integer(0))
                let target = try #require(converted.reference("converted_opportunity"))
                let opportunity = try writer.reader.get(try writer.reader.object("crm.opportunity"), target.id)
                return (opportunity, try writer.reader.get(call.object, call.id))
            }
            #expect(opportunity["amount"] == .integer(38_000_000))
            #expect(opportunity["activity_count"] == .integer(1))
            #expect(opportunity.owner == rep.id)
            #expect(moved.reference("subject")?.id == opportunity.id)
            let account = try #require(opportunity.reference("account"))
            let contact = try #require(opportunity.reference("contact"))
            try await company.kernel.records.read(as: rep) { reader in
                let found = try reader.get(try reader.object("crm.account"), account.id)
                #expect(found["name"] == .text("杭州云栖医药连锁有限公司"))
                #expect(found["contact_count"] == .integer(1))
                #expect(found["open_amount"] == .integer(38_000_000))
                let person = try reader.get(try reader.object("crm.contact"), contact.id)
                #expect(person["phone"] == .text("13800000001"))
                #expect(person.reference("account")?.id == account.id)
            }
        }
    }

    @Test("the same company's next lead finds the account", arguments: TestDatabase.available)
    func matching(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let count = try await company.kernel.records.write(as: try company["rep"]) { writer in
                for (phone, name) in [("13800000001", "杭州云栖医药连锁有限公司"), ("13800000002", "杭州云栖医药（连锁）")] {
                    let lead = try writer.create("crm.lead", Self.lead(phone, name))
                    _ = try writer.command("convert", "crm.lead", lead.id)
                }
                return try writer.reader.count(RecordQuery("crm.account"), upTo: 10)
            }
            #expect(count == 1)
        }
    }

    @Test("amounts follow the lines, rounded once (A6)", arguments: TestDatabase.available)
    func amounts(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let (opportunity, account) = try await company.kernel.records.write(as: try await company.system) {
                writer in
                let account = try writer.create("crm.account", ["name": "瑞康大药房"])
                let product = try writer.create("crm.product", ["name": "随访", "price": "33.33"])
                let opportunity = try writer.create(
                    "crm.opportunity",
                    [
                        "name": "会员", "account": .string(account.idText), "expected_amount": 1000, "discount": 10,
                    ])
                #expect(opportunity["amount"] == .integer(100_000))
                for quantity in [3, 7] as [Int64] {
                    _ = try writer.create(
                        "crm.opportunity_line",
                        [
                            "opportunity": .string(opportunity.idText), "product": .string(product.idText),
                            "quantity": .integer(quantity),
                        ])
                }
                let object = opportunity.object
                let summed = try writer.reader.get(object, opportunity.id)
                // 333.30 less ten of a hundred.
                #expect(summed["line_amount"] == .integer(33_330))
                #expect(summed["amount"] == .integer(29_997))
                #expect(summed["weighted_amount"] == .integer(3000))
                _ = try writer.command("move", "crm.opportunity", opportunity.id, to: "quote")
                _ = try writer.command("win", "crm.opportunity", opportunity.id, ["closed_on": "2026-11-20"])
                return (
                    try writer.reader.get(object, opportunity.id), try writer.reader.get(account.object, account.id)
                )
            }
            #expect(opportunity["weighted_amount"] == .integer(29_997))
            #expect(account["won_amount"] == .integer(29_997))
            #expect(account["open_amount"] == .null || account["open_amount"] == .integer(0))
        }
    }

    @Test("a move that fails its gate changes nothing (A7)", arguments: TestDatabase.available)
    func gates(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let rep = try company["rep"]
            let records = company.kernel.records
            let id = try await records.write(as: rep) { writer in
                let account = try writer.create("crm.account", ["name": "康域体检"])
                return try writer.create("crm.opportunity", ["name": "体检", "account": .string(account.idText)]).id
            }
            let refused: [(String, String?, OrderedMap<JSON>)] = [
                ("move", "contract", [:]), ("win", nil, ["closed_on": "2026-11-20"]), ("lose", nil, [:]),
                ("reopen", "need", [:]),
                ("move", "won", [:]),
            ]
            for (command, target, values) in refused {
                await #expect(throws: RecordError.self, "\(command)") {
                    try await records.write(as: rep) {
                        try $0.command(command, "crm.opportunity", id, to: target, values)
                    }
                }
            }
            await #expect(throws: RecordError.self) {
                try await records.write(as: rep) { try $0.update("crm.opportunity", id, ["stage": "won"]) }
            }
            let record = try await records.read(as: rep) { try $0.get(try $0.object("crm.opportunity"), id) }
            #expect(record["stage"] == .text("contact"))
            #expect(record.version == 1)
        }
    }

    @Test(
        "duplicates are found by the folded phone, name and code, whoever owns them", arguments: TestDatabase.available)
    func duplicates(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let (records, rep, other) = (company.kernel.records, try company["rep"], try company["other"])
            try await records.write(as: rep) { writer in
                _ = try writer.create("crm.lead", Self.lead("13800000001"))
                _ = try writer.create("crm.account", ["name": "绍兴第二医院有限公司", "credit_code": "91330600MA2B3C4D5E"])
            }
            func refused(_ object: String, _ values: OrderedMap<JSON>) async throws -> [DuplicateMatch] {
                do {
                    _ = try await records.write(as: other) { try $0.create(object, values) }
                    return []
                } catch RecordError.duplicates(let matches) {
                    return matches
                }
            }
            let byPhone = try await refused("crm.contact", ["name": "某人", "phone": "0086 138 0000 0001"])
            #expect(byPhone.map(\.object) == ["crm.lead"])
            #expect(byPhone.allSatisfy { !$0.isVisible && $0.owner == rep.id })
            #expect(try await refused("crm.account", ["name": "绍兴第二医院"]).count == 1)
            #expect(try await refused("crm.account", ["name": "别的", "credit_code": "91330600ma2b3c4d5e"]).count == 1)
            #expect(try await refused("crm.account", ["name": "绍兴第三医院"]).isEmpty)
            var options = WriteOptions()
            options.acceptsDuplicates = true
            let accepting = options
            _ = try await records.write(as: other) { try $0.create("crm.account", ["name": "绍兴第二医院"], accepting) }
        }
    }

    @Test("each role sees and changes what it may", arguments: TestDatabase.available)
    func permissions(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let records = company.kernel.records
            let id = try await records.write(as: try company["rep"]) { writer in
                try writer.create("crm.account", ["name": "泰诺药业", "phone": "057112345678"]).id
            }
            for (login, sees, changes) in [
                ("rep", true, true), ("manager", true, true), ("director", true, true), ("operations", true, true),
                ("service", true, false), ("other", false, false),
            ] {
                let actor = try company[login]
                let seen = try? await records.read(as: actor) { try $0.get(try $0.object("crm.account"), id) }
                #expect((seen != nil) == sees, "\(login) reads")
                let changed = try? await records.write(as: actor) {
                    try $0.update("crm.account", id, ["city": .string(login)])
                }
                #expect((changed != nil) == changes, "\(login) writes")
            }
            for (login, field) in [("rep", "credit_limit"), ("rep", "level"), ("manager", "credit_limit")] {
                let actor = try company[login]
                await #expect(throws: RecordError.self, "\(login) \(field)") {
                    try await records.write(as: actor) {
                        try $0.update("crm.account", id, [field: field == "level" ? "key" : 5])
                    }
                }
            }
            await #expect(throws: RecordError.self) {
                let to = try company["other"].id.text(prefix: "usr")
                return try await records.write(as: try company["rep"]) {
                    try $0.update("crm.account", id, ["owner": .string(to)])
                }
            }
            let to = try company["other"].id
            _ = try await records.write(as: try company["manager"]) {
                try $0.update("crm.account", id, ["owner": .string(to.text(prefix: "usr"))])
            }
            let lost = try? await records.read(as: try company["rep"]) { try $0.get(try $0.object("crm.account"), id) }
            #expect(lost == nil)
        }
    }
}
