import HTML

/// The record's mark, name and the few facts that say what it is.
struct RecordHeader: View {
    var title: String
    var mark: Reference
    var facts: [Fact]
    /// People looking at it now.
    var watchers: [Reference] = []

    struct Fact: Sendable {
        var icon: String?
        var field: FieldView
        var isStrong = false
        /// Says the label before the value, where the value alone would not speak.
        var showsLabel = false
    }

    func html(_ page: PageContext) -> HTML {
        """
        <div class="head">\(avatar(mark, .extraLarge))<div class="grow"><h1>\(title)</h1><div class="meta">\
        \(facts.html { fact($0, page) })</div></div>\
        \(when: !watchers.isEmpty, avatars(watchers, title: page.t("record.watching", watchers.count)))</div>
        """
    }

    private func fact(_ fact: Fact, _ page: PageContext) -> HTML {
        """
        <span\(attribute: "class", fact.isStrong ? "strong" : nil) title="\(fact.field.label)">\
        \(fact.icon.html { icon($0, .small) })\
        \(when: fact.showsLabel, "<span>\(fact.field.label)</span>")\(fact.field.shown(page))</span>
        """
    }
}

/// The stages of a record with the one it is in; each that may be entered is a button.
struct StagePath: View {
    var label: String
    /// Where a chosen stage is sent, with the field's name.
    var url: String?
    var field = "value"
    var version = ""
    var steps: [Step]

    struct Step: Sendable, Equatable {
        var value: String
        var label: String
        /// How long it took or has taken.
        var note: String?
        var state: State
        /// The reader may move the record here.
        var isOpen = true
    }

    enum State: String, Sendable { case done, now, todo, lost }

    func html(_ page: PageContext) -> HTML {
        let list: HTML =
            "<ol class=\"path\" aria-label=\"\(label)\" tabindex=\"0\">\(steps.html { step($0, page) })</ol>"
        guard let url else { return list }
        return """
            <form class="bare" method="post" action="\(url)">\
            \(page.token)<input type="hidden" name="version" value="\(version)">\(list)</form>
            """
    }

    private func step(_ step: Step, _ page: PageContext) -> HTML {
        let inside: HTML = """
            \(when: step.state == .done, icon("check", .tiny))\(when: step.state == .lost, icon("x", .tiny))\
            \(step.label)\
            \(step.note.html { "<em class=\"num\">\($0)</em>" })
            """
        let isButton = url != nil && step.isOpen && step.state != .now
        let body: HTML =
            isButton
            ? """
            <button name="\(field)" value="\(step.value)" title="\(page.t("record.move-to", step.label))">\
            \(inside)</button>
            """ : "<span>\(inside)</span>"
        return
            """
            <li class="\(step.state.rawValue)"\(attribute: "aria-current", step.state == .now ? "step" : nil)>\
            \(body)</li>
            """
    }
}
