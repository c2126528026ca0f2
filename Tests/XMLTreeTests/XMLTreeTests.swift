import Testing
import XMLTree

/// What the reader says of a text: the tree written back, or the code and place of the problem.
private func check(
    _ text: String, gives expected: String, _ location: SourceLocation = #_sourceLocation
) {
    let seen: String
    do throws(XMLProblem) {
        seen = try XML.read(text).root.text()
    } catch {
        seen = "\(error.code) \(error.position)"
        #expect(!error.english.isEmpty && !error.chinese.isEmpty, sourceLocation: location)
    }
    #expect(seen == expected, sourceLocation: location)
}

@Suite("XML reader") struct XMLReaderTests {
    @Test("keeps prefixes, order, comments, instructions, sections and white space")
    func keeps() {
        for text in [
            "<a/>", "<a b=\"1\" c=\"2\"/>", "<a>\n  <b/> tail\n</a>",
            "<p:a xmlns:p=\"urn:x\" p:b=\"1\"><p:c/></p:a>",
            "<a><!-- c --><?go now?><![CDATA[<x>&]]></a>", "<a xmlns=\"urn:x\"><b xmlns=\"\"/></a>",
            "<a>1 &lt; 2 &amp; 3</a>", "<a b=\"&quot;&#xA;&#x9;\"/>", "<客户 等级=\"金\">😀</客户>",
        ] { check(text, gives: text) }
    }

    @Test("resolves references and normalises line ends and attribute white space")
    func resolves() {
        check("<a>&#65;&#x1F600;&apos;&gt;</a>", gives: "<a>A😀'&gt;</a>")
        check("<a b='x\ty\r\nz'>\r\n\r</a>", gives: "<a b=\"x y z\">\n\n</a>")
    }

    @Test(
        "names the place of every fault",
        arguments: [
            ("<a>\n <b></a>", "xml.end-tag 2:5"), ("<a>\n <b>", "xml.unclosed 2:2"),
            ("", "xml.no-root 1:1"),
            ("<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", "xml.doctype 1:1"), ("<a>&x;</a>", "xml.entity 1:4"),
            ("<a>\n&nbsp</a>", "xml.reference 2:1"), ("<a b='1' b='2'/>", "xml.duplicate-attribute 1:10"),
            ("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>", "xml.duplicate-attribute 1:36"),
            ("<p:a/>", "xml.unbound-prefix 1:1"), ("<a p:b='1'/>", "xml.unbound-prefix 1:4"),
            ("<a b=1/>", "xml.attribute-quote 1:6"), ("<a b='<'/>", "xml.attribute-less-than 1:7"),
            ("<a b='1'c='2'/>", "xml.attribute-space 1:9"), ("<a/><b/>", "xml.after-root 1:5"),
            ("<a/>x", "xml.after-root 1:5"), ("x<a/>", "xml.text-before-root 1:1"),
            ("<a>]]></a>", "xml.cdata-end 1:4"),
            ("<a><!-- -- --></a>", "xml.comment 1:11"), ("<a>\u{1}</a>", "xml.character 1:4"),
            ("<a>&#0;</a>", "xml.entity 1:4"), (" <?xml version='1.0'?><a/>", "xml.declaration 1:2"),
            ("<?xml version='2.0'?><a/>", "xml.declaration 1:1"),
            ("<a xmlns:p=''/>", "xml.namespace-declaration 1:4"),
            ("<1a/>", "xml.name 1:2"), ("<a:b:c xmlns:a='u'/>", "xml.name 1:5"),
            ("<a", "xml.tag-end 1:1"),
            ("<客户 x='1'><户></客户>", "xml.end-tag 1:14"),
        ]) func faults(_ text: String, _ expected: String)
    { check(text, gives: expected) }

