import Basics
import Foundation
import Gateway
import Identity
import Kernel
import Logging
import Metadata
import PostgresStore
import SQLiteStore
import SQLStore
import Tenancy
import Testing
import Web

/// A database for one test: SQLite always, PostgreSQL too when `SANBU_TEST_POSTGRES` says where one is.
enum GatewayDatabase: String, CaseIterable, Sendable {
    case sqlite, postgres

    static let url = ProcessInfo.processInfo.environment["SANBU_TEST_POSTGRES"]
    static var all: [GatewayDatabase] { url == nil ? [.sqlite] : [.sqlite, .postgres] }

    /// Few connections: many tests share one server.
    private static func small(_ url: String) -> PostgresStore.Settings {
        var settings = PostgresStore.Settings(url: url)
        (settings.readConnections, settings.writeConnections, settings.bulkConnections) = (2, 2, 1)
        return settings
    }

    func use(_ body: (any Store) async throws -> Void) async throws {
        guard self == .postgres, let url = Self.url else {
            let store = try SQLiteStore.temporary()
            try await body(store)
            return await store.close()
        }
        let schema = "gateway_" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let door = try await PostgresStore.open(Self.small(url))
        try await door.write(tenant: nil) { try $0.execute("CREATE SCHEMA \(name: schema)") }
        let store = try await PostgresStore.open(Self.small(url + "&options=-csearch_path%3D" + schema))
        try await body(store)
        await store.close()
        try await door.write(tenant: nil, lane: .bulk) { try $0.execute("DROP SCHEMA \(name: schema) CASCADE") }
        await door.close()
    }
}

/// One call of the API.
struct Call: Sendable {
    let method: String
    let path: String
    var headers: [String: String] = ["content-type": "application/json"]
    var body: String
    var namesARecord = false

    init(_ method: String, _ path: String, body: String = "", namesARecord: Bool = false) {
        self.method = method
        self.path = path
        self.body = body
        self.namesARecord = namesARecord
    }
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let type: String
    let text: String
}

/// Two companies behind one gateway.
struct TwoTenants: Sendable {
    enum Side: Sendable { case first, second }

    static let secret = "机密客户甲"

    let gateway: Gateway
    private let tokens: [String]

