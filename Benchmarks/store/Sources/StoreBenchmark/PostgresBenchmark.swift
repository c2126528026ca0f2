import Basics
import Glibc
import PostgresStore
import SQLStore
import Work

/// The PostgreSQL store beside pgbench with prepared statements.
enum PostgresBenchmark {
    static let rows = 200_000

    static func run(folder: String, url: String, _ meter: Meter) async throws {
        let store = try await PostgresStore.open(PostgresStore.Settings(url: url))
        try await fill(store)
        let bench = PGBench(folder: folder, url: url)
        try await reads(store, bench, meter)
        try await writes(store, bench, meter)
        try await orders(store, bench, meter)
        try await jobs(store, meter)
        await store.close()
    }

    private static func fill(_ store: PostgresStore) async throws {
        try await store.write(tenant: nil, lane: .bulk) { transaction in
            for table in ["item", "entry"] {
                try transaction.execute(
                    SQL(
                        text: """
                            CREATE TABLE \(table) (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT, city TEXT, \
                            amount BIGINT, note TEXT, PRIMARY KEY (tenant_id, id))
                            """))
            }
            try transaction.execute(
                """
                INSERT INTO item SELECT 1, i, '客户 ' || i, '杭州', i * 7, 'a note of some length, as people write them'
                FROM generate_series(0, \(rows - 1)) i
                """)
            for statement in transaction.dialect.tenantWall(around: "item") { try transaction.execute(statement) }
        }
        try await store.migrate("work", [JobTables.migration], at: Timestamp(milliseconds: 0))
    }

    private static func reads(_ store: PostgresStore, _ bench: PGBench, _ meter: Meter) async throws {
        let script = """
            \\set id random(0, \(rows - 1))
            SELECT id, name, city, amount, note FROM item WHERE tenant_id = 1 AND id = :id;
            """
        let scoped = """
            \\set id random(0, \(rows - 1))
            BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
            SELECT set_config('app.tenant', '1', true), set_config('role', 'sanbu_app', true);
            SELECT id, name, city, amount, note FROM item WHERE tenant_id = 1 AND id = :id;
            COMMIT;
            """
        for tasks in [1, 16, 64] {
            try await meter.compare(
                "PostgreSQL, one row of five columns by key, \(tasks) at a time",
                [
                    bench.candidate(
                        "pgbench, autocommit, \(min(tasks, 16)) connections", script, clients: min(tasks, 16)),
                    bench.candidate("pgbench, tenant's transaction", scoped, clients: min(tasks, 16)),
                    candidate("store, no tenant", store, tasks, tenant: nil),
                    candidate("store, tenant behind the wall", store, tasks, tenant: 1),
                ])
        }
    }

    private static func candidate(
        _ name: String, _ store: PostgresStore, _ tasks: Int, tenant: Int64?
    ) -> Meter.Candidate {
        Meter.Candidate(name: name) { seconds in
            try await Meter.repeated(tasks: tasks, seconds: seconds) { task, round in
                let id = Int64((round * 7919 + task * 104_729) % rows)
                let query: SQL = "SELECT id, name, city, amount, note FROM item WHERE tenant_id = \(1) AND id = \(id)"
                let length = try await store.read(tenant: tenant) { reader in
                    try reader.first(query) { $0.integer(0) + Int64($0.text(1).utf8.count + $0.text(4).utf8.count) }
                }
                precondition(length != nil, "the row is there")
            }
        }
    }

    private static func writes(_ store: PostgresStore, _ bench: PGBench, _ meter: Meter) async throws {
        let ids = Numbers()
        let script = """
            \\set id random(1, 9000000000000000)
            INSERT INTO entry VALUES (0, :id, '三步走客户', '杭州', 21, '\(Entry.note)') ON CONFLICT DO NOTHING;
            """
        let candidate = { (name: String, tasks: Int, tenants: Int64) in
            Meter.Candidate(name: name) { seconds in
                try await Meter.repeated(tasks: tasks, seconds: seconds) { task, _ in
                    let tenant = Int64(task) % tenants + 1
                    let arguments = [SQLValue.integer(tenant)] + Entry.arguments(ids.next())
                    let insertion = SQL(text: "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", arguments: arguments)
                    try await store.write(tenant: tenant) { try $0.execute(insertion) }
                }
            }
        }
        for tasks in [1, 16, 64] {
            try await meter.compare(
                "PostgreSQL, one inserted row a unit, synchronous commit, \(tasks) at a time",
                [
                    bench.candidate("pgbench, \(min(tasks, 16)) connections", script, clients: min(tasks, 16)),
                    candidate("store, all of one tenant", tasks, 1), candidate("store, of 64 tenants", tasks, 64),
                ])
        }
    }

