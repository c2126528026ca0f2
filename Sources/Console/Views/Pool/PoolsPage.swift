import HTML

/// Every pool that the reader may see, with its rule in a few words and, for who looks after pools, the way to change it.
struct PoolsPage: Sendable {
    var shell: Shell
    var actions: [Action] = []
    var rows: [Row]

    struct Row: Sendable {
        var id: String
        var name: String
        var object: ObjectLabel
        var count: String
        var scope: String
        var quotas: String
        var rule: String
        var version: String
        var ruleURL: String?
        var editURL: String?
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: page.t("pool.title"), actions: actions)
        top.phoneActions = []
        let body: HTML = "<div class=\"view\">\(rows.isEmpty ? nothing(page) : table(page))</div>"
        return shell.page(top, body, page)
    }

    private func nothing(_ page: PageContext) -> HTML {
        EmptyState(icon: "droplet", title: page.t("pool.none"), text: page.t("pool.none-text"), actions: actions).html(page)
    }

    private func table(_ page: PageContext) -> HTML {
        let heads = ["name", "lying", "scope", "quotas", "rule", "change"].map { page.t("pool.head-" + $0) }
        return plainTable(label: page.t("pool.title"), heads: columnHeads(heads), rows: rows.html { row($0, page) })
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><a href="\(ConsolePaths.pool(row.id))">\(row.name)</a> \(chip(row.object.singular, hue: row.object.hue))</th>\
        <td class="num">\(row.count)</td><td>\(row.scope)</td><td>\(row.quotas)</td><td>\(row.rule)\
        \(when: !row.version.isEmpty, " <small class=\"mute\">\(row.version)</small>")</td><td>\(buttons(row, page))</td></tr>
        """
    }

    private func buttons(_ row: Row, _ page: PageContext) -> HTML {
        let rule = row.ruleURL.map { Action(label: page.t("pool.simulate"), icon: "calculator", url: $0) }
        let edit = row.editURL.map { Action(label: page.t("record.edit"), icon: "pencil", url: $0) }
        return "<span class=\"row\">\([rule, edit].compactMap(\.self).html { $0.button(page, classes: "sm") })</span>"
    }
}

/// The simulator: a rule to play with on the left, what it would move on the right, until it is kept as the next version.
struct PoolRulePage: Sendable {
    var shell: Shell
    var pool: String
    var name: String
    var fields: [FieldView]
    var texts: [FieldView]
    var forecast: PoolForecastView
    var versions: [Version]
    var mayKeep: Bool

    struct Version: Sendable {
        var number: String
        var text: String
        var note: String
        var by: String
        var at: String
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: page.t("pool.simulator"))
        top.crumbs = [
            .init(label: page.t("pool.title"), url: ConsolePaths.pools), .init(label: name, url: ConsolePaths.pool(pool)),
            .init(label: page.t("pool.simulator")),
        ]
        top.backURL = ConsolePaths.pool(pool)
        let body: HTML = """
            <div class="view simulator"><div class="simulator-rule">\(form(page))\(history(page))</div>\
            \(forecast.html(page))</div>
            """
        return shell.page(top, body, page)
    }

    private func form(_ page: PageContext) -> HTML {
        let url = ConsolePaths.poolRule(pool)
        return """
            <form class="card block simulator-form" method="post" action="\(url)" hx-get="\(url)" hx-trigger="input delay:400ms" \
            hx-target="#forecast" hx-swap="outerHTML" hx-indicator="#forecast">\(page.token)\
            <header><h2>\(page.t("pool.rule"))</h2></header><div class="fields">\(fields.html { formField($0, page) })</div>\
            <details class="simulator-more"\(flag: "open", texts.contains { !$0.value.isEmpty || $0.problem != nil })><summary>\(page.t("pool.conditions"))</summary>\
            <div class="fields one">\(texts.html { formField($0, page) })</div></details>\(buttons(page))</form>
            """
    }

    private func buttons(_ page: PageContext) -> HTML {
        let keep: HTML = mayKeep ? "<button class=\"btn primary\">\(page.t("pool.keep"))</button>" : .empty
        return """
            <footer class="row end"><button class="btn" formmethod="get" formaction="\(ConsolePaths.poolRule(pool))">\
            \(page.t("pool.try"))</button>\(keep)</footer>
            """
    }

    private func history(_ page: PageContext) -> HTML {
        guard !versions.isEmpty else { return .empty }
        return """
            <section class="card block"><header><h2>\(page.t("pool.versions"))</h2></header><ul class="rows">\
            \(versions.html { version($0) })</ul></section>
            """
    }

    private func version(_ version: Version) -> HTML {
        """
        <li class="simulator-version"><b>\(version.number)</b><span class="grow">\(version.text)\
        \(when: !version.note.isEmpty, "<br><span class=\"mute\">\(version.note)</span>")</span>\
        <small class="mute">\(version.by)<br>\(version.at)</small></li>
        """
    }
}

/// What a rule would move: the number, whom it would leave, and the records themselves.
struct PoolForecastView: View {
    var count: String
    var before: String
    var isMore = false
    var owners: [(person: Reference, count: Int)]
    var rows: [Row]
    var problem: String?

    struct Row: Sendable {
        var mark: Reference
        var owner: Reference?
        var note: String
    }

    func html(_ page: PageContext) -> HTML {
        """
        <div id="forecast" class="simulator-result" aria-live="polite">\(problem.html { Notice(kind: .bad, title: $0).html(page) })\
        \(when: problem == nil, result(page))</div>
        """
    }

    private func result(_ page: PageContext) -> HTML {
        """
        <div class="card block simulator-count"><b class="num">\(count)</b><span>\(page.t("pool.would-move"))<br>\
        <span class="mute">\(before)</span></span></div>\(ownerCard(page))\(recordCard(page))
        """
    }

    private func ownerCard(_ page: PageContext) -> HTML {
        guard let most = owners.first?.count else { return .empty }
        return """
            <section class="card block"><header><h2>\(page.t("pool.from-whom"))</h2></header><ul class="simulator-owners">\
            \(owners.prefix(12).html { owner($0.person, $0.count, most) })</ul></section>
            """
    }

    private func owner(_ person: Reference, _ count: Int, _ most: Int) -> HTML {
        "<li>\(named(person))\(bar(count * 100 / max(most, 1), label: person.label, style: "grow"))<span class=\"num\">\(count)</span></li>"
    }

    private func recordCard(_ page: PageContext) -> HTML {
        guard !rows.isEmpty else { return EmptyState(icon: "droplet", title: page.t("pool.nothing-moves"), text: page.t("pool.nothing-moves-text")).html(page) }
        let heads = ["record", "owner", "last"].map { page.t("pool.head-" + $0) }
        let table = plainTable(label: page.t("pool.records"), heads: columnHeads(heads), rows: rows.html { row($0) })
        return "<section class=\"card block\"><header><h2>\(page.t("pool.records"))</h2></header>\(table)</section>"
    }

    private func row(_ row: Row) -> HTML {
        "<tr><th scope=\"row\">\(named(row.mark))</th><td>\(row.owner.html { named($0) })</td><td class=\"num\">\(row.note)</td></tr>"
    }
}
