import Basics
import HTML
import Identity
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// The people of the company: list, one person with its roles, new people.
struct PeopleSettings {
    let frame: SettingsFrame

    init(_ frame: SettingsFrame) { self.frame = frame }

    private var visit: Visit { frame.visit }
    private var reader: RecordReader { frame.reader }

    func list() throws -> HTML {
        var query = RecordQuery("core.user")
        query.search = visit.request.query("q")
        query.sort = [SortKey("name")]
        query.limit = 100
        query.cursor = visit.request.query("cursor")
        let page = try reader.list(query)
        let views = try FieldViews(visit, reader, page.records)
        let roles = try self.roles(page.records.map(\.id))
        let rows = page.records.map { person -> PeopleTable.Row in
            let active = person["active"] != .integer(0)
            return PeopleTable.Row(
                person: views.person(person.id) ?? FieldViews.mark(person), account: text(person["login"]),
                department: views.view("department", of: person, editable: false).flatMap(RecordBuilder.plain) ?? "—",
                roles: (roles[person.id] ?? []).map { Choice($0, reader.schema.roles[$0]?.label.text(visit.locale) ?? $0) },
                state: Choice("state", visit.t(active ? "people.active" : "people.inactive"), hue: active ? 155 : nil), lastSeen: "",
                url: ConsolePaths.settings("people", person.idText))
        }
        let next = page.next.map { ConsolePaths.address(ConsolePaths.settings("people"), [("cursor", $0)]) }
        let table = PeopleTable(people: rows, search: query.search ?? "", moreURL: next)
        return frame.page(visit.t("settings.people"), table.html(visit.page), actions: [
            Action(label: visit.t("people.new"), icon: "plus", url: ConsolePaths.settings("people", "new"), tone: .primary)
        ])
    }

    private func text(_ value: SQLValue) -> String { if case .text(let text) = value { text } else { "" } }

    private func roles(_ people: [EntityID]) throws -> [EntityID: [String]] {
        guard !people.isEmpty else { return [:] }
        let rows = try reader.rows(
            """
            SELECT person, role FROM core_role_assignment WHERE tenant_id = \(visit.actor.tenant)
            AND person IN \(list: people.map { .integer($0.rawValue) }) AND deleted_at IS NULL
            """) { (EntityID(rawValue: $0.integer(0)), $0.text(1)) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1).sorted() }
    }

    func one(_ idText: String, problems: [FieldProblem]) throws -> HTML {
        let object = try reader.object("core.user")
        let person = idText == "new" ? nil : try reader.get(object, try reader.id(idText, of: object))
        var sections = try FormBuilder(visit: visit, reader: reader, object: object).page(person).sections
        let held = Set(try person.map { try roles([$0.id])[$0.id] ?? [] } ?? ["core.member"])
        var field = FieldView(name: "roles", label: visit.t("people.roles"), kind: .multiPicklist)
        field.choices = reader.schema.roles.values.sorted { $0.name < $1.name }.map { Choice($0.name, $0.label.text(visit.locale)) }
        field.value = .choices(field.choices.filter { held.contains($0.value) })
        var password = FieldView(name: "password", label: visit.t("people.password"), kind: .encrypted)
        password.help = visit.t("people.password-help", PasswordRules.least)
        sections.append(FormSection(title: visit.t("people.access"), fields: [field, password]))
        var form = SettingsForm(url: ConsolePaths.settings("people", idText), sections: sections, submit: visit.t("common.save"))
        form.version = person.map { "\($0.version)" }
        form.problems = problems.map { visit.words.sentence($0, object: object) }
        if let person {
            form.extra = [Action(
                label: visit.t("factor.reset"), icon: "key-round", url: ConsolePaths.settings("factor", person.idText), method: .post,
                confirm: visit.t("factor.reset-question", person.name), tone: .bad)]
        }
        return frame.page(person?.name ?? visit.t("people.new"), form.html(visit.page))
    }

    static func save(_ visit: Visit, id: String) async throws -> WebResponse {
        let password = visit.form["password"] ?? ""
        do {
            if !password.isEmpty { try PasswordRules.check(password) }
            let hash = password.isEmpty ? nil : try await visit.kernel.identity.passwordHash(password)
            let person = try await visit.write { writer in
                guard writer.policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
                return try keep(visit, id, hash, writer)
            }
            return visit.go(ConsolePaths.settings("people", person))
        } catch RecordError.invalid(let problems) {
            return try await again(visit, id, problems)
        } catch let error as SignInError {
            let code = switch error {
            case .passwordTooShort: "password.short"
            case .passwordTooLong: "password.long"
            default: "password.common"
            }
            return try await again(visit, id, [FieldProblem("password", code, ["least": "\(PasswordRules.least)", "most": "\(PasswordRules.most)"])])
        }
    }

    private static func again(_ visit: Visit, _ id: String, _ problems: [FieldProblem]) async throws -> WebResponse {
        try await visit.read { reader in
            visit.html(try PeopleSettings(SettingsFrame(visit: visit, reader: reader, section: "people")).one(id, problems: problems), status: 422)
        }
    }

    private static func keep(_ visit: Visit, _ idText: String, _ hash: String?, _ writer: RecordWriter) throws -> String {
        let object = try writer.reader.object("core.user")
        let values = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes).values(object.fields, owner: false)
        let person: Record
        if idText == "new" {
            person = try writer.create("core.user", values.withoutNulls)
        } else {
            person = try writer.update("core.user", try writer.reader.id(idText, of: object), values, FormRoutes.options(visit))
        }
        try assign(Set(visit.form.all("roles").filter { !$0.isEmpty }), to: person, writer)
        if let hash { try Identity.keep(hash: hash, person: person.id, tenant: writer.actor.tenant, in: writer.unit) }
        return person.idText
    }

    private static func assign(_ wanted: Set<String>, to person: Record, _ writer: RecordWriter) throws {
        var query = RecordQuery("core.role_assignment")
        query.pointing = .init(field: "person", id: person.id, object: "core.user")
        query.limit = 100
        var held: Set<String> = []
        for assignment in try writer.reader.list(query).records {
            guard case .text(let role) = assignment["role"] else { continue }
            if wanted.contains(role) { held.insert(role) } else { try writer.delete("core.role_assignment", assignment.id) }
        }
        for role in wanted.subtracting(held).sorted() where writer.reader.schema.roles[role] != nil {
            _ = try writer.create("core.role_assignment", ["person": .string(person.idText), "role": .string(role)])
        }
    }
}

