import Basics
import HTML
import Identity
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Home, the recycle bin, notifications, and the person's own settings.
enum HomeRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/", home), WebRoute("GET", "/recycle-bin", bin), WebRoute("GET", "/notifications", notifications),
        WebRoute("POST", "/notifications/read", readAll), WebRoute("POST", "/me/language", language), WebRoute("POST", "/me/theme", theme),
    ]

    private static let home: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let clock = Clock(visit)
            let objects = reader.schema.packages.flatMap(\.navigation).flatMap(\.objects).compactMap { reader.schema.object($0) }
                .filter { reader.policy.grant($0) != nil }
            let figures = try objects.filter(\.isOwned).prefix(4).map { object in
                var query = RecordQuery(object.name)
                query.filters = []
                let count = try reader.count(query, upTo: 10_001)
                return Figure(label: object.plural.text(visit.locale), value: count > 10_000 ? "10,000+" : FieldViews.grouped("\(count)"))
            }
            let page = HomePage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "/"), greeting: visit.t("home.greeting", visit.actor.name),
                date: clock.words(clock.today, visit), figures: figures,
                tasks: try tasks(visit, reader, clock), recent: try recent(visit, reader, objects))
            return visit.html(page.html(visit.page))
        }
    }

    /// What the person planned: records of theirs whose date to come is near or past.
    private static func tasks(_ visit: Visit, _ reader: RecordReader, _ clock: Clock) throws -> [HomeTask] {
        var tasks: [HomeTask] = []
        for object in reader.schema.objects.values.sorted(by: { $0.name < $1.name }) where object.isOwned && reader.policy.grant(object) != nil {
            guard let field = object.fields.first(where: { $0.name.hasPrefix("next_") && $0.kind == .dateTime }) else { continue }
            var query = RecordQuery(object.name)
            query.ownedBy = visit.actor.id
            query.filters = ["\(field.name) != null and \(field.name) <= now() + duration(\"P7D\")"]
            query.sort = [SortKey(field.name)]
            query.limit = 8
            guard let records = try? reader.list(query).records else { continue }
            for record in records {
                guard case .integer(let due) = record[field.name] else { continue }
                let time = Timestamp(milliseconds: due)
                tasks.append(HomeTask(
                    icon: object.icon, hue: object.hue ?? 245, title: record.name, note: object.label.text(visit.locale) + " · " + field.label.text(visit.locale),
                    due: clock.moment(time), isLate: time < visit.kernel.clock.now(), url: ConsolePaths.record(object.name, record.idText)))
            }
        }
        return tasks.sorted { $0.due < $1.due }
    }

    private static func recent(_ visit: Visit, _ reader: RecordReader, _ objects: [ObjectType]) throws -> [RelatedPanel.Item] {
        var records: [Record] = []
        for object in objects.prefix(5) {
            var query = RecordQuery(object.name)
            query.limit = 4
            query.sort = [SortKey("updated_at", descending: true)]
            records += try reader.list(query).records
        }
        return records.sorted { $0.updatedAt > $1.updatedAt }.prefix(8).map { record in
            RelatedPanel.Item(
                mark: FieldViews.mark(record), title: record.name, note: record.object.label.text(visit.locale),
                url: ConsolePaths.record(record.object.name, record.idText))
        }
    }

    private static let bin: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let clock = Clock(visit)
            var rows: [RecycleBinPage.Row] = []
            let chosen = visit.request.query("object")
            let objects = reader.schema.objects.values.sorted { $0.name < $1.name }.filter { !$0.isInternal && reader.policy.grant($0) != nil }
            for object in objects where chosen == nil || chosen == object.name {
                var query = RecordQuery(object.name)
                query.deleted = true
                query.sort = [SortKey("updated_at", descending: true)]
                let records = try reader.list(query).records
                let views = try FieldViews(visit, reader, records)
                rows += records.map { record in
                    var mark = FieldViews.mark(record)
                    mark.url = nil
                    let deletedAt = record.deletedAt ?? record.updatedAt
                    return .init(
                        record: mark, object: ListBuilder.label(object, visit.locale), id: record.idText,
                        deletedBy: views.person(record.updatedBy) ?? Reference(id: "", label: visit.t("people.system"), initials: "·"),
                        deletedAt: clock.moment(deletedAt), endsAt: object.isPurged ? clock.moment(deletedAt.adding(days: object.keepsDeletedDays)) : "—")
                }
            }
            let filters = [Tab(label: visit.t("bin.all"), url: ConsolePaths.recycleBin, isCurrent: chosen == nil)]
                + objects.prefix(8).map { object in
                    Tab(
                        label: object.plural.text(visit.locale), url: ConsolePaths.address(ConsolePaths.recycleBin, [("object", object.name)]),
                        isCurrent: chosen == object.name)
                }
            let page = RecycleBinPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "bin"), filters: filters, rows: rows, keeps: keeps(objects, chosen, visit))
            return visit.html(page.html(visit.page))
        }
    }

    /// How long deleted records rest: the shortest time among the kinds that are shown.
    private static func keeps(_ objects: [ObjectType], _ chosen: String?, _ visit: Visit) -> String {
        let days = objects.filter { $0.isPurged && (chosen == nil || chosen == $0.name) }.map(\.keepsDeletedDays).min()
        return days.map { visit.t("bin.days", "\($0)") } ?? visit.t("bin.without-end")
    }

    private static let notifications: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let clock = Clock(visit)
            let rows = try reader.rows(
                """
                SELECT id, kind, object, record_id, title, actor_name, read_at FROM notification
                WHERE tenant_id = \(visit.actor.tenant) AND person_id = \(visit.actor.id.rawValue) ORDER BY id DESC LIMIT 100
                """) { row in
                (id: EntityID(rawValue: row.integer(0)), kind: row.text(1), object: row.text(2), record: EntityID(rawValue: row.integer(3)),
                    title: row.text(4), actor: row.text(5), isRead: !row.isNull(6))
            }
            var days: [NotificationsPage.Day] = []
            for row in rows {
                let object = reader.schema.object(row.object)
                let actor = Reference(id: "", label: row.actor, initials: ShellBuilder.initials(row.actor), hue: 245, isPerson: true)
                let item = NotificationsPage.Item(
                    icon: Self.icons[row.kind] ?? "message-square", hue: 268, actor: actor, text: visit.t("notifications." + row.kind), excerpt: row.title,
                    time: clock.local(row.id.timestamp).clock,
                    url: notificationURL(row.object, row.record, object?.idPrefix), isUnread: !row.isRead)
                let label = clock.day(clock.local(row.id.timestamp).day)
                if days.last?.label == label { days[days.count - 1].items.append(item) } else { days.append(.init(label: label, items: [item])) }
            }
            let page = NotificationsPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(), filters: [], days: days, hasUnread: rows.contains { !$0.isRead })
            return visit.html(page.html(visit.page))
        }
    }

    private static func notificationURL(_ object: String, _ record: EntityID, _ prefix: String?) -> String {
        switch object {
        case "process.task": ConsolePaths.task(record.text(prefix: "tsk"))
        case "process.instance": ConsolePaths.instance(record.text(prefix: "pin"))
        case _ where record.rawValue == 0: ConsolePaths.list(object)
        default: ConsolePaths.record(object, record.text(prefix: prefix ?? "rec"))
        }
    }

    private static let icons = [
        "task": "inbox", "reminder": "bell", "overdue": "timer", "escalation": "triangle-alert", "copy": "send", "process": "workflow",
        "assignment": "user", "due": "calendar-clock", "import": "upload", "export": "download", "recycle": "droplet",
    ]

    private static let readAll: ConsoleFace.Handler = { visit in
        let now = visit.kernel.clock.now().milliseconds
        try await visit.write { writer in
            _ = try writer.unit.execute(
                """
                UPDATE notification SET read_at = \(now) WHERE tenant_id = \(visit.actor.tenant)
                AND person_id = \(visit.actor.id.rawValue) AND read_at IS NULL
                """)
        }
        return visit.go(ConsolePaths.notifications)
    }

    private static let language: ConsoleFace.Handler = { visit in
        var response = WebResponse.seeOther(ConsoleFace.local(visit.form["next"]))
        guard let locale = visit.form["locale"], visit.face.strings[locale] != nil else { return response }
        try await visit.kernel.identity.setLocale(locale, person: visit.actor.id, tenant: visit.actor.tenant)
        response.add("set-cookie", "sanbu_language=\(locale); Path=/; Max-Age=31536000; SameSite=Lax")
        return response
    }

    private static let theme: ConsoleFace.Handler = { visit in
        var response = WebResponse.seeOther(ConsoleFace.local(visit.form["next"]))
        if let theme = visit.form["theme"], PageContext.Theme(rawValue: theme) != nil {
            try await visit.kernel.identity.setTheme(theme, person: visit.actor.id, tenant: visit.actor.tenant)
            response.add("set-cookie", "sanbu_theme=\(theme); Path=/; Max-Age=31536000; SameSite=Lax")
        }
        return response
    }
}
