import GRDBSQLite
import SQLStore
import SQLiteStore

/// The SQLite store beside the C interface.
enum SQLiteBenchmark {
    static let rows: Int64 = 200_000
    static let query: SQL = "SELECT id, name, city, amount, note FROM item WHERE tenant_id = ? AND id = ?"
    static let insertion: SQL = "INSERT INTO entry (id, name, city, amount, note) VALUES (?, ?, ?, ?, ?)"

    static func run(folder: String, _ meter: Meter) async throws {
        let store = try SQLiteStore(path: folder + "/durable.sqlite")
        var settings = SQLiteStore.Settings()
        settings.durability = .normal
        let fast = try SQLiteStore(path: folder + "/normal.sqlite", settings: settings)
        try await fill(store)
        try await fill(fast)
        try await reads(folder, store, meter)
        try await writes(folder, store, fast, meter)
        await store.close()
        await fast.close()
    }

    private static func fill(_ store: SQLiteStore) async throws {
        try await store.write(tenant: nil, lane: .bulk) { transaction in
            for table in ["item", "entry"] {
                try transaction.execute(
                    SQL(
                        text: """
                            CREATE TABLE \(table) (tenant_id INTEGER NOT NULL DEFAULT 1, id INTEGER NOT NULL, name TEXT, \
                            city TEXT, amount INTEGER, note TEXT, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID
                            """))
            }
            for id in 0..<rows {
                try transaction.execute(
                    """
                    INSERT INTO item (tenant_id, id, name, city, amount, note)
                    VALUES (\(1), \(id), \("客户 \(id)"), \("杭州"), \(id * 7), \("a note of some length, as people write them"))
                    """)
            }
        }
    }

    private static func reads(_ folder: String, _ store: SQLiteStore, _ meter: Meter) async throws {
        let raw = try RawDatabase(folder + "/durable.sqlite", synchronous: "FULL")
        try await meter.compare(
            "SQLite, one row of five columns by key",
            [
                Meter.Candidate(name: "C interface, one thread, cached statement") { seconds in
                    try await Meter.repeated(tasks: 1, seconds: seconds) { _, round in
                        raw.readOne(Int64(round) * 7919 % rows)
                    }
                },
                candidate(store, tasks: 1, rowsEach: 1), candidate(store, tasks: 8, rowsEach: 1),
                candidate(store, tasks: 1, rowsEach: 10),
            ])
        raw.close()
    }

    private static func candidate(_ store: SQLiteStore, tasks: Int, rowsEach: Int) -> Meter.Candidate {
        Meter.Candidate(name: "store, \(tasks) tasks, \(rowsEach) in a read") { seconds in
            let result = try await Meter.repeated(tasks: tasks, seconds: seconds) { task, round in
                _ = try await store.read(tenant: 1) { reader in
                    var length = 0
                    for number in 0..<rowsEach {
                        let id = Int64((round * 7919 + task * 104_729 + number * 31) % Int(rows))
                        try reader.forEach(SQL(text: query.text, arguments: [.integer(1), .integer(id)])) { row in
                            length += Int(row.integer(0)) + row.text(1).utf8.count + row.text(2).utf8.count
                            length += Int(row.integer(3)) + row.text(4).utf8.count
                        }
                    }
                    return length
                }
            }
            return (result.rate * Double(rowsEach), result.cpu / Double(rowsEach))
        }
    }

    private static func writes(
        _ folder: String, _ store: SQLiteStore, _ fast: SQLiteStore, _ meter: Meter
    ) async throws {
        let raw = try RawDatabase(folder + "/raw-full.sqlite", synchronous: "FULL")
        let rawFast = try RawDatabase(folder + "/raw-normal.sqlite", synchronous: "NORMAL")
        let ids = Numbers()
        let bare = { (name: String, database: RawDatabase) in
            Meter.Candidate(name: name) { seconds in
                try await Meter.repeated(tasks: 1, seconds: seconds) { _, _ in database.insertOne(ids.next()) }
            }
        }
        try await meter.compare(
            "SQLite, one inserted row a unit",
            [
                bare("C interface, FULL, own transaction each", raw),
                bare("C interface, NORMAL, own transaction each", rawFast),
                candidate("FULL", store, 1, ids), candidate("FULL", store, 16, ids), candidate("FULL", store, 64, ids),
                candidate("NORMAL", fast, 64, ids),
            ])
        raw.close()
        rawFast.close()
    }

    private static func candidate(_ name: String, _ store: SQLiteStore, _ tasks: Int, _ ids: Numbers) -> Meter.Candidate
    {
        Meter.Candidate(name: "store, \(name), \(tasks) tasks") { seconds in
            try await Meter.repeated(tasks: tasks, seconds: seconds) { _, _ in
                let arguments = Entry.arguments(ids.next())
                try await store.write(tenant: 1) { try $0.execute(SQL(text: insertion.text, arguments: arguments)) }
            }
        }
    }
}

/// The same work through the C interface. One task uses it at a time.
final class RawDatabase: @unchecked Sendable {
    private var handle: OpaquePointer?
    private var read: OpaquePointer?
    private var insert: OpaquePointer?

    init(_ path: String, synchronous: String) throws {
        sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
        let table =
            "(tenant_id INTEGER NOT NULL DEFAULT 1, id INTEGER NOT NULL, name TEXT, city TEXT, amount INTEGER, "
            + "note TEXT, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID"
        for statement in [
            "PRAGMA journal_mode = WAL", "PRAGMA synchronous = \(synchronous)", "PRAGMA mmap_size = 268435456",
            "CREATE TABLE IF NOT EXISTS item \(table)", "CREATE TABLE IF NOT EXISTS entry \(table)",
        ] {
            sqlite3_exec(handle, statement, nil, nil, nil)
        }
        sqlite3_prepare_v2(handle, SQLiteBenchmark.query.text, -1, &read, nil)
        sqlite3_prepare_v2(handle, SQLiteBenchmark.insertion.text, -1, &insert, nil)
        guard read != nil, insert != nil else { throw StoreError.statement(String(cString: sqlite3_errmsg(handle))) }
    }

    @discardableResult func readOne(_ id: Int64) -> Int {
        sqlite3_bind_int64(read, 1, 1)
        sqlite3_bind_int64(read, 2, id)
        defer { sqlite3_reset(read) }
        guard sqlite3_step(read) == SQLITE_ROW else { return 0 }
        var length = Int(sqlite3_column_int64(read, 0) + sqlite3_column_int64(read, 3))
        for column in [1, 2, 4] as [Int32] {
            if let text = sqlite3_column_text(read, column) { length += String(cString: text).utf8.count }
        }
        return length
    }

    func insertOne(_ id: Int64) {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_int64(insert, 1, id)
        sqlite3_bind_text(insert, 2, Entry.name, -1, copied)
        sqlite3_bind_text(insert, 3, Entry.city, -1, copied)
        sqlite3_bind_int64(insert, 4, id * 3)
        sqlite3_bind_text(insert, 5, Entry.note, -1, copied)
        precondition(sqlite3_step(insert) == SQLITE_DONE, "the row is inserted")
        sqlite3_reset(insert)
    }

    func close() {
        sqlite3_finalize(read)
        sqlite3_finalize(insert)
        sqlite3_close_v2(handle)
    }
}
