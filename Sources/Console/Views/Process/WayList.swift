import HTML

/// The steps of a request in their order: passed, present, expected, with the people.
struct WayList: View {
    var steps: [Step]

    struct Step: Sendable {
        var name: String
        var people: String
        /// `passed`, `current`, `expected`.
        var status: String
    }

    func html(_ page: PageContext) -> HTML {
        "<ol class=\"way\">\(steps.html { step($0, page) })</ol>"
    }

    private func step(_ step: Step, _ page: PageContext) -> HTML {
        """
        <li data-status="\(step.status)">\(icon(mark(step.status), .small))<span class="two"><b>\(step.name)</b>\
        <small>\(step.people.isEmpty ? page.t("way.nobody") : step.people)</small></span>\
        <span class="sr">\(page.t("way." + step.status))</span></li>
        """
    }

    private func mark(_ status: String) -> String {
        switch status {
        case "passed": "circle-check"
        case "current": "clock"
        default: "circle-dashed"
        }
    }
}

/// A value to be filled in for a process.
struct ProcessField: View {
    var name: String
    var label: String
    var value: String
    var isRequired = false
    var isReadOnly = false
    var kind = Kind.any
    /// The choices of a picklist, or the people.
    var options: [Choice] = []

    /// What is filled in; `any` is whatever the text looks like.
    enum Kind: String, Sendable {
        case any, text, number, money, date, boolean, picklist, user
        case longText = "long-text"
    }

    func html(_ page: PageContext) -> HTML {
        """
        <label class="fld\(kind == .longText ? " wide" : "")"><span>\(label)</span>\(input(page))</label>\
        \(when: kind != .any, "<input type=\"hidden\" name=\"kind.\(name)\" value=\"\(kind.rawValue)\">")
        """
    }

    private func input(_ page: PageContext) -> HTML {
        switch kind {
        case .any, .text: plain("text", "")
        case .number: plain("number", " step=\"any\" inputmode=\"decimal\"")
        case .money: plain("number", " step=\"0.01\" inputmode=\"decimal\"")
        case .date: plain("date", "")
        case .longText:
            "<textarea class=\"in\" name=\"field.\(name)\" rows=\"3\"\(flag: "required", isRequired)\(flag: "readonly", isReadOnly)>\(value)</textarea>"
        case .boolean: select([Choice("true", page.t("common.yes")), Choice("false", page.t("common.no"))])
        case .picklist, .user: select(options)
        }
    }

    private func plain(_ type: String, _ more: HTML) -> HTML {
        """
        <input class="in" type="\(type)" name="field.\(name)" value="\(value)"\(more)\(flag: "required", isRequired)\(flag: "readonly", isReadOnly)>
        """
    }

    /// A choice cannot be read-only in HTML; one that is sends nothing.
    private func select(_ choices: [Choice]) -> HTML {
        let all = choices.contains { $0.value == value } || value.isEmpty ? choices : choices + [Choice(value, value)]
        return """
            <select class="in" name="field.\(name)"\(flag: "required", isRequired)\(flag: "disabled", isReadOnly)><option value=""></option>\
            \(all.html { "<option value=\"\($0.value)\"\(flag: "selected", $0.value == value)>\($0.label)</option>" })</select>
            """
    }
}
