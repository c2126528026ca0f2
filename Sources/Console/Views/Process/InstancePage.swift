import HTML

/// One process instance: where it is, what happened, what waits, what went wrong.
struct InstancePage: Sendable {
    var shell: Shell
    var id: String
    var title: String
    var process: String
    var processURL: String
    var number: String
    var status: Choice
    var initiator: Reference?
    var started: String
    var ended: String?
    var subject: TaskPage.Subject?
    var diagramURL: String
    var way: [WayList.Step]
    var waits: [TaskPage.Variable]
    var incidents: [Incident]
    var variables: [TaskPage.Variable]
    var history: [Entry]
    var called: [Called]
    var actions: [Action]
    var replay: ReplayBar?
    var moves: Moves?
    var discussion: Discussion?

    /// Moving tokens by hand.
    struct Moves: Sendable {
        var from: [Choice]
        var to: [Choice]
    }

    struct Incident: Sendable {
        var key: Int
        var element: String
        var text: String
        var time: String
        var canMend: Bool
    }

    struct Entry: Sendable {
        var step: Int64
        var time: String
        var person: String
        var text: String
    }

    struct Called: Sendable {
        var label: String
        var url: String
        var status: Choice
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: title)
        top.crumbs = [.init(label: page.t("process.title"), url: ConsolePaths.processes), .init(label: process, url: processURL), .init(label: title)]
        top.backURL = processURL
        top.more = actions
        let body: HTML = """
            <div class="sheet"><div class="column wide task">\(head(page))\(incidents.html { incident($0, page) })\(diagram(page))\
            \(block("way.title", WayList(steps: way).html(page), way.isEmpty, page))\(block("instance.waits", facts(waits), waits.isEmpty, page))\
            \(block("instance.called", calledList(page), called.isEmpty, page))\(block("instance.history", timeline, history.isEmpty, page))\(discussion.html { $0.html(page) })\
            \(block("instance.variables", facts(variables), variables.isEmpty, page))\(moves.html { move($0, page) })</div></div>
            """
        return shell.page(top, body, page)
    }

    private func head(_ page: PageContext) -> HTML {
        """
        <header class="task-head"><h1>\(title)</h1><p class="row">\(status.html(page))<span class="mute">\(process) \(number)</span>\
        \(initiator.html { "<span>\(named($0)) \(page.t("task.began"))</span>" })<time>\(started)</time>\(ended.html { "<span>→ <time>\($0)</time></span>" })\
        \(subject.html { "<a href=\"\($0.url)\">\($0.label)</a>" })\
        <button type="button" class="btn sm ghost" data-print hidden>\(icon("printer", .small))\(page.t("common.print"))</button></p></header>
        """
    }

    private func diagram(_ page: PageContext) -> HTML {
        """
        <figure class="card diagram" tabindex="0" role="region" aria-label="\(page.t("instance.diagram"))">\
        <img id="diagram" src="\(shownURL)" data-url="\(diagramURL)" alt="\(page.t("instance.diagram"))"></figure>\(replay.html { $0.html(page) })
        """
    }

    /// The diagram as it was at the step shown.
    private var shownURL: String {
        guard let replay, replay.shown < replay.last else { return diagramURL }
        return ConsolePaths.address(diagramURL, [("step", "\(replay.shown)")])
    }

    private func incident(_ incident: Incident, _ page: PageContext) -> HTML {
        """
        <div class="notice bad" role="alert">\(icon("circle-alert"))<div class="grow"><b>\(incident.element)</b><p>\(incident.text)</p><small>\(incident.time)</small></div>\
        \(when: incident.canMend, mend(incident, page))</div>
        """
    }

    private func mend(_ incident: Incident, _ page: PageContext) -> HTML {
        let value = Action.Value(name: "incident", value: "\(incident.key)")
        let retry = Action(label: page.t("instance.retry"), icon: "undo-2", url: ConsolePaths.instance(id, "retry"), method: .post, values: [value])
        let skip = Action(
            label: page.t("instance.skip"), url: ConsolePaths.instance(id, "skip"), method: .post, values: [value],
            confirm: page.t("instance.skip-question"))
        return "\(retry.button(page, classes: "sm"))\(skip.button(page, classes: "sm"))"
    }

    private func block(_ key: String, _ content: HTML, _ isEmpty: Bool, _ page: PageContext) -> HTML {
        guard !isEmpty else { return .empty }
        return "<section class=\"card block\"><header><h2>\(page.t(key))</h2></header>\(content)</section>"
    }

    /// For an administrator: a token from one step to another, after a question.
    private func move(_ moves: Moves, _ page: PageContext) -> HTML {
        """
        <details class="card block move"><summary>\(page.t("instance.move"))</summary><p class="mute">\(page.t("instance.move-text"))</p>\
        <form class="filter-row" method="post" action="\(ConsolePaths.instance(id, "move"))" data-confirm="\(page.t("instance.move-question"))">\(page.token)\
        <label class="fld"><span>\(page.t("instance.move-from"))</span><select class="in" name="from">\(moves.from.html(option))</select></label>\
        <label class="fld"><span>\(page.t("instance.move-to"))</span><select class="in" name="to">\(moves.to.html(option))</select></label>\
        <button class="btn bad">\(page.t("instance.move"))</button></form></details>
        """
    }

    private func option(_ choice: Choice) -> HTML { "<option value=\"\(choice.value)\">\(choice.label)</option>" }

    private func facts(_ facts: [TaskPage.Variable]) -> HTML {
        "<dl class=\"facts-list\">\(facts.html { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" })</dl>"
    }

    private func calledList(_ page: PageContext) -> HTML {
        "<ul class=\"called\">\(called.html { "<li><a href=\"\($0.url)\">\($0.label)</a> \($0.status.html(page))</li>" })</ul>"
    }

    private var timeline: HTML {
        "<ol class=\"history\">\(history.html { "<li data-step=\"\(String($0.step))\"><time>\($0.time)</time><b>\($0.person)</b><span>\($0.text)</span></li>" })</ol>"
    }
}
