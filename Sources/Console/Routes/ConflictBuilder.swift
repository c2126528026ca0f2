import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Fills the page on which somebody decides between what another person saved first and what he wrote himself.
enum ConflictBuilder {
    static func response(_ visit: Visit) async throws -> WebResponse {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            let views = try FieldViews(visit, reader, [record])
            let base = visit.form["base"].flatMap { (try? JSON.parse($0))?.object } ?? [:]
            let pairs = pairs(visit, reader, record, views, base)
            let url = ConsolePaths.record(object.name, record.idText)
            var page = ConflictPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name), title: record.name,
                theirs: views.person(record.updatedBy)
                    ?? Reference(id: "", label: visit.t("conflict.others"), initials: "·", isPerson: true),
                theirTime: Clock(visit).moment(record.updatedAt), url: url, version: "\(record.version)",
                cancelURL: url, fields: pairs)
            page.unchanged = [.init(name: "base", value: Self.base(pairs, base))]
            if visit.form["accept_duplicates"] != nil {
                page.unchanged.append(.init(name: "accept_duplicates", value: "true"))
            }
            return visit.html(page.html(visit.page), status: 409)
        }
    }

    /// The fields in which the form and the record differ. What I did not touch proposes theirs, the rest mine.
    private static func pairs(
        _ visit: Visit, _ reader: RecordReader, _ record: Record, _ views: FieldViews, _ base: OrderedMap<JSON>
    ) -> [ConflictPage.Pair] {
        let form = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes)
        let mask = reader.policy.mask(record.object)
        return record.object.fields.compactMap { field in
            guard views.isOpen(field, record.object, mask), let json = form.value(field, named: field.name),
                let theirs = views.view(field.name, of: record, editable: true)
            else { return nil }
            var mine = theirs
            mine.value = value(json, field, record, visit, views)
            guard mine.sent != theirs.sent else { return nil }
            return ConflictPage.Pair(theirs: theirs, mine: mine, takesMine: base[field.name]?.string != mine.sent)
        }
    }

    /// What the form holds, as the record would show it; as it was written when it does not fit the field.
    private static func value(_ json: JSON, _ field: Field, _ record: Record, _ visit: Visit, _ views: FieldViews)
        -> FieldValue
    {
        if field.kind == .reference {
            var view = views.blank(field, record.object)
            view.refill(visit.form)
            return view.value
        }
        if json.isNull { return .none }
        guard let kept = try? field.type.parse(json, field) else { return .text(json.string ?? json.text) }
        return views.value(kept, field, record)
    }

    /// The next conflict is told from what was shown here.
    private static func base(_ pairs: [ConflictPage.Pair], _ base: OrderedMap<JSON>) -> String {
        var base = base
        for pair in pairs { base[pair.theirs.name] = .string(pair.theirs.sent) }
        return JSON.object(base).text
    }
}