/// The departments as a tree.
struct DepartmentSettings {
    let frame: SettingsFrame

    init(_ frame: SettingsFrame) { self.frame = frame }

    private var visit: Visit { frame.visit }
    private var reader: RecordReader { frame.reader }

    func tree() throws -> HTML {
        var query = RecordQuery("core.department")
        query.limit = RecordQuery.mostRows
        query.sort = [SortKey("position"), SortKey("name")]
        let all = try reader.list(query).records
        let views = try FieldViews(visit, reader, all)
        let counts = Dictionary(
            try reader.rows(
                "SELECT department, count(*) FROM core_user WHERE tenant_id = \(visit.actor.tenant) AND deleted_at IS NULL AND department IS NOT NULL GROUP BY department"
            ) { ($0.integer(0), Int($0.integer(1))) }, uniquingKeysWith: { $1 })
        let byParent = Dictionary(grouping: all) { $0.reference("parent")?.id.rawValue ?? 0 }
        func node(_ record: Record, _ depth: Int) -> DepartmentTree.Node {
            DepartmentTree.Node(
                label: record.name, url: ConsolePaths.settings("departments", record.idText), head: views.person(record.reference("head")?.id),
                people: counts[record.id.rawValue] ?? 0, children: depth < 12 ? (byParent[record.id.rawValue] ?? []).map { node($0, depth + 1) } : [],
                isOpen: depth < 2)
        }
        let roots = (byParent[0] ?? []).map { node($0, 0) }
        return frame.page(visit.t("settings.departments"), DepartmentTree(roots: roots).html(visit.page), actions: [
            Action(label: visit.t("departments.new"), icon: "plus", url: ConsolePaths.settings("departments", "new"), tone: .primary)
        ])
    }

    func one(_ idText: String, problems: [FieldProblem]) throws -> HTML {
        let object = try reader.object("core.department")
        let record = idText == "new" ? nil : try reader.get(object, try reader.id(idText, of: object))
        let sections = try FormBuilder(visit: visit, reader: reader, object: object).page(record).sections
        var form = SettingsForm(url: ConsolePaths.settings("departments", idText), sections: sections, submit: visit.t("common.save"))
        form.version = record.map { "\($0.version)" }
        form.problems = problems.map { visit.words.sentence($0, object: object) }
        return frame.page(record?.name ?? visit.t("departments.new"), form.html(visit.page))
    }

    static func save(_ visit: Visit, id: String) async throws -> WebResponse {
        do {
            try await visit.write { writer in
                guard writer.policy.isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
                let object = try writer.reader.object("core.department")
                let values = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes).values(object.fields, owner: false)
                if id == "new" {
                    _ = try writer.create(object.name, values.withoutNulls)
                } else {
                    _ = try writer.update(object.name, try writer.reader.id(id, of: object), values, FormRoutes.options(visit))
                }
            }
            return visit.go(ConsolePaths.settings("departments"))
        } catch RecordError.invalid(let problems) {
            return try await visit.read { reader in
                let frame = SettingsFrame(visit: visit, reader: reader, section: "departments")
                return visit.html(try DepartmentSettings(frame).one(id, problems: problems), status: 422)
            }
        }
    }
}
