import HTML

/// The import wizard: a file, its columns, a look before, the run, what came of it.
struct ImportPage: Sendable {
    var shell: Shell
    var step: Step
    /// Earlier imports, shown with the first step.
    var earlier: [ImportRun] = []
    var problem: Notice?

    /// One step with what it shows.
    enum Step: Sendable {
        case upload(ImportUpload)
        case map(ImportMapping)
        case preview(ImportPreview)
        case progress(ImportProgress)
        case result(ImportResult)

        var number: Int {
            switch self {
            case .upload: 0
            case .map: 1
            case .preview: 2
            case .progress, .result: 3
            }
        }
    }

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="sheet"><div class="wizard">\(steps(page))\(problem.html(page))\(content(page))</div></div>
            """
        return shell.page(TopBar(title: page.t("import.title")), body, page)
    }

    private func steps(_ page: PageContext) -> HTML {
        let names = ["upload", "map", "preview", "result"]
        let items = names.enumerated().html { index, name in
            let state = index < step.number ? "done" : index == step.number ? "now" : "todo"
            return """
                <li class="\(state)"\(attribute: "aria-current", state == "now" ? "step" : nil)><i class="num">\
                \(mark(index))</i>\(page.t("import.step-" + name))</li>
                """
        }
        return "<ol class=\"stepper\" aria-label=\"\(page.t("import.steps"))\">\(items)</ol>"
    }

    private func mark(_ index: Int) -> HTML { index < step.number ? icon("check", .tiny) : "\(index + 1)" }

    private func content(_ page: PageContext) -> HTML {
        switch step {
        case .upload(let upload): "\(upload.html(page))\(history(page))"
        case .map(let mapping): mapping.html(page)
        case .preview(let preview): preview.html(page)
        case .progress(let progress): progress.html(page)
        case .result(let result): result.html(page)
        }
    }

    private func history(_ page: PageContext) -> HTML {
        guard !earlier.isEmpty else { return .empty }
        let heads = columnHeads(["file", "object", "by", "at", "outcome"].map { page.t("import." + $0) })
        return """
            <section class="card block"><header><h2>\(page.t("import.earlier"))</h2></header>\
            \(plainTable(label: page.t("import.earlier"), heads: heads, rows: earlier.html(page)))</section>
            """
    }
}

/// An earlier import in the table below the first step.
struct ImportRun: View {
    var file: String
    var url: String
    var object: String
    var by: Reference
    var at: String
    var state: Choice
    var counts: String

    func html(_ page: PageContext) -> HTML {
        """
        <tr><th scope="row"><a class="ref" href="\(url)">\(icon("file-spreadsheet", .small))<span class="cut">\
        \(file)</span></a></th>\
        <td>\(object)</td><td>\(named(by))</td><td class="num">\(at)</td><td>\
        \(state.html(page)) <span class="mute num">\(counts)</span></td></tr>
        """
    }
}
