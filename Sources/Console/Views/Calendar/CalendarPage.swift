import HTML

/// Records by one of their dates: a month on a wide screen, the days that hold something on a phone.
struct CalendarPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var views: [Tab]
    var actions: [Action] = []
    var more: [Action] = []
    var filters: FilterBar
    var month: CalendarMonth

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            \(Console.tabs(views, label: page.t("list.views"), classes: "tabs only-m scroll-x"))\(filters.html(page))\
            \(month.html(page))
            """
        var top = TopBar(title: object.plural, tabs: views, actions: actions, more: more)
        top.phoneActions = [
            Action(label: page.t("shell.find"), icon: "search", url: ConsolePaths.palette, tone: .ghost)
        ]
        return shell.page(top, body, page)
    }
}

/// One month, whole weeks.
struct CalendarMonth: View {
    /// "2026年11月".
    var title: String
    var previousURL: String
    var nextURL: String
    var todayURL: String
    /// The names of the weekdays in the order of the columns.
    var weekdays: [String]
    var weeks: [[Day]]

    struct Day: Sendable {
        /// `2026-11-23`
        var date: String
        var number: String
        /// The whole date in words, for the phone and for readers of the page.
        var label: String
        var isToday = false
        /// Belongs to the month before or after.
        var isOutside = false
        var entries: [Entry] = []
        var createURL: String?
    }

    struct Entry: Sendable {
        var title: String
        var note: String?
        var hue: Int?
        var url: String
    }

    func html(_ page: PageContext) -> HTML {
        """
        <div class="month-bar"><h2>\(title)</h2><a class="btn ghost icon" href="\(previousURL)" data-key="k" \
        aria-label="\(page.t("calendar.previous"))">\(icon("chevron-left", .small))</a>\
        <a class="btn ghost icon" href="\(nextURL)" data-key="j" aria-label="\(page.t("calendar.next"))">\
        \(icon("chevron-right", .small))</a><a class="btn sm" href="\(todayURL)">\(page.t("calendar.today"))</a></div>\
        <div class="month" role="region" tabindex="0" aria-label="\(title)"><div class="weekdays" aria-hidden="true">\
        \(weekdays.html { "<span>\($0)</span>" })</div>\(weeks.html { week($0, page) })</div>
        """
    }

    private func week(_ days: [Day], _ page: PageContext) -> HTML {
        "<ol class=\"week\">\(days.html { day($0, page) })</ol>"
    }

    private func day(_ day: Day, _ page: PageContext) -> HTML {
        let state =
            "\(day.isToday ? "today " : "")\(day.isOutside ? "outside " : "")\(day.entries.isEmpty ? "free" : "")"
        return """
            <li class="\(state)"><header><time datetime="\(day.date)"\
            \(attribute: "aria-current", day.isToday ? "date" : nil)>\
            <span class="sr">\(day.label)</span><i class="num" aria-hidden="true">\(day.number)</i></time>\
            \(create(day, page))</header>\
            \(day.entries.html(entry))</li>
            """
    }

    private func entry(_ entry: Entry) -> HTML {
        """
        <a class="entry \(hueClass(entry.hue))" href="\(entry.url)"><b class="cut">\(entry.title)</b>\
        \(entry.note.html { "<span class=\"cut\">\($0)</span>" })</a>
        """
    }

    private func create(_ day: Day, _ page: PageContext) -> HTML {
        day.createURL.html {
            """
            <a class="btn ghost icon hide-m" href="\($0)" aria-label="\(page.t("calendar.create", day.label))">\
            \(icon("plus", .tiny))</a>
            """
        }
    }
}
