import HTML

/// The first page of the day: what waits for the reader, where they were, how things stand.
struct HomePage: Sendable {
    var shell: Shell
    var greeting: String
    var date: String
    var figures: [Figure]
    var tasks: [HomeTask]
    var tasksURL: String?
    var recent: [RelatedPanel.Item]
    var news: [TimelineEntry] = []
    var actions: [Action] = []

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="sheet home"><header class="hello"><div class="grow"><h2>\(greeting)</h2><p>\(date)</p></div>\
            <div class="row">\(actions.html { $0.button(page) })</div></header>\(figureRow(figures, page))\
            <div class="home-grid">\(taskCard(page))<div class="stack">\(recentCard(page))\(newsCard(page))</div>\
            </div></div>
            """
        return shell.page(TopBar(title: page.t("home.title")), body, page)
    }

    private func taskCard(_ page: PageContext) -> HTML {
        let list: HTML =
            tasks.isEmpty
            ? EmptyState(icon: "circle-check", title: page.t("home.no-tasks"), text: page.t("home.no-tasks-text")).html(
                page)
            : "<ul class=\"rows tasks\">\(tasks.html(page))</ul>"
        return """
            <section class="card block"><header><h2>\(page.t("home.tasks"))</h2><span class="n num">\
            \(tasks.count)</span>\
            \(tasksURL.html { "<a class=\"all\" href=\"\($0)\">\(page.t("record.show-all"))</a>" })</header>\
            \(list)</section>
            """
    }

    private func recentCard(_ page: PageContext) -> HTML {
        """
        <section class="card block">\(RelatedPanel(title: page.t("home.recent"), items: recent).html(page))</section>
        """
    }

    private func newsCard(_ page: PageContext) -> HTML {
        guard !news.isEmpty else { return .empty }
        return """
            <section class="card block"><header><h2>\(page.t("home.news"))</h2></header><div class="tl"><ul>\
            \(news.html(page))</ul></div></section>
            """
    }
}

/// Something the reader has to do.
struct HomeTask: View {
    var icon: String
    var hue: Int?
    var title: String
    var note: String
    var due: String
    var isLate = false
    var url: String
    /// Done with one touch.
    var done: Action?

    func html(_ page: PageContext) -> HTML {
        """
        <li><span class="ic \(hueClass(hue))">\(Console.icon(icon, .small))</span><a class="two" href="\(url)">\
        <b class="cut">\(title)</b>\
        <span class="cut">\(note)</span></a><time\(attribute: "class", isLate ? "late" : nil)>\(due)</time>\
        \(done.html { $0.button(page, classes: "ghost", iconOnly: true) })</li>
        """
    }
}
