import HTML

/// A value out of a picklist, or any short mark, in its colour.
struct Choice: View, Equatable {
    /// What is sent back in a form.
    var value: String
    var label: String
    /// 0…359; grey without one.
    var hue: Int?
    var icon: String?

    init(_ value: String, _ label: String, hue: Int? = nil, icon: String? = nil) {
        self.value = value
        self.label = label
        self.hue = hue
        self.icon = icon
    }

    func html(_ page: PageContext) -> HTML { chip(label, hue: hue, icon: icon, style: "dot") }
}

/// The classes that give a piece its hue.
func hueClass(_ hue: Int?) -> String {
    guard let hue else { return "hue grey h265" }
    return "hue h\(((hue % 360) + 360) % 360)"
}

/// A small coloured label; `dot` marks states, `line` quiet tags.
func chip(_ label: String, hue: Int? = nil, icon name: String? = nil, style: String = "") -> HTML {
    let mark = name.html { icon($0, .tiny) }
    return "<span class=\"chip \(style) \(hueClass(hue))\">\(mark)\(label)</span>"
}
