/// Builds the tree.
///
/// Keeps its own stack, so depth costs heap, not the thread's stack.
struct XMLParser {
    var scanner: XMLScanner
    let encoding: XMLEncoding?
    let limits: XMLLimits

    var names = XMLNameCache()
    private var open: [Frame] = []
    private var bindings: [(prefix: String, namespace: String)] = [("xml", XML.xmlNamespace)]
    private var nodes = 0

    private struct Frame {
        var element: XMLElement
        /// The tag's name as written, for comparison with the end tag.
        var tag: Range<Int>
        /// How many bindings were in force outside.
        var outerBindings: Int
    }

    init(_ scanner: XMLScanner, encoding: XMLEncoding?, limits: XMLLimits) {
        self.scanner = scanner
        self.encoding = encoding
        self.limits = limits
    }

    mutating func document() throws(XMLProblem) -> XMLDocument {
        if let bad = scanner.firstForbidden() { throw forbidden(at: bad) }
        let declaration = try declaration()
        let prolog = try miscellany(beforeRoot: true)
        guard scanner.byte == 0x3C else {
            throw problem(
                "no-root", "There is no element; a document has exactly one outermost element.",
                "没有元素；文档必须有且只有一个最外层元素。")
        }
        let root = try tree()
        let epilog = try miscellany(beforeRoot: false)
        return XMLDocument(root, declaration: declaration, prolog: prolog, epilog: epilog)
    }

    // MARK: Elements

    /// Reads from the root's `<` to the end of its end tag.
    private mutating func tree() throws(XMLProblem) -> XMLElement {
        if let alone = try startTag() { return alone }
        while true {
            if scanner.isAtEnd { throw unclosed() }
            guard scanner.byte == 0x3C else {
                try text()
                continue
            }
            switch scanner.byte(ahead: 1) {
            case 0x2F:
                if let root = try endTag() { return root }
            case 0x21, 0x3F:
                append(try special())
            default:
                if let alone = try startTag() { append(.element(alone)) }
            }
            try count()
        }
    }

    /// Reads `<name a="b">` and opens a frame, or gives the whole element when it ends in `/>`.
    private mutating func startTag() throws(XMLProblem) -> XMLElement? {
        let position = scanner.position()
        scanner.index += 1
        let tag = try name("a tag", "标签")
        var raw: [RawAttribute] = []
        var spaced = scanner.skipSpace()
        while scanner.byte != 0x3E, scanner.byte != 0x2F {
            if scanner.isAtEnd {
                throw XMLProblem(
                    "tag-end", at: position, "The tag '\(scanner.string(tag))' has no '>'.",
                    "标签 '\(scanner.string(tag))' 缺少 '>'。")
            }
            guard spaced else {
                throw problem("attribute-space", "White space must separate attributes.", "属性之间必须有空白。")
            }
            guard raw.count < limits.attributes else {
                throw problem(
                    "too-many-attributes", "An element may have at most \(limits.attributes) attributes.",
                    "一个元素最多 \(limits.attributes) 个属性。")
            }
            raw.append(try attribute())
            spaced = scanner.skipSpace()
        }
        let outer = bindings.count
        try bind(raw)
        let element = XMLElement(
            try resolve(tag, at: position), try resolve(raw), [], at: position)
        if scanner.skip("/>") {
            bindings.removeLast(bindings.count - outer)
            return element
        }
        guard scanner.skip(">") else {
            throw problem("tag-end", "'/' in a tag must be followed by '>'.", "标签中的 '/' 之后必须是 '>'。")
        }
        guard open.count < limits.depth else {
            throw XMLProblem(
                "too-deep", at: position, "Elements are nested more than \(limits.depth) deep.",
                "元素嵌套超过 \(limits.depth) 层。")
        }
        open.append(Frame(element: element, tag: tag, outerBindings: outer))
        return nil
    }

    /// Reads `</name>` and closes the frame; gives the root when it was the last one.
    private mutating func endTag() throws(XMLProblem) -> XMLElement? {
        let start = scanner.index
        scanner.index += 2
        guard let frame = open.last else { return nil }
        let end = try name("an end tag", "结束标签")
        guard names.same(frame.tag, end, in: scanner.bytes) else {
            let (expected, found) = (scanner.string(frame.tag), scanner.string(end))
            throw XMLProblem(
                "end-tag", at: scanner.position(at: start),
                "'</\(found)>' stands where '</\(expected)>' should (opened at \(frame.element.position)).",
                "此处应为 '</\(expected)>'（开始于 \(frame.element.position)），却是 '</\(found)>'。")
        }
        scanner.skipSpace()
        guard scanner.skip(">") else {
            throw problem(
                "tag-end", "An end tag holds only its name; '>' is missing.", "结束标签只能有名称；缺少 '>'。")
        }
        open.removeLast()
        bindings.removeLast(bindings.count - frame.outerBindings)
        if open.isEmpty { return frame.element }
        append(.element(frame.element))
        return nil
    }

    private mutating func append(_ node: XMLNode) {
        open[open.count - 1].element.children.append(node)
    }

    private mutating func count() throws(XMLProblem) {
        nodes += 1
        guard nodes <= limits.nodes else {
            throw problem(
                "too-many-nodes", "The document has more than \(limits.nodes) nodes.",
                "文档节点超过 \(limits.nodes) 个。")
        }
    }

    // MARK: Attributes

    private struct RawAttribute {
        var name: Range<Int>
        var value: String
        var position: XMLPosition
    }

