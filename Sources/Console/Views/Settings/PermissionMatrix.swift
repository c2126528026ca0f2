import HTML

/// What a role may do with each object: a row an object, a column an action, in each cell how far it reaches.
struct PermissionMatrix: View {
    var url: String
    /// The actions: read, create, change, delete, export …
    var actions: [Choice]
    /// How far: nothing, own, department, department and below, all.
    var scopes: [Choice]
    var objects: [Row]
    var isEditable = true

    struct Row: Sendable {
        var object: ObjectLabel
        /// The scope of each action by its value; an absent action does not exist for the object.
        var scopes: [String: String]
        var fieldsURL: String
        /// "2 hidden, 1 read-only", if there is anything to say.
        var fieldNote: String?
    }

    func html(_ page: PageContext) -> HTML {
        let heads = columnHeads([page.t("matrix.object")] + actions.map(\.label) + [page.t("matrix.fields")])
        let table = plainTable(
            label: page.t("matrix.title"), heads: heads, rows: objects.html { row($0, page) }, classes: "matrix-table")
        return matrixForm(url, "\(legend)\(table)", isEditable: isEditable, page)
    }

    private var legend: HTML {
        """
        <p class="legend">\
        \(scopes.html { "<span class=\"with\"><i class=\"scope \(hueClass($0.hue))\"></i>\($0.label)</span>" })</p>
        """
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><span class="ref">\(icon(row.object.icon, .small))\(row.object.plural)</span></th>\
        \(actions.html { cell(row, $0, page) })<td><a class="all" href="\(row.fieldsURL)">\
        \(row.fieldNote ?? page.t("matrix.all-fields"))</a></td></tr>
        """
    }

    private func cell(_ row: Row, _ action: Choice, _ page: PageContext) -> HTML {
        guard let scope = row.scopes[action.value] else { return "<td class=\"mute\">—</td>" }
        let chosen = scopes.first { $0.value == scope }
        guard isEditable else { return "<td>\(chosen.html { chip($0.label, hue: $0.hue) })</td>" }
        return """
            <td><span class="in pick \(hueClass(chosen?.hue))"><select name="\(row.object.name):\(action.value)" \
            aria-label="\(row.object.plural) · \(action.label)">\(scopes.html { option($0, scope) })</select>\
            \(icon("chevron-down", .tiny))</span></td>
            """
    }

    private func option(_ choice: Choice, _ chosen: String) -> HTML {
        "<option value=\"\(choice.value)\"\(flag: "selected", choice.value == chosen)>\(choice.label)</option>"
    }
}

private func matrixForm(_ url: String, _ content: HTML, isEditable: Bool, _ page: PageContext) -> HTML {
    let foot: HTML = """
        <footer class="form-foot"><button class="btn primary">\(page.t("common.save"))</button></footer>
        """
    return """
        <form method="post" action="\(url)" class="matrix">\(page.token)\(content)\(when: isEditable, foot)</form>
        """
}

/// What a role sees of one object's fields: hidden, read, written.
struct FieldPermissions: View {
    var url: String
    var object: ObjectLabel
    var fields: [Row]
    /// Hidden, read, write.
    var levels: [Choice]
    var isEditable = true

    struct Row: Sendable {
        var name: String
        var label: String
        var kind: FieldKind
        var level: String
        /// Its privacy class, if it has one.
        var privacy: Choice?
    }

    func html(_ page: PageContext) -> HTML {
        let heads = columnHeads([page.t("list.field")] + levels.map(\.label))
        let table = plainTable(
            label: page.t("matrix.fields-of", object.plural), heads: heads, rows: fields.html { row($0, page) },
            classes: "matrix-table")
        return matrixForm(url, table, isEditable: isEditable, page)
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><span class="ref">\(icon(row.kind.icon, .small))\(row.label)\
        \(row.privacy.html { chip($0.label, hue: $0.hue, icon: "lock") })</span></th>\
        \(levels.html { level($0, row) })</tr>
        """
    }

    private func level(_ level: Choice, _ row: Row) -> HTML {
        """
        <td><label class="tick"><input type="radio" name="\(row.name)" value="\(level.value)"\
        \(flag: "checked", level.value == row.level)\
        \(flag: "disabled", !isEditable)><span class="sr">\(row.label) · \(level.label)</span></label></td>
        """
    }
}
