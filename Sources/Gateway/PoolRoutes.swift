import Basics
import Kernel
import Metadata
import Records
import Tenancy
import Web

extension APIRoutes {
    private static let one = base + "/records/{object}/{id}"
    private static let idempotencyKey = APIParameter.header("Idempotency-Key", "string", "Makes repetitions harmless for a day.")
    private static let ifMatch = APIParameter.header("If-Match", "string", "The ETag read before; a newer version is refused with 409.")

    static let pools: [APIRoute] = poolReads + poolWrites + [distribution]

    private static let poolReads: [APIRoute] = [
        {
            var route = APIRoute(
                "GET", base + "/pools/of/{object}", "The pools of an object that the caller sees, with what it has used today and what it holds.",
                .read(list))
            route.response = .object("Pools")
            return route
        }(),
        {
            var route = APIRoute("GET", base + "/pools/{pool}/records", "A page of what lies in a pool, masked.", .read(page))
            route.parameters = [
                .query("filter", "string", "FEEL over the fields that may be seen before claiming."),
                .query("search", "string", "Words in the texts that may be seen."),
                .query("sort", "string", "Field names, separated by commas; a leading minus sorts downwards."),
                .query("limit", "integer", "1 to 500, 30 if not said."),
                .query("cursor", "string", "Where the page begins: next of the page before."),
            ]
            route.response = .page
            return route
        }(),
        {
            var route = APIRoute(
                "POST", base + "/pools/{pool}/forecast", "What a rule would move into the pool now, and from whom. Nothing changes.", .read(forecast))
            (route.request, route.response) = (.object("PoolRule"), .object("PoolForecast"))
            return route
        }(),
    ]

    private static let poolWrites: [APIRoute] = [
        {
            var route = APIRoute("POST", base + "/pools/{pool}/rules", "Puts a rule in force as the pool's next version.", .write(setRule))
            (route.request, route.response, route.status, route.parameters) = (.object("PoolRule"), .object("PoolRule"), 201, [idempotencyKey])
            return route
        }(),
        {
            var route = APIRoute("POST", one + "/look", "A record of a pool, masked; it counts against the day's quota once.", .write { call, writer in
                let (record, left) = try writer.look(call.parameter("object"), try recordID(call, writer))
                var answer = answer(record, writer.reader)
                if let left { answer.headers.append(("x-looks-left", "\(left)")) }
                return answer
            })
            route.response = .record
            return route
        }(),
        {
            var route = APIRoute("POST", one + "/claim", "Takes a record out of a pool; of two who try, one gets it.", .write { call, writer in
                answer(try writer.claim(call.parameter("object"), try recordID(call, writer)), writer.reader)
            })
            (route.response, route.parameters) = (.record, [idempotencyKey])
            return route
        }(),
        {
            var route = APIRoute("POST", one + "/release", "Gives a record back into a pool.", .write(release))
            (route.request, route.response, route.parameters) = (.object("Release"), .object("Released"), [idempotencyKey, ifMatch])
            return route
        }(),
        lock("lock", "Keeps a record from going back into a pool.", true), lock("unlock", "Lets a record go back into a pool again.", false),
        {
            var route = APIRoute(
                "POST", base + "/records/{object}/assign", "Gives records, from pools or from people, to a person; each for itself.", .write(assign))
            (route.request, route.response, route.parameters) = (.object("Assign"), .object("Assigned"), [idempotencyKey])
            return route
        }(),
    ]

