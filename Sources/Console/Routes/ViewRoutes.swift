import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Ways of looking at a list that people keep.
enum ViewRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/views/{object}", { try await dialog($0, [], 200) }),
        WebRoute("POST", "/views/{object}", save),
        WebRoute("GET", "/views/{object}/{view}", { try await dialog($0, [], 200) }),
        WebRoute("POST", "/views/{object}/{view}", save),
        WebRoute("POST", "/views/{object}/{view}/delete", delete),
        WebRoute("POST", "/views/{object}/{view}/default", makeDefault),
    ]

    /// The window for a name and an audience; the list's state comes with the address.
    private static func dialog(_ visit: Visit, _ problems: [String], _ status: Int) async throws -> WebResponse {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let old = try existing(visit, reader, object)
            var view = ListDialogs.SavedView(
                object: object.name, id: old?.idText, name: visit.form["name"] ?? old?.name ?? "",
                audiences: try audiences(visit, reader),
                audience: visit.form["audience"] ?? old.map { text($0.audience) } ?? "private")
            view.query = state(visit).map { .init(name: $0.name, value: $0.value) }
            view.problems = problems
            let html = ListDialogs.saveView(view, visit.page)
            if visit.request.isPartial { return visit.html(html, status: status) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(
                DialogPage(shell: shell, title: visit.t("view.save"), dialog: html).html(visit.page), status: status)
        }
    }

    private static func existing(_ visit: Visit, _ reader: RecordReader, _ object: ObjectType) throws -> SavedView? {
        guard let name = visit.request.parameters["view"] else { return nil }
        let view = try reader.view(name, of: object)
        guard reader.mayChange(view) else { throw RecordError.forbidden(code: "access.view", arguments: [:]) }
        return view
    }

    private static func state(_ visit: Visit) -> [(name: String, value: String)] {
        let items = visit.request.method == "POST" ? visit.form.fields : visit.request.query
        return items.filter { ["view", "filter", "sort", "columns"].contains($0.name) }
    }

    /// Whom the reader may share with: its roles, its department and those below, everybody.
    private static func audiences(_ visit: Visit, _ reader: RecordReader) throws -> [Choice] {
        var choices = [Choice("private", visit.t("view.private"))]
        let roles = reader.policy.isAdministrator ? Array(reader.schema.roles.keys) : Array(reader.policy.roles)
        choices += roles.sorted().compactMap { name in
            reader.schema.roles[name].map { Choice("role:" + name, visit.t("view.role", $0.label.text(visit.locale))) }
        }
        let object = try reader.object("core.department")
        var query = RecordQuery(object.name)
        query.limit = 100
        query.sort = [SortKey("name")]
        if !reader.policy.isAdministrator { query.ids = reader.policy.departments.map(EntityID.init) }
        let departments = reader.policy.grant(object) == nil ? [] : try reader.list(query).records
        choices += departments.map { Choice("department:" + $0.idText, visit.t("view.department", $0.name)) }
        if reader.mayShare(with: .everybody) { choices.append(Choice("all", visit.t("view.everybody"))) }
        return choices
    }

    private static func text(_ audience: SavedView.Audience) -> String {
        switch audience {
        case .nobody: "private"
        case .everybody: "all"
        case .role(let name): "role:" + name
        case .department(let id): "department:" + id.text(prefix: "dep")
        }
    }

    private static func audience(_ text: String) -> SavedView.Audience {
        if text == "all" { return .everybody }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return .nobody }
        if parts[0] == "role" { return .role(parts[1]) }
        return EntityID(text: parts[1], prefix: "dep").map { .department($0) } ?? .nobody
    }

    private static let save: ConsoleFace.Handler = { visit in
        do {
            let saved = try await visit.write { writer in
                let object = try writer.reader.object(visit.parameter("object"))
                let old = try existing(visit, writer.reader, object)
                var request = visit.request
                request.query = state(visit)
                // Renaming alone leaves what the view shows.
                let keepsState = old != nil && request.query.allSatisfy { $0.name == "view" }
                var view =
                    keepsState
                    ? old ?? SavedView(object: object.name, name: "", columns: [])
                    : try ListRequest(request, object, writer.reader).savedView
                view.id = old?.id ?? view.id
                view.name = visit.form["name"] ?? ""
                view.audience = audience(visit.form["audience"] ?? "private")
                return try writer.save(view)
            }
            return visit.go(ConsolePaths.list(saved.object, view: saved.idText))
        } catch RecordError.invalid(let problems) {
            let object = try await visit.read { try $0.object(visit.parameter("object")) }
            return try await dialog(visit, problems.map { visit.words.sentence($0, object: object) }, 422)
        }
    }

    private static let delete: ConsoleFace.Handler = { visit in
        try await visit.write { writer in
            try writer.deleteView(visit.parameter("view"), of: try writer.reader.object(visit.parameter("object")))
        }
        return visit.go(ConsolePaths.list(visit.parameter("object")))
    }

    private static let makeDefault: ConsoleFace.Handler = { visit in
        let name = visit.parameter("view")
        try await visit.write { writer in
            try writer.setDefaultView(name, of: try writer.reader.object(visit.parameter("object")))
        }
        return visit.go(ConsolePaths.list(visit.parameter("object"), view: name))
    }
}
