import Basics
import Metadata
import Records

/// The description of the API (OpenAPI 3.1) for one tenant and one caller: the registry's routes, with a schema for each
/// object that the caller may see, custom fields included.
struct OpenAPI {
    let schema: Schema
    let policy: AccessPolicy
    let locale: String

    func document() -> [UInt8] {
        var writer = JSONWriter(capacity: 65_536)
        writer.object { out in
            out.member("openapi", "3.1.0")
            out.key("info")
            out.object { info in
                info.member("title", "Sanbu API")
                info.member("version", "1.0.0")
            }
            out.key("servers")
            out.array { $0.object { $0.member("url", "/") } }
            out.key("security")
            out.array { $0.object { item in
                item.key("bearer")
                item.array { _ in }
            } }
            out.key("paths")
            out.object { paths(&$0) }
            out.key("components")
            out.object { components(&$0) }
        }
        return writer.bytes
    }

    private var objects: [ObjectType] {
        schema.objects.values.filter { policy.grant($0) != nil }.sorted { $0.name < $1.name }
    }

    // MARK: Paths

    private func paths(_ out: inout JSONWriter) {
        let grouped = Dictionary(grouping: APIRoutes.all, by: \.pattern)
        for pattern in grouped.keys.sorted() {
            let routes = grouped[pattern] ?? []
            guard pattern.contains("/records/{object}") else {
                path(pattern, routes, nil, &out)
                continue
            }
            for object in objects { path(pattern.replacing("{object}", object.name), routes, object, &out) }
        }
    }

    private func path(_ pattern: String, _ routes: [APIRoute], _ object: ObjectType?, _ out: inout JSONWriter) {
        out.key(pattern)
        out.object { item in
            for route in routes.sorted(by: { $0.method < $1.method }) {
                item.key(route.method.lowercased())
                item.object { operation(route, pattern, object, &$0) }
            }
        }
    }

    private func operation(_ route: APIRoute, _ pattern: String, _ object: ObjectType?, _ out: inout JSONWriter) {
        out.member("summary", route.summary)
        out.member("operationId", operationID(route, pattern))
        out.key("tags")
        out.array { $0.string(object?.name ?? "platform") }
        parameters(route, pattern, object, &out)
        if let shape = route.request { requestBody(shape, object, &out) }
        out.key("responses")
        out.object { responses in
            responses.key("\(route.status)")
            responses.object { success(route, object, &$0) }
            if route.mayCreate {
                responses.key("201")
                responses.object { success(route, object, &$0) }
            }
            responses.key("default")
            responses.object { problem in
                problem.member("description", "A problem document (RFC 9457).")
                content("application/problem+json", &problem) { $0.member("$ref", "#/components/schemas/Problem") }
            }
        }
    }

    private func operationID(_ route: APIRoute, _ pattern: String) -> String {
        let words = pattern.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        return ([route.method.lowercased()] + words.map(String.init)).joined(separator: "_")
    }

    private func parameters(_ route: APIRoute, _ pattern: String, _ object: ObjectType?, _ out: inout JSONWriter) {
        let names = pattern.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        guard !names.isEmpty || !route.parameters.isEmpty else { return }
        out.key("parameters")
        out.array { list in
            for name in names {
                list.object { item in
                    item.member("name", name)
                    item.member("in", "path")
                    item.member("required", true)
                    item.key("schema")
                    item.object { pathSchema(name, object, &$0) }
                }
            }
            for parameter in route.parameters {
                list.object { item in
                    item.member("name", parameter.name)
                    item.member("in", parameter.place)
                    item.member("description", parameter.help)
                    item.key("schema")
                    item.object { $0.member("type", parameter.type) }
                }
            }
        }
    }

    private func pathSchema(_ name: String, _ object: ObjectType?, _ out: inout JSONWriter) {
        out.member("type", "string")
        switch (name, object) {
        case ("id", let object?): out.member("pattern", "^\(object.idPrefix)_[0-9a-z]{13}[0-9a-z~.!-]$")
        case ("command", let object?): strings("enum", object.state?.commands.map(\.name) ?? ["none"], &out)
        case ("field", let object?): strings("enum", object.fields.filter(\.unique).map(\.name) + ["id"], &out)
        default: break
        }
    }

