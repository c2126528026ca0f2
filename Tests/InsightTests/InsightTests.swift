import Basics
import Insight
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Testing

@Suite("Dashboards") struct InsightTests {
    private static let year = Period("2025-09-22..2026-09-21").unsafelyUnwrapped
    private static let circles = ["all", "team", "mine"]

    @Test("count exactly the records of the list behind each part, whoever looks", arguments: TestDatabase.all)
    func drill(_ database: TestDatabase) async throws {
        let seed = SeededNumbers.seed()
        try await database.use { store in
            let company = try await TestCompany(store)
            var numbers = SeededNumbers(seed: seed)
            try await company.liveThroughAYear(&numbers)
            var checked = 0
            for name in ["system", "director", "manager", "rep1", "other"] {
                for circle in Self.circles + [company.departments["sales"]?.text(prefix: "dep") ?? ""] {
                    checked += try await company.kernel.records.read(as: company.actor(name)) { reader in
                        try Self.compare(
                            reader, try #require(Circle(circle)), "\(database) \(name) \(circle) seed \(seed)")
                    }
                }
            }
            #expect(checked > 500)
        }
    }

    /// Every part of every widget against its list.
    private static func compare(_ reader: RecordReader, _ circle: Circle, _ note: String) throws -> Int {
        let insight = Insight(reader)
        var checked = 0
        for dashboard in insight.dashboards {
            for result in try insight.read(dashboard, year, circle) where result.widget.object == "crm.opportunity" {
                let parts = result.points + [result.total].compactMap { $0 }
                for point in parts {
                    let drill = Drill(
                        dashboard: dashboard.name, widget: result.widget.name, period: year, circle: circle,
                        key: point.key.isEmpty ? nil : point.key)
                    let read = try #require(Drill(drill.text))
                    let query = try #require(try read.query(for: reader))
                    let records = try reader.list(Self.whole(query)).records
                    // What was deleted is in no list.
                    if result.widget.kind == .changes {
                        #expect(Int64(records.count) <= point.count, "\(note): \(drill.text)")
                        continue
                    }
                    #expect(Int64(records.count) == point.count, "\(note): \(drill.text)")
                    if case .sum = result.widget.value.function, let field = result.widget.value.field,
                        result.widget.kind != .funnel
                    {
                        let sum = records.reduce(Int64(0)) { $0 + ($1[field].whole ?? 0) }
                        #expect(sum == point.value ?? 0, "\(note): \(drill.text)")
                    }
                    checked += 1
                }
                try forecast(result, dashboard, circle, reader, note)
            }
        }
        return checked
    }

    /// The months' open amounts are those of the lists behind them, and add up; so do the people's.
    private static func forecast(
        _ result: WidgetResult, _ dashboard: Dashboard, _ circle: Circle, _ reader: RecordReader, _ note: String
    ) throws {
        guard let forecast = result.forecast else { return }
        for line in forecast.months {
            let drill = Drill(
                dashboard: dashboard.name, widget: result.widget.name, period: year, circle: circle, key: line.key)
            let query = try #require(try drill.query(for: reader))
            let records = try reader.list(whole(query)).records
            #expect(
                records.reduce(Int64(0)) { $0 + ($1["amount"].whole ?? 0) } == line.open.reduce(0, +),
                "\(note): \(line.key)")
            #expect(
                line.won <= line.low && line.low <= line.expected && line.expected <= line.high, "\(note): \(line.key)")
        }
        #expect(forecast.months.reduce(0) { $0 + $1.won } == forecast.total.won, "\(note)")
        if circle == .all { #expect(forecast.people.reduce(0) { $0 + $1.won } == forecast.total.won, "\(note)") }
    }

    private static func whole(_ query: RecordQuery) -> RecordQuery {
        var query = query
        query.limit = RecordQuery.mostRows
        return query
    }

    @Test("fill a funnel from every step that a record ever reached", arguments: TestDatabase.all)
    func funnel(_ database: TestDatabase) async throws {
        try await database.use { store in
            let company = try await TestCompany(store)
            let counts = try await company.kernel.records.write(as: company.actor("system")) { writer in
                let account = try writer.create("crm.account", ["name": "客户"])
                func opportunity(_ stages: [String], lost: Bool) throws {
                    let made = try writer.create("crm.opportunity", ["name": "商机", "account": .string(account.idText)])
                    for stage in stages { _ = try writer.command("move", "crm.opportunity", made.id, to: stage, [:]) }
                    if lost { _ = try writer.command("lose", "crm.opportunity", made.id, ["lost_reason": "price"]) }
                }
                try opportunity([], lost: false)
                try opportunity(["quote"], lost: true)
                try opportunity(["negotiation", "need"], lost: false)
                return 3
            }
            #expect(counts == 3)
            try await company.kernel.records.read(as: company.actor("system")) { reader in
                let insight = Insight(reader)
                let widget = try #require(try insight.dashboard("crm.pipeline").widget("funnel"))
                let day = try #require(CivilDate("2026-09-21"))
                let result = try insight.read(widget, Period(.month, around: day), .all)
                #expect(result.points.map(\.count) == [3, 2, 2, 1, 0, 0])
            }
        }
    }

