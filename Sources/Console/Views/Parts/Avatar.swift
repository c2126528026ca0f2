import HTML

/// Somebody or something with a name, a colour and perhaps a page: a person, a company, a record referred to.
struct Reference: Sendable, Equatable {
    var id: String
    var label: String
    /// One or two characters drawn in the mark.
    var initials: String
    var hue: Int?
    var url: String?
    /// People are round, everything else has corners.
    var isPerson = false
    /// A second line where there is room: title, department.
    var note: String?
}

/// How large an avatar is drawn.
enum AvatarSize: String { case regular = "", large = "l", extraLarge = "xl" }

/// The coloured mark of a reference; the name must stand beside it.
func avatar(_ reference: Reference, _ size: AvatarSize = .regular) -> HTML {
    let shape = reference.isPerson ? "" : "logo"
    return """
        <span class="av \(size.rawValue) \(shape) \(hueClass(reference.hue))" aria-hidden="true">\
        \(reference.initials)</span>
        """
}

/// Mark and name, linked when it has a page.
func named(_ reference: Reference) -> HTML {
    let inside: HTML = "\(avatar(reference))<span class=\"cut\">\(reference.label)</span>"
    guard let url = reference.url else { return "<span class=\"ref\">\(inside)</span>" }
    return "<a class=\"ref\" href=\"\(url)\">\(inside)</a>"
}

/// Overlapping marks of several people, with their names for those who cannot see them.
func avatars(_ people: [Reference], title: String? = nil) -> HTML {
    let names = people.map(\.label).joined(separator: "、")
    return """
        <span class="avs"\(attribute: "title", title ?? names)>\(people.html { avatar($0) })\
        <span class="sr">\(names)</span></span>
        """
}
