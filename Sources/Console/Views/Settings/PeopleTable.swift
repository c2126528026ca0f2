import HTML

/// Everybody of the company: who, where, which roles, when last seen.
struct PeopleTable: View {
    var people: [Row]
    var search: String
    var moreURL: String?

    struct Row: Sendable {
        var person: Reference
        var account: String
        var department: String
        var roles: [Choice]
        var state: Choice
        var lastSeen: String
        var url: String
    }

    func html(_ page: PageContext) -> HTML {
        let rows: HTML = "\(people.html { row($0, page) })\(more(page))"
        return """
            <form class="search" role="search"><span class="in affix">\
            \(icon("search", .tiny))<input name="q" value="\(search)" \
            aria-label="\(page.t("people.search"))" placeholder="\(page.t("people.search"))"></span></form>\
            \(plainTable(label: page.t("people.title"), heads: heads(page), rows: rows))
            """
    }

    private func heads(_ page: PageContext) -> HTML {
        columnHeads(["name", "account", "department", "roles", "state", "seen"].map { page.t("people." + $0) })
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><a class="ref" href="\(row.url)">\(avatar(row.person))<span class="cut">\
        \(row.person.label)</span></a></th>\
        <td><code>\(row.account)</code></td><td>\(row.department)</td>\
        <td><span class="chips">\(row.roles.html { chip($0.label, hue: $0.hue, style: "line") })</span></td>\
        <td>\(row.state.html(page))</td><td class="num mute">\(row.lastSeen)</td></tr>
        """
    }

    private func more(_ page: PageContext) -> HTML {
        moreURL.html {
            """
            <tr class="next"><td colspan="99"><a class="btn ghost sm" href="\($0)">\(page.t("list.more"))</a></td></tr>
            """
        }
    }
}

/// The departments as a tree that opens and closes without a script.
struct DepartmentTree: View {
    var roots: [Node]

    struct Node: Sendable {
        var label: String
        var url: String
        var head: Reference?
        var people: Int
        var children: [Node] = []
        var isOpen = true
    }

    func html(_ page: PageContext) -> HTML { "<ul class=\"card tree\">\(roots.html { node($0, page) })</ul>" }

    private func node(_ node: Node, _ page: PageContext) -> HTML {
        guard !node.children.isEmpty else { return "<li class=\"leaf\">\(line(node, page))</li>" }
        return """
            <li class="branch"><details\(flag: "open", node.isOpen)><summary>\
            \(icon("chevron-right", .tiny))\(summary(node, page))</summary>\
            <ul>\(node.children.html { self.node($0, page) })</ul></details>\(door(node, page))</li>
            """
    }

    private func line(_ node: Node, _ page: PageContext) -> HTML {
        """
        <a class="line" href="\(node.url)">\(icon("network", .small))<b>\(node.label)</b>\(facts(node, page))</a>
        """
    }

    private func summary(_ node: Node, _ page: PageContext) -> HTML {
        "<span class=\"line\">\(icon("network", .small))<b>\(node.label)</b>\(facts(node, page))</span>"
    }

    /// A summary may hold nothing that can be pressed: the way to the department lies beside it.
    private func door(_ node: Node, _ page: PageContext) -> HTML {
        """
        <a class="btn ghost icon" href="\(node.url)" aria-label="\(page.t("departments.open", node.label))">\
        \(icon("pencil", .small))</a>
        """
    }

    private func facts(_ node: Node, _ page: PageContext) -> HTML {
        """
        <span class="mute num">\(page.t("departments.people", node.people))</span>\
        \(node.head.html { "<span class=\"with sub\">\(avatar($0))\($0.label)</span>" })
        """
    }
}
