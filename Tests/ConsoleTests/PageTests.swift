import Foundation
import HTML
import Testing

@testable import Console

@Suite("Pages") struct PageTests {
    @Test("the content of every page has a snapshot")
    func snapshots() throws {
        let pages = samplePages(try Pages.context())
        #expect(pages.count > 30)
        for (name, html) in pages { try expectSnapshot("page-\(name)", content(of: html)) }
    }

    @Test("the frame has a snapshot")
    func frame() throws {
        let page = try Pages.context()
        let html = sampleShell().page(TopBar(title: "标题"), "<p>内容</p>", page)
        try expectSnapshot("frame", html)
    }

    @Test("nothing inline that the policy forbids", arguments: ["zh-CN", "en"])
    func policy(_ locale: String) throws {
        for (name, html) in samplePages(try Pages.context(locale)) {
            for forbidden in [" style=", "<style", "<script>", "javascript:", "hx-on", " onclick=", "hx-vals"] {
                #expect(!html.text.contains(forbidden), "\(name) has \(forbidden)")
            }
        }
    }

    @Test("no piece of markup became text, no Swift value leaked", arguments: ["zh-CN", "en"])
    func noLeaks(_ locale: String) throws {
        let tag = /&lt;\/?(div|span|li|ul|a|p|td|svg|button)\b/
        for (name, html) in samplePages(try Pages.context(locale)) {
            #expect(html.text.firstMatch(of: tag) == nil, "\(name) escapes its own markup")
            for leak in ["HTML(", "Optional(", "&amp;lt;", "nil"] {
                #expect(!html.text.contains(leak), "\(name): \(leak)")
            }
        }
    }

    @Test("every tag is closed in order and every id is said once")
    func wellFormed() throws {
        for (name, html) in samplePages(try Pages.context()) {
            #expect(Markup.problem(in: html.text) == nil, "\(name)")
            let ids = html.text.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
            let twice = Dictionary(grouping: ids, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
            #expect(twice == [], "\(name)")
        }
    }

    @Test("every form that changes something carries the token")
    func tokens() throws {
        for (name, html) in samplePages(try Pages.context()) {
            for form in html.text.matches(of: /<form[^>]*method="post"[^>]*>([^<]*<[^>]*>)/) {
                #expect(form.output.1.contains("name=\"csrf\""), "\(name): \(form.output.0)")
            }
        }
    }

    private func content(of html: HTML) -> HTML {
        let text = html.text
        guard let start = text.range(of: "<main"), let end = text.range(of: "</main>") else { return html }
        return Piece.trusted(String(text[start.lowerBound..<end.upperBound]))
    }
}

/// Text that the tests cut out of a page and compare again as a page.
enum Piece {
    static func trusted(_ text: String) -> HTML { HTML(stringLiteral: text) }
}

/// A strict look at tags: what opens is closed, in order.
enum Markup {
    static let empty: Set<String> = ["meta", "link", "input", "br", "hr", "img", "use", "rect", "circle"]

    static func problem(in text: String) -> String? {
        var open: [String] = []
        for match in text.matches(of: /<(\/?)([a-z][a-z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>/) {
            let name = String(match.output.2)
            if empty.contains(name) || match.output.3.hasSuffix("/") { continue }
            if match.output.1.isEmpty { open.append(name); continue }
            guard open.popLast() == name else { return "</\(name)> closes nothing after \(open.suffix(3))" }
        }
        return open.isEmpty ? nil : "never closed: \(open)"
    }
}
