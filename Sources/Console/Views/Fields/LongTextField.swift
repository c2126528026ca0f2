import HTML

/// Several lines of text; line ends are kept. Rich text is shown as the text it says.
enum LongTextField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"long\">\(field.value.shown)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        """
        <textarea class="in" rows="4" \(field.attributes)\(attribute: "maxlength", field.longest.map(String.init))>
        \(field.value.raw)</textarea>
        """
    }
}
