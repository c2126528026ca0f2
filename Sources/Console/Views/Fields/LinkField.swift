import HTML

/// A telephone number, a mail address or a web address: one touch away from being used.
enum LinkField: FieldRenderer {
    static func shown(_ field: FieldView, _ page: PageContext) -> HTML {
        let text = field.value.shown
        guard let target = target(field) else { return "<span class=\"cut\">\(text)</span>" }
        let outside: HTML = field.kind == .url ? " target=\"_blank\" rel=\"noopener noreferrer\"" : ""
        return """
            <a class="link with" href="\(target)"\(outside)>\(icon(field.kind.icon, .tiny))<span class="cut num">\
            \(text)</span></a>
            """
    }

    static func input(_ field: FieldView, _ page: PageContext) -> HTML {
        let type =
            switch field.kind {
            case .phone: "tel"
            case .email: "email"
            default: "url"
            }
        return """
            <span class="in affix">\(icon(field.kind.icon, .tiny))<input type="\(type)" value="\(field.value.raw)" \
            \(field.attributes) autocomplete="off" spellcheck="false"></span>
            """
    }

    /// Only schemes that cannot run anything: a stored `javascript:` stays text.
    static func target(_ field: FieldView) -> String? {
        let raw = field.value.raw
        switch field.kind {
        case .phone: return "tel:" + raw.filter { $0.isASCII && ($0.isNumber || $0 == "+") }
        case .email: return raw.contains("@") ? "mailto:" + raw : nil
        default:
            let lower = raw.lowercased()
            return lower.hasPrefix("https://") || lower.hasPrefix("http://") ? raw : nil
        }
    }
}
