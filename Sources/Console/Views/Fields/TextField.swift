import HTML

/// One line of text.
enum TextField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"cut\">\(field.value.shown)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        """
        <input class="in" type="text" value="\(field.value.raw)" \(field.attributes)\
        \(attribute: "maxlength", field.longest.map(String.init)) autocomplete="off">
        """
    }
}

/// Secret at rest: entered like a password, shown masked.
enum EncryptedField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"num\">\(icon("lock", .tiny)) \(field.value.shown)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        """
        <input class="in num" type="text" value="\(field.value.raw)" \(field.attributes) autocomplete="off" \
        spellcheck="false">
        """
    }
}

/// Reckoned by the platform: shown, never entered.
enum ComputedField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"num\">\(field.value.shown)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        "<output class=\"in out num\" id=\"\(field.inputID)\">\(field.value.shown)</output>"
    }
}
