import HTML

/// A form that anybody may fill in: on a page of its own, behind a code, or inside another site's frame.
struct PublicFormPage: Sendable {
    var title: String
    var url: String
    var intro: String?
    var fields: [FieldView]
    var consent: String?
    var token: String
    var code: String?
    /// The field that people do not see.
    var trap: String
    var problems: [String] = []
    /// What is said when it was sent; the form is gone then.
    var thanks: String?

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <main class="door public-form" id="main"><div class="door-card"><header><div><h1>\(title)</h1>\
            \(intro.html { "<p>\($0)</p>" })</div></header>\(thanks.map { done($0, page) } ?? form(page))</div></main>
            """
        return Document(title: title, body: body).html(page)
    }

    private func done(_ text: String, _ page: PageContext) -> HTML {
        Notice(kind: .good, title: page.t("capture.sent"), text: text).html(page)
    }

    private func form(_ page: PageContext) -> HTML {
        """
        <form method="post" action="\(url)">\(page.token)\(problems.html { Notice(kind: .bad, title: $0).html(page) })\
        <input type="hidden" name="token" value="\(token)">\(code.html { "<input type=\"hidden\" name=\"c\" value=\"\($0)\">" })\
        \(fields.html { formField($0, page) })<div class="trap" aria-hidden="true"><label for="f-trap">URL</label>\
        <input id="f-trap" name="\(trap)" tabindex="-1" autocomplete="off"></div>\(consent.html { agreement($0, page) })\
        <button class="btn primary wide">\(page.t("capture.send"))</button></form>
        """
    }

    private func agreement(_ text: String, _ page: PageContext) -> HTML {
        """
        <label class="tick agree"><input type="checkbox" name="agree" value="true" required><span>\(page.t("capture.agree"))</span></label>\
        <details class="agreement"><summary>\(page.t("capture.consent"))</summary><p>\(text)</p></details>
        """
    }
}

/// The company's public forms and the codes of their channels, with what came by each.
struct ChannelsPage: Sendable {
    var shell: Shell
    var actions: [Action] = []
    var forms: [Form]

    struct Form: Sendable {
        var name: String
        var makes: String
        var url: String
        var embed: String
        var editURL: String?
        var channels: [Channel]
    }

    struct Channel: Sendable {
        var name: String
        var code: String
        var url: String
        var picture: HTML
        var scans: Int
        var entries: Int
        var recordURL: String
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = "<div class=\"view channels\">\(forms.isEmpty ? nothing(page) : forms.html { form($0, page) })</div>"
        return shell.page(TopBar(title: page.t("capture.title"), actions: actions), body, page)
    }

    private func nothing(_ page: PageContext) -> HTML {
        EmptyState(icon: "qr-code", title: page.t("capture.none"), text: page.t("capture.none-text"), actions: actions).html(page)
    }

    private func form(_ form: Form, _ page: PageContext) -> HTML {
        let edit = form.editURL.map { Action(label: page.t("record.edit"), icon: "pencil", url: $0) }
        return """
            <section class="channel-form"><header><h2>\(form.name)</h2>\(chip(form.makes, hue: 245))<span class="grow"></span>\
            \(edit.html { $0.button(page, classes: "sm") })</header><p><a href="\(form.url)">\(form.url)</a></p>\
            <label class="fld"><span>\(page.t("capture.embed"))</span><input class="in code" readonly value="\(form.embed)"></label>\
            <ul class="channel-cards">\(form.channels.html { card($0, page) })</ul></section>
            """
    }

    private func card(_ channel: Channel, _ page: PageContext) -> HTML {
        let rate = channel.scans == 0 ? "—" : "\(channel.entries * 100 / channel.scans)%"
        return """
            <li class="card channel"><div class="channel-qr">\(channel.picture)</div><div class="grow"><h3><a href="\(channel.recordURL)">\(channel.name)</a></h3>\
            <p class="mute">\(channel.code)</p><dl class="num"><div><dt>\(page.t("capture.scans"))</dt><dd>\(channel.scans)</dd></div>\
            <div><dt>\(page.t("capture.entries"))</dt><dd>\(channel.entries)</dd></div><div><dt>\(page.t("capture.rate"))</dt><dd>\(rate)</dd></div></dl></div></li>
            """
    }
}
