import HTML

/// A list of records in one of its views: tabs of saved views, filters, the table, what is selected.
struct ListPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var views: [Tab]
    var actions: [Action] = []
    var more: [Action] = []
    var filters: FilterBar
    var table: ListTable
    var figures: [Figure] = []
    var problem: Notice?

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: object.plural, tabs: views, actions: actions, more: more)
        top.phoneActions = [
            Action(label: page.t("shell.find"), icon: "search", url: ConsolePaths.palette, tone: .ghost)
        ]
        let body: HTML = """
            \(Console.tabs(views, label: page.t("list.views"), classes: "tabs only-m scroll-x"))\
            <div id="view" class="view">\(problem.html(page))\(filters.html(page))\(figureRow(figures, page))\
            \(table.html(page))</div>
            """
        return shell.page(top, body, page)
    }
}

/// What an object is called and how it is marked: from its metadata, in the reader's language.
struct ObjectLabel: Sendable, Equatable {
    /// The api name: `crm.lead`.
    var name: String
    var singular: String
    var plural: String
    var icon: String
    var hue: Int?
}

/// A figure above a list or a board.
struct Figure: Sendable, Equatable {
    var label: String
    var value: String
    var change: String?
    var isGood: Bool?
    /// Draws a bar, 0…100.
    var percent: Int?
}

/// The figures in a row, if there are any.
func figureRow(_ figures: [Figure], _ page: PageContext) -> HTML {
    guard !figures.isEmpty else { return .empty }
    return """
        <div class="stats num" role="group" aria-label="\(page.t("list.figures"))" tabindex="0"><dl>\
        \(figures.html(figure))</dl></div>
        """
}

private func figure(_ figure: Figure) -> HTML {
    let tone = figure.isGood.map { $0 ? "up" : "down" } ?? "soon"
    return """
        <div class="stat"><dt>\(figure.label)</dt><dd>\(figure.value)\
        \(figure.percent.html { bar($0, label: figure.label) })\
        \(figure.change.html { "<small class=\"\(tone)\">\($0)</small>" })</dd></div>
        """
}
