import PostgresStore
import SQLStore
import StoreConformance
import Testing

@Suite("What only the PostgreSQL store does", .enabled(if: TestServer.url != nil)) struct PostgresStoreTests {
    @Test("shows a tenant's work only that tenant's rows") func tenantWall() async throws {
        try await withStore { store in
            let table = name("wall")
            try await store.write(tenant: nil) { transaction in
                try transaction.execute(
                    "CREATE TABLE \(name: table) (tenant_id BIGINT, id BIGINT, PRIMARY KEY (tenant_id, id))")
                for statement in store.dialect.tenantWall(around: table) { try transaction.execute(statement) }
            }
            for tenant in 1...20 as ClosedRange<Int64> {
                try await store.write(tenant: tenant) { transaction in
                    try transaction.execute("INSERT INTO \(name: table) VALUES (\(tenant), 1), (\(tenant), 2)")
                }
            }
            let query: SQL = "SELECT tenant_id FROM \(name: table)"
            let seen = try await withThrowingTaskGroup(of: (Int64?, [Int64]).self) { group in
                for tenant in Array(1...20) + [nil, nil, 99] as [Int64?] {
                    for _ in 0..<4 {
                        group.addTask {
                            (tenant, try await store.read(tenant: tenant) { try $0.all(query) { $0.integer(0) } })
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            for (tenant, rows) in seen {
                let expected = tenant.map { $0 == 99 ? [] : [$0, $0] }
                #expect(expected.map { rows == $0 } ?? (rows.count == 40))
            }
            await #expect(throws: StoreError.self) {
                try await store.write(tenant: 1) { try $0.execute("INSERT INTO \(name: table) VALUES (2, 3)") }
            }
            let changed = try await store.write(tenant: 1) { try $0.execute("UPDATE \(name: table) SET id = id + 10") }
            #expect(changed == 2)
        }
    }

    @Test("goes on when the server ends its connections") func lostConnections() async throws {
        try await withStore { store in
            let table = name("lost")
            try await store.write(tenant: nil) { try $0.execute("CREATE TABLE \(name: table) (id BIGINT PRIMARY KEY)") }
            for round in 0..<5 {
                try await store.write(tenant: nil, lane: .bulk) { transaction in
                    try transaction.forEach(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE application_name = 'sanbu' AND pid <> pg_backend_pid() AND query LIKE \("%\(table)%")
                        """
                    ) { _ in }
                }
                try await store.write(tenant: nil) { try $0.execute("INSERT INTO \(name: table) VALUES (\(round))") }
                let count = try await store.read(tenant: nil) {
                    try $0.first("SELECT count(*) FROM \(name: table)") { $0.integer(0) }
                }
                #expect(count == Int64(round + 1))
            }
        }
    }

    @Test("takes back a task's query when the task is cancelled") func cancellation() async throws {
        try await withStore { store in
            let started = ContinuousClock.now
            let task = Task {
                try await store.read(tenant: nil, lane: .bulk) { try $0.forEach("SELECT pg_sleep(30)") { _ in } }
            }
            try await Task.sleep(for: .milliseconds(300))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(ContinuousClock.now - started < .seconds(10))
            let answer = try await store.read(tenant: nil, lane: .bulk) { try $0.first("SELECT 1") { $0.integer(0) } }
            #expect(answer == 1)
        }
    }

    @Test("prepares a statement again when its table has changed") func stalePlans() async throws {
        try await withStore(tune: { ($0.readConnections, $0.bulkConnections) = (1, 1) }) { store in
            let table = name("stale")
            try await store.write(tenant: nil) { transaction in
                try transaction.execute("CREATE TABLE \(name: table) (id BIGINT PRIMARY KEY)")
                try transaction.execute("INSERT INTO \(name: table) VALUES (1)")
            }
            for width in 1...4 {
                let columns = try await store.read(tenant: nil) {
                    try $0.first("SELECT * FROM \(name: table)") { $0.count }
                }
                let written = try await store.write(tenant: nil) {
                    try $0.first("SELECT * FROM \(name: table)") { $0.count }
                }
                #expect(columns == width)
                #expect(written == width)
                try await store.write(tenant: nil, lane: .bulk) {
                    try $0.execute("ALTER TABLE \(name: table) ADD COLUMN \(name: "c\(width)") BIGINT")
                }
            }
        }
    }

    @Test("forgets old prepared statements") func eviction() async throws {
        try await withStore(tune: { $0.readConnections = 1 }) { store in
            for number in 0..<1300 {
                let answer = try await store.read(tenant: nil) {
                    try $0.first(SQL(text: "SELECT \(number) + ?", arguments: [.integer(1)])) { $0.integer(0) }
                }
                #expect(answer == Int64(number + 1))
            }
            let count = try await store.read(tenant: nil) {
                try $0.first("SELECT count(*) FROM pg_prepared_statements") { $0.integer(0) }
            }
            #expect(try #require(count) < 600)
        }
    }

    private func withStore(
        tune: (inout PostgresStore.Settings) -> Void = { _ in }, _ body: (PostgresStore) async throws -> Void
    ) async throws {
        var settings = try TestServer.settings()
        tune(&settings)
        let store = try await PostgresStore.open(settings)
        do {
            try await body(store)
        } catch {
            await store.close()
            throw error
        }
        await store.close()
    }

    private func name(_ stem: String) -> String { stem + String(UInt64.random(in: 0...UInt64.max), radix: 36) }
}
