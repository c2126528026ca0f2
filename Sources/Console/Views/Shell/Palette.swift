import HTML

extension Shell {
    /// The palette itself, empty; ⌘K opens it and every letter asks for results.
    func paletteDialog(_ page: PageContext) -> HTML {
        """
        <dialog class="palette" id="palette" aria-label="\(page.t("shell.find"))">\(PaletteForm().html(page))\
        <div id="palette-results" role="listbox" aria-label="\(page.t("palette.results"))"></div>\
        <footer><span><kbd>↑</kbd><kbd>↓</kbd> \(page.t("palette.move"))</span><span><kbd>↵</kbd>\
         \(page.t("palette.open"))</span>\
        <span><kbd>esc</kbd> \(page.t("common.close"))</span></footer></dialog>
        """
    }
}

/// The palette's input.
struct PaletteForm: View {
    var query = ""

    func html(_ page: PageContext) -> HTML {
        """
        <form class="ask-line" action="\(ConsolePaths.palette)" role="search">\
        \(icon("search"))<input name="q" value="\(query)" \
        autocomplete="off" spellcheck="false" role="combobox" aria-expanded="true" aria-controls="palette-results" \
        aria-label="\(page.t("shell.find"))" placeholder="\(page.t("palette.placeholder"))" \
        hx-get="\(ConsolePaths.palette)" hx-trigger="input changed delay:120ms, palette" hx-target="#palette-results">\
        </form>
        """
    }
}

/// What the palette found, by kind: pages, commands, records.
struct PaletteResults: View, Equatable {
    var query: String
    var groups: [Group]

    struct Group: Sendable, Equatable {
        var title: String
        var items: [Item]
    }

    struct Item: Sendable, Equatable {
        var label: String
        var note: String?
        var url: String
        var icon: String?
        var mark: Reference?
        var keys: String?
    }

    func html(_ page: PageContext) -> HTML {
        guard groups.contains(where: { !$0.items.isEmpty }) else {
            return "<p class=\"none\">\(page.t("palette.none", query))</p>"
        }
        return groups.html { group in
            """
            <div role="group" aria-label="\(group.title)"><p class="kind">\(group.title)</p>\
            \(group.items.html(item))</div>
            """
        }
    }

    private func item(_ item: Item) -> HTML {
        """
        <a role="option" aria-selected="false" tabindex="-1" href="\(item.url)">\
        \(item.icon.html { icon($0) })\(item.mark.html { avatar($0) })\
        <span class="grow cut">\(item.label)</span>\(item.note.html { "<small class=\"cut\">\($0)</small>" })\
        \(item.keys.html { "<kbd>\($0)</kbd>" })</a>
        """
    }
}

/// The palette as a page of its own: what its address shows when there is no script.
struct PalettePage {
    var shell: Shell
    var results: PaletteResults

    func html(_ page: PageContext) -> HTML {
        let body: HTML = """
            <div class="sheet palette-page">\(PaletteForm(query: results.query).html(page))\
            <div id="palette-results" role="listbox" aria-label="\(page.t("palette.results"))">\
            \(results.html(page))</div></div>
            """
        return shell.page(TopBar(title: page.t("shell.find")), body, hasPalette: false, page)
    }
}