    private static let distribution: APIRoute = {
        var route = APIRoute(
            "POST", base + "/records/{object}/distribute", "Gives records without an owner to people by the company's decision.",
            .other { call, gateway in
                let ids = try call.object()["ids"]?.array?.map { $0.string ?? "" } ?? []
                let name = call.parameter("object")
                let (object, read) = try await gateway.kernel.records.read(as: call.actor) { reader in
                    let object = try reader.object(name)
                    return (object, try ids.map { try reader.id($0, of: object) })
                }
                let results = try await gateway.kernel.distribution.distribute(object.name, read, as: call.actor)
                return .json(APIAnswer.json { $0.object { out in
                    out.key("data")
                    out.array { list in
                        for result in results {
                            list.object { item in
                                item.member("id", result.id.text(prefix: object.idPrefix))
                                item.member("owner", result.person?.text(prefix: "usr"))
                            }
                        }
                    }
                } }.body)
            })
        (route.request, route.response) = (.object("Distribute"), .object("Distributed"))
        return route
    }()

    private static func lock(_ verb: String, _ summary: String, _ locks: Bool) -> APIRoute {
        var route = APIRoute("POST", one + "/" + verb, summary, .write { call, writer in
            answer(try writer.setLocked(call.parameter("object"), try recordID(call, writer), locks, try options(call)), writer.reader)
        })
        (route.response, route.parameters) = (.record, [idempotencyKey, ifMatch])
        return route
    }

    private static func pool(_ call: APICall, _ reader: RecordReader) throws -> Pool {
        guard let id = EntityID(text: call.parameter("pool"), prefix: Pool.idPrefix) else {
            throw RecordError.notFound(object: Pool.objectName, id: String(call.parameter("pool").prefix(60)))
        }
        return try reader.openPool(id).pool
    }

    private static func list(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let object = try reader.object(call.parameter("object"))
        let pools = try reader.openPools(of: object)
        let holding = try reader.holding(object, of: call.actor.id)
        return try .json {
            try $0.object { out in
                out.key("data")
                try out.array { list in for pool in pools { try list.object { try write(pool, reader, &$0) } } }
                out.key("holding")
                out.object { inner in
                    inner.member("owned", Int64(holding.owned))
                    member("own_limit", holding.ownLimit.map(Int64.init), &inner)
                    inner.member("locked", Int64(holding.locked))
                    member("lock_limit", holding.lockLimit.map(Int64.init), &inner)
                    inner.member("counts_deals", holding.countsDeals)
                }
            }
        }
    }

    private static func write(_ pool: Pool, _ reader: RecordReader, _ out: inout JSONWriter) throws {
        out.member("id", pool.idText)
        out.member("name", pool.name)
        out.member("object", pool.object)
        out.member("department", pool.department?.text(prefix: "dep"))
        out.member("claims_today", Int64(try reader.used("claim", pool, by: reader.actor.id)))
        member("claim_quota", pool.claimQuota.map(Int64.init), &out)
        out.member("looks_today", Int64(try reader.used("view", pool, by: reader.actor.id)))
        member("view_quota", pool.viewQuota.map(Int64.init), &out)
        guard let rule = pool.rule else { return }
        out.key("rule")
        out.object { write(rule, &$0) }
    }

    private static func member(_ name: String, _ value: Int64?, _ out: inout JSONWriter) {
        guard let value else {
            out.key(name)
            return out.null()
        }
        out.member(name, value)
    }

    private static func write(_ rule: PoolRule, _ out: inout JSONWriter) {
        out.member("version", rule.version)
        for (name, days) in rule.numbers { member(name, days, &out) }
        for (name, text) in rule.texts { out.member(name, text) }
    }

    private static func page(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let pool = try pool(call, reader)
        var query = PoolQuery(pool.id)
        query.filters = call.request.query("filter").map { [$0] } ?? []
        query.words = call.request.query("search")
        if let sort = call.request.query("sort") { query.sort = sort.split(separator: ",").map { SortKey(text: $0) } }
        query.limit = try call.integer("limit", in: 1...RecordQuery.mostRows, default: 30)
        query.cursor = call.request.query("cursor")
        let found = try reader.pooled(query)
        let hidden = reader.policy.mask(try reader.object(pool.object)).hidden
        return .json(capacity: found.records.count * 512 + 64) {
            $0.object { out in
                out.key("data")
                out.array { list in for record in found.records { reader.codec.write(record, hidden: hidden, to: &list) } }
                out.member("next", found.next)
            }
        }
    }

