import HTML

/// The people around a record as a tree: who reports to whom, the part each plays and how it stands to us.
struct RelationView: View {
    var title: String
    var nodes: [Node]
    /// The attitudes that occur, with their colours.
    var legend: [Choice]
    var create: Action?

    struct Node: Sendable {
        var label: String
        var note: String
        var badge: String?
        var hue: Int?
        var url: String
        /// Another node's place in the list; nothing for those who report to nobody here.
        var above: Int?
        /// Tied to the record from elsewhere.
        var isFurther = false
    }

    private static let width = 148.0, height = 58.0, gapX = 20.0, gapY = 44.0

    func html(_ page: PageContext) -> HTML {
        guard !nodes.isEmpty else {
            return EmptyState(icon: "network", title: page.t("relations.none"), text: page.t("relations.none-text"), actions: [create].compactMap(\.self)).html(page)
        }
        return """
            <div class="relations"><div class="row">\(legend.html(page))\(create.html { $0.button(page, classes: "sm") })</div>\
            <div class="relations-scroll" tabindex="0" role="region" aria-label="\(title)">\(picture(page))</div></div>
            """
    }

    private func picture(_ page: PageContext) -> HTML {
        let layout = TreeLayout(parents: nodes.map(\.above))
        let width = Double(max(layout.columns, 1)) * (Self.width + Self.gapX) + Self.gapX
        let height = Double(max(layout.rows, 1)) * (Self.height + Self.gapY)
        return """
            <svg class="relation-map" viewBox="0 0 \(Int(width)) \(Int(height))" width="\(Int(width))" height="\(Int(height))" \
            role="group" aria-label="\(title)">\(lines(layout))\(boxes(layout))</svg>
            """
    }

    private func corner(_ node: Int, _ layout: TreeLayout) -> (x: Double, y: Double) {
        let place = layout.places[node] ?? .init(column: 0, row: 0)
        return (Self.gapX + place.column * (Self.width + Self.gapX), 8 + Double(place.row) * (Self.height + Self.gapY))
    }

    private func lines(_ layout: TreeLayout) -> HTML {
        nodes.indices.html { node in
            guard let above = nodes[node].above, nodes.indices.contains(above), let own = layout.places[node], let upper = layout.places[above], upper.row < own.row
            else { return .empty }
            let (from, to) = (corner(above, layout), corner(node, layout))
            let (x1, y1, x2, y2) = (Int(from.x + Self.width / 2), Int(from.y + Self.height), Int(to.x + Self.width / 2), Int(to.y))
            return "<path class=\"tie\" d=\"M\(x1) \(y1)V\((y1 + y2) / 2)H\(x2)V\(y2)\"/>"
        }
    }

    private func boxes(_ layout: TreeLayout) -> HTML {
        nodes.indices.html { index in
            let (node, place) = (nodes[index], corner(index, layout))
            let (x, y) = (Int(place.x), Int(place.y))
            return """
                <a href="\(node.url)" class="person \(hueClass(node.hue))\(when: node.isFurther, " further")"><rect x="\(x)" y="\(y)" \
                width="\(Int(Self.width))" height="\(Int(Self.height))" rx="8"/><text class="who" x="\(x + 12)" y="\(y + 24)">\(cut(node.label, 9))</text>\
                \(node.badge.html { "<text class=\"part\" x=\"\(x + Int(Self.width) - 10)\" y=\"\(y + 24)\">\($0)</text>" })\
                <text class="what" x="\(x + 12)" y="\(y + 44)">\(cut(node.note, 16))</text></a>
                """
        }
    }

    private func cut(_ text: String, _ count: Int) -> String { text.count > count ? text.prefix(count - 1) + "…" : text }
}
