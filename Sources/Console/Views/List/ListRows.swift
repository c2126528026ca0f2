import HTML

/// Some rows of a list and the way to the next ones: also the answer to "load more".
struct ListRows: View {
    var object: String
    var rows: [Row]
    /// The address of the following rows; nil at the end.
    var nextURL: String?
    /// The query of the list's address, for the way from one record to the next.
    var from: String?
    /// Where the rows lie when that is not the object's own list.
    var base: String?

    struct Row: Sendable, Equatable {
        var id: String
        /// The record's name, which opens it.
        var title: String
        var mark: Reference?
        /// In the order of the columns; the first is the title's.
        var fields: [FieldView]
        var version: String
    }

    func html(_ page: PageContext) -> HTML { "\(rows.html { row($0, page) })\(next(page))" }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        let url = base.map { "\($0)/\(ConsolePaths.encoded(row.id))" } ?? ConsolePaths.record(object, row.id)
        let address = from.map { ConsolePaths.address(url, [("from", $0)]) } ?? url
        return """
            <tr id="row-\(row.id)" data-url="\(address)"><td class="check"><label>\
            <input type="checkbox" name="id" value="\(row.id)" \
            aria-label="\(page.t("list.select", row.title))"></label></td><th scope="row"><a class="ref" href="\(address)">\
            \(row.mark.html { avatar($0) })<span class="cut">\(row.title)</span></a></th>\
            \(row.fields.dropFirst().html { cell($0, url, page) })</tr>
            """
    }

    /// The cell's own address is only written where the reader may change it.
    private func cell(_ field: FieldView, _ url: String, _ page: PageContext) -> HTML {
        let edit = field.isEditable && !field.isMasked ? "\(url)/field/\(field.name)" : nil
        return """
            <td\(attribute: "class", field.kind.isNumeric ? "right" : nil)\(attribute: "data-edit", edit) data-label="\
            \(field.label)">\
            \(field.shown(page))</td>
            """
    }

    /// Fetched when it comes into view; a link for those without a script.
    private func next(_ page: PageContext) -> HTML {
        nextURL.html { url in
            """
            <tr class="next" hx-get="\(url)" hx-trigger="intersect once" hx-target="this" hx-swap="outerHTML">\
            <td colspan="99">\
            <a class="btn ghost sm" href="\(url)">\(page.t("list.more"))</a></td></tr>
            """
        }
    }
}
