import SQLStore
import SQLiteStore
import StoreConformance
import Testing

@Suite("SQLite store") struct SQLiteConformanceTests {
    @Test("keeps the promise of every store", arguments: StoreConformance.cases)
    func keeps(_ promise: StoreConformance.Case) async throws {
        let folder = try Scratch()
        defer { folder.remove() }
        let path = folder.path + "/store.sqlite"
        try await promise.check(
            Lab(seed: Seed.value) { tuning in
                var settings = SQLiteStore.Settings()
                settings.queueLimit = tuning.queueLimit
                settings.readTimeout = tuning.readTimeout
                settings.writeTimeout = tuning.writeTimeout
                return try SQLiteStore(path: path, settings: settings)
            })
    }
}

/// A temporary database is a store like any other.
@Suite("Temporary SQLite store") struct TemporaryStoreTests {
    @Test("keeps rows until it is closed") func keepsRows() async throws {
        let store = try SQLiteStore.temporary()
        try await store.write(tenant: nil) { transaction in
            try transaction.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            try transaction.execute("INSERT INTO t VALUES (1), (2)")
        }
        let count = try await store.read(tenant: nil) { try $0.first("SELECT count(*) FROM t") { $0.integer(0) } }
        #expect(count == 2)
        await store.close()
    }

    @Test("copies a snapshot while others write") func backup() async throws {
        let folder = try Scratch()
        defer { folder.remove() }
        let store = try SQLiteStore.temporary()
        try await store.write(tenant: nil) { try $0.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, twin INTEGER)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 0..<500 {
                group.addTask {
                    try await store.write(tenant: nil) { transaction in
                        try transaction.execute("INSERT INTO t VALUES (\(2 * id), \(2 * id + 1))")
                        try transaction.execute("INSERT INTO t VALUES (\(2 * id + 1), \(2 * id))")
                    }
                }
            }
            group.addTask { try await store.backup(to: folder.path + "/store.sqlite") }
            try await group.waitForAll()
        }
        await store.close()
        let copy = try SQLiteStore(path: folder.path + "/store.sqlite")
        let (rows, alone) = try await copy.read(tenant: nil) { reader in
            let alone: SQL = "SELECT count(*) FROM t a LEFT JOIN t b ON b.id = a.twin WHERE b.id IS NULL"
            return (
                try reader.first("SELECT count(*) FROM t") { $0.integer(0) },
                try reader.first(alone) { $0.integer(0) }
            )
        }
        #expect(try #require(rows) <= 1000)
        #expect(alone == 0)
        await copy.close()
    }

    @Test("commits durably by default", arguments: [SQLiteStore.Settings.Durability.full, .normal])
    func synchronous(_ durability: SQLiteStore.Settings.Durability) async throws {
        var settings = SQLiteStore.Settings()
        #expect(settings.durability == .full)
        settings.durability = durability
        let store = try SQLiteStore.temporary(settings: settings)
        let pragmas = try await store.write(tenant: nil) { transaction in
            try ["synchronous", "secure_delete", "foreign_keys"].map { name in
                try transaction.first("PRAGMA \(name: name)") { $0.integer(0) }
            }
        }
        #expect(pragmas == [durability == .full ? 2 : 1, 2, 1])
        await store.close()
    }
}
