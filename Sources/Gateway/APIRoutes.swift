import Basics
import Kernel
import Records
import Web

/// Every route of the API.
enum APIRoutes {
    static let all: [APIRoute] =
        system + identity + profile + metadata + records + writes + merges + pools + gates + forecasts + views + dashboards + queries + events + files + processes

    static let base = "/api/v1"

    static let system: [APIRoute] = [
        APIRoute("GET", "/healthz", "Whether the server and its database answer.", .open { _, gateway in
            _ = try await gateway.kernel.tenant(slug: "health")
            return .json(Array("{\"status\":\"ok\"}".utf8))
        }),
        APIRoute("GET", "/metrics", "Counters for Prometheus.", .open { request, gateway in
            // Figures are for the machine's own collector; from elsewhere they are nobody's business.
            guard ["127.0.0.1", "::1", ""].contains(request.remoteAddress) else { throw APIError(403, "access.administrator") }
            return .text(gateway.metrics.text(liveListeners: gateway.kernel.live.count))
        }),
        APIRoute("GET", base + "/limits", "The limits that apply to the caller.", .other { _, gateway in
            .json(APIAnswer.json { $0.object { out in
                out.member("requests_per_minute", Int64(gateway.limiter.perMinute))
                out.member("page_size", Int64(RecordQuery.mostRows))
                out.member("bulk_operations", Int64(Bulk.most))
                out.member("body_bytes", Int64(1 << 20))
                out.member("file_bytes", Int64(FileRoutes.mostBytes))
            } }.body)
        }),
    ]
}
