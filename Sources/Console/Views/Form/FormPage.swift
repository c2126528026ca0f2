import HTML

/// A record being made or changed: the sections of its layout, every field with its own input.
struct FormPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var title: String
    /// Where the form is sent.
    var url: String
    var cancelURL: String
    /// The version being changed; nil for a new record.
    var version: String?
    var sections: [FormSection]
    /// What was wrong with the form as a whole.
    var problems: [String] = []
    var duplicates: Duplicates?
    /// Where possible duplicates are asked for while typing; nil when nothing is compared.
    var duplicatesURL: String?
    var crumbs: [TopBar.Crumb] = []
    /// Sent along unseen.
    var hidden: [FilterBar.QueryItem] = []

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: title)
        top.crumbs = crumbs + [.init(label: title)]
        top.backURL = cancelURL
        let body: HTML = """
            <form class="sheet form" id="record-form" method="post" action="\(url)" enctype="multipart/form-data" \
            data-form>\(page.token)\
            \(version.html { "<input type=\"hidden\" name=\"version\" value=\"\($0)\">" })\(hidden.html(ListDialogs.hidden))<div class="form-body">\
            <h1 class="form-title">\(title)</h1>\
            \(summary(page))\(duplicateBlock(page))\(sections.html(page))</div>\(buttons(page))</form>
            """
        return shell.page(top, body, hasPhoneBar: false, page)
    }

    /// All that is wrong, each linked to its field, read out when the page comes back.
    private func summary(_ page: PageContext) -> HTML {
        let wrong = sections.flatMap(\.fields).filter { $0.problem != nil }
        let problems = problems.filter { text in !wrong.contains { $0.problem == text } }
        guard !wrong.isEmpty || !problems.isEmpty else { return .empty }
        let links = wrong.html { "<li><a href=\"#\($0.inputID)\">\($0.label)</a> \($0.problem)</li>" }
        return """
            <div class="notice bad" role="alert" tabindex="-1" data-focus>\(icon("circle-alert"))<div class="grow">\
            <b>\(page.t("form.problems", wrong.count + problems.count))</b><ul>\
            \(problems.html { "<li>\($0)</li>" })\(links)</ul></div></div>
            """
    }

    private func duplicateBlock(_ page: PageContext) -> HTML {
        guard let url = duplicatesURL else { return .empty }
        return """
            <div id="duplicates" aria-live="polite" hx-post="\(url)" hx-trigger="input delay:500ms from:#record-form" \
            hx-include="#record-form" \
            hx-encoding="application/x-www-form-urlencoded">\(duplicates.html(page))</div>
            """
    }

    /// Offered only after a refusal that named the records which look the same.
    private func saveAnyway(_ page: PageContext) -> HTML {
        "<button class=\"btn\" name=\"accept_duplicates\" value=\"true\">\(page.t("form.save-anyway"))</button>"
    }

    private func saveAndNew(_ page: PageContext) -> HTML {
        "<button class=\"btn hide-m\" name=\"then\" value=\"new\">\(page.t("form.save-and-new"))</button>"
    }

    private func buttons(_ page: PageContext) -> HTML {
        """
        <footer class="form-foot"><a class="btn" href="\(cancelURL)">\(page.t("common.cancel"))</a>\
        \(when: version == nil, saveAndNew(page))\
        \(when: duplicates != nil, saveAnyway(page))<button class="btn primary">\(page.t("common.save"))</button></footer>
        """
    }
}

/// One section of a form.
struct FormSection: View {
    var title: String
    var help: String?
    var fields: [FieldView]

    func html(_ page: PageContext) -> HTML {
        """
        <fieldset class="section"><legend>\(title)</legend>\(help.html { "<p class=\"mute\">\($0)</p>" })\
        <div class="fields">\(fields.html { formField($0, page) })</div></fieldset>
        """
    }
}

/// One field of a form with everything around its input: label, what is required, help, problem.
func formField(_ field: FieldView, _ page: PageContext) -> HTML {
    let star = field.isRequired ? requiredMark(page) : .empty
    let wide = field.isWide || field.kind == .lines ? "wide" : ""
    let input = field.kind.renderer.input(field, page)
    if field.kind.isGroup {
        return """
            <fieldset class="fld \(wide)" id="\(field.inputID)-group"><legend>\(field.label)\(star)</legend>\
            \(input)\(fieldNotes(field))</fieldset>
            """
    }
    return """
        <div class="fld \(wide)\(when: field.problem != nil, " wrong")"><label for="\(field.inputID)">\
        \(field.label)\(star)</label>\(input)\(fieldNotes(field))</div>
        """
}

private func requiredMark(_ page: PageContext) -> HTML {
    "<b class=\"star\" title=\"\(page.t("form.required"))\" aria-hidden=\"true\">*</b>"
}

private func problem(_ text: String, _ field: FieldView) -> HTML {
    "<small class=\"problem\" id=\"\(field.inputID)-problem\">\(icon("circle-alert", .tiny))\(text)</small>"
}

private func fieldNotes(_ field: FieldView) -> HTML {
    """
    \(field.help.html { "<small id=\"\(field.inputID)-help\">\($0)</small>" })\
    \(field.problem.html { problem($0, field) })
    """
}

/// Records that may be the same as the one being written.
struct Duplicates: View {
    var items: [Item]
    /// Puts the record being changed and these beside each other.
    var merge: Action?

    struct Item: Sendable {
        var mark: Reference
        var title: String
        /// Why it is thought the same: "same phone 138****1234".
        var reason: String
        var url: String
        var owner: Reference?
    }

    func html(_ page: PageContext) -> HTML {
        guard !items.isEmpty else { return .empty }
        return """
            <div class="notice warning" role="status">\(icon("copy"))<div class="grow"><b>\
            \(page.t("form.duplicates", items.count))</b>\
            <ul class="rows">\(items.html { row($0, page) })</ul></div>\(merge.html { $0.button(page, classes: "sm") })</div>
            """
    }

    private func row(_ item: Item, _ page: PageContext) -> HTML {
        """
        <li><a href="\(item.url)" target="_blank">\(avatar(item.mark, .large))<span class="two"><b class="cut">\
        \(item.title)</b>\
        <span class="cut">\(item.reason)</span></span>\
        \(item.owner.html { "<span class=\"with mute\">\(avatar($0))\($0.label)</span>" })</a></li>
        """
    }
}
