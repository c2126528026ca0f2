import Basics
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Fills the pages of pools.
struct PoolBuilder {
    let visit: Visit
    let reader: RecordReader

    private var t: Strings { visit.t }

    // MARK: All pools

    func pools() throws -> PoolsPage {
        let mayRule = try reader.mayRulePools()
        var rows: [PoolsPage.Row] = []
        for object in pooledObjects {
            for pool in try reader.openPools(of: object) { rows.append(try row(pool, object, mayRule)) }
        }
        let actions = mayRule
            ? [
                Action(label: t("pool.limits"), icon: "scale", url: ConsolePaths.list("core.holding_limit")),
                Action(label: t("pool.new"), icon: "plus", url: ConsolePaths.create(Pool.objectName), tone: .primary),
            ] : []
        return PoolsPage(shell: ShellBuilder(visit: visit, reader: reader).shell(current: "pools"), actions: actions, rows: rows)
    }

    var pooledObjects: [ObjectType] { reader.schema.objects.values.filter { $0.pooling != nil }.sorted { $0.name < $1.name } }

    private func row(_ pool: Pool, _ object: ObjectType, _ mayRule: Bool) throws -> PoolsPage.Row {
        let count = try reader.countPooled(PoolQuery(pool.id), upTo: 10_001)
        let departments = try reader.names(Set([pool.department].compactMap { $0 }), of: try reader.object("core.department"))
        return PoolsPage.Row(
            id: pool.idText, name: pool.name, object: ListBuilder.label(object, visit.locale),
            count: count > 10_000 ? "10,000+" : FieldViews.grouped("\(count)"),
            scope: pool.department.map { departments[$0] ?? t("field.masked") } ?? t("pool.whole-company"),
            quotas: t("pool.quotas", pool.claimQuota.map { "\($0)" } ?? "∞", pool.viewQuota.map { "\($0)" } ?? "∞"),
            rule: pool.rule.map(summary) ?? t("pool.no-rule"), version: pool.rule.map { "v\($0.version)" } ?? "",
            ruleURL: mayRule ? ConsolePaths.poolRule(pool.idText) : nil,
            editURL: mayRule ? ConsolePaths.edit(Pool.objectName, pool.idText) : nil)
    }

    /// A rule in a few words.
    func summary(_ rule: PoolRule) -> String {
        var parts = zip(["contact", "owned", "deal"], [rule.contactDays, rule.ownedDays, rule.dealDays]).compactMap { name, days in
            days.map { t("pool.says-" + name, "\($0)") }
        }
        if rule.recycleWhen != nil { parts.append(t("pool.says-when")) }
        if let days = rule.notifyDays, days > 0 { parts.append(t("pool.says-notify", "\(days)")) }
        return parts.isEmpty ? t("pool.no-rule") : parts.joined(separator: t("pool.and"))
    }

    // MARK: One pool

    private func query(_ pool: Pool, _ object: ObjectType) -> PoolQuery {
        var query = PoolQuery(pool.id)
        query.words = visit.request.query("q")
        query.cursor = visit.request.query("cursor")
        query.sort = [SortKey("updated_at", descending: true)]
        return query
    }

    private func columns(_ object: ObjectType) -> [String] {
        let view = object.views.first { $0.kind == .list }
        let wanted = (view?.columns ?? []) + object.layout.highlights
        var seen: Set<String> = [object.nameField]
        let masked = Set(object.pooling?.masked ?? [])
        let shown = wanted.filter { $0 != "owner" && !masked.contains($0) && seen.insert($0).inserted }
        let contact = object.fields.first { masked.contains($0.name) && $0.kind == .phone }?.name
        return [object.nameField] + shown.prefix(5) + [contact, "updated_at"].compactMap { $0 }.filter { seen.insert($0).inserted }
    }

    func rows(_ pool: Pool, _ object: ObjectType) throws -> ListRows {
        let found = try reader.pooled(query(pool, object))
        let views = try FieldViews(visit, reader, found.records)
        let columns = columns(object)
        let rows = found.records.map { record in
            ListRows.Row(
                id: record.idText, title: record.name, mark: mark(record, pool),
                fields: columns.compactMap { views.view($0, of: record, editable: false) }.map(Self.closed), version: "\(record.version)")
        }
        let words = visit.request.query("q")
        let next = found.next.map { cursor in
            ConsolePaths.address(ConsolePaths.pool(pool.idText), [words.map { ("q", $0) }, ("cursor", cursor)].compactMap { $0 })
        }
        var list = ListRows(object: object.name, rows: rows, nextURL: next)
        list.base = ConsolePaths.pool(pool.idText)
        return list
    }

