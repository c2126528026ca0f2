import HTML
import ProcessDesign

/// The decision models in force, and those that are drafts yet.
struct DecisionListPage: Sendable {
    var shell: Shell
    var rows: [Row]
    var mayEdit: Bool

    struct Row: Sendable {
        var name: String
        var url: String
        var version: String
        var deployed: String
        var by: String
        var hasDraft = false
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: page.t("decision.title"), tabs: ModelTabs.tabs(page, isDecisions: true))
        if mayEdit {
            top.actions = [Action(label: page.t("design.new-decision"), icon: "plus", url: ConsolePaths.decisions + "/new", tone: .primary)]
        }
        let body: HTML = """
            <div class="view"><div class="column wide"><h1 class="sr">\(page.t("decision.title"))</h1>\(ModelTabs.phone(page, isDecisions: true))\
            \(rows.isEmpty ? EmptyState(icon: "table-2", title: page.t("decision.none"), text: page.t("decision.none-text")).html(page) : table(page))</div></div>
            """
        return shell.page(top, body, page)
    }

    private func table(_ page: PageContext) -> HTML {
        let heads = columnHeads([page.t("decision.name"), page.t("process.version"), page.t("process.deployed"), page.t("process.by")])
        return plainTable(label: page.t("decision.title"), heads: heads, rows: rows.html { row($0, page) })
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><a href="\(row.url)">\(row.name)</a> \(when: row.hasDraft, chip(page.t("design.draft"), hue: 75, style: "dot"))</th>\
        <td class="num">\(row.version)</td><td class="num">\(row.deployed)</td><td>\(row.by)</td></tr>
        """
    }
}

/// Processes and decisions beside each other.
enum ModelTabs {
    static func tabs(_ page: PageContext, isDecisions: Bool) -> [Tab] {
        [
            Tab(label: page.t("process.title"), url: ConsolePaths.processes, icon: "workflow", isCurrent: !isDecisions),
            Tab(label: page.t("decision.title"), url: ConsolePaths.decisions, icon: "table-2", isCurrent: isDecisions),
        ]
    }

    static func phone(_ page: PageContext, isDecisions: Bool) -> HTML {
        "<div class=\"only-m\">\(Console.tabs(tabs(page, isDecisions: isDecisions), label: page.t("design.models"), classes: "pills"))</div>"
    }
}

/// One decision model: its tables to read, and its versions.
struct DecisionPage: Sendable {
    var shell: Shell
    var key: String
    var name: String
    var tables: [DecisionGrid.Table]
    var versions: [Version]
    var mayEdit: Bool
    var hasDraft: Bool

    struct Version: Sendable {
        var id: String
        var number: String
        var deployed: String
        var by: String
        var isLatest: Bool
        var isShown: Bool
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: name)
        top.crumbs = [.init(label: page.t("decision.title"), url: ConsolePaths.decisions), .init(label: name)]
        top.backURL = ConsolePaths.decisions
        if mayEdit {
            let label = page.t(hasDraft ? "design.edit-draft" : "design.edit")
            top.actions = [Action(label: label, icon: "pencil", url: ConsolePaths.decision(key, "edit"), tone: .primary)]
        }
        let body: HTML = """
            <div class="sheet"><div class="column wide task"><h1 class="sr">\(name)</h1>\(tables.html { table($0, page) })\(versionTable(page))</div></div>
            """
        return shell.page(top, body, page)
    }

    private func table(_ table: DecisionGrid.Table, _ page: PageContext) -> HTML {
        let inputs = table.inputs.map { $0.label.isEmpty ? $0.expression : $0.label }
        let outputs = table.outputs.map { [$0.label, $0.expression, table.name].first { !$0.isEmpty } ?? "" }
        let heads: HTML = "<th scope=\"col\">\(page.t("grid.policy-\(table.hitPolicy.lowercased().split(separator: " ").joined(separator: "-"))"))</th>\(columnHeads(inputs + outputs + table.annotations))"
        return """
            <section class="block"><header><h2>\(table.name)</h2></header>\
            \(plainTable(label: table.name, heads: heads, rows: rows(table), classes: "decision"))</section>
            """
    }

    private func rows(_ table: DecisionGrid.Table) -> HTML {
        Array(table.rules.enumerated()).html { number, rule in
            """
            <tr><th scope="row" class="num">\("\(number + 1)")</th>\(rule.inputs.html { "<td><code>\($0)</code></td>" })\
            \(rule.outputs.html { "<td class=\"result\"><code>\($0)</code></td>" })\(rule.annotations.html { "<td>\($0)</td>" })</tr>
            """
        }
    }

    private func versionTable(_ page: PageContext) -> HTML {
        let heads = columnHeads(["version", "deployed", "by", "actions"].map { page.t("process." + $0) })
        return plainTable(label: page.t("process.versions"), heads: heads, rows: versions.html { version($0, page) })
    }

    private func version(_ version: Version, _ page: PageContext) -> HTML {
        let back = Action(
            label: page.t("process.roll-back"), icon: "undo-2", url: ConsolePaths.decision(key, "roll-back"), method: .post,
            values: [.init(name: "version", value: version.id)], confirm: page.t("process.roll-back-question", version.number))
        let compare = ConsolePaths.address(ConsolePaths.decision(key, "compare"), [("from", version.id)])
        return """
            <tr><th scope="row" class="num"><a href="\(ConsolePaths.address(ConsolePaths.decision(key), [("version", version.id)]))">\(version.number)</a> \
            \(when: version.isLatest, chip(page.t("process.in-force"), hue: 155, style: "dot"))</th>\
            <td class="num">\(version.deployed)</td><td>\(version.by)</td>\
            <td class="row end"><a class="btn sm ghost" href="\(ConsolePaths.address(ConsolePaths.decision(key, "source"), [("version", version.id)]))">\(page.t("process.source"))</a>\
            \(when: !version.isLatest, "<a class=\"btn sm ghost\" href=\"\(compare)\">\(page.t("compare.with-current"))</a>")\
            \(when: mayEdit && !version.isLatest, back.button(page, classes: "sm ghost"))</td></tr>
            """
    }
}

/// The editor of a decision model; the island fills it.
struct DecisionEditorPage: Sendable {
    var shell: Shell
    var key: String
    var name: String
    var isDeployed: Bool

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: name)
        top.crumbs = [.init(label: page.t("decision.title"), url: ConsolePaths.decisions)]
        if isDeployed { top.crumbs.append(.init(label: name, url: ConsolePaths.decision(key))) }
        top.crumbs.append(.init(label: isDeployed ? page.t("design.edit") : name))
        top.backURL = isDeployed ? ConsolePaths.decision(key) : ConsolePaths.decisions
        top.more = [
            Action(
                label: page.t("design.discard"), icon: "trash-2", url: ConsolePaths.decision(key, "discard"), method: .post,
                confirm: page.t("design.discard-question"), tone: .bad)
        ]
        let body: HTML = """
            <div class="desk" data-grid data-url="\(ConsolePaths.decision(key))"><h1 class="sr">\(page.t("design.heading", name))</h1>\
            <noscript><p class="notice warning">\(page.t("design.no-script"))</p></noscript><p class="mute design-wait" role="status">\(page.t("design.loading"))</p></div>
            """
        return shell.page(top, body, hasPhoneBar: false, page)
    }
}
