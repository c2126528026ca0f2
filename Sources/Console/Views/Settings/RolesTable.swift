import HTML

/// The roles with how many people hold each.
struct RolesTable: View {
    var roles: [Row]

    struct Row: Sendable {
        var label: String
        var text: String
        var people: Int
        var url: String
        /// Comes with the platform or a package; may be copied, not deleted.
        var origin: Choice
    }

    func html(_ page: PageContext) -> HTML {
        "<ul class=\"cards-list\">\(roles.html { row($0, page) })</ul>"
    }

    private func row(_ role: Row, _ page: PageContext) -> HTML {
        """
        <li class="card"><a href="\(role.url)">\(icon("shield-check"))<span class="two"><b>\(role.label)</b><span>\
        \(role.text)</span></span>\
        \(chip(role.origin.label, hue: role.origin.hue, style: "line"))<span class="mute num">\
        \(page.t("roles.people", role.people))</span></a></li>
        """
    }
}