    @Test("caps depth, attributes, nodes, text, names and size")
    func caps() throws {
        let deep = String(repeating: "<a>", count: 100_000)
        check(deep, gives: "xml.too-deep 1:769")
        let attributes = (0..<600).map { "a\($0)='1'" }.joined(separator: " ")
        check("<a \(attributes)/>", gives: "xml.too-many-attributes 1:4502")
        #expect(throws: XMLProblem.self) {
            try XML.read("<a><b/><b/></a>", limits: XMLLimits(nodes: 1))
        }
        #expect(throws: XMLProblem.self) { try XML.read("<a>12345</a>", limits: XMLLimits(text: 4)) }
        #expect(throws: XMLProblem.self) { try XML.read("<abcde/>", limits: XMLLimits(name: 4)) }
        #expect(throws: XMLProblem.self) { try XML.read("<abcde/>", limits: XMLLimits(bytes: 4)) }
    }

    @Test("gives every node its line and column")
    func positions() throws {
        let root = try XML.read("<a>\n  <b c='1'\n     d='2'/>客<e/></a>").root
        let b = try #require(root.first("b"))
        #expect(b.position == XMLPosition(line: 2, column: 3))
        #expect(b.attributes.map(\.position.description) == ["2:6", "3:6"])
        #expect(root.first("e")?.position.description == "3:14")
        #expect(root.children.map(\.position.description) == ["1:4", "2:3", "3:13", "3:14"])
    }

    @Test("resolves namespaces by scope")
    func namespaces() throws {
        let root = try XML.read("<a xmlns='u:1'><b xmlns='u:2' c='x'/><b/><x:b xmlns:x='u:3'/></a>")
            .root
        #expect(root.elements.map(\.name.namespace) == ["u:2", "u:1", "u:3"])
        #expect(root.first("b", in: "u:2")?.attribute("c") == "x")
        #expect(root.elements("b", in: "u:3").count == 1 && root.first("b", in: "u:4") == nil)
    }
}

@Suite("XML encodings") struct XMLEncodingTests {
    @Test("reads UTF-8 with a mark, UTF-16 in both orders and ISO-8859-1")
    func encodings() throws {
        let text = "<?xml version='1.0'?><a>é客😀</a>"
        let units = Array(text.utf16)
        let big: [UInt8] = [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
        let small: [UInt8] = [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        let bare = Array(big.dropFirst(2))
        for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), big, small, bare] {
            #expect(try XML.read(bytes).root.text == "é客😀")
        }
        let latin =
            Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8)
        #expect(try XML.read(latin).root.text == "é")
    }

    @Test("refuses what is not the encoding it claims")
    func refuses() {
        for bytes: [UInt8] in [
            Array("<a>".utf8) + [0xFF] + Array("</a>".utf8),
            Array("<a>".utf8) + [0xC0, 0x80] + Array("</a>".utf8),
            Array("<a>".utf8) + [0xED, 0xA0, 0x80] + Array("</a>".utf8), [0xFE, 0xFF, 0x00],
            Array("<?xml version='1.0' encoding='GBK'?><a/>".utf8),
        ] { #expect(throws: XMLProblem.self) { try XML.read(bytes) } }
    }
}

@Suite("XML writer") struct XMLWriterTests {
    @Test("indents where white space means nothing")
    func indents() throws {
        let root = try XML.read("<a><b>  <c/></b><d> t <e/></d><f xml:space='preserve'> <g/></f></a>")
            .root
        #expect(
            root.text(.indented) == """
                <a>
                  <b>
                    <c/>
                  </b>
                  <d> t <e/></d>
                  <f xml:space="preserve"> <g/></f>
                </a>
                """)
    }

    @Test("declares the prefixes of trees built by hand")
    func declares() {
        let inner = XMLElement(
            XMLName("b", in: "u:2", prefix: "q"),
            [XMLAttribute(XMLName("c", in: "u:3", prefix: "r"), "1")])
        let root = XMLElement(
            XMLName("a", in: "u:1"), [],
            [.element(inner), .cdata("]]>", at: .none), .comment("--", at: .none)])
        let text = root.text()
        #expect(
            text
                == "<a xmlns=\"u:1\"><q:b r:c=\"1\" xmlns:q=\"u:2\" xmlns:r=\"u:3\"/><![CDATA[]]]]><![CDATA[>]]><!--- - --></a>"
        )
        #expect(throws: Never.self) { try XML.read(text) }
    }

    @Test("keeps the whole document")
    func documents() throws {
        let text =
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<!--x-->\n<a/>\n<?y z?>\n"
        #expect(try XML.read(text).text() == text)
    }
}
