import Basics
import HTML
import Identity
import Kernel
import Logging
import Tenancy
import Web

// Signing in and out.
extension ConsoleFace {
    func door(_ request: WebRequest) async -> WebResponse {
        let page = pageContext(request, locale: nil, csrf: "")
        let form = request.form()
        let next = Self.local(request.method == "POST" ? form["next"] : request.query("next"))
        var view = SignInPage(workspace: page.t("product.name"), next: next, demo: demo.map {
            SignInPage.Demo(role: $0.role, account: $0.account, password: $0.password)
        })
        guard request.method == "POST" else { return .html(view.html(page).bytes) }
        view.account = String((form["account"] ?? "").prefix(120))
        do {
            guard Self.isSameOrigin(request) else { throw SignInError.wrong }
            if let challenge = form["challenge"] { return try await secondStep(challenge, request, &view, page, next) }
            let parts = view.account.split(separator: "@", maxSplits: 1).map(String.init)
            let (login, company) = try await account(parts, whole: view.account)
            let step = try await kernel.identity.signIn(
                login: login, password: form["password"] ?? "", company: company, agent: request.headers["user-agent"] ?? "",
                address: request.remoteAddress)
            switch step {
            case .signedIn(let token): return try await enter(token, request, next)
            case .secondFactor(let challenge):
                view.challenge = challenge
                return .html(view.html(page).bytes)
            }
        } catch {
            view.problem = sentence(error, page)
            return .html(view.html(page).bytes, status: 422)
        }
    }

    /// The code after the password. A wrong one may be tried again; when the challenge is over, the door begins anew.
    private func secondStep(_ challenge: String, _ request: WebRequest, _ view: inout SignInPage, _ page: PageContext, _ next: String) async throws
        -> WebResponse
    {
        do {
            let token = try await kernel.identity.finishSignIn(
                challenge: challenge, code: request.form()["code"] ?? "", agent: request.headers["user-agent"] ?? "", address: request.remoteAddress)
            return try await enter(token, request, next)
        } catch SignInError.wrongCode {
            view.challenge = challenge
            view.problem = sentence(SignInError.wrongCode, page)
            return .html(view.html(page).bytes, status: 422)
        }
    }

    /// In: with the session's cookie, and the theme and the language that the person chose somewhere else.
    private func enter(_ token: String, _ request: WebRequest, _ next: String) async throws -> WebResponse {
        var response = WebResponse.seeOther(next)
        response.add("set-cookie", Self.cookie(token, secure: request.headers["x-forwarded-proto"] == "https"))
        guard let actor = try await kernel.identity.session(token: token)?.actor,
            let theme = try await kernel.identity.profile(person: actor.id, tenant: actor.tenant)?.theme
        else { return response }
        response.add("set-cookie", "sanbu_theme=\(theme); Path=/; Max-Age=31536000; SameSite=Lax")
        return response
    }

    /// `name@company` when the company exists; else the whole text is the sign-in name.
    private func account(_ parts: [String], whole: String) async throws -> (login: String, company: String?) {
        guard parts.count == 2, try await kernel.tenant(slug: parts[1]) != nil else { return (whole, nil) }
        return (parts[0], parts[1])
    }

    private func sentence(_ error: any Error, _ page: PageContext) -> String {
        let text = ProblemText(problems, locale: page.t.locale)
        func say(_ code: String, _ arguments: [String: String] = [:]) -> String { text.sentence(code, arguments, object: nil, field: nil) }
        switch error as? SignInError {
        case .wrong: return say("sign-in.wrong")
        case let error?: return SignInText.sentence(error, text)
        default:
            logger.error("sign-in failed", metadata: ["error": "\(error)"])
            return say("store.overloaded")
        }
    }

    func leave(_ request: WebRequest) async -> WebResponse {
        let token = request.cookies[Self.cookie] ?? ""
        if let session = try? await kernel.identity.session(token: token), request.form()["csrf"] == session.csrf {
            try? await kernel.identity.signOut(token: token)
        }
        var response = WebResponse.seeOther("/sign-in")
        response.add("set-cookie", "\(Self.cookie)=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
        return response
    }

    func language(_ request: WebRequest) -> WebResponse {
        let form = request.form()
        var response = WebResponse.seeOther(Self.local(form["next"]))
        if let locale = form["locale"], strings[locale] != nil {
            response.add("set-cookie", "sanbu_language=\(locale); Path=/; Max-Age=31536000; SameSite=Lax")
        }
        return response
    }

    static func cookie(_ token: String, secure: Bool) -> String {
        "\(cookie)=\(token); Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600" + (secure ? "; Secure" : "")
    }

    /// A path of ours to go on to, never another host's.
    static func local(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return "/" }
        return text
    }

    /// Browsers say where a form comes from; one that comes from elsewhere is not ours.
    static func isSameOrigin(_ request: WebRequest) -> Bool {
        guard let site = request.headers["sec-fetch-site"] else { return true }
        return site == "same-origin" || site == "none"
    }
}
