import Basics
import HTML
import Kernel
import Metadata
import Records
import Tenancy
import Web

/// One field edited where it stands.
enum FieldRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/{id}/field/{field}", show), WebRoute("POST", "/o/{object}/{id}/field/{field}", save),
    ]

    private static let show: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let (record, view) = try field(visit, reader)
            if visit.request.query("show") != nil { return visit.html(InlineValue(field: view).html(visit.page)) }
            guard view.isEditable else { throw RecordError.invalid([FieldProblem(view.name, "field.read-only")]) }
            return visit.html(editor(visit, reader, record, view))
        }
    }

    private static func editor(_ visit: Visit, _ reader: RecordReader, _ record: Record, _ view: FieldView) -> HTML {
        let editor = InlineEditor(object: record.object.name, id: record.idText, version: "\(record.version)", field: view)
        if visit.request.isPartial { return editor.html(visit.page) }
        let shell = ShellBuilder(visit: visit, reader: reader).shell(current: record.object.name)
        let crumbs = [TopBar.Crumb(label: record.name, url: ConsolePaths.record(record.object.name, record.idText)), .init(label: view.label)]
        return FieldPage(shell: shell, editor: editor, crumbs: crumbs).html(visit.page)
    }

    private static func field(_ visit: Visit, _ reader: RecordReader) throws -> (Record, FieldView) {
        let object = try reader.object(visit.parameter("object"))
        let record = try reader.get(object, try reader.id(visit.parameter("id"), of: object))
        guard let view = try FieldViews(visit, reader, [record]).view(visit.parameter("field"), of: record, editable: true), !view.isMasked else {
            throw RecordError.invalid([FieldProblem(visit.parameter("field"), "field.unknown", ["nearest": ""])])
        }
        return (record, view)
    }

    private static let save: ConsoleFace.Handler = { visit in
        do {
            try await visit.write { writer in
                let object = try writer.reader.object(visit.parameter("object"))
                let id = try writer.reader.id(visit.parameter("id"), of: object)
                let name = visit.parameter("field")
                let reader = FormReader(form: visit.form, zoneMinutes: visit.actor.zoneMinutes)
                let value = object.field(name).flatMap { reader.value($0, named: name) } ?? visit.form[name].map { $0.isEmpty ? .null : .string($0) }
                _ = try writer.update(object.name, id, [name: value ?? .null], FormRoutes.options(visit))
            }
        } catch RecordError.invalid(let problems) {
            return try await again(visit, problems)
        } catch RecordError.changedMeanwhile {
            return try await again(visit, [FieldProblem(visit.parameter("field"), "field.changed", try await theirs(visit))])
        }
        guard visit.request.isPartial else { return .seeOther(ConsolePaths.record(visit.parameter("object"), visit.parameter("id"))) }
        return try await visit.read { reader in visit.html(InlineValue(field: try field(visit, reader).1).html(visit.page)) }
    }

    /// Who changed the record, and what stands in the field now.
    private static func theirs(_ visit: Visit) async throws -> [String: String] {
        try await visit.read { reader in
            let (record, view) = try field(visit, reader)
            let who = try FieldViews(visit, reader, [record]).person(record.updatedBy)?.label ?? visit.t("people.system")
            return ["who": who, "value": RecordBuilder.plain(view) ?? "—"]
        }
    }

    private static func again(_ visit: Visit, _ problems: [FieldProblem]) async throws -> WebResponse {
        try await visit.read { reader in
            var (record, view) = try field(visit, reader)
            view.refill(visit.form)
            view.problem = problems.map { visit.words.sentence($0, object: record.object) }.joined(separator: " ")
            return visit.html(editor(visit, reader, record, view), status: 422)
        }
    }
}
