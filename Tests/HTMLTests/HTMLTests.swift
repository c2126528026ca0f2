import HTML
import Testing

@Suite("HTML") struct HTMLTests {
    @Test("escapes what is interpolated and leaves the literal alone")
    func escapes() {
        let name = #"<b onclick="x('y')">A & B</b>"#
        let piece: HTML = "<p title=\"\(name)\">\(name)</p>"
        let safe = "&lt;b onclick=&quot;x(&#39;y&#39;)&quot;&gt;A &amp; B&lt;/b&gt;"
        #expect(piece.text == "<p title=\"\(safe)\">\(safe)</p>")
    }

    @Test(
        "escapes at every position",
        arguments: [
            ("", ""), ("<", "&lt;"), ("a<", "a&lt;"), ("<a", "&lt;a"), ("<<", "&lt;&lt;"), ("&amp;", "&amp;amp;"),
            ("云栖 & “健康”", "云栖 &amp; “健康”"), ("'", "&#39;"), ("a\u{0}b", "a\u{0}b"), ("😀<", "😀&lt;"),
        ])
    func positions(_ source: String, _ escaped: String) {
        #expect(HTML(text: source).text == escaped)
        #expect(("\(source)" as HTML).text == escaped)
    }

    @Test("never lets a byte of five through, whatever the text")
    func noMarkup() {
        var random = SystemRandomNumberGenerator()
        let letters = Array("ab<>&\"' 客户/=\u{00}\u{7F}é")
        for _ in 0..<500 {
            let text = String((0..<20).map { _ in letters[Int(random.next(upperBound: UInt(letters.count)))] })
            let escaped = HTML(text: text).text
            #expect(!escaped.contains { "<>\"'".contains($0) })
            #expect(decoded(escaped) == text)
        }
    }

    @Test("writes attributes only when they have a value")
    func attributes() {
        let missing: String? = nil
        let link: HTML = "<a\(attribute: "href", "/a?b=1&c=\"")\(attribute: "title", missing)>x</a>"
        #expect(link.text == "<a href=\"/a?b=1&amp;c=&quot;\">x</a>")
        let box: HTML = "<input\(flag: "checked", true)\(flag: "disabled", false)>"
        #expect(box.text == "<input checked>")
    }

    @Test("joins lists, optional pieces and conditions")
    func parts() {
        let none: HTML? = nil
        let list: HTML = "<ul>\(["a", "<"].html { "<li>\($0)</li>" })\(none)\(when: false, "<li>no</li>")</ul>"
        #expect(list.text == "<ul><li>a</li><li>&lt;</li></ul>")
        let word: String? = "x"
        let piece: HTML = "\(word.html { "<b>\($0)</b>" })\(when: true, "<i>\("&")</i>")\(raw: "<br>")\(7)"
        #expect(piece.text == "<b>x</b><i>&amp;</i><br>7")
    }

    @Test("a hundred rows come out whole")
    func rows() {
        let table = (0..<100).html { "<tr id=\"r\($0)\"><td>\("客户 <\($0)>")</td></tr>" }
        #expect(table.text.split(separator: "</tr>").count == 100)
        #expect(table.text.contains("<td>客户 &lt;42&gt;</td>"))
    }

    private func decoded(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        let entities = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")]
        while let first = rest.first {
            if let (entity, plain) = entities.first(where: { rest.hasPrefix($0.0) }) {
                result += plain
                rest = rest.dropFirst(entity.count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
