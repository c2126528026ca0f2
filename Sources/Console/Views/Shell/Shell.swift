import HTML

/// The frame around every page of a signed-in person: who, where, and what else there is.
struct Shell: Sendable {
    var workspace: String
    var sections: [NavigationGroup]
    var user: Reference
    var unread: Int = 0
    /// What the phone's bar shows, at most four; the fifth place opens the whole navigation.
    var phone: [NavigationItem] = []
    var createURL: String?
    /// The page's own address, to return to after a change of language.
    var current: String = "/"
    var topic: String?
    /// For those who may set something.
    var settingsURL: String? = ConsolePaths.settings("people")
}

/// One group of the navigation: an app, or the platform's own rooms.
struct NavigationGroup: Sendable, Equatable {
    var title: String?
    var items: [NavigationItem]
}

/// One entry of the navigation.
struct NavigationItem: Sendable, Equatable {
    var label: String
    var icon: String
    var url: String
    var count: String?
    /// Waits for the reader: shown in the accent colour.
    var isUrgent = false
    var isCurrent = false
}

extension Shell {
    /// The whole page: navigation, top bar, content, and what lies over them.
    func page(
        _ top: TopBar, _ body: HTML, after: HTML = .empty, hasPhoneBar: Bool = true, hasPalette: Bool = true,
        _ page: PageContext
    ) -> HTML {
        let frame: HTML = """
            <a class="skip" href="#main">\(page.t("shell.skip"))</a><div class="app">
            \(side(page))
            <main class="main" id="main" tabindex="-1">\(top.html(page))\(body)</main></div>
            \(when: hasPhoneBar, phoneBar(page))\(after)\
            \(when: hasPalette, paletteDialog(page))\(KeyHelp().html(page))
            """
        return Document(title: top.title, body: frame, topic: topic).html(page)
    }

    private func side(_ page: PageContext) -> HTML {
        """
        <nav class="side" id="side" aria-label="\(page.t("shell.navigation"))">
        <div class="ws"><a class="ws-name" href="/">\(Shell.mark)<span class="cut">\(workspace)</span></a>\
        <a class="btn ghost icon drawer-close" href="#main" aria-label="\(page.t("common.close"))">\(icon("x"))</a>\
        </div>
        \(find(page))
        <div class="nav">\(sections.html(section))</div>
        \(me(page))
        </nav>
        """
    }

    static let mark: HTML = """
        <span class="mark"><svg viewBox="0 0 14 14" aria-hidden="true">\
        <rect x="1" y="8.5" width="3.2" height="4.5" rx="1"/>\
        <rect x="5.4" y="5" width="3.2" height="8" rx="1"/><rect x="9.8" y="1" width="3.2" height="12" rx="1"/></svg>\
        </span>
        """

    private func find(_ page: PageContext) -> HTML {
        """
        <a class="find" href="\(ConsolePaths.palette)" data-palette>\(icon("search", .small))\
        <span class="grow">\(page.t("shell.find"))</span><kbd>⌘K</kbd></a>
        """
    }

    private func section(_ section: NavigationGroup) -> HTML {
        "\(section.title.html { "<h2>\($0)</h2>" })<ul>\(section.items.html(item))</ul>"
    }

    private func item(_ item: NavigationItem) -> HTML {
        let count = item.count.html { "<span class=\"n num\(when: item.isUrgent, " hot")\">\($0)</span>" }
        return """
            <li><a href="\(item.url)"\(attribute: "aria-current", item.isCurrent ? "page" : nil)>\(icon(item.icon))\
            <span class="cut">\(item.label)</span>\(count)</a></li>
            """
    }
}
