import Basics
import HTML
import Identity
import Kernel
import Logging
import Metadata
import Processes
import Records
import Tenancy
import Web

/// One request of a signed-in person.
struct Visit: Sendable {
    let face: ConsoleFace
    var request: WebRequest
    let session: SignedIn
    let page: PageContext

    var kernel: Kernel { face.kernel }
    var actor: Actor { session.actor }
    var t: Strings { page.t }
    var locale: String { page.t.locale }
    var form: WebForm { request.form() }
    var words: ProblemText { ProblemText(face.problems, locale: locale) }
    var style: TextStyle { TextStyle(locale: locale, zoneMinutes: actor.zoneMinutes) }

    func parameter(_ name: String) -> String { request.parameters[name] ?? "" }

    func read<T: Sendable>(_ body: @escaping @Sendable (RecordReader) throws -> T) async throws -> T {
        try await kernel.records.read(as: actor, body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (RecordWriter) throws -> T) async throws -> T {
        try await kernel.records.write(as: actor, body)
    }

    /// A changing request carries the session's token, in a header or in the form.
    func checkForgery() throws {
        if request.headers["x-csrf-token"] == session.csrf { return }
        guard form["csrf"] == session.csrf else { throw RecordError.forbidden(code: "auth.csrf", arguments: [:]) }
    }

    func html(_ html: HTML, status: Int = 200) -> WebResponse { .html(html.bytes, status: status) }

    /// A change's answer: the page itself goes elsewhere, a fragment says where.
    func go(_ url: String) -> WebResponse {
        request.isPartial ? WebResponse(headers: [("hx-redirect", url)]) : .seeOther(url)
    }
}

/// A page whose refusal is shown instead of it.
extension ConsoleFace {
    func refusal(_ error: any Error, _ visit: Visit) async -> WebResponse {
        let known = (error as? VaultError).map {
            RecordError.commandRefused(code: $0 == .noRootKey ? "vault.no-root-key" : "vault.other-root-key", arguments: [:])
        }
        if let error = error as? ProcessError { return await refusal(error, visit) }
        guard let error = known ?? error as? RecordError else { return failure(error, visit.request, visit) }
        let object = try? await visit.read { reader in reader.schema.object(visit.parameter("object")) }
        let words = visit.words
        func say(_ code: String, _ arguments: [String: String]) -> String {
            words.sentence(code, arguments, object: object ?? nil, field: arguments["field"])
        }
        let (kind, status, detail): (ErrorPage.Kind, Int, String) = switch error {
        case .unknownObject(let name, let nearest): (.notFound, 404, say("object.unknown", ["object": name, "nearest": nearest ?? ""]))
        case .notFound(let name, let id): (.notFound, 404, say("record.not-found", ["object": name, "id": id]))
        case .forbidden(let code, let arguments): (.forbidden, 403, say(code, arguments))
        case .invalid(let problems):
            (.forbidden, 422, problems.map { words.sentence($0, object: object ?? nil) }.joined(separator: " "))
        case .changedMeanwhile(_, _, let current, let given):
            (.forbidden, 409, say("record.changed", ["current": "\(current)", "given": "\(given)"]))
        case .commandRefused(let code, let arguments): (.forbidden, 409, say(code, arguments))
        case .query(let code, let arguments): (.notFound, 400, say(code, arguments))
        case .duplicates(let matches): (.forbidden, 409, say("record.duplicates", ["names": matches.map(\.name).joined(separator: "、")]))
        case .contradicted(let found): (.forbidden, 409, say("merge.contradicted", ["count": "\(found.count)"]))
        case .gateClosed(let refusal):
            (.forbidden, 409, say("gate.closed-for", ["missing": refusal.missing.map { $0.label.text(visit.locale) }.joined(separator: "、")]))
        case .tooMany(let limit): (.tooMany, 400, say("request.too-many", ["limit": "\(limit)"]))
        }
        if visit.request.isPartial {
            return .html(Toast(text: detail, isProblem: true).html(visit.page).bytes, status: status == 409 ? 422 : status)
        }
        return await errorPage(kind, status, detail, visit)
    }

    /// What processes refuse, in a sentence that says what to do.
    private func refusal(_ error: ProcessError, _ visit: Visit) async -> WebResponse {
        let (code, arguments) = error.problem
        let sentence = visit.words.sentence(code, arguments, object: nil, field: nil)
        switch error {
        case .unknownDefinition, .unknownInstance, .unknownTask, .unknownDecision: return await errorPage(.notFound, 404, sentence, visit)
        case .forbidden: return await errorPage(.forbidden, 403, sentence, visit)
        default: return await errorPage(.forbidden, 409, sentence, visit)
        }
    }

    func errorPage(_ kind: ErrorPage.Kind, _ status: Int, _ detail: String?, _ visit: Visit) async -> WebResponse {
        let shell = try? await visit.read { reader in ShellBuilder(visit: visit, reader: reader).shell() }
        return visit.html(ErrorPage(shell: shell, kind: kind, detail: detail).html(visit.page), status: status)
    }

    /// Our own mistake: logged with a number, said without its words.
    func failure(_ error: any Error, _ request: WebRequest, _ visit: Visit?) -> WebResponse {
        let id = kernel.ids.next().text(prefix: "inc")
        logger.error("page failed", metadata: ["incident": "\(id)", "path": "\(request.path)", "error": "\(error)"])
        let page = visit?.page ?? pageContext(request, locale: nil, csrf: "")
        return .html(ErrorPage(kind: .failure, reference: id).html(page).bytes, status: 500)
    }
}
