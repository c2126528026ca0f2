extension XMLDocument {
    /// How white space between elements is written.
    public enum Layout: Sendable {
        /// Exactly the white space that the tree holds.
        case asRead
        /// Two spaces a level; elements that hold text (or say `xml:space="preserve"`) stay as they are.
        case indented
    }

    /// The document as text, in UTF-8.
    public func text(_ layout: Layout = .asRead) -> String {
        var writer = XMLWriter(layout: layout)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension XMLElement {
    /// The element as text.
    ///
    /// Prefixes that nothing inside declares are declared on the element.
    public func text(_ layout: XMLDocument.Layout = .asRead) -> String {
        var writer = XMLWriter(layout: layout)
        writer.write(self, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Writes a tree.
///
/// Names whose prefix is not bound to their namespace where they stand get a declaration, so a tree
/// built by hand or moved from another document is still right.
struct XMLWriter {
    var bytes: [UInt8] = []
    private let layout: XMLDocument.Layout
    private var bindings: [(prefix: String, namespace: String)] = [
        ("xml", XML.xmlNamespace), ("", ""),
    ]

    init(layout: XMLDocument.Layout) { self.layout = layout }

    mutating func write(_ document: XMLDocument) {
        if let declaration = document.declaration {
            put("<?xml version=\"\(declaration.version)\"")
            if declaration.encoding != nil { put(" encoding=\"UTF-8\"") }
            if let standalone = declaration.standalone {
                put(" standalone=\"\(standalone ? "yes" : "no")\"")
            }
            put("?>\n")
        }
        for node in document.prolog {
            write(node, level: 0)
            put("\n")
        }
        write(document.root, level: 0)
        for node in document.epilog {
            put("\n")
            write(node, level: 0)
        }
        put("\n")
    }

    mutating func write(_ element: XMLElement, level: Int) {
        let outer = bindings.count
        for declaration in element.declarations { bindings.append(declaration) }
        put("<")
        put(element.name)
        for attribute in element.attributes {
            put(" ")
            put(attribute.name)
            put("=\"")
            escape(attribute.value, isAttribute: true)
            put("\"")
        }
        declareMissing(element)
        if element.children.isEmpty {
            put("/>")
        } else {
            put(">")
            writeChildren(element, level: level)
            put("</")
            put(element.name)
            put(">")
        }
        bindings.removeLast(bindings.count - outer)
    }

    private mutating func declareMissing(_ element: XMLElement) {
        declare(element.name)
        for attribute in element.attributes
        where attribute.declaredPrefix == nil && !attribute.name.namespace.isEmpty {
            declare(attribute.name)
        }
    }

    private mutating func declare(_ name: XMLName) {
        let bound = bindings.last { $0.prefix == name.prefix }?.namespace
        guard bound != name.namespace else { return }
        bindings.append((name.prefix, name.namespace))
        put(" ")
        put(name.prefix.isEmpty ? "xmlns=\"" : "xmlns:\(name.prefix)=\"")
        escape(name.namespace, isAttribute: true)
        put("\"")
    }

    private mutating func writeChildren(_ element: XMLElement, level: Int) {
        let indents = layout == .indented && element.hasFreeSpace
        for child in element.children where !(indents && child.isBlank) {
            if indents { newLine(level + 1) }
            write(child, level: level + 1)
        }
        if indents { newLine(level) }
    }

    private mutating func newLine(_ level: Int) {
        bytes.append(0x0A)
        for _ in 0..<level * 2 { bytes.append(0x20) }
    }

    private mutating func write(_ node: XMLNode, level: Int) {
        switch node {
        case .element(let element): write(element, level: level)
        case .text(let text, _): escape(text, isAttribute: false)
        case .cdata(let text, _): putSection(text)
        case .comment(let text, _):
            put("<!--")
            put(Self.safeComment(text))
            put("-->")
        case .instruction(let target, let data, _):
            put("<?\(target)")
            if !data.isEmpty { put(" \(data)") }
            put("?>")
        }
    }

    /// A section cannot hold its own end, so the end is shared between two sections.
    private mutating func putSection(_ text: String) {
        put("<![CDATA[")
        var previous: (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            if byte == 0x3E, previous == (0x5D, 0x5D) { put("]]><![CDATA[") }
            bytes.append(byte)
            previous = (previous.1, byte)
        }
        put("]]>")
    }

    /// Two hyphens would end a comment that was built by hand; a space keeps them apart.
    private static func safeComment(_ text: String) -> String {
        guard text.contains("--") || text.hasSuffix("-") else { return text }
        var safe = ""
        for character in text.unicodeScalars {
            if character == "-", safe.unicodeScalars.last == "-" { safe += " " }
            safe.unicodeScalars.append(character)
        }
        return safe.hasSuffix("-") ? safe + " " : safe
    }

    private mutating func put(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func put(_ name: XMLName) {
        if !name.prefix.isEmpty {
            put(name.prefix)
            bytes.append(0x3A)
        }
        put(name.local)
    }

    private mutating func escape(_ text: String, isAttribute: Bool) {
        for byte in text.utf8 {
            switch byte {
            case 0x26: put("&amp;")
            case 0x3C: put("&lt;")
            case 0x3E: put("&gt;")
            case 0x22 where isAttribute: put("&quot;")
            case 0x0D: put("&#xD;")
            case 0x0A where isAttribute: put("&#xA;")
            case 0x09 where isAttribute: put("&#x9;")
            default: bytes.append(byte)
            }
        }
    }
}
