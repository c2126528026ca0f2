import Basics
import HTML
import Identity
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web
import Work

/// The company's settings, for administrators: people, departments, roles and rights, objects, log, API clients.
enum SettingsRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/settings", { _ in .seeOther(ConsolePaths.settings("people")) }),
        WebRoute("GET", "/settings/{section}", show), WebRoute("POST", "/settings/{section}", make),
        WebRoute("GET", "/settings/{section}/{id}", showOne), WebRoute("POST", "/settings/{section}/{id}", change),
    ]

    private static func administrators(_ reader: RecordReader) throws {
        guard reader.policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
    }

    private static let show: ConsoleFace.Handler = { visit in
        let section = visit.parameter("section")
        if section == "clients" { return try await ClientSettings.page(visit, secret: nil) }
        if section == "profile" { return try await ProfileSettings.page(visit, saved: visit.request.query("saved") != nil) }
        if section == "security" { return try await SecuritySettings.page(visit) }
        if section == "sessions" { return try await SessionSettings.page(visit) }
        return try await visit.read { reader in
            try administrators(reader)
            let frame = SettingsFrame(visit: visit, reader: reader, section: section)
            switch section {
            case "people": return visit.html(try PeopleSettings(frame).list())
            case "departments": return visit.html(try DepartmentSettings(frame).tree())
            case "roles": return visit.html(try RoleSettings(frame).list())
            case "explain": return visit.html(try ExplainSettings(frame).page())
            case "objects": return visit.html(try ObjectSettings(frame).list())
            case "audit": return visit.html(try AuditSettings(frame).page())
            default: throw RecordError.notFound(object: "settings", id: section)
            }
        }
    }

    private static let showOne: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            try administrators(reader)
            let frame = SettingsFrame(visit: visit, reader: reader, section: visit.parameter("section"))
            let id = visit.parameter("id")
            switch frame.section {
            case "people": return visit.html(try PeopleSettings(frame).one(id, problems: []))
            case "departments": return visit.html(try DepartmentSettings(frame).one(id, problems: []))
            case "roles": return visit.html(try RoleSettings(frame).matrix(id))
            case "objects": return visit.html(try ObjectSettings(frame).designer(id, problems: []))
            default: throw RecordError.notFound(object: "settings", id: id)
            }
        }
    }

    private static let make: ConsoleFace.Handler = { visit in
        switch visit.parameter("section") {
        case "clients": return try await ClientSettings.create(visit)
        case "people": return try await PeopleSettings.save(visit, id: "new")
        case "departments": return try await DepartmentSettings.save(visit, id: "new")
        default: throw RecordError.notFound(object: "settings", id: visit.parameter("section"))
        }
    }

    private static let change: ConsoleFace.Handler = { visit in
        let id = visit.parameter("id")
        switch visit.parameter("section") {
        case "clients": return try await ClientSettings.disable(visit, id)
        case "sessions": return try await SessionSettings.end(visit, id)
        case "profile": return try await ProfileSettings.change(visit, id)
        case "security": return try await SecuritySettings.save(visit)
        case "factor": return try await SecuritySettings.reset(visit, id)
        case "people": return try await PeopleSettings.save(visit, id: id)
        case "departments": return try await DepartmentSettings.save(visit, id: id)
        case "roles": return try await RoleSettings.save(visit, id)
        case "objects": return try await ObjectSettings.save(visit, id)
        default: throw RecordError.notFound(object: "settings", id: id)
        }
    }
}

/// The frame of a settings page.
struct SettingsFrame {
    let visit: Visit
    let reader: RecordReader
    let section: String

    static let sections = ["people", "departments", "roles", "explain", "objects", "clients", "security", "audit", "profile", "sessions"]

    func page(_ title: String, _ content: HTML, actions: [Action] = []) -> HTML {
        let items = Self.sections.filter { reader.policy.isAdministrator || ["sessions", "profile"].contains($0) }.map { name in
            Tab(label: visit.t("settings." + name), url: ConsolePaths.settings(name), icon: Self.icon(name), isCurrent: name == section)
        }
        let shell = ShellBuilder(visit: visit, reader: reader).shell(current: "settings")
        var page = SettingsPage(
            shell: shell, groups: [.init(title: visit.t("settings.company"), items: items)], title: title, content: content)
        page.actions = actions
        return page.html(visit.page)
    }

