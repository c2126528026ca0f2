import Basics
import Metadata
import Records
import Web

extension APIRoutes {
    private static let one = base + "/records/{object}/{id}"
    private static let idempotencyKey = APIParameter.header(
        "Idempotency-Key", "string", "Makes repetitions harmless for a day.")

    static let merges: [APIRoute] = [
        {
            var route = APIRoute(
                "POST", one + "/merge", "Makes this record out of itself and others that mean the same.", .write(merge))
            (route.request, route.response) = (.object("Merge"), .record)
            route.parameters = [
                idempotencyKey,
                .header("If-Match", "string", "The ETag read before; a newer version is refused with 409."),
            ]
            return route
        }(),
        {
            var route = APIRoute(
                "GET", one + "/merges", "The merges that made the record what it is, newest first.", .read(list))
            route.response = .object("Merges")
            return route
        }(),
        {
            var route = APIRoute(
                "POST", one + "/merges/{merge}/undo", "Makes several records again what a merge made one.", .write(undo)
            )
            (route.request, route.response, route.parameters) = (.object("UndoMerge"), .record, [idempotencyKey])
            return route
        }(),
    ]

    private static func merge(_ call: APICall, _ writer: RecordWriter) throws -> APIAnswer {
        let object = try writer.reader.object(call.parameter("object"))
        let body = try call.object()
        guard let texts = body["with"]?.array?.map({ $0.string ?? "" }), !texts.isEmpty else {
            throw APIError(
                400, "request.parameter", ["name": "with", "value": body["with"]?.kind ?? "null", "expected": "array"])
        }
        var choices = OrderedMap<EntityID>()
        for (name, json) in body["values"]?.object ?? [:] {
            choices[name] = try writer.reader.id(json.string ?? "", of: object)
        }
        let losers = try texts.map { try writer.reader.id($0, of: object) }
        let record = try writer.merge(
            object.name, into: try recordID(call, writer), losers, taking: choices, try options(call))
        return answer(record, writer.reader)
    }

    private static func list(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        let record = try reader.get(object, try reader.id(call.parameter("id"), of: object))
        let merges = try reader.merges(of: record)
        return .json {
            $0.object { out in
                out.key("data")
                out.array { list in for merge in merges { list.object { write(merge, object, &$0) } } }
            }
        }
    }

    private static func write(_ merge: Merge, _ object: ObjectType, _ out: inout JSONWriter) {
        out.member("id", merge.idText)
        out.key("records")
        out.array { list in merge.losers.forEach { list.string($0.text(prefix: object.idPrefix)) } }
        out.member("actor", merge.actorName)
        out.member("at", merge.time.rfc3339)
        out.member("undone_at", merge.undoneAt?.rfc3339)
    }

    private static func undo(_ call: APICall, _ writer: RecordWriter) throws -> APIAnswer {
        let body = call.request.body.isEmpty ? [:] : try call.object()
        guard let id = EntityID(text: call.parameter("merge"), prefix: Merge.idPrefix) else {
            throw RecordError.notFound(object: "merge", id: String(call.parameter("merge").prefix(60)))
        }
        let record = try writer.undoMerge(
            call.parameter("object"), try recordID(call, writer), id, keepingNewer: body["keep_newer"]?.bool ?? false)
        return answer(record, writer.reader)
    }
}
