import HTML

/// An address in its parts, from the largest to the smallest, as China writes them.
struct Address: Sendable, Equatable {
    var province = ""
    var city = ""
    var district = ""
    var street = ""
    var postcode = ""

    /// The parts in order, named as the form sends them.
    var parts: [(name: String, value: String)] {
        [
            ("province", province), ("city", city), ("district", district), ("street", street), ("postcode", postcode),
        ]
    }
}

/// An address: one line to read, five inputs to write.
enum AddressField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        guard case .address(let address) = field.value else { return .empty }
        let line = address.parts.map(\.value).filter { !$0.isEmpty }.joined(separator: " ")
        return "<span class=\"with\">\(icon("map-pin", .tiny))<span>\(line)</span></span>"
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        var address = Address()
        if case .address(let given) = field.value { address = given }
        let inputs = address.parts.html { part in
            let label = page.t("address." + part.name)
            return """
                <input class="in \(part.name)" name="\(field.name).\(part.name)" value="\(part.value)" placeholder="\
                \(label)" \
                aria-label="\(label)"\(flag: "disabled", !field.isEditable) autocomplete="off">
                """
        }
        return "<span class=\"address\">\(inputs)</span>"
    }
}
