import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Roles and what each may do: the permission matrix.
struct RoleSettings {
    let frame: SettingsFrame

    init(_ frame: SettingsFrame) { self.frame = frame }

    private var visit: Visit { frame.visit }
    private var reader: RecordReader { frame.reader }

    func list() throws -> HTML {
        let counts = Dictionary(
            try reader.rows(
                "SELECT role, count(*) FROM core_role_assignment WHERE tenant_id = \(visit.actor.tenant) AND deleted_at IS NULL GROUP BY role"
            ) { ($0.text(0), Int($0.integer(1))) }, uniquingKeysWith: { $1 })
        let rows = reader.schema.roles.values.sorted { $0.name < $1.name }.map { role in
            RolesTable.Row(
                label: role.label.text(visit.locale), text: role.help.text(visit.locale), people: counts[role.name] ?? 0,
                url: ConsolePaths.settings("roles", role.name), origin: Choice("package", String(role.name.prefix { $0 != "." })))
        }
        return frame.page(visit.t("settings.roles"), RolesTable(roles: rows).html(visit.page))
    }

    static let actions = ["read", "create", "update", "delete", "export", "transfer"]
    static let scopes = ["none", "own", "below", "department", "department-tree", "parent", "all"]

    func matrix(_ roleName: String) throws -> HTML {
        guard let role = reader.schema.roles[roleName] else { throw RecordError.notFound(object: "role", id: roleName) }
        let changes = try reader.grantChanges()
        let objects = reader.schema.objects.values.filter { !$0.isInternal || $0.name == "core.comment" }.sorted { $0.name < $1.name }
        let rows = objects.map { object -> PermissionMatrix.Row in
            let grant = role.isAdministrator ? Self.everything : changes[GrantKey(role: roleName, object: object.name)] ?? object.grants[roleName] ?? ObjectGrant()
            let hidden = grant.hiddenFields.count, readOnly = grant.readOnlyFields.count
            return PermissionMatrix.Row(
                object: ListBuilder.label(object, visit.locale), scopes: Self.cells(grant), fieldsURL: ConsolePaths.settings("objects", object.name),
                fieldNote: hidden + readOnly > 0 ? visit.t("matrix.note", hidden, readOnly) : nil)
        }
        let matrix = PermissionMatrix(
            url: ConsolePaths.settings("roles", roleName), actions: Self.actions.map { Choice($0, visit.t("action." + $0)) },
            scopes: zip(Self.scopes, [nil, 55, 80, 190, 245, 300, 155] as [Int?]).map { Choice($0, visit.t("scope." + $0), hue: $1) }, objects: rows,
            isEditable: !role.isAdministrator)
        return frame.page(role.label.text(visit.locale), matrix.html(visit.page))
    }

    private static let everything: ObjectGrant = {
        var grant = ObjectGrant()
        (grant.create, grant.export, grant.transfer) = (true, true, true)
        (grant.read, grant.update, grant.delete) = ([.all], [.all], [.all])
        return grant
    }()

    /// One scope a cell: the widest that the grant has.
    static func cells(_ grant: ObjectGrant) -> [String: String] {
        func widest(_ scopes: Set<AccessScope>) -> String {
            for scope in [AccessScope.all, .departmentTree, .department, .below, .own, .parent] where scopes.contains(scope) { return scope.rawValue }
            return "none"
        }
        func flag(_ holds: Bool) -> String { holds ? "all" : "none" }
        return [
            "read": widest(grant.read), "update": widest(grant.update), "delete": widest(grant.delete), "create": flag(grant.create),
            "export": flag(grant.export), "transfer": flag(grant.transfer),
        ]
    }

    static func save(_ visit: Visit, _ roleName: String) async throws -> WebResponse {
        try await visit.write { writer in
            guard writer.policy.isAdministrator, let role = writer.reader.schema.roles[roleName], !role.isAdministrator else {
                throw RecordError.forbidden(code: "access.administrator", arguments: [:])
            }
            let changes = try writer.reader.grantChanges()
            for object in writer.reader.schema.objects.values {
                let key = GrantKey(role: roleName, object: object.name)
                let before = changes[key] ?? object.grants[roleName] ?? ObjectGrant()
                let after = read(visit.form, object, before)
                if after != before { try writer.set(after, key) }
            }
        }
        return visit.go(ConsolePaths.settings("roles", roleName))
    }