    /// What is shown in a pool is edited nowhere, and a masked number cannot be dialled.
    private static func closed(_ field: FieldView) -> FieldView {
        var field = field
        field.isEditable = false
        if [.phone, .email, .url].contains(field.kind) { field.kind = .text }
        return field
    }

    private func mark(_ record: Record, _ pool: Pool) -> Reference {
        var mark = FieldViews.mark(record)
        mark.url = ConsolePaths.poolRecord(pool.idText, record.idText)
        return mark
    }

    func page(_ pool: Pool, _ object: ObjectType) throws -> PoolPage {
        let label = ListBuilder.label(object, visit.locale)
        let mayTransfer = reader.policy.grant(object)?.transfer ?? false
        var bulk = [Action(label: t("pool.claim"), icon: "user-plus", url: ConsolePaths.poolVerb(pool.idText, "claim"), method: .post)]
        if mayTransfer, object.pooling?.assignment != nil {
            bulk.append(Action(label: t("pool.distribute"), icon: "route", url: ConsolePaths.poolVerb(pool.idText, "distribute"), method: .post))
        }
        if mayTransfer { bulk.append(Action(label: t("pool.assign"), icon: "users", url: ConsolePaths.poolVerb(pool.idText, "assign"), method: .post)) }
        let rows = try rows(pool, object)
        let empty = EmptyState(icon: "droplet", title: t("pool.empty"), text: t("pool.empty-text"))
        let table = ListTable(object: label, columns: columns(object).map { head($0, object) }, rows: rows, bulk: bulk, empty: empty)
        var page = PoolPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name, topic: object.name), object: label,
            tabs: try tabs(object, current: pool.idText), pool: pool.idText, figures: try figures(pool, object), search: visit.request.query("q") ?? "",
            notice: try outcome(pool, object), table: table)
        if try reader.mayRulePools() {
            page.more = [
                Action(label: t("pool.simulator"), icon: "calculator", url: ConsolePaths.poolRule(pool.idText)),
                Action(label: t("record.edit"), icon: "pencil", url: ConsolePaths.edit(Pool.objectName, pool.idText)),
            ]
        }
        return page
    }

    private func head(_ name: String, _ object: ObjectType) -> ListTable.Column {
        let field = object.field(name)
        return ListTable.Column(
            name: name, label: field?.label.text(visit.locale) ?? t("standard." + name),
            kind: field.flatMap { FieldKind(rawValue: $0.kind.rawValue) } ?? .dateTime)
    }

    /// The object's views, then its pools.
    func tabs(_ object: ObjectType, current: String) throws -> [Tab] {
        let views = object.views.map { view in
            Tab(
                label: view.label.text(visit.locale), url: ConsolePaths.list(object.name, view: view.name),
                icon: view.kind == .board ? "kanban" : view.kind == .calendar ? "calendar" : "list")
        }
        return views + (try Self.poolTabs(object, reader, t, current: current))
    }

    static func poolTabs(_ object: ObjectType, _ reader: RecordReader, _ t: Strings, current: String?) throws -> [Tab] {
        let pools = try reader.openPools(of: object).map { pool in
            Tab(label: pool.name, url: ConsolePaths.pool(pool.idText), icon: "droplet", isCurrent: pool.idText == current)
        }
        guard object.forecasting != nil else { return pools }
        return pools + [Tab(label: t("forecast.title"), url: ConsolePaths.forecast(object.name), icon: "trending-up")]
    }

    private func figures(_ pool: Pool, _ object: ObjectType) throws -> [Figure] {
        let me = visit.actor.id
        let holding = try reader.holding(object, of: me)
        let lying = try reader.countPooled(PoolQuery(pool.id), upTo: 10_001)
        func figure(_ label: String, _ used: Int, _ most: Int?) -> Figure {
            Figure(
                label: t("pool." + label), value: most.map { "\(used) / \($0)" } ?? "\(used)",
                percent: most.map { $0 == 0 ? 100 : min(100, used * 100 / $0) })
        }
        var figures = [
            Figure(label: t("pool.lying"), value: lying > 10_000 ? "10,000+" : FieldViews.grouped("\(lying)")),
            figure("claimed-today", try reader.used("claim", pool, by: me), pool.claimQuota),
            figure("viewed-today", try reader.used("view", pool, by: me), pool.viewQuota),
            figure("owned", holding.owned, holding.ownLimit),
        ]
        if object.pooling?.lock != nil { figures.append(figure("locked", holding.locked, holding.lockLimit)) }
        return figures
    }

    /// What the claim before this page led to.
    private func outcome(_ pool: Pool, _ object: ObjectType) throws -> Notice? {
        guard let done = visit.request.query("done").flatMap({ Int($0) }), let refused = visit.request.query("refused").flatMap({ Int($0) }) else { return nil }
        let code = visit.request.query("code") ?? ""
        let known = ["pool.taken", "pool.claim-quota", "pool.own-limit", "pool.own-limit-of"].contains(code)
        let limit = code == "pool.claim-quota" ? pool.claimQuota : try reader.holding(object, of: visit.actor.id).ownLimit
        let why = known ? visit.words.sentence(code, ["limit": "\(limit ?? 0)", "pool": pool.name, "person": t("pool.somebody")], object: object, field: nil) : nil
        return Notice(
            kind: refused == 0 ? .good : .warning, title: refused == 0 ? t("pool.done", "\(done)") : t("pool.done-partly", "\(done)", "\(refused)"), text: why)
    }

    // MARK: One record of a pool

    func record(_ record: Record, _ pool: Pool, left: Int?) throws -> PoolRecordPage {
        let object = record.object
        let views = try FieldViews(visit, reader, [record])
        let facts = object.layout.highlights.compactMap { name -> RecordHeader.Fact? in
            guard name != "owner", let view = views.view(name, of: record, editable: false), !view.value.isEmpty else { return nil }
            return RecordHeader.Fact(field: Self.closed(view))
        }
        var mark = FieldViews.mark(record)
        mark.url = nil
        let sections = object.layout.sections.map { section in
            DetailSection(
                title: section.label.text(visit.locale), object: object.name, id: record.idText,
                fields: section.fields.compactMap { views.view($0, of: record, editable: false) }.filter { $0.kind != .lines }.map(Self.closed))
        }
        let claim = Action(
            label: t("pool.claim"), icon: "user-plus", url: ConsolePaths.poolVerb(pool.idText, "claim"), method: .post,
            values: [.init(name: "id", value: record.idText)], tone: .primary)
        var page = PoolRecordPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name), object: ListBuilder.label(object, visit.locale),
            poolName: pool.name, pool: pool.idText, header: RecordHeader(title: record.name, mark: mark, facts: facts), details: sections,
            owners: try owners(record), claim: claim, left: left.map { t("pool.looks-left", "\($0)") })
        if reader.policy.grant(object)?.transfer ?? false {
            page.assign = Action(
                label: t("pool.assign"), icon: "users", url: ConsolePaths.address(ConsolePaths.poolVerb(pool.idText, "assign"), [("id", record.idText)]),
                method: .dialog)
        }
        return page
    }

    /// Who had a record from when to when, and why it changed hands.
    func owners(_ record: Record) throws -> RelatedPanel {
        let spans = try reader.ownership(of: record)
        let names = try reader.people(Set(spans.map(\.owner)))
        let clock = Clock(visit)
        let items = spans.prefix(8).map { span in
            let name = names[span.owner] ?? t("people.unknown")
            let id = span.owner.text(prefix: "usr")
            let to = span.to.map { "\(clock.local($0).day)" } ?? t("pool.until-now")
            return RelatedPanel.Item(
                mark: Reference(id: id, label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(span.owner.rawValue), isPerson: true),
                title: name, note: ["\(clock.local(span.from).day) – \(to)", span.reason].compactMap { $0 }.joined(separator: " · "),
                url: ConsolePaths.record("core.user", id))
        }
        return RelatedPanel(title: t("pool.owners"), count: "\(spans.count)", items: items)
    }
}
