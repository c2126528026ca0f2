import HTML

/// The designer of one process, as a diagram or as steps. The island fills it; what it needs comes by its address.
struct DesignerPage: Sendable {
    var shell: Shell
    var view: View
    var key: String
    var name: String
    var isDeployed: Bool

    enum View: String, Sendable { case diagram, steps }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: name, tabs: views(page))
        top.crumbs = [.init(label: page.t("process.title"), url: ConsolePaths.processes)]
        if isDeployed { top.crumbs.append(.init(label: name, url: ConsolePaths.process(key))) }
        top.crumbs.append(.init(label: isDeployed ? page.t("design.title") : name))
        top.backURL = isDeployed ? ConsolePaths.process(key) : ConsolePaths.processes
        top.phoneActions = views(page).filter { !$0.isCurrent }.map { Action(label: $0.label, icon: $0.icon, url: $0.url) }
        top.more = [
            Action(
                label: page.t("design.discard"), icon: "trash-2", url: ConsolePaths.process(key, "discard"), method: .post,
                confirm: page.t("design.discard-question"), tone: .bad)
        ]
        return shell.page(top, body(page), hasPhoneBar: false, page)
    }

    private func views(_ page: PageContext) -> [Tab] {
        [
            Tab(label: page.t("design.steps"), url: ConsolePaths.process(key, "steps"), icon: "list-tree", isCurrent: view == .steps),
            Tab(label: page.t("design.diagram"), url: ConsolePaths.process(key, "design"), icon: "workflow", isCurrent: view == .diagram),
        ]
    }

    private func body(_ page: PageContext) -> HTML {
        """
        <div class="desk" data-designer="\(view.rawValue)" data-url="\(ConsolePaths.process(key))"><h1 class="sr">\(page.t("design.heading", name))</h1>\
        <noscript><p class="notice warning">\(page.t("design.no-script"))</p></noscript><p class="mute design-wait" role="status">\(page.t("design.loading"))</p></div>
        """
    }
}

/// Asks for the name and key of a new process or decision.
struct NewModelPage: Sendable {
    var shell: Shell
    var kind: Kind
    var name: String
    var key: String
    var objects: [Choice] = []
    var problem: String?

    enum Kind: String, Sendable { case process, decision }

    private var home: String { kind == .process ? ConsolePaths.processes : ConsolePaths.decisions }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: page.t("design.new-\(kind.rawValue)"))
        top.crumbs = [
            .init(label: page.t(kind == .process ? "process.title" : "decision.title"), url: home), .init(label: page.t("design.new-\(kind.rawValue)")),
        ]
        top.backURL = home
        let body: HTML = """
            <div class="sheet"><div class="column task"><h1>\(page.t("design.new-\(kind.rawValue)"))</h1>\(problem.html { Notice(kind: .bad, title: $0).html(page) })\
            <form class="card block task-form" method="post" action="\(home)/new">\(page.token)\
            <label class="fld"><span>\(page.t("design.name"))</span><input class="in" name="name" value="\(name)" required maxlength="120" autofocus></label>\
            <label class="fld"><span>\(page.t("design.key"))</span><input class="in" name="key" value="\(key)" required maxlength="100" autocomplete="off">\
            <small>\(page.t("design.key-help"))</small></label>\
            \(when: kind == .process, processFields(page))<footer><span class="grow"></span><button class="btn primary">\(page.t("design.begin"))</button></footer></form></div></div>
            """
        return shell.page(top, body, hasPhoneBar: false, page)
    }

    private func processFields(_ page: PageContext) -> HTML {
        """
        <label class="fld"><span>\(page.t("design.subject"))</span><select class="in" name="subject"><option value="">\(page.t("design.subject-none"))</option>\
        \(objects.html { "<option value=\"\($0.value)\">\($0.label)</option>" })</select></label>\
        <fieldset class="choose"><legend>\(page.t("design.with"))</legend>\
        <label><input type="radio" name="with" value="steps" checked><span><b>\(page.t("design.steps"))</b> \(page.t("design.steps-text"))</span></label>\
        <label><input type="radio" name="with" value="diagram"><span><b>\(page.t("design.diagram"))</b> \(page.t("design.diagram-text"))</span></label></fieldset>
        """
    }
}
