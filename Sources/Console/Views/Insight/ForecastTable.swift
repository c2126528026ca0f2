import HTML

/// What is to come, by month and along the reporting line.
struct ForecastTable: View {
    struct Row: Sendable {
        var label: String
        var url: String?
        var won: String
        /// One for each category.
        var open: [String]
        var expected: String
        var range: String
        /// Places of won, low, expected and high, 0…1000.
        var marks: Marks
    }
    struct Marks: Sendable {
        var won: Int
        var low: Int
        var expected: Int
        var high: Int
    }

    var title: String
    var categories: [String]
    var months: [Row]
    var people: [Row]
    var total: Row
    /// Where the rates come from.
    var note: String

    func html(_ page: PageContext) -> HTML {
        """
        \(table(page.t("insight.by-month"), months + [total], page))\
        \(when: !people.isEmpty, table(page.t("insight.by-person"), people, page))<p class="mute">\(note)</p>
        """
    }

    private func table(_ label: String, _ rows: [Row], _ page: PageContext) -> HTML {
        let heads =
            [label, page.t("insight.won")] + categories
            + [page.t("insight.expected"), page.t("insight.range"), page.t("insight.picture")]
        return plainTable(
            label: "\(title) · \(label)", heads: columnHeads(heads), rows: rows.html(row), classes: "forecast")
    }

    private func row(_ row: Row) -> HTML {
        let name: HTML = row.url.html { "<a href=\"\($0)\">\(row.label)</a>" }
        return """
            <tr><th scope="row">\(row.url == nil ? HTML(text: row.label) : name)</th><td class="num">\(row.won)</td>\
            \(row.open.html { "<td class=\"num\">\($0)</td>" })<td class="num"><b>\(row.expected)</b></td><td class="num">\(row.range)</td>\
            <td class="gauge">\(picture(row))</td></tr>
            """
    }

    /// What is won, and the interval behind it with the expected value as a mark.
    private func picture(_ row: Row) -> HTML {
        let marks = row.marks
        return """
            <svg class="hue h155" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">\
            <rect class="rest" width="1000" height="10"/><rect class="soft" x="\(marks.low)" width="\(max(0, marks.high - marks.low))" height="10"/>\
            <rect class="done" width="\(marks.won)" height="10"/>\(when: marks.high > 0, mark(marks.expected))</svg>
            """
    }

    private func mark(_ place: Int) -> HTML {
        "<rect class=\"mark\" x=\"\(max(0, place - 3))\" width=\"6\" height=\"10\"/>"
    }
}
