import HTML

/// What a team expects of a time, person by person; a person with reports opens to their lines, a figure to its records.
struct ForecastPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var title: String
    /// The way down the hierarchy to here.
    var trail: [TopBar.Crumb]
    var periods: [Tab]
    var categories: [Choice]
    var lines: [Line]
    var total: Line?

    struct Line: Sendable {
        var person: Reference
        /// Opens the person's own team.
        var url: String?
        var count: String
        /// In the order of the categories.
        var amounts: [Amount]
        var won: String
        var sum: String
    }

    struct Amount: Sendable {
        var text: String
        /// The records behind it.
        var url: String?
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: title, tabs: periods)
        top.crumbs = trail
        top.backURL = trail.dropLast().last?.url
        let body: HTML = """
            \(Console.tabs(periods, label: page.t("forecast.period"), classes: "tabs only-m scroll-x"))<div class="view">\
            \(lines.isEmpty ? nothing(page) : table(page))</div>
            """
        return shell.page(top, body, page)
    }

    private func nothing(_ page: PageContext) -> HTML {
        EmptyState(icon: "trending-up", title: page.t("forecast.none"), text: page.t("forecast.none-text")).html(page)
    }

    private func table(_ page: PageContext) -> HTML {
        let heads: HTML = """
            <th scope="col">\(page.t("forecast.person"))</th><th scope="col" class="right">\(page.t("forecast.count"))</th>\
            \(categories.html { "<th scope=\"col\" class=\"right\">\(chip($0.label, hue: $0.hue, style: "dot"))</th>" })\
            <th scope="col" class="right">\(page.t("forecast.open"))</th><th scope="col" class="right">\(page.t("forecast.won"))</th>
            """
        return plainTable(label: title, heads: heads, rows: "\(lines.html { row($0) })\(total.html { row($0) })", classes: "forecast")
    }

    private func row(_ line: Line) -> HTML {
        var person = line.person
        person.url = line.url
        return """
            <tr><th scope="row">\(named(person))</th><td class="right num">\(line.count)</td>\(line.amounts.html(amount))\
            <td class="right num"><b>\(line.sum)</b></td><td class="right num">\(line.won)</td></tr>
            """
    }

    private func amount(_ amount: Amount) -> HTML {
        let text: HTML = amount.url.map { "<a href=\"\($0)\">\(amount.text)</a>" } ?? "\(amount.text)"
        return "<td class=\"right num\">\(text)</td>"
    }
}
