import HTML

/// A settings form: sections of fields and one button. Profile, password, a person, a department, a role, a client.
struct SettingsForm: View {
    var url: String
    var sections: [FormSection]
    var submit: String?
    var problems: [String] = []
    var version: String?
    var extra: [Action] = []

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card step" method="post" action="\(url)" data-form>\(page.token)\
        \(version.html { "<input type=\"hidden\" name=\"version\" value=\"\($0)\">" })\
        \(problems.html { Notice(kind: .bad, title: $0).html(page) })\
        \(sections.html(page))<footer><span class="grow"></span><button class="btn primary">\
        \(submit ?? page.t("common.save"))</button></footer></form>\
        \(when: !extra.isEmpty, "<div class=\"row extra-actions\">\(extra.html(page))</div>")
        """
    }
}

/// The reader's own sessions, each of which can be ended.
struct SessionList: View {
    var sessions: [Row]

    struct Row: Sendable {
        var device: String
        var address: String
        var seen: String
        var isCurrent: Bool
        var end: Action?
    }

    func html(_ page: PageContext) -> HTML {
        let rows = sessions.html { row($0, page) }
        return
            """
            <section class="card block"><header><h2>\(page.t("sessions.title"))</h2></header><ul class="rows">\
            \(rows)</ul></section>
            """
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <li>\(icon("monitor"))<span class="two"><b>\(row.device)</b><span>\(row.address) · \(row.seen)</span></span>\
        \(when: row.isCurrent, chip(page.t("sessions.this"), hue: 155))\
        \(row.end.html { $0.button(page, classes: "sm") })</li>
        """
    }
}
