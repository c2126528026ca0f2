import Basics
import Glibc
import PostgresStore
import SQLStore
import SQLiteStore
import Synchronization
import Tenancy
import Testing
import Work

/// The two databases; PostgreSQL when the test script has started one.
enum TestDatabase: String, CaseIterable, Sendable {
    case sqlite, postgres

    static let available: [TestDatabase] = url == nil ? [.sqlite] : allCases
    static let url = getenv("SANBU_TEST_POSTGRES").map { String(cString: $0) }

    /// Opens several stores on one fresh database, as several programs would, and hands them over.
    func withStores(_ count: Int, _ body: ([any Store]) async throws -> Void) async throws {
        switch self {
        case .sqlite:
            var template = Array("/dev/shm/sanbu-work-XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw Unavailable() }
            let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            defer {
                for suffix in ["", "-wal", "-shm"] { unlink(folder + "/store.sqlite" + suffix) }
                rmdir(folder)
            }
            try await use(try (0..<count).map { _ in try SQLiteStore(path: folder + "/store.sqlite") }, body)
        case .postgres:
            let url = try #require(Self.url)
            let schema = "work_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let door = try await PostgresStore.open(PostgresStore.Settings(url: url))
            try await door.write(tenant: nil) { try $0.execute("CREATE SCHEMA \(name: schema)") }
            var settings = PostgresStore.Settings(url: url + "&options=-csearch_path%3D" + schema)
            (settings.readConnections, settings.writeConnections) = (2, 3)
            var stores: [any Store] = []
            for _ in 0..<count { stores.append(try await PostgresStore.open(settings)) }
            try await use(stores, body)
            try await door.write(tenant: nil) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
            await door.close()
        }
    }

    func withStore(_ body: (any Store) async throws -> Void) async throws {
        try await withStores(1) { try await body($0[0]) }
    }

    private func use(_ stores: [any Store], _ body: ([any Store]) async throws -> Void) async throws {
        try await stores[0].migrate(
            "work",
            [
                EventLog.migration, JobTables.migration, EventSubscription.migration, Schedules.migration,
                NodeLease.migration,
            ],
            at: Timestamp(milliseconds: 0))
        do {
            try await body(stores)
        } catch {
            for store in stores { await store.close() }
            throw error
        }
        for store in stores { await store.close() }
    }

    private struct Unavailable: Error {}
}

/// A clock that is moved by hand.
final class HandClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_790_000_000_000)

    var wall: WallClock { WallClock { [self] in now } }
    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock(\.self)) }

    func advance(_ duration: Duration) {
        milliseconds.withLock {
            $0 += duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        }
    }
}

/// A small generator whose numbers follow from its seed (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// The seed of this run: SANBU_SEED repeats an earlier one.
enum Seed {
    static let value: UInt64 =
        getenv("SANBU_SEED").flatMap { UInt64(String(cString: $0)) } ?? UInt64.random(in: 0...UInt64(UInt32.max))
}

extension Backoff {
    /// Without a random part: ten seconds, twenty, forty …
    static let steady = Backoff { 0 }
}
