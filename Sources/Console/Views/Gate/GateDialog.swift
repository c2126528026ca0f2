import HTML

/// What a gate wants before a record moves on: what is there, what is missing, and the place to bring it at once.
struct GateDialog: View {
    var title: String
    var url: String
    var command: String
    var to: String
    var items: [GateItem]
    /// Fields that the command itself wants.
    var fields: [FieldView] = []
    var problems: [String] = []
    /// Whether only consent is missing: then it is asked for.
    var asks: Bool

    func html(_ page: PageContext) -> HTML {
        Dialog(
            title: title, action: url,
            body: """
                \(problems.html { Notice(kind: .bad, title: $0).html(page) })<p>\(page.t("gate.text"))</p>\
                <input type="hidden" name="command" value="\(command)"><input type="hidden" name="to" value="\(to)">\
                <ul class="gate">\(items.html { $0.html(page) })</ul>\(fields.html { formField($0, page) })
                """, submit: page.t(asks ? "gate.ask" : "gate.move"), encoding: "multipart/form-data"
        ).html(page)
    }
}

/// One thing that a gate wants.
struct GateItem: View {
    var label: String
    var isMet: Bool
    var note: String?
    var input: Input?

    /// How it is brought here.
    enum Input: Sendable {
        case field(FieldView)
        case check(item: String)
        case file
        case link(Action)
    }

    func html(_ page: PageContext) -> HTML {
        """
        <li\(attribute: "class", isMet ? "met" : nil)>\(icon(isMet ? "circle-check" : "circle-dashed"))<div class="grow"><b>\(label)</b>\
        <span class="sr">\(page.t(isMet ? "gate.met" : "gate.missing"))</span>\(note.html { "<small class=\"mute\">\($0)</small>" })\
        \(input.html { widget($0, page) })</div></li>
        """
    }

    private func widget(_ input: Input, _ page: PageContext) -> HTML {
        switch input {
        case .field(let field): formField(field, page)
        case .check(let item):
            """
            <label class="tick"><input type="checkbox" name="check" value="\(item)"><span>\(page.t("gate.confirm"))</span></label>
            """
        case .file: "<label class=\"fld\"><span class=\"sr\">\(label)</span><input class=\"in\" type=\"file\" name=\"files\" multiple></label>"
        case .link(let action): action.button(page, classes: "sm")
        }
    }
}

/// The same on the record's page, to read before one moves on.
struct GatePanel: View {
    var title: String
    var items: [GateItem]
    var action: Action?

    func html(_ page: PageContext) -> HTML {
        """
        <header><h2>\(title)</h2><span class="n num">\(items.count { $0.isMet }) / \(items.count)</span></header>\
        <ul class="gate">\(items.html { $0.html(page) })</ul>\(action.html { $0.button(page, classes: "sm") })
        """
    }
}
