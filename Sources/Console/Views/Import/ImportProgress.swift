import HTML

/// The run itself: asks for itself again every second until the server answers with the result.
struct ImportProgress: View {
    var id: String
    /// Nil when nobody knows how much there is.
    var percent: Int?
    var done: String
    var total: String
    var failed: String
    var remaining: String?

    func html(_ page: PageContext) -> HTML {
        let url = ConsolePaths.imports(id, "progress")
        return """
            <div class="card step" id="import-run" hx-get="\(url)" hx-trigger="every 1s" hx-swap="outerHTML"><h2>\
            \(page.t("import.running"))</h2>\
            \(bar(percent, label: page.t("import.running"), style: "wide"))<p class="num" aria-live="polite">\
            \(page.t("import.done-of", done, total))\
            \(when: failed != "0", " · <span class=\"bad\">\(page.t("import.failed", failed))</span>")\
            \(remaining.html { " · \($0)" })</p>\
            <p class="mute">\(page.t("import.may-leave"))</p>\(refresh(page))</div>
            """
    }

    private func refresh(_ page: PageContext) -> HTML {
        """
        <noscript><a class="btn" href="\(ConsolePaths.imports(id, "progress"))">\(page.t("import.refresh"))</a></noscript>
        """
    }
}

/// What came of it: counts, the rows that were refused, and the way back.
struct ImportResult: View {
    var id: String
    var title: String
    var counts: [Figure]
    /// The refused rows with their reasons, to correct and send again.
    var errorsURL: String?
    var errors: [ImportPreview.Problem] = []
    var listURL: String
    var canUndo = true
    var undoUntil: String?
    var wasUndone = false

    func html(_ page: PageContext) -> HTML {
        """
        <div class="card step" id="import-run">\(Notice(kind: wasUndone ? .info : .good, title: title).html(page))\
        \(figureRow(counts, page))\
        \(errorBlock(page))<footer>\(undo(page))<span class="grow"></span>\
        <a class="btn" href="\(ConsolePaths.imports)">\(page.t("import.another"))</a>\
        <a class="btn primary" href="\(listURL)">\(page.t("import.open-list"))</a></footer></div>
        """
    }

    private func errorBlock(_ page: PageContext) -> HTML {
        errorsURL.html { url in
            """
            <div class="notice warning">\(icon("triangle-alert"))<div class="grow"><b>\(page.t("import.refused"))</b>\
            <ul>\(errors.html(problemLine))</ul></div>\
            <a class="btn sm" href="\(url)" download>\(icon("download", .small))\(page.t("import.error-file"))</a></div>
            """
        }
    }

    private func undo(_ page: PageContext) -> HTML {
        guard canUndo, !wasUndone else { return .empty }
        let action = Action(
            label: page.t("import.undo"), icon: "undo-2", url: ConsolePaths.imports(id, "undo"), method: .post,
            confirm: page.t("import.undo-question"))
        return "\(action.button(page))\(undoUntil.html { "<span class=\"mute\">\($0)</span>" })"
    }
}
