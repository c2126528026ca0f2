import HTML

/// The filters as pills, the builder for one more, and how the list is sorted and laid out.
struct FilterBar: View {
    var object: String
    var pills: [Pill]
    /// The fields that may be filtered by.
    var fields: [Choice]
    /// Inputs for the field chosen first.
    var inputs: FilterInputs
    var sort: SortMenu?
    var columns: ColumnChooser?
    /// The address that the view has now, without cursor; the builder adds to it.
    var query: [QueryItem] = []
    var clearURL: String?
    /// Offered when the filters differ from the saved view.
    var save: Action?

    struct Pill: Sendable, Equatable {
        var field: String
        var label: String
        var comparison: String
        var value: String
        var removeURL: String
    }

    struct QueryItem: Sendable, Equatable {
        var name: String
        var value: String
    }

    func html(_ page: PageContext) -> HTML {
        """
        <div class="tools" role="toolbar" aria-label="\(page.t("list.tools"))">\
        \(pills.html { pill($0, page) })\(builder(page))\
        \(clearURL.html { "<a class=\"btn ghost sm\" href=\"\($0)\">\(page.t("list.clear"))</a>" })\
        \(save.html { $0.button(page, classes: "sm") })<span class="grow"></span>\
        \(sort.html(page))\(columns.html(page))</div>
        """
    }

    private func pill(_ pill: Pill, _ page: PageContext) -> HTML {
        """
        <span class="filter"><span class="k">\(pill.label)</span><span class="op">\(pill.comparison)</span><span><b>\
        \(pill.value)</b></span>\
        <a href="\(pill.removeURL)" aria-label="\(page.t("list.remove-filter", pill.label))">\(icon("x", .tiny))</a>\
        </span>
        """
    }

    private func builder(_ page: PageContext) -> HTML {
        menu(
            id: "filter-builder", button: "\(icon("list-filter", .small))\(page.t("list.add-filter"))",
            content: """
                <form class="builder" action="\(ConsolePaths.list(object))">\(query.html(hidden))\
                <p>\(page.t("list.add-filter"))</p>\(fieldChoice(page))<div id="filter-inputs">\
                \(inputs.html(page))</div>\
                <footer><button class="btn primary sm">\(page.t("list.apply"))</button></footer></form>
                """)
    }

    /// Choosing another field asks the server for its comparisons and its input.
    private func fieldChoice(_ page: PageContext) -> HTML {
        """
        <label class="fld"><span>\(page.t("list.field"))</span><span class="in pick"><select name="add.field" \
        hx-get="\(ConsolePaths.filter(object))" hx-trigger="change" hx-target="#filter-inputs" hx-include="this">\
        \(fields.html { "<option value=\"\($0.value)\">\($0.label)</option>" })</select>\
        \(icon("chevron-down", .tiny))</span></label>
        """
    }

    private func hidden(_ item: QueryItem) -> HTML {
        "<input type=\"hidden\" name=\"\(item.name)\" value=\"\(item.value)\">"
    }
}

/// How one field is compared, and with what: asked for when the field changes. Sent as `add.comparison`, `add.value`.
struct FilterInputs: View {
    var comparisons: [Choice]
    /// The value's input; nil when nothing can be entered.
    var value: FieldView?

    func html(_ page: PageContext) -> HTML {
        """
        <label class="fld"><span>\(page.t("list.comparison"))</span>\
        <span class="in pick"><select name="add.comparison">\
        \(comparisons.html { "<option value=\"\($0.value)\">\($0.label)</option>" })</select>\
        \(icon("chevron-down", .tiny))</span></label>\
        \(value.html { entry($0, page) })
        """
    }

    private func entry(_ value: FieldView, _ page: PageContext) -> HTML {
        var field = value
        field.name = "add.value"
        let input = field.kind.renderer.input(field, page)
        if field.kind.isGroup {
            return "<fieldset class=\"fld\"><legend>\(page.t("list.value"))</legend>\(input)</fieldset>"
        }
        return "<label class=\"fld\" for=\"\(field.inputID)\"><span>\(page.t("list.value"))</span>\(input)</label>"
    }
}

/// The order of the list: a menu of links.
struct SortMenu: View, Equatable {
    var current: String
    var choices: [Tab]

    func html(_ page: PageContext) -> HTML {
        menu(
            id: "sort-menu", button: "\(icon("arrow-up-down", .small))\(page.t("list.sort", current))",
            content: choices.html { choice in
                """
                <a class="item" href="\(choice.url)"\(attribute: "aria-current", choice.isCurrent ? "true" : nil)>\
                \(icon(choice.icon ?? "arrow-up", .small))\(choice.label)</a>
                """
            })
    }
}

/// Which columns the list shows: ticked boxes, dragged into order by the island, sent as `columns`.
struct ColumnChooser: View, Equatable {
    var object: String
    var columns: [Column]
    var query: [FilterBar.QueryItem] = []
    var label: String?

    struct Column: Sendable, Equatable {
        var name: String
        var label: String
        var icon: String
        var isShown: Bool
    }

    func html(_ page: PageContext) -> HTML {
        let title = label ?? page.t("list.columns")
        return menu(
            id: "column-chooser", button: "\(icon("columns-3", .small))\(title)",
            content: """
                <form class="builder" action="\(ConsolePaths.list(object))">\
                \(query.html { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" })\
                <p>\(title)</p><ul class="order" data-sortable>\(columns.html { row($0, page) })</ul>\
                <footer><button class="btn primary sm">\(page.t("list.apply"))</button></footer></form>
                """)
    }

    private func row(_ column: Column, _ page: PageContext) -> HTML {
        """
        <li><label class="tick"><input type="checkbox" name="columns" value="\(column.name)"\
        \(flag: "checked", column.isShown)>\
        <span>\(column.label)</span></label><button type="button" class="grip" data-up aria-label="\
        \(page.t("list.move-up", column.label))">\
        \(icon("arrow-up", .tiny))</button></li>
        """
    }
}
