import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

@Suite("A form for anybody") struct WebFormTests {
    /// A company with a form for leads and a channel's code.
    struct World {
        let company: Company
        let form: PublicForm
        let code: EntityID
        var forms: WebForms { company.kernel.webForms }

        init(_ store: any Store) async throws {
            let time = HandClock()
            company = try await Company(try await Company.kernel(store, time), time, slug: "forms")
            let system = try await company.actor("system")
            let ids = try await company.kernel.records.write(as: system) { writer in
                let pool = try writer.create("core.pool", ["name": "线索池", "kind": "crm.lead"])
                let form = try writer.create(
                    "core.web_form",
                    [
                        "name": "预约演示", "kind": "crm.lead", "inputs": "name*\nphone*\ncompany\nstatus\nowner", "consent": "只用来联系您。",
                        "presets": ["source": "website"], "code_field": "channel_code", "pool": .string(pool.idText),
                        "hosts": "https://www.example.com javascript:alert(1) https://evil.example/;x",
                    ])
                let code = try writer.create("core.channel_code", ["name": "展台", "code": "CMEF", "form": .string(form.idText)])
                return (form.idText, code.id)
            }
            (form, code) = (try await company.kernel.webForms.form("forms", ids.0), ids.1)
        }

        func entry(_ token: String, phone: String = "13900000001", agrees: Bool = true, trap: String = "", address: String = "10.0.0.1") -> WebForms.Entry {
            WebForms.Entry(token: token, values: ["name": "王女士", "phone": phone, "owner": "usr_x", "status": "converted"], agrees: agrees, trap: trap, code: "CMEF", address: address)
        }

        func figures() async throws -> [Int] {
            let (code, tenant) = (code, company.tenant.id)
            let figures = try await company.kernel.store.read(tenant: tenant) { try WebForms.figures(of: code, tenant: tenant, in: $0) }
            return [figures.scans, figures.entries]
        }
    }

    @Test("makes a record in its pool, with what it presets, and counts the channel", arguments: TestDatabase.all)
    func takes(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await World(store)
            #expect(world.form.hosts == ["https://www.example.com"])
            #expect(world.form.inputs.map(\.field.name) == ["name", "phone", "company"], "neither a state nor an owner is asked")
            try await world.forms.scanned("CMEF", of: world.form)
            try await world.forms.scanned("NONE", of: world.form)
            let token = try await world.forms.token(world.form)
            world.company.time.advance(seconds: 5)
            let id = try #require(try await world.forms.submit(world.entry(token), to: world.form))
            let record = try await world.company.kernel.records.read(as: try await world.company.actor("system")) { try $0.get(try $0.object("crm.lead"), id) }
            #expect(record["source"] == .text("website"))
            #expect(record["channel_code"] == .text("CMEF"))
            #expect(record["status"] == .text("new"))
            #expect(record.owner == nil && record.reference("pool") != nil)
            #expect(try await world.figures() == [1, 1])
        }
    }

    @Test("takes nothing from programs, from old or changed pages, twice, without agreement, or too much", arguments: TestDatabase.all)
    func refuses(_ database: TestDatabase) async throws {
        try await database.use { store in
            let world = try await World(store)
            func refusal(_ entry: WebForms.Entry) async throws -> PublicFormError? {
                do {
                    try await world.forms.submit(entry, to: world.form)
                    return nil
                } catch let error as PublicFormError {
                    return error
                }
            }
            func next() { world.company.time.advance(seconds: 61) }
            let token = try await world.forms.token(world.form)
            #expect(try await refusal(world.entry(token)) == .tooFast)
            world.company.time.advance(seconds: 10)
            #expect(try await refusal(world.entry(token, agrees: false)) == .consent)
            #expect(try await refusal(world.entry(String(token.dropLast()) + "x")) == .stale)
            #expect(try await refusal(world.entry("1" + token)) == .stale)
            next()
            var empty = world.entry(token)
            empty.values["name"] = " "
            #expect(try await refusal(empty) == .invalid([FieldProblem("name", "field.required")]))
            #expect(try await refusal(world.entry(token, phone: "abc")).map { if case .invalid = $0 { true } else { false } } == true)
            #expect(try await refusal(world.entry(token)) == nil)
            #expect(try await refusal(world.entry(token, phone: "13900000002")) == .stale, "a page is good once")
            next()
            let trapped = try await world.forms.token(world.form)
            world.company.time.advance(seconds: 10)
            #expect(try await world.forms.submit(world.entry(trapped, trap: "http://spam"), to: world.form) == nil)
            for _ in 0..<4 { _ = try await refusal(world.entry("x")) }
            #expect(try await refusal(world.entry(trapped)) == .tooMany)
            #expect(try await refusal(world.entry(trapped, phone: "13900000003", address: "10.0.0.2")) == nil)
            world.company.time.advance(seconds: 3 * 3600)
            #expect(try await refusal(world.entry(trapped)) == .stale)
            let tenant = world.company.tenant.id
            let kept = try await store.read(tenant: tenant) { try $0.first("SELECT count(*) FROM crm_lead WHERE tenant_id = \(tenant)") { $0.integer(0) } }
            #expect(kept == 2)
        }
    }
}

