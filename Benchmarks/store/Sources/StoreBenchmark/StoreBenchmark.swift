import Basics
import PostgresStore
import SQLStore
import SQLiteStore

/// Rates of the stores beside the bare databases, in rounds that take turns, so that a busy machine hits all alike.
@main struct StoreBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 5, let seconds = Double(arguments[3]), let rounds = Int(arguments[4]) else {
            return print("usage: StoreBenchmark FOLDER URL SECONDS ROUNDS; Benchmarks/store/run does it")
        }
        let meter = Meter(seconds: seconds, rounds: rounds)
        try await SQLiteBenchmark.run(folder: arguments[1], meter)
        try await PostgresBenchmark.run(folder: arguments[1], url: arguments[2], meter)
    }
}