    private func requestBody(_ shape: APIShape, _ object: ObjectType?, _ out: inout JSONWriter) {
        out.key("requestBody")
        out.object { body in
            body.member("required", true)
            if case .bytes = shape {
                content("multipart/form-data", &body) { inner in
                    inner.member("type", "object")
                    inner.key("properties")
                    inner.object { $0.key("file"); $0.object { $0.member("type", "string"); $0.member("format", "binary") } }
                }
            } else {
                content("application/json", &body) { self.shape(shape, object, &$0) }
            }
        }
    }

    private func success(_ route: APIRoute, _ object: ObjectType?, _ out: inout JSONWriter) {
        out.member("description", route.summary)
        switch route.response {
        case .none: break
        case .stream: content("text/event-stream", &out) { $0.member("type", "string") }
        case .bytes: content("*/*", &out) { $0.member("type", "string") }
        default:
            let type = route.pattern == "/metrics" ? "text/plain" : "application/json"
            content(type, &out) { self.shape(route.response, object, &$0) }
        }
    }

    private func content(_ type: String, _ out: inout JSONWriter, _ schema: (inout JSONWriter) -> Void) {
        out.key("content")
        out.object { types in
            types.key(type)
            types.object { media in
                media.key("schema")
                media.object(schema)
            }
        }
    }

    private func shape(_ shape: APIShape, _ object: ObjectType?, _ out: inout JSONWriter) {
        func reference(_ name: String) { out.member("$ref", "#/components/schemas/\(name)") }
        switch shape {
        case .record: object.map { reference($0.name) }
        case .values: object.map { reference($0.name + ".values") }
        case .page: object.map { reference($0.name + ".page") }
        case .command: reference("Command")
        case .bulk: reference("Bulk")
        case .object(let name): reference(name)
        default: break
        }
    }

    // MARK: Components

    private func components(_ out: inout JSONWriter) {
        out.key("securitySchemes")
        out.object { schemes in
            schemes.key("bearer")
            schemes.object { scheme in
                scheme.member("type", "http")
                scheme.member("scheme", "bearer")
            }
        }
        out.key("schemas")
        out.object { schemas in
            for object in objects { self.schemas(object, &schemas) }
            for (name, text) in Self.fixed.sorted(by: { $0.key < $1.key }) {
                schemas.key(name)
                schemas.raw(text.utf8)
            }
        }
    }

    private func schemas(_ object: ObjectType, _ out: inout JSONWriter) {
        let mask = policy.mask(object)
        let fields = object.fields.filter { $0.kind.isStored && !mask.hidden.contains($0.name) }
        out.key(object.name)
        out.object { record in
            record.member("type", "object")
            record.member("title", object.label.text(locale))
            record.key("properties")
            record.object { properties in
                for (name, type) in [("id", "string"), ("object", "string"), ("version", "integer"), ("created_at", "string"), ("updated_at", "string")] {
                    properties.key(name)
                    properties.object { $0.member("type", type) }
                }
                for field in fields { property(field, &properties) }
            }
            strings("required", ["id", "object", "version", "created_at", "updated_at"], &record)
        }
        out.key(object.name + ".values")
        out.object { values in
            values.member("type", "object")
            values.member("additionalProperties", false)
            values.key("properties")
            values.object { properties in
                for field in fields where !field.kind.isComputed && !mask.readOnly.contains(field.name) { property(field, &properties) }
                if object.isOwned { properties.key("owner"); properties.raw("{\"type\":[\"string\",\"null\"]}".utf8) }
            }
        }
        out.key(object.name + ".page")
        out.raw("""
            {"type":"object","required":["data"],"properties":{"data":{"type":"array","items":{"$ref":"#/components/schemas/\(object.name)"}},\
            "next":{"type":["string","null"]},"total":{"type":"integer"},"total_is_exact":{"type":"boolean"}}}
            """.utf8)
    }

    private func property(_ field: Field, _ out: inout JSONWriter) {
        out.key(field.name)
        out.object { item in
            item.member("title", field.label.text(locale))
            typeOf(field, &item)
        }
    }

