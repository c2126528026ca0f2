import HTML

/// Something of the console that renders itself: a value goes in, HTML comes out, nothing else happens.
///
/// Every page is one such value. A route reads what it needs from the kernel, fills the value and asks for `html`;
/// so pages are tested without a server and without a database. The values speak of objects, fields and records,
/// never of one app's nouns: what an object is called comes from its metadata, already in the reader's language.
///
/// Where things are: `Views/Shell` the frame around each page, `Views/Parts` the small pieces, `Views/Fields` one
/// file a kind of field (shown and edited), then a folder a page: `List`, `Board`, `Record`, `Form`, `Import`,
/// `Settings`. `ConsolePaths` builds every address, `Strings` holds every text, `Web/` the styles and islands.
protocol View: Sendable {
    /// The piece of HTML for this value on the given page.
    func html(_ page: PageContext) -> HTML
}

/// What every piece of a page may need and no view model should repeat.
struct PageContext: Sendable {
    /// Texts in the reader's language.
    var t: Strings
    /// The session's token, written into every form that changes something.
    var csrf: String
    /// Light, dark or as the device says; kept in a cookie so that the first paint is right.
    var theme = Theme.system

    enum Theme: String, Sendable, CaseIterable { case system, light, dark }

    /// The hidden input that every changing form carries.
    var token: HTML { "<input type=\"hidden\" name=\"csrf\" value=\"\(csrf)\">" }
}

extension Optional where Wrapped: View {
    func html(_ page: PageContext) -> HTML { map { $0.html(page) } ?? .empty }
}

extension Array where Element: View {
    func html(_ page: PageContext) -> HTML { html { $0.html(page) } }
}
