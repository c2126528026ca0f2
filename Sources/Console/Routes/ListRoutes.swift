import Basics
import HTML
import Insight
import Kernel
import Metadata
import Records
import SQLStore
import Web

/// Lists and boards.
enum ListRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}", show), WebRoute("GET", "/o/{object}/filter", filterInputs),
        WebRoute("POST", "/o/{object}/bulk/{action}", bulk), WebRoute("GET", "/o/{object}/bulk/{action}", bulkDialog),
    ]

    private static let show: ConsoleFace.Handler = { visit in
        if ListRequest.isAddition(visit.request) {
            let url = try await visit.read { try ListRequest(visit.request, try $0.object(visit.parameter("object")), $0).url() }
            return .seeOther(url)
        }
        return try await visit.read { reader in
            let list = try ListRequest(visit.request, try reader.object(visit.parameter("object")), reader)
            let builder = ListBuilder(visit: visit, reader: reader, list: list)
            if visit.request.isPartial, visit.request.query("cursor") != nil { return visit.html(try builder.rows().html(visit.page)) }
            if list.view.kind == .calendar {
                return visit.html(try CalendarBuilder(visit: visit, reader: reader, list: list).page().html(visit.page))
            }
            if list.view.kind == .board { return visit.html(try BoardBuilder(visit: visit, reader: reader, list: list).page().html(visit.page)) }
            return visit.html(try builder.page().html(visit.page))
        }
    }

    private static let filterInputs: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let name = visit.request.query("field") ?? visit.request.query("add.field") ?? object.nameField
            return visit.html(try FilterBuilder(visit: visit, reader: reader, object: object).inputs(name).html(visit.page))
        }
    }

    private static let bulkDialog: ConsoleFace.Handler = { visit in
        .seeOther(ConsolePaths.list(visit.parameter("object")))
    }

    private static let bulk: ConsoleFace.Handler = { visit in
        let (objectName, action) = (visit.parameter("object"), visit.parameter("action"))
        let ids = Array(visit.form.all("id").prefix(500))
        if action == "merge" { return visit.go(ConsolePaths.merge(objectName, Array(ids.prefix(Merge.mostRecords)))) }
        if action == "transfer", visit.form["owner"] == nil { return try await transferDialog(visit, ids) }
        let done = try await visit.write { writer in
            let object = try writer.reader.object(objectName)
            var count = 0
            for text in ids {
                let id = try writer.reader.id(text, of: object)
                switch action {
                case "delete": try writer.delete(objectName, id)
                case "transfer": _ = try writer.update(objectName, id, ["owner": .string(visit.form["owner"] ?? "")])
                default: throw RecordError.commandRefused(code: "command.unknown", arguments: ["command": action, "nearest": ""])
                }
                count += 1
            }
            return count
        }
        _ = done
        return visit.go(ConsolePaths.list(objectName))
    }

    private static func transferDialog(_ visit: Visit, _ ids: [String]) async throws -> WebResponse {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let owner = FieldView(name: "owner", label: visit.t("standard.owner"), kind: .reference, isRequired: true, object: "core.user")
            let dialog = ListDialogs.bulk(
                .init(title: visit.t("bulk.transfer"), url: ConsolePaths.bulk(object.name, "transfer"), ids: ids,
                    text: visit.t("bulk.transfer-text", ids.count), fields: [owner], submit: visit.t("bulk.transfer")), visit.page)
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(DialogPage(shell: shell, title: visit.t("bulk.transfer"), dialog: dialog).html(visit.page))
        }
    }
}

/// Fills the view of a list.
struct ListBuilder {
    let visit: Visit
    let reader: RecordReader
    let list: ListRequest

    var object: ObjectType { list.object }

    static func label(_ object: ObjectType, _ locale: String) -> ObjectLabel {
        ObjectLabel(
            name: object.name, singular: object.label.text(locale), plural: object.plural.text(locale), icon: object.icon, hue: object.hue)
    }

