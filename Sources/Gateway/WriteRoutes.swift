import Basics
import Kernel
import Metadata
import Records
import Web

extension APIRoutes {
    private static let one = base + "/records/{object}/{id}"
    private static let idempotencyKey = APIParameter.header("Idempotency-Key", "string", "Makes repetitions harmless for a day.")
    private static let ifMatch = APIParameter.header("If-Match", "string", "The ETag read before; a newer version is refused with 409.")

    static let writes: [APIRoute] = [
        {
            var route = APIRoute("POST", base + "/records/{object}", "Makes a record.", .write { call, writer in
                let record = try writer.create(call.parameter("object"), try call.object(), try options(call))
                var answer = answer(record, writer.reader, status: 201)
                answer.headers.append(("location", "\(base)/records/\(record.object.name)/\(record.idText)"))
                return answer
            })
            (route.request, route.response, route.status) = (.values, .record, 201)
            route.parameters = [idempotencyKey, .query("accept_duplicates", "boolean", "Also when similar records exist.")]
            return route
        }(),
        {
            var route = APIRoute("PATCH", one, "Changes fields of a record.", .write { call, writer in
                let id = try recordID(call, writer)
                return answer(try writer.update(call.parameter("object"), id, try call.object(), try options(call)), writer.reader)
            })
            (route.request, route.response) = (.values, .record)
            route.parameters = [idempotencyKey, ifMatch, .query("accept_duplicates", "boolean", "Also when similar records exist.")]
            return route
        }(),
        {
            var route = APIRoute("DELETE", one, "Moves a record into the recycle bin.", .write { call, writer in
                try writer.delete(call.parameter("object"), try recordID(call, writer), try options(call))
                return APIAnswer(status: 204)
            })
            (route.response, route.status, route.parameters) = (.none, 204, [ifMatch])
            return route
        }(),
        {
            var route = APIRoute("POST", one + "/restore", "Brings a record back from the recycle bin.", .write { call, writer in
                answer(try writer.restore(call.parameter("object"), try recordID(call, writer)), writer.reader)
            })
            route.response = .record
            return route
        }(),
        {
            var route = APIRoute("POST", one + "/commands/{command}", "Moves a record's state.", .write { call, writer in
                let body = call.request.body.isEmpty ? [:] : try call.object()
                let record = try writer.command(
                    call.parameter("command"), call.parameter("object"), try recordID(call, writer), to: body["to"]?.string,
                    body["values"]?.object ?? [:], try options(call))
                return answer(record, writer.reader)
            })
            (route.request, route.response, route.parameters) = (.command, .record, [idempotencyKey, ifMatch])
            return route
        }(),
        {
            var route = APIRoute("POST", one + "/fields/{field}/reveal", "Shows an encrypted value; who, when and why is logged.", .other { call, gateway in
                // No write route: its answer would be kept under the Idempotency-Key, in the clear.
                let reason = try call.object()["reason"]?.string ?? ""
                let text = try await gateway.kernel.records.write(as: call.actor) { writer in
                    try writer.reveal(call.parameter("object"), try recordID(call, writer), call.parameter("field"), reason: reason)
                }
                return .json(APIAnswer.json { $0.object { $0.member("value", text) } }.body)
            })
            (route.request, route.response) = (.object("Reason"), .object("Revealed"))
            return route
        }(),
        {
            var route = APIRoute("POST", base + "/records/{object}/match", "Records whose encrypted field has a value.", .read { call, reader in
                let object = try reader.object(call.parameter("object"))
                let body = try call.object()
                let records = try reader.match(object, body["field"]?.string ?? "", body["value"]?.string ?? "")
                let hidden = reader.policy.mask(object).hidden
                return .json { $0.object { out in
                    out.key("data")
                    out.array { list in for record in records { reader.codec.write(record, hidden: hidden, to: &list) } }
                } }
            })
            (route.request, route.response) = (.object("Match"), .page)
            return route
        }(),
        {
            var route = APIRoute("POST", one + "/clone", "Makes a record like this one, with its lines.", .write { call, writer in
                let body = call.request.body.isEmpty ? [:] : try call.object()
                let record = try writer.clone(
                    call.parameter("object"), try recordID(call, writer), body["values"]?.object ?? [:], lines: body["lines"]?.bool ?? true,
                    try options(call))
                var answer = answer(record, writer.reader, status: 201)
                answer.headers.append(("location", "\(base)/records/\(record.object.name)/\(record.idText)"))
                return answer
            })
            (route.request, route.response, route.status) = (.object("Clone"), .record, 201)
            route.parameters = [idempotencyKey, .query("accept_duplicates", "boolean", "Also when similar records exist.")]
            return route
        }(),
        {
            var route = APIRoute("PUT", base + "/records/{object}/by/{field}/{value}", "Changes the record whose unique field has the value, or makes it.", .write(upsert))
            (route.request, route.response, route.parameters) = (.values, .record, [idempotencyKey])
            route.mayCreate = true
            return route
        }(),
        {
            var route = APIRoute("POST", base + "/bulk", "Several writes at once: all or nothing, or each for itself.", .write(Bulk.run))
            (route.request, route.response, route.parameters) = (.bulk, .object("BulkResult"), [idempotencyKey])
            route.bodyLimit = 8 << 20
            return route
        }(),
    ]