    private mutating func attribute() throws(XMLProblem) -> RawAttribute {
        let position = scanner.position()
        let name = try name("an attribute", "属性")
        scanner.skipSpace()
        guard scanner.skip("=") else {
            throw problem(
                "attribute-value", "The attribute '\(scanner.string(name))' needs '=' and a quoted value.",
                "属性 '\(scanner.string(name))' 需要 '=' 和带引号的值。")
        }
        scanner.skipSpace()
        let quote = scanner.byte
        guard quote == 0x22 || quote == 0x27 else {
            throw problem(
                "attribute-quote", "The value of '\(scanner.string(name))' must be quoted.",
                "'\(scanner.string(name))' 的值必须加引号。")
        }
        scanner.index += 1
        return RawAttribute(name: name, value: try attributeValue(until: quote), position: position)
    }

    private mutating func attributeValue(until quote: UInt8) throws(XMLProblem) -> String {
        let start = scanner.index
        while !scanner.isAtEnd, scanner.byte != quote, scanner.byte != 0x3C { scanner.index += 1 }
        if scanner.byte == 0x3C {
            throw problem(
                "attribute-less-than", "'<' in an attribute must be written '&lt;'.",
                "属性值中的 '<' 必须写成 '&lt;'。")
        }
        guard !scanner.isAtEnd else {
            throw XMLProblem(
                "attribute-quote", at: scanner.position(at: start), "The value's closing quote is missing.",
                "属性值缺少结束引号。")
        }
        let range = start..<scanner.index
        scanner.index += 1
        return try content(of: range, isAttribute: true)
    }

    // MARK: Namespaces

    private mutating func bind(_ raw: [RawAttribute]) throws(XMLProblem) {
        for attribute in raw {
            let name = names.name(attribute.name, in: scanner.bytes)
            let prefix: String
            if name.prefix == "xmlns" {
                prefix = name.local
            } else if name.prefix.isEmpty, name.local == "xmlns" {
                prefix = ""
            } else {
                continue
            }
            let bad =
                prefix == "xmlns" || (prefix == "xml") != (attribute.value == XML.xmlNamespace)
                || attribute.value == XML.xmlnsNamespace || (!prefix.isEmpty && attribute.value.isEmpty)
            if bad {
                throw XMLProblem(
                    "namespace-declaration", at: attribute.position,
                    "The prefix '\(prefix)' cannot be bound to '\(attribute.value)'.",
                    "前缀 '\(prefix)' 不能绑定到 '\(attribute.value)'。")
            }
            bindings.append((prefix, attribute.value))
        }
    }

    private func namespace(of prefix: String) -> String? {
        bindings.last { $0.prefix == prefix }?.namespace
    }

    private mutating func resolve(_ tag: Range<Int>, at position: XMLPosition) throws(XMLProblem)
        -> XMLName
    {
        let name = names.name(tag, in: scanner.bytes)
        if let namespace = namespace(of: name.prefix) {
            return XMLName(name.local, in: namespace, prefix: name.prefix)
        }
        guard name.prefix.isEmpty else { throw unbound(name.prefix, at: position) }
        return XMLName(name.local)
    }

    private mutating func resolve(_ raw: [RawAttribute]) throws(XMLProblem) -> [XMLAttribute] {
        var attributes: [XMLAttribute] = []
        attributes.reserveCapacity(raw.count)
        for attribute in raw {
            let name = names.name(attribute.name, in: scanner.bytes)
            var resolved = XMLName(name.local, prefix: name.prefix)
            if name.prefix == "xmlns" || (name.prefix.isEmpty && name.local == "xmlns") {
                resolved.namespace = XML.xmlnsNamespace
            } else if !name.prefix.isEmpty {
                guard let found = namespace(of: name.prefix) else {
                    throw unbound(name.prefix, at: attribute.position)
                }
                resolved.namespace = found
            }
            attributes.append(XMLAttribute(resolved, attribute.value, at: attribute.position))
        }
        try refuseTwins(attributes)
        return attributes
    }

    private func refuseTwins(_ attributes: [XMLAttribute]) throws(XMLProblem) {
        var seen = Set<XMLName>()
        for (index, attribute) in attributes.enumerated() {
            // Most elements have few attributes; a set pays only beyond that.
            let twin =
                attributes.count <= 12
                ? attributes[..<index].contains { $0.name == attribute.name }
                : !seen.insert(attribute.name).inserted
            if twin {
                throw XMLProblem(
                    "duplicate-attribute", at: attribute.position,
                    "The attribute '\(attribute.name)' is given twice.", "属性 '\(attribute.name)' 出现了两次。")
            }
        }
    }

    private func unbound(_ prefix: String, at position: XMLPosition) -> XMLProblem {
        XMLProblem(
            "unbound-prefix", at: position,
            "The prefix '\(prefix)' is not declared; add xmlns:\(prefix)=\"…\".",
            "前缀 '\(prefix)' 未声明；请添加 xmlns:\(prefix)=\"…\"。")
    }

    // MARK: Text

    private mutating func text() throws(XMLProblem) {
        let start = scanner.index
        let position = scanner.position()
        while !scanner.isAtEnd, scanner.byte != 0x3C { scanner.index += 1 }
        append(.text(try content(of: start..<scanner.index, isAttribute: false), at: position))
        try count()
    }

    private func unclosed() -> XMLProblem {
        let frame = open[open.count - 1]
        let tag = scanner.string(frame.tag)
        return XMLProblem(
            "unclosed", at: frame.element.position,
            "The element '\(tag)' is not closed; '</\(tag)>' is missing.",
            "元素 '\(tag)' 未关闭；缺少 '</\(tag)>'。")
    }
}
