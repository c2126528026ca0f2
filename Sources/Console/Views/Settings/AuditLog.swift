import HTML

/// Who did what, chained: each entry carries the hash of the one before, and the chain was checked.
struct AuditLog: View {
    var chain: Chain
    var filter: [FieldView]
    var entries: [Entry]
    var moreURL: String?

    struct Chain: Sendable {
        var isWhole: Bool
        var sentence: String
        var detail: String
        var verify: Action?
    }

    struct Entry: Sendable {
        var number: String
        var time: String
        var actor: Reference
        var action: Choice
        var subject: Reference?
        var detail: String
        var address: String
        var hash: String
    }

    func html(_ page: PageContext) -> HTML {
        let rows: HTML = "\(entries.html { row($0, page) })\(more(page))"
        return """
            \(state(page))\(when: !filter.isEmpty, filterForm(page))\
            \(plainTable(label: page.t("audit.title"), heads: heads(page), rows: rows, classes: "audit"))
            """
    }

    private func filterForm(_ page: PageContext) -> HTML {
        """
        <form class="filter-row" role="search">\(filter.html { formField($0, page) })\
        <button class="btn">\(page.t("list.apply"))</button></form>
        """
    }

    private func state(_ page: PageContext) -> HTML {
        Notice(kind: chain.isWhole ? .good : .bad, title: chain.sentence, text: chain.detail, action: chain.verify)
            .html(page)
    }

    /// Addresses and hashes stand only where the log keeps them.
    private var showsAddress: Bool { entries.contains { !$0.address.isEmpty } }
    private var showsHash: Bool { entries.contains { !$0.hash.isEmpty } }

    private func heads(_ page: PageContext) -> HTML {
        var names = ["number", "time", "actor", "action", "subject", "detail"]
        if showsAddress { names.append("address") }
        if showsHash { names.append("hash") }
        return columnHeads(names.map { page.t("audit." + $0) })
    }

    private func row(_ entry: Entry, _ page: PageContext) -> HTML {
        """
        <tr><td class="num mute">\(entry.number)</td><td class="num">\(entry.time)</td><td>\(named(entry.actor))</td>\
        <td>\(entry.action.html(page))</td><td>\(entry.subject.html(named))</td><td>\(entry.detail)</td>\
        \(when: showsAddress, "<td class=\"num mute\">\(entry.address)</td>")\
        \(when: showsHash, "<td><code class=\"mute\">\(entry.hash)</code></td>")</tr>
        """
    }

    private func more(_ page: PageContext) -> HTML {
        moreURL.html {
            """
            <tr class="next"><td colspan="99"><a class="btn ghost sm" href="\($0)">\(page.t("timeline.earlier"))</a>\
            </td></tr>
            """
        }
    }
}