@Suite("Handing out by a decision") struct DistributionTests {
    @Test("takes turns within a territory, looks at loads and skills, and stops at the limits", arguments: TestDatabase.all)
    func policies(_ database: TestDatabase) async throws {
        try await database.use { store in
            let time = HandClock()
            let company = try await Company(try await Company.kernel(store, time), time, slug: "hands")
            let kernel = company.kernel
            let people = company.people
            let east = [try #require(people["rep1"]), try #require(people["rep2"])].sorted()
            try await kernel.records.write(as: try await company.actor("system")) { writer in
                let department = try writer.create("core.department", ["name": "华东区"])
                for person in east { _ = try writer.update("core.user", person, ["department": .string(department.idText)]) }
                _ = try writer.update("core.user", try #require(people["other"]), ["skills": ["医院"]])
                _ = try writer.create("core.pool", ["name": "池", "kind": "crm.lead"])
                _ = try writer.create("core.holding_limit", ["kind": "crm.lead", "own_limit": 4])
            }
            func lead(_ number: Int, _ more: OrderedMap<JSON>) async throws -> EntityID {
                try await kernel.records.write(as: try await company.actor("system")) { writer in
                    var values: OrderedMap<JSON> = ["name": .string("线索\(number)"), "phone": .string("1350000\(1000 + number)")]
                    for (key, value) in more { values[key] = value }
                    return try writer.create("crm.lead", values).id
                }
            }
            func owner(_ number: Int, _ more: OrderedMap<JSON>) async throws -> EntityID? {
                let id = try await lead(number, more)
                return try await kernel.distribution.distribute("crm.lead", [id], as: try await company.actor("system")).first?.person
            }
            var turns: [EntityID?] = []
            for number in 0..<4 { turns.append(try await owner(number, ["province": "浙江省"])) }
            #expect(turns == [east[0], east[1], east[0], east[1]])
            #expect(try await owner(10, ["rating": "hot"]) == people["other"], "who has the fewest")
            #expect(try await owner(11, ["industry": "hospital"]) == people["other"], "who knows it")
            #expect(try await owner(12, ["rating": "cold"]) == nil, "stays in the pool")
            var full: [EntityID?] = []
            for number in 20..<27 { full.append(try await owner(number, ["province": "浙江省"])) }
            #expect(full.compactMap { $0 }.count == 4, "two people with four each, and two had two already")
            #expect(full.suffix(3) == [nil, nil, nil])
            let rep = try await company.actor("rep1")
            let last = try await lead(30, [:])
            await #expect(throws: RecordError.self) { _ = try await kernel.distribution.distribute("crm.lead", [last], as: rep) }
        }
    }
}
