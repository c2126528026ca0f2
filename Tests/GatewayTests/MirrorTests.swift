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

    @Test("lets a person set up a second factor and change the password") func ownSignIn() async throws {
        try await GatewayDatabase.sqlite.use { store in
            let api = try await TwoTenants(store)
            let me = "/api/v1/me/"
            let begun = await api.send(.init("POST", me + "second-factor", isPersonal: true), as: .first)
            #expect(begun.text.contains("otpauth://totp/Sanbu:first?secret="))
            let wrong = await api.send(.init("POST", me + "second-factor/confirm", body: "{\"code\":\"123\"}", isPersonal: true), as: .first)
            #expect(wrong.status == 422)
            #expect(wrong.text.contains("sign-in.wrong-code"))
            #expect(await api.send(.init("GET", me + "profile"), as: .first).status == 403, "a client is no person")
            let weak = await api.send(
                .init("PUT", me + "password", body: "{\"old\":\"correct horse battery\",\"new\":\"12345678\"}", isPersonal: true), as: .first)
            #expect(weak.text.contains("password.common"))
            let changed = await api.send(
                .init("PUT", me + "password", body: "{\"old\":\"correct horse battery\",\"new\":\"battery horse correct\"}", isPersonal: true), as: .first)
            #expect(changed.status == 204)
            #expect(await api.send(.init("GET", me + "profile", isPersonal: true), as: .first).status == 401, "the old session has ended")
        }
    }

    @Test("a refused change carries both versions") func bothVersions() async throws {
        try await GatewayDatabase.sqlite.use { store in
            let api = try await TwoTenants(store)
            let made = await api.send(.init("POST", "/api/v1/records/crm.account", body: "{\"name\":\"甲\"}"), as: .first)
            let id = try #require((try? JSON.parse(made.text))?["id"]?.string)
            var call = Call("PATCH", "/api/v1/records/crm.account/\(id)", body: "{\"city\":\"杭州\"}")
            #expect(await api.send(call, as: .first).status == 200)
            call.headers["if-match"] = "\"1\""
            call.body = "{\"city\":\"上海\"}"
            let refused = await api.send(call, as: .first)
            let problem = try JSON.parse(refused.text)
            #expect(refused.status == 409)
            #expect(problem["current"]?["city"]?.string == "杭州")
            #expect(problem["sent"]?["city"]?.string == "上海")
            #expect(problem["current_version"]?.integer == 2)
            #expect(problem["given_version"]?.integer == 1)
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