    /// A rule out of a body, with every member checked.
    private static func rule(_ call: APICall) throws -> PoolRule {
        let body = try call.object()
        var rule = PoolRule()
        for (name, value) in body {
            switch value {
            case .null: continue
            case .integer(let days) where PoolRule.numberNames.contains(name) && (0...3650).contains(days): rule.set(name, days)
            case .string(let text) where PoolRule.textNames.contains(name) && text.utf8.count <= 2000: rule.set(name, text)
            default:
                throw APIError(400, "request.parameter", [
                    "name": String(name.prefix(60)), "value": String(value.text.prefix(60)),
                    "expected": (PoolRule.numberNames + PoolRule.textNames).joined(separator: ", "),
                ])
            }
        }
        return rule
    }

    private static func forecast(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let pool = try pool(call, reader)
        let forecast = try reader.forecast(try rule(call), of: pool)
        let hidden = reader.policy.mask(try reader.object(pool.object)).hidden
        return .json {
            $0.object { out in
                out.member("count", Int64(forecast.count))
                out.key("owners")
                out.array { list in
                    for owner in forecast.owners {
                        list.object { item in
                            item.member("owner", owner.person.text(prefix: "usr"))
                            item.member("count", Int64(owner.count))
                        }
                    }
                }
                out.key("data")
                out.array { list in for record in forecast.records { reader.codec.write(record, hidden: hidden, to: &list) } }
            }
        }
    }

    private static func setRule(_ call: APICall, _ writer: RecordWriter) throws -> APIAnswer {
        let kept = try writer.setRule(try rule(call), of: try pool(call, writer.reader))
        return .json(201) { $0.object { write(kept, &$0) } }
    }

    private static func release(_ call: APICall, _ writer: RecordWriter) throws -> APIAnswer {
        let body = call.request.body.isEmpty ? [:] : try call.object()
        let target = try body["pool"]?.string.map { text in
            guard let id = EntityID(text: text, prefix: Pool.idPrefix) else { throw RecordError.notFound(object: Pool.objectName, id: String(text.prefix(60))) }
            return id
        }
        let record = try writer.release(
            call.parameter("object"), try recordID(call, writer), reason: body["reason"]?.string ?? "", to: target, try options(call))
        // Whoever gave it back may not be able to see it any more, so only its id comes back.
        return .json { $0.object { out in
            out.member("id", record.idText)
            out.member("pool", record.reference(record.object.pooling?.field ?? "")?.id.text(prefix: Pool.idPrefix))
        } }
    }

    private static func assign(_ call: APICall, _ writer: RecordWriter) throws -> APIAnswer {
        let object = try writer.reader.object(call.parameter("object"))
        let body = try call.object()
        guard let texts = body["ids"]?.array?.map({ $0.string ?? "" }), !texts.isEmpty else {
            throw APIError(400, "request.parameter", ["name": "ids", "value": body["ids"]?.kind ?? "null", "expected": "array"])
        }
        guard let owner = EntityID(text: body["owner"]?.string ?? "", prefix: "usr") else {
            throw RecordError.invalid([FieldProblem("owner", "field.person", ["value": String((body["owner"]?.string ?? "").prefix(60))])])
        }
        let ids = try texts.map { try writer.reader.id($0, of: object) }
        let results = try writer.assign(object.name, ids, to: owner, reason: body["reason"]?.string)
        return .json { $0.object { out in
            out.member("assigned", Int64(results.count { $0.problem == nil }))
            out.key("refused")
            out.array { list in
                for result in results {
                    guard let problem = result.problem else { continue }
                    list.object { item in
                        item.member("id", result.id.text(prefix: object.idPrefix))
                        item.member("code", Problems.summary(problem).code)
                    }
                }
            }
        } }
    }
}
