import Basics
import Foundation
import Importing
import Kernel
import Records
import SQLStore
import TableFiles
import Tenancy
import Testing

@Suite("Import")
struct ImportingTests {
    private static func source(_ text: String) -> ImportSource {
        ImportSource(name: "test.csv", bytes: Array(text.utf8))
    }

    /// Imports with the guessed columns.
    private func run(
        _ text: String, into object: String, as actor: Actor, _ company: TestCompany,
        _ change: (inout ImportPlan) -> Void = { _ in }
    ) async throws -> ImportJob {
        let source = Self.source(text)
        var plan = try await company.kernel.importing.preview(source, into: object, as: actor).plan
        change(&plan)
        let job = try await company.kernel.importing.start(plan, source, as: actor)
        return try await company.kernel.importing.run(job.id, source, as: actor)
    }

    private func rows(_ table: String, _ columns: String, _ company: TestCompany) async throws -> [[SQLValue]] {
        let tenant = company.tenant.id
        return try await company.kernel.store.read(tenant: tenant) { reader in
            let sql =
                SQL(text: "SELECT \(columns) FROM \(table) WHERE deleted_at IS NULL AND tenant_id = ")
                + "\(tenant) ORDER BY id"
            return try reader.all(sql) { row in (0..<row.count).map { row.value($0) } }
        }
    }

    @Test("guesses the columns by labels in both languages, names, other systems' words and cells")
    func guesses() async throws {
        try await TestCompany.with(.sqlite) { company in
            let admin = try await company.system
            func guess(_ text: String, _ object: String) async throws -> [String: [String]] {
                let plan = try await company.kernel.importing.preview(Self.source(text), into: object, as: admin).plan
                return Dictionary(uniqueKeysWithValues: plan.columns.map { ($0.field, $0.columns) })
            }
            let chinese = try await guess("姓名,手机号码,公司名称,负责人,备注列\n王建国,138 0000 0001,云栖,rep,x\n", "crm.lead")
            #expect(chinese == ["name": ["姓名"], "phone": ["手机号码"], "company": ["公司名称"], "owner": ["负责人"]])
            let english = try await guess(
                "Firstname;Lastname;Mobile;E-mail;Birth date\nLuís;Gonçalves;+55 12 39;a@b.cd;31.12.1980\n",
                "crm.contact")
            #expect(english["name"] == ["Firstname", "Lastname"])
            #expect(english["phone"] == ["Mobile"])
            #expect(english["email"] == ["E-mail"])
            #expect(english["birthday"] == ["Birth date"])
            // A column whose cells do not fit is not the field, whatever its name.
            #expect(try await guess("name,email\nA,yes\nB,no\n", "crm.contact")["email"] == nil)
            #expect(try await guess("name,write to\nA,a@b.cd\nB,b@b.cd\n", "crm.contact")["email"] == ["write to"])
        }
    }

