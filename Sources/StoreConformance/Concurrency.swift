import SQLStore
import Synchronization

extension StoreConformance {
    static let concurrency = [
        Case("loses no update of many writers at once") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer, "n": .integer])
            let sums = try await addConcurrently(lab, store, table)
            let stored = try await store.read(tenant: nil) { reader in
                try reader.all("SELECT n FROM \(name: table) ORDER BY id") { $0.integer(0) }
            }
            try expectEqual(stored, sums, "counters")
        },
        Case("keeps the failure of one unit away from its neighbours") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            try await store.write(tenant: nil) { try $0.execute("INSERT INTO \(name: table) VALUES (-1)") }
            let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
                for id in 0..<300 { group.addTask { (id, await addOrFail(id, table, store)) } }
                return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
            }
            let kept = try await store.read(tenant: nil) { reader in
                try reader.all("SELECT id FROM \(name: table) WHERE id >= 0 ORDER BY id") { Int($0.integer(0)) }
            }
            try expectEqual(kept, (0..<300).filter { $0 % 3 == 0 }, "rows kept")
            try expectEqual(outcomes.filter(\.value).keys.sorted(), kept, "units that reported success")
        },
        Case("calls back once for each unit that is kept, among many") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            let calls = Tally()
            await withTaskGroup(of: Void.self) { group in
                for id in 0..<200 {
                    group.addTask {
                        try? await store.write(tenant: Int64(id % 3)) { transaction in
                            transaction.afterCommit { calls.add(id) }
                            try transaction.execute("INSERT INTO \(name: table) VALUES (\(id))")
                            if id % 5 == 0 { throw Refusal() }
                        }
                    }
                }
            }
            let expected = Dictionary(uniqueKeysWithValues: (0..<200).filter { $0 % 5 != 0 }.map { ($0, 1) })
            try expectEqual(calls.counts, expected, "callbacks by unit")
        },
        Case("moves amounts between accounts without making or losing any") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer, "n": .integer])
            try await store.write(tenant: nil) { transaction in
                for id in 0..<8 { try transaction.execute("INSERT INTO \(name: table) VALUES (\(id), 100)") }
            }
            let isDone = Mutex(false)
            async let watched = watchSum(of: table, store) { isDone.withLock(\.self) }
            try await transferConcurrently(lab, store, table)
            isDone.withLock { $0 = true }
            try expect(try await watched > 0, "nobody watched")
            let amounts = try await store.read(tenant: nil) {
                try $0.all("SELECT n FROM \(name: table)") { $0.integer(0) }
            }
            try expectEqual(amounts.reduce(0, +), 800, "the sum")
            try expect(amounts.allSatisfy { $0 >= 0 }, "an account is overdrawn: \(amounts)")
        },
    ]

    private static func addConcurrently(_ lab: Lab, _ store: any Store, _ table: String) async throws -> [Int64] {
        try await store.write(tenant: nil) { transaction in
            for id in 0..<4 { try transaction.execute("INSERT INTO \(name: table) VALUES (\(id), 0)") }
        }
        return try await withThrowingTaskGroup(of: [Int64].self) { group in
            for _ in 0..<24 {
                let generator = lab.generator()
                group.addTask { try await addAtRandom(generator, store, table) }
            }
            return try await group.reduce(into: [0, 0, 0, 0]) { sums, part in for id in 0..<4 { sums[id] += part[id] } }
        }
    }

    /// Half of the additions are one statement; the others read the row, lock it and write it.
    private static func addAtRandom(_ generator: SplitMix, _ store: any Store, _ table: String) async throws -> [Int64]
    {
        var random = generator
        var sums: [Int64] = [0, 0, 0, 0]
        for _ in 0..<20 {
            let (id, amount, isOne) = (
                Int.random(in: 0..<4, using: &random), Int64.random(in: 1...9, using: &random),
                Bool.random(using: &random)
            )
            // Tenants are spread over the writers, so that those meet at the same rows.
            try await store.write(tenant: amount) { transaction in
                if isOne {
                    try transaction.execute("UPDATE \(name: table) SET n = n + \(amount) WHERE id = \(id)")
                } else {
                    let now = try amountOf(id, table, transaction)
                    try transaction.execute("UPDATE \(name: table) SET n = \(now + amount) WHERE id = \(id)")
                }
            }
            sums[id] += amount
        }
        return sums
    }

    private static func amountOf(_ id: Int, _ table: String, _ transaction: any Transaction) throws -> Int64 {
        let query: SQL = "SELECT n FROM \(name: table) WHERE id = \(id)\(verbatim: transaction.dialect.forUpdate)"
        guard let amount = try transaction.first(query, { $0.integer(0) }) else { throw Refusal() }
        return amount
    }

    /// Every third unit succeeds, every third is refused by the database, every third by itself.
    private static func addOrFail(_ id: Int, _ table: String, _ store: any Store) async -> Bool {
        do {
            try await store.write(tenant: Int64(id % 2)) { transaction in
                try transaction.execute("INSERT INTO \(name: table) VALUES (\(id))")
                if id % 3 == 1 { try transaction.execute("INSERT INTO \(name: table) VALUES (-1)") }
                if id % 3 == 2 { throw Refusal() }
            }
            return true
        } catch {
            return false
        }
    }

    private static func transferConcurrently(_ lab: Lab, _ store: any Store, _ table: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                let generator = lab.generator()
                group.addTask { try await transferAtRandom(generator, store, table) }
            }
            try await group.waitForAll()
        }
    }

    private static func transferAtRandom(_ generator: SplitMix, _ store: any Store, _ table: String) async throws {
        var random = generator
        for _ in 0..<15 {
            let (from, to) = (Int.random(in: 0..<8, using: &random), Int.random(in: 0..<8, using: &random))
            let amount = Int64.random(in: 1...60, using: &random)
            if from == to { continue }
            do {
                // Locks are taken in any order on purpose: a deadlock is the store's affair.
                try await store.write(tenant: amount % 9) { transaction in
                    guard try amountOf(from, table, transaction) >= amount else { throw Refusal() }
                    try transaction.execute("UPDATE \(name: table) SET n = n - \(amount) WHERE id = \(from)")
                    try transaction.execute("UPDATE \(name: table) SET n = n + \(amount) WHERE id = \(to)")
                }
            } catch is Refusal {}
        }
    }

    private static func watchSum(
        of table: String, _ store: any Store, until isDone: @Sendable () -> Bool
    ) async throws -> Int {
        var reads = 0
        repeat {
            let sum = try await store.read(tenant: nil) { reader in
                let half = { (id: SQL) in
                    try reader.first("SELECT sum(n) FROM \(name: table) WHERE \(id)") { $0.integer(0) } ?? 0
                }
                return try half("id < 4") + half("id >= 4")
            }
            try expectEqual(sum, 800, "the sum in a snapshot")
            reads += 1
            await Task.yield()
        } while !isDone()
        return reads
    }
}

/// Counts by number, from many threads.
private final class Tally: Sendable {
    private let values = Mutex<[Int: Int]>([:])

    var counts: [Int: Int] { values.withLock(\.self) }

    func add(_ number: Int) { values.withLock { $0[number, default: 0] += 1 } }
}
