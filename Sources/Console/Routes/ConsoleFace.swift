public import Basics
import HTML
import Identity
public import Kernel
public import Logging
import Metadata
import Records
import SQLStore
import Tenancy
import Printing
public import Web

/// The console: pages for people, rendered here, translated from and to the kernel and nothing else.
///
/// A route reads what it needs in one snapshot, fills a view value and asks for its HTML.
public struct ConsoleFace: Sendable {
    let kernel: Kernel
    let router: Router<Handler>
    let strings: [String: Strings]
    let problems: TextCatalogues
    let assets: AssetFolder
    let printer: PDFPrinter
    let logger: Logger
    let runs = ImportRuns()
    /// Sign-ins shown at the door of a demo company.
    let demo: [DemoSignIn]

    typealias Handler = @Sendable (Visit) async throws -> WebResponse

    /// - Parameters:
    ///   - home: the folder with `Web/` and `vendor/`.
    ///   - problems: the sentences of refusals.
    public init(kernel: Kernel, home: String, problems: TextCatalogues, logger: Logger, demo: [DemoSignIn] = []) throws {
        self.kernel = kernel
        self.problems = problems
        self.logger = logger
        self.demo = demo
        strings = try Dictionary(uniqueKeysWithValues: ["zh-CN", "en"].map { ($0, try Strings(locale: $0, folder: home + "/Web/text")) })
        assets = AssetFolder(home: home)
        printer = PDFPrinter(stylesheet: home + "/Web/css/print.css")
        router = Router(Self.routes)
    }

    static let routes: [WebRoute<Handler>] =
        HomeRoutes.all + ListRoutes.all + ViewRoutes.all + MergeRoutes.all + FormRoutes.all + RecordRoutes.all + DocumentRoutes.all + FieldRoutes.all + SearchRoutes.all + ImportRoutes.all + ExportRoutes.all + SettingsRoutes.all + TaskRoutes.all + ProcessRoutes.all
        + ProcessDesignRoutes.all + DecisionRoutes.all + CompareRoutes.all + DiscussionRoutes.all
        + PoolRoutes.all + GateRoutes.all + CaptureRoutes.all + CheckInRoutes.all + ForecastRoutes.all + DashboardRoutes.all + GridRoutes.all

    public func bodyLimit(_ method: String, _ segments: [String]) -> Int {
        if case .found(let route, _) = router.match(method: method, segments: segments) { return route.bodyLimit }
        return 1 << 16
    }

    /// Answers a request; never throws.
    public func handle(_ request: WebRequest) async -> WebResponse {
        if request.segments.first == "f" { return await publicForm(request) }
        var response = await answer(request)
        secure(&response)
        return response
    }

    private func answer(_ request: WebRequest) async -> WebResponse {
        if request.segments.first == "assets" { return assets.response(request) }
        switch request.segments {
        case ["sign-in"]: return await door(request)
        case ["sign-out"] where request.method == "POST": return await leave(request)
        case ["me", "language"] where request.method == "POST" && request.cookies[Self.cookie] == nil: return language(request)
        default: break
        }
        do {
            guard let token = request.cookies[Self.cookie], let session = try await kernel.identity.session(token: token) else {
                return toDoor(request)
            }
            return await visit(request, session)
        } catch {
            return failure(error, request, nil)
        }
    }

    private func visit(_ request: WebRequest, _ session: SignedIn) async -> WebResponse {
        let page = pageContext(request, locale: session.actor.locale, csrf: session.csrf)
        var visit = Visit(face: self, request: request, session: session, page: page)
        let method = request.method == "HEAD" ? "GET" : request.method
        do {
            guard case .found(let route, let parameters) = router.match(method: method, segments: request.segments) else {
                return await errorPage(.notFound, 404, nil, visit)
            }
            visit.request.parameters = parameters
            if method == "POST" { try visit.checkForgery() }
            if session.mustEnrol, !Self.isOpenBeforeEnrolling(request.segments) { return visit.go(ProfileSettings.url()) }
            return try await route.context(visit)
        } catch {
            return await refusal(error, visit)
        }
    }

    /// What a person may open before it has the second factor that its company asks for.
    private static func isOpenBeforeEnrolling(_ segments: [String]) -> Bool {
        segments.starts(with: ["settings", "profile"]) || segments.first == "me"
    }

    /// The language, theme and token of a page.
    func pageContext(_ request: WebRequest, locale: String?, csrf: String) -> PageContext {
        let wish = request.cookies["sanbu_language"] ?? locale
            ?? (request.headers["accept-language"]?.lowercased().hasPrefix("en") ?? false ? "en" : "zh-CN")
        let theme = request.cookies["sanbu_theme"].flatMap(PageContext.Theme.init) ?? .system
        let texts = strings[wish] ?? strings["zh-CN"] ?? Strings(locale: "zh-CN", texts: [:])
        return PageContext(t: texts, csrf: csrf, theme: theme)
    }

    static let cookie = "sanbu_session"

    private func toDoor(_ request: WebRequest) -> WebResponse {
        let next = request.method == "GET" && !request.isPartial ? request.path : "/"
        var response = WebResponse.seeOther(next == "/" ? "/sign-in" : "/sign-in?next=" + PercentCoding.encode(next))
        if request.isPartial {
            response = WebResponse(status: 401, headers: [("hx-redirect", "/sign-in")])
        }
        return response
    }

    func secure(_ response: inout WebResponse) {
        response.set("x-content-type-options", "nosniff")
        response.set("referrer-policy", "same-origin")
        response.set("x-frame-options", "DENY")
        response.set("cross-origin-opener-policy", "same-origin")
        response.set("permissions-policy", "camera=(self), geolocation=(self), microphone=()")
        response.set(
            "content-security-policy",
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; "
                + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
        if response.header("cache-control") == nil { response.add("cache-control", "no-store") }
    }
}

/// A sign-in of the demo company.
public struct DemoSignIn: Sendable {
    public let role: String
    public let account: String
    public let password: String

    public init(role: String, account: String, password: String) {
        self.role = role
        self.account = account
        self.password = password
    }
}
