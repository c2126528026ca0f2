import HTML

/// Free words, separated by commas; the island turns them into chips.
enum TagsField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"chips\">\(field.chosen.html { chip($0.label, hue: $0.hue, style: "line") })</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        let words = field.chosen.map(\.label).joined(separator: ", ")
        return """
            <input class="in" type="text" value="\(words)" \(field.attributes) list="\(field.inputID)-known" \
            autocomplete="off" \
            data-tags><datalist id="\(field.inputID)-known">\(field.choices.html { "<option value=\"\($0.label)\">" })\
            </datalist>
            """
    }
}