    @Test("begin days and months where the reader's day begins", arguments: TestDatabase.all)
    func zones(_ database: TestDatabase) async throws {
        try await database.use { store in
            let company = try await TestCompany(store)
            let system = try await company.actor("system")
            // 2026-08-31 at 17:00 UTC is September in Shanghai and August in London.
            let moment = Timestamp(milliseconds: 1_788_195_600_000)
            try await store.write(tenant: company.tenant.id) { transaction in
                try company.kernel.records.write(as: system, at: moment, in: transaction) { writer in
                    _ = try writer.create(
                        "crm.lead",
                        [
                            "name": "线索", "phone": "13900000001",
                            "owner": .string(try #require(company.people["rep1"]).text(prefix: "usr")),
                        ])
                }
            }
            for (zone, month, day) in [(480, "2026-09", "2026-09-01"), (0, "2026-08", "2026-08-31")] {
                try await company.kernel.records.read(as: company.actor("rep1", zoneMinutes: zone)) { reader in
                    let insight = Insight(reader)
                    let dashboard = try insight.dashboard("crm.activity")
                    for period in ["2026-08", "2026-09"] {
                        let total = try insight.read(
                            try #require(dashboard.widget("leads")), try #require(Period(period)), .all
                        ).total
                        #expect(total?.count == (period == month ? 1 : 0), "\(database) \(zone) \(period)")
                    }
                    var line = try #require(dashboard.widget("leads"))
                    line.group = .date("created_at", .day)
                    let rows = try reader.aggregate(RecordQuery(line.object), by: [.day("created_at")], [.count])
                    #expect(
                        rows.first?.keys.first == .integer(try #require(CivilDate(day)).dayNumber),
                        "\(database) \(zone)")
                }
            }
        }
    }

    @Test("leave out what hidden fields would tell", arguments: TestDatabase.all)
    func hidden(_ database: TestDatabase) async throws {
        try await database.use { store in
            let company = try await TestCompany(store)
            try await company.kernel.records.read(as: company.actor("rep1")) { reader in
                #expect(throws: RecordError.self) {
                    try reader.aggregate(RecordQuery("crm.product"), by: [], [.sum("cost")])
                }
                #expect(throws: RecordError.self) {
                    try reader.aggregate(RecordQuery("core.role_assignment"), by: [.field("role")], [.count])
                }
            }
        }
    }
}

extension SQLValue {
    var whole: Int64? { if case .integer(let value) = self { value } else { nil } }
}

@Suite("Targets") struct TargetTests {
    private func request(_ company: TestCompany, _ rows: GridRows = .people) throws -> GridRequest {
        let grid = try #require(TestCompany.packages.flatMap(\.grids).first)
        return GridRequest(grid: grid, option: "won_amount", year: 2026, rows: rows, circle: .all)
    }

