import HTML

/// A day, a moment or a time of day, in the tenant's zone.
enum DateField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<time class=\"num\" datetime=\"\(field.value.raw)\">\(field.value.shown)</time>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        let type =
            switch field.kind {
            case .dateTime: "datetime-local"
            case .time: "time"
            default: "date"
            }
        return """
            <input class="in num" type="\(type)" value="\(field.value.raw)" \(field.attributes)\
            \(attribute: "min", field.least)\(attribute: "max", field.most)>
            """
    }
}

/// A length of time, entered as hours and minutes: `1:30`.
enum DurationField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"num with\">\(icon("timer", .tiny))\(field.value.shown)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        """
        <span class="in affix"><input class="num" type="text" inputmode="numeric" pattern="[0-9]+(:[0-5]?[0-9])?" \
        value="\(field.value.raw)" \(field.attributes) autocomplete="off"><i>\(page.t("field.hours-minutes"))</i></span>
        """
    }
}
