import SQLStore

extension StoreConformance {
    static let lifetimes = [
        Case("refuses more units than may wait, and does the others") { lab in
            let store = try await lab.open { $0.queueLimit = 8 }
            let table = try await lab.table(in: store, ["id": .integer])
            let (begun, gate) = (Gate(), Gate())
            async let holder: Void = holdEveryWriter(store, begun, gate)
            try await begun.passed()
            let outcomes = await withTaskGroup(of: StoreError?.self) { group in
                for id in 0..<100 { group.addTask { await add(id, table, store) } }
                var outcomes: [StoreError?] = []
                for await outcome in group {
                    outcomes.append(outcome)
                    // As long as the writers are held, only refusals come back.
                    if outcomes.count == 80 { gate.open() }
                }
                return outcomes
            }
            try await holder
            let refused = outcomes.count { $0 == .overloaded }
            try expect(refused >= 80, "only \(refused) of 100 units were refused")
            try expectEqual(try await count(table, store), Int64(outcomes.count { $0 == nil }), "rows")
            try expect(refused < 100, "no unit was done")
            try expectEqual(await add(1000, table, store), nil, "a unit afterwards")
        },
        Case("ends waiting work when it closes, and refuses work afterwards") { lab in
            let store = try await lab.open()
            let table = try await lab.table(in: store, ["id": .integer])
            let outcomes = await withTaskGroup(of: StoreError?.self) { group in
                for id in 0..<200 { group.addTask { await add(id, table, store) } }
                await store.close()
                return await group.reduce(into: []) { $0.append($1) }
            }
            try expectEqual(outcomes.count, 200, "answers")
            try expect(outcomes.allSatisfy { $0 == nil || $0 == .closed }, "a unit failed otherwise")
            try await expectFailure("a read", { $0 == .closed }) {
                _ = try await store.read(tenant: nil) { try $0.first("SELECT 1") { $0.integer(0) } }
            }
            try await expectFailure("a write", { $0 == .closed }) { try await store.write(tenant: nil) { _ in } }
            await store.close()
            let again = try await lab.open()
            try expectEqual(try await count(table, again), Int64(outcomes.count { $0 == nil }), "rows kept")
        },
    ]

    /// Keeps every thread that writes busy until the gate opens.
    private static func holdEveryWriter(_ store: any Store, _ begun: Gate, _ gate: Gate) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<(store.dialect == .sqlite ? 1 : 8) {
                group.addTask {
                    try await store.write(tenant: nil, lane: .interactive) { _ in
                        begun.open()
                        try gate.wait()
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func add(_ id: Int, _ table: String, _ store: any Store) async -> StoreError? {
        do {
            try await store.write(tenant: nil) { try $0.execute("INSERT INTO \(name: table) VALUES (\(id))") }
            return nil
        } catch {
            return error as? StoreError ?? .statement("\(error)")
        }
    }
}
