import HTML

/// The frame of every settings page: its own navigation beside what it sets.
struct SettingsPage: Sendable {
    var shell: Shell
    var groups: [Group]
    var title: String
    var text: String?
    var actions: [Action] = []
    var notice: Notice?
    var content: HTML

    struct Group: Sendable, Equatable {
        var title: String
        var items: [Tab]
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="settings"><nav class="settings-nav" aria-label="\(page.t("settings.title"))">\
            \(groups.html(group))</nav>\
            <div class="settings-body"><header class="hello"><div class="grow"><h2>\(title)</h2>\
            \(text.html { "<p>\($0)</p>" })</div>\
            <div class="row">\(actions.html(page))</div></header>\(notice.html(page))\(content)</div></div>
            """
        var top = TopBar(title: title)
        top.crumbs = [
            .init(label: page.t("settings.title"), url: ConsolePaths.settings("people")), .init(label: title),
        ]
        return shell.page(top, body, page)
    }

    private func group(_ group: Group) -> HTML { "<h2>\(group.title)</h2><ul>\(group.items.html(item))</ul>" }

    private func item(_ tab: Tab) -> HTML {
        """
        <li><a href="\(tab.url)"\(attribute: "aria-current", tab.isCurrent ? "page" : nil)>\
        \(tab.icon.html { icon($0, .small) })\(tab.label)</a></li>
        """
    }
}
