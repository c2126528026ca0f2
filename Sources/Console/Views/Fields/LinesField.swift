import HTML

/// The child lines of a record: a small table of fields.
struct Lines: Sendable, Equatable {
    /// The columns; their values are the blank line's.
    var columns: [FieldView]
    var rows: [Row]
    var total: String?

    struct Row: Sendable, Equatable {
        var id: String
        var fields: [FieldView]
    }
}

/// Child lines: a table to read, a table of inputs with a line to add to write.
enum LinesField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        guard case .lines(let lines) = field.value else { return .empty }
        let rows = lines.rows.html { "<tr>\($0.fields.html { cell($0, page) })</tr>" }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(field.label)"><table class="lines"><thead>\
            <tr>\(heads(lines))</tr></thead>\
            <tbody>\(rows)</tbody>\(foot(lines, page, extra: 0))</table></div>
            """
    }

    private static func cell(_ field: FieldView, _ page: PageContext) -> HTML {
        "<td\(attribute: "class", field.kind.isNumeric ? "right" : nil)>\(field.shown(page))</td>"
    }

    /// Inputs are named `<field>.<row>.<column>`; new rows take the next number; a row with nothing in it is left out.
    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        guard case .lines(let lines) = field.value else { return .empty }
        let rows = lines.rows.enumerated().html { row($1.fields, id: $1.id, in: field, number: "\($0)", page) }
        let blank = row(lines.columns, id: "", in: field, number: "new", page)
        return """
            <div class="scroll" data-lines="\(field.name)"><input type="hidden" name="\(field.name).present" value="1"><table class="lines edit"><thead><tr>\(heads(lines))<th>\
            <span class="sr">\(page.t("common.actions"))</span></th></tr></thead>\
            <tbody>\(rows)</tbody>\(foot(lines, page, extra: 1))</table><template>\(blank)</template>\
            <button type="button" class="btn ghost sm" data-add-line>\
            \(icon("plus", .small))\(page.t("field.add-line"))</button></div>
            """
    }

    private static func heads(_ lines: Lines) -> HTML {
        lines.columns.html {
            "<th scope=\"col\"\(attribute: "class", $0.kind.isNumeric ? "right" : nil)>\($0.label)</th>"
        }
    }

    private static func foot(_ lines: Lines, _ page: PageContext, extra: Int) -> HTML {
        lines.total.html {
            """
            <tfoot><tr><td colspan="\(lines.columns.count - 1)">\(page.t("field.total"))</td><td class="right num"><b>\
            \($0)</b></td>\
            \(when: extra > 0, "<td></td>")</tr></tfoot>
            """
        }
    }

    private static func row(
        _ fields: [FieldView], id: String, in parent: FieldView, number: String, _ page: PageContext
    ) -> HTML {
        let cells = fields.html { field in
            var field = field
            field.name = "\(parent.name).\(number).\(field.name)"
            return
                """
                <td><label><span class="sr">\(field.label)</span>\(field.kind.renderer.input(field, page))</label></td>
                """
        }
        return """
            <tr>\(cells)<td><input type="hidden" name="\(parent.name).\(number).id" value="\(id)">\
            \(iconButton("x", label: page.t("field.remove-line"), size: .small, extra: " data-remove-line"))</td></tr>
            """
    }
}
