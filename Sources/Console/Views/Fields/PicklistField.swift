import HTML

/// One value of a list, in its colour.
enum PicklistField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML { MultiPicklistField.shown(field, page) }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        let chosen = field.chosen.first?.value
        let options = field.choices.html { choice in
            "<option value=\"\(choice.value)\"\(flag: "selected", choice.value == chosen)>\(choice.label)</option>"
        }
        return """
            <span class="in pick"><select \(field.attributes)><option value="">\(page.t("field.choose"))</option>\
            \(options)</select>\
            \(icon("chevron-down", .tiny))</span>
            """
    }
}

/// Several values of a list: each a box to tick.
enum MultiPicklistField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"chips\">\(field.chosen.html { chip($0.label, hue: $0.hue, style: "dot") })</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        let chosen = Set(field.chosen.map(\.value))
        let boxes = field.choices.html { choice in
            """
            <label class="tick \(hueClass(choice.hue))"><input type="checkbox" name="\(field.name)" value="\
            \(choice.value)"\
            \(flag: "checked", chosen.contains(choice.value))><span>\(choice.label)</span></label>
            """
        }
        return "<span class=\"ticks\"><input type=\"hidden\" name=\"\(field.name)\" value=\"\">\(boxes)</span>"
    }
}

extension FieldView {
    /// The chosen values, if this is a list.
    var chosen: [Choice] {
        if case .choices(let choices) = value { choices } else { [] }
    }
}
