import HTML

/// The windows of a list: export, save as view, do something to all chosen.
enum ListDialogs {
    /// Which records and columns leave, and how.
    struct Export: Sendable {
        var object: ObjectLabel
        /// How many records the filters let through.
        var count: String
        var formats: [Choice]
        var columns: [ColumnChooser.Column]
        var query: [FilterBar.QueryItem] = []
        /// Hidden fields stay hidden; said so that nobody wonders.
        var maskedCount = 0
    }

    static func export(_ export: Export, _ page: PageContext) -> HTML {
        let formats = export.formats.enumerated().html { index, choice in
            radio("format", choice, isChosen: index == 0)
        }
        let columns = export.columns.html { column in
            """
            <label class="tick"><input type="checkbox" name="columns" value="\(column.name)"\
            \(flag: "checked", column.isShown)><span>\(column.label)</span></label>
            """
        }
        let note = export.maskedCount > 0 ? page.t("export.masked", export.maskedCount) : page.t("export.same-rights")
        return Dialog(
            title: page.t("export.title", export.object.plural), action: ConsolePaths.export(export.object.name),
            body: """
                <p>\(page.t("export.count", export.count))</p>\(export.query.html(hidden))\
                <fieldset class="fld"><legend>\(page.t("export.format"))</legend><span class="ticks">\(formats)</span>\
                </fieldset>\
                <fieldset class="fld"><legend>\(page.t("list.columns"))</legend><span class="checks">\(columns)</span>\
                </fieldset>\
                <p class="mute">\(icon("lock", .tiny)) \(note)</p>
                """, submit: page.t("export.submit")
        ).html(page)
    }

    /// A view's name and who sees it.
    struct SavedView: Sendable {
        var object: String
        var id: String?
        var name = ""
        var audiences: [Choice]
        var audience: String
        var query: [FilterBar.QueryItem] = []
        var problems: [String] = []
    }

    static func saveView(_ view: SavedView, _ page: PageContext) -> HTML {
        Dialog(
            title: view.id == nil ? page.t("view.save") : page.t("view.edit"),
            action: ConsolePaths.views(view.object, view.id),
            body: """
                \(view.problems.html { Notice(kind: .bad, title: $0).html(page) })\
                \(view.query.html(hidden))<label class="fld"><span>\(page.t("view.name"))</span>\
                <input class="in" name="name" value="\(view.name)" required maxlength="60" autofocus></label>\
                <fieldset class="fld"><legend>\(page.t("view.audience"))</legend><span class="ticks">\
                \(view.audiences.html { radio("audience", $0, isChosen: $0.value == view.audience) })</span></fieldset>
                """, submit: page.t("common.save")
        ).html(page)
    }

    /// Something done to the chosen records, which needs to know more first: whom to give them to, which value to set.
    struct Bulk: Sendable {
        var title: String
        var url: String
        var ids: [String]
        var text: String
        var fields: [FieldView]
        var submit: String
        var isDangerous = false
    }

    static func bulk(_ bulk: Bulk, _ page: PageContext) -> HTML {
        Dialog(
            title: bulk.title, action: bulk.url,
            body: """
                <p>\(bulk.text)</p>\(bulk.ids.html { "<input type=\"hidden\" name=\"id\" value=\"\($0)\">" })\
                \(bulk.fields.html { formField($0, page) })
                """, submit: bulk.submit, tone: bulk.isDangerous ? .bad : .primary
        ).html(page)
    }

    static func radio(_ name: String, _ choice: Choice, isChosen: Bool) -> HTML {
        """
        <label class="tick \(hueClass(268))"><input type="radio" name="\(name)" value="\(choice.value)"\
        \(flag: "checked", isChosen)>\
        <span>\(choice.label)</span></label>
        """
    }

    static func hidden(_ item: FilterBar.QueryItem) -> HTML {
        "<input type=\"hidden\" name=\"\(item.name)\" value=\"\(item.value)\">"
    }
}

/// A dialog on a page of its own: what its address shows without a script.
struct DialogPage: Sendable {
    var shell: Shell
    var title: String
    var dialog: HTML

    func html(_ page: PageContext) -> HTML {
        shell.page(TopBar(title: title), "<div class=\"sheet dialog-page\">\(dialog)</div>", page)
    }
}
