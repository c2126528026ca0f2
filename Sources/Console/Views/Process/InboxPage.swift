import HTML

/// What waits for a person: requests to decide, tasks to do, copies to read.
struct InboxPage: Sendable {
    var shell: Shell
    var boxes: [Tab]
    var search: String
    var box: String
    var rows: [Row]
    var moreURL: String?
    /// Whether the rows are approvals that can be decided together.
    var canDecide = false
    /// What could not be decided, with the reason.
    var refusals: [Refusal] = []
    /// The processes by which the list can be narrowed, and the one chosen.
    var processes: [Choice] = []
    var process = ""

    struct Refusal: Sendable {
        var title: String
        var url: String
        var text: String
    }

    struct Row: Sendable {
        var id: String
        var url: String
        var title: String
        var step: String
        var process: String
        var number: String
        var initiator: Reference?
        var status: Choice?
        var due: String?
        var isLate = false
        var time: String
        var isUnread = false
        var isApproval = false
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="view inbox" data-inbox>\(bar(page))\(refused(page))\(rows.isEmpty ? nothing(page) : split(page))</div>
            """
        return shell.page(TopBar(title: page.t("inbox.title"), tabs: boxes), body, page)
    }

    /// The tabs again, for the phone, and the search.
    private func bar(_ page: PageContext) -> HTML {
        """
        <div class="only-m">\(tabs(boxes, label: page.t("inbox.boxes"), classes: "pills"))</div>\
        <form class="search" role="search" action="\(ConsolePaths.tasks)"><input type="hidden" name="box" value="\(box)">\
        \(processFilter(page))<input class="in" type="search" name="q" value="\(search)" placeholder="\(page.t("inbox.search"))" aria-label="\(page.t("inbox.search"))"></form>
        """
    }

    private func processFilter(_ page: PageContext) -> HTML {
        guard !processes.isEmpty else { return .empty }
        return """
            <select class="in" name="process" aria-label="\(page.t("inbox.process"))" data-submit><option value="">\(page.t("inbox.all-processes"))</option>\
            \(processes.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == process)>\($0.label)</option>" })</select>
            """
    }

    private func refused(_ page: PageContext) -> HTML {
        guard !refusals.isEmpty else { return .empty }
        let lines: HTML = refusals.html { "<li><a href=\"\($0.url)\"><b>\($0.title)</b></a> \($0.text)</li>" }
        return """
            <div class="notice bad" role="alert">\(icon("circle-alert"))<div class="grow">\
            <b>\(page.t("inbox.refused", "\(refusals.count)"))</b><ul>\(lines)</ul></div></div>
            """
    }

    private func nothing(_ page: PageContext) -> HTML {
        EmptyState(icon: "inbox", title: page.t("inbox.empty"), text: page.t("inbox.empty-text")).html(page)
    }

    /// On a desktop the task is read beside the list.
    private func split(_ page: PageContext) -> HTML {
        """
        <div class="inbox-split">\(list(page))<section class="inbox-task hide-m" aria-label="\(page.t("inbox.chosen"))" tabindex="-1">\
        <p class="mute">\(page.t("inbox.choose-one"))</p></section></div>
        """
    }

    private func list(_ page: PageContext) -> HTML {
        """
        <form method="post" action="\(ConsolePaths.taskBatch)">\(page.token)<ul class="work">\(rows.html { row($0, page) })</ul>\
        \(moreURL.html { "<a class=\"btn ghost sm\" href=\"\($0)\">\(page.t("list.more"))</a>" })\(when: canDecide, together(page))</form>
        """
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        """
        <li\(flag: "data-unread", row.isUnread)>\(when: canDecide && row.isApproval, choose(row, page))\
        <a href="\(row.url)" data-work="\(row.id)"><span class="two"><b class="cut">\(row.title)</b>\
        <small class="cut">\(row.step) · \(row.process) \(row.number)</small></span>\
        <span class="facts">\(row.initiator.html { named($0) })\(row.status.html { $0.html(page) })\(due(row))<time>\(row.time)</time></span></a></li>
        """
    }

    private func choose(_ row: Row, _ page: PageContext) -> HTML {
        "<input type=\"checkbox\" name=\"id\" value=\"\(row.id)\" aria-label=\"\(page.t("inbox.choose", row.title))\">"
    }

    private func due(_ row: Row) -> HTML {
        row.due.html { "<span class=\"due\(row.isLate ? " late" : "")\">\(icon("timer", .tiny))\($0)</span>" }
    }

    /// Several approvals with one opinion: each is decided for itself.
    private func together(_ page: PageContext) -> HTML {
        """
        <div class="together"><input class="in" name="opinion" placeholder="\(page.t("task.opinion"))" aria-label="\(page.t("task.opinion"))">\
        <button class="btn bad" name="action" value="reject">\(icon("x", .small))\(page.t("task.reject-chosen"))</button>\
        <button class="btn ok" name="action" value="approve">\(icon("check", .small))\(page.t("task.approve-chosen"))</button></div>
        """
    }
}
