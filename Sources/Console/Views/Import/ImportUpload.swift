import HTML

/// First step: which object, which file.
struct ImportUpload: View {
    var objects: [Choice]
    var chosen: String
    var limits: String
    var templateURL: String?

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card step" method="post" action="\(ConsolePaths.imports)" enctype="multipart/form-data">\
        \(page.token)\
        <label class="fld"><span>\(page.t("import.into"))</span><span class="in pick"><select name="object">\
        \(objects.html(option))</select>\
        \(icon("chevron-down", .tiny))</span></label><label class="drop tall" data-drop>\
        \(icon("file-spreadsheet", .large))\
        <span data-names>\(page.t("import.drop"))</span><small>\(limits)</small>\
        <input type="file" name="file" accept=".csv,.xlsx,text/csv" required></label>\
        <footer>\(template(page))<span class="grow"></span><button class="btn primary">\
        \(page.t("common.next"))</button></footer></form>
        """
    }

    private func option(_ choice: Choice) -> HTML {
        "<option value=\"\(choice.value)\"\(flag: "selected", choice.value == chosen)>\(choice.label)</option>"
    }

    private func template(_ page: PageContext) -> HTML {
        templateURL.html {
            "<a class=\"btn ghost\" href=\"\($0)\">\(icon("download", .small))\(page.t("import.template"))</a>"
        }
    }
}
