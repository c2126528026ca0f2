import HTML

/// A page that could not be shown, with what to do now.
struct ErrorPage: Sendable {
    /// Nil for a visitor who is not signed in.
    var shell: Shell?
    var kind: Kind
    /// What exactly happened, already in words; nil for the kind's own sentence.
    var detail: String?
    /// The trace number that support can look up.
    var reference: String?
    var actions: [Action] = []

    enum Kind: String, Sendable {
        case forbidden = "403"
        case notFound = "404"
        case gone = "410"
        case tooMany = "429"
        case failure = "500"
        case unavailable = "503"
    }

    func html(_ page: PageContext) -> HTML {
        let title = page.t("error." + kind.rawValue)
        let block: HTML = """
            <div class="oops"><p class="code num">\(kind.rawValue)</p><h2>\(title)</h2><p>\
            \(detail ?? page.t("error." + kind.rawValue + "-text"))</p>\
            \(reference.html { "<p class=\"mute\">\(page.t("error.reference")) <code>\($0)</code></p>" })\
            <div class="row">\(actions.html(page))<a class="btn primary" href="/">\(page.t("error.home"))</a></div>\
            </div>
            """
        guard let shell else {
            return Document(title: title, body: "<main class=\"door\" id=\"main\">\(block)</main>").html(page)
        }
        return shell.page(TopBar(title: title), "<div class=\"sheet\">\(block)</div>", page)
    }
}

/// Two people changed one record: both versions beside each other, the reader decides field by field.
struct ConflictPage: Sendable {
    var shell: Shell
    var title: String
    /// Who saved first, and when.
    var theirs: Reference
    var theirTime: String
    /// Sent again with the new version; every field chosen by a radio button.
    var url: String
    var version: String
    var cancelURL: String
    var fields: [Pair]
    /// The form's other fields, sent again as they were.
    var unchanged: [FilterBar.QueryItem] = []

    struct Pair: Sendable {
        var theirs: FieldView
        var mine: FieldView
        /// Which of the two is proposed: mine where I changed something.
        var takesMine = true
    }

    func html(_ page: PageContext) -> HTML {
        let notice = Notice(
            kind: .warning, title: page.t("conflict.title", theirs.label, theirTime), text: page.t("conflict.text"))
        let body: HTML = """
            <form class="sheet form" method="post" action="\(url)">\
            \(page.token)<input type="hidden" name="version" value="\(version)">\
            \(unchanged.html { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" })<div \
            class="form-body">\(notice.html(page))\
            \(table(page))</div><footer class="form-foot"><a class="btn" href="\(cancelURL)">\
            \(page.t("common.cancel"))</a>\
            <button class="btn primary">\(page.t("conflict.save"))</button></footer></form>
            """
        var top = TopBar(title: title)
        top.backURL = cancelURL
        return shell.page(top, body, hasPhoneBar: false, page)
    }

    private func table(_ page: PageContext) -> HTML {
        plainTable(
            label: page.t("conflict.versions"),
            heads: columnHeads([page.t("list.field"), page.t("conflict.theirs", theirs.label), page.t("conflict.mine")]
            ),
            rows: fields.html { row($0, page) }, classes: "versions")
    }

    private func row(_ pair: Pair, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row">\(pair.mine.label)</th><td>\(side(pair.theirs, chosen: !pair.takesMine, page))</td><td>\
        \(side(pair.mine, chosen: pair.takesMine, page))</td></tr>
        """
    }

    private func side(_ field: FieldView, chosen: Bool, _ page: PageContext) -> HTML {
        """
        <label class="tick"><input type="radio" name="\(field.name)" value="\(field.sent)"\(flag: "checked", chosen)>\
        <span>\(field.shown(page))</span></label>
        """
    }
}

extension FieldView {
    /// The value as a form sends it.
    var sent: String {
        switch value {
        case .plain(let raw, _): raw
        case .flag(let holds): holds ? "true" : "false"
        case .choices(let choices): choices.map(\.value).joined(separator: ",")
        case .references(let references): references.first?.id ?? ""
        case .address(let address): address.parts.map(\.value).filter { !$0.isEmpty }.joined(separator: " ")
        case .none, .files, .lines: ""
        }
    }
}
