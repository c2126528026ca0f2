import Basics
import Kernel
import Metadata
import Processes
import Records
import SQLStore
import Tenancy
import Web
import Work

/// Fills the view of one record.
struct RecordBuilder {
    let visit: Visit
    let reader: RecordReader
    let record: Record
    let files: [KeptFile]

    private var object: ObjectType { record.object }
    private var t: Strings { visit.t }
    private var mayUpdate: Bool { !((try? reader.reasons(record, .update)) ?? []).isEmpty }

    func page() throws -> RecordPage {
        let label = ListBuilder.label(object, visit.locale)
        let views = try FieldViews(visit, reader, [record])
        let mayWrite = mayUpdate
        let editable = mayWrite && !reader.isLocked(record)
        let tab = visit.request.query("tab") ?? "timeline"
        var page = RecordPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name, topic: record.idText), object: label, id: record.idText,
            listURL: ConsolePaths.list(object.name), header: header(views), path: path(mayWrite), tabs: try tabs(tab),
            content: try content(tab, views, editable), panels: try panels(views, editable))
        let commands = mayWrite ? openCommands : []
        page.primary = commands.first { $0.isPrimary }.map { action($0, tone: .primary) }
        page.actions = commands.filter { !$0.isPrimary && $0.to.count == 1 }.prefix(1).map { action($0, tone: .plain) }
        page.more = more(commands, editable)
        if editable { page.notice = try recycleNotice() ?? duplicateNotice() }
        page.phone = [checkInAction, page.primary].compactMap { $0 }
        page.position = try position()
        if let from { page.listURL = "/o/\(ConsolePaths.encoded(object.name))?" + from }
        return page
    }

    // MARK: The list that the reader came from

    /// The query of that list's address.
    private var from: String? { visit.request.query("from").flatMap { $0.isEmpty ? nil : $0 } }

    private func link(_ id: String, tab: String? = nil) -> String {
        ConsolePaths.address(ConsolePaths.record(object.name, id), [tab.map { ("tab", $0) }, from.map { ("from", $0) }].compactMap { $0 })
    }

    /// The neighbours in the list's order and filter. A list that cannot be read any more has none.
    private func position() throws -> RecordPage.Position? {
        guard let from else { return nil }
        var request = visit.request
        request.query = PercentCoding.form(from[...])
        guard let list = try? ListRequest(request, object, reader), let found = try? reader.neighbours(of: record, in: list.query) else { return nil }
        func url(_ id: EntityID?) -> String? { id.map { link($0.text(prefix: object.idPrefix)) } }
        return RecordPage.Position(text: "", previousURL: url(found.previous), nextURL: url(found.next))
    }

    // MARK: Head

    private func header(_ views: FieldViews) -> RecordHeader {
        let facts = object.layout.highlights.compactMap { name -> RecordHeader.Fact? in
            guard let view = views.view(name, of: record, editable: false), !view.value.isEmpty else { return nil }
            return RecordHeader.Fact(
                icon: [.date, .dateTime].contains(view.kind) ? view.kind.icon : nil, field: view, isStrong: view.kind == .money,
                showsLabel: [.percent, .number, .date, .dateTime].contains(view.kind))
        }
        return RecordHeader(title: record.name, mark: FieldViews.mark(record), facts: facts)
    }

    private var state: String? {
        guard let machine = object.state, case .text(let value) = record[machine.field] else { return nil }
        return value
    }

    /// The commands that the record's state and the person's rights allow.
    private var openCommands: [Command] {
        guard let state, let machine = object.state else { return [] }
        return machine.commands.filter { !object.givenByPools.contains($0.name) && ($0.from.isEmpty || $0.from.contains(state)) && reader.policy.mayGive($0.name, object) }
    }

    private func path(_ editable: Bool) -> StagePath? {
        guard let machine = object.state, let field = object.field(machine.field), let state else { return nil }
        let move = openCommands.first { $0.to.count > 1 }
        let main = field.options.filter { $0.weight != 0 || $0.value == machine.initial || $0.value == state }
        let options = main.isEmpty ? field.options : main
        let now = options.firstIndex { $0.value == state } ?? 0
        let steps = options.enumerated().map { place, option -> StagePath.Step in
            let kind: StagePath.State = place == now ? .now : place < now ? .done : .todo
            return StagePath.Step(value: option.value, label: option.label.text(visit.locale), state: kind, isOpen: move?.to.contains(option.value) ?? false)
        }
        return StagePath(
            label: field.label.text(visit.locale), url: editable ? move.map { ConsolePaths.command(object.name, record.idText, $0.name) } : nil,
            field: "to", version: "\(record.version)", steps: steps)
    }

    private func action(_ command: Command, tone: Action.Tone) -> Action {
        let url = ConsolePaths.command(object.name, record.idText, command.name)
        let asks = !command.requires.isEmpty || command.to.count > 1
        let missing = command.requires.contains { record[$0] == .null }
        return Action(
            label: command.label.text(visit.locale), icon: tone == .primary ? "arrow-right" : nil, url: url,
            method: asks && (missing || command.to.count > 1) ? .dialog : .post, values: [.init(name: "version", value: "\(record.version)")], tone: tone)
    }

    private func more(_ commands: [Command], _ editable: Bool) -> [Action] {
        var actions = commands.filter { !$0.isPrimary }.map { action($0, tone: .plain) }
        if editable { actions.insert(Action(label: t("record.edit"), icon: "pencil", url: ConsolePaths.edit(object.name, record.idText)), at: 0) }
        if let here = checkInAction { actions.append(here) }
        actions += processActions
        actions += object.documents.map {
            Action(label: t("document.pdf", $0.label.text(visit.locale)), icon: "printer", url: ConsolePaths.document(object.name, record.idText, $0.name))
        }
        if editable { actions += poolActions }
        if reader.policy.grant(object)?.reveal ?? false, object.fields.contains(where: { $0.kind == .encrypted && record[$0.name] != .null }) {
            actions.append(Action(label: t("reveal.title"), icon: "lock-open", url: ConsolePaths.reveal(object.name, record.idText), method: .dialog))
        }
        if reader.policy.mayCreate(object) {
            actions.append(Action(label: t("record.copy"), icon: "copy", url: ConsolePaths.copy(object.name, record.idText)))
        }
        if !((try? reader.merges(of: record)) ?? []).isEmpty {
            actions.append(Action(label: t("merge.history"), icon: "merge", url: ConsolePaths.merges(object.name, record.idText)))
        }
        if mayDelete, !reader.isLocked(record) {
            actions.append(Action(
                label: t("record.delete"), icon: "trash-2", url: ConsolePaths.delete(object.name, record.idText), method: .post,
                confirm: t("record.delete-question", record.name), tone: .bad))
        }
        return actions
    }

    /// Being at the record, for whoever is outside.
    private var checkInAction: Action? {
        CheckInRoutes.target(of: object, reader).map { _, checkIn in
            Action(label: checkIn.label.text(visit.locale), icon: "map-pin", url: ConsolePaths.checkIn(object.name, record.idText))
        }
    }

    /// Back into a pool, and keeping out of it.
    private var poolActions: [Action] {
        guard let pooling = object.pooling, let owner = record.owner, owner == visit.actor.id || reader.policy.grant(object)?.transfer ?? false else { return [] }
        var actions = [Action(label: t("pool.release"), icon: "droplet", url: ConsolePaths.release(object.name, record.idText), method: .dialog)]
        if let lock = pooling.lock {
            let locks = record[lock] != .integer(1)
            actions.append(Action(
                label: t(locks ? "pool.lock" : "pool.unlock"), icon: locks ? "lock" : "lock-open", url: ConsolePaths.lock(object.name, record.idText), method: .post,
                values: [.init(name: "locks", value: "\(locks)"), .init(name: "version", value: "\(record.version)")]))
        }
        return actions
    }

    /// That the record goes into a pool soon, with the day.
    private func recycleNotice() throws -> Notice? {
        guard let (pool, moment) = try reader.recycling(of: record) else { return nil }
        let text = pool.rule.map { PoolBuilder(visit: visit, reader: reader).summary($0) }
        return Notice(kind: .warning, title: t("pool.goes", pool.name, "\(Clock(visit).local(moment).day)"), text: text)
    }

    private var mayDelete: Bool { !((try? reader.reasons(record, .delete)) ?? []).isEmpty }

    /// Records that may be the same and could become one with this.
    private func duplicateNotice() throws -> Notice? {
        guard !object.duplicates.isEmpty, !object.isInternal else { return nil }
        let matches = try reader.duplicates(of: record.values, object, except: record.id).filter { $0.isVisible && $0.object == object.name }
        guard !matches.isEmpty, mayDelete else { return nil }
        var seen: Set<EntityID> = []
        let others = matches.filter { seen.insert($0.id).inserted }
        let ids = [record.idText] + others.map { $0.id.text(prefix: object.idPrefix) }
        return Notice(
            kind: .warning, title: t("record.duplicates", others.count), text: others.map(\.name).joined(separator: " · "),
            action: Action(label: t("merge.compare"), icon: "merge", url: ConsolePaths.merge(object.name, ids)))
    }

    // MARK: Tabs

    private func tabs(_ current: String) throws -> [Tab] {
        func tab(_ name: String, _ label: String, _ count: Int? = nil) -> Tab {
            Tab(label: label, url: link(record.idText, tab: name), count: count.flatMap { $0 > 0 ? "\($0)" : nil }, isCurrent: name == current)
        }
        var tabs = [tab("timeline", t("record.timeline")), tab("details", t("record.details"))]
        for related in object.layout.related where reader.schema.object(related.object).flatMap({ reader.policy.grant($0) }) != nil {
            let count = try reader.count(relatedQuery(related), upTo: 100)
            tabs.append(tab(related.object + "." + related.by, label(related), count))
        }
        if let graph = object.relations, reader.schema.object(graph.people).flatMap({ reader.policy.grant($0) }) != nil {
            tabs.append(tab("relations", graph.label.text(visit.locale)))
        }
        tabs.append(tab("files", t("record.files"), files.count))
        tabs.append(tab("history", t("record.history")))
        return tabs
    }

    private func label(_ related: RelatedList) -> String {
        related.label.isEmpty ? reader.schema.object(related.object)?.plural.text(visit.locale) ?? related.object : related.label.text(visit.locale)
    }

    private func relatedQuery(_ related: RelatedList) -> RecordQuery {
        var query = RecordQuery(related.object)
        query.pointing = RecordQuery.Pointer(field: related.by, id: record.id, object: object.name)
        return query
    }

    private func content(_ tab: String, _ views: FieldViews, _ editable: Bool) throws -> RecordPage.Content {
        switch tab {
        case "details": return .details(try details(views, editable))
        case "files": return .files(FilesTab(url: ConsolePaths.files(object.name, record.idText), files: files.map(fileView)))
        case "relations":
            guard let graph = object.relations else { return .timeline(try timeline()) }
            return .relations(try RelationBuilder(visit: visit, reader: reader, record: record, graph: graph).view())
        case "history": return .history(try history(views))
        default:
            if let related = object.layout.related.first(where: { $0.object + "." + $0.by == tab }) { return .related(try panel(related, limit: 50)) }
            return .timeline(try timeline())
        }
    }

    private func details(_ views: FieldViews, _ editable: Bool) throws -> [DetailSection] {
        var layout = object.layout.sections
        if layout.isEmpty { layout = [LayoutSection(label: object.label, fields: object.fields.map(\.name))] }
        let placed = Set(layout.flatMap(\.fields))
        let custom = object.fields.filter { $0.isCustom && !placed.contains($0.name) }.map(\.name)
        if !custom.isEmpty { layout.append(LayoutSection(label: LocalizedText(["zh-CN": "自定义", "en": "Custom"]), fields: custom)) }
        let standard = LayoutSection(
            label: LocalizedText(["zh-CN": "系统信息", "en": "System"]),
            fields: (object.isOwned ? ["owner"] : []) + ["created_at", "created_by", "updated_at", "updated_by"])
        let lines = LineForms(visit: visit, reader: reader)
        return try (layout + [standard]).map { section in
            DetailSection(
                title: section.label.text(visit.locale), object: object.name, id: record.idText,
                fields: try section.fields.compactMap { name in
                    var view = views.view(name, of: record, editable: editable)
                    if let field = object.field(name), field.kind == .lines { view?.value = try lines.shown(field, of: record) ?? .none }
                    return view
                })
        }
    }

    func fileView(_ file: KeptFile) -> StoredFile {
        let size = file.size < 1 << 20 ? "\(max(1, file.size >> 10)) KB" : "\(file.size >> 20).\((file.size >> 10 & 1023) * 10 / 1024) MB"
        return StoredFile(id: file.idText, name: file.name, size: size, url: ConsolePaths.file(file.idText))
    }

    private func history(_ views: FieldViews) throws -> [HistoryEntry] {
        let clock = Clock(visit)
        let changes = try reader.changes(record, limit: 200)
        let owners = try reader.people(Set(changes.filter { $0.field == "owner" }.flatMap { [$0.oldValue, $0.newValue] }.compactMap(Self.person)))
        return changes.compactMap { change in
            if change.field == "owner" {
                return HistoryEntry(
                    time: clock.moment(change.time), actor: actor(change.actor, change.actorName), before: owner(change.oldValue, owners),
                    after: owner(change.newValue, owners), reason: change.reason)
            }
            guard let field = object.field(change.field) else { return nil }
            return HistoryEntry(
                time: clock.moment(change.time), actor: actor(change.actor, change.actorName), before: side(field, change.oldValue, views),
                after: side(field, change.newValue, views), reason: change.reason)
        }
    }

    private static func person(_ json: String?) -> EntityID? {
        json.flatMap { try? JSON.parse($0) }?.string.flatMap { EntityID(text: $0, prefix: "usr") }
    }

    private func owner(_ json: String?, _ names: [EntityID: String]) -> FieldView {
        var view = FieldView(name: "owner", label: t("standard.owner"), kind: .reference)
        if let id = Self.person(json) { view.value = .references([actor(id, names[id] ?? t("people.unknown"))]) }
        return view
    }

    /// A value out of the history, formatted as the field is now.
    func side(_ field: Field, _ json: String?, _ views: FieldViews) -> FieldView {
        var view = views.blank(field, object)
        guard let json, let value = try? JSON.parse(json), !value.isNull else { return view }
        if field.kind == .reference {
            view.value = .text(value.string ?? "")
            view.kind = .text
        } else if let kept = try? field.type.parse(value, field) {
            view.value = views.value(kept, field, record)
        } else {
            view.value = .text(value.string ?? value.text)
        }
        return view
    }

    private func actor(_ id: EntityID, _ name: String) -> Reference {
        let shown = id.rawValue == 0 ? t("people.system") : name
        return Reference(id: id.text(prefix: "usr"), label: shown, initials: ShellBuilder.initials(shown), hue: ShellBuilder.hue(id.rawValue), isPerson: true)
    }

    // MARK: Panels

    private func panels(_ views: FieldViews, _ editable: Bool) throws -> [Panel] {
        let names = object.layout.panel.isEmpty ? object.layout.highlights : object.layout.panel
        let fields = names.compactMap { views.view($0, of: record, editable: editable) }
        var panels: [Panel] = [
            .fields(title: t("record.key-facts"), url: ConsolePaths.record(object.name, record.idText), fields: fields)
        ]
        if let score = try scorePanel(views) { panels.append(.score(score)) }
        if editable, let gate = try GateBuilder(visit: visit, reader: reader, record: record).panel(openCommands) { panels.append(.gate(gate)) }
        for related in object.layout.related.prefix(4) where reader.schema.object(related.object).flatMap({ reader.policy.grant($0) }) != nil {
            panels.append(.related(try panel(related, limit: 5)))
        }
        if object.pooling != nil { panels.append(.related(try PoolBuilder(visit: visit, reader: reader).owners(record))) }
        if let panel = try processPanel() { panels.append(.related(panel)) }
        return panels
    }

    /// The score with its factors, for records that are open.
    private func scorePanel(_ views: FieldViews) throws -> ScorePanel? {
        guard object.scoring != nil, let score = try reader.score(of: record) else { return nil }
        let factors = score.factors.prefix(5).compactMap { factor -> ScorePanel.Factor? in
            guard let field = object.field(factor.field), let view = views.view(factor.field, of: record, editable: false) else { return nil }
            let ended = factor.count.won + factor.count.lost
            return ScorePanel.Factor(
                label: field.label.text(visit.locale), value: Self.plain(view) ?? factor.value, ratio: Self.ratio(factor.ratio), isGood: factor.ratio >= 1,
                note: t("score.of", "\(factor.count.won)", "\(ended)"))
        }
        return ScorePanel(
            title: t("score.title"), value: score.value, note: t("score.from", "\(score.total.won)", "\(score.total.lost)"), factors: Array(factors))
    }

    /// "×1.8", "×0.4".
    private static func ratio(_ ratio: Double) -> String {
        let tenths = Int((ratio * 10).rounded())
        return "×\(tenths / 10).\(tenths % 10)"
    }

    /// The processes about the record, the latest first.
    private func processPanel() throws -> RelatedPanel? {
        let found = try Processes.instances(about: record.id, tenant: visit.actor.tenant, limit: 5, in: reader.rows)
        guard !found.isEmpty else { return nil }
        let builder = ProcessBuilder(visit: visit)
        let items = found.map { instance in
            RelatedPanel.Item(
                icon: "workflow", title: instance.processName, note: instance.number, url: ConsolePaths.instance(instance.idText),
                state: builder.status(instance.status, isSuspended: instance.isSuspended))
        }
        return RelatedPanel(title: t("process.title"), items: items)
    }

    /// What may be begun about the record.
    private var processActions: [Action] {
        let found = (try? Processes.processes(about: object.name, tenant: visit.actor.tenant, in: reader.rows)) ?? []
        return found.map { process in
            Action(
                label: t("record.start-process", process.name), icon: "workflow",
                url: ConsolePaths.address(ConsolePaths.processStart(process.key), [("object", object.name), ("id", record.idText)]))
        }
    }

    private func panel(_ related: RelatedList, limit: Int) throws -> RelatedPanel {
        var query = relatedQuery(related)
        query.limit = limit
        let page = try reader.list(query)
        let target = try reader.object(related.object)
        let views = try FieldViews(visit, reader, page.records)
        let items = page.records.map { item -> RelatedPanel.Item in
            let shown = related.columns.filter { $0 != target.nameField }.compactMap { views.view($0, of: item, editable: false) }.filter { !$0.value.isEmpty }
            let state = target.state.flatMap { views.view($0.field, of: item, editable: false) }
            var choice: Choice?
            if case .choices(let choices) = state?.value { choice = choices.first }
            let note = shown.filter { $0.name != target.state?.field }.compactMap(Self.plain).prefix(2).joined(separator: " · ")
            return RelatedPanel.Item(mark: FieldViews.mark(item), title: item.name, note: note, url: ConsolePaths.record(target.name, item.idText), state: choice)
        }
        let create = reader.policy.mayCreate(target)
            ? Action(label: t("common.new"), icon: "plus", url: ConsolePaths.create(target.name, [(related.by, record.idText)])) : nil
        let count = try reader.count(relatedQuery(related), upTo: 100)
        return RelatedPanel(
            title: label(related), count: "\(count)", create: create,
            allURL: ConsolePaths.record(object.name, record.idText, tab: related.object + "." + related.by), items: items)
    }

    /// A field's value in a few words.
    static func plain(_ view: FieldView) -> String? {
        switch view.value {
        case .plain(_, let shown): shown
        case .choices(let choices): choices.map(\.label).joined(separator: "、")
        case .references(let references): references.first?.label
        default: nil
        }
    }
}