    static func recordID(_ call: APICall, _ writer: RecordWriter) throws -> EntityID {
        try writer.reader.id(call.parameter("id"), of: try writer.reader.object(call.parameter("object")))
    }

    static func options(_ call: APICall) throws -> WriteOptions {
        var options = WriteOptions()
        options.expectedVersion = try call.expectedVersion()
        options.acceptsDuplicates = try call.bool("accept_duplicates")
        options.reason = call.request.headers["x-reason"].map { String($0.prefix(500)) }
        return options
    }

    private static func upsert(_ call: APICall, _ writer: RecordWriter) throws -> APIAnswer {
        let object = try writer.reader.object(call.parameter("object"))
        let (field, value) = (call.parameter("field"), call.parameter("value"))
        guard object.field(field)?.unique ?? false else {
            throw APIError(400, "request.parameter", [
                "name": "field", "value": field,
                "expected": object.fields.filter(\.unique).map(\.name).joined(separator: ", "),
            ])
        }
        var values = try call.object()
        values[field] = .string(value)
        if let id = try writer.reader.find(object, field, value) {
            return answer(try writer.update(object.name, id, values, try options(call)), writer.reader)
        }
        return answer(try writer.create(object.name, values, try options(call)), writer.reader, status: 201)
    }
}

/// Many writes in one request.
enum Bulk {
    static let most = 500

    static func run(_ call: APICall, _ writer: RecordWriter) throws -> APIAnswer {
        let body = try call.object()
        try check(body, has: ["mode", "operations"])
        guard ["atomic", "partial"].contains(body["mode"]?.string ?? (body["mode"] == nil ? "atomic" : "")) else {
            throw APIError(400, "request.parameter", ["name": "mode", "value": body["mode"]?.text ?? "", "expected": "atomic, partial"])
        }
        guard let operations = body["operations"]?.array else {
            throw APIError(400, "request.parameter", ["name": "operations", "value": body["operations"]?.kind ?? "null", "expected": "array"])
        }
        guard operations.count <= most else { throw RecordError.tooMany(limit: most) }
        let partial = body["mode"]?.string == "partial"
        var answer = JSONWriter(capacity: operations.count * 128)
        var failed = 0
        try answer.object { out in
            out.key("results")
            try out.array { list in
                for operation in operations {
                    do {
                        let record = try writer.attempt { try perform(operation, writer) }
                        list.object { item in
                            item.member("status", operation["op"]?.string == "create" ? 201 : 200)
                            item.member("id", record)
                        }
                    } catch let error as RecordError where partial {
                        failed += 1
                        write(error, to: &list)
                    }
                }
            }
            out.member("failed", Int64(failed))
        }
        return APIAnswer(status: 200, body: answer.bytes)
    }

    /// A misspelt member would change what is done, so it is refused.
    private static func check(_ members: OrderedMap<JSON>, has names: Set<String>) throws {
        guard let unknown = members.keys.first(where: { !names.contains($0) }) else { return }
        throw APIError(400, "request.parameter", [
            "name": String(unknown.prefix(60)), "value": "", "expected": names.sorted().joined(separator: ", "),
        ])
    }

    private static let members: Set<String> = ["op", "object", "id", "version", "values", "command", "to", "accept_duplicates"]

    private static func perform(_ operation: JSON, _ writer: RecordWriter) throws -> String {
        try check(operation.object ?? [:], has: members)
        let objectName = operation["object"]?.string ?? ""
        let object = try writer.reader.object(objectName)
        var options = WriteOptions()
        options.expectedVersion = operation["version"]?.integer
        options.acceptsDuplicates = operation["accept_duplicates"]?.bool ?? false
        let values = operation["values"]?.object ?? [:]
        func id() throws -> EntityID { try writer.reader.id(operation["id"]?.string ?? "", of: object) }
        switch operation["op"]?.string {
        case "create": return try writer.create(objectName, values, options).idText
        case "update": return try writer.update(objectName, try id(), values, options).idText
        case "delete":
            try writer.delete(objectName, try id(), options)
            return operation["id"]?.string ?? ""
        case "command":
            return try writer.command(
                operation["command"]?.string ?? "", objectName, try id(), to: operation["to"]?.string, values, options).idText
        default:
            throw APIError(400, "request.parameter", [
                "name": "op", "value": operation["op"]?.string ?? "null", "expected": "create, update, delete, command",
            ])
        }
    }

    private static func write(_ error: RecordError, to list: inout JSONWriter) {
        list.object { item in
            let answer = Problems.summary(error)
            item.member("status", Int64(answer.status))
            item.member("code", answer.code)
            guard !answer.fields.isEmpty else { return }
            item.key("errors")
            item.array { inner in
                for problem in answer.fields {
                    inner.object { field in
                        field.member("field", problem.field)
                        field.member("code", problem.code)
                    }
                }
            }
        }
    }
}
