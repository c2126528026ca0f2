import HTML

/// A number with its unit. Entered as text with a numeric keyboard: `type=number` loses what it cannot read.
enum NumberField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"num\">\(field.value.shown)\(field.unit.html { " <small>\($0)</small>" })</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML { numeric(field, after: field.unit) }

    /// The input shared by number, money and percent.
    static func numeric(_ field: FieldView, before: String? = nil, after: String? = nil) -> HTML {
        """
        <span class="in affix">\(before.html { "<i aria-hidden=\"true\">\($0)</i>" })<input class="num" type="text" \
        inputmode="decimal" value="\(field.value.raw)" \(field.attributes)\(attribute: "data-least", field.least)\
        \(attribute: "data-most", field.most) autocomplete="off">\
        \(after.html { "<i aria-hidden=\"true\">\($0)</i>" })</span>
        """
    }
}

/// An amount of money; the sign stands before it.
enum MoneyField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        "<span class=\"num\">\(field.value.shown)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        NumberField.numeric(field, before: field.unit ?? "¥")
    }
}

/// A percentage, as a ring and a number.
enum PercentField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        let whole = Int(field.value.raw.prefix { $0.isNumber }) ?? 0
        return
            "<span class=\"num with\">\(ring(whole, hue: field.choices.first?.hue ?? 268))\(field.value.shown)</span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML { NumberField.numeric(field, after: "%") }
}
