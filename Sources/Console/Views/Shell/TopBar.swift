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
        \(actions.html { keyed($0).button(page, classes: "hide-m") })\(moreMenu(page))</div>
        """
    }

    /// C makes something new, wherever something new can be made.
    private func keyed(_ action: Action) -> Action {
        guard action.key == nil, action.tone == .primary, action.icon == "plus", action.method != .post else {
            return action
        }
        var action = action
        action.key = "c"
        return action
    }

    /// Everything else one may do; on a phone the buttons are in it too.
    private func moreMenu(_ page: PageContext) -> HTML {
        guard !more.isEmpty || !actions.isEmpty else { return .empty }
        return menu(
            id: "top-more", button: icon("ellipsis"), classes: "btn ghost icon \(more.isEmpty ? "only-m" : "")",
            label: page.t("common.more-actions"),
            content: "\(actions.html { $0.row(page, classes: "only-m") })\(more.html { $0.row(page) })")
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