    init(_ store: any Store) async throws {
        let files = FileManager.default.temporaryDirectory.appendingPathComponent("sanbu-" + UUID().uuidString).path
        let clock = WallClock { Timestamp(milliseconds: 1_790_000_000_000) }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL.path
        let kernel = try await Kernel.start(store: store, packages: PackageFolder.read(root + "/Apps").packages, clock: clock, fileFolder: files)
        try await Gateway.migrate(kernel)
        let texts = try ["zh-CN", "en"].map { locale in
            try TextCatalogue(locale: locale, source: try String(contentsOfFile: "\(root)/Text/problems.\(locale).txt", encoding: .utf8))
        }
        gateway = Gateway(kernel: kernel, texts: TextCatalogues(texts), logger: Logger(label: "test"), requestsPerMinute: 1_000_000)
        var tokens: [String] = []
        for slug in ["first", "second"] {
            let tenant = try await kernel.createTenant(
                slug: slug, name: slug, packages: ["crm"], administrator: (login: slug, name: slug, password: "correct horse battery"))
            let (client, secret) = try await kernel.identity.createClient(
                name: slug, roles: ["core.administrator"], scopes: ["read", "write"], tenant: tenant.id)
            tokens.append(try #require(try await kernel.identity.token(client: client.idText, secret: secret, scopes: nil)).text)
        }
        self.tokens = tokens
    }

    func send(_ call: Call, as side: Side) async -> Answer {
        var headers = call.headers
        headers["authorization"] = "Bearer " + tokens[side == .first ? 0 : 1]
        let response = await gateway.handle(WebRequest(method: call.method, target: call.path, headers: headers, body: Array(call.body.utf8)))
        var text = ""
        if case .bytes(let bytes) = response.body { text = String(decoding: bytes, as: UTF8.self) }
        return Answer(status: response.status, type: response.header("content-type") ?? "", text: text)
    }

    /// A successful call for every route that the registry knows, in an order in which each one can succeed.
    func calls() async throws -> [Call] {
        let account = try await made("crm.account", "{\"name\":\"\(Self.secret)\"}")
        let lead = try await made("crm.lead", "{\"name\":\"线索\",\"phone\":\"13900000001\"}")
        let one = "/api/v1/records/crm.account/\(account)"
        let boundary = "b0undary"
        var upload = Call(
            "POST", one + "/files", body: "--\(boundary)\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\(Self.secret)\r\n--\(boundary)--\r\n",
            namesARecord: true)
        upload.headers["content-type"] = "multipart/form-data; boundary=\(boundary)"
        let uploaded = await send(upload, as: .first)
        let file = (try? JSON.parse(uploaded.text))?["id"]?.string ?? "fil_"
        let calls = [
            Call("GET", "/api/v1/me"), Call("GET", "/api/v1/limits"), Call("GET", "/api/v1/openapi.json"),
            Call("GET", "/api/v1/metadata/objects"), Call("GET", "/api/v1/metadata/objects/crm.account"),
            Call("GET", "/api/v1/records/crm.account"), Call("GET", one, namesARecord: true), Call("GET", one + "/changes", namesARecord: true),
            Call("GET", one + "/timeline", namesARecord: true), Call("GET", one + "/access", namesARecord: true),
            Call("GET", one + "/files", namesARecord: true), upload, Call("GET", "/api/v1/files/\(file)", namesARecord: true),
            Call("GET", "/api/v1/search?q=x"), Call("GET", "/api/v1/summaries/crm.account?by=owner"), Call("GET", "/api/v1/events"),
            Call("GET", "/api/v1/events/stream"),
            Call("PATCH", one, body: "{\"city\":\"杭州\"}", namesARecord: true),
            Call("POST", "/api/v1/records/crm.account", body: "{\"name\":\"又一个\"}"),
            Call("POST", "/api/v1/records/crm.lead/\(lead)/commands/start", namesARecord: true),
            Call("PUT", "/api/v1/metadata/objects/crm.account/fields/region", body: "{\"type\":\"text\",\"label\":\"大区\"}"),
            Call("PUT", "/api/v1/metadata/objects/custom.thing", body: "{\"id-prefix\":\"thg\",\"name-field\":\"name\",\"fields\":{\"name\":{\"type\":\"text\"}}}"),
            Call("POST", "/api/v1/bulk", body: "{\"operations\":[{\"op\":\"update\",\"object\":\"crm.account\",\"id\":\"\(account)\",\"values\":{\"city\":\"宁波\"}}]}", namesARecord: true),
            Call("DELETE", "/api/v1/records/crm.lead/\(lead)", namesARecord: true),
            Call("POST", "/api/v1/records/crm.lead/\(lead)/restore", namesARecord: true),
        ]
        let all = calls + (try await processCalls())
        try checkAllRoutesAreCalled(all)
        return all
    }

    /// Processes: each call in an order in which it can succeed, with the secret in names, variables and texts.
    private func processCalls() async throws -> [Call] {
        let user = "<userTask id=\\\"t\\\" name=\\\"\(Self.secret)\\\"/>"
        let receive = "<receiveTask id=\\\"t\\\" messageRef=\\\"m\\\"/>"
        let job = "<serviceTask id=\\\"t\\\"><extensionElements><sanbu:execution><sanbu:job type=\\\"&quot;ship&quot;\\\"/></sanbu:execution></extensionElements></serviceTask>"
        let models = [("ask", user), ("wait", receive), ("ship", job)].map { id, element in
            "{\"name\":\"\(id).bpmn\",\"text\":\"\(Self.model(id, element))\"}"
        }
        let deployment = Call("POST", "/api/v1/deployments", body: "{\"resources\":[\(models.joined(separator: ","))]}")
        let deployed = try JSON.parse(await send(deployment, as: .first).text)
        let definition = try #require(deployed["processes"]?.array?.first?["id"]?.string, "\(deployed.text)")
        func begin(_ process: String) async throws -> JSON {
            let variables = "{\"variables\":{\"word\":\"\(Self.secret)\"}}"
            return try JSON.parse(await send(.init("POST", "/api/v1/processes/\(process)/instances", body: variables), as: .first).text)
        }
        let asked = try await begin("ask")
        let (instance, task) = (asked["id"]?.string ?? "", asked["tasks"]?.array?.first?["id"]?.string ?? "")
        _ = try await begin("ship")
        let leased = try JSON.parse(await send(.init("POST", "/api/v1/jobs/lease", body: "{\"types\":[\"ship\"]}"), as: .first).text)
        let lease = try #require(leased["data"]?.array?.first?["id"]?.string)
        let one = "/api/v1/process-instances/\(instance)"
        return [
            deployment, Call("GET", "/api/v1/processes"), Call("GET", "/api/v1/processes/ask/versions", namesARecord: true),
            Call("GET", "/api/v1/process-definitions/\(definition)", namesARecord: true),
            Call("POST", "/api/v1/process-definitions/\(definition)/migrate", body: "{\"to\":\"\(definition)\",\"dry_run\":true}", namesARecord: true),
            Call("POST", "/api/v1/processes/ask/preview", namesARecord: true), Call("POST", "/api/v1/processes/ask/instances", namesARecord: true),
            Call("GET", "/api/v1/process-instances"), Call("GET", one, namesARecord: true), Call("GET", one + "/history", namesARecord: true),
            Call("GET", one + "/way", namesARecord: true),
            Call("POST", one + "/commands/set-variables", body: "{\"variables\":{\"x\":1}}", namesARecord: true),
            Call("GET", "/api/v1/tasks?box=all"), Call("GET", "/api/v1/tasks/\(task)", namesARecord: true),
            Call("POST", "/api/v1/tasks/\(task)/commands/complete", namesARecord: true),
            Call("POST", "/api/v1/tasks/hand-over", body: "{\"from\":\"\(EntityID(rawValue: 1).text(prefix: "usr"))\",\"to\":\"\(EntityID(rawValue: 2).text(prefix: "usr"))\"}"),
            Call("POST", "/api/v1/messages", body: "{\"name\":\"m\"}"), Call("POST", "/api/v1/signals", body: "{\"name\":\"s\"}"),
            Call("POST", "/api/v1/jobs/lease", body: "{\"types\":[\"ship\"]}"),
            Call("POST", "/api/v1/jobs/\(lease)/commands/complete"), Call("GET", "/api/v1/decisions"),
        ]
    }

    /// A model with one element, as a text inside a JSON string.
    private static func model(_ id: String, _ element: String) -> String {
        let flows = "<sequenceFlow id=\\\"a\\\" sourceRef=\\\"s\\\" targetRef=\\\"t\\\"/><sequenceFlow id=\\\"b\\\" sourceRef=\\\"t\\\" targetRef=\\\"e\\\"/>"
        return "<definitions xmlns=\\\"http://www.omg.org/spec/BPMN/20100524/MODEL\\\" xmlns:sanbu=\\\"https://sanbu.dev/bpmn/1\\\" targetNamespace=\\\"t\\\">"
            + "<message id=\\\"m\\\" name=\\\"m\\\"/><process id=\\\"\(id)\\\" isExecutable=\\\"true\\\"><startEvent id=\\\"s\\\"/>\(element)<endEvent id=\\\"e\\\"/>\(flows)</process></definitions>"
    }

    private func made(_ object: String, _ body: String) async throws -> String {
        let answer = await send(.init("POST", "/api/v1/records/\(object)", body: body), as: .first)
        return try #require((try? JSON.parse(answer.text))?["id"]?.string, "\(answer.text)")
    }

    /// A route that is added and not called here fails the test. Upserts need a unique field and have a test of their own.
    private func checkAllRoutesAreCalled(_ calls: [Call]) throws {
        for route in gateway.served where !route.isOpen && !route.pattern.contains("/by/") && route.pattern != "/api/v1/decisions/{name}/evaluate" {
            let pattern = route.pattern.split(separator: "/")
            let isCalled = calls.contains { call in
                let path = (call.path.split(separator: "?").first ?? "").split(separator: "/")
                return call.method == route.method && path.count == pattern.count
                    && zip(pattern, path).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
            }
            #expect(isCalled, "no call for \(route.method) \(route.pattern)")
        }
    }
}
