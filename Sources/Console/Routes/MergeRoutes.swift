import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Making one record out of several, and several again out of one.
enum MergeRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/merge", choose), WebRoute("POST", "/o/{object}/merge", merge),
        WebRoute("GET", "/o/{object}/{id}/merges", { try await history($0, nil) }),
        WebRoute("POST", "/o/{object}/{id}/merges/{merge}", undo),
    ]

    private static let choose: ConsoleFace.Handler = { visit in
        let ids = visit.request.query.filter { $0.name == "id" }.map(\.value)
        return try await page(visit, ids, problems: [], status: 200)
    }

    private static let merge: ConsoleFace.Handler = { visit in
        let form = visit.form
        let ids = form.all("id")
        do {
            let record = try await visit.write { writer in
                let object = try writer.reader.object(visit.parameter("object"))
                let members = try ids.map { try writer.reader.id($0, of: object) }
                let winner = try writer.reader.id(form["winner"] ?? ids.first ?? "", of: object)
                let choices = try choices(object, form, winner, writer.reader)
                return try writer.merge(object.name, into: winner, members.filter { $0 != winner }, taking: choices)
            }
            return .seeOther(ConsolePaths.record(record.object.name, record.idText))
        } catch RecordError.invalid(let problems) {
            let object = try await visit.read { try $0.object(visit.parameter("object")) }
            return try await page(
                visit, ids, problems: problems.map { visit.words.sentence($0, object: object) }, status: 422)
        } catch RecordError.forbidden(let code, let arguments) {
            let object = try await visit.read { reader in arguments["object"].flatMap { reader.schema.object($0) } }
            let sentence = visit.words.sentence(code, arguments, object: object, field: nil)
            return try await page(visit, ids, problems: [sentence], status: 403)
        }
    }

    /// The form names a record for every field shown; only those that are not the winner's say something.
    private static func choices(_ object: ObjectType, _ form: WebForm, _ winner: EntityID, _ reader: RecordReader)
        throws -> OrderedMap<EntityID>
    {
        var choices = OrderedMap<EntityID>()
        for name in object.fields.map(\.name) + ["owner"] {
            guard let text = form["take." + name] else { continue }
            choices[name] = try reader.id(text, of: object)
        }
        return choices
    }

    private static func page(_ visit: Visit, _ ids: [String], problems: [String], status: Int) async throws
        -> WebResponse
    {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            guard Set(ids).count > 1 else {
                throw RecordError.commandRefused(code: "merge.members", arguments: ["object": object.name])
            }
            let records = try ids.prefix(Merge.mostRecords).map {
                try reader.get(object, try reader.id($0, of: object))
            }
            let page = MergePage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name),
                object: ListBuilder.label(object, visit.locale),
                url: ConsolePaths.merge(object.name, []), cancelURL: ConsolePaths.list(object.name),
                members: records.map(FieldViews.mark),
                winner: visit.form["winner"] ?? records[0].idText, rows: try rows(visit, reader, object, records),
                problems: problems)
            return visit.html(page.html(visit.page), status: status)
        }
    }

    /// The fields that differ and that the reader may write.
    private static func rows(_ visit: Visit, _ reader: RecordReader, _ object: ObjectType, _ records: [Record]) throws
        -> [MergePage.Row]
    {
        let views = try FieldViews(visit, reader, records)
        let mask = reader.policy.mask(object)
        var names = object.fields.filter { field in
            field.kind.isStored && !field.kind.isComputed && field.name != object.state?.field
                && !mask.hidden.contains(field.name)
                && !mask.readOnly.contains(field.name) && Set(records.map { $0[field.name] }).count > 1
        }.map(\.name)
        if object.isOwned, reader.policy.grant(object)?.transfer ?? false, Set(records.map(\.owner)).count > 1 {
            names.insert("owner", at: 0)
        }
        return names.map { name in
            let sides = records.compactMap { views.view(name, of: $0, editable: false) }
            let filled = sides.firstIndex { !$0.value.isEmpty } ?? 0
            let chosen = visit.form["take." + name].flatMap { id in records.firstIndex { $0.idText == id } }
            return MergePage.Row(name: name, label: sides.first?.label ?? name, sides: sides, chosen: chosen ?? filled)
        }
    }

    // MARK: The way back

    private static func history(_ visit: Visit, _ found: [MergeContradiction]?, status: Int = 200) async throws
        -> WebResponse
    {
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
            let merges = try reader.merges(of: record)
            let names = try reader.names(Set(merges.flatMap(\.losers)), of: object)
            var page = MergesPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name),
                object: ListBuilder.label(object, visit.locale),
                title: record.name, recordURL: ConsolePaths.record(object.name, record.idText),
                merges: merges.map {
                    row($0, record, names, visit, keepsNewer: found != nil && $0.idText == visit.parameter("merge"))
                })
            if let found {
                let arguments = ["count": "\(found.count)"]
                page.notice = Notice(
                    kind: .warning,
                    title: visit.words.sentence("merge.contradicted", arguments, object: nil, field: nil))
                page.contradictions = found.map { sentence($0, reader, visit) }
            }
            return visit.html(page.html(visit.page), status: status)
        }
    }

    private static func sentence(_ found: MergeContradiction, _ reader: RecordReader, _ visit: Visit) -> String {
        visit.words.sentence(
            "merge." + found.reason.rawValue, ["id": found.id], object: reader.schema.object(found.object),
            field: found.field)
    }

    private static func row(
        _ merge: Merge, _ record: Record, _ names: [EntityID: String], _ visit: Visit, keepsNewer: Bool
    ) -> MergesPage.Row {
        let clock = Clock(visit)
        let object = record.object
        let url = ConsolePaths.merges(object.name, record.idText, merge.idText)
        var undo = [
            Action(
                label: visit.t("merge.undo"), icon: "undo-2", url: url, method: .post,
                confirm: visit.t("merge.undo-question"))
        ]
        if keepsNewer {
            undo = [
                Action(
                    label: visit.t("merge.undo-keeping"), icon: "undo-2", url: url, method: .post,
                    values: [.init(name: "keep_newer", value: "true")], tone: .primary)
            ]
        }
        let who = merge.actor.rawValue == 0 ? visit.t("people.system") : merge.actorName
        return MergesPage.Row(
            time: clock.moment(merge.time),
            actor: Reference(id: "", label: who, initials: ShellBuilder.initials(who), isPerson: true),
            records: merge.losers.map { loser in
                let text = loser.text(prefix: object.idPrefix)
                let name = names[loser] ?? text
                return Reference(
                    id: text, label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(loser.rawValue))
            },
            undone: merge.undoneAt.map { visit.t("merge.undone-at", clock.moment($0)) },
            undo: merge.undoneAt == nil ? undo : [])
    }

    private static let undo: ConsoleFace.Handler = { visit in
        do {
            let record = try await visit.write { writer in
                let object = try writer.reader.object(visit.parameter("object"))
                guard let merge = EntityID(text: visit.parameter("merge"), prefix: Merge.idPrefix) else {
                    throw RecordError.notFound(object: "merge", id: visit.parameter("merge"))
                }
                return try writer.undoMerge(
                    object.name, try writer.reader.id(visit.parameter("id"), of: object), merge,
                    keepingNewer: visit.form["keep_newer"] == "true")
            }
            return visit.go(ConsolePaths.merges(record.object.name, record.idText))
        } catch RecordError.contradicted(let found) {
            return try await history(visit, found, status: 409)
        }
    }
}
