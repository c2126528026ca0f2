import HTML

/// Something the reader must know now: a refusal, a warning, a success.
struct Notice: View, Equatable {
    var kind: Kind
    var title: String
    var text: String?
    var action: Action?

    enum Kind: String, Sendable { case info, good, warning, bad }

    func html(_ page: PageContext) -> HTML {
        """
        <div class="notice \(kind.rawValue)" role="\(kind == .bad ? "alert" : "status")">\(icon(mark))\
        <div class="grow"><b>\(title)</b>\(text.html { "<p>\($0)</p>" })</div>\
        \(action.html { $0.button(page, classes: "sm") })</div>
        """
    }

    private var mark: String {
        switch kind {
        case .info: "sparkles"
        case .good: "circle-check"
        case .warning: "triangle-alert"
        case .bad: "circle-alert"
        }
    }
}

/// A line at the bottom of the screen that says what just happened and how to take it back.
/// Sent beside any fragment: htmx puts it into place by its id.
struct Toast: View, Equatable {
    var text: String
    var isProblem = false
    var undo: Action?

    func html(_ page: PageContext) -> HTML {
        """
        <div id="toast" class="toast" role="status" aria-live="polite" \
        hx-swap-oob="true"\(flag: "data-bad", isProblem)>\
        <span>\(text)</span>\(undo.html { $0.button(page) })</div>
        """
    }
}

/// What a page shows where there is nothing yet, and what to do about it.
struct EmptyState: View, Equatable {
    var icon = "inbox"
    var title: String
    var text: String
    var actions: [Action] = []

    func html(_ page: PageContext) -> HTML {
        """
        <div class="empty">\(Console.icon(icon, .large))<h2>\(title)</h2><p>\(text)</p>\
        \(when: !actions.isEmpty, "<div class=\"row\">\(actions.html(page))</div>")</div>
        """
    }
}
