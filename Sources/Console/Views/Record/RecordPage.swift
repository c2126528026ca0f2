import HTML

/// One record: who it is, where it stands, what happened, what belongs to it.
struct RecordPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var id: String
    var listURL: String
    var header: RecordHeader
    var path: StagePath?
    var tabs: [Tab]
    var content: Content
    var panels: [Panel]
    /// The one thing to do next.
    var primary: Action?
    var actions: [Action] = []
    var more: [Action] = []
    var position: Position?
    var notice: Notice?
    /// The phone's bar; the last is the primary one.
    var phone: [Action] = []

    /// What the chosen tab shows.
    enum Content: Sendable {
        case timeline(Timeline)
        case details([DetailSection])
        case related(RelatedPanel)
        case files(FilesTab)
        case history([HistoryEntry])
        case relations(RelationView)
    }

    /// Where this record stands in the list the reader came from.
    struct Position: Sendable, Equatable {
        var text: String
        var previousURL: String?
        var nextURL: String?
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="rec"><section id="record" data-live-region>\
            \(notice.html(page))\(header.html(page))\(path.html(page))\(tabBlock(page))\
            </section>\
            <aside id="panels" data-live-region aria-label="\(page.t("record.panels"))">\(panels.html(page))</aside>\
            </div>
            """
        return shell.page(top(page), body, after: phoneBar(page), hasPhoneBar: phone.isEmpty, page)
    }

    private func top(_ page: PageContext) -> TopBar {
        var top = TopBar(title: header.title, actions: actions + [primary].compactMap(\.self), more: more)
        top.crumbs = [.init(label: object.plural, url: listURL), .init(label: header.title)]
        top.backURL = listURL
        top.aside = position.html { pager($0, page) }
        return top
    }

    private func pager(_ position: Position, _ page: PageContext) -> HTML {
        """
        <span class="mute num hide-m">\(position.text)</span><span class="pager hide-m">\
        \(step(position.previousURL, "chevron-up", page.t("record.previous"), "K"))\
        \(step(position.nextURL, "chevron-down", page.t("record.next"), "J"))</span>
        """
    }

    private func step(_ url: String?, _ name: String, _ label: String, _ key: String) -> HTML {
        guard let url else {
            return "<span class=\"btn ghost icon off\" aria-hidden=\"true\">\(icon(name, .small))</span>"
        }
        return """
            <a class="btn ghost icon" href="\(url)" aria-label="\(label)" title="\(label) (\(key))" data-key="\
            \(key.lowercased())">\(icon(name, .small))</a>
            """
    }

    /// Tabs fetch the whole page and take this block out of it, so that the server needs no second view.
    private func tabBlock(_ page: PageContext) -> HTML {
        """
        <div id="tab"><nav class="rtabs" aria-label="\(page.t("record.tabs"))" hx-target="#tab" hx-select="#tab" \
        hx-swap="outerHTML" \
        hx-push-url="true">\(tabs.html(tab))</nav><div class="pad">\(content(page))</div></div>
        """
    }

    private func tab(_ tab: Tab) -> HTML {
        """
        <a href="\(tab.url)" hx-get="\(tab.url)"\(attribute: "aria-current", tab.isCurrent ? "page" : nil)>\(tab.label)\
        \(tab.count.html { "<span class=\"n num\">\($0)</span>" })</a>
        """
    }

    private func content(_ page: PageContext) -> HTML {
        switch content {
        case .timeline(let timeline): timeline.html(page)
        case .details(let sections): sections.html(page)
        case .related(let list): list.html(page)
        case .files(let files): files.html(page)
        case .relations(let graph): graph.html(page)
        case .history(let entries): historyTable(entries, page)
        }
    }

    private func phoneBar(_ page: PageContext) -> HTML {
        guard !phone.isEmpty else { return .empty }
        let buttons = phone.enumerated().html { index, action in
            action.button(page, iconOnly: index < phone.count - 2)
        }
        return "<div class=\"act\" role=\"toolbar\" aria-label=\"\(page.t("record.actions"))\">\(buttons)</div>"
    }
}
