import HTML

/// One widget in its frame.
struct WidgetCard: View {
    enum Body: Sendable {
        case figure(FigureBody)
        case bars(BarRows)
        case line(LineChart)
        case forecast(ForecastTable)
    }

    var name: String
    var title: String
    var help: String
    var width: Int
    var csvURL: String
    var body: Body

    func html(_ page: PageContext) -> HTML {
        """
        <section class="card block widget w\(width)" id="\(name)" aria-label="\(title)"><header><h2>\(title)</h2>\
        <span class="grow"></span>\
        <a class="btn ghost icon" href="\(csvURL)" aria-label="\(page.t("insight.csv", title))" title="CSV">\(icon("download", .small))</a>\
        </header>\(when: !help.isEmpty, "<p class=\"mute\">\(help)</p>")\(content(page))</section>
        """
    }

    private func content(_ page: PageContext) -> HTML {
        switch body {
        case .figure(let figure): figure.html(page)
        case .bars(let bars): bars.html(page)
        case .line(let line): line.html(page)
        case .forecast(let table): table.html(page)
        }
    }
}

/// One number, with how it changed.
struct FigureBody: View {
    var value: String
    var url: String?
    var hue: Int?
    /// "比上期 +12.5%".
    var change: String?
    var isUp: Bool?

    func html(_ page: PageContext) -> HTML {
        let number: HTML = url.html { "<a href=\"\($0)\">\(value)</a>" }
        return """
            <p class="figure num \(hueClass(hue))">\(url == nil ? HTML(text: value) : number)</p>\
            \(change.html { "<p class=\"change num \(isUp.map { $0 ? "up" : "down" } ?? "")\">\($0)</p>" })
            """
    }
}

/// Bars in a table: it reads as well as it looks, so no other form of it is needed.
struct BarRows: View {
    struct Row: Sendable {
        var label: String
        var url: String?
        var value: String
        /// Of the whole width, 0…1000.
        var share: Int
        var hue: Int?
        /// Beside the value: a target, a part, a conversion.
        var note: String?
        /// Where the target stands, 0…1000.
        var mark: Int?
        var depth = 0
        var place: Int?
    }

    var label: String
    var rows: [Row]
    var hue: Int?
    /// The names of the columns for readers of the page.
    var heads: [String]
    var total: String?

    func html(_ page: PageContext) -> HTML {
        guard !rows.isEmpty else { return "<p class=\"none mute\">\(page.t("insight.no-data"))</p>" }
        return """
            <table class="bars"><caption class="sr">\(label)</caption><thead class="sr"><tr>\(columnHeads(heads))</tr></thead>\
            <tbody>\(rows.html(row))</tbody></table>\(total.html { "<p class=\"total num\">\($0)</p>" })
            """
    }

    private func row(_ row: Row) -> HTML {
        let name: HTML = row.url.html { "<a class=\"cut\" href=\"\($0)\">\(row.label)</a>" }
        let place = row.place.html { "<span class=\"place num\">\($0)</span>" }
        return """
            <tr><th scope="row" class="depth-\(min(row.depth, 5))"><span class="named">\(place)\
            \(row.url == nil ? "<span class=\"cut\">\(row.label)</span>" : name)</span></th>\
            <td class="gauge">\(bar(row))</td><td class="num right">\(row.value)\(row.note.html { "<small>\($0)</small>" })</td></tr>
            """
    }

    private func bar(_ row: Row) -> HTML {
        let mark = row.mark.html { "<rect class=\"mark\" x=\"\(max(0, $0 - 3))\" y=\"0\" width=\"6\" height=\"10\"/>" }
        return """
            <svg class="\(hueClass(row.hue ?? hue ?? 268))" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="rest" width="1000" height="10" rx="4"/>\
            <rect class="done" width="\(row.share)" height="10" rx="4"/>\(mark)</svg>
            """
    }
}
