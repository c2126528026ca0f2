import Basics
import Metadata
import Records
import Web

extension APIRoutes {
    static let views: [APIRoute] = [
        {
            var route = APIRoute(
                "GET", base + "/views/{object}", "The saved views of an object that the caller sees.",
                .read { call, reader in
                    let object = try reader.object(call.parameter("object"))
                    let views = try reader.views(object)
                    return .json {
                        $0.object { out in
                            out.key("data")
                            out.array { list in views.forEach { write($0, reader, &list) } }
                            out.member("default", (try? reader.defaultView(object)) ?? nil)
                        }
                    }
                })
            route.response = .object("Views")
            return route
        }(),
        {
            var route = APIRoute(
                "POST", base + "/views/{object}", "Keeps a view.",
                .write { call, writer in
                    let object = try writer.reader.object(call.parameter("object"))
                    return answer(try writer.save(try view(call, object)), writer, status: 201)
                })
            (route.request, route.response, route.status) = (.object("View"), .object("View"), 201)
            return route
        }(),
        {
            var route = APIRoute(
                "GET", base + "/views/{object}/{view}", "One saved view.",
                .read { call, reader in
                    let view = try reader.view(call.parameter("view"), of: try reader.object(call.parameter("object")))
                    return .json { write(view, reader, &$0) }
                })
            route.response = .object("View")
            return route
        }(),
        {
            var route = APIRoute(
                "PUT", base + "/views/{object}/{view}", "Changes a saved view.",
                .write { call, writer in
                    let object = try writer.reader.object(call.parameter("object"))
                    var changed = try view(call, object)
                    changed.id = try writer.reader.view(call.parameter("view"), of: object).id
                    return answer(try writer.save(changed), writer)
                })
            (route.request, route.response) = (.object("View"), .object("View"))
            return route
        }(),
        {
            var route = APIRoute(
                "DELETE", base + "/views/{object}/{view}", "Removes a saved view.",
                .write { call, writer in
                    try writer.deleteView(
                        call.parameter("view"), of: try writer.reader.object(call.parameter("object")))
                    return APIAnswer(status: 204)
                })
            (route.response, route.status) = (.none, 204)
            return route
        }(),
        {
            var route = APIRoute(
                "PUT", base + "/default-views/{object}", "Says with which view the caller begins; null for the first.",
                .write { call, writer in
                    let body = try call.object()
                    try writer.setDefaultView(
                        body["view"]?.string, of: try writer.reader.object(call.parameter("object")))
                    return .json { $0.object { $0.member("done", true) } }
                })
            (route.request, route.response) = (.object("DefaultView"), .object("Done"))
            return route
        }(),
    ]

    private static func answer(_ view: SavedView, _ writer: RecordWriter, status: Int = 200) -> APIAnswer {
        .json(status) { write(view, writer.reader, &$0) }
    }

    private static func view(_ call: APICall, _ object: ObjectType) throws -> SavedView {
        let body = try call.object()
        func strings(_ key: String) throws -> [String] {
            guard let json = body[key], !json.isNull else { return [] }
            guard let list = json.array, list.allSatisfy({ $0.string != nil }) else {
                throw wrong(key, json, "string[]")
            }
            return list.compactMap(\.string)
        }
        guard let kind = ListView.Kind(rawValue: body["kind"]?.string ?? "list") else {
            throw wrong("kind", body["kind"] ?? .null, ListView.Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        let columns = try strings("columns")
        return SavedView(
            object: object.name, name: body["name"]?.string ?? "", audience: try audience(body), kind: kind,
            columns: columns.isEmpty ? [object.nameField] : columns,
            filters: try strings("filters").map { SavedView.Filter(feel: $0) },
            sort: try strings("sort"), group: body["group"]?.string, sum: body["sum"]?.string)
    }

    private static func audience(_ body: OrderedMap<JSON>) throws -> SavedView.Audience {
        let id = body["audience_id"]?.string ?? ""
        switch body["audience"]?.string ?? "private" {
        case "private": return .nobody
        case "all": return .everybody
        case "role": return .role(id)
        case "department":
            guard let department = EntityID(text: id, prefix: "dep") else {
                throw wrong("audience_id", .string(id), "dep_…")
            }
            return .department(department)
        default: throw wrong("audience", body["audience"] ?? .null, "private, role, department, all")
        }
    }

    private static func wrong(_ name: String, _ value: JSON, _ expected: String) -> APIError {
        APIError(
            400, "request.parameter", ["name": name, "value": String(value.text.prefix(60)), "expected": expected])
    }

    private static func write(_ view: SavedView, _ reader: RecordReader, _ out: inout JSONWriter) {
        out.object { item in
            item.member("id", view.idText)
            item.member("object", view.object)
            item.member("name", view.name)
            item.member("owner", view.owner.text(prefix: "usr"))
            audience(view, &item)
            item.member("kind", view.kind.rawValue)
            for (key, list) in [
                ("columns", view.columns), ("filters", view.filters.compactMap(\.feel)), ("sort", view.sort),
            ] {
                item.key(key)
                item.array { inner in list.forEach { inner.string($0) } }
            }
            item.member("group", view.group)
            item.member("sum", view.sum)
            item.member("may_change", reader.mayChange(view))
        }
    }

    private static func audience(_ view: SavedView, _ item: inout JSONWriter) {
        switch view.audience {
        case .nobody: item.member("audience", "private")
        case .everybody: item.member("audience", "all")
        case .role(let name):
            item.member("audience", "role")
            item.member("audience_id", name)
        case .department(let id):
            item.member("audience", "department")
            item.member("audience_id", id.text(prefix: "dep"))
        }
    }
}
