import HTML

/// Records as cards in the columns of one of their picklists.
struct BoardPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var views: [Tab]
    var actions: [Action] = []
    var more: [Action] = []
    var filters: FilterBar
    var figures: [Figure] = []
    var board: Board

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: object.plural, tabs: views, actions: actions, more: more)
        top.phoneActions = [
            Action(label: page.t("shell.find"), icon: "search", url: ConsolePaths.palette, tone: .ghost)
        ]
        let body: HTML = """
            \(Console.tabs(views, label: page.t("list.views"), classes: "tabs only-m scroll-x"))\(filters.html(page))\
            \(figureRow(figures, page))\
            \(board.html(page))
            """
        return shell.page(top, body, page)
    }
}

/// The board itself: the phone shows one column at a time, chosen by tabs.
struct Board: View {
    /// The object's api name.
    var object: String
    var label: String
    /// The picklist that the columns are the values of.
    var field: String
    var columns: [BoardColumn]
    /// The column the phone opens with.
    var shown = 0

    func html(_ page: PageContext) -> HTML {
        """
        <nav class="stages" aria-label="\(page.t("board.stages"))">\
        \(columns.enumerated().html { tab($1, isShown: $0 == shown) })</nav>\
        <div class="board" id="board" data-live-region role="group" aria-label="\(label)" data-board data-field="\
        \(field)">\
        \(columns.enumerated().html { $1.html(page, isShown: $0 == shown) })</div>\(moveMenu(page))
        """
    }

    private func tab(_ column: BoardColumn, isShown: Bool) -> HTML {
        """
        <a href="#col-\(column.value)" data-tab="\(column.value)"\(attribute: "aria-current", isShown ? "true" : nil)>\
        \(column.label)\
        <span class="n num" id="tab-count-\(column.value)">\(column.count)</span></a>
        """
    }

    /// The twin of dragging, for keyboard and touch: one menu for all cards.
    private func moveMenu(_ page: PageContext) -> HTML {
        """
        <div class="pop" id="move" popover role="menu" aria-label="\(page.t("board.move-to"))"><p>\
        \(page.t("board.move-to"))</p>\
        \(columns.filter(\.accepts).html(target))</div>
        """
    }

    private func target(_ column: BoardColumn) -> HTML {
        """
        <button type="button" role="menuitem" data-to="\(column.value)"><span class="spot \(hueClass(column.hue))">\
        </span>\(column.label)</button>
        """
    }
}

/// One column with its head: name, how many, how much.
struct BoardColumn: Sendable {
    var value: String
    var label: String
    var hue: Int?
    var count: String
    var sum: String?
    /// Entering the column is this command instead of writing the field.
    var command: String?
    /// Cards may be moved here.
    var accepts = true
    var createURL: String?
    var cards: [BoardCard]
    var moreURL: String?

    func html(_ page: PageContext, isShown: Bool = false) -> HTML {
        """
        <section class="col \(hueClass(hue))\(when: isShown, " show")" id="col-\(value)" aria-labelledby="stage-\
        \(value)" data-stage="\(value)"\
        \(attribute: "data-command", command)\(flag: "data-closed", !accepts)>\(head(page))<div class="cards">\
        \(cards.html(page))</div>\
        \(moreURL.html { "<a class=\"btn ghost sm\" href=\"\($0)\">\(page.t("list.more"))</a>" })</section>
        """
    }

    /// Replaced by itself after a card moved: `swap` marks it as out of band.
    func head(_ page: PageContext, swap: Bool = false) -> HTML {
        """
        <header id="head-\(value)"\(attribute: "hx-swap-oob", swap ? "true" : nil)><span class="dot"></span>\
        <h2 id="stage-\(value)">\(label)</h2>\
        <span class="mute num">\(count)</span>\(sum.html { "<span class=\"sum num\">\($0)</span>" })\(create(page))\
        </header>
        """
    }

    private func create(_ page: PageContext) -> HTML {
        createURL.html {
            """
            <a class="btn ghost icon hide-m" href="\($0)" aria-label="\(page.t("board.create-in", label))">\
            \(icon("plus", .small))</a>
            """
        }
    }
}

/// The answer to a move: the heads of the columns it touched, the card as it is now, and what happened.
struct BoardMove: View {
    var columns: [BoardColumn]
    var card: BoardCard
    var toast: Toast?

    func html(_ page: PageContext) -> HTML {
        """
        \(columns.html { $0.head(page, swap: true) })\(columns.html(count))\(card.html(page, swap: true))\
        \(toast.html(page))
        """
    }

    private func count(_ column: BoardColumn) -> HTML {
        "<span class=\"n num\" id=\"tab-count-\(column.value)\" hx-swap-oob=\"true\">\(column.count)</span>"
    }
}
