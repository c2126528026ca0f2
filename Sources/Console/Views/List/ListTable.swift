import HTML

/// The table of a list: heads that sort, rows that open, cells that can be edited in place.
struct ListTable: View {
    var object: ObjectLabel
    var columns: [Column]
    var rows: ListRows
    /// Counted only when asked for: "128", "25,000+".
    var total: String?
    var bulk: [Action] = []
    var empty: EmptyState

    struct Column: Sendable, Equatable {
        var name: String
        var label: String
        var kind: FieldKind
        /// The address that sorts by this column, the other way when it already does.
        var sortURL: String?
        var sorted: Sorted?

        enum Sorted: String, Sendable { case ascending, descending }
    }

    func html(_ page: PageContext) -> HTML {
        guard !rows.rows.isEmpty else { return empty.html(page) }
        return """
            <form class="list" id="list" data-live-region method="post" action="\
            \(ConsolePaths.bulk(object.name, "act"))" data-list>\
            \(page.token)\
            <div class="grid" tabindex="0" role="region" aria-label="\(object.plural)"><table class="table">\
            \(head(page))\
            <tbody id="rows" data-more="\(page.t("list.more"))">\(rows.html(page))</tbody></table></div>\
            \(foot(page))\(bulkBar(page))</form>
            """
    }

    private func head(_ page: PageContext) -> HTML {
        """
        <thead><tr><th class="check"><label><input type="checkbox" data-all aria-label="\(page.t("list.select-all"))">\
        </label></th>\
        \(columns.html { head($0, page) })</tr></thead>
        """
    }

    private func head(_ column: Column, _ page: PageContext) -> HTML {
        let arrow = column.sorted.html { icon($0 == .ascending ? "arrow-up" : "arrow-down", .tiny) }
        let label: HTML =
            column.sortURL.map { "<a href=\"\($0)\">\(column.label)\(arrow)</a>" } ?? "<span>\(column.label)</span>"
        return """
            <th scope="col"\(attribute: "class", column.kind.isNumeric ? "right" : nil)\
            \(attribute: "aria-sort", column.sorted?.rawValue)>\(label)</th>
            """
    }

    private func foot(_ page: PageContext) -> HTML {
        """
        <div class="list-foot num"><span>\
        \(total.map { page.t("list.total", $0) } ?? page.t("list.loaded", rows.rows.count))</span>\
        <span class="keys hide-m"><kbd>J</kbd><kbd>K</kbd> \(page.t("list.key-move")) <kbd>X</kbd>\
         \(page.t("list.key-select")) \
        <kbd>↵</kbd> \(page.t("list.key-open")) <kbd>E</kbd> \(page.t("list.key-edit"))</span></div>
        """
    }

    /// Appears when rows are chosen; each button sends the chosen ids to its own address.
    private func bulkBar(_ page: PageContext) -> HTML {
        guard !bulk.isEmpty else { return .empty }
        return """
            <div class="bulk" role="toolbar" aria-label="\(page.t("list.bulk"))" data-bulk hidden>\
            <b class="num" data-count>0</b>\
            <span>\(page.t("list.selected"))</span>\(bulk.html(bulkButton))\
            <button type="button" class="btn ghost icon" data-none aria-label="\(page.t("list.select-none"))">\
            \(icon("x", .small))</button></div>
            """
    }

    private func bulkButton(_ action: Action) -> HTML {
        """
        <button class="btn sm \(action.tone.rawValue)" formaction="\(action.url)"\
        \(attribute: "data-confirm", action.confirm)>\
        \(action.icon.html { icon($0, .small) })\(action.label)</button>
        """
    }
}
