import HTML

/// A whole document: head, styles, islands. Nothing inline, so that `script-src 'self'; style-src 'self'` holds.
struct Document {
    var title: String
    var body: HTML
    /// The topic this page listens to; nil for pages that never change by themselves.
    var topic: String?

    static let styles = [
        "tokens", "hues", "base", "shell", "parts", "list", "board", "record", "form", "settings", "process", "design", "pool", "insight", "phone",
    ]

    func html(_ page: PageContext) -> HTML {
        """
        <!doctype html>
        <html lang="\(page.t.locale)"\(attribute: "data-theme", page.theme == .system ? nil : page.theme.rawValue)>
        \(head(page))
        <body\(attribute: "data-live", topic.map(ConsolePaths.live))>
        \(body)
        <div id="toast" class="toast" role="status" aria-live="polite"></div><div id="dialog"></div>
        </body></html>
        """
    }

    private func head(_ page: PageContext) -> HTML {
        """
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, \
        viewport-fit=cover">
        <title>\(title) · \(page.t("product.name"))</title>
        <meta name="csrf" content="\(page.csrf)"><meta name="theme-color" content="#3b5bdb">
        <meta name="htmx-config" content='\(raw: Document.htmx)'>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
        \(Document.styles.html { "<link rel=\"stylesheet\" href=\"/assets/css/\($0).css\">" })
        <script src="/assets/vendor/htmx/htmx.min.js" defer></script>\
        <script type="module" src="/assets/js/main.js"></script>\(words(page))</head>
        """
    }

    /// No eval, no injected style; refusals (4xx with a fragment) are swapped in like answers.
    private static let htmx: StaticString = """
        {"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,"selfRequestsOnly":true,\
        "historyCacheSize":0,"refreshOnHistoryMiss":true,"globalViewTransitions":false,\
        "responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},\
        {"code":"4(09|22)","swap":true,"error":false},{"code":"...","swap":false,"error":true}]}
        """

    /// The few words the islands say by themselves.
    private func words(_ page: PageContext) -> HTML {
        let keys = ["moved", "undo", "failed", "offline", "undone", "saved", "copied", "changed", "agree", "cancel"]
        return keys.html { "<meta name=\"word-\($0)\" content=\"\(page.t("island." + $0))\">" }
    }
}
