import Basics
import Metadata
import Records
import SQLStore
import Web

extension APIRoutes {
    private static let one = base + "/records/{object}/{id}"

    static let records: [APIRoute] = [
        {
            var route = APIRoute("GET", base + "/records/{object}", "A page of records.", .read(list))
            route.parameters = [
                .query("view", "string", "A view of the object: its name, or the id of a saved one."),
                .query("filter", "string", "FEEL over the object's fields, such as amount > 1000 and stage = \"need\"."),
                .query("sort", "string", "Field names, separated by commas; a leading minus sorts downwards."),
                .query("search", "string", "Words to be found in the record's texts."),
                .query("limit", "integer", "How many records a page has: 1 to 500, 30 if not said."),
                .query("cursor", "string", "Where the page begins: next of the page before."),
                .query("deleted", "boolean", "The recycle bin instead of the living records."),
                .query("total", "boolean", "Also count, up to 10,001."),
            ]
            route.response = .page
            return route
        }(),
        {
            var route = APIRoute("GET", one, "One record.", .read { call, reader in
                let object = try reader.object(call.parameter("object"))
                let id = try reader.id(call.parameter("id"), of: object)
                var version: Int64 = 0
                var answer = try APIAnswer.json { version = try reader.write(object, id, to: &$0) }
                answer.headers.append(("etag", "\"\(version)\""))
                return answer
            })
            route.response = .record
            return route
        }(),
        APIRoute("GET", one + "/changes", "The changes of a record's fields, newest first.", .read(changes)),
        APIRoute("GET", one + "/owners", "Who had a record from when to when, newest first.", .read(owners)),
        APIRoute("GET", one + "/timeline", "What happened to a record, newest first.", .read(timeline)),
        APIRoute("GET", one + "/access", "Why the caller may see the record, rule by rule.", .read(access)),
    ]

    private static func list(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        var query = RecordQuery(try reader.object(call.parameter("object")).name)
        if let name = call.request.query("view") { query = try viewed(name, try reader.object(query.object), reader) }
        query.filters += call.request.query("filter").map { [$0] } ?? []
        query.search = call.request.query("search")
        if let sort = call.request.query("sort") { query.sort = sort.split(separator: ",").map { SortKey(text: $0) } }
        query.limit = try call.integer("limit", in: 1...RecordQuery.mostRows, default: 30)
        query.cursor = call.request.query("cursor")
        query.deleted = try call.bool("deleted")
        let total = try call.bool("total") ? try reader.count(query, upTo: 10_001) : nil
        return try .json(capacity: query.limit * 1024) { try $0.object { out in
            out.key("data")
            var next: String?
            try out.array { next = try reader.write(query, to: &$0) }
            out.member("next", next)
            if let total {
                out.member("total", Int64(min(total, 10_000)))
                out.member("total_is_exact", total <= 10_000)
            }
        } }
    }

    private static func viewed(_ name: String, _ object: ObjectType, _ reader: RecordReader) throws -> RecordQuery {
        guard let view = object.views.first(where: { $0.name == name }) else { return try reader.view(name, of: object).query }
        var query = RecordQuery(object.name)
        query.filters = view.filter.map { [$0.text] } ?? []
        query.sort = view.sort.map { SortKey(text: $0) }
        return query
    }

    static func answer(_ record: Record, _ reader: RecordReader, status: Int = 200) -> APIAnswer {
        var answer = APIAnswer.json(status) {
            reader.codec.write(record, hidden: reader.policy.mask(record.object).hidden, to: &$0)
        }
        answer.headers.append(("etag", "\"\(record.version)\""))
        return answer
    }

    private static func changes(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        let record = try reader.get(object, try reader.id(call.parameter("id"), of: object))
        let changes = try reader.changes(record, limit: try call.integer("limit", in: 1...500, default: 100))
        return .json { $0.object { out in
            out.key("data")
            out.array { list in
                for change in changes {
                    list.object { item in
                        item.member("field", change.field)
                        item.key("old")
                        item.raw((change.oldValue ?? "null").utf8)
                        item.key("new")
                        item.raw((change.newValue ?? "null").utf8)
                        item.member("actor", change.actorName)
                        item.member("at", change.time.rfc3339)
                        item.member("through", change.through)
                        item.member("reason", change.reason)
                    }
                }
            }
        } }
    }

    private static func owners(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        let record = try reader.get(object, try reader.id(call.parameter("id"), of: object))
        let spans = try reader.ownership(of: record)
        return .json { $0.object { out in
            out.key("data")
            out.array { list in
                for span in spans {
                    list.object { item in
                        item.member("record", span.record.text(prefix: object.idPrefix))
                        item.member("owner", span.owner.text(prefix: "usr"))
                        item.member("from", span.from.rfc3339)
                        item.member("to", span.to?.rfc3339)
                        item.member("reason", span.reason)
                    }
                }
            }
        } }
    }

    private static func timeline(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        let record = try reader.get(object, try reader.id(call.parameter("id"), of: object))
        let events = try reader.timeline(record, limit: try call.integer("limit", in: 1...500, default: 100))
        return .json { $0.object { out in
            out.key("data")
            out.array { list in events.forEach { EventText.write($0, schema: reader.schema, policy: reader.policy, to: &list) } }
        } }
    }

    private static func access(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        let record = try reader.get(object, try reader.id(call.parameter("id"), of: object))
        return .json { $0.object { out in
            for action in AccessAction.allCases {
                out.key(action.rawValue)
                out.array { list in
                    for reason in (try? reader.reasons(record, action)) ?? [] { list.string(reason.text) }
                }
            }
        } }
    }
}
