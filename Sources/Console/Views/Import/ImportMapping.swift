import HTML

/// Second step: each column of the file and the field it fills; guessed, and the reader may change it.
struct ImportMapping: View {
    var id: String
    var file: String
    var rowCount: String
    var columns: [Column]
    /// The fields of the object, as options.
    var fields: [Choice]
    /// Fields by which an existing record is found; empty means every row is new.
    var keys: [Choice]
    var key: String?

    struct Column: Sendable {
        var index: Int
        var name: String
        var samples: [String]
        /// The chosen field; nil leaves the column out.
        var field: String?
        var isGuess = false
        var problem: String?
    }

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card step" method="post" action="\(ConsolePaths.imports(id, "map"))">\(page.token)\
        <header><h2>\(file)</h2><span class="mute num">\(page.t("import.rows", rowCount))</span></header>\
        \(table(page))\(keyChoice(page))\
        <footer><a class="btn" href="\(ConsolePaths.imports)">\(page.t("common.back"))</a><span class="grow"></span>\
        <button class="btn primary">\(page.t("import.look"))</button></footer></form>
        """
    }

    private func table(_ page: PageContext) -> HTML {
        plainTable(
            label: page.t("import.step-map"),
            heads: columnHeads([page.t("import.column"), page.t("import.samples"), page.t("list.field")]),
            rows: columns.html { row($0, page) }, classes: "mapping")
    }

    private func row(_ column: Column, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row">\(column.name)</th><td><span class="samples">\
        \(column.samples.html { "<span class=\"cut\">\($0)</span>" })</span></td>\
        <td><span class="in pick"><select name="column.\(column.index)" aria-label="\
        \(page.t("import.field-for", column.name))"\
        \(attribute: "aria-invalid", column.problem.map { _ in "true" })><option value="">\
        \(page.t("import.leave-out"))</option>\
        \(fields.html { option($0, column.field) })</select>\(icon("chevron-down", .tiny))</span>\
        \(note(column, page))</td></tr>
        """
    }

    private func note(_ column: Column, _ page: PageContext) -> HTML {
        if let problem = column.problem {
            return "<small class=\"problem\">\(icon("circle-alert", .tiny))\(problem)</small>"
        }
        return column.isGuess
            ? "<small class=\"mute with\">\(icon("sparkles", .tiny))\(page.t("import.guessed"))</small>" : .empty
    }

    private func option(_ choice: Choice, _ chosen: String?) -> HTML {
        "<option value=\"\(choice.value)\"\(flag: "selected", choice.value == chosen)>\(choice.label)</option>"
    }

    private func keyChoice(_ page: PageContext) -> HTML {
        """
        <label class="fld narrow"><span>\(page.t("import.key"))</span><span class="in pick"><select name="key">\
        <option value="">\(page.t("import.no-key"))</option>\(keys.html { option($0, key) })</select>\
        \(icon("chevron-down", .tiny))</span></label>
        """
    }
}
