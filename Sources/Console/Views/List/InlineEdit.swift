import HTML

/// One field edited where it stands: in a cell of a list or in the details of a record.
/// Enter saves, Escape takes back, leaving the field saves too.
struct InlineEditor: View {
    var object: String
    var id: String
    var version: String
    var field: FieldView

    func html(_ page: PageContext) -> HTML {
        let url = ConsolePaths.field(object, id, field.name)
        return """
            <form class="inline" method="post" action="\(url)" hx-post="\(url)" hx-target="closest [data-edit]" \
            hx-swap="innerHTML" \
            data-inline data-cancel="\(url)?show=1">\(page.token)\
            <input type="hidden" name="version" value="\(version)">\
            <label class="sr" for="\(field.inputID)">\(field.label)</label>\(field.kind.renderer.input(field, page))\
            \(problem)<span class="inline-buttons"><button class="btn primary icon" aria-label="\
            \(page.t("common.save"))">\(icon("check", .small))</button>\
            <button type="button" class="btn icon" data-cancel-edit aria-label="\(page.t("common.cancel"))">\
            \(icon("x", .small))</button></span></form>
            """
    }

    private var problem: HTML {
        field.problem.html { "<span class=\"problem\" role=\"alert\" id=\"\(field.inputID)-problem\">\($0)</span>" }
    }
}

/// The field as shown again after it was saved or the change was given up.
struct InlineValue: View {
    var field: FieldView
    var toast: Toast?

    func html(_ page: PageContext) -> HTML { "\(field.shown(page))\(toast.html(page))" }
}
