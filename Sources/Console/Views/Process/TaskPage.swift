import HTML

/// One task: what it is about, what may be done, and the way of the request.
struct TaskPage: Sendable {
    var shell: Shell
    var id: String
    var title: String
    var step: String
    var number: String
    var process: String
    var initiator: Reference?
    var time: String
    var status: Choice
    var instanceURL: String
    var subject: Subject?
    var fields: [ProcessField]
    var variables: [Variable]
    var way: [WayList.Step]
    var problem: String?
    var mode: Mode
    /// Steps to which the request may be returned.
    var returns: [Choice] = []
    var people: [Choice] = []
    var needsOpinion = false
    var needsSignature = false
    /// Whether a decision of one's own may still be taken back.
    var mayTakeBack = false
    var discussion: Discussion?
    /// Later steps whose approvers are picked here.
    var picks: [PickField] = []
    /// The buttons that the step names, with their labels; all when it names none.
    var buttons: [String: String] = [:]

    enum Mode: Sendable, Equatable {
        /// Nothing to do here: closed, or somebody else's.
        case readOnly
        case claim
        case complete
        case decide
    }

    struct Subject: Sendable {
        var label: String
        var url: String
        var facts: [Variable]
    }

    struct Variable: Sendable {
        var name: String
        var value: String
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: title)
        top.crumbs = [.init(label: page.t("inbox.title"), url: ConsolePaths.tasks), .init(label: title)]
        top.backURL = ConsolePaths.tasks
        let body: HTML = """
            <div class="sheet"><div class="column task">\(head(page))\(problem.html { Notice(kind: .bad, title: $0).html(page) })\
            \(subject.html { about($0, page) })\(data(page))\(form(page))\(progress(page))\(discussion.html { $0.html(page) })</div></div>
            """
        return shell.page(top, body, hasPhoneBar: false, page)
    }

    private func head(_ page: PageContext) -> HTML {
        """
        <header class="task-head"><h1>\(title)</h1><p class="mute">\(process) \(number) · \(step)</p>\
        <p class="row">\(status.html(page))\(initiator.html { "<span>\(named($0)) \(page.t("task.began"))</span>" })<time>\(time)</time>\
        <a href="\(instanceURL)">\(page.t("task.open-instance"))</a></p></header>
        """
    }

    private func about(_ subject: Subject, _ page: PageContext) -> HTML {
        """
        <section class="card block"><header><h2><a href="\(subject.url)">\(subject.label)</a></h2></header>\(facts(subject.facts))</section>
        """
    }

    private func facts(_ facts: [Variable]) -> HTML {
        "<dl class=\"facts-list\">\(facts.html { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" })</dl>"
    }

    private func data(_ page: PageContext) -> HTML {
        guard !variables.isEmpty else { return .empty }
        return "<section class=\"card block\"><header><h2>\(page.t("task.data"))</h2></header>\(facts(variables))</section>"
    }

    private func progress(_ page: PageContext) -> HTML {
        guard !way.isEmpty else { return .empty }
        return "<section class=\"card block\"><header><h2>\(page.t("task.way"))</h2></header>\(WayList(steps: way).html(page))</section>"
    }

    private func form(_ page: PageContext) -> HTML {
        switch mode {
        case .readOnly: mayTakeBack ? takeBack(page) : .empty
        case .claim: bare("claim", "primary", page)
        case .complete: complete(page)
        case .decide: decide(page)
        }
    }

    private func takeBack(_ page: PageContext) -> HTML {
        """
        <form class="card block task-form" method="post" action="\(ConsolePaths.task(id, "take-back"))" data-confirm="\(page.t("task.take-back-question"))">\(page.token)\
        <footer><span class="grow mute">\(page.t("task.take-back-text"))</span><button class="btn">\(icon("undo-2", .small))\(page.t("task.take-back"))</button></footer></form>
        """
    }

    private func bare(_ action: String, _ tone: String, _ page: PageContext) -> HTML {
        """
        <form class="card block task-form" method="post" action="\(ConsolePaths.task(id, action))">\(page.token)\
        <footer><span class="grow"></span><button class="btn \(tone)">\(page.t("task." + action))</button></footer></form>
        """
    }

    private func complete(_ page: PageContext) -> HTML {
        """
        <form class="card block task-form" method="post" action="\(ConsolePaths.task(id, "complete"))">\(page.token)\
        <div class="fields">\(fields.html(page))</div><footer>\
        <button class="btn ghost" formaction="\(ConsolePaths.task(id, "unclaim"))" formnovalidate>\(page.t("task.unclaim"))</button>\
        <span class="grow"></span><button class="btn primary">\(icon("check", .small))\(page.t("task.complete"))</button></footer></form>
        """
    }

    private func decide(_ page: PageContext) -> HTML {
        """
        <form class="card block task-form" method="post" action="\(ConsolePaths.task(id, "approve"))">\(page.token)\
        <div class="fields">\(fields.html(page))\(picks.html(page))</div>\
        <label class="fld"><span>\(page.t("task.opinion"))</span><textarea class="in" name="opinion" rows="2"\(flag: "required", needsOpinion)></textarea></label>\
        \(when: needsSignature, signature(page))\
        <footer class="decide">\(when: shows("reject"), "<button class=\"btn bad\" formaction=\"\(ConsolePaths.task(id, "reject"))\" data-key=\"r\">\(icon("x", .small))\(label("reject", page))</button>")\
        \(when: shows("approve"), "<button class=\"btn ok\" data-key=\"a\">\(icon("check", .small))\(label("approve", page))</button>")</footer>\(further(page))</form>
        """
    }

    private func shows(_ action: String) -> Bool { buttons.isEmpty || buttons[action] != nil }

    private func label(_ action: String, _ page: PageContext) -> String {
        let named = buttons[action] ?? ""
        return named.isEmpty || named == action ? page.t("task." + action) : named
    }

    private func signature(_ page: PageContext) -> HTML {
        "<label class=\"row\"><input type=\"checkbox\" name=\"signed\" value=\"true\" required> \(page.t("task.sign"))</label>"
    }

    /// Everything else that one may do with an approval.
    private func further(_ page: PageContext) -> HTML {
        """
        <details class="further"><summary>\(page.t("task.further"))</summary>\(when: shows("return"), sendBack(page))\(withPeople(page))\
        \(when: shows("remind"), "<button class=\"btn sm\" formaction=\"\(ConsolePaths.task(id, "remind"))\" formnovalidate>\(icon("bell", .small))\(label("remind", page))</button>")</details>
        """
    }

    private func sendBack(_ page: PageContext) -> HTML {
        """
        <div class="filter-row"><label class="fld"><span>\(page.t("task.return-to"))</span><select class="in" name="to">\(returns.html(option))</select></label>\
        <label class="fld"><span>\(page.t("task.return-mode"))</span><select class="in" name="mode"><option value="rerun">\(page.t("task.mode-rerun"))</option>\
        <option value="straight">\(page.t("task.mode-straight"))</option></select></label>\
        <button class="btn" formaction="\(ConsolePaths.task(id, "return"))" formnovalidate>\(icon("arrow-left", .small))\(label("return", page))</button></div>
        """
    }

    private func withPeople(_ page: PageContext) -> HTML {
        let all = ["add-before", "add-after", "add-beside", "remove", "transfer", "delegate", "copy"]
        let actions = all.filter { shows($0.hasPrefix("add-") ? "add" : $0) }
        guard !actions.isEmpty else { return .empty }
        return """
            <div class="filter-row"><label class="fld"><span>\(page.t("task.person"))</span><select class="in" name="person"><option value=""></option>\
            \(people.html(option))</select></label><span class="row">\(actions.html { button($0, page) })</span></div>
            """
    }

    private func button(_ action: String, _ page: PageContext) -> HTML {
        "<button class=\"btn sm\" formaction=\"\(ConsolePaths.task(id, action))\" formnovalidate>\(label(action, page))</button>"
    }

    private func option(_ choice: Choice) -> HTML { "<option value=\"\(choice.value)\">\(choice.label)</option>" }
}