    @Test("are entered, changed, taken back, and kept from others", arguments: TestDatabase.all)
    func grid(_ database: TestDatabase) async throws {
        try await database.use { store in
            let company = try await TestCompany(store)
            let request = try request(company)
            let rep = try #require(company.people["rep1"]), other = try #require(company.people["other"])
            func write(_ changes: [GridChange]) async throws {
                _ = try await company.kernel.records.write(as: company.actor("manager")) {
                    try $0.keep(changes, in: request)
                }
            }
            func value(_ name: String) async throws -> Int64? {
                try await company.kernel.records.read(as: company.actor(name)) { reader in
                    try Insight(reader).content(request).rows.first { $0.id == rep }?.values[3]
                }
            }
            try await write([GridChange(row: rep, month: 3, before: "", after: "1,000.5")])
            #expect(try await value("manager") == 100_050)
            #expect(try await value("rep1") == 100_050)
            #expect(try await value("rep2") == nil)
            try await write([GridChange(row: rep, month: 3, before: "1000.5", after: "2000")])
            #expect(try await value("manager") == 200_000)
            await #expect(throws: GridRefusal.self) {
                try await write([GridChange(row: rep, month: 3, before: "1000.5", after: "3000")])
            }
            await #expect(throws: GridRefusal.self) {
                try await write([GridChange(row: rep, month: 4, before: "", after: "viel")])
            }
            await #expect(throws: GridRefusal.self) {
                try await write([
                    GridChange(row: rep, month: 5, before: "", after: "5"),
                    GridChange(row: other, month: 5, before: "", after: "5"),
                ])
            }
            #expect(try await value("manager") == 200_000)
            try await write([GridChange(row: rep, month: 3, before: "2000", after: "")])
            #expect(try await value("manager") == nil)
        }
    }

    @Test("are reached by people, by departments with those below, and by the company", arguments: TestDatabase.all)
    func attainment(_ database: TestDatabase) async throws {
        try await database.use { store in
            let company = try await TestCompany(store)
            let people = company.people, departments = company.departments
            let request = try request(company), ofDepartments = try self.request(company, .departments)
            @Sendable func id(_ name: String) -> EntityID { people[name] ?? EntityID(rawValue: 0) }
            try await company.kernel.records.write(as: company.actor("system")) { writer in
                try writer.keep(
                    [
                        GridChange(row: id("rep1"), month: 9, before: "", after: "100"),
                        GridChange(row: id("rep2"), month: 9, before: "", after: "50"),
                        GridChange(row: id("other"), month: 9, before: "", after: "7"),
                        GridChange(row: id("rep1"), month: 10, before: "", after: "1000"),
                    ], in: request)
                let account = try writer.create("crm.account", ["name": "客户"])
                for (name, amount) in [("rep1", 80), ("rep2", 60), ("manager", 10)] {
                    let made = try writer.create(
                        "crm.opportunity",
                        [
                            "name": "商机", "account": .string(account.idText),
                            "expected_amount": .integer(Int64(amount)),
                            "owner": .string(id(name).text(prefix: "usr")),
                        ])
                    _ = try writer.command("move", "crm.opportunity", made.id, to: "quote", [:])
                    _ = try writer.command("win", "crm.opportunity", made.id, ["closed_on": "2026-09-20"])
                }
            }
            func read(_ name: String, _ widget: String) async throws -> WidgetResult {
                try await company.kernel.records.read(as: company.actor(name)) { reader in
                    let insight = Insight(reader)
                    return try insight.read(
                        try #require(try insight.dashboard("crm.sales").widget(widget)),
                        try #require(Period("2026-09")), .all)
                }
            }
            let person = try await read("system", "attainment_by_person").points
            #expect(person.map(\.label) == ["rep2", "rep1", "other", "manager"])
            #expect(person.map(\.target) == [5000, 10_000, 700, nil])
            let tree = try await read("system", "attainment_by_department")
            #expect(tree.points.map(\.label) == ["销售中心", "华东区"])
            #expect(tree.points.map(\.value) == [15_000, 9000])
            #expect(tree.points.map(\.target) == [15_000, 10_000])
            #expect(tree.total?.target == 15_700)
            _ = try await company.kernel.records.write(as: company.actor("system")) { writer in
                try writer.keep(
                    [GridChange(row: try #require(departments["east"]), month: 9, before: "", after: "300")],
                    in: ofDepartments)
            }
            #expect(try await read("system", "attainment_by_department").points.map(\.target) == [35_000, 30_000])
            let own = try await read("rep1", "attainment_by_person")
            #expect(own.points.map(\.label) == ["rep1"])
            #expect(own.total?.target == 10_000)
        }
    }
}

@Suite("Wrong reports") struct WrongReportTests {
    private func problems(_ text: String) -> [String] {
        let manifest = PackageFile(path: "x/app.yml", text: "name: x\nversion: 1.0.0\nlabel: x\n")
        let object = PackageFile(
            path: "x/objects/deal.yml",
            text:
                "object: deal\nid-prefix: dea\nname-field: name\nfields:\n  name: { type: text }\n  stage: { type: picklist, options: { a: A, b: B } }\n"
        )
        return AppPackage.read([manifest, object, PackageFile(path: "x/reports/r.yml", text: text)]).problems.map(
            \.description)
    }

    @Test(
        "say file, line and what would be right",
        arguments: [
            (
                "  a: { type: figur, of: deal }",
                "x/reports/r.yml:3:14: \"figur\" is no type — did you mean \"figure\"? [yaml.choice]"
            ),
            ("  a: { type: figure, of: deel }", "did you mean \"x.deal\"?"), ("  a: { of: deal }", "type is missing"),
            ("  a: { type: bar, of: deal, group: stag }", "x.deal has no field \"stag\" — did you mean \"stage\"?"),
            ("  a: { type: bar, of: deal }", "a bar needs group"),
            ("  a: { type: funnel, of: deal, group: stage, steps: [a, c] }", "\"c\" is no option of stage"),
            ("  a: { type: figure, of: deal, value: { function: sum } }", "sum needs a field"),
            ("  a: { type: figure, of: deal, wdth: 2 }", "did you mean \"width\"?"),
        ])
    func said(_ line: String, _ expected: String) {
        let found = problems("dashboard: d\nwidgets:\n\(line)\n")
        #expect(found.contains { $0.contains(expected) && $0.hasPrefix("x/reports/r.yml:3") }, "\(found)")
    }

    @Test("are none when the report is right") func right() {
        #expect(problems("dashboard: d\nwidgets:\n  a: { type: bar, of: deal, group: stage }\n") == [])
    }
}
