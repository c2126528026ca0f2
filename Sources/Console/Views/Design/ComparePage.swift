import HTML

/// Two versions of a model beside each other, with the list of what differs.
struct ComparePage: Sendable {
    var shell: Shell
    var name: String
    var homeURL: String
    var home: String
    var listURL: String
    var url: String
    var versions: [Choice]
    var from: String
    var to: String
    var changes: [Row]
    /// Titles and addresses of the diagrams; none for tables.
    var pictures: [(title: String, url: String)] = []

    struct Row: Sendable {
        var kind: Choice
        var name: String
        var type: String
        var details: [Detail]
    }

    struct Detail: Sendable {
        var name: String
        var before: String
        var after: String
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: page.t("compare.title", name))
        top.crumbs = [.init(label: home, url: listURL), .init(label: name, url: homeURL), .init(label: page.t("compare.short"))]
        top.backURL = homeURL
        let body: HTML = """
            <div class="sheet"><div class="column wide task"><h1 class="sr">\(page.t("compare.title", name))</h1>\(choose(page))\(legend(page))\
            <div class="compare">\(pictures.html { picture($0.title, $0.url) })</div>\(list(page))</div></div>
            """
        return shell.page(top, body, page)
    }

    private func choose(_ page: PageContext) -> HTML {
        """
        <form class="card block row" method="get" action="\(url)"><label class="fld grow"><span>\(page.t("compare.before"))</span>\
        <select class="in" name="from">\(options(from))</select></label><label class="fld grow"><span>\(page.t("compare.after"))</span>\
        <select class="in" name="to">\(options(to))</select></label><button class="btn">\(page.t("compare.show"))</button></form>
        """
    }

    private func options(_ chosen: String) -> HTML {
        versions.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == chosen)>\($0.label)</option>" }
    }

    private func legend(_ page: PageContext) -> HTML {
        guard !pictures.isEmpty else { return .empty }
        return """
            <p class="row">\(chip(page.t("compare.added"), hue: 155, style: "dot"))\(chip(page.t("compare.changed"), hue: 245, style: "dot"))\
            \(chip(page.t("compare.removed"), hue: 25, style: "dot"))</p>
            """
    }

    private func picture(_ title: String, _ url: String) -> HTML {
        """
        <figure class="card diagram" tabindex="0" role="region" aria-label="\(title)"><figcaption>\(title)</figcaption><img src="\(url)" alt="\(title)"></figure>
        """
    }

    private func list(_ page: PageContext) -> HTML {
        guard !changes.isEmpty else { return Notice(kind: .info, title: page.t("compare.same")).html(page) }
        let heads = columnHeads([page.t("compare.kind"), page.t("compare.element"), page.t("compare.type"), page.t("compare.details")])
        return plainTable(label: page.t("compare.title", name), heads: heads, rows: changes.html { row($0, page) }, classes: "changes")
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><td>\(row.kind.html(page))</td><th scope="row">\(row.name)</th><td>\(row.type)</td><td>\(row.details.html(detail))</td></tr>
        """
    }

    private func detail(_ detail: Detail) -> HTML {
        "<div class=\"change\"><span>\(detail.name)</span> <del>\(detail.before)</del> <ins>\(detail.after)</ins></div>"
    }
}