    /// The grant with the cells that the form holds; a cell left as it was keeps scopes that the matrix does not show.
    private static func read(_ form: WebForm, _ object: ObjectType, _ before: ObjectGrant) -> ObjectGrant {
        var grant = before
        let shown = cells(before)
        func cell(_ action: String) -> String? {
            let value = form["\(object.name):\(action)"]
            return value == shown[action] ? nil : value
        }
        func scopes(_ value: String) -> Set<AccessScope> { AccessScope(rawValue: value).map { [$0] } ?? [] }
        if let value = cell("read") { grant.read = scopes(value) }
        if let value = cell("update") { grant.update = scopes(value) }
        if let value = cell("delete") { grant.delete = scopes(value) }
        if let value = cell("create") { grant.create = value != "none" }
        if let value = cell("export") { grant.export = value != "none" }
        if let value = cell("transfer") { grant.transfer = value != "none" }
        return grant
    }
}

/// Why somebody may see a record.
struct ExplainSettings {
    let frame: SettingsFrame

    init(_ frame: SettingsFrame) { self.frame = frame }

    private var visit: Visit { frame.visit }
    private var reader: RecordReader { frame.reader }

    func page() throws -> HTML {
        var person = FieldView(name: "person", label: visit.t("explain.person"), kind: .reference, isRequired: true, object: "core.user")
        var record = FieldView(name: "record", label: visit.t("explain.record"), kind: .text, isRequired: true)
        record.placeholder = "acc_…"
        record.value = .text(visit.request.query("record") ?? "")
        var answer: AccessExplanation.Answer?
        var others: [AccessExplanation.Other] = []
        if let personText = visit.request.query("person"), let id = EntityID(text: personText, prefix: "usr"), let found = try target() {
            let name = try reader.people([id])[id] ?? personText
            person.value = .references([Reference(id: personText, label: name, initials: ShellBuilder.initials(name), isPerson: true)])
            answer = try explain(id, name, found)
            others = try everybody(found)
        }
        let view = AccessExplanation(question: .init(fields: [person, record]), answer: answer, others: others)
        return frame.page(visit.t("settings.explain"), view.html(visit.page))
    }

    private func target() throws -> Record? {
        let text = visit.request.query("record") ?? ""
        guard let mark = text.firstIndex(of: "_"), let object = reader.schema.object(idPrefix: String(text[..<mark])),
            let id = EntityID(text: text, prefix: object.idPrefix)
        else { return nil }
        return try reader.get(object, id)
    }

    private func explain(_ id: EntityID, _ name: String, _ record: Record) throws -> AccessExplanation.Answer {
        let other = try reader.acting(asPerson: id)
        let reasons = try other.reasons(record, .read)
        let steps = AccessAction.allCases.map { action -> AccessExplanation.Step in
            let found = (try? other.reasons(record, action)) ?? []
            let text = found.isEmpty ? visit.t("explain.none") : found.map(sentence).joined(separator: "；")
            return .init(rule: visit.t("action." + action.rawValue), reason: text,
                outcome: Choice("outcome", visit.t(found.isEmpty ? "explain.no" : "explain.yes"), hue: found.isEmpty ? 25 : 155))
        }
        let hidden = other.policy.mask(record.object).hidden.sorted().map { record.object.field($0)?.label.text(visit.locale) ?? $0 }
        return .init(
            isAllowed: !reasons.isEmpty, sentence: visit.t(reasons.isEmpty ? "explain.may-not" : "explain.may", name, record.name), steps: steps,
            hiddenFields: hidden)
    }

    private func everybody(_ record: Record) throws -> [AccessExplanation.Other] {
        let people = try reader.rows(
            "SELECT id, name FROM core_user WHERE tenant_id = \(visit.actor.tenant) AND deleted_at IS NULL AND active = 1 ORDER BY id LIMIT 200"
        ) { (EntityID(rawValue: $0.integer(0)), $0.text(1)) }
        return try people.compactMap { id, name in
            let reasons = try reader.acting(asPerson: id).reasons(record, .read)
            guard let first = reasons.first else { return nil }
            let reference = Reference(id: id.text(prefix: "usr"), label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(id.rawValue), isPerson: true)
            return .init(person: reference, reason: sentence(first))
        }
    }

    private func sentence(_ reason: AccessReason) -> String {
        switch reason {
        case .rule(let name): visit.t("reason.rule", name)
        case .parent(let object): visit.t("reason.parent", reader.schema.object(object)?.label.text(visit.locale) ?? object)
        default: visit.t("reason." + reason.text)
        }
    }
}
