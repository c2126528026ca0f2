import HTML

/// One record on a board.
struct BoardCard: View {
    var object: String
    var id: String
    var version: String
    var title: String
    /// What it belongs to, shown above the title.
    var parent: Reference?
    var amount: String?
    var percent: Int?
    /// The colour of its ring: the column's.
    var hue: Int?
    /// Has not moved for too long.
    var warning: String?
    var next: Next?
    var tags: [Choice] = []
    var comments: Int = 0
    var owner: Reference?
    var isWon = false
    /// Further fields chosen for this board.
    var fields: [FieldView] = []

    /// What is to be done next, and when.
    struct Next: Sendable, Equatable {
        var icon: String
        var text: String
        var due: String
        var isLate = false
    }

    func html(_ page: PageContext) -> HTML { html(page, swap: false) }

    func html(_ page: PageContext, swap: Bool) -> HTML {
        let url = ConsolePaths.record(object, id)
        return """
            <article class="card opp\(when: isWon, " won")" id="card-\(id)" data-url="\(url)" data-version="\(version)"\
            \(attribute: "hx-swap-oob", swap ? "true" : nil)>\
            \(parent.html { "<div class=\"co\">\(avatar($0))<span class=\"cut\">\($0.label)</span></div>" })\
            <button type="button" class="more" aria-label="\(page.t("board.more", title))" aria-haspopup="menu" \
            data-move>\(icon("ellipsis"))</button>\
            <h3><a href="\(url)">\(title)</a></h3>\(money)\(extra(page))\(next.html(nextLine))\(foot(page))</article>
            """
    }

    private var money: HTML {
        guard amount != nil || percent != nil || warning != nil else { return .empty }
        return """
            <div class="money num">\(amount.html { "<b>\($0)</b>" })\
            \(percent.html { "<span class=\"p\">\(ring($0, hue: hue))\($0)%</span>" })\
            \(warning.html { "<span class=\"stuck\">\(chip($0, hue: 70, icon: "timer"))</span>" })</div>
            """
    }

    private func extra(_ page: PageContext) -> HTML {
        guard !fields.isEmpty else { return .empty }
        return "<dl class=\"extra\">\(fields.html { "<div><dt>\($0.label)</dt><dd>\($0.shown(page))</dd></div>" })</dl>"
    }

    private func nextLine(_ next: Next) -> HTML {
        """
        <div class="next\(when: next.isLate, " late")">\(icon(next.icon, .small))<span class="cut">\(next.text)</span>\
        <time>\(next.due)</time></div>
        """
    }

    private func commentCount(_ page: PageContext) -> HTML {
        "<span class=\"c num\" title=\"\(page.t("board.comments"))\">\(icon("message-circle", .tiny))\(comments)</span>"
    }

    private func foot(_ page: PageContext) -> HTML {
        """
        <div class="foot"><span class="tags">\(tags.html { chip($0.label, hue: $0.hue, style: "line") })</span>\
        \(when: comments > 0, commentCount(page))\
        \(owner.html { "\(avatar($0))<span class=\"sr\">\(page.t("board.owner", $0.label))</span>" })</div>
        """
    }
}
