import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

/// Copies of records.
@Suite("Copying a record") struct CopyTests {
    @Test("brings its lines, and leaves out what only one record can have", arguments: TestDatabase.all)
    func copies(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let actor = try await company.actor("manager")
            try await company.kernel.records.write(as: try await company.actor("system")) { writer in
                _ = try writer.create("crm.product", ["name": "随访", "price": "33.33"])
            }
            let (source, copy, lines) = try await company.kernel.records.write(as: actor) {
                writer -> (Record, Record, Int) in
                let account = try writer.create("crm.account", ["name": "甲"])
                let product = try writer.reader.list(RecordQuery("crm.product")).records[0]
                let made = try writer.create(
                    "crm.opportunity", ["name": "体检", "account": .string(account.idText), "discount": 10])
                for quantity in [3, 7] as [Int64] {
                    _ = try writer.create(
                        "crm.opportunity_line",
                        [
                            "opportunity": .string(made.idText), "product": .string(product.idText),
                            "quantity": .integer(quantity),
                        ])
                }
                // The next stage wants a follow-up that was logged.
                _ = try writer.create("crm.activity", ["subject": .string(made.idText), "type": "call", "text": "谈过"])
                _ = try writer.command("move", "crm.opportunity", made.id, to: "need")
                let source = try writer.reader.get(made.object, made.id)
                let copy = try writer.clone("crm.opportunity", source.id, ["name": "体检二期"])
                var query = RecordQuery("crm.opportunity_line")
                query.pointing = .init(field: "opportunity", id: copy.id, object: "crm.opportunity")
                return (source, copy, try writer.reader.count(query, upTo: 10))
            }
            #expect(lines == 2)
            #expect(copy["name"] == .text("体检二期"))
            #expect(copy["amount"] == source["amount"])
            #expect(copy["stage"] != source["stage"], "a state begins anew")
            #expect(copy.owner == actor.id)
        }
    }

    @Test("shows and copies nothing that is hidden from who copies") func hidden() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let rep = try await company.actor("rep1"), id = try #require(company.people["rep1"]).text(prefix: "usr")
            let account = try await company.kernel.records.write(as: try await company.actor("system")) { writer in
                try writer.create(
                    "crm.account",
                    ["name": "甲", "number": "A-1", "credit_limit": 500, "level": "key", "owner": .string(id)])
            }
            let copy = try await company.kernel.records.write(as: rep) { writer in
                try writer.clone("crm.account", account.id, ["name": "乙"])
            }
            #expect(copy["credit_limit"] == .null)
            #expect(copy["level"] == .null, "what may not be written is not copied")
            #expect(copy["number"] == .null, "what is unique is not copied")
            let other = try await company.actor("other")
            await #expect(throws: RecordError.self, "nobody copies what he does not see") {
                try await company.kernel.records.write(as: other) { _ = try $0.clone("crm.account", account.id) }
            }
        }
    }
}

/// Ways of looking at records that people keep.
@Suite("A saved view") struct SavedViewTests {
    @Test("is seen by those it is shared with, and changed by its owner", arguments: TestDatabase.all)
    func audiences(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let system = try await company.actor("system")
            let department = try await company.kernel.records.write(as: system) { writer in
                let sales = try writer.create("core.department", ["name": "销售"])
                let east = try writer.create("core.department", ["name": "华东", "parent": .string(sales.idText)])
                for name in ["rep1", "manager"] {
                    let home = name == "rep1" ? east : sales
                    guard let id = company.people[name] else { continue }
                    _ = try writer.update("core.user", id, ["department": .string(home.idText)])
                }
                return sales.id
            }
            let audiences: [(SavedView.Audience, [String])] = [
                (.nobody, ["manager"]), (.role("crm.sales_manager"), ["manager"]),
                (.department(department), ["manager", "rep1"]),
            ]
            for (audience, expected) in audiences {
                let actor = try await company.actor("manager")
                let view = try await company.kernel.records.write(as: actor) { writer in
                    try writer.save(
                        SavedView(
                            object: "crm.account", name: "视图", audience: audience, columns: ["name", "city"],
                            filters: [.init(feel: "city = \"杭州\"")], sort: ["-updated_at"]))
                }
                for name in ["manager", "rep1", "rep2", "other"] {
                    let seen = try await company.kernel.records.read(as: try await company.actor(name)) { reader in
                        try reader.views(try reader.object("crm.account")).contains { $0.id == view.id }
                    }
                    #expect(seen == expected.contains(name), "\(audience) \(name)")
                }
                var taken = view
                taken.name = "改名"
                let changed = taken
                if expected.contains("rep1") {
                    let rep = try await company.actor("rep1")
                    await #expect(throws: RecordError.forbidden(code: "access.view", arguments: [:])) {
                        try await company.kernel.records.write(as: rep) { _ = try $0.save(changed) }
                    }
                }
            }
        }
    }

    @Test("refuses what its owner may not see or share") func refusals() async throws {
        try await TestDatabase.sqlite.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "acme")
            let rep = try await company.actor("rep1")
            let cases: [(SavedView, String)] = [
                (SavedView(object: "crm.account", name: "", columns: ["name"]), "view.name"),
                (SavedView(object: "crm.account", name: "a", columns: ["credit_limit"]), "field.unknown"),
                (SavedView(object: "crm.account", name: "a", audience: .everybody, columns: ["name"]), "view.audience"),
                (
                    SavedView(
                        object: "crm.account", name: "a", audience: .role("crm.sales_manager"), columns: ["name"]),
                    "view.audience"
                ),
                (SavedView(object: "crm.account", name: "a", kind: .board, columns: ["name"]), "view.group"),
            ]
            for (view, code) in cases {
                do {
                    try await company.kernel.records.write(as: rep) { _ = try $0.save(view) }
                    Issue.record("\(code) was kept")
                } catch RecordError.invalid(let problems) {
                    #expect(problems.map(\.code) == [code])
                }
            }
            let view = SavedView(
                object: "crm.account", name: "a", columns: ["name"], filters: [.init(feel: "credit_limit > 3")])
            await #expect(throws: RecordError.self, "a filter that cannot run is not kept") {
                try await company.kernel.records.write(as: rep) { _ = try $0.save(view) }
            }
            let (first, again) = try await company.kernel.records.write(as: rep) { writer -> (String?, String?) in
                let object = try writer.reader.object("crm.account")
                try writer.setDefaultView("key", of: object)
                let first = try writer.reader.defaultView(object)
                try writer.setDefaultView(nil, of: object)
                return (first, try writer.reader.defaultView(object))
            }
            #expect(first == "key")
            #expect(again == nil)
        }
    }
}