    func rows() throws -> ListRows {
        let page = try reader.list(list.query)
        let fields = try FieldViews(visit, reader, page.records)
        let mayUpdate = !(reader.policy.grant(object)?.update.isEmpty ?? true)
        let columns = self.columns
        let rows = page.records.map { record in
            ListRows.Row(
                id: record.idText, title: record.name, mark: FieldViews.mark(record),
                fields: columns.compactMap { fields.view($0, of: record, editable: mayUpdate) }, version: "\(record.version)")
        }
        return ListRows(object: object.name, rows: rows, nextURL: page.next.map { list.url(cursor: $0) },
            from: list.url().split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init))
    }

    /// The name first, then the view's other columns.
    private var columns: [String] { [object.nameField] + list.columns.filter { $0 != object.nameField } }

    func page() throws -> ListPage {
        let label = Self.label(object, visit.locale)
        let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name, topic: object.name)
        var problem: Notice?
        var rows = ListRows(object: object.name, rows: [])
        do {
            rows = try self.rows()
        } catch RecordError.query(let code, let arguments) {
            let sentence = visit.words.sentence(code, arguments, object: object, field: arguments["field"])
            problem = Notice(kind: .bad, title: sentence)
        }
        let table = ListTable(
            object: label, columns: columns.map(head), rows: rows, bulk: bulkActions(), empty: emptyState())
        let filters = try filterBar()
        return ListPage(
            shell: shell, object: label, views: tabs() + (try PoolBuilder.poolTabs(object, reader, visit.t, current: nil)), actions: actions(label), more: more(), filters: filters, table: table, problem: problem)
    }

    /// The filters, with a way to keep what differs from the view.
    func filterBar() throws -> FilterBar {
        var bar = try FilterBuilder(visit: visit, reader: reader, object: object).bar(list)
        if list.isChanged { bar.save = Action(label: visit.t("view.save"), icon: "bookmark", url: viewURL(nil), method: .dialog) }
        return bar
    }

    func tabs() -> [Tab] {
        object.views.map { tab($0.name, $0.label.text(visit.locale), $0.kind) } + list.allSaved.map { tab($0.idText, $0.name, $0.kind) }
    }

    private func tab(_ name: String, _ label: String, _ kind: ListView.Kind) -> Tab {
        Tab(
            label: label, url: list.url(view: name), icon: kind == .board ? "kanban" : kind == .calendar ? "calendar" : "list",
            isCurrent: name == list.view.name)
    }

    func actions(_ label: ObjectLabel) -> [Action] {
        guard reader.policy.mayCreate(object) else { return [] }
        return [
            Action(label: visit.t("import.title"), icon: "upload", url: ConsolePaths.newImport(object.name)),
            Action(label: visit.t("list.new", label.singular), icon: "plus", url: ConsolePaths.create(object.name), tone: .primary),
        ]
    }

    func more() -> [Action] {
        var actions: [Action] = []
        if reader.policy.grant(object)?.export ?? false {
            actions.append(Action(label: visit.t("export.submit"), icon: "download", url: exportURL, method: .dialog))
        }
        return actions + viewActions()
    }

    /// What may be done with the view itself.
    private func viewActions() -> [Action] {
        func url(_ verb: String) -> String { ConsolePaths.views(object.name, list.view.name) + "/" + verb }
        var actions = [Action(label: visit.t("view.make-default"), icon: "pin", url: url("default"), method: .post)]
        guard let saved = list.saved, reader.mayChange(saved) else { return actions }
        actions.append(Action(label: visit.t("view.edit"), icon: "pencil", url: viewURL(saved.idText), method: .dialog))
        actions.append(Action(
            label: visit.t("view.delete"), icon: "trash-2", url: url("delete"), method: .post, confirm: visit.t("view.delete-question", saved.name),
            tone: .bad))
        return actions
    }

    /// The window that keeps the list as it is now.
    func viewURL(_ id: String?) -> String {
        ConsolePaths.address(ConsolePaths.views(object.name, id), list.items(without: "").map { ($0.name, $0.value) })
    }

    private var exportURL: String {
        ConsolePaths.address(ConsolePaths.export(object.name), list.items(without: "columns").map { ($0.name, $0.value) })
    }

    private func head(_ name: String) -> ListTable.Column {
        let field = object.field(name)
        let label = field?.label.text(visit.locale) ?? visit.t("standard." + name)
        let kind = field.flatMap { FieldKind(rawValue: $0.kind.rawValue) } ?? (name == "owner" || name.hasSuffix("_by") ? .reference : .dateTime)
        let current = list.sort.first { $0.field == name }
        let sortable = field == nil || (field?.kind.isStored ?? false && ![.json, .tags, .multiPicklist, .longText, .reference].contains(field?.kind))
        return ListTable.Column(
            name: name, label: label, kind: kind,
            sortURL: sortable ? list.url(sort: [SortKey(name, descending: current.map { !$0.descending } ?? false)]) : nil,
            sorted: current.map { $0.descending ? .descending : .ascending })
    }

    private func bulkActions() -> [Action] {
        var actions: [Action] = []
        let grant = reader.policy.grant(object)
        if object.isOwned, grant?.transfer ?? false {
            actions.append(Action(label: visit.t("bulk.transfer"), icon: "users", url: ConsolePaths.bulk(object.name, "transfer"), method: .post))
        }
        if !(grant?.delete.isEmpty ?? true), !(grant?.update.isEmpty ?? true), !object.isInternal {
            actions.append(Action(label: visit.t("bulk.merge"), icon: "merge", url: ConsolePaths.bulk(object.name, "merge"), method: .post))
        }
        if !(grant?.delete.isEmpty ?? true) {
            actions.append(Action(
                label: visit.t("bulk.delete"), icon: "trash-2", url: ConsolePaths.bulk(object.name, "delete"), method: .post,
                confirm: visit.t("bulk.delete-question"), tone: .bad))
        }
        return actions
    }

    private func emptyState() -> EmptyState {
        let label = Self.label(object, visit.locale)
        let filtered = !list.conditions.isEmpty
        return EmptyState(
            icon: object.icon, title: visit.t(filtered ? "list.none-found" : "list.none", label.plural),
            text: visit.t(filtered ? "list.none-found-text" : "list.none-text", label.plural), actions: filtered ? [] : actions(label))
    }
}

