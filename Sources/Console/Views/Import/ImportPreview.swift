import HTML

/// Third step: the first rows as they would be, and what would be refused.
struct ImportPreview: View {
    var id: String
    var counts: [Figure]
    var columns: [String]
    var rows: [Row]
    var problems: [Problem]
    /// Nothing could be imported as it is.
    var isBlocked = false

    struct Row: Sendable {
        var number: Int
        /// New, changed, refused …
        var state: Choice
        var fields: [FieldView]
        var problem: String?
    }

    struct Problem: Sendable {
        var text: String
        var count: String
        /// Where it happens: "rows 4, 9, 12 …".
        var places: String
    }

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card step" method="post" action="\(ConsolePaths.imports(id, "run"))">\
        \(page.token)\(figureRow(counts, page))\
        \(problemList(page))\(table(page))<footer><a class="btn" href="\(ConsolePaths.imports(id, "map"))">\
        \(page.t("common.back"))</a>\
        <span class="grow"></span><button class="btn primary"\(flag: "disabled", isBlocked)>\
        \(page.t("import.run"))</button></footer></form>
        """
    }

    private func problemList(_ page: PageContext) -> HTML {
        guard !problems.isEmpty else { return .empty }
        let items = problems.html(problemLine)
        return """
            <div class="notice warning" role="status">\(icon("triangle-alert"))<div class="grow"><b>\
            \(page.t("import.problems"))</b><ul>\(items)</ul></div></div>
            """
    }

    private func table(_ page: PageContext) -> HTML {
        plainTable(
            label: page.t("import.step-preview"),
            heads: columnHeads([page.t("import.row"), page.t("import.outcome")] + columns),
            rows: rows.html { row($0, page) })
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><td class="num">\(row.number)</td><td>\(row.state.html(page))\
        \(row.problem.html { "<small class=\"problem\">\($0)</small>" })</td>\
        \(row.fields.html { "<td>\($0.shown(page))</td>" })</tr>
        """
    }
}

/// One kind of refusal: what is wrong, how often, where.
func problemLine(_ problem: ImportPreview.Problem) -> HTML {
    "<li>\(problem.text) <b class=\"num\">\(problem.count)</b> <span class=\"mute\">\(problem.places)</span></li>"
}
