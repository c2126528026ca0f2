import HTML

/// Another record: searched as one types, shown with its mark.
enum ReferenceField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        guard let first = field.references.first else { return .empty }
        return field.references.count == 1 ? named(first) : avatars(field.references)
    }

    /// The hidden input holds the id, the visible one what is searched. Without a script the visible one is sent as
    /// `<name>.label` and the server takes the record of exactly that name.
    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        let chosen = field.references.first
        return """
            <span class="lookup" data-lookup="\(ConsolePaths.lookup(field.object ?? ""))">\
            <input type="hidden" name="\(field.name)" \
            value="\(chosen?.id)"><span class="in affix">\(chosen.html { avatar($0) })\(search(field, chosen, page))\
            \(icon("search", .tiny))</span><span class="options" id="\(field.inputID)-options" role="listbox" hidden \
            aria-label="\(field.label)"></span></span>
            """
    }

    private static func search(_ field: FieldView, _ chosen: Reference?, _ page: PageContext) -> HTML {
        var visible = field
        visible.name += ".label"
        visible.placeholder = field.placeholder ?? page.t("field.search")
        return """
            <input type="text" value="\(chosen?.label)" \(visible.attributes(id: field.inputID)) role="combobox" \
            aria-expanded="false" \
            aria-autocomplete="list" aria-controls="\(field.inputID)-options" autocomplete="off" spellcheck="false">
            """
    }
}

extension FieldView {
    /// The records referred to.
    var references: [Reference] {
        if case .references(let references) = value { references } else { [] }
    }

    /// The attributes with another id than the name's.
    fileprivate func attributes(id: String) -> HTML {
        """
        id="\(id)" name="\(name)"\(flag: "required", isRequired)\(flag: "disabled", !isEditable)\
        \(attribute: "aria-invalid", problem.map { _ in "true" })\
        \(attribute: "aria-describedby", problem.map { _ in "\(id)-problem" })\
        \(attribute: "placeholder", placeholder)
        """
    }
}

/// What a search for a reference found.
struct LookupResults: View, Equatable {
    var query: String
    var found: [Reference]
    /// Offers to make a new record of this name.
    var createURL: String?

    func html(_ page: PageContext) -> HTML {
        guard !found.isEmpty else { return "<span class=\"none\">\(page.t("field.nothing-found", query))</span>" }
        return found.html { reference in
            """
            <span role="option" tabindex="-1" aria-selected="false" data-id="\(reference.id)" data-label="\
            \(reference.label)">\
            \(avatar(reference))<span class="two"><b class="cut">\(reference.label)</b><small class="cut">\
            \(reference.note)</small></span></span>
            """
        }
    }
}
