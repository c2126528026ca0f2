import HTML

/// The processes in force, with what they are doing.
struct ProcessListPage: Sendable {
    var shell: Shell
    var rows: [Row]
    var problems: [Problem] = []
    var mayDeploy: Bool
    /// Processes that are drawn and were never deployed.
    var drafts: [Draft] = []

    struct Draft: Sendable {
        var name: String
        var url: String
        var saved: String
        var by: String
    }

    struct Row: Sendable {
        var name: String
        var key: String
        var version: String
        var active: String
        var incidents: Int
        var deployed: String
        var mayStart: Bool
    }

    struct Problem: Sendable {
        var place: String
        var text: String
        var isError: Bool
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="view"><div class="column wide">\(ModelTabs.phone(page, isDecisions: false))\(problemList(page))\(when: mayDeploy, upload(page))\
            \(rows.isEmpty ? nothing(page) : table(page))\(draftTable(page))</div></div>
            """
        var top = TopBar(title: page.t("process.title"), tabs: ModelTabs.tabs(page, isDecisions: false))
        if mayDeploy {
            top.actions = [Action(label: page.t("design.new-process"), icon: "plus", url: ConsolePaths.processes + "/new", tone: .primary)]
        }
        return shell.page(top, body, page)
    }

    private func nothing(_ page: PageContext) -> HTML {
        EmptyState(icon: "workflow", title: page.t("process.none"), text: page.t("process.none-text")).html(page)
    }

    private func upload(_ page: PageContext) -> HTML {
        """
        <form class="card block row" method="post" action="\(ConsolePaths.processDeploy)" enctype="multipart/form-data">\(page.token)\
        <label class="fld grow"><span>\(page.t("process.files"))</span><input class="in" type="file" name="files" multiple required accept=".bpmn,.dmn,.xml"></label>\
        <button class="btn">\(icon("upload", .small))\(page.t("process.deploy"))</button></form>
        """
    }

    private func draftTable(_ page: PageContext) -> HTML {
        guard !drafts.isEmpty else { return .empty }
        let rows: HTML = drafts.html { draft in
            """
            <li><a href="\(draft.url)"><span class="two"><b class="cut">\(draft.name)</b></span><span class="facts">\
            <span>\(page.t("design.saved-by")) \(draft.by)</span><time>\(draft.saved)</time></span></a></li>
            """
        }
        return "<section class=\"block drafts\"><header><h2>\(page.t("design.drafts"))</h2></header><ul class=\"work\">\(rows)</ul></section>"
    }

    private func problemList(_ page: PageContext) -> HTML {
        guard !problems.isEmpty else { return .empty }
        let isBad = problems.contains(where: \.isError)
        return """
            <div class="notice \(isBad ? "bad" : "warning")" role="alert">\(icon(isBad ? "circle-alert" : "triangle-alert"))<div class="grow">\
            <b>\(page.t(isBad ? "process.refused" : "process.deployed-with"))</b><ul>\(problems.html { "<li><b>\($0.place)</b> \($0.text)</li>" })</ul></div></div>
            """
    }

    private func table(_ page: PageContext) -> HTML {
        let heads = ["name", "version", "active", "incidents", "deployed", "start"].map { page.t("process." + $0) }
        return plainTable(label: page.t("process.title"), heads: columnHeads(heads), rows: rows.html { row($0, page) })
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        let start = Action(label: page.t("process.start"), icon: "plus", url: ConsolePaths.processStart(row.key))
        return """
            <tr><th scope="row"><a href="\(ConsolePaths.process(row.key))">\(row.name)</a></th><td class="num">\(row.version)</td><td class="num">\(row.active)</td>\
            <td>\(when: row.incidents > 0, chip("\(row.incidents)", hue: 25, style: "dot"))</td><td class="num">\(row.deployed)</td>\
            <td>\(when: row.mayStart, start.button(page, classes: "sm"))</td></tr>
            """
    }
}

/// One process: its diagram with the waiting times, versions, instances.
struct ProcessPage: Sendable {
    var shell: Shell
    var key: String
    var name: String
    var diagramURL: String
    var steps: [Step]
    var versions: [Version]
    var instances: [Instance]
    var filters: [Tab]
    var mayStart: Bool
    var mayDeploy: Bool
    var hasDraft = false

    struct Step: Sendable {
        var name: String
        var count: String
        var mean: String
        var open: String
    }

    struct Version: Sendable {
        var id: String
        var number: String
        var deployed: String
        var by: String
        var isActive: Bool
    }

    struct Instance: Sendable {
        var url: String
        var title: String
        var number: String
        var status: Choice
        var started: String
        var incidents: Int
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: name, tabs: filters)
        top.crumbs = [.init(label: page.t("process.title"), url: ConsolePaths.processes), .init(label: name)]
        top.backURL = ConsolePaths.processes
        if mayDeploy { top.actions.append(Action(label: page.t(hasDraft ? "design.edit-draft" : "design.edit"), icon: "pencil", url: ConsolePaths.process(key, "steps"))) }
        if mayStart { top.actions += [Action(label: page.t("process.start"), icon: "plus", url: ConsolePaths.processStart(key), tone: .primary)] }
        let body: HTML = """
            <div class="sheet"><div class="column wide task"><h1 class="sr">\(name)</h1>\
            <figure class="card diagram" tabindex="0" role="region" aria-label="\(page.t("instance.diagram"))"><img src="\(diagramURL)" alt="\(page.t("process.heat"))"></figure>\
            \(instanceTable(page))\(stepTable(page))\(versionTable(page))</div></div>
            """
        return shell.page(top, body, page)
    }

    private func instanceTable(_ page: PageContext) -> HTML {
        guard !instances.isEmpty else { return Notice(kind: .info, title: page.t("process.no-instances")).html(page) }
        let heads = columnHeads(["title", "number", "status", "started", "incidents"].map { page.t("instance." + $0) })
        return plainTable(label: page.t("process.instances"), heads: heads, rows: instances.html { row($0, page) })
    }

    private func row(_ row: Instance, _ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><a href="\(row.url)">\(row.title)</a></th><td class="num">\(row.number)</td><td>\(row.status.html(page))</td><td class="num">\(row.started)</td>\
        <td>\(when: row.incidents > 0, chip("\(row.incidents)", hue: 25, style: "dot"))</td></tr>
        """
    }

