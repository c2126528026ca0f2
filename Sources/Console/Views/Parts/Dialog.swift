import HTML

/// A window over the page, asked for with the target `#dialog`. Without a script its address is a page of its own.
struct Dialog: View {
    var title: String
    var action: String
    var body: HTML
    var submit: String
    var tone = Action.Tone.primary
    var encoding: String?

    func html(_ page: PageContext) -> HTML {
        """
        <dialog class="dialog" aria-labelledby="dialog-title" data-open><form method="post" action="\(action)"\
        \(attribute: "enctype", encoding)>\(page.token)<header><h2 id="dialog-title">\(title)</h2>\
        \(close(page))</header>\
        <div class="body">\(body)</div><footer><button type="button" class="btn" data-close>\
        \(page.t("common.cancel"))</button>\
        <button class="btn \(tone.rawValue)">\(submit)</button></footer></form></dialog>
        """
    }

    private func close(_ page: PageContext) -> HTML {
        iconButton("x", label: page.t("common.close"), size: .small, extra: " data-close")
    }
}
