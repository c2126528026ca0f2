import HTML

/// The keys of the console, shown by `?`.
struct KeyHelp: View {
    static let groups: [(title: String, keys: [(keys: [String], text: String)])] = [
        (
            "anywhere",
            [
                (["⌘", "K"], "palette"), (["C"], "create"), (["⌘", "S"], "save"),
                (["⌘", "Z"], "undo"),
                (["?"], "help"),
            ]
        ),
        (
            "lists",
            [
                (["J"], "down"), (["K"], "up"), (["←", "→"], "cells"), (["X"], "choose"),
                (["E"], "edit"), (["↵"], "open"), (["Esc"], "leave"),
            ]
        ),
        ("boards", [(["M"], "move"), (["⇧", "→"], "advance"), (["⇧", "←"], "back")]),
        ("records", [(["J"], "next"), (["K"], "previous"), (["⌘", "↵"], "send")]),
    ]

    func html(_ page: PageContext) -> HTML {
        """
        <dialog class="dialog keys-help" id="keys" aria-labelledby="keys-title"><header><h2 id="keys-title">\
        \(page.t("keys.title"))</h2>\(close(page))</header>\
        <div class="body">\(KeyHelp.groups.html { group($0.title, $0.keys, page) })</div></dialog>
        """
    }

    private func close(_ page: PageContext) -> HTML {
        iconButton("x", label: page.t("common.close"), size: .small, extra: " data-close")
    }

    private func group(_ title: String, _ keys: [(keys: [String], text: String)], _ page: PageContext) -> HTML {
        let rows = keys.html {
            "<div><dt>\(page.t("keys." + $0.text))</dt><dd>\($0.keys.html { "<kbd>\($0)</kbd>" })</dd></div>"
        }
        return "<section><h3>\(page.t("keys." + title))</h3><dl>\(rows)</dl></section>"
    }
}