    private func stepTable(_ page: PageContext) -> HTML {
        guard !steps.isEmpty else { return .empty }
        let heads = columnHeads(["step", "count", "mean", "open"].map { page.t("process.step-" + $0) })
        let rows: HTML = steps.html {
            "<tr><th scope=\"row\">\($0.name)</th><td class=\"num\">\($0.count)</td><td class=\"num\">\($0.mean)</td><td class=\"num\">\($0.open)</td></tr>"
        }
        return plainTable(label: page.t("process.waiting"), heads: heads, rows: rows)
    }

    private func versionTable(_ page: PageContext) -> HTML {
        let heads = columnHeads(["version", "deployed", "by", "actions"].map { page.t("process." + $0) })
        return plainTable(label: page.t("process.versions"), heads: heads, rows: versions.html { version($0, page) })
    }

    private func version(_ version: Version, _ page: PageContext) -> HTML {
        let back = Action(
            label: page.t("process.roll-back"), icon: "undo-2", url: ConsolePaths.process(key, "roll-back"), method: .post,
            values: [.init(name: "version", value: version.id)], confirm: page.t("process.roll-back-question", version.number))
        let compare = ConsolePaths.address(ConsolePaths.process(key, "compare"), [("from", version.id)])
        return """
            <tr><th scope="row" class="num">\(version.number) \(when: version.isActive, chip(page.t("process.in-force"), hue: 155, style: "dot"))</th>\
            <td class="num">\(version.deployed)</td><td>\(version.by)</td>\
            <td class="row end"><a class="btn sm ghost" href="\(ConsolePaths.address(ConsolePaths.process(key, "source"), [("version", version.id)]))">\(page.t("process.source"))</a>\
            \(when: !version.isActive, "<a class=\"btn sm ghost\" href=\"\(compare)\">\(page.t("compare.with-current"))</a>")\
            \(when: mayDeploy && !version.isActive, back.button(page, classes: "sm ghost"))</td></tr>
            """
    }
}

/// What is filled in before a process begins, and who will have it.
struct StartPage: Sendable {
    var shell: Shell
    var key: String
    var name: String
    var help: String?
    var subject: TaskPage.Subject?
    var hidden: [FilterBar.QueryItem]
    var requestTitle = ""
    var fields: [ProcessField]
    var way: [WayList.Step]
    var problem: String?
    /// Steps whose approvers the initiator picks.
    var picks: [PickField] = []

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: name)
        top.crumbs = [.init(label: page.t("process.title"), url: ConsolePaths.processes), .init(label: name)]
        top.backURL = ConsolePaths.processes
        let body: HTML = """
            <div class="sheet"><div class="column task"><h1>\(page.t("process.start-title", name))</h1>\(help.html { "<p class=\"mute\">\($0)</p>" })\
            \(problem.html { Notice(kind: .bad, title: $0).html(page) })\(subject.html(about))\
            <form class="card block task-form" method="post" action="\(ConsolePaths.processStart(key))">\(page.token)\(hidden.html(ListDialogs.hidden))\
            <label class="fld"><span>\(page.t("process.request-title"))</span><input class="in" name="title" value="\(requestTitle)" maxlength="200"></label>\
            <div class="fields">\(fields.html(page))\(picks.html(page))</div><footer><button class="btn ghost" name="preview" value="1" formnovalidate>\(icon("workflow", .small))\(page.t("process.preview-way"))</button>\
            <span class="grow"></span><button class="btn primary">\(page.t("process.submit"))</button></footer></form>\
            \(preview(page))</div></div>
            """
        return shell.page(top, body, hasPhoneBar: false, page)
    }

    private func about(_ subject: TaskPage.Subject) -> HTML {
        "<section class=\"card block\"><header><h2><a href=\"\(subject.url)\">\(subject.label)</a></h2></header></section>"
    }

    private func preview(_ page: PageContext) -> HTML {
        guard !way.isEmpty else { return .empty }
        return "<section class=\"card block\"><header><h2>\(page.t("process.preview"))</h2></header>\(WayList(steps: way).html(page))</section>"
    }
}
