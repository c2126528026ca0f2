import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

// Forms that anybody may fill in, before anybody is known.
extension ConsoleFace {
    /// `/f/{company}/{form}`: the form, and its fields for another site's own page.
    func publicForm(_ request: WebRequest) async -> WebResponse {
        let page = pageContext(request, locale: nil, csrf: "")
        let parts = request.segments
        do {
            guard parts.count == 3 || (parts.count == 4 && parts[3] == "fields") else { throw PublicFormError.unknown }
            let form = try await kernel.webForms.form(parts[1], parts[2])
            var response = try await answer(request, form, "/f/\(ConsolePaths.encoded(parts[1]))/\(ConsolePaths.encoded(parts[2]))", page, isDescription: parts.count == 4)
            open(&response, to: form, request)
            return response
        } catch let error as PublicFormError {
            var response = WebResponse.html(ErrorPage(kind: .notFound, detail: sentence(error, page)).html(page).bytes, status: 404)
            secure(&response)
            return response
        } catch {
            var response = failure(error, request, nil)
            secure(&response)
            return response
        }
    }

    private func answer(_ request: WebRequest, _ form: PublicForm, _ url: String, _ page: PageContext, isDescription: Bool) async throws -> WebResponse {
        switch request.method {
        case "OPTIONS": return WebResponse(status: 204)
        case "POST" where !isDescription: return try await take(request, form, url, page)
        case "GET", "HEAD":
            if isDescription { return try await description(form, page) }
            let code = request.query("c")
            if let code, request.method == "GET" { try await kernel.webForms.scanned(code, of: form) }
            return .html(view(form, url, page, token: try await kernel.webForms.token(form), code: code).html(page).bytes)
        default: return WebResponse(status: 405)
        }
    }

    // MARK: Taking an entry

    private func take(_ request: WebRequest, _ form: PublicForm, _ url: String, _ page: PageContext) async throws -> WebResponse {
        let sent = request.form()
        let names = Set(form.inputs.map(\.field.name))
        let values = Dictionary(sent.fields.filter { names.contains($0.name) }.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        let entry = WebForms.Entry(
            token: sent["token"] ?? "", values: values, agrees: sent["agree"] == "true", trap: sent[WebForms.trap] ?? "", code: sent["c"],
            address: request.remoteAddress)
        let wantsJSON = request.headers["accept"]?.contains("application/json") ?? false
        do {
            try await kernel.webForms.submit(entry, to: form)
            if wantsJSON { return .json(Array("{\"done\":true}".utf8)) }
            var view = view(form, url, page, token: "", code: nil)
            view.thanks = form.thanks ?? page.t("capture.thanks")
            return .html(view.html(page).bytes)
        } catch let error as PublicFormError where error != .unknown {
            let status = error == .tooMany ? 429 : 422
            if wantsJSON { return .json(problem(error, form, page), status: status) }
            var view = view(form, url, page, token: try await kernel.webForms.token(form), code: sent["c"])
            view.problems = [sentence(error, page)]
            refill(&view, values, error, form, page)
            return .html(view.html(page).bytes, status: status)
        }
    }

    private func refill(_ view: inout PublicFormPage, _ values: [String: String], _ error: PublicFormError, _ form: PublicForm, _ page: PageContext) {
        let words = ProblemText(problems, locale: page.t.locale)
        for place in view.fields.indices {
            let field = view.fields[place]
            if let text = values[field.name], !text.isEmpty {
                view.fields[place].value = field.choices.first { $0.value == text }.map { .choices([$0]) } ?? .text(text)
            }
            guard case .invalid(let list) = error, let problem = list.first(where: { $0.field == field.name }) else { continue }
            view.fields[place].problem = words.sentence(problem, object: form.object)
        }
    }

    private func problem(_ error: PublicFormError, _ form: PublicForm, _ page: PageContext) -> [UInt8] {
        let words = ProblemText(problems, locale: page.t.locale)
        var writer = JSONWriter()
        writer.object { out in
            out.member("code", error.code)
            out.member("detail", sentence(error, page))
            guard case .invalid(let list) = error else { return }
            out.key("errors")
            out.array { errors in
                for problem in list {
                    errors.object { item in
                        item.member("field", problem.field)
                        item.member("detail", words.sentence(problem, object: form.object))
                    }
                }
            }
        }
        return writer.bytes
    }

    private func sentence(_ error: PublicFormError, _ page: PageContext) -> String {
        ProblemText(problems, locale: page.t.locale).sentence(error.code, [:], object: nil, field: nil)
    }

    // MARK: What is shown

    private func view(_ form: PublicForm, _ url: String, _ page: PageContext, token: String, code: String?) -> PublicFormPage {
        PublicFormPage(
            title: form.name, url: url, intro: form.intro, fields: form.inputs.map { field($0, page) }, consent: form.consent, token: token,
            code: code.map { String($0.prefix(40)) }, trap: WebForms.trap)
    }

    private func field(_ input: PublicForm.Input, _ page: PageContext) -> FieldView {
        let field = input.field
        let locale = page.t.locale
        var view = FieldView(name: field.name, label: field.label.text(locale), kind: FieldKind(rawValue: field.kind.rawValue) ?? .text)
        if field.kind == .address { view.kind = .text }
        view.isRequired = input.isRequired
        view.choices = field.options.map { Choice($0.value, $0.label.text(locale), hue: $0.hue) }
        view.longest = field.maxLength ?? 255
        return view
    }

    private func description(_ form: PublicForm, _ page: PageContext) async throws -> WebResponse {
        let token = try await kernel.webForms.token(form)
        var writer = JSONWriter()
        writer.object { out in
            out.member("name", form.name)
            out.member("token", token)
            out.member("consent", form.consent)
            out.key("fields")
            out.array { list in
                for input in form.inputs {
                    list.object { item in
                        item.member("name", input.field.name)
                        item.member("label", input.field.label.text(page.t.locale))
                        item.member("kind", input.field.kind.rawValue)
                        item.member("required", input.isRequired)
                    }
                }
            }
        }
        return .json(writer.bytes)
    }

    /// The form's sites, and no other, may frame it and send to it.
    private func open(_ response: inout WebResponse, to form: PublicForm, _ request: WebRequest) {
        secure(&response)
        guard !form.hosts.isEmpty else { return }
        let policy = response.header("content-security-policy") ?? ""
        response.set("content-security-policy", policy.replacing("frame-ancestors 'none'", with: "frame-ancestors 'self' " + form.hosts.joined(separator: " ")))
        response.headers.removeAll { $0.name == "x-frame-options" }
        guard let origin = request.headers["origin"], form.hosts.contains(origin) else { return }
        response.set("access-control-allow-origin", origin)
        response.set("access-control-allow-methods", "GET, POST")
        response.set("access-control-allow-headers", "content-type, accept")
        response.set("vary", "origin")
    }
}

/// The forms and the codes of their channels.
enum CaptureRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [WebRoute("GET", "/channels", channels)]