    @Test("writes good rows, keeps the others with their reasons", arguments: TestDatabase.available)
    func failures(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let operations = try company["operations"]
            let text = """
                姓名,手机,意向度,负责人
                王建国,+86 138-0000-0001,高,rep
                赵敏,12,中,rep
                ,13800000003,低,rep
                刘工,13800000004,很高,rep
                钱多,13800000001,高,rep
                孙一,13800000006,高,nobody
                周二,13800000007,Hot,E-manager
                """
            let job = try await run(text, into: "crm.lead", as: operations, company)
            #expect(job.state == .finished)
            #expect((job.rows, job.created, job.failed) == (7, 2, 5))
            let kept = try await rows("crm_lead", "name, phone, rating, owner_id", company)
            let (rep, manager) = (try company["rep"].id.rawValue, try company["manager"].id.rawValue)
            #expect(
                kept == [
                    [.text("王建国"), .text("13800000001"), .text("hot"), .integer(rep)],
                    [.text("周二"), .text("13800000007"), .text("hot"), .integer(manager)],
                ])
            var file: [UInt8] = []
            try await company.kernel.importing.writeFailures(
                of: job, columns: ["姓名", "手机", "意向度", "负责人"], reasonLabel: "原因", as: operations,
                sentence: { "\($0.code)(\($0.field ?? ""))" }
            ) { file += $0 }
            var table = try TableFile.open(bytes: file)
            var reasons: [String] = []
            while let row = try table.next() { reasons.append(row.cells[0] + " " + row.cells[4]) }
            #expect(
                reasons == [
                    "赵敏 field.phone(phone)", " field.required(name)", "刘工 field.option(rating)",
                    "钱多 record.duplicates(phone)",
                    "孙一 import.no-reference(owner)",
                ])
        }
    }

    @Test("updates what is there and adds what is not, by a field", arguments: TestDatabase.available)
    func upsert(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let operations = try company["operations"]
            let first = try await run(
                "number,name,city\nC1,瑞康大药房,杭州\nC2,同禾中医馆,宁波\n", into: "crm.account", as: operations, company)
            #expect(first.created == 2)
            let second = try await run(
                "number,name,city\nC2,同禾中医馆,绍兴\nC3,安和诊所,嘉兴\nC1,瑞康大药房,杭州\nC3,安和诊所,金华\n", into: "crm.account",
                as: operations, company
            ) { plan in
                plan.mode = .upsert
                plan.key = "number"
            }
            #expect((second.created, second.updated, second.unchanged, second.failed) == (1, 2, 1, 0))
            #expect(
                try await rows("crm_account", "number, city", company) == [
                    [.text("C1"), .text("杭州")], [.text("C2"), .text("绍兴")], [.text("C3"), .text("金华")],
                ])
            let third = try await run("number,city\nC9,上海\nC1,上海\n", into: "crm.account", as: operations, company) {
                plan in
                plan.mode = .update
                plan.key = "number"
            }
            #expect((third.created, third.updated, third.failed) == (0, 1, 1))
        }
    }

    @Test("taken back leaves nothing but what people changed since", arguments: TestDatabase.available)
    func undo(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let (operations, importing) = (try company["operations"], company.kernel.importing)
            _ = try await run(
                "number,name,city,country\nC1,瑞康,杭州,中国\nC2,同禾,宁波,中国\n", into: "crm.account", as: operations, company)
            let job = try await run(
                "number,name,city,country\nC1,瑞康,A,X\nC2,同禾,B,X\nC3,安和,C,X\n", into: "crm.account", as: operations,
                company
            ) { plan in
                plan.mode = .upsert
                plan.key = "number"
            }
            let touched = try await company.kernel.records.write(as: operations) { writer in
                let object = try writer.reader.object("crm.account")
                let id = try #require(try writer.reader.find(object, where: "number", isOneOf: [.text("C2")]).first?.id)
                return try writer.update("crm.account", id, ["city": "人改的"]).id
            }
            #expect(touched.rawValue > 0)
            let result = try await importing.undo(job.id, as: operations)
            #expect(result.undone == 3)
            #expect(
                try await rows("crm_account", "number, city, country", company) == [
                    [.text("C1"), .text("杭州"), .text("中国")], [.text("C2"), .text("人改的"), .text("中国")],
                ])
            await #expect(throws: ImportError.alreadyUndone) { _ = try await importing.undo(job.id, as: operations) }
            let stranger = try company["rep"]
            await #expect(throws: ImportError.self) { _ = try await importing.job(job.id, as: stranger) }
        }
    }

    @Test("that was cut off goes on where it stopped", arguments: TestDatabase.available)
    func resume(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let (operations, importing) = (try company["operations"], company.kernel.importing)
            let text = "number,name\n" + (1...1200).map { "N\($0),客户 \($0)\n" }.joined()
            let source = Self.source(text)
            let plan = try await importing.preview(source, into: "crm.account", as: operations).plan
            let job = try await importing.start(plan, source, as: operations)
            let (store, tenant) = (company.kernel.store, company.tenant.id)
            let done = try await importing.run(job.id, source, as: operations)
            #expect((done.rows, done.created) == (1200, 1200))
            // Running a finished import again does nothing.
            let again = try await importing.run(job.id, source, as: operations)
            #expect(again == done)
            // As if the server had gone down after the second batch; three rows of the third are missing.
            try await store.write(tenant: tenant) { transaction in
                let id = job.id.rawValue
                try transaction.execute("UPDATE import_job SET state = 'running', done_rows = 1000 WHERE id = \(id)")
                try transaction.execute(
                    "UPDATE crm_account SET deleted_at = 1 WHERE number IN ('N1001', 'N1100', 'N1200')")
                try transaction.execute("DELETE FROM import_record WHERE position > 1000 AND import_id = \(id)")
            }
            let resumed = try await importing.run(job.id, source, as: operations)
            #expect(resumed.rows == 1200)
            #expect((resumed.created, resumed.failed) == (1203, 197))
            let changed = Self.source("number,name\nX1,别的文件\n")
            try await store.write(tenant: tenant) { try $0.execute("UPDATE import_job SET state = 'running'") }
            await #expect(throws: ImportError.otherFile("test.csv")) {
                _ = try await importing.run(job.id, changed, as: operations)
            }
        }
    }

    @Test("rehearsed tells everything and keeps nothing", arguments: TestDatabase.available)
    func dryRun(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let (operations, importing) = (try company["operations"], company.kernel.importing)
            let source = Self.source("name,phone\n王,13800000001\n李,x\n")
            let plan = try await importing.preview(source, into: "crm.lead", as: operations).plan
            let (job, failures) = try await importing.dryRun(plan, source, as: operations)
            #expect((job.created, job.failed) == (1, 1))
            #expect(failures.map(\.line) == [3])
            #expect(try await rows("crm_lead", "id", company).isEmpty)
            #expect(try await importing.jobs(as: operations).isEmpty)
        }
    }

    @Test("finds superiors that stand further down in the file", arguments: TestDatabase.available)
    func selfReferences(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let admin = try await company.system
            let text = "login,name,employee_number,manager\nb,Bee,2,1\nc,Cee,3,2\na,Ay,1,\nd,Dee,4,99\n"
            let job = try await run(text, into: "core.user", as: admin, company)
            #expect((job.created, job.failed) == (4, 1))
            let people = try await rows("core_user", "login, manager, id", company).filter {
                ["a", "b", "c"].map(SQLValue.text).contains($0[0])
            }
            let ids = Dictionary(uniqueKeysWithValues: people.map { ($0[0], $0[2]) })
            #expect(
                people.map { [$0[0], $0[1]] } == [
                    [.text("b"), ids[.text("a")]], [.text("c"), ids[.text("b")]], [.text("a"), .null],
                ])
        }
    }

    @Test("sums the children up once a batch", arguments: TestDatabase.available)
    func sums(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let operations = try company["operations"]
            _ = try await run("number,name\n1,瑞康\n2,同禾\n", into: "crm.account", as: operations, company)
            let job = try await run(
                "客户号,日期,金额\n1,20/01/2026,¥10.50\n1,19/02/2026,\"1,000.00\"\n2,03/03/2026,7\n", into: "crm.purchase",
                as: operations, company
            ) { plan in
                plan.columns.removeAll { $0.columns == ["客户号"] }
                plan.columns.append(ImportPlan.Use(columns: ["客户号"], field: "account"))
            }
            #expect((job.created, job.failed) == (3, 0))
            #expect(
                try await rows("crm_account", "purchase_count, purchase_amount, last_purchase_on", company) == [
                    [.integer(2), .integer(101_050), .integer(20_503)], [.integer(1), .integer(700), .integer(20_515)],
                ])
        }
    }

    @Test(
        "exported rows are the reader's own, in the reader's language, and come back in",
        arguments: TestDatabase.available)
    func export(_ database: TestDatabase) async throws {
        try await TestCompany.with(database) { company in
            let records = company.kernel.records
            let (operations, manager, rep) = (try company["operations"], try company["manager"], try company["rep"])
            try await records.write(as: rep) { writer in
                for number in 1...3 {
                    _ = try writer.create("crm.account", ["name": .string("客户 \(number)"), "city": "=杭州"])
                }
            }
            try await records.write(as: operations) {
                _ = try $0.create("crm.account", ["name": "别人的", "credit_limit": 5])
            }
            func export(_ actor: Actor, _ columns: [String]?) async throws -> [[String]] {
                let bytes = Bytes()
                var writer: any TableWriter = CSVWriter { bytes.value += $0 }
                _ = try await Export(records: records).write(
                    RecordQuery("crm.account"), columns: columns, as: actor, to: &writer)
                var table = try TableFile.open(bytes: bytes.value)
                var rows = [table.columns]
                while let row = try table.next() { rows.append(row.cells) }
                return rows
            }
            let all = try await export(operations, ["name", "city", "owner"])
            #expect(all.count == 5)
            #expect(all[0] == ["ID", "客户名称", "城市", "负责人", "创建时间", "更新时间"])
            #expect(all.contains { $0[1] == "客户 1" && $0[2] == "=杭州" && $0[3] == "rep 人" })
            #expect(try await export(manager, nil).count == 4)
            await #expect(throws: RecordError.self) { _ = try await export(rep, nil) }
            await #expect(throws: RecordError.self) { _ = try await export(try company["service"], ["name"]) }
        }
    }

    private final class Bytes { var value: [UInt8] = [] }
}
