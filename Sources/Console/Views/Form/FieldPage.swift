import HTML

/// One field on a page of its own: what a pencil opens when there is no script.
struct FieldPage: Sendable {
    var shell: Shell
    var editor: InlineEditor
    var crumbs: [TopBar.Crumb]

    func html(_ page: PageContext) -> HTML {
        var top = TopBar(title: editor.field.label)
        top.crumbs = crumbs + [.init(label: editor.field.label)]
        top.backURL = ConsolePaths.record(editor.object, editor.id)
        return shell.page(top, "<div class=\"sheet narrow\">\(editor.html(page))</div>", page)
    }
}
