import HTML

/// Steps the diagram through the history. Without JavaScript its button asks for the page at that step.
struct ReplayBar: View {
    var url: String
    var first: Int64
    var last: Int64
    var shown: Int64

    func html(_ page: PageContext) -> HTML {
        """
        <form class="replay" method="get" action="\(url)" data-replay><label class="row grow"><span>\(page.t("instance.replay"))</span>\
        <input class="grow" type="range" name="step" min="\(String(first))" max="\(String(last))" value="\(String(shown))"></label>\
        <output aria-live="polite">\(String(shown)) / \(String(last))</output><button class="btn sm">\(page.t("instance.replay-show"))</button></form>
        """
    }
}
