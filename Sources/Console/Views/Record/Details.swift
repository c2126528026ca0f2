import HTML

/// One section of a record's details, each field editable where it stands.
struct DetailSection: View {
    var title: String
    var object: String
    var id: String
    var fields: [FieldView]

    func html(_ page: PageContext) -> HTML {
        """
        <section class="detail"><h2>\(title)</h2>\
        \(fieldList(fields, ConsolePaths.record(object, id), page, classes: "kv two-columns"))</section>
        """
    }
}

/// Labels and values; a value that may be changed carries its address and a pencil.
func fieldList(_ fields: [FieldView], _ url: String, _ page: PageContext, classes: String = "kv") -> HTML {
    "<dl class=\"\(classes)\">\(fields.html { pair($0, url, page) })</dl>"
}

private func pair(_ field: FieldView, _ url: String, _ page: PageContext) -> HTML {
    let wide = field.isWide || field.kind == .lines || field.kind == .longText ? "wide" : nil
    guard field.isEditable, !field.isMasked, !field.kind.isComputed else {
        return "<div\(attribute: "class", wide)><dt>\(field.label)</dt><dd>\(field.shown(page))</dd></div>"
    }
    let edit = "\(url)/field/\(field.name)"
    return """
        <div\(attribute: "class", wide)><dt>\(field.label)</dt><dd class="can"><span class="val" data-edit="\(edit)">\
        \(field.shown(page))</span>\
        <a class="pencil" href="\(edit)" data-edit-button aria-label="\(page.t("record.edit-field", field.label))">\
        \(icon("pencil", .tiny))</a></dd></div>
        """
}

extension FieldKind {
    /// Reckoned by the platform; nobody edits it.
    var isComputed: Bool { [.formula, .rollUp, .autoNumber].contains(self) }
}

/// The files of a record, with the place to drop more.
struct FilesTab: View {
    var url: String
    var files: [StoredFile]

    func html(_ page: PageContext) -> HTML {
        """
        <form method="post" action="\(url)" enctype="multipart/form-data" data-upload>\
        \(page.token)<label class="drop" data-drop>\
        \(icon("cloud-upload"))<span data-names>\(page.t("field.drop"))</span>\
        <input type="file" name="files" multiple required></label>\
        <p><button class="btn sm">\(page.t("timeline.attach"))</button></p></form><div class="files">\
        \(files.html(fileCard))</div>
        """
    }
}

/// One change of one field.
struct HistoryEntry: Sendable {
    var time: String
    var actor: Reference
    var before: FieldView
    var after: FieldView
    var reason: String?
}

/// FieldView changes as a table.
func historyTable(_ entries: [HistoryEntry], _ page: PageContext) -> HTML {
    guard !entries.isEmpty else {
        return EmptyState(icon: "history", title: page.t("timeline.empty"), text: page.t("timeline.empty-text")).html(
            page)
    }
    let heads = ["time", "who", "field", "before", "after"].html { "<th scope=\"col\">\(page.t("history." + $0))</th>" }
    return """
        <div class="grid" tabindex="0" role="region" aria-label="\(page.t("record.history"))">\
        <table class="table plain"><thead><tr>\(heads)</tr></thead>\
        <tbody>\(entries.html { historyRow($0, page) })</tbody></table></div>
        """
}

private func historyRow(_ entry: HistoryEntry, _ page: PageContext) -> HTML {
    """
    <tr><td class="num">\(entry.time)</td><td>\(named(entry.actor))</td><td>\(entry.after.label)</td>\
    <td>\(entry.before.shown(page))</td><td>\(entry.after.shown(page))\
    \(entry.reason.html { " <small class=\"mute\">\($0)</small>" })</td></tr>
    """
}
