import HTML

/// What the reader was told: mentions, assignments, jobs that ended.
struct NotificationsPage: Sendable {
    var shell: Shell
    var filters: [Tab]
    var days: [Day]
    var moreURL: String?
    var hasUnread = false

    struct Day: Sendable {
        var label: String
        var items: [Item]
    }

    struct Item: Sendable {
        var icon: String
        var hue: Int?
        var actor: Reference?
        var text: String
        var subject: String?
        var excerpt: String?
        var time: String
        var url: String
        var isUnread = false
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: page.t("notifications.title"), tabs: filters)
        if hasUnread {
            top.actions = [
                Action(
                    label: page.t("notifications.read-all"), icon: "check", url: ConsolePaths.notificationsRead,
                    method: .post)
            ]
            top.phoneActions = top.actions
        }
        return shell.page(top, "<div class=\"sheet\"><div class=\"column\">\(list(page))</div></div>", page)
    }

    private func list(_ page: PageContext) -> HTML {
        guard !days.isEmpty else {
            return EmptyState(
                icon: "bell", title: page.t("notifications.none"), text: page.t("notifications.none-text")
            ).html(page)
        }
        return """
            \(days.html { section($0, page) })\
            \(moreURL.html { "<a class=\"btn ghost sm\" href=\"\($0)\">\(page.t("list.more"))</a>" })
            """
    }

    private func section(_ day: Day, _ page: PageContext) -> HTML {
        "<h2 class=\"day\">\(day.label)</h2><ul class=\"news\">\(day.items.html { row($0, page) })</ul>"
    }

    private func row(_ item: Item, _ page: PageContext) -> HTML {
        """
        <li><a href="\(item.url)"><span class="ic \(hueClass(item.hue))">\(icon(item.icon, .small))</span>\
        <span class="two"><span class="says">\
        \(item.actor.html { "<b>\($0.label)</b> " })\(item.text)\(item.subject.html { " <b>\($0)</b>" })</span>\
        \(item.excerpt.html { "<small class=\"cut\">\($0)</small>" })</span><time>\(item.time)</time>\
        \(when: item.isUnread, "<i class=\"unread\"><span class=\"sr\">\(page.t("notifications.new"))</span></i>")</a>\
        </li>
        """
    }
}
