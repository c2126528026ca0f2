import Basics
import FEELValues
import Foundation
import Kernel
import PostgresStore
import Processes
import SQLStore
import SQLiteStore
import Tenancy

/// Processes in the database, measured: `bench FOLDER [SECONDS] [OPEN]`.
@main
struct Entry {
    static func main() async throws {
        let arguments = CommandLine.arguments
        let folder = arguments.count > 1 ? arguments[1] : "."
        let seconds = arguments.count > 2 ? Double(arguments[2]) ?? 10 : 10
        let open = arguments.count > 3 ? Int(arguments[3]) ?? 1_000_000 : 1_000_000
        try await measure("SQLite", try SQLiteStore(path: folder + "/bench.sqlite"), folder, seconds, open)
        if let url = ProcessInfo.processInfo.environment["SANBU_BENCH_POSTGRES"], !url.isEmpty {
            try await measure("PostgreSQL", try await PostgresStore.open(.init(url: url)), folder, seconds, open)
        }
    }

    private static func measure(_ name: String, _ store: any Store, _ folder: String, _ seconds: Double, _ open: Int) async throws {
        let bench = try await Bench(store, folder)
        let one = try await bench.oneTask(seconds)
        print("\(name): one service task: \(Int(one.rate)) instances/s, \(one.microseconds) us of processor time each")
        let children = try await bench.children(seconds)
        print("\(name): one root with 50 children, a decision and 11 KB of variables: \(Int(children.rate)) children/s, \(children.microseconds) us each")
        let started = ContinuousClock.now
        try await bench.fill(open)
        let took = ContinuousClock.now - started
        let page = try await bench.inboxPage()
        print("\(name): a page of an inbox with \(open) open instances: p50 \(page.median) ms, p95 \(page.p95) ms (stored in \(took.components.seconds) s)")
        await bench.kernel.close()
    }
}
