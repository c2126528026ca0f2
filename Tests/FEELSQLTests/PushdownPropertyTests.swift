import Basics
import FEEL
import FEELSQL
import FEELValues
import PostgresStore
import SQLStore
import SQLiteStore
import Testing

#if canImport(Glibc)
    import Glibc
#endif

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// Random conditions on random rows: what the database answers is what FEEL answers in memory, null included.
/// `SANBU_FEELSQL_ROUNDS` sets the number of conditions, `SANBU_SEED` repeats a run.
@Suite("Conditions in the database") struct PushdownPropertyTests {
    @Test("SQLite answers as memory does") func sqlite() async throws {
        let store = try SQLiteStore.temporary()
        try await check(store)
        await store.close()
    }

    @Test("PostgreSQL answers as memory does", .enabled(if: environment("SANBU_TEST_POSTGRES") != nil))
    func postgres() async throws {
        let url = try #require(environment("SANBU_TEST_POSTGRES"))
        let store = try await PostgresStore.open(PostgresStore.Settings(url: url))
        try await check(store)
        await store.close()
    }

    func check(_ store: any Store) async throws {
        let rounds = environment("SANBU_FEELSQL_ROUNDS").flatMap { Int($0) } ?? 1500
        var system = SystemRandomNumberGenerator()
        let seed = environment("SANBU_SEED").flatMap { UInt64($0) } ?? system.next()
        print("feel to sql: seed \(seed), \(rounds) conditions")
        var random = Random(state: seed)
        let table = "feel_sql_\(seed % 1_000_000)"
        let rows = (1...60).map { SampleRow.random(id: $0, &random) }
        try await SampleRow.store(rows, in: table, of: store)
        var pushed = 0
        for _ in 0..<rounds {
            var writer = ConditionWriter(random: Random(state: random.next()))
            let text = writer.condition()
            if try await agrees(text, rows, table, store) { pushed += 1 }
        }
        // Most random conditions have to reach the database, or the test says nothing.
        #expect(pushed > rounds / 2)
        try await store.write(tenant: nil) { try $0.execute("DROP TABLE \(name: table)") }
    }

    /// Whether the condition was pushed down; both modes are compared with memory.
    private func agrees(_ text: String, _ rows: [SampleRow], _ table: String, _ store: any Store) async throws -> Bool {
        let scope = SampleRow.scope
        let syntax = try FEEL.parse(text, names: scope.names)
        let compiled = try FEEL.compile(syntax, scope: scope)
        let now = SampleRow.environment
        let expected = rows.map { compiled.evaluate(slots: $0.values, environment: now).value.boolean }
        let exact = FEELSQL.predicate(
            for: syntax, columns: SampleRow.columns, dialect: store.dialect, environment: now, mode: .threeValued)
        let filter = FEELSQL.predicate(
            for: syntax, columns: SampleRow.columns, dialect: store.dialect, environment: now)
        guard case .sql(let three) = exact, case .sql(let where_) = filter else { return false }
        let query: SQL =
            "SELECT CASE WHEN (\(three)) THEN 1 WHEN NOT (\(three)) THEN 0 END FROM \(name: table) ORDER BY id"
        let found = try await store.read(tenant: nil) { reader in
            try reader.all(query) { $0.isNull(0) ? nil : $0.bool(0) }
        }
        if let place = rows.indices.first(where: { found[$0] != expected[$0] }) {
            let (got, want) = (Value(found[place]), Value(expected[place]))
            Issue.record("\(text) on \(rows[place].values): \(got), not \(want); \(three.text) \(three.arguments)")
        }
        let kept = try await store.read(tenant: nil) { reader in
            try reader.all("SELECT id FROM \(name: table) WHERE \(where_) ORDER BY id") { Int($0.integer(0)) }
        }
        let wanted = rows.indices.filter { expected[$0] == true }.map { $0 + 1 }
        if let id = Set(kept).symmetricDifference(wanted).min() {
            Issue.record("\(text) on \(rows[id - 1].values): kept \(kept.contains(id)); \(where_.text)")
        }
        return true
    }
}

struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }
}

/// One row of the sample, in memory and in the database.
struct SampleRow: Sendable {
    let id: Int
    /// In the order of the scope.
    let values: [Value]
    let stored: [SQLValue]

    static let texts = ["", "a", "A", "abc", "abcd", "bc", "Zürich", "北京", "北京市", "%", "a_c", "É", "é"]

