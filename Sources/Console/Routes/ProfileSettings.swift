import Basics
import HTML
import Identity
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// What a person settles for itself: name, language, time zone, theme, password, second factor, sessions.
enum ProfileSettings {
    static let zones = [
        "Asia/Shanghai", "Asia/Urumqi", "Asia/Hong_Kong", "Asia/Macau", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo",
        "Asia/Seoul", "Asia/Bangkok",
        "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Kuala_Lumpur", "Asia/Manila", "Asia/Kolkata", "Asia/Dubai",
        "Australia/Sydney", "Pacific/Auckland",
        "Europe/London", "Europe/Paris", "Europe/Berlin", "Europe/Madrid", "Europe/Moscow", "Africa/Johannesburg",
        "Africa/Cairo", "America/New_York",
        "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Toronto", "America/Sao_Paulo", "UTC",
    ]

    /// What was wrong, and in which of the page's forms.
    struct Refusal: Sendable {
        var form: String
        var text: String
    }

    static func url(_ part: String? = nil) -> String { ConsolePaths.settings("profile", part) }

    static func page(_ visit: Visit, refusal: Refusal? = nil, saved: Bool = false) async throws -> WebResponse {
        let identity = visit.kernel.identity
        let (person, tenant) = (visit.actor.id, visit.actor.tenant)
        let profile = try await identity.profile(person: person, tenant: tenant)
        let isOn = try await identity.hasSecondFactor(person: person, tenant: tenant)
        let isRequired = try await identity.requiresSecondFactor(tenant: tenant)
        let sessions = try await identity.sessions(of: person, tenant: tenant)
        return try await visit.read { reader in
            let factor = SecondFactorState(
                isOn: isOn, isRequired: isRequired, beginURL: url("factor"), removeURL: url("factor-remove"),
                problem: refusal.flatMap { $0.form == "factor" ? $0.text : nil })
            let parts: [HTML] = [
                personForm(visit, profile, refusal).html(visit.page), passwordForm(visit, profile, refusal),
                factor.html(visit.page),
                SessionList(sessions: SessionSettings.rows(visit, sessions)).html(visit.page),
            ]
            let notice = saved ? Notice(kind: .good, title: visit.t("island.saved")).html(visit.page) : .empty
            return frame(
                visit, reader, visit.session.mustEnrol ? "\(parts[2])" : "\(notice)\(parts)",
                status: refusal == nil ? 200 : 422)
        }
    }

    private static func frame(_ visit: Visit, _ reader: RecordReader, _ content: HTML, status: Int = 200) -> WebResponse
    {
        visit.html(
            SettingsFrame(visit: visit, reader: reader, section: "profile").page(visit.t("settings.profile"), content),
            status: status)
    }

    private static func personForm(_ visit: Visit, _ profile: Profile?, _ refusal: Refusal?) -> SettingsForm {
        func picked(_ name: String, _ label: String, _ choices: [Choice], _ value: String?) -> FieldView {
            var field = FieldView(name: name, label: label, kind: .picklist)
            field.choices = choices
            field.value = .choices(choices.filter { $0.value == value })
            return field
        }
        let name = FieldView(
            name: "name", label: visit.t("profile.name"), kind: .text, value: .text(visit.actor.name), isRequired: true,
            longest: 60)
        let zone = profile?.zone ?? ""
        let names = zones.contains(zone) || zone.isEmpty ? zones : [zone] + zones
        let fields = [
            name,
            picked(
                "locale", visit.t("profile.language"), [Choice("zh-CN", "简体中文"), Choice("en", "English")],
                profile?.locale),
            picked(
                "zone", visit.t("profile.zone"), names.map { Choice($0, $0.replacing("_", with: " ")) }, profile?.zone),
            picked(
                "theme", visit.t("profile.theme"),
                PageContext.Theme.allCases.map { Choice($0.rawValue, visit.t("profile.theme-" + $0.rawValue)) },
                visit.page.theme.rawValue),
        ]
        var form = SettingsForm(
            url: url("person"), sections: [FormSection(title: visit.t("profile.person"), fields: fields)])
        form.problems = refusal.flatMap { $0.form == "person" ? [$0.text] : nil } ?? []
        return form
    }

