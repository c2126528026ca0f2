import HTML

/// The programs that may call the API, and once, right after making one, its secret.
struct APIClients: View {
    var clients: [Row]
    var secret: Secret?

    struct Row: Sendable {
        var name: String
        var id: String
        var scopes: [Choice]
        var state: Choice
        var lastUsed: String
        var actions: [Action]
    }

    /// Shown once; never stored as it stands.
    struct Secret: Sendable {
        var name: String
        var id: String
        var value: String
    }

    func html(_ page: PageContext) -> HTML {
        let heads = columnHeads(["name", "id", "scopes", "state", "used"].map { page.t("clients." + $0) })
        let table = plainTable(
            label: page.t("clients.title"),
            heads: "\(heads)<th><span class=\"sr\">\(page.t("common.actions"))</span></th>",
            rows: clients.html { row($0, page) })
        return "\(secret.html { shown($0, page) })\(table)"
    }

    private func shown(_ secret: Secret, _ page: PageContext) -> HTML {
        """
        <div class="notice good secret" role="status">\(icon("key-round"))<div class="grow"><b>\
        \(page.t("clients.secret-title", secret.name))</b>\
        <p>\(page.t("clients.secret-text"))</p><dl class="kv"><div><dt>\(page.t("clients.id"))</dt><dd><code>\
        \(secret.id)</code></dd></div>\
        <div><dt>\(page.t("clients.secret"))</dt><dd><code>\(secret.value)</code>\
        <button type="button" class="btn sm" data-copy="\(secret.value)">\
        \(icon("copy", .small))\(page.t("clients.copy"))</button></dd></div></dl></div></div>
        """
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row">\(row.name)</th><td><code>\(row.id)</code></td><td><span class="chips">\
        \(row.scopes.html { chip($0.label, style: "line") })</span></td>\
        <td>\(row.state.html(page))</td><td class="num mute">\(row.lastUsed)</td>\
        <td class="right"><span class="row end">\(row.actions.html { $0.button(page, classes: "sm") })</span></td></tr>
        """
    }
}
