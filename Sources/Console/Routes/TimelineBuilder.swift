import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Web
import Work

// What happened to a record: its own events, comments and follow-ups, by day.
extension RecordBuilder {
    func timeline() throws -> Timeline {
        let filter = visit.request.query("kind") ?? "all"
        let comments = try attached("core.comment")
        let entries = (try events() + comments).filter { filter == "all" || $0.kind == filter }.sorted { $0.time > $1.time }
        let clock = Clock(visit)
        var days: [Timeline.Day] = []
        for entry in entries.prefix(200) {
            let label = clock.day(clock.local(entry.time).day)
            if days.last?.label == label { days[days.count - 1].entries.append(entry.view) } else { days.append(.init(label: label, entries: [entry.view])) }
        }
        let composer = Composer(url: ConsolePaths.comments(record.object.name, record.idText), placeholder: visit.t("timeline.placeholder"))
        return Timeline(object: record.object.name, id: record.idText, composer: composer, filters: filters(filter), days: days)
    }

    struct Entry {
        let time: Timestamp
        let kind: String
        let view: TimelineEntry
    }

    private func filters(_ current: String) -> [Tab] {
        ["all", "note", "change"].map { kind in
            Tab(
                label: visit.t("timeline." + kind),
                url: ConsolePaths.address(ConsolePaths.record(record.object.name, record.idText), [("tab", "timeline"), ("kind", kind)]),
                isCurrent: kind == current)
        }
    }

    private func events() throws -> [Entry] {
        let clock = Clock(visit)
        let views = try FieldViews(visit, reader, [record])
        return try reader.timeline(record, limit: 100).map { event in
            let verb = String(event.type.split(separator: ".").last ?? "")
            let command = record.object.state?.command(verb)
            let changes = changes(event, views)
            let text = command.map { visit.t("timeline.command", $0.label.text(visit.locale)) } ?? visit.t("timeline.did-" + verb)
            let view = TimelineEntry(
                icon: command != nil ? "arrow-right" : verb == "created" ? "plus" : verb == "deleted" ? "trash-2" : "pencil",
                hue: command?.hue ?? (verb == "created" ? 155 : 245), actor: who(event), text: text, time: clock.local(event.time).clock,
                moment: event.time.rfc3339, body: changes.isEmpty || verb == "created" ? .none : .changes(changes))
            return Entry(time: event.time, kind: "change", view: view)
        }
    }

    private func who(_ event: Event) -> Reference {
        let name = event.actor.rawValue == 0 ? visit.t("people.system") : event.actorName
        return Reference(
            id: event.actor.text(prefix: "usr"), label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(event.actor.rawValue), isPerson: true)
    }

    private func changes(_ event: Event, _ views: FieldViews) -> [TimelineEntry.Change] {
        let hidden = reader.policy.mask(record.object).hidden
        guard let members = (try? JSON.parse(event.data))?["changes"]?.object else { return [] }
        return members.compactMap { name, pair -> TimelineEntry.Change? in
            guard let field = record.object.field(name), !hidden.contains(name), let sides = pair.array, sides.count == 2 else { return nil }
            return TimelineEntry.Change(before: side(field, sides[0].text, views), after: side(field, sides[1].text, views))
        }
    }

    /// Comments, and every other child that points at anything, such as follow-ups.
    private func attached(_ name: String) throws -> [Entry] {
        let clock = Clock(visit)
        var entries: [Entry] = []
        for child in reader.schema.objects.values where child.fields.contains(where: { $0.isParent && $0.targets == ["*"] || $0.isPolymorphic && $0.isParent }) {
            guard reader.policy.grant(child) != nil, let by = child.fields.first(where: { $0.isParent }) else { continue }
            var query = RecordQuery(child.name)
            query.pointing = RecordQuery.Pointer(field: by.name, id: record.id, object: record.object.name)
            query.sort = [SortKey("created_at", descending: true)]
            query.limit = 100
            let found = try reader.list(query).records
            let views = try FieldViews(visit, reader, found)
            let texts = try CommentText(found.map { text(of: $0, child) }, reader)
            let files = try Files.of(found.map(\.id), reader)
            entries += found.map { note($0, child, views, texts, (files[$0.id] ?? []).map(fileView), clock) }
        }
        return entries
    }

    private func textField(_ child: ObjectType) -> Field? {
        child.fields.first { $0.kind == .longText } ?? child.field(child.nameField)
    }

    private func text(of note: Record, _ child: ObjectType) -> String {
        guard let name = textField(child)?.name, case .text(let value) = note[name] else { return "" }
        return value
    }

    private func note(
        _ note: Record, _ child: ObjectType, _ views: FieldViews, _ texts: CommentText, _ files: [StoredFile], _ clock: Clock
    ) -> Entry {
        let isComment = child.name == "core.comment"
        let textField = textField(child)
        let facts = child.layout.highlights.compactMap { views.view($0, of: note, editable: false) }.compactMap { view -> TimelineEntry.Fact? in
            guard let shown = RecordBuilder.plain(view), !shown.isEmpty, view.name != textField?.name else { return nil }
            return TimelineEntry.Fact(icon: view.kind.icon, text: shown)
        }
        let view = TimelineEntry(
            icon: child.icon, hue: child.hue ?? (isComment ? 268 : 190), actor: views.person(note.createdBy),
            text: isComment ? visit.t("timeline.commented") : visit.t("timeline.added", child.label.text(visit.locale)),
            time: clock.local(note.createdAt).clock, moment: note.createdAt.rfc3339,
            body: .note(texts.segments(text(of: note, child)), facts: isComment ? [] : facts, files: files))
        return Entry(time: note.createdAt, kind: "note", view: view)
    }
}
