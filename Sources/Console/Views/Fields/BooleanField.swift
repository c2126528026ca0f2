import HTML

/// Yes or no: a switch. The hidden input says "no" when the switch is off, so that off is told from not sent.
enum BooleanField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        guard case .flag(true) = field.value else { return "<span class=\"mute\">\(page.t("common.no"))</span>" }
        return "<span class=\"with ok\">\(icon("check", .small))\(page.t("common.yes"))</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        """
        <span class="switch"><input type="hidden" name="\(field.name)" value="false">\
        <input type="checkbox" role="switch" value="true" \
        \(field.attributes)\(flag: "checked", field.value == .flag(true))><i aria-hidden="true"></i></span>
        """
    }
}