    private static let channels: ConsoleFace.Handler = { visit in
        let slug = try await visit.kernel.store.read(tenant: nil) { reader in
            try reader.first("SELECT slug FROM tenant WHERE id = \(visit.actor.tenant)") { $0.text(0) } ?? ""
        }
        return try await visit.read { reader in
            let object = try reader.object("core.web_form")
            let mayChange = reader.policy.mayCreate(object)
            let actions = mayChange
                ? [
                    Action(label: visit.t("capture.new-code"), icon: "qr-code", url: ConsolePaths.create("core.channel_code")),
                    Action(label: visit.t("capture.new-form"), icon: "plus", url: ConsolePaths.create(object.name), tone: .primary),
                ] : []
            let forms = try reader.list(RecordQuery(object.name)).records.map { try form($0, base(visit) + "/f/\(slug)/", mayChange, visit, reader) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: "channels")
            return visit.html(ChannelsPage(shell: shell, actions: actions, forms: forms).html(visit.page))
        }
    }

    /// Where the server is, as the reader's browser knows it.
    private static func base(_ visit: Visit) -> String {
        let scheme = visit.request.headers["x-forwarded-proto"] == "https" ? "https" : "http"
        return scheme + "://" + (visit.request.headers["host"] ?? "localhost")
    }

    private static func form(_ record: Record, _ base: String, _ mayChange: Bool, _ visit: Visit, _ reader: RecordReader) throws -> ChannelsPage.Form {
        let url = base + ConsolePaths.encoded(record.idText)
        var query = RecordQuery("core.channel_code")
        query.pointing = RecordQuery.Pointer(field: "form", id: record.id, object: record.object.name)
        (query.sort, query.limit) = ([SortKey("name")], 60)
        let channels = try reader.list(query).records.map { code -> ChannelsPage.Channel in
            guard case .text(let text) = code["code"] else { return ChannelsPage.Channel(name: code.name, code: "", url: url, picture: .empty, scans: 0, entries: 0, recordURL: "") }
            let address = ConsolePaths.address(url, [("c", text)])
            let figures = try WebForms.figures(of: code.id, tenant: visit.actor.tenant, in: reader.rows)
            return ChannelsPage.Channel(
                name: code.name, code: text, url: address, picture: QRCode(address)?.svg(label: visit.t("capture.picture", code.name)) ?? .empty,
                scans: figures.scans, entries: figures.entries, recordURL: ConsolePaths.record(code.object.name, code.idText))
        }
        var kind = ""
        if case .text(let text) = record["kind"] { kind = reader.schema.object(text)?.label.text(visit.locale) ?? text }
        return ChannelsPage.Form(
            name: record.name, makes: kind, url: url, embed: "<iframe src=\"\(url)\" width=\"420\" height=\"640\"></iframe>",
            editURL: mayChange ? ConsolePaths.edit(record.object.name, record.idText) : nil, channels: channels)
    }
}
