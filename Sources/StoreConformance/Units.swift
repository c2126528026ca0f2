import SQLStore
import Synchronization

/// An error of a body's own.
struct Refusal: Error, Equatable { var number = 0 }

extension StoreConformance {
    static let units = [
        Case("keeps all of a unit or nothing") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            do {
                try await store.write(tenant: nil) { transaction in
                    for id in 0..<10 { try transaction.execute("INSERT INTO \(name: table) VALUES (\(id))") }
                    throw Refusal(number: 7)
                }
                throw Unexpected(description: "the body's error got lost")
            } catch let refusal as Refusal {
                try expectEqual(refusal.number, 7, "the body's error")
            }
            try expectEqual(try await count(table, store), 0, "rows after a refusal")
            try await store.write(tenant: nil) { try $0.execute("INSERT INTO \(name: table) VALUES (1)") }
            try expectEqual(try await count(table, store), 1, "rows")
        },
        Case("says how many rows a statement changed, and returns them") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer, "n": .integer])
            let upserts = SQL.upsert(into: table, key: ["id"], [("id", .integer(1)), ("n", .integer(5))])
            let counts = try await store.write(tenant: nil) { transaction in
                var counts = [try transaction.execute("INSERT INTO \(name: table) VALUES (1, 1), (2, 2), (3, 3)")]
                counts.append(try transaction.execute("UPDATE \(name: table) SET n = 0 WHERE id > \(1)"))
                counts.append(try transaction.execute(upserts))
                counts.append(try transaction.execute("DELETE FROM \(name: table) WHERE id = \(9)"))
                counts.append(try transaction.execute("CREATE INDEX \(name: table + "_n") ON \(name: table) (n)"))
                let returned = try transaction.all("DELETE FROM \(name: table) WHERE id > 1 RETURNING id") {
                    $0.integer(0)
                }
                return counts + [returned.count]
            }
            try expectEqual(counts, [3, 2, 1, 0, 0, 2], "counts")
            let left = try await store.read(tenant: nil) {
                try $0.first("SELECT n FROM \(name: table)") { $0.integer(0) }
            }
            try expectEqual(left, 5, "the overwritten row")
        },
        Case("undoes a savepoint without what is around it, at any depth") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            try await store.write(tenant: nil) { transaction in
                func add(_ id: Int) throws { try transaction.execute("INSERT INTO \(name: table) VALUES (\(id))") }
                try add(1)
                try? transaction.savepoint {
                    try add(2)
                    try transaction.savepoint { try add(3) }
                    throw Refusal()
                }
                try transaction.savepoint {
                    try add(4)
                    try? transaction.savepoint {
                        try add(5)
                        try add(4)
                    }
                    try add(6)
                }
            }
            let ids = try await store.read(tenant: nil) { reader in
                try reader.all("SELECT id FROM \(name: table) ORDER BY id") { $0.integer(0) }
            }
            try expectEqual(ids, [1, 4, 6], "ids")
        },
        Case("calls back after the commit, and only then") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            let calls = Mutex<[Int]>([])
            let note: @Sendable (Int) -> @Sendable () -> Void = { number in { calls.withLock { $0.append(number) } } }
            try await store.write(tenant: nil) { transaction in
                transaction.afterCommit(note(1))
                try? transaction.savepoint {
                    transaction.afterCommit(note(2))
                    throw Refusal()
                }
                try transaction.execute("INSERT INTO \(name: table) VALUES (1)")
                transaction.afterCommit(note(3))
                try expect(calls.withLock(\.isEmpty), "a callback came before the commit")
            }
            try? await store.write(tenant: nil) { transaction in
                transaction.afterCommit(note(4))
                throw Refusal()
            }
            try? await store.write(tenant: nil) { transaction in
                transaction.afterCommit(note(5))
                try transaction.execute("INSERT INTO \(name: table) VALUES (1)")
            }
            try expectEqual(calls.withLock(\.self), [1, 3], "callbacks")
        },
        Case("gives a read one snapshot") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            let (begun, written) = (Gate(), Gate())
            async let seen = store.read(tenant: nil, lane: .bulk) { reader in
                let query: SQL = "SELECT count(*) FROM \(name: table)"
                let before = try reader.first(query) { $0.integer(0) }
                begun.open()
                try written.wait()
                return (before, try reader.first(query) { $0.integer(0) })
            }
            try await begun.passed()
            try await store.write(tenant: nil) { try $0.execute("INSERT INTO \(name: table) VALUES (1)") }
            written.open()
            let (before, after) = try await seen
            try expectEqual(before, 0, "the first query")
            try expectEqual(after, 0, "the second query of the same read")
            try expectEqual(try await count(table, store), 1, "the next read")
        },
        Case("does what is enqueued in order, and refuses the unit when it fails") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            let add: @Sendable (Int) -> SQL = { id in "INSERT INTO \(name: table) VALUES (\(id))" }
            let seen = try await store.write(tenant: 1) { transaction in
                for id in 1...3 { try transaction.enqueue(add(id)) }
                let seen = try transaction.all("SELECT id FROM \(name: table) ORDER BY id") { $0.integer(0) }
                try? transaction.savepoint {
                    try transaction.enqueue(add(4))
                    try transaction.enqueue(add(1))
                }
                try transaction.savepoint { try transaction.enqueue(add(5)) }
                try transaction.enqueue(add(6))
                return seen
            }
            try expectEqual(seen, [1, 2, 3], "rows seen by the unit")
            try await store.write(tenant: 1) { transaction in
                for id in 1000..<6000 { try transaction.enqueue(add(id)) }
                try transaction.execute("DELETE FROM \(name: table) WHERE id >= 1000")
            }
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for id in 10..<60 {
                    group.addTask {
                        let isKept: Void? = try? await store.write(tenant: 1) { transaction in
                            try transaction.enqueue(add(id))
                            if id % 5 == 0 { try transaction.enqueue(add(6)) }
                        }
                        return (isKept != nil) == (id % 5 != 0)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            try expect(outcomes.allSatisfy(\.self), "a failure hit a neighbour, or was not told")
            let stored = try await store.read(tenant: nil) { reader in
                try reader.all("SELECT id FROM \(name: table) ORDER BY id") { Int($0.integer(0)) }
            }
            try expectEqual(stored, [1, 2, 3, 5, 6] + (10..<60).filter { $0 % 5 != 0 }, "rows kept")
        },
        Case("reads what it has written itself") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            for id in 1...20 {
                let inside = try await store.write(tenant: nil) { transaction in
                    try transaction.execute("INSERT INTO \(name: table) VALUES (\(id))")
                    return try transaction.first("SELECT count(*) FROM \(name: table)") { $0.integer(0) }
                }
                try expectEqual(inside, Int64(id), "inside the unit")
                try expectEqual(try await count(table, store), Int64(id), "after it")
            }
        },
    ]

    static func count(_ table: String, _ store: any Store) async throws -> Int64 {
        try await store.read(tenant: nil) { reader in
            try reader.first("SELECT count(*) FROM \(name: table)") { $0.integer(0) } ?? -1
        }
    }
}
