public import Basics
import Identity
public import Kernel
public import Logging
import Metadata
public import Printing
import Records
import SQLStore
import Tenancy
public import Web

/// The HTTP API `/api/v1`: translation only. Every route stands in one registry; what is served, described and tested
/// is the same list.
public struct Gateway: Sendable {
    let kernel: Kernel
    let router: Router<APIRoute>
    let problems: Problems
    let limiter: RateLimiter
    let logger: Logger
    let metrics: RequestMetrics
    let printer: PDFPrinter

    public init(kernel: Kernel, texts: TextCatalogues, logger: Logger, requestsPerMinute: Int = 6000, printer: PDFPrinter = PDFPrinter()) {
        self.kernel = kernel
        self.logger = logger
        problems = Problems(texts: texts)
        limiter = RateLimiter(perMinute: requestsPerMinute)
        metrics = RequestMetrics()
        self.printer = printer
        router = Router(APIRoutes.all.map { WebRoute($0.method, $0.pattern, bodyLimit: $0.bodyLimit, $0) })
    }

    /// The routes with their methods, for tests that go over all of them.
    public var served: [(method: String, pattern: String, isOpen: Bool)] {
        router.routes.map { ($0.method, $0.pattern, $0.context.isOpen) }
    }

    /// Whether a path belongs to this face.
    public static func serves(_ segments: [String]) -> Bool {
        segments.first == "api" || segments == ["healthz"] || segments == ["metrics"]
    }

    public func bodyLimit(_ method: String, _ segments: [String]) -> Int {
        if case .found(let route, _) = router.match(method: method, segments: segments) { return route.bodyLimit }
        return 1 << 16
    }

    /// Answers a request; never throws.
    public func handle(_ request: WebRequest) async -> WebResponse {
        let method = request.method == "HEAD" ? "GET" : request.method
        var response: WebResponse
        switch router.match(method: method, segments: request.segments) {
        case .found(let route, let parameters):
            var request = request
            request.parameters = parameters
            response = await answer(route.context, request)
        case .otherMethods(let allowed):
            response = refuse(APIError(405, "request.method", ["allowed": allowed.joined(separator: ", ")]), request)
            response.add("allow", allowed.joined(separator: ", "))
        case .none: response = refuse(APIError(404, "request.not-found", ["path": String(request.path.prefix(200))]), request)
        }
        Self.secure(&response)
        metrics.count(response.status)
        return response
    }

    private func answer(_ route: APIRoute, _ request: WebRequest) async -> WebResponse {
        var actor: Actor?
        do {
            if case .open(let work) = route.work { return try await work(request, self) }
            let known = try await authenticate(request)
            actor = known
            let verdict = limiter.take(tenant: known.tenant, actor: known.id.rawValue, now: kernel.clock.now())
            var response = verdict.allowed ? try await run(route, APICall(request: request, actor: known))
                : refuse(APIError(429, "request.rate", ["seconds": "\(verdict.seconds)"]), request)
            if !verdict.allowed { response.add("retry-after", "\(verdict.seconds)") }
            response.add("ratelimit-policy", "\"default\";q=\(limiter.perMinute);w=60")
            response.add("ratelimit", "\"default\";r=\(verdict.remaining);t=\(verdict.seconds)")
            return response
        } catch {
            return await refuse(error, request, actor)
        }
    }

    private func run(_ route: APIRoute, _ call: APICall) async throws -> WebResponse {
        switch route.work {
        case .read(let work):
            return respond(try await kernel.records.read(as: call.actor) { try work(call, $0) }, call.request)
        case .write(let work):
            let once = try Idempotency(call, now: kernel.clock.now())
            return respond(try await kernel.records.write(as: call.actor) { try once.run($0, work) }, call.request)
        case .other(let work): return try await work(call, self)
        case .open(let work): return try await work(call.request, self)
        }
    }

