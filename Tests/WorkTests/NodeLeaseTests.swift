import Basics
import SQLStore
import Testing
import Work

@Suite("Node numbers") struct NodeLeaseTests {
    @Test("go to one program at a time", arguments: TestDatabase.available)
    func oneAtATime(_ database: TestDatabase) async throws {
        try await database.withStores(3) { stores in
            let clock = HandClock()
            let taken = try await withThrowingTaskGroup(of: Int.self) { group in
                for program in 0..<30 {
                    group.addTask { try await take("program \(program)", clock.now, stores[program % 3]) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(taken.sorted() == Array(0..<30))
        }
    }

    @Test(
        "return when they are given back or run out, and are lost to the next holder", arguments: TestDatabase.available
    )
    func lifetime(_ database: TestDatabase) async throws {
        try await database.withStore { store in
            let clock = HandClock()
            let extend = { (holder: String) in
                let now = clock.now
                try await store.write(tenant: nil) {
                    try NodeLease.extend(0, holder: holder, now: now, for: .seconds(60), in: $0)
                }
            }
            #expect(try await take("a", clock.now, store) == 0)
            #expect(try await take("b", clock.now, store) == 1)
            try await store.write(tenant: nil) { try NodeLease.release(1, holder: "a", in: $0) }
            #expect(try await take("c", clock.now, store) == 2)
            try await store.write(tenant: nil) { try NodeLease.release(1, holder: "b", in: $0) }
            #expect(try await take("d", clock.now, store) == 1)
            clock.advance(.seconds(59))
            try await extend("a")
            clock.advance(.seconds(59))
            #expect(try await take("e", clock.now, store) == 1)
            clock.advance(.seconds(2))
            await #expect(throws: NodeLease.Problem.lost(0)) { try await extend("a") }
            #expect(try await take("f", clock.now, store) == 0)
            await #expect(throws: NodeLease.Problem.lost(0)) { try await extend("a") }
            try await extend("f")
        }
    }
}

private func take(_ holder: String, _ now: Timestamp, _ store: any Store) async throws -> Int {
    try await store.write(tenant: nil) { try NodeLease.take(holder: holder, now: now, for: .seconds(60), in: $0) }
}
