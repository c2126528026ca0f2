import Dispatch
import Glibc
import PostgresStore
import SQLStore
import Synchronization
import Testing

/// A server of its own, because it is killed.
@Suite("Restart of the server", .enabled(if: TestServer.url != nil)) struct ServerRestartTests {
    @Test("loses nothing that was acknowledged and works on within seconds", .timeLimit(.minutes(2)))
    func restart() async throws {
        let folder = "/tmp/sanbu-restart-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let url = try await run("start", folder)
        do {
            try await restart(PostgresStore.Settings(url: url), folder)
        } catch {
            _ = try await run("stop", folder)
            throw error
        }
        _ = try await run("stop", folder)
    }

    private func restart(_ settings: PostgresStore.Settings, _ folder: String) async throws {
        let store = try await PostgresStore.open(settings)
        try await store.write(tenant: nil) { try $0.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)") }

        let state = Progress()
        async let writers: Void = withTaskGroup(of: Void.self) { group in
            for tenant in 0..<8 as Range<Int64> {
                group.addTask { await state.write(to: store, as: tenant) }
            }
        }
        var waits: [Duration] = []
        for _ in 0..<3 {
            try await Task.sleep(for: .milliseconds(500))
            _ = try await run("restart", folder)
            let back = ContinuousClock.now
            let before = state.values.withLock { $0.acknowledged.count }
            while state.values.withLock({ $0.acknowledged.count }) == before {
                try await Task.sleep(for: .milliseconds(5))
            }
            waits.append(ContinuousClock.now - back)
        }
        state.values.withLock { $0.isOver = true }
        await writers
        let stored = try await store.read(tenant: nil) { Set(try $0.all("SELECT id FROM t") { $0.integer(0) }) }
        let (acknowledged, tried) = state.values.withLock { ($0.acknowledged, $0.last) }
        print("restarts: \(acknowledged.count) of \(tried) units acknowledged, \(stored.count) stored, waits \(waits)")
        #expect(acknowledged.subtracting(stored).isEmpty)
        #expect(waits.allSatisfy { $0 < .seconds(5) })
        await store.close()
    }

    /// Runs the script on a thread of its own, as it takes seconds.
    private func run(_ action: String, _ folder: String) async throws -> String {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                guard let output = popen("/\(root)/bin/postgres \(action) \(folder)", "r") else {
                    return continuation.resume(throwing: Unavailable())
                }
                var line = [CChar](repeating: 0, count: 1024)
                fgets(&line, 1024, output)
                guard pclose(output) == 0 else { return continuation.resume(throwing: Unavailable()) }
                let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                continuation.resume(returning: String(text.prefix { $0 != "\n" }))
            }
        }
    }

    private struct Unavailable: Error {}
}

/// What several writers have done so far.
private final class Progress: Sendable {
    let values = Mutex((acknowledged: Set<Int64>(), last: Int64(0), isOver: false))

    func write(to store: PostgresStore, as tenant: Int64) async {
        while let id = next() {
            // A unit whose commit was cut off may fail; only what was acknowledged counts.
            let count = try? await store.write(tenant: tenant) { try $0.execute("INSERT INTO t VALUES (\(id))") }
            if count != nil { values.withLock { _ = $0.acknowledged.insert(id) } }
        }
    }

    private func next() -> Int64? {
        values.withLock { values in
            guard !values.isOver else { return nil }
            values.last += 1
            return values.last
        }
    }
}
