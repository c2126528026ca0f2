import Glibc

/// Runs candidates in turn and prints the median of each beside the first.
struct Meter {
    let seconds: Double
    let rounds: Int

    /// One way to do a thing.
    struct Candidate {
        let name: String
        /// Measures for so many seconds: operations a second, and this process's CPU time for each in µs (0: not ours).
        let measure: (Double) async throws -> (rate: Double, cpu: Double)
    }

    func compare(_ title: String, _ candidates: [Candidate]) async throws {
        var results = [[(rate: Double, cpu: Double)]](repeating: [], count: candidates.count)
        for _ in 0..<rounds {
            for (number, candidate) in candidates.enumerated() {
                results[number].append(try await candidate.measure(seconds))
            }
        }
        print("\n" + title)
        let base = Self.median(results[0].map(\.rate))
        for (candidate, result) in zip(candidates, results) {
            let (rate, cpu) = (Self.median(result.map(\.rate)), Self.median(result.map(\.cpu)))
            let columns = [
                Self.padded(candidate.name, 46, toRight: false), Self.padded(String(Int(rate)), 9) + "/s",
                Self.padded(Self.rounded(rate / base), 7) + "x",
                cpu > 0 ? Self.padded(Self.rounded(cpu), 8) + " µs CPU" : "",
            ]
            print(columns.joined(separator: " "))
        }
        fflush(nil)
    }

    /// Repeats a body in so many tasks for some seconds.
    static func repeated(
        tasks: Int, seconds: Double, _ body: @escaping @Sendable (_ task: Int, _ round: Int) async throws -> Void
    ) async throws -> (rate: Double, cpu: Double) {
        let (start, cpuStart) = (ContinuousClock.now, cpuSeconds())
        let end = start + .seconds(seconds)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var round = 0
                    while ContinuousClock.now < end {
                        try await body(task, round)
                        round += 1
                    }
                    return round
                }
            }
            return try await group.reduce(0, +)
        }
        return rate(count, start, cpuStart)
    }

    static func rate(_ count: Int, _ start: ContinuousClock.Instant, _ cpuStart: Double) -> (rate: Double, cpu: Double)
    {
        let elapsed = (ContinuousClock.now - start) / Duration.seconds(1)
        return (Double(count) / elapsed, (cpuSeconds() - cpuStart) * 1e6 / Double(max(count, 1)))
    }

    static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime]
        return times.reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func rounded(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }

    private static func padded(_ text: String, _ width: Int, toRight: Bool = true) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return toRight ? blanks + text : text + blanks
    }
}