    private func typeOf(_ field: Field, _ out: inout JSONWriter) {
        func type(_ name: String) { out.key("type"); out.array { $0.string(name); $0.string("null") } }
        switch field.valueKind {
        case .number, .percent, .rollUp: type("number")
        case .boolean: type("boolean")
        case .json, .geoPoint: break
        case .multiPicklist, .tags:
            type("array")
            out.key("items")
            out.object { $0.member("type", "string") }
        case .picklist:
            out.key("enum")
            out.array { list in
                field.options.forEach { list.string($0.value) }
                list.null()
            }
        case .date:
            type("string")
            out.member("format", "date")
        case .dateTime:
            type("string")
            out.member("format", "date-time")
        default: type("string")
        }
    }

    private func strings(_ key: String, _ values: [String], _ out: inout JSONWriter) {
        out.key(key)
        out.array { list in values.forEach { list.string($0) } }
    }

    private static let fixed: [String: String] = [
        "Problem": """
            {"type":"object","required":["title","status","code","detail"],"properties":{"type":{"type":"string"},"title":{"type":"string"},\
            "status":{"type":"integer"},"code":{"type":"string"},"detail":{"type":"string"},"errors":{"type":"array","items":{"type":"object",\
            "properties":{"field":{"type":"string"},"code":{"type":"string"},"detail":{"type":"string"},"record":{"type":"string"}}}},\
            "given_version":{"type":"integer"},"current_version":{"type":"integer"},"current":{"type":"object"},"sent":{"type":"object"}}}
            """,
        "AccessToken": """
            {"type":"object","required":["access_token","token_type","expires_in"],"properties":{"access_token":{"type":"string"},\
            "token_type":{"type":"string"},"expires_in":{"type":"integer"},"scope":{"type":"string"}}}
            """,
        "Command": "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\"},\"values\":{\"type\":\"object\"}}}",
        "Bulk": """
            {"type":"object","required":["operations"],"properties":{"mode":{"enum":["atomic","partial"]},"operations":{"type":"array",\
            "maxItems":500,"items":{"type":"object","required":["op","object"],"properties":{"op":{"enum":["create","update","delete","command"]},\
            "object":{"type":"string"},"id":{"type":"string"},"version":{"type":"integer"},"command":{"type":"string"},"to":{"type":"string"},\
            "values":{"type":"object"}}}}}}
            """,
        "BulkResult": "{\"type\":\"object\",\"properties\":{\"results\":{\"type\":\"array\"},\"failed\":{\"type\":\"integer\"}}}",
        "FieldDefinition": "{\"type\":\"object\",\"required\":[\"type\"],\"properties\":{\"type\":{\"type\":\"string\"},\"label\":{},\"index\":{\"type\":\"boolean\"}}}",
        "ObjectDefinition": "{\"type\":\"object\",\"required\":[\"fields\"],\"properties\":{\"fields\":{\"type\":\"object\"}}}",
        "Deployment": """
            {"type":"object","additionalProperties":false,"required":["resources"],"properties":{"resources":{"type":"array","minItems":1,"maxItems":500,\
            "items":{"type":"object","required":["name","text"],"properties":{"name":{"type":"string"},"text":{"type":"string"}}}}}}
            """,
        "ProcessStart": """
            {"type":"object","additionalProperties":false,"properties":{"variables":{"type":"object"},"title":{"type":"string"},\
            "version":{"type":"integer"},"subject":{"type":"object","properties":{"object":{"type":"string"},"id":{"type":"string"}}},\
            "picks":{"type":"object"}}}
            """,
        "Migration": """
            {"type":"object","additionalProperties":false,"required":["to"],"properties":{"to":{"type":"string"},"mapping":{"type":"object"},\
            "instances":{"type":"array","items":{"type":"string"}},"dry_run":{"type":"boolean"}}}
            """,
        "ProcessCommand": """
            {"type":"object","additionalProperties":false,"properties":{"reason":{"type":"string"},"variables":{"type":"object"},\
            "scope":{"type":"integer"},"incident":{"type":"integer"},"activate":{"type":"array","items":{"type":"string"}},\
            "terminate":{"type":"array","items":{"type":"integer"}}}}
            """,
        "TaskCommand": """
            {"type":"object","additionalProperties":false,"properties":{"to":{"type":"string"},"variables":{"type":"object"},"code":{"type":"string"},\
            "message":{"type":"string"},"opinion":{"type":"string"},"signed":{"type":"boolean"},"picks":{"type":"object"},\
            "mode":{"enum":["rerun","straight"]},"people":{"type":"array","minItems":1,"items":{"type":"string"}},"placement":{"enum":["before","after","beside"]}}}
            """,
        "HandOver": "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"from\",\"to\"],\"properties\":{\"from\":{\"type\":\"string\"},\"to\":{\"type\":\"string\"}}}",
        "ProcessMessage": """
            {"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","minLength":1},\
            "correlation_key":{"type":"string"},"id":{"type":"string"},"variables":{"type":"object"},"time_to_live":{"type":"integer"}}}
            """,
        "ProcessSignal": """
            {"type":"object","additionalProperties":false,"required":["name"],"properties":{"name":{"type":"string","minLength":1},"variables":{"type":"object"}}}
            """,
        "JobLease": """
            {"type":"object","additionalProperties":false,"required":["types"],"properties":{"types":{"type":"array","minItems":1,"items":{"type":"string"}},\
            "worker":{"type":"string"},"limit":{"type":"integer"},"seconds":{"type":"integer"},"wait":{"type":"integer","minimum":0,"maximum":30}}}
            """,
        "JobCommand": """
            {"type":"object","additionalProperties":false,"properties":{"variables":{"type":"object"},"message":{"type":"string"},"retries":{"type":"integer"},\
            "pause":{"type":"integer"},"code":{"type":"string"},"worker":{"type":"string"},"seconds":{"type":"integer"}}}
            """,
        "DecisionInput": "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"variables\":{\"type\":\"object\"}}}",
        "Reason": "{\"type\":\"object\",\"required\":[\"reason\"],\"properties\":{\"reason\":{\"type\":\"string\"}}}",
        "Revealed": "{\"type\":\"object\",\"properties\":{\"value\":{\"type\":[\"string\",\"null\"]}}}",
        "Match": "{\"type\":\"object\",\"required\":[\"field\",\"value\"],\"properties\":{\"field\":{\"type\":\"string\"},\"value\":{\"type\":\"string\"}}}",
        "Profile": """
            {"type":"object","properties":{"name":{"type":"string"},"login":{"type":"string","readOnly":true},"locale":{"enum":["zh-CN","en"]},\
            "time_zone":{"type":["string","null"]},"second_factor":{"type":"boolean","readOnly":true}}}
            """,
        "PasswordChange": "{\"type\":\"object\",\"required\":[\"old\",\"new\"],\"properties\":{\"old\":{\"type\":\"string\"},\"new\":{\"type\":\"string\"}}}",
        "Password": "{\"type\":\"object\",\"required\":[\"password\"],\"properties\":{\"password\":{\"type\":\"string\"}}}",
        "Code": "{\"type\":\"object\",\"required\":[\"code\"],\"properties\":{\"code\":{\"type\":\"string\"}}}",
        "Sessions": "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}",
        "SecondFactorDraft": "{\"type\":\"object\",\"properties\":{\"secret\":{\"type\":\"string\"},\"address\":{\"type\":\"string\"}}}",
        "RecoveryCodes": "{\"type\":\"object\",\"properties\":{\"codes\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}",
        "SignInPolicy": "{\"type\":\"object\",\"required\":[\"second_factor\"],\"properties\":{\"second_factor\":{\"type\":\"boolean\"}}}",
        "Clone": """
            {"type":"object","properties":{"values":{"type":"object","description":"Values in place of the copied ones."},\
            "lines":{"type":"boolean","default":true}}}
            """,
        "View": """
            {"type":"object","required":["name"],"properties":{"id":{"type":"string","readOnly":true},"name":{"type":"string","minLength":1,"maxLength":60},\
            "kind":{"enum":["list","board","calendar"]},"columns":{"type":"array","items":{"type":"string"}},\
            "filters":{"type":"array","items":{"type":"string"}},"sort":{"type":"array","items":{"type":"string"}},\
            "group":{"type":["string","null"]},"sum":{"type":["string","null"]},"audience":{"enum":["private","role","department","all"]},\
            "audience_id":{"type":["string","null"]}}}
            """,
        "Views": "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/View\"}},\"default\":{\"type\":[\"string\",\"null\"]}}}",
        "DefaultView": "{\"type\":\"object\",\"properties\":{\"view\":{\"type\":[\"string\",\"null\"]}}}",
        "Merge": """
            {"type":"object","required":["with"],"properties":{"with":{"type":"array","minItems":1,"maxItems":19,"items":{"type":"string"}},\
            "values":{"type":"object","description":"For some fields, or owner, the id of the record whose value survives.",\
            "additionalProperties":{"type":"string"}}}}
            """,
        "Merges": """
            {"type":"object","properties":{"data":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},\
            "records":{"type":"array","items":{"type":"string"}},"actor":{"type":"string"},"at":{"type":"string"},\
            "undone_at":{"type":["string","null"]}}}}}}
            """,
        "UndoMerge": "{\"type\":\"object\",\"properties\":{\"keep_newer\":{\"type\":\"boolean\"}}}",
        "Pools": "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}},\"holding\":{\"type\":\"object\"}}}",
        "PoolRule": """
            {"type":"object","properties":{"version":{"type":"integer","readOnly":true},"contact_days":{"type":["integer","null"]},\
            "owned_days":{"type":["integer","null"]},"deal_days":{"type":["integer","null"]},"grace_days":{"type":["integer","null"]},\
            "notify_days":{"type":["integer","null"]},"recycle_when":{"type":["string","null"]},"keep_when":{"type":["string","null"]},\
            "note":{"type":["string","null"]}}}
            """,
        "PoolForecast": """
            {"type":"object","properties":{"count":{"type":"integer"},"owners":{"type":"array","items":{"type":"object"}},\
            "data":{"type":"array","items":{"type":"object"}}}}
            """,
        "Release": "{\"type\":\"object\",\"required\":[\"reason\"],\"properties\":{\"reason\":{\"type\":\"string\"},\"pool\":{\"type\":\"string\"}}}",
        "Released": "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},\"pool\":{\"type\":[\"string\",\"null\"]}}}",
        "Assign": """
            {"type":"object","required":["ids","owner"],"properties":{"ids":{"type":"array","maxItems":10000,"items":{"type":"string"}},\
            "owner":{"type":"string"},"reason":{"type":"string"}}}
            """,
        "Assigned": """
            {"type":"object","properties":{"assigned":{"type":"integer"},"refused":{"type":"array","items":{"type":"object",\
            "properties":{"id":{"type":"string"},"code":{"type":"string"}}}}}}
            """,
        "Distribute": "{\"type\":\"object\",\"required\":[\"ids\"],\"properties\":{\"ids\":{\"type\":\"array\",\"maxItems\":500,\"items\":{\"type\":\"string\"}}}}",
        "Distributed": "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}",
        "Forecast": "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}",
        "Gate": """
            {"type":"object","properties":{"is_open":{"type":"boolean"},"data":{"type":"array","items":{"type":"object","properties":{\
            "kind":{"enum":["field","file","record","check","approval"]},"what":{"type":"string"},"label":{"type":"string"},\
            "count":{"type":"integer"},"is_met":{"type":"boolean"},"proof":{"type":["string","null"]},"is_asked":{"type":"boolean"}}}}}}
            """,
        "Consent": "{\"type\":\"object\",\"properties\":{\"moved\":{\"type\":\"boolean\"},\"instances\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}",
        "Dashboards": "{\"type\":\"object\",\"properties\":{\"data\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"help\":{\"type\":\"string\"},\"widgets\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}}}}",
        "Dashboard": "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"label\":{\"type\":\"string\"},\"from\":{\"type\":\"string\",\"format\":\"date\"},\"to\":{\"type\":\"string\",\"format\":\"date\"},\"scope\":{\"type\":\"string\"},\"widgets\":{\"type\":\"array\",\"items\":{\"type\":\"object\"}}}}",
        "Done": "{\"type\":\"object\",\"properties\":{\"done\":{\"type\":\"boolean\"}}}",
        "File": "{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"},\"name\":{\"type\":\"string\"},\"size\":{\"type\":\"integer\"}}}",
    ]
}

extension String {
    fileprivate func replacing(_ part: String, _ text: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: text)
    }
}