    private static func passwordForm(_ visit: Visit, _ profile: Profile?, _ refusal: Refusal?) -> HTML {
        PasswordForm(
            url: url("password"), account: profile?.login ?? "", least: PasswordRules.least,
            problem: refusal.flatMap { $0.form == "password" ? $0.text : nil }
        )
        .html(visit.page)
    }

    static func change(_ visit: Visit, _ part: String) async throws -> WebResponse {
        do {
            switch part {
            case "person": return try await savePerson(visit)
            case "password": return try await savePassword(visit)
            case "factor": return try await begin(visit)
            case "factor-confirm": return try await confirm(visit)
            case "factor-remove": return try await remove(visit)
            default: throw RecordError.notFound(object: "settings", id: part)
            }
        } catch let error as SignInError {
            let form = part == "password" ? "password" : part == "person" ? "person" : "factor"
            return try await page(visit, refusal: Refusal(form: form, text: SignInText.sentence(error, visit.words)))
        } catch RecordError.invalid(let problems) {
            let object = try await visit.read { $0.schema.object("core.user") }
            let text = problems.map { visit.words.sentence($0, object: object) }.joined(separator: " ")
            return try await page(visit, refusal: Refusal(form: "person", text: text))
        }
    }

    private static func savePerson(_ visit: Visit) async throws -> WebResponse {
        let form = visit.form
        let identity = visit.kernel.identity
        try await identity.setZone(
            form["zone"].flatMap { $0.isEmpty ? nil : $0 }, person: visit.actor.id, tenant: visit.actor.tenant)
        let locale = form["locale"].flatMap { visit.face.strings[$0] == nil ? nil : $0 } ?? visit.locale
        try await visit.write { writer in
            _ = try writer.updateMyself(["name": .string(form["name"] ?? ""), "locale": .string(locale)])
        }
        var response = WebResponse.seeOther(ConsolePaths.address(url(), [("saved", "1")]))
        response.add("set-cookie", "sanbu_language=\(locale); Path=/; Max-Age=31536000; SameSite=Lax")
        if let theme = form["theme"], PageContext.Theme(rawValue: theme) != nil {
            try await identity.setTheme(theme, person: visit.actor.id, tenant: visit.actor.tenant)
            response.add("set-cookie", "sanbu_theme=\(theme); Path=/; Max-Age=31536000; SameSite=Lax")
        }
        return response
    }

    private static func savePassword(_ visit: Visit) async throws -> WebResponse {
        let form = visit.form
        let token = try await visit.kernel.identity.changePassword(
            from: form["old"] ?? "", to: form["new"] ?? "", person: visit.actor.id, tenant: visit.actor.tenant,
            agent: visit.request.headers["user-agent"] ?? "", address: visit.request.remoteAddress)
        var response = WebResponse.seeOther(ConsolePaths.address(url(), [("saved", "1")]))
        response.add(
            "set-cookie", ConsoleFace.cookie(token, secure: visit.request.headers["x-forwarded-proto"] == "https"))
        return response
    }

    // MARK: The second factor

    private static func begin(_ visit: Visit) async throws -> WebResponse {
        let profile = try await visit.kernel.identity.profile(person: visit.actor.id, tenant: visit.actor.tenant)
        let draft = try await visit.kernel.identity.beginSecondFactor(
            person: visit.actor.id, tenant: visit.actor.tenant, issuer: visit.t("product.name"),
            account: profile?.login ?? visit.actor.name)
        return try await visit.read { reader in
            let picture = QRCode(draft.address)?.svg(label: visit.t("factor.picture")) ?? .empty
            let setup = SecondFactorSetup(picture: picture, secret: draft.secret, url: url("factor-confirm"))
            return frame(visit, reader, setup.html(visit.page))
        }
    }