/// Pills, the builder for one more, order and columns.
struct FilterBuilder {
    let visit: Visit
    let reader: RecordReader
    let object: ObjectType

    private var fields: [Field] {
        let hidden = reader.policy.mask(object).hidden
        return object.fields.filter { $0.kind.isStored && !hidden.contains($0.name) && ![.json, .geoPoint, .file, .image, .encrypted].contains($0.kind) }
    }

    func bar(_ list: ListRequest) throws -> FilterBar {
        let choices = fields.map { Choice($0.name, $0.label.text(visit.locale)) }
        var bar = FilterBar(
            object: object.name, pills: try list.conditions.map { try pill($0, list) }, fields: choices,
            inputs: try inputs(choices.first?.value ?? object.nameField))
        if let pill = try drillPill(list) { bar.pills.insert(pill, at: 0) }
        bar.query = list.items(without: "filter")
        bar.clearURL = list.conditions.isEmpty ? nil : list.url(conditions: [])
        bar.columns = columns(list)
        bar.sort = sortMenu(list)
        return bar
    }

    /// Where the list comes from, when it is the part of a dashboard.
    private func drillPill(_ list: ListRequest) throws -> FilterBar.Pill? {
        guard let drill = list.drill, let widget = drill.widget(in: reader.schema), widget.object == object.name else { return nil }
        let part = try drill.key.flatMap { try Insight(reader).label(of: $0, in: widget) }
        let text = [part, drill.period.text].compactMap { $0 }.joined(separator: " · ")
        return FilterBar.Pill(
            field: "drill", label: visit.t("insight.from-dashboard"), comparison: widget.label.text(visit.locale), value: text,
            removeURL: list.undrilledURL)
    }

    private func pill(_ condition: FilterCondition, _ list: ListRequest) throws -> FilterBar.Pill {
        let field = object.field(condition.field)
        return FilterBar.Pill(
            field: condition.field, label: field?.label.text(visit.locale) ?? visit.t("standard." + condition.field),
            comparison: visit.t("compare." + condition.comparison), value: try shown(condition, field),
            removeURL: list.url(conditions: list.conditions.filter { $0 != condition }))
    }

    private func shown(_ condition: FilterCondition, _ field: Field?) throws -> String {
        if let option = field?.option(condition.value) { return option.label.text(visit.locale) }
        guard field?.kind ?? .reference == .reference, !condition.value.isEmpty else { return condition.value }
        let target = field?.targets.first ?? "core.user"
        guard let object = reader.schema.object(target), let id = EntityID(text: condition.value, prefix: object.idPrefix) else { return condition.value }
        return try reader.names([id], of: object)[id] ?? condition.value
    }

    func inputs(_ name: String) throws -> FilterInputs {
        let field = object.field(name)
        let kind = field?.valueKind ?? .reference
        let comparisons = FilterCondition.comparisons(kind).map { Choice($0, visit.t("compare." + $0)) }
        guard let field else { return FilterInputs(comparisons: comparisons) }
        if kind == .boolean { return FilterInputs(comparisons: comparisons) }
        var view = try FieldViews(visit, reader, []).blank(field, object)
        view.isRequired = false
        view.kind = FieldKind(rawValue: kind.rawValue) ?? .text
        if [.dateTime].contains(kind) { view.kind = .date }
        if [.longText, .richText, .phone, .email, .url, .address, .autoNumber, .tags].contains(kind) { view.kind = .text }
        if kind == .multiPicklist { view.kind = .picklist }
        if kind == .rollUp { view.kind = .number }
        return FilterInputs(comparisons: comparisons, value: view)
    }

    private func columns(_ list: ListRequest) -> ColumnChooser {
        let names = list.columns + (fields.map(\.name) + ListRequest.standard).filter { !list.columns.contains($0) }
        let columns = names.map { name in
            let field = object.field(name)
            return ColumnChooser.Column(
                name: name, label: field?.label.text(visit.locale) ?? visit.t("standard." + name),
                icon: (FieldKind(rawValue: field?.kind.rawValue ?? "reference") ?? .text).icon, isShown: list.columns.contains(name))
        }
        return ColumnChooser(object: object.name, columns: columns, query: list.items(without: "columns"))
    }

    private func sortMenu(_ list: ListRequest) -> SortMenu {
        let names = Array(([object.nameField] + list.columns.filter { $0 != object.nameField }).prefix(8)) + ["created_at", "updated_at"]
        var seen: Set<String> = []
        let choices = names.filter { seen.insert($0).inserted }.map { name in
            let current = list.sort.first?.field == name
            return Tab(
                label: object.field(name)?.label.text(visit.locale) ?? visit.t("standard." + name),
                url: list.url(sort: [SortKey(name, descending: current ? !(list.sort.first?.descending ?? false) : true)]),
                icon: current && !(list.sort.first?.descending ?? false) ? "arrow-up" : "arrow-down", isCurrent: current)
        }
        let name = list.sort.first?.field ?? "updated_at"
        return SortMenu(current: object.field(name)?.label.text(visit.locale) ?? visit.t("standard." + name), choices: choices)
    }
}
