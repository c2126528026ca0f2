import HTML

/// The line above every page: where one is, its views, and the one thing to do here.
struct TopBar: Sendable {
    /// The document's title.
    var title: String
    /// The way here; the last is the page itself.
    var crumbs: [Crumb] = []
    var tabs: [Tab] = []
    /// At the right; at most one is primary.
    var actions: [Action] = []
    var more: [Action] = []
    /// Where the phone's arrow goes.
    var backURL: String?
    /// Anything else between tabs and actions: who is looking, position in the list.
    var aside: HTML = .empty
    /// Icons the phone shows instead of the actions.
    var phoneActions: [Action] = []

    struct Crumb: Sendable, Equatable {
        var label: String
        var url: String?
    }
}

extension TopBar: View {
    func html(_ page: PageContext) -> HTML {
        """
        <div class="top">\(back(page))<nav class="crumb" aria-label="\(page.t("shell.path"))">\(trail)\(last)</nav>\
        \(when: !tabs.isEmpty, Console.tabs(tabs, label: page.t("list.views"), classes: "tabs hide-m"))<span \
        class="grow"></span>\(aside)\
        \(phoneActions.html { $0.button(page, classes: "ghost only-m", iconOnly: true) })\
        \(actions.html { $0.button(page, classes: "hide-m") })\
        \(moreMenu(id: "top-more", label: page.t("common.more-actions"), actions: more, page: page))</div>
        """
    }

    private func back(_ page: PageContext) -> HTML {
        backURL.html {
            """
            <a class="btn ghost icon only-m" href="\($0)" aria-label="\(page.t("common.back"))">\
            \(icon("chevron-left"))</a>
            """
        }
    }

    private var trail: HTML {
        crumbs.dropLast().html { crumb in
            """
            <a class="hide-m" href="\(crumb.url ?? "/")">\(crumb.label)</a><span class="mute hide-m">\
            \(icon("chevron-right", .tiny))</span>
            """
        }
    }

    /// The page's own name is its heading, unless the page brings a larger one.
    private var last: HTML {
        let label = crumbs.last?.label ?? title
        return crumbs.count > 1 ? "<b class=\"cut\">\(label)</b>" : "<h1 class=\"cut\">\(label)</h1>"
    }
}
