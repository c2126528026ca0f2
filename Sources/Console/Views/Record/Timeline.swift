import HTML

/// What happened to a record, newest first, by day, with the line to add to it.
struct Timeline: View {
    var object: String
    var id: String
    var composer: Composer?
    /// All, follow-ups, field changes …: links that narrow the timeline.
    var filters: [Tab]
    var days: [Day]
    var moreURL: String?
    var suggestion: Notice?

    struct Day: Sendable {
        var label: String
        var entries: [TimelineEntry]
    }

    func html(_ page: PageContext) -> HTML {
        """
        <div id="timeline">\(suggestion.html(page))\(composer.html(page))\(pills(page))\
        \(days.isEmpty ? nothing(page) : list(page))</div>
        """
    }

    private func pills(_ page: PageContext) -> HTML {
        """
        <nav class="pills" aria-label="\(page.t("timeline.filter"))" hx-target="#tab" hx-select="#tab" \
        hx-swap="outerHTML">\
        \(filters.html(pill))</nav>
        """
    }

    private func pill(_ tab: Tab) -> HTML {
        """
        <a href="\(tab.url)" hx-get="\(tab.url)"\(attribute: "aria-current", tab.isCurrent ? "true" : nil)>\(tab.label)\
        \(tab.count.html { " <span class=\"n num\">\($0)</span>" })</a>
        """
    }

    private func list(_ page: PageContext) -> HTML {
        """
        <div class="tl">\(days.html { day($0, page) })\
        \(moreURL.html { "<a class=\"btn ghost sm\" href=\"\($0)\">\(page.t("timeline.earlier"))</a>" })</div>
        """
    }

    private func day(_ day: Day, _ page: PageContext) -> HTML {
        "<h3>\(day.label)</h3><ul>\(day.entries.html(page))</ul>"
    }

    private func nothing(_ page: PageContext) -> HTML {
        EmptyState(icon: "history", title: page.t("timeline.empty"), text: page.t("timeline.empty-text")).html(page)
    }
}

/// One thing that happened.
struct TimelineEntry: View {
    var icon: String
    var hue: Int?
    var actor: Reference?
    /// What the actor did, in words: "added a follow-up".
    var text: String
    /// What it was done to, in bold.
    var subject: String?
    var time: String
    /// The whole moment, for the tooltip and for machines.
    var moment: String
    var body: Body = .none
    var actions: [Action] = []

    enum Body: Sendable {
        case none
        /// A comment or follow-up: words in which people are named, facts below, files.
        case note([Segment], facts: [Fact], files: [StoredFile])
        /// Fields with their values before and after.
        case changes([Change])
    }

    /// A run of a comment's words: plain, or somebody named.
    enum Segment: Sendable, Equatable {
        case text(String)
        case mention(Reference)
    }

    struct Fact: Sendable, Equatable {
        var icon: String
        var text: String
    }

    struct Change: Sendable {
        var before: FieldView
        var after: FieldView
    }

    func html(_ page: PageContext) -> HTML {
        """
        <li class="ev"><span class="ic \(hueClass(hue))">\(Console.icon(icon))</span>\
        <div><div class="ln"><p>\(line)</p>\
        <time datetime="\(moment)" title="\(moment)">\(time)</time></div>\(detail(page))</div></li>
        """
    }

    private var line: HTML {
        "\(actor.html { "<b>\($0.label)</b> " })\(text)\(subject.html { " <b>\($0)</b>" })"
    }

    private func detail(_ page: PageContext) -> HTML {
        switch body {
        case .none: .empty
        case .note(let segments, let facts, let files): note(segments, facts, files, page)
        case .changes(let changes): "<ul class=\"changes\">\(changes.html { change($0, page) })</ul>"
        }
    }

    private func note(_ segments: [Segment], _ facts: [Fact], _ files: [StoredFile], _ page: PageContext) -> HTML {
        """
        <div class="card note"><p>\(segments.html(segment))</p>\
        \(when: !files.isEmpty, "<div class=\"files\">\(files.html(fileCard))</div>")\
        \(when: !facts.isEmpty, "<div class=\"facts\">\(facts.html(fact))</div>")\
        \(when: !actions.isEmpty, buttons(page))</div>
        """
    }

    private func buttons(_ page: PageContext) -> HTML {
        "<div class=\"ask\"><span class=\"grow\"></span>\(actions.html { $0.button(page, classes: "sm") })</div>"
    }

    private func segment(_ segment: Segment) -> HTML {
        switch segment {
        case .text(let text): HTML(text: text)
        case .mention(let person): "<span class=\"mention\">@\(person.label)</span>"
        }
    }

    private func fact(_ fact: Fact) -> HTML { "<span>\(Console.icon(fact.icon, .small))\(fact.text)</span>" }

    private func change(_ change: Change, _ page: PageContext) -> HTML {
        """
        <li><span class="k">\(change.after.label)</span>\(change.before.shown(page))\
        \(Console.icon("arrow-right", .tiny))\
        <span class="sr">\(page.t("timeline.became"))</span>\(change.after.shown(page))</li>
        """
    }
}

/// The line that adds a comment: words, people named with @, files; and the doors to longer entries.
struct Composer: View {
    var url: String
    var placeholder: String
    var actions: [Action] = []
    var problem: String?

    func html(_ page: PageContext) -> HTML {
        """
        <form class="card compose" method="post" action="\(url)" enctype="multipart/form-data" data-compose \
        hx-post="\(url)" hx-target="#timeline" hx-swap="outerHTML" hx-encoding="multipart/form-data">\
        \(page.token)\
        \(icon("sticky-note", .small))<textarea name="text" rows="1" required aria-label="\(placeholder)" \
        placeholder="\(placeholder)" \
        data-mentions="\(ConsolePaths.people)"\(attribute: "aria-invalid", problem.map { _ in "true" })></textarea>\
        \(actions.html { $0.button(page, classes: "hide-m", iconOnly: true) })<label class="btn ghost icon" title="\
        \(page.t("timeline.attach"))">\
        \(icon("paperclip", .small))<span class="sr">\(page.t("timeline.attach"))</span>\
        <input type="file" name="files" multiple class="sr"></label>\
        <span class="sep hide-m"></span><button class="btn primary sm">\(page.t("timeline.add"))</button>\
        \(problem.html { "<span class=\"problem\" role=\"alert\">\($0)</span>" })</form>
        """
    }
}

/// People that a comment may name, as found after an @.
struct MentionResults: View, Equatable {
    var people: [Reference]

    func html(_ page: PageContext) -> HTML {
        people.html { person in
            """
            <span role="option" tabindex="-1" data-id="\(person.id)" data-label="\(person.label)">\(avatar(person))\
            <span class="two"><b class="cut">\(person.label)</b><small class="cut">\(person.note)</small></span></span>
            """
        }
    }
}