    private static func confirm(_ visit: Visit) async throws -> WebResponse {
        let codes = try await visit.kernel.identity.confirmSecondFactor(
            visit.form["code"] ?? "", person: visit.actor.id, tenant: visit.actor.tenant)
        return try await visit.read { reader in
            frame(visit, reader, RecoveryCodes(codes: codes, doneURL: url()).html(visit.page))
        }
    }

    private static func remove(_ visit: Visit) async throws -> WebResponse {
        let (person, tenant) = (visit.actor.id, visit.actor.tenant)
        try await visit.kernel.identity.checkPassword(visit.form["password"] ?? "", person: person, tenant: tenant)
        try await visit.kernel.identity.removeSecondFactor(
            person: person, tenant: tenant, keeping: visit.session.session)
        return visit.go(url())
    }
}

/// What the company asks of everybody's sign-in; administrators only.
enum SecuritySettings {
    static func page(_ visit: Visit) async throws -> WebResponse {
        let isRequired = try await visit.kernel.identity.requiresSecondFactor(tenant: visit.actor.tenant)
        return try await visit.read { reader in
            guard reader.policy.isAdministrator else {
                throw RecordError.forbidden(code: "access.administrator", arguments: [:])
            }
            var field = FieldView(
                name: "second_factor", label: visit.t("security.factor"), kind: .boolean, value: .flag(isRequired))
            field.help = visit.t("security.factor-help")
            let form = SettingsForm(
                url: ConsolePaths.settings("security", "policy"),
                sections: [FormSection(title: visit.t("settings.security"), fields: [field])])
            return visit.html(
                SettingsFrame(visit: visit, reader: reader, section: "security").page(
                    visit.t("settings.security"), form.html(visit.page)))
        }
    }

    static func save(_ visit: Visit) async throws -> WebResponse {
        try await administrators(visit)
        try await visit.kernel.identity.setRequiresSecondFactor(
            visit.form.all("second_factor").last == "true", tenant: visit.actor.tenant)
        return visit.go(ConsolePaths.settings("security"))
    }

    /// Takes a person's second factor away when the telephone is lost.
    static func reset(_ visit: Visit, _ idText: String) async throws -> WebResponse {
        try await administrators(visit)
        let person = try await visit.read { reader in
            let object = try reader.object("core.user")
            return try reader.get(object, try reader.id(idText, of: object)).id
        }
        try await visit.kernel.identity.removeSecondFactor(person: person, tenant: visit.actor.tenant)
        return visit.go(ConsolePaths.settings("people", idText))
    }

    private static func administrators(_ visit: Visit) async throws {
        try await visit.read {
            guard $0.policy.isAdministrator else {
                throw RecordError.forbidden(code: "access.administrator", arguments: [:])
            }
        }
    }
}

/// Refusals of sign-in in people's words.
enum SignInText {
    static func sentence(_ error: SignInError, _ words: ProblemText) -> String {
        let (code, arguments): (String, [String: String]) =
            switch error {
            case .wrong: ("password.wrong", [:])
            case .locked(let seconds): ("sign-in.locked", ["seconds": "\(seconds)"])
            case .chooseCompany: ("sign-in.choose-company", [:])
            case .suspended: ("sign-in.suspended", [:])
            case .busy: ("sign-in.busy", [:])
            case .passwordTooShort(let least): ("password.short", ["least": "\(least)"])
            case .passwordTooLong(let most): ("password.long", ["most": "\(most)"])
            case .passwordCommon: ("password.common", [:])
            case .wrongCode: ("sign-in.wrong-code", [:])
            case .challengeOver: ("sign-in.challenge-over", [:])
            case .secondFactorOn: ("sign-in.factor-on", [:])
            case .unknownZone: ("profile.unknown-zone", [:])
            case .noRootKey: ("sign-in.no-root-key", [:])
            }
        return words.sentence(code, arguments, object: nil, field: nil)
    }
}
