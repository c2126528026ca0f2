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

    func html(_ page: PageContext) -> HTML {
        """
        <label class="fld"><span>\(label)</span><input class="in" name="field.\(name)" value="\(value)"\
        \(flag: "required", isRequired)\(flag: "readonly", isReadOnly)></label>
        """
    }
}
