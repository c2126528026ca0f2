import HTML

/// Records that mean the same, beside each other: which one stays, and for each field whose value survives.
struct MergePage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var url: String
    var cancelURL: String
    var members: [Reference]
    /// The id of the record that stays.
    var winner: String
    /// Only the fields in which the records differ.
    var rows: [Row]
    var problems: [String] = []

    struct Row: Sendable {
        var name: String
        var label: String
        /// One for each member, in their order.
        var sides: [FieldView]
        /// The member whose value is proposed.
        var chosen: Int
    }

    func html(_ page: PageContext) -> HTML {
        let title = page.t("merge.title", object.plural)
        var top = TopBar(title: title)
        top.crumbs = [.init(label: object.plural, url: ConsolePaths.list(object.name)), .init(label: title)]
        top.backURL = cancelURL
        let body: HTML = """
            <form class="sheet form" method="post" action="\(url)">\(page.token)\
            \(members.html { "<input type=\"hidden\" name=\"id\" value=\"\($0.id)\">" })<div class="form-body wide">\
            <h1 class="form-title">\(title)</h1>\(problems.html { Notice(kind: .bad, title: $0).html(page) })\
            \(Notice(kind: .info, title: page.t("merge.what"), text: page.t("merge.undoable")).html(page))\
            \(table(page))</div>\(foot(page))</form>
            """
        return shell.page(top, body, hasPhoneBar: false, page)
    }

    private func table(_ page: PageContext) -> HTML {
        let heads: HTML =
            "<th scope=\"col\">\(page.t("list.field"))</th>\(members.html { "<th scope=\"col\">\($0.label)</th>" })"
        return plainTable(
            label: page.t("merge.title", object.plural), heads: heads,
            rows: "\(winnerRow(page))\(rows.html { row($0, page) })",
            classes: "versions")
    }

    private func winnerRow(_ page: PageContext) -> HTML {
        let cells = members.html { member in radio("winner", member.id, member.id == winner, "<b>\(member.label)</b>") }
        return "<tr><th scope=\"row\">\(page.t("merge.stays"))</th>\(cells)</tr>"
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        let cells = row.sides.enumerated().html { place, side in
            radio("take." + row.name, members[place].id, place == row.chosen, side.shown(page))
        }
        return "<tr><th scope=\"row\">\(row.label)</th>\(cells)</tr>"
    }

    private func radio(_ name: String, _ value: String, _ isChosen: Bool, _ shown: HTML) -> HTML {
        """
        <td><label class="tick"><input type="radio" name="\(name)" value="\(value)"\(flag: "checked", isChosen)>\
        <span>\(shown)</span></label></td>
        """
    }

    private func foot(_ page: PageContext) -> HTML {
        """
        <footer class="form-foot"><a class="btn" href="\(cancelURL)">\(page.t("common.cancel"))</a>\
        <button class="btn primary">\(page.t("merge.submit", members.count))</button></footer>
        """
    }
}

/// The merges that made a record what it is, each with the way back.
struct MergesPage: Sendable {
    var shell: Shell
    var object: ObjectLabel
    var title: String
    var recordURL: String
    var merges: [Row]
    var notice: Notice?
    /// What was written since and stands in the way, in sentences.
    var contradictions: [String] = []

    struct Row: Sendable {
        var time: String
        var actor: Reference
        var records: [Reference]
        var undone: String?
        var undo: [Action]
    }

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: page.t("merge.history"))
        top.crumbs = [
            .init(label: object.plural, url: ConsolePaths.list(object.name)), .init(label: title, url: recordURL),
            .init(label: page.t("merge.history")),
        ]
        top.backURL = recordURL
        let list = plainTable(
            label: page.t("merge.history"),
            heads: columnHeads([
                page.t("merge.when"), page.t("merge.who"), page.t("merge.records"), page.t("common.actions"),
            ]),
            rows: merges.html { row($0, page) })
        let body: HTML = """
            <div class="sheet"><h1 class="form-title">\(page.t("merge.history-of", title))</h1>\(notice.html(page))\
            \(when: !contradictions.isEmpty, "<ul class=\"plain-list\">\(contradictions.html { "<li>\($0)</li>" })</ul>")\
            \(list)</div>
            """
        return shell.page(top, body, page)
    }

    private func row(_ row: Row, _ page: PageContext) -> HTML {
        let records = row.records.html { "<span class=\"ref\">\(avatar($0))\($0.label)</span> " }
        return """
            <tr><td class="num">\(row.time)</td><td>\(row.actor.label)</td><td>\(records)</td>\
            <td>\(row.undone.html { "<span class=\"mute\">\($0)</span>" })<div class="row">\(row.undo.html(page))</div></td></tr>
            """
    }
}
