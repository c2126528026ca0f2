import HTML

/// All objects: those of packages and the tenant's own.
struct ObjectsTable: View {
    var objects: [Row]

    struct Row: Sendable {
        var object: ObjectLabel
        var origin: Choice
        var fieldCount: Int
        var recordCount: String
        var url: String
    }

    func html(_ page: PageContext) -> HTML {
        plainTable(
            label: page.t("objects.title"),
            heads: columnHeads(["name", "api-name", "origin", "fields", "records"].map { page.t("objects." + $0) }),
            rows: objects.html(row))
    }

    private func row(_ row: Row) -> HTML {
        """
        <tr><th scope="row"><a class="ref" href="\(row.url)">\(icon(row.object.icon, .small))\(row.object.plural)</a>\
        </th><td><code>\(row.object.name)</code></td>\
        <td>\(chip(row.origin.label, hue: row.origin.hue, style: "line"))</td><td class="num">\(row.fieldCount)</td>\
        <td class="num">\(row.recordCount)</td></tr>
        """
    }
}

/// One object's fields, those of the package locked, the tenant's own to change.
struct ObjectDesigner: View {
    var object: ObjectLabel
    var fields: [Row]
    /// A field being made or changed, beside the list.
    var editor: FieldEditor?

    struct Row: Sendable {
        var name: String
        var label: String
        var kind: FieldKind
        var kindLabel: String
        var marks: [Choice]
        var url: String
        var isOwn = false
        var isCurrent = false
    }

    func html(_ page: PageContext) -> HTML {
        "<div class=\"designer\"><ul class=\"card field-list\">\(fields.html(row))</ul>\(editor.html(page))</div>"
    }

    private func row(_ row: Row) -> HTML {
        """
        <li><a href="\(row.url)"\(attribute: "aria-current", row.isCurrent ? "true" : nil)>\
        \(icon(row.kind.icon, .small))<span class="two"><b>\(row.label)</b>\
        <span><code>\(row.name)</code> · \(row.kindLabel)</span></span><span class="chips">\
        \(row.marks.html { chip($0.label, hue: $0.hue, style: "line") })</span>\
        \(when: !row.isOwn, icon("lock", .tiny))</a></li>
        """
    }
}

/// The form of one field: its kind first, then what the kind needs.
struct FieldEditor: View {
    var url: String
    var title: String
    var fields: [FieldView]
    /// The values of a picklist.
    var options: [Choice]?
    var problems: [String] = []
    var deleteAction: Action?

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card step field-editor" method="post" action="\(url)">\(page.token)<header><h2>\(title)</h2>\
        </header>\
        \(problems.html { Notice(kind: .bad, title: $0).html(page) })<div class="fields">\
        \(fields.html { formField($0, page) })</div>\
        \(options.html { optionList($0, page) })<footer>\(deleteAction.html { $0.button(page) })<span class="grow">\
        </span>\
        <button class="btn primary">\(page.t("common.save"))</button></footer></form>
        """
    }

    /// Value, label and hue of each option; the last row is empty for a new one.
    private func optionList(_ options: [Choice], _ page: PageContext) -> HTML {
        let rows = (options + [Choice("", "")]).enumerated().html { option($1, $0, page) }
        return """
            <fieldset class="fld"><legend>\(page.t("designer.options"))</legend>\
            <ul class="options-edit" data-sortable>\(rows)</ul>\
            <small>\(page.t("designer.hue-help"))</small></fieldset>
            """
    }

    private func option(_ option: Choice, _ index: Int, _ page: PageContext) -> HTML {
        """
        <li><span class="spot \(hueClass(option.hue))"></span>\
        <input class="in" name="option.\(index).label" value="\(option.label)" aria-label="\
        \(page.t("designer.option-label"))" placeholder="\(page.t("designer.option-label"))">\
        <input class="in" name="option.\(index).value" value="\(option.value)" aria-label="\
        \(page.t("designer.option-value"))" placeholder="\(page.t("designer.option-value"))">\
        <input class="in num" name="option.\(index).hue" value="\(option.hue.map(String.init))" inputmode="numeric" \
        aria-label="\(page.t("designer.hue"))" \
        placeholder="0–359"><button type="button" class="grip" data-up aria-label="\
        \(page.t("list.move-up", option.label))">\(icon("arrow-up", .tiny))</button></li>
        """
    }
}
