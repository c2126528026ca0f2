import Basics
import Identity
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web
import Work

extension APIRoutes {
    static let events: [APIRoute] = [
        {
            var route = APIRoute("GET", base + "/events", "What happened in the tenant, in order, as far as the caller may see it.", .read { call, reader in
                let after = Int64(try call.integer("after", in: 0...Int.max, default: 0))
                let limit = try call.integer("limit", in: 1...500, default: 100)
                let found = try VisibleEvents.after(after, limit: limit, reader)
                return .json(capacity: 4096) { $0.object { out in
                    out.key("data")
                    out.array { list in
                        found.events.forEach { EventText.write($0, schema: reader.schema, policy: reader.policy, to: &list) }
                    }
                    out.member("next", found.last)
                } }
            })
            route.parameters = [.query("after", "integer", "The sequence number seen last."), .query("limit", "integer", "1 to 500.")]
            return route
        }(),
        {
            var route = APIRoute("GET", base + "/events/stream", "The same as server-sent events, as they happen.", .other(stream))
            route.response = .stream
            route.parameters = [.header("Last-Event-ID", "string", "The sequence number seen last.")]
            return route
        }(),
    ]

    private static func stream(_ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let kernel = gateway.kernel
        let token = call.request.headers["authorization"].map { String($0.dropFirst(7)) }
        let start: Int64
        if let seen = call.request.headers["last-event-id"].flatMap({ Int64($0) }) {
            start = seen
        } else {
            start = try await kernel.records.read(as: call.actor) { try $0.lastSequence() }
        }
        let signals = kernel.live.listen(call.actor.tenant)
        return WebResponse(
            headers: [("content-type", "text/event-stream"), ("cache-control", "no-cache"), ("x-accel-buffering", "no")],
            body: .stream { writer in
                try await writer.write(Array("retry: 2000\n\n".utf8))
                var sequence = try await send(after: start, call.actor, kernel, writer)
                for await _ in signals {
                    // A right that was taken away closes the stream at the next event, not at the next sign-in.
                    var actor = call.actor
                    if let token {
                        guard let present = try await kernel.identity.bearer(token: token) else { return }
                        actor = present
                    } else if let cookie = call.request.cookies[SessionCookie.name] {
                        guard let present = try await kernel.identity.session(token: cookie) else { return }
                        actor = present.actor
                    }
                    sequence = try await send(after: sequence, actor, kernel, writer)
                }
            })
    }

    private static func send(after sequence: Int64, _ actor: Actor, _ kernel: Kernel, _ writer: any WebStreamWriter) async throws -> Int64 {
        let (bytes, last) = try await kernel.records.read(as: actor) { reader in
            let found = try VisibleEvents.after(sequence, limit: 200, reader)
            var bytes: [UInt8] = []
            for event in found.events {
                var json = JSONWriter()
                EventText.write(event, schema: reader.schema, policy: reader.policy, to: &json)
                bytes += "id: \(event.sequence)\nevent: \(event.type)\ndata: ".utf8
                bytes += json.bytes
                bytes += "\n\n".utf8
            }
            return (bytes, found.last)
        }
        if !bytes.isEmpty { try await writer.write(bytes) }
        return last
    }
}

/// Events about records that the reader may see: the log passes the same authorization predicate as every list.
enum VisibleEvents {
    static func after(_ sequence: Int64, limit: Int, _ reader: RecordReader) throws -> (events: [Event], last: Int64) {
        let events = try reader.events(after: sequence, limit: limit)
        return (try reader.visible(events), events.last?.sequence ?? sequence)
    }
}