    static let scope = Scope([
        Scope.Variable("flag", .boolean), Scope.Variable("quantity"), Scope.Variable("unit price"),
        Scope.Variable("title", .string), Scope.Variable("day", .date), Scope.Variable("moment", .dateAndTime),
        Scope.Variable("opens", .time), Scope.Variable("effort", .daysAndTimeDuration), Scope.Variable("tags"),
        Scope.Variable("owner", .context([FEELType.Entry("city", .string), FEELType.Entry("level", .number)])),
    ])

    static let environment = Environment(
        now: DateAndTime("2026-11-23T18:00:00+08:00", zones: NoTimeZones()), budget: Budget(diagnostics: 1))

    static var columns: ColumnMap {
        ColumnMap { path in
            switch path {
            case ["flag"]: .column(Column("flag", .boolean))
            case ["quantity"]: .column(Column("number_of", .number(scale: 0, digits: 7)))
            case ["unit price"]: .column(Column("price", .number(scale: 2, digits: 9)))
            case ["title"]: .column(Column("title", .string))
            case ["day"]: .column(Column("day_of", .date))
            case ["moment"]: .column(Column("moment", .dateAndTime))
            case ["opens"]: .column(Column("opens", .time))
            case ["effort"]: .column(Column("effort", .duration))
            case ["tags"]: .column(Column("tags", .texts))
            case ["owner", "city"]: .column(Column("owner_city", .string))
            case ["owner", "level"]: .column(Column("owner_level", .number(scale: 1, digits: 5)))
            default: nil
            }
        }
    }

    static func random(id: Int, _ random: inout Random) -> SampleRow {
        let flag: Bool? = random.pick([true, false, nil])
        let count: Int? = random.pick([nil, 0, 1, 2, -1, 10, 999_999, random.below(20) - 10])
        let cents: Int? = random.pick([nil, 0, 150, 199, -250, 100, random.below(500)])
        let title: String? = random.pick(texts.map(Optional.some) + [nil])
        let day: Int? = random.pick([nil, 20_780, 20_779, 0, -1, 19_000 + random.below(2000)])
        let milliseconds: Int? = random.pick([nil, 0, -1, 1_795_428_000_000, 1_795_427_999_999, random.below(1 << 41)])
        let city: String? = random.pick(texts.map(Optional.some) + [nil])
        let level: Int? = random.pick([nil, 5, 10, 15])
        let opens: Int? = random.pick([nil, 0, 36_000_000, 36_000_999, 86_399_999])
        let effort: Int? = random.pick([nil, 0, 86_400_000, -1, 1500, 3_600_000])
        let tags: [String]? = random.pick([nil, ["vip"], ["a", "北京"], ["a\"b", "vip", "c"]])
        let owner = Context([
            ("city", city.map(Value.string) ?? .null), ("level", Self.number(level, scale: 1)),
        ])
        let date = day.flatMap { CalendarDate(daysSinceEpoch: $0) }.map(Value.date)
        let moment = milliseconds.flatMap { milliseconds in
            DateAndTime(nanosecondsSinceEpoch: Int128(milliseconds) * 1_000_000, zone: .offset(28_800))
        }
        return SampleRow(
            id: id,
            values: [
                Value(flag), Self.number(count, scale: 0), Self.number(cents, scale: 2),
                title.map(Value.string) ?? .null, date ?? .null, moment.map { .dateAndTime($0) } ?? .null,
                opens.map { .time(TimeOfDay(nanoseconds: Int64($0) * 1_000_000)) } ?? .null,
                effort.flatMap { DaysAndTimeDuration(nanoseconds: Int128($0) * 1_000_000) }
                    .map(Value.daysAndTimeDuration) ?? .null,
                tags.map { .list($0.map(Value.string)) } ?? .null,
                .context(owner),
            ],
            stored: [
                flag.map { .integer($0 ? 1 : 0) } ?? .null, Self.integer(count), Self.integer(cents),
                title.map(SQLValue.text) ?? .null, Self.integer(day), Self.integer(milliseconds),
                Self.integer(opens), Self.integer(effort),
                tags.map { .text(JSON.array($0.map(JSON.string)).text) } ?? .null,
                city.map(SQLValue.text) ?? .null, Self.integer(level),
            ])
    }

    private static func number(_ units: Int?, scale: Int) -> Value {
        units.flatMap { Decimal128("\($0)E-\(scale)") }.map(Value.number) ?? .null
    }

    private static func integer(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }

    static func store(_ rows: [SampleRow], in table: String, of store: any Store) async throws {
        try await store.write(tenant: nil) { transaction in
            try transaction.execute(
                """
                CREATE TABLE \(name: table) (id BIGINT PRIMARY KEY, flag BIGINT, number_of BIGINT, price BIGINT,
                title TEXT, day_of BIGINT, moment BIGINT, opens BIGINT, effort BIGINT, tags TEXT, owner_city TEXT, owner_level BIGINT)
                """)
            for row in rows {
                let list: SQL = "\(list: [.integer(Int64(row.id))] + row.stored)"
                try transaction.execute("INSERT INTO \(name: table) VALUES \(list)")
            }
        }
    }
}

