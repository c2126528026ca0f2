import HTML

/// A dashboard: one period and one circle of people for all its figures and charts.
struct DashboardPage: Sendable {
    var shell: Shell
    var title: String
    var help: String
    var dashboards: [Tab]
    var period: PeriodBar
    var circle: CircleMenu
    var cards: [WidgetCard]
    var more: [Action] = []

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            \(Console.tabs(dashboards, label: page.t("insight.dashboards"), classes: "tabs only-m scroll-x"))\
            <div class="tools scope-bar">\(period.html(page))<span class="grow"></span>\(circle.html(page))</div>\
            <div class="sheet insight"><p class="lede">\(help)</p><div class="widgets">\(cards.html(page))</div></div>
            """
        return shell.page(TopBar(title: title, tabs: dashboards, more: more), body, page)
    }
}

/// What there is, when there is nothing to show.
struct NoDashboardsPage: Sendable {
    var shell: Shell

    func html(_ page: PageContext) -> HTML {
        let body = EmptyState(
            icon: "chart-no-axes-column", title: page.t("insight.none"), text: page.t("insight.none-text")
        ).html(page)
        return shell.page(TopBar(title: page.t("insight.dashboards")), "<div class=\"sheet\">\(body)</div>", page)
    }
}

/// Which days: the kinds of period, the one before and after, or any two days.
struct PeriodBar: View {
    var kinds: [Tab]
    var label: String
    var previousURL: String
    var nextURL: String
    var action: String
    var from: String
    var to: String
    /// Kept when other days are asked for.
    var circle: String

    func html(_ page: PageContext) -> HTML {
        """
        \(Console.tabs(kinds, label: page.t("insight.period"), classes: "tabs"))<span class="period">\
        <a class="btn ghost icon" href="\(previousURL)" aria-label="\(page.t("insight.period-before"))">\(icon("chevron-left", .small))</a>\
        <b class="num">\(label)</b>\
        <a class="btn ghost icon" href="\(nextURL)" aria-label="\(page.t("insight.period-after"))">\(icon("chevron-right", .small))</a>\
        </span>\(custom(page))
        """
    }

    private func custom(_ page: PageContext) -> HTML {
        menu(
            id: "custom-period", button: "\(icon("calendar-range", .small))\(page.t("insight.custom"))",
            content: """
                <form class="builder" action="\(action)"><input type="hidden" name="scope" value="\(circle)">\
                \(day("from", page.t("insight.from"), from))\(day("to", page.t("insight.to"), to))\
                <footer><button class="btn primary sm">\(page.t("insight.show"))</button></footer></form>
                """)
    }

    private func day(_ name: String, _ label: String, _ value: String) -> HTML {
        "<label class=\"fld\"><span>\(label)</span><span class=\"in\"><input type=\"date\" name=\"\(name)\" value=\"\(value)\" required></span></label>"
    }
}

/// Whose records: mine, my team's, a department's, all that I may see.
struct CircleMenu: View {
    struct Item: Sendable {
        var label: String
        var url: String
        var depth = 0
        var isCurrent = false
    }

    var current: String
    var circles: [Item]
    var departments: [Item]

    func html(_ page: PageContext) -> HTML {
        menu(
            id: "circle", button: "\(icon("users", .small))\(current)\(icon("chevron-down", .tiny))", classes: "btn sm",
            label: "\(page.t("insight.scope")): \(current)",
            content: """
                <div class="circles">\(circles.html(row))\
                \(when: !departments.isEmpty, "<p>\(page.t("insight.department"))</p>")\(departments.html(row))</div>
                """)
    }

    private func row(_ item: Item) -> HTML {
        """
        <a class="item depth-\(min(item.depth, 5))" href="\(item.url)"\(attribute: "aria-current", item.isCurrent ? "true" : nil)>\
        \(item.label)</a>
        """
    }
}