    static func icon(_ section: String) -> String {
        ["people": "users", "departments": "network", "roles": "shield-check", "explain": "eye", "objects": "blocks", "clients": "code-xml",
            "audit": "file-check-2", "sessions": "monitor", "profile": "user", "security": "lock"][section] ?? "settings"
    }
}

/// Programs that use the API.
enum ClientSettings {
    static func page(_ visit: Visit, secret: APIClients.Secret?) async throws -> WebResponse {
        let clients = try await visit.kernel.identity.clients(tenant: visit.actor.tenant)
        return try await visit.read { reader in
            guard reader.policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
            let frame = SettingsFrame(visit: visit, reader: reader, section: "clients")
            let clock = Clock(visit)
            let rows = clients.map { client in
                APIClients.Row(
                    name: client.name, id: client.idText, scopes: client.scopes.sorted().map { Choice($0, $0) },
                    state: Choice("state", visit.t(client.active ? "clients.active" : "clients.disabled"), hue: client.active ? 155 : nil),
                    lastUsed: client.usedAt.map(clock.moment) ?? "—",
                    actions: client.active ? [Action(
                        label: visit.t("clients.disable"), icon: "x", url: ConsolePaths.settings("clients", client.idText), method: .post,
                        confirm: visit.t("clients.disable-question", client.name), tone: .bad)] : [])
            }
            let name = FieldView(name: "name", label: visit.t("clients.name"), kind: .text, isRequired: true, longest: 60)
            let form = SettingsForm(
                url: ConsolePaths.settings("clients"), sections: [FormSection(title: visit.t("clients.new"), fields: [name])], submit: visit.t("clients.create"))
            return visit.html(frame.page(visit.t("settings.clients"), "\(APIClients(clients: rows, secret: secret).html(visit.page))\(form.html(visit.page))"))
        }
    }

    static func create(_ visit: Visit) async throws -> WebResponse {
        try await visit.read { guard $0.policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) } }
        let name = String((visit.form["name"] ?? "API").prefix(60))
        let (client, secret) = try await visit.kernel.identity.createClient(
            name: name, roles: ["core.administrator"], scopes: ["read", "write"], tenant: visit.actor.tenant)
        return try await page(visit, secret: .init(name: client.name, id: client.idText, value: secret))
    }

    static func disable(_ visit: Visit, _ id: String) async throws -> WebResponse {
        try await visit.read { guard $0.policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) } }
        if let client = EntityID(text: id, prefix: "cli") { try await visit.kernel.identity.disable(client: client, tenant: visit.actor.tenant) }
        return visit.go(ConsolePaths.settings("clients"))
    }
}

/// Where the person is signed in.
enum SessionSettings {
    static func page(_ visit: Visit) async throws -> WebResponse {
        let sessions = try await visit.kernel.identity.sessions(of: visit.actor.id, tenant: visit.actor.tenant)
        return try await visit.read { reader in
            let rows = rows(visit, sessions)
            return visit.html(SettingsFrame(visit: visit, reader: reader, section: "sessions").page(visit.t("settings.sessions"), SessionList(sessions: rows).html(visit.page)))
        }
    }

    static func rows(_ visit: Visit, _ sessions: [BrowserSession]) -> [SessionList.Row] {
        let clock = Clock(visit)
        return sessions.map { session in
            let isCurrent = session.id == visit.session.session
            return SessionList.Row(
                device: String(session.agent.prefix(80)), address: session.address, seen: clock.moment(session.seenAt), isCurrent: isCurrent,
                end: isCurrent ? nil : Action(
                    label: visit.t("sessions.end"), icon: "x", url: ConsolePaths.settings("sessions", session.id.text(prefix: "ses")), method: .post))
        }
    }

    static func end(_ visit: Visit, _ id: String) async throws -> WebResponse {
        if let session = EntityID(text: id, prefix: "ses") {
            try await visit.kernel.identity.end(session: session, of: visit.actor.id, tenant: visit.actor.tenant)
        }
        return visit.go(ConsolePaths.settings("sessions"))
    }
}
