import Basics
import HTML
import Importing
import Kernel
import Metadata
import Records
import TableFiles
import Web

/// A list as a file: the rows and fields that the person may see.
enum ExportRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/o/{object}/export", dialog), WebRoute("POST", "/o/{object}/export", file),
    ]

    private static func check(_ object: ObjectType, _ reader: RecordReader) throws {
        guard reader.policy.grant(object)?.export ?? false else { throw RecordError.forbidden(code: "access.export", arguments: ["object": object.name]) }
    }

    private static let dialog: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            try check(object, reader)
            let list = try ListRequest(visit.request, object, reader)
            let hidden = reader.policy.mask(object).hidden
            let count = try reader.count(list.query, upTo: 100_001)
            let columns = object.fields.filter { $0.kind.isStored && !hidden.contains($0.name) }.map { field in
                ColumnChooser.Column(
                    name: field.name, label: field.label.text(visit.locale), icon: (FieldKind(rawValue: field.kind.rawValue) ?? .text).icon,
                    isShown: list.columns.contains(field.name) || field.name == object.nameField)
            }
            let export = ListDialogs.Export(
                object: ListBuilder.label(object, visit.locale), count: count > 100_000 ? "100,000+" : FieldViews.grouped("\(count)"),
                formats: [Choice("csv", "CSV"), Choice("xlsx", "Excel")], columns: columns, query: list.items(without: "columns"),
                maskedCount: hidden.count)
            let html = ListDialogs.export(export, visit.page)
            if visit.request.isPartial { return visit.html(html) }
            let shell = ShellBuilder(visit: visit, reader: reader).shell(current: object.name)
            return visit.html(DialogPage(shell: shell, title: visit.t("export.title", export.object.plural), dialog: html).html(visit.page))
        }
    }

    private static let file: ConsoleFace.Handler = { visit in
        let form = visit.form
        let (object, query) = try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            try check(object, reader)
            var request = visit.request
            request.query = form.fields.filter { ["view", "filter", "sort", "drill"].contains($0.name) }.map { ($0.name, $0.value) }
            return (object, try ListRequest(request, object, reader).query)
        }
        let columns = form.all("columns")
        let isWorkbook = form["format"] == "xlsx"
        let sink = ByteSink()
        var writer: any TableWriter = isWorkbook ? try WorkbookWriter(sheet: object.name) { sink.add($0) } : CSVWriter { sink.add($0) }
        _ = try await Export(records: visit.kernel.records).write(query, columns: columns.isEmpty ? nil : columns, as: visit.actor, to: &writer)
        let day = Clock(visit).today
        let name = "\(object.plural.text(visit.locale))-\(day).\(isWorkbook ? "xlsx" : "csv")"
        let type = isWorkbook ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8"
        return WebResponse(
            headers: [("content-type", type), ("content-disposition", "attachment; filename*=UTF-8''" + PercentCoding.encode(name))],
            body: .bytes(sink.bytes))
    }

    /// Collects what a writer gives.
    private final class ByteSink {
        private(set) var bytes: [UInt8] = []
        func add(_ more: [UInt8]) { bytes += more }
    }
}
