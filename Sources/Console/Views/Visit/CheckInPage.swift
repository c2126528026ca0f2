import HTML

/// Being somewhere: the place, a photo and a few words, made for one hand and a phone.
struct CheckInPage: Sendable {
    var shell: Shell
    var title: String
    var subject: Reference
    var backURL: String
    var url: String
    /// The words, and when to come again.
    var fields: [FieldView]
    var problems: [String] = []

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: title)
        top.crumbs = [.init(label: subject.label, url: backURL), .init(label: title)]
        top.backURL = backURL
        let body: HTML = """
            <div class="sheet"><form class="column check-in" method="post" action="\(url)" enctype="multipart/form-data" data-place>\(page.token)\
            <h1>\(title)</h1><p>\(named(subject))</p>\(problems.html { Notice(kind: .bad, title: $0).html(page) })\(place(page))\(photo(page))\
            \(fields.html { formField($0, page) })<button class="btn primary wide">\(page.t("visit.submit"))</button></form></div>
            """
        return shell.page(top, body, page)
    }

    /// The phone says where it is; without leave to do so, or without a script, one goes on without.
    private func place(_ page: PageContext) -> HTML {
        """
        <div class="card block place" data-waiting="\(page.t("visit.locating"))" data-found="\(page.t("visit.located"))" \
        data-refused="\(page.t("visit.no-place"))"><input type="hidden" name="latitude"><input type="hidden" name="longitude">\
        <input type="hidden" name="accuracy"><button type="button" class="btn" data-locate>\(icon("map-pin", .small))\(page.t("visit.locate"))</button>\
        <p class="mute" data-place-state role="status">\(page.t("visit.place-text"))</p></div>
        """
    }

    private func photo(_ page: PageContext) -> HTML {
        """
        <label class="drop camera" data-drop>\(icon("camera"))<span data-names>\(page.t("visit.photo"))</span>\
        <input type="file" name="photo" accept="image/*" capture="environment" multiple></label>
        """
    }
}
