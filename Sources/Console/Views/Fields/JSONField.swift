import HTML

/// Structured data: shown and edited as its text.
enum JSONField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<code class=\"json\">\(field.value.shown)</code>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        """
        <textarea class="in code" rows="5" spellcheck="false" \(field.attributes)>\n\(field.value.raw)</textarea>
        """
    }
}
