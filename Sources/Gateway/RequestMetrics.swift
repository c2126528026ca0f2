import Synchronization

/// Counters of the API, written out as Prometheus reads them.
public final class RequestMetrics: Sendable {
    private let byStatus = Mutex<[Int: Int]>([:])

    func count(_ status: Int) { byStatus.withLock { $0[status, default: 0] += 1 } }

    func text(liveListeners: Int) -> String {
        let counts = byStatus.withLock { $0 }.sorted { $0.key < $1.key }
        var lines = ["# HELP sanbu_api_requests_total Requests answered by the API.", "# TYPE sanbu_api_requests_total counter"]
        lines += counts.map { "sanbu_api_requests_total{status=\"\($0.key)\"} \($0.value)" }
        lines += ["# HELP sanbu_live_listeners Open live streams.", "# TYPE sanbu_live_listeners gauge", "sanbu_live_listeners \(liveListeners)"]
        return lines.joined(separator: "\n") + "\n"
    }
}
