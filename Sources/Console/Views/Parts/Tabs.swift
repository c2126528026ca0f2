import HTML

/// One of several views of the same thing.
struct Tab: Sendable, Equatable {
    var label: String
    var url: String
    var icon: String?
    var count: String?
    var isCurrent = false
}

/// A row of tabs; each is a link, so it has an address and works without a script.
func tabs(_ tabs: [Tab], label: String, classes: String = "tabs") -> HTML {
    "<nav class=\"\(classes)\" aria-label=\"\(label)\">\(tabs.html(tabLink))</nav>"
}

private func tabLink(_ tab: Tab) -> HTML {
    """
    <a href="\(tab.url)"\(attribute: "aria-current", tab.isCurrent ? "page" : nil)>\
    \(tab.icon.html { icon($0, .small) })\
    \(tab.label)\(tab.count.html { "<span class=\"n num\">\($0)</span>" })</a>
    """
}
