import Glibc
import PostgresStore
import SQLStore
import StoreConformance
import Testing

/// The server that the test script has started: `bin/postgres start DIR` prints its URL.
enum TestServer {
    static let url = getenv("SANBU_TEST_POSTGRES").map { String(cString: $0) }

    static func settings(_ tuning: Lab.Tuning = Lab.Tuning()) throws -> PostgresStore.Settings {
        var settings = PostgresStore.Settings(url: try #require(url))
        settings.queueLimit = tuning.queueLimit
        settings.readTimeout = tuning.readTimeout
        settings.writeTimeout = tuning.writeTimeout
        return settings
    }
}

@Suite("PostgreSQL store", .enabled(if: TestServer.url != nil)) struct PostgresConformanceTests {
    @Test("keeps the promise of every store", arguments: StoreConformance.cases)
    func keeps(_ promise: StoreConformance.Case) async throws {
        try await promise.check(
            Lab(seed: Seed.value) { tuning in try await PostgresStore.open(TestServer.settings(tuning)) })
    }
}
