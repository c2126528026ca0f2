import Basics
import Kernel
import Metadata
import Records
import Tenancy
import Web

extension APIRoutes {
    static let metadata: [APIRoute] = [
        APIRoute("GET", base + "/openapi.json", "This description, with the tenant's own objects.", .read { call, reader in
            APIAnswer(body: OpenAPI(schema: reader.schema, policy: reader.policy, locale: call.actor.locale).document())
        }),
        APIRoute("GET", base + "/metadata/objects", "The objects that the caller may see.", .read { call, reader in
            .json(capacity: 4096) { $0.object { out in
                out.key("data")
                out.array { list in
                    for object in visible(reader) { list.object { summary(object, call.actor.locale, &$0) } }
                }
            } }
        }),
        APIRoute("GET", base + "/metadata/objects/{object}", "One object: its fields, states, views and what the caller may do.", .read { call, reader in
            let object = try reader.object(call.parameter("object"))
            guard reader.policy.grant(object) != nil else { throw RecordError.unknownObject(object.name, nearest: nil) }
            return .json(capacity: 8192) { $0.object { out in
                summary(object, call.actor.locale, &out)
                describe(object, reader.policy, call.actor.locale, &out)
            } }
        }),
        {
            var route = APIRoute("PUT", base + "/metadata/objects/{object}/fields/{field}", "Adds a field of the tenant's own to an object.", .other { call, gateway in
                try await addition(
                    Addition(kind: .field, object: call.parameter("object"), name: call.parameter("field"), body: try call.json().text), call, gateway)
            })
            (route.request, route.response) = (.object("FieldDefinition"), .object("Done"))
            return route
        }(),
        {
            var route = APIRoute("PUT", base + "/metadata/objects/{object}", "Makes an object of the tenant's own.", .other { call, gateway in
                var body = try call.object()
                let name = call.parameter("object")
                body["object"] = .string(name)
                return try await addition(Addition(kind: .object, object: name, name: "", body: JSON.object(body).text), call, gateway)
            })
            (route.request, route.response) = (.object("ObjectDefinition"), .object("Done"))
            return route
        }(),
    ]

    private static func addition(_ addition: Addition, _ call: APICall, _ gateway: Gateway) async throws -> WebResponse {
        let problems = try await gateway.kernel.records.save(addition, as: call.actor)
        guard problems.isEmpty else {
            throw RecordError.invalid(problems.map { FieldProblem("definition", "field.rule", ["message": $0.description]) })
        }
        return .json(APIAnswer.json { $0.object { $0.member("done", true) } }.body)
    }

    static func visible(_ reader: RecordReader) -> [ObjectType] {
        reader.schema.objects.values.filter { reader.policy.grant($0) != nil }.sorted { $0.name < $1.name }
    }

    private static func summary(_ object: ObjectType, _ locale: String, _ out: inout JSONWriter) {
        out.member("name", object.name)
        out.member("label", object.label.text(locale))
        out.member("plural", object.plural.text(locale))
        out.member("id_prefix", object.idPrefix)
        out.member("name_field", object.nameField)
        out.member("custom", object.isCustom)
    }

    private static func describe(_ object: ObjectType, _ policy: AccessPolicy, _ locale: String, _ out: inout JSONWriter) {
        let mask = policy.mask(object)
        out.key("fields")
        out.array { list in
            for field in object.fields where !mask.hidden.contains(field.name) {
                list.object { describe(field, isReadOnly: field.kind.isComputed || mask.readOnly.contains(field.name), locale, &$0) }
            }
        }
        if let state = object.state {
            out.key("state")
            out.object { inner in
                inner.member("field", state.field)
                inner.member("initial", state.initial)
                inner.key("commands")
                inner.array { list in
                    for command in state.commands where policy.mayGive(command.name, object) { list.object { describe(command, locale, &$0) } }
                }
            }
        }
        out.key("may")
        out.object { inner in
            let grant = policy.grant(object)
            inner.member("create", policy.mayCreate(object))
            inner.member("update", !(grant?.update.isEmpty ?? true))
            inner.member("delete", !(grant?.delete.isEmpty ?? true))
            inner.member("export", grant?.export ?? false)
        }
    }

    private static func describe(_ command: Command, _ locale: String, _ out: inout JSONWriter) {
        out.member("name", command.name)
        out.member("label", command.label.text(locale))
        for (key, values) in [("from", command.from), ("to", command.to), ("requires", command.requires)] {
            out.key(key)
            out.array { list in values.forEach { list.string($0) } }
        }
    }

    private static func describe(_ field: Field, isReadOnly: Bool, _ locale: String, _ out: inout JSONWriter) {
        out.member("name", field.name)
        out.member("type", field.kind.rawValue)
        out.member("label", field.label.text(locale))
        out.member("required", field.required)
        out.member("unique", field.unique)
        out.member("read_only", isReadOnly)
        out.member("custom", field.isCustom)
        out.member("indexed", field.indexed || field.unique)
        if field.isInteger, field.scale > 0 { out.member("scale", Int64(field.scale)) }
        if !field.targets.isEmpty {
            out.key("to")
            out.array { list in field.targets.forEach { list.string($0) } }
        }
        guard !field.options.isEmpty else { return }
        out.key("options")
        out.array { list in
            for option in field.options {
                list.object { item in
                    item.member("value", option.value)
                    item.member("label", option.label.text(locale))
                }
            }
        }
    }
}