/// Writes random conditions about the sample.
struct ConditionWriter {
    var random: Random
    private var depth = 0

    init(random: Random) { self.random = random }

    mutating func condition() -> String {
        depth += 1
        defer { depth -= 1 }
        if depth > 4 { return comparison() }
        switch random.below(12) {
        case 0, 1: return "(\(condition()) and \(condition()))"
        case 2, 3: return "(\(condition()) or \(condition()))"
        case 4: return "not(\(condition()))"
        case 5: return "(if \(condition()) then \(condition()) else \(condition()))"
        case 6: return membership()
        case 7: return text()
        case 8: return "\(number()) between \(number()) and \(number())"
        case 9: return random.pick(["flag", "flag = true", "flag != false", "flag = null", "not(flag)"])
        default: return comparison()
        }
    }

    private mutating func comparison() -> String {
        let sign = random.pick(["=", "!=", "<", "<=", ">", ">="])
        switch random.below(8) {
        case 0, 1: return "\(number()) \(sign) \(number())"
        case 5: return "\(duration()) \(sign) \(duration())"
        case 6: return "opens \(sign) \(random.pick(["opens", "@\"10:00:00\"", "@\"10:00:00.5\"", "null"]))"
        case 7: return "\(random.pick(["day", "moment"])).year \(sign) \(random.pick(["2026", "1970", "1969", "2025"]))"
        case 2: return "\(string()) \(sign) \(string())"
        case 3: return "\(date()) \(sign) \(date())"
        default: return "\(moment()) \(sign) \(moment())"
        }
    }

    private mutating func number() -> String {
        switch random.below(9) {
        case 0: return random.pick(["null", "0", "1.5", "-1", "1.999", "99999999999999999999", "0.015"])
        case 1: return "(\(number()) \(random.pick(["+", "-", "*"])) \(number()))"
        case 2: return "string length(\(string()))"
        case 3: return "-(\(random.pick(["quantity", "unit price"])))"
        case 4: return "owner.level"
        default: return random.pick(["quantity", "unit price", "quantity", "\(random.below(12) - 2)"])
        }
    }

    private mutating func string() -> String {
        random.pick(["title", "owner.city", "title", "null"] + SampleRow.texts.map { "\"\($0)\"" })
    }

    private mutating func date() -> String {
        random.pick([
            "day", "day", "@\"2026-11-23\"", "today()", "today() - @\"P30D\"", "day + @\"P1DT12H\"", "day - @\"PT1H\"",
            "date(moment)", "null", "date(\"1970-01-01\")", "today() - @\"P1Y\"",
        ])
    }

    private mutating func moment() -> String {
        random.pick([
            "moment", "moment", "now()", "@\"2026-11-23T18:00:00+08:00\"", "moment + @\"PT1H\"", "now() - @\"P1D\"",
            "@\"1970-01-01T00:00:00.0005Z\"", "null",
        ])
    }

    private mutating func duration() -> String {
        random.pick([
            "effort", "@\"P1D\"", "@\"PT1.5S\"", "@\"PT0.0005S\"", "today() - day", "now() - moment", "moment - day",
            "day - day",
            "null",
        ])
    }

    private mutating func membership() -> String {
        switch random.below(10) {
        case 7: return "list contains(tags, \(random.pick(["\"vip\"", "\"a\\\"b\"", "\"\""])))"
        case 8: return "\(random.pick(["\"vip\"", "\"北京\""])) in tags"
        case 9: return "count(tags) \(random.pick(["=", ">", "<="])) \(random.below(4))"
        case 0: return "\(number()) in [\(random.below(3))..\(random.below(9) + 3)]"
        case 1: return "\(number()) in (1, 2, \(random.pick(["< 0", "> 5.5", "[7..8)", "null"])))"
        case 2: return "title in (\"abc\", \"北京\", \(string()))"
        case 3: return "title in [\"abc\", \"É\", null]"
        case 4: return "list contains([1, 1.5, \(random.pick(["null", "2", "0.001"]))], \(number()))"
        case 5: return "day in (@\"1970-01-01\"..@\"2026-11-23\")"
        default: return "unit price in [[0..1], 1.99, \"x\"]"
        }
    }

    private mutating func text() -> String {
        let function = random.pick(["starts with", "ends with", "contains"])
        return "\(function)(\(random.pick(["title", "owner.city"])), \(string()))"
    }
}
