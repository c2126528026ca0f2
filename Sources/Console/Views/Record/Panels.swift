import HTML

/// One block at the right of a record: its key fields, or records that belong to it.
enum Panel: View {
    case fields(title: String, url: String, fields: [FieldView])
    case related(RelatedPanel)
    case gate(GatePanel)
    case score(ScorePanel)

    func html(_ page: PageContext) -> HTML {
        switch self {
        case .fields(let title, let url, let fields):
            "<section class=\"panel\"><header><h2>\(title)</h2></header>\(fieldList(fields, url, page))</section>"
        case .score(let score): "<section class=\"panel\">\(score.html(page))</section>"
        case .gate(let gate): "<section class=\"panel\">\(gate.html(page))</section>"
        case .related(let list): "<section class=\"panel\">\(list.html(page))</section>"
        }
    }
}

/// Records that refer to this one.
struct RelatedPanel: View {
    var title: String
    var count: String?
    var create: Action?
    var allURL: String?
    var items: [Item]

    struct Item: Sendable {
        var mark: Reference?
        var icon: String?
        var title: String
        var note: String?
        var url: String
        var state: Choice?
    }

    func html(_ page: PageContext) -> HTML {
        """
        <header><h2>\(title)</h2>\(count.html { "<span class=\"n num\">\($0)</span>" })\
        \(create.html { $0.button(page, classes: "ghost", iconOnly: true) })</header>\
        \(list(page))\
        \(allURL.html { "<a class=\"all\" href=\"\($0)\">\(page.t("record.show-all"))</a>" })
        """
    }

    private func list(_ page: PageContext) -> HTML {
        guard !items.isEmpty else { return "<p class=\"none\">\(page.t("record.none-related"))</p>" }
        return "<ul class=\"rows\">\(items.html { row($0, page) })</ul>"
    }

    private func row(_ item: Item, _ page: PageContext) -> HTML {
        """
        <li><a href="\(item.url)">\(item.mark.html { avatar($0, .large) })\(item.icon.html { Console.icon($0) })<span \
        class="two">\
        <b class="cut">\(item.title)</b>\(item.note.html { "<span class=\"cut\">\($0)</span>" })</span>\
        \(item.state.html(page))</a></li>
        """
    }
}
