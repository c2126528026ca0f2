import Basics
import Foundation
import Gateway
import Kernel
import Logging
import PostgresStore
import SQLStore
import SQLiteStore
import Testing
import Web

/// Two companies with the same shape: whatever one may do with its own, the other may not do with it.
@Suite("Every route of the API") struct MirrorTests {
    @Test("gives one tenant nothing of another", arguments: GatewayDatabase.all) func mirror(_ database: GatewayDatabase) async throws {
        try await database.use { store in
            let api = try await TwoTenants(store)
            let calls = try await api.calls()
            var mirrored = 0
            for call in calls {
                let own = await api.send(call, as: .first)
                #expect((200..<300).contains(own.status), "\(call.method) \(call.path) by its own tenant: \(own.status) \(own.text)")
                guard call.namesARecord else { continue }
                let foreign = await api.send(call, as: .second)
                #expect(foreign.status == 404 || foreign.status == 403, "\(call.method) \(call.path) by the other tenant: \(foreign.status)")
                #expect(!foreign.text.contains(TwoTenants.secret), "\(call.path) tells the other tenant's words")
                mirrored += 1
            }
            #expect(mirrored >= 10)
            for path in ["/api/v1/records/crm.account", "/api/v1/search?q=\(PercentCoding.encode(TwoTenants.secret))", "/api/v1/events?limit=500", "/api/v1/summaries/crm.account?by=name"] {
                let foreign = await api.send(.init("GET", path), as: .second)
                #expect(foreign.status == 200)
                #expect(!foreign.text.contains(TwoTenants.secret), "\(path) shows the other tenant's words")
            }
        }
    }

    @Test("lets nobody in without a token") func closed() async throws {
        try await GatewayDatabase.sqlite.use { store in
            let api = try await TwoTenants(store)
            for route in api.gateway.served where !route.isOpen {
                let path = route.pattern.split(separator: "/").map { $0.hasPrefix("{") ? "x" : String($0) }.joined(separator: "/")
                let answer = await api.gateway.handle(WebRequest(method: route.method, target: "/" + path))
                #expect(answer.status == 401, "\(route.method) \(route.pattern)")
                let wrong = await api.gateway.handle(
                    WebRequest(method: route.method, target: "/" + path, headers: ["authorization": "Bearer x.y"]))
                #expect(wrong.status == 401, "\(route.method) \(route.pattern) with a wrong token")
            }
        }
    }

    @Test("repeats an answer for the same Idempotency-Key and does the work once", arguments: GatewayDatabase.all)
    func idempotency(_ database: GatewayDatabase) async throws {
        try await database.use { store in
            let api = try await TwoTenants(store)
            var call = Call("POST", "/api/v1/records/crm.account", body: "{\"name\":\"只做一次\"}")
            call.headers["idempotency-key"] = "k1"
            let first = await api.send(call, as: .first), again = await api.send(call, as: .first)
            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(first.text == again.text)
            call.body = "{\"name\":\"别的\"}"
            #expect(await api.send(call, as: .first).status == 422)
            let found = await api.send(.init("GET", "/api/v1/records/crm.account?total=true&search=\(PercentCoding.encode("只做一次"))"), as: .first)
            #expect(found.text.contains("\"total\":1"))
        }
    }

    @Test("answers a broken request with a problem that says what would be right") func problems() async throws {
        try await GatewayDatabase.sqlite.use { store in
            let api = try await TwoTenants(store)
            let cases: [(Call, Int, String)] = [
                (.init("POST", "/api/v1/records/crm.account", body: "{"), 400, "request.json"),
                (.init("POST", "/api/v1/records/crm.account", body: "[]"), 400, "request.object"),
                (.init("POST", "/api/v1/records/crm.account", body: "{}"), 422, "field.required"),
                (.init("GET", "/api/v1/records/crm.acount"), 404, "object.unknown"),
                (.init("GET", "/api/v1/records/crm.account?limit=0"), 400, "request.parameter"),
                (.init("GET", "/api/v1/records/crm.account?sort=nam"), 400, "query.unknown-field"),
                (.init("GET", "/api/v1/records/crm.account?filter=nam%20%3D%201"), 400, "query.unknown-field"),
                (.init("GET", "/api/v1/records/crm.account?filter=name%20%3D"), 400, "query.filter-syntax"),
                (.init("GET", "/api/v1/records/crm.account?cursor=xx"), 400, "query.cursor"),
                (.init("DELETE", "/api/v1/limits"), 405, "request.method"), (.init("GET", "/api/v1/nothing"), 404, "request.not-found"),
            ]
            for (call, status, code) in cases {
                let answer = await api.send(call, as: .first)
                #expect(answer.status == status, "\(call.method) \(call.path): \(answer.text)")
                #expect(answer.text.contains("\"code\":\"\(code)\""), "\(call.method) \(call.path): \(answer.text)")
                #expect(answer.type == "application/problem+json")
            }
        }
    }
}
