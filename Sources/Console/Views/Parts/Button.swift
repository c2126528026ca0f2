import HTML

/// A link or a button with an icon, as view data: what a toolbar, a menu or a phone bar offers.
struct Action: Sendable, Equatable {
    var label: String
    var icon: String?
    var url: String
    var method = Method.get
    /// What is sent along when the method is `post`.
    var values: [Value] = []
    /// Asked before it happens.
    var confirm: String?
    var tone = Tone.plain
    /// The key that presses it: one small letter.
    var key: String?

    enum Method: Sendable { case get, post, dialog }
    enum Tone: String, Sendable { case plain = "", primary, ghost, good = "ok", bad }
    struct Value: Sendable, Equatable {
        var name: String
        var value: String
    }
}

extension Action: View {
    /// As a button of a toolbar.
    func html(_ page: PageContext) -> HTML { button(page) }

    func button(_ page: PageContext, classes: String = "", iconOnly: Bool = false) -> HTML {
        let style = "btn \(tone.rawValue) \(iconOnly ? "icon" : "") \(classes)"
        let mark = icon.html { Console.icon($0, iconOnly ? .regular : .small) }
        let inside: HTML = iconOnly ? "\(mark)<span class=\"sr\">\(label)</span>" : "\(mark)\(label)"
        return element(page, classes: style, inside: inside)
    }

    /// As a row of a menu.
    func row(_ page: PageContext, classes: String = "") -> HTML {
        element(
            page, classes: "item \(tone.rawValue) \(classes)",
            inside: "\(icon.html { Console.icon($0, .small) })\(label)")
    }

    private func element(_ page: PageContext, classes: String, inside: HTML) -> HTML {
        switch method {
        case .get: "<a class=\"\(classes)\" href=\"\(url)\"\(attribute: "data-key", key)>\(inside)</a>"
        case .dialog:
            """
            <a class="\(classes)" href="\(url)" hx-get="\(url)" hx-target="#dialog" hx-swap="innerHTML"\
            \(attribute: "data-key", key)>\(inside)</a>
            """
        case .post:
            """
            <form class="bare" method="post" action="\(url)"\(attribute: "data-confirm", confirm)>\
            \(page.token)\(hidden)\
            <button class="\(classes)"\(attribute: "data-key", key)>\(inside)</button></form>
            """
        }
    }

    private var hidden: HTML {
        values.html { "<input type=\"hidden\" name=\"\($0.name)\" value=\"\($0.value)\">" }
    }
}

/// A round-cornered button that shows only an icon; the label is for everybody who cannot see it.
func iconButton(_ name: String, label: String, size: IconSize = .regular, extra: HTML = .empty) -> HTML {
    """
    <button type="button" class="btn ghost icon" aria-label="\(label)" title="\(label)"\(extra)>\
    \(icon(name, size))</button>
    """
}
