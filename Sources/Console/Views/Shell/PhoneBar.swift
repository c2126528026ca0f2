import HTML

extension Shell {
    /// The phone's bar: the rooms used most, something new in the middle, and everything else.
    func phoneBar(_ page: PageContext) -> HTML {
        let plus = createURL.html {
            "<a href=\"\($0)\" aria-label=\"\(page.t("common.new"))\"><span class=\"plus\">\(icon("plus"))</span></a>"
        }
        return """
            <nav class="tabbar" aria-label="\(page.t("shell.phone-navigation"))">\(phone.prefix(2).html(tab))\(plus)\
            \(phone.dropFirst(2).prefix(createURL == nil ? 2 : 1).html(tab))\
            <a href="#side">\(icon("menu"))<span>\(page.t("shell.more"))</span></a></nav>
            """
    }

    private func tab(_ item: NavigationItem) -> HTML {
        """
        <a href="\(item.url)"\(attribute: "aria-current", item.isCurrent ? "page" : nil)>\(icon(item.icon))\
        <span>\(item.label)</span>\(item.count.html { "<span class=\"badge num\">\($0)</span>" })</a>
        """
    }
}