    /// Ten rows a unit, as an order with its lines, history and events.
    private static func orders(_ store: PostgresStore, _ bench: PGBench, _ meter: Meter) async throws {
        let ids = Numbers()
        let insertion = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)"
        let script =
            "BEGIN;\n"
            + (0..<10).map { line in
                """
                \\set id\(line) random(1, 9000000000000000)
                INSERT INTO entry VALUES (-1, :id\(line), '三步走客户', '杭州', 21, '\(Entry.note)') ON CONFLICT DO NOTHING;
                """
            }.joined(separator: "\n") + "\nCOMMIT;\n"
        let candidate = { (name: String, tasks: Int, waits: Bool) in
            Meter.Candidate(name: name) { seconds in
                try await Meter.repeated(tasks: tasks, seconds: seconds) { task, _ in
                    let tenant = Int64(task) + 1000
                    let rows = (0..<10).map { _ in
                        SQL(text: insertion, arguments: [.integer(tenant)] + Entry.arguments(ids.next()))
                    }
                    try await store.write(tenant: tenant) { transaction in
                        for row in rows {
                            if waits { try transaction.execute(row) } else { try transaction.enqueue(row) }
                        }
                    }
                }
            }
        }
        for tasks in [1, 16, 64] {
            try await meter.compare(
                "PostgreSQL, ten inserted rows a unit, \(tasks) at a time, each of its own tenant",
                [
                    bench.candidate("pgbench, \(min(tasks, 16)) connections", script, clients: min(tasks, 16)),
                    candidate("store, waiting for each row", tasks, true), candidate("store, enqueued", tasks, false),
                ])
        }
    }

    private static func jobs(_ store: PostgresStore, _ meter: Meter) async throws {
        let now = Timestamp(milliseconds: 1_790_000_000_000)
        let clock = WallClock { now }
        let queue = JobQueue(ids: IDGenerator(node: 1, clock: clock), clock: clock)
        let candidate = { (batch: Int) in
            Meter.Candidate(name: "add, lease and end \(batch) at a time") { seconds in
                let result = try await Meter.repeated(tasks: 1, seconds: seconds) { _, round in
                    let tenant = Int64(round % 8)
                    try await store.write(tenant: tenant) { transaction in
                        for _ in 0..<batch { try queue.add(JobDraft("job"), tenant: tenant, in: transaction) }
                    }
                    let jobs = try await store.write(tenant: nil) {
                        try queue.lease(atMost: batch, for: .seconds(60), in: $0)
                    }
                    precondition(jobs.count == batch, "all jobs are leased")
                    try await store.write(tenant: tenant) { transaction in
                        for job in jobs { try queue.complete(job, in: transaction) }
                    }
                }
                return (result.rate * Double(batch), result.cpu / Double(batch))
            }
        }
        try await meter.compare("PostgreSQL, jobs from added to done, one task", [1, 10, 50].map(candidate))
    }
}

/// PostgreSQL's own benchmark program.
struct PGBench {
    let folder: String
    let url: String

    func candidate(_ name: String, _ script: String, clients: Int) -> Meter.Candidate {
        Meter.Candidate(name: name) { seconds in (try rate(script, clients: clients, seconds: seconds), 0) }
    }

    private func rate(_ script: String, clients: Int, seconds: Double) throws -> Double {
        let path = folder + "/pgbench.sql"
        guard let file = fopen(path, "w") else { throw Unavailable() }
        fputs(script, file)
        fclose(file)
        let program = "/usr/lib/postgresql/15/bin/pgbench"
        let command = "\(program) -n -M prepared -c \(clients) -j 1 -T \(max(1, Int(seconds))) -f \(path) '\(url)' 2>&1"
        guard let output = popen(command, "r") else { throw Unavailable() }
        defer { pclose(output) }
        var lines: [String] = []
        var line = [CChar](repeating: 0, count: 512)
        while fgets(&line, 512, output) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            lines.append(text)
            guard text.hasPrefix("tps = "), let rate = Double(text.split(separator: " ")[2]) else { continue }
            return rate
        }
        throw Unavailable(output: lines)
    }

    struct Unavailable: Error { var output: [String] = [] }
}