    private func respond(_ answer: APIAnswer, _ request: WebRequest) -> WebResponse {
        let tag = answer.headers.first { $0.name == "etag" }?.value
        if let tag, request.method == "GET", request.headers["if-none-match"] == tag {
            return WebResponse(status: 304, headers: [("etag", tag)])
        }
        var response = WebResponse(status: answer.status, headers: answer.headers, body: .bytes(answer.body))
        if !answer.body.isEmpty { response.add("content-type", "application/json") }
        return response
    }

    // MARK: Who asks

    /// A bearer token, or a browser's session; a session's changes need its token against forgery.
    private func authenticate(_ request: WebRequest) async throws -> Actor {
        if let header = request.headers["authorization"] {
            guard header.lowercased().hasPrefix("bearer "), let actor = try await kernel.identity.bearer(token: String(header.dropFirst(7)))
            else { throw APIError(401, "auth.invalid") }
            return actor
        }
        guard let token = request.cookie(SessionCookie.name) else { throw APIError(401, "auth.missing") }
        guard let session = try await kernel.identity.session(token: token) else { throw APIError(401, "auth.invalid") }
        if request.method != "GET", request.method != "HEAD", request.headers["x-csrf-token"] != session.csrf {
            throw APIError(403, "auth.csrf")
        }
        if session.mustEnrol { throw APIError(403, "auth.second-factor") }
        return session.actor
    }

    // MARK: Refusals

    func refuse(_ error: APIError, _ request: WebRequest) -> WebResponse {
        problems.response(to: error, locale: locale(request), schema: nil, object: nil) { "" }
    }

    private func refuse(_ error: any Error, _ request: WebRequest, _ actor: Actor?) async -> WebResponse {
        let schema = await schema(of: actor)
        var response = problems.response(
            to: error, locale: locale(request), schema: schema, object: request.parameters["object"],
            members: await versions(error, request, actor)
        ) {
            let id = kernel.ids.next().text(prefix: "inc")
            // The error's own words stay in the log: they may quote a statement.
            logger.error("request failed", metadata: ["incident": "\(id)", "path": "\(request.path)", "error": "\(error)"])
            return id
        }
        if response.status == 401 { response.add("www-authenticate", "Bearer realm=\"sanbu\"") }
        return response
    }

    /// Both versions of a record that two wanted to change: what stands there, and what was sent.
    private func versions(_ error: any Error, _ request: WebRequest, _ actor: Actor?) async -> [(name: String, json: [UInt8])] {
        guard case RecordError.changedMeanwhile(let name, let id, let current, let given) = error, let actor else { return [] }
        let record = try? await kernel.records.read(as: actor) { reader in
            let record = try reader.get(try reader.object(name), id)
            return APIAnswer.json { reader.codec.write(record, hidden: reader.policy.mask(record.object).hidden, to: &$0) }.body
        }
        var members = [("given_version", Array("\(given)".utf8)), ("current_version", Array("\(current)".utf8))]
        if let record { members.append(("current", record)) }
        if (try? JSON.parse(request.body))?.object != nil { members.append(("sent", request.body)) }
        return members.map { (name: $0.0, json: $0.1) }
    }

    private func schema(of actor: Actor?) async -> Schema? {
        guard let actor else { return nil }
        return try? await kernel.records.read(as: actor) { $0.schema }
    }

    /// The language of messages: the client's wish, else Chinese.
    func locale(_ request: WebRequest) -> String {
        let wish = request.headers["accept-language"]?.lowercased() ?? ""
        return wish.hasPrefix("en") ? "en" : "zh-CN"
    }

    private static func secure(_ response: inout WebResponse) {
        response.add("x-content-type-options", "nosniff")
        response.add("cache-control", response.header("cache-control") ?? "no-store")
        response.add("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
        response.add("referrer-policy", "no-referrer")
    }
}

/// The browser's session cookie. The prefix ties it to this host and to encrypted connections; on a loopback address
/// without encryption browsers accept a secure cookie only with a plain name.
public enum SessionCookie {
    public static let name = "sanbu_session"
}
