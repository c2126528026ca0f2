import HTML

/// How large an icon is drawn.
enum IconSize: String { case tiny = "i xs", small = "i s", regular = "i", large = "i l" }

/// An icon of the sprite; decoration only, the words beside it carry the meaning.
func icon(_ name: String, _ size: IconSize = .regular) -> HTML {
    "<svg class=\"\(size.rawValue)\" aria-hidden=\"true\"><use href=\"/assets/vendor/icons.svg#\(name)\"/></svg>"
}
