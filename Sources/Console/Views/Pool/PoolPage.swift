import HTML

/// What lies in one pool: masked until it is claimed, with what the reader may still take today.
struct PoolPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var tabs: [Tab]
    var actions: [Action] = []
    var more: [Action] = []
    var pool: String
    /// What the reader has used and holds, each of how much.
    var figures: [Figure]
    var search: String
    var notice: Notice?
    var table: ListTable

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: object.plural, tabs: tabs, actions: actions, more: more)
        top.phoneActions = [Action(label: page.t("shell.find"), icon: "search", url: ConsolePaths.palette, tone: .ghost)]
        let body: HTML = """
            \(Console.tabs(tabs, label: page.t("list.views"), classes: "tabs only-m scroll-x"))\
            <div id="view" class="view"><div class="pool-head">\(notice.html(page))\(figureRow(figures, page))\(finder(page))</div>\
            \(table.html(page))</div>
            """
        return shell.page(top, body, page)
    }

    private func finder(_ page: PageContext) -> HTML {
        """
        <form class="pool-find" method="get" action="\(ConsolePaths.pool(pool))" role="search"><label class="sr" for="pool-words">\
        \(page.t("pool.find"))</label><input class="in" id="pool-words" type="search" name="q" value="\(search)" maxlength="80" \
        placeholder="\(page.t("pool.find"))"><button class="btn">\(icon("search", .small))\(page.t("pool.search"))</button>\
        <span class="mute">\(icon("lock", .tiny)) \(page.t("pool.masked-note"))</span></form>
        """
    }
}

/// One record of a pool, as far as it may be seen before somebody claims it.
struct PoolRecordPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var poolName: String
    var pool: String
    var header: RecordHeader
    var details: [DetailSection]
    var owners: RelatedPanel
    var claim: Action
    var assign: Action?
    /// "2 more today", or nothing without a quota.
    var left: String?

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: header.title, actions: [assign, claim].compactMap(\.self))
        top.crumbs = [.init(label: poolName, url: ConsolePaths.pool(pool)), .init(label: header.title)]
        top.backURL = ConsolePaths.pool(pool)
        let note = Notice(kind: .info, title: page.t("pool.unclaimed"), text: [page.t("pool.unclaimed-text"), left].compactMap(\.self).joined(separator: " "))
        let body: HTML = """
            <div class="rec"><section id="record">\(note.html(page))\(header.html(page))<div class="pad">\(details.html(page))</div></section>\
            <aside id="panels" aria-label="\(page.t("record.panels"))"><section class="panel">\(owners.html(page))</section></aside></div>
            """
        return shell.page(top, body, after: phoneBar(page), hasPhoneBar: false, page)
    }

    private func phoneBar(_ page: PageContext) -> HTML {
        "<div class=\"act\" role=\"toolbar\" aria-label=\"\(page.t("record.actions"))\">\(claim.button(page))</div>"
    }
}
