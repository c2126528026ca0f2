import HTML

/// What was deleted and may still come back.
struct RecycleBinPage: Sendable {
    var shell: Shell
    /// All, or one object's.
    var filters: [Tab]
    var rows: [Row]
    var moreURL: String?
    /// How long deleted records are kept, in words.
    var keeps: String

    struct Row: Sendable {
        var record: Reference
        var object: ObjectLabel
        var id: String
        var deletedBy: Reference
        var deletedAt: String
        /// When it goes for good: "in 12 days".
        var endsAt: String
        var canPurge = false
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="view"><p class="lede">\(page.t("bin.keeps", keeps))</p>\
            \(rows.isEmpty ? nothing(page) : table(page))</div>
            """
        return shell.page(TopBar(title: page.t("bin.title"), tabs: filters), body, page)
    }

    private func nothing(_ page: PageContext) -> HTML {
        EmptyState(icon: "trash-2", title: page.t("bin.empty"), text: page.t("bin.empty-text")).html(page)
    }

    private func table(_ page: PageContext) -> HTML {
        let heads = ["record", "object", "by", "at", "ends"].html { "<th scope=\"col\">\(page.t("bin." + $0))</th>" }
        return plainTable(
            label: page.t("bin.title"), heads: "\(heads)<th><span class=\"sr\">\(page.t("common.actions"))</span></th>",
            rows: "\(rows.html { row($0, page) })\(more(page))")
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><span class="ref">\(avatar(row.record))<span class="cut">\(row.record.label)</span></span>\
        </th>\
        <td>\(chip(row.object.singular, hue: row.object.hue, icon: row.object.icon))</td><td>\
        \(named(row.deletedBy))</td>\
        <td class="num">\(row.deletedAt)</td><td class="num">\(row.endsAt)</td><td class="right"><span class="row end">\
        \(restore(row, page))\(when: row.canPurge, purge(row, page))</span></td></tr>
        """
    }

    private func restore(_ row: Row, _ page: PageContext) -> HTML {
        Action(
            label: page.t("bin.restore"), icon: "archive-restore", url: ConsolePaths.restore(row.object.name, row.id),
            method: .post
        ).button(page, classes: "sm")
    }

    private func purge(_ row: Row, _ page: PageContext) -> HTML {
        Action(
            label: page.t("bin.purge"), icon: "trash-2", url: ConsolePaths.purge(row.object.name, row.id),
            method: .post,
            confirm: page.t("bin.purge-question", row.record.label), tone: .bad
        ).button(page, classes: "sm ghost")
    }

    private func more(_ page: PageContext) -> HTML {
        moreURL.html {
            """
            <tr class="next"><td colspan="99"><a class="btn ghost sm" href="\($0)">\(page.t("list.more"))</a></td></tr>
            """
        }
    }
}
