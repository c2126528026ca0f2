import Basics
import Metadata
import Records
import SQLStore
import Web

extension APIRoutes {
    static let queries: [APIRoute] = [
        {
            var route = APIRoute("GET", base + "/search", "Records of any kind whose texts hold the words.", .read(search))
            route.parameters = [.query("q", "string", "What to look for."), .query("limit", "integer", "How many of each kind, 1 to 50.")]
            return route
        }(),
        {
            var route = APIRoute("GET", base + "/summaries/{object}", "Counts and sums, by the values of a field.", .read(summarize))
            route.parameters = [
                .query("by", "string", "The field to group by."), .query("sum", "string", "Fields to sum, separated by commas."),
                .query("filter", "string", "FEEL over the object's fields."),
            ]
            return route
        }(),
    ]

    private static func search(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let objects = reader.schema.objects.values.sorted { $0.name < $1.name }
        let limit = try call.integer("limit", in: 1...50, default: 5)
        let records = try reader.search(call.request.query("q") ?? "", objects: objects, each: limit)
        return .json { $0.object { out in
            out.key("data")
            out.array { list in
                for record in records {
                    reader.codec.write(record, hidden: reader.policy.mask(record.object).hidden, to: &list)
                }
            }
        } }
    }

    private static func summarize(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        var query = RecordQuery(object.name)
        query.filters = call.request.query("filter").map { [$0] } ?? []
        let sums = (call.request.query("sum") ?? "").split(separator: ",").map(String.init)
        let group = call.request.query("by")
        let rows = try reader.summarize(query, by: group, sums: sums)
        return .json { $0.object { out in
            out.key("data")
            out.array { list in
                for row in rows {
                    list.object { item in
                        item.key("key")
                        if let field = group.flatMap({ object.field($0) }) {
                            reader.codec.write(row.key, field, target: nil, to: &item)
                        } else if case .integer(let id) = row.key {
                            item.string(EntityID(rawValue: id).text(prefix: "usr"))
                        } else {
                            item.null()
                        }
                        item.member("count", Int64(row.count))
                        for (name, sum) in zip(sums, row.sums) {
                            item.key("sum_" + name)
                            item.string(ScaledNumber.text(sum, scale: object.field(name)?.scale ?? 0))
                        }
                    }
                }
            }
        } }
    }
}
