import HTML

/// One value a month for each person or department, entered like a spreadsheet.
struct MonthGridPage: Sendable {
    struct Row: Sendable {
        var id: String
        var name: String
        var depth = 0
        /// Twelve cells.
        var cells: [Cell]
        var sum: String
    }
    struct Cell: Sendable {
        var value: String
        /// What stood there before somebody entered something that was refused.
        var before: String
        var problem: String?
    }

    var shell: Shell
    var title: String
    var help: String
    var tabs: [Tab]
    var options: [Tab]
    var year: String
    var previousURL: String
    var nextURL: String
    var circle: CircleMenu?
    var action: String
    /// What the address says, to come back to the same.
    var query: [FilterBar.QueryItem]
    var months: [String]
    var rows: [Row]
    var sums: [String]
    var notice: Notice?
    var mayWrite: Bool
    var backURL: String

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="tools scope-bar">\(Console.tabs(options, label: page.t("grid.metric")))<span class="period">\
            <a class="btn ghost icon" href="\(previousURL)" aria-label="\(page.t("grid.year-before"))">\(icon("chevron-left", .small))</a>\
            <b class="num">\(year)</b>\
            <a class="btn ghost icon" href="\(nextURL)" aria-label="\(page.t("grid.year-after"))">\(icon("chevron-right", .small))</a></span>\
            <span class="grow"></span>\(circle.html(page))</div>\
            <div class="sheet"><p class="lede">\(help)</p>\(notice.html(page))\(form(page))</div>
            """
        var top = TopBar(title: title, tabs: tabs)
        top.backURL = backURL
        return shell.page(top, body, page)
    }

    private func form(_ page: PageContext) -> HTML {
        guard !rows.isEmpty else {
            return EmptyState(icon: "users", title: page.t("grid.nobody"), text: page.t("grid.nobody-text")).html(page)
        }
        let heads = columnHeads([page.t("grid.row")] + months + [page.t("insight.total")])
        return """
            <form method="post" action="\(action)" class="grid-form" data-month-grid>\(page.token)\(query.html(hidden))\
            <div class="grid" tabindex="0" role="region" aria-label="\(title)"><table class="table plain month-grid"><thead><tr>\(heads)</tr></thead>\
            <tbody>\(rows.html { row($0, page) })</tbody><tfoot><tr><th scope="row">\(page.t("insight.total"))</th>\
            \(sums.html { "<td class=\"num right\">\($0)</td>" })</tr></tfoot></table></div>\(footer(page))</form>
            """
    }

    private func footer(_ page: PageContext) -> HTML {
        guard mayWrite else { return .empty }
        return
            "<footer><button class=\"btn primary\">\(page.t("common.save"))</button><span class=\"mute\">\(page.t("grid.paste"))</span></footer>"
    }

    private func hidden(_ item: FilterBar.QueryItem) -> HTML {
        "<input type=\"hidden\" name=\"\(item.name)\" value=\"\(item.value)\">"
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        let cells = row.cells.enumerated().html { place, cell in self.cell(cell, row, place) }
        return """
            <tr><th scope="row" class="depth-\(min(row.depth, 5))">\(row.name)</th>\(cells)<td class="num right">\(row.sum)</td></tr>
            """
    }

    private func cell(_ cell: Cell, _ row: Row, _ place: Int) -> HTML {
        guard mayWrite else { return "<td class=\"num right\">\(cell.value)</td>" }
        let name = "\(row.id).\(place + 1)"
        return """
            <td><input class="num" name="to.\(name)" value="\(cell.value)" inputmode="decimal" autocomplete="off" \
            aria-label="\(row.name) \(months[place])"\(attribute: "aria-invalid", cell.problem.map { _ in "true" })\
            \(attribute: "title", cell.problem)><input type="hidden" name="was.\(name)" value="\(cell.before)"></td>
            """
    }
}
