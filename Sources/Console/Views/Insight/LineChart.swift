import HTML

/// A value over time: a line, or columns when each step stands for itself. The same numbers follow as a table.
struct LineChart: View {
    struct Step: Sendable {
        /// "11-03".
        var label: String
        var value: String
        /// Of the height, 0…1000.
        var height: Int
        var url: String?
    }

    var id: String
    var title: String
    var steps: [Step]
    /// At the top of the axis.
    var most: String
    var least: String
    var hue: Int?
    var isColumns = false
    var heads: [String]
    var total: String?

    private static let width = 1000
    private static let height = 240

    func html(_ page: PageContext) -> HTML {
        guard !steps.isEmpty else { return "<p class=\"none mute\">\(page.t("insight.no-data"))</p>" }
        return """
            <div class="chart \(hueClass(hue ?? 268))"><span class="axis num" aria-hidden="true"><span>\(most)</span><span>\(least)</span></span>\
            <svg viewBox="0 0 1000 240" preserveAspectRatio="none" role="img" aria-labelledby="\(id)-title">\
            <title id="\(id)-title">\(title)</title>\(grid)\(isColumns ? columns : line)</svg>\
            <span class="days num" aria-hidden="true">\(days)</span></div>\(total.html { "<p class=\"total num\">\($0)</p>" })\
            \(table(page))
            """
    }

    private var grid: HTML {
        [0, 60, 120, 180, 239].html { "<line class=\"rule\" x1=\"0\" x2=\"1000\" y1=\"\($0)\" y2=\"\($0)\"/>" }
    }

    private func x(_ place: Int) -> Int {
        steps.count == 1 ? Self.width / 2 : place * Self.width / (steps.count - 1)
    }

    private func y(_ step: Step) -> Int { Self.height - (isColumns ? 0 : 2) - step.height * (Self.height - 8) / 1000 }

    private var line: HTML {
        let points = steps.enumerated().map { "\(x($0.offset)),\(y($0.element))" }.joined(separator: " ")
        let area = "\(x(0)),\(Self.height) \(points) \(x(steps.count - 1)),\(Self.height)"
        return "<polygon class=\"area\" points=\"\(area)\"/><polyline class=\"path\" points=\"\(points)\"/>\(only)"
    }

    /// One step alone makes no line.
    private var only: HTML {
        guard steps.count == 1, let step = steps.first else { return .empty }
        return "<circle class=\"dot\" cx=\"500\" cy=\"\(y(step))\" r=\"6\"/>"
    }

    private var columns: HTML {
        let slot = Self.width / steps.count
        let wide = max(2, min(slot * 3 / 5, 90))
        return steps.enumerated().html { place, step in
            let top = y(step)
            let left = place * slot + (slot - wide) / 2
            return "<rect class=\"done\" x=\"\(left)\" y=\"\(top)\" width=\"\(wide)\" height=\"\(Self.height - top)\"/>"
        }
    }

    /// The first, the middle and the last day; every column's own when there are few.
    private var days: HTML {
        if isColumns, steps.count <= 12 { return steps.html { "<span>\($0.label)</span>" } }
        let places = steps.count < 3 ? Array(steps.indices) : [0, steps.count / 2, steps.count - 1]
        return places.html { "<span>\(steps[$0].label)</span>" }
    }

    private func table(_ page: PageContext) -> HTML {
        """
        <details class="numbers"><summary>\(page.t("insight.as-table"))</summary><table class="bars">\
        <caption class="sr">\(title)</caption><thead><tr>\(columnHeads(heads))</tr></thead><tbody>\(steps.html(row))</tbody></table></details>
        """
    }

    private func row(_ step: Step) -> HTML {
        let link: HTML = step.url.html { "<a href=\"\($0)\">\(step.value)</a>" }
        return
            "<tr><th scope=\"row\" class=\"num\">\(step.label)</th><td class=\"num right\">\(step.url == nil ? HTML(text: step.value) : link)</td></tr>"
    }
}
