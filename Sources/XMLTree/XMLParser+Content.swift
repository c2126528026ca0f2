/// Names, references, and what begins with `<!` or `<?`.
extension XMLParser {
    mutating func problem(_ code: String, _ english: String, _ chinese: String) -> XMLProblem {
        XMLProblem(code, at: scanner.position(), english, chinese)
    }

    mutating func forbidden(at index: Int) -> XMLProblem {
        let place = scanner.position(at: index)
        if scanner.scalar(at: index) == nil {
            return XMLProblem(
                "utf-8", at: place, "The bytes here are not UTF-8; save the file as UTF-8.",
                "此处的字节不是 UTF-8；请将文件另存为 UTF-8。")
        }
        return XMLProblem(
            "character", at: place, "A control character stands here; XML does not allow it.",
            "此处有 XML 不允许的控制字符。")
    }

    /// Reads a qualified name and gives where it stands.
    mutating func name(_ english: String, _ chinese: String) throws(XMLProblem) -> Range<Int> {
        let start = scanner.index
        var colons = 0
        var beginsPart = true
        while !scanner.isAtEnd {
            let byte = scanner.byte
            if byte == 0x3A {
                guard !beginsPart, colons == 0 else { break }
                colons += 1
                scanner.index += 1
                beginsPart = true
                continue
            }
            let length = nameLength(byte, beginsPart: beginsPart)
            guard length > 0 else { break }
            scanner.index += length
            beginsPart = false
        }
        guard !beginsPart, scanner.byte != 0x3A else {
            throw problem(
                "name", "\(english.capitalizedFirst) needs a name here, as 'name' or 'prefix:name'.",
                "此处的\(chinese)需要名称，形如 'name' 或 'prefix:name'。")
        }
        guard scanner.index - start <= limits.name else {
            throw problem(
                "name-length", "A name may have at most \(limits.name) bytes.", "名称最长 \(limits.name) 字节。")
        }
        return start..<scanner.index
    }

    private func nameLength(_ byte: UInt8, beginsPart: Bool) -> Int {
        if byte < 0x80 {
            return (beginsPart ? XMLCharacter.isASCIINameStart(byte) : XMLCharacter.isASCIIName(byte))
                ? 1 : 0
        }
        guard let scalar = scanner.scalar(at: scanner.index) else { return 0 }
        let fits =
            beginsPart ? XMLCharacter.isNameStart(scalar.value) : XMLCharacter.isName(scalar.value)
        return fits ? scalar.length : 0
    }

    /// Text or an attribute's value: references resolved, line ends and white space normalised (§2.11, §3.3.3).
    mutating func content(of range: Range<Int>, isAttribute: Bool) throws(XMLProblem) -> String {
        guard range.count <= limits.text else { throw tooLong(range) }
        var plain = true
        for index in range {
            let byte = scanner.bytes[index]
            if byte == 0x26 || byte == 0x0D || (isAttribute && (byte == 0x0A || byte == 0x09)) {
                plain = false
                break
            }
            if byte == 0x5D, !isAttribute, index + 2 < range.upperBound, scanner.bytes[index + 1] == 0x5D,
                scanner.bytes[index + 2] == 0x3E
            {
                throw XMLProblem(
                    "cdata-end", at: scanner.position(at: index),
                    "']]>' in text must be written ']]&gt;'.", "文本中的 ']]>' 必须写成 ']]&gt;'。")
            }
        }
        if plain { return scanner.string(range) }
        var text: [UInt8] = []
        text.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = scanner.bytes[index]
            if byte == 0x26 {
                index = try reference(at: index, until: range.upperBound, into: &text)
                continue
            }
            if byte == 0x0D {
                if index + 1 < range.upperBound, scanner.bytes[index + 1] == 0x0A { index += 1 }
                text.append(isAttribute ? 0x20 : 0x0A)
            } else {
                text.append(isAttribute && (byte == 0x0A || byte == 0x09) ? 0x20 : byte)
            }
            index += 1
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func tooLong(_ range: Range<Int>) -> XMLProblem {
        XMLProblem(
            "text-length", at: scanner.position(at: range.lowerBound),
            "A text may have at most \(limits.text) bytes.", "一段文本最长 \(limits.text) 字节。")
    }

    /// Resolves `&…;` and gives the index behind it.
    ///
    /// Only the five predefined entities exist, since a DTD is refused.
    private mutating func reference(at start: Int, until end: Int, into text: inout [UInt8])
        throws(XMLProblem) -> Int
    {
        var stop = start + 1
        while stop < end, stop - start < 16, scanner.bytes[stop] != 0x3B { stop += 1 }
        guard stop < end, scanner.bytes[stop] == 0x3B else {
            throw XMLProblem(
                "reference", at: scanner.position(at: start),
                "'&' begins a reference; write '&amp;' for the character.", "'&' 是引用的开头；要表示该字符请写 '&amp;'。")
        }
        let name = scanner.string(start + 1..<stop)
        guard let scalar = Self.scalar(named: name) else {
            throw XMLProblem(
                "entity", at: scanner.position(at: start),
                "'&\(name);' is unknown; there are &amp; &lt; &gt; &quot; &apos; and &#…; for characters.",
                "'&\(name);' 未知；可用 &amp; &lt; &gt; &quot; &apos; 以及 &#…; 字符引用。")
        }
        text.append(contentsOf: String(Character(scalar)).utf8)
        return stop + 1
    }

    private static func scalar(named name: String) -> Unicode.Scalar? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let isHex = name.hasPrefix("#x")
        let digits = name.dropFirst(isHex ? 2 : 1)
        let isNumber = digits.utf8.allSatisfy { $0 &- 0x30 < 10 || (isHex && ($0 | 0x20) &- 0x61 < 6) }
        guard isNumber, let value = UInt32(digits, radix: isHex ? 16 : 10),
            XMLCharacter.isAllowed(value)
        else {
            return nil
        }
        return Unicode.Scalar(value)
    }

    /// Reads a comment, CDATA section or instruction inside the root.
    mutating func special() throws(XMLProblem) -> XMLNode {
        let position = scanner.position()
        if scanner.skip("<!--") { return .comment(try comment(from: position), at: position) }
        if scanner.skip("<![CDATA[") {
            return .cdata(
                try section(until: "]]>", from: position, "A CDATA section", "CDATA 段"), at: position)
        }
        if scanner.byte(ahead: 1) == 0x3F { return try instruction(from: position) }
        throw markup(at: position)
    }

    /// Reads what may stand before and behind the root: comments and instructions.
    mutating func miscellany(beforeRoot: Bool) throws(XMLProblem) -> [XMLNode] {
        var nodes: [XMLNode] = []
        while true {
            scanner.skipSpace()
            if scanner.isAtEnd { return nodes }
            let next = scanner.byte(ahead: 1)
            let isTag = scanner.byte == 0x3C && next != 0x21 && next != 0x3F
            if isTag, beforeRoot { return nodes }
            guard scanner.byte == 0x3C, !isTag else {
                throw problem(
                    beforeRoot ? "text-before-root" : "after-root",
                    "Only comments may stand \(beforeRoot ? "before" : "behind") the outermost element.",
                    "最外层元素之\(beforeRoot ? "前" : "后")只能有注释。")
            }
            if scanner.starts(with: "<![CDATA[") { throw markup(at: scanner.position()) }
            nodes.append(try special())
        }
    }

    private mutating func markup(at position: XMLPosition) -> XMLProblem {
        if scanner.starts(with: "<!DOCTYPE") || scanner.starts(with: "<!doctype") {
            return XMLProblem(
                "doctype", at: position,
                "A DOCTYPE is refused, since it can pull in other files; delete it.",
                "不接受 DOCTYPE，因为它可能引入其他文件；请删除。")
        }
        return XMLProblem(
            "markup", at: position,
            "'<!' begins only a comment '<!--' or, inside an element, '<![CDATA['.",
            "'<!' 只能用于注释 '<!--'，或元素内的 '<![CDATA['。")
    }

    private mutating func comment(from position: XMLPosition) throws(XMLProblem) -> String {
        let text = try section(until: "--", from: position, "A comment", "注释")
        guard scanner.skip(">") else {
            throw problem("comment", "'--' must not stand within a comment.", "注释内不能出现 '--'。")
        }
        return text
    }

    private mutating func section(
        until end: StaticString, from position: XMLPosition, _ english: String, _ chinese: String
    ) throws(XMLProblem) -> String {
        let start = scanner.index
        guard scanner.find(end) else {
            throw XMLProblem(
                "unclosed", at: position, "\(english) is not closed; '\(end)' is missing.",
                "\(chinese)未关闭；缺少 '\(end)'。")
        }
        let range = start..<scanner.index
        guard range.count <= limits.text else { throw tooLong(range) }
        scanner.index += end.utf8CodeUnitCount
        return lines(range)
    }

    /// A range as text with line ends normalised (§2.11); references mean nothing here.
    private func lines(_ range: Range<Int>) -> String {
        guard range.contains(where: { scanner.bytes[$0] == 0x0D }) else { return scanner.string(range) }
        var text: [UInt8] = []
        for index in range {
            let byte = scanner.bytes[index]
            if byte != 0x0D {
                text.append(byte)
            } else if index + 1 == range.upperBound || scanner.bytes[index + 1] != 0x0A {
                text.append(0x0A)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func instruction(from position: XMLPosition) throws(XMLProblem) -> XMLNode {
        scanner.index += 2
        let target = scanner.string(try name("a processing instruction", "处理指令"))
        guard target.lowercased() != "xml", !target.contains(":") else {
            throw XMLProblem(
                "declaration", at: position, "'<?xml …?>' may stand only at the very beginning.",
                "'<?xml …?>' 只能位于文档最开头。")
        }
        let spaced = scanner.skipSpace()
        guard spaced || scanner.starts(with: "?>") else {
            throw problem(
                "instruction", "White space must follow an instruction's name.", "处理指令名称之后必须有空白。")
        }
        let data = try section(until: "?>", from: position, "A processing instruction", "处理指令")
        return .instruction(target: target, data: data, at: position)
    }

    /// Reads `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`, when it is there.
    mutating func declaration() throws(XMLProblem) -> XMLDocument.Declaration? {
        guard scanner.starts(with: "<?xml"), XMLCharacter.isSpace(scanner.byte(ahead: 5)) else {
            return nil
        }
        let position = scanner.position()
        scanner.index += 5
        var declaration = XMLDocument.Declaration(version: "", encoding: nil)
        while scanner.skipSpace(), !scanner.starts(with: "?>") {
            let key = scanner.string(try name("the declaration", "声明"))
            let value = try declaredValue()
            switch key {
            case "version": declaration.version = value
            case "encoding": declaration.encoding = value
            case "standalone" where value == "yes" || value == "no":
                declaration.standalone = value == "yes"
            default: throw declarationProblem(position)
            }
        }
        guard scanner.skip("?>"), declaration.version.hasPrefix("1.") else {
            throw declarationProblem(position)
        }
        try checkEncoding(declaration.encoding, at: position)
        return declaration
    }

    private mutating func declaredValue() throws(XMLProblem) -> String {
        scanner.skipSpace()
        let found = scanner.skip("=")
        scanner.skipSpace()
        let quote = scanner.byte
        guard found, quote == 0x22 || quote == 0x27 else {
            throw declarationProblem(scanner.position())
        }
        scanner.index += 1
        let start = scanner.index
        while !scanner.isAtEnd, scanner.byte != quote, scanner.byte != 0x3E { scanner.index += 1 }
        guard scanner.byte == quote else { throw declarationProblem(scanner.position()) }
        defer { scanner.index += 1 }
        return scanner.string(start..<scanner.index)
    }

    private func declarationProblem(_ position: XMLPosition) -> XMLProblem {
        XMLProblem(
            "declaration", at: position,
            "The declaration should read <?xml version=\"1.0\" encoding=\"UTF-8\"?>.",
            "声明应为 <?xml version=\"1.0\" encoding=\"UTF-8\"?>。")
    }

    private func checkEncoding(_ name: String?, at position: XMLPosition) throws(XMLProblem) {
        guard let encoding, let name = name?.lowercased() else { return }
        let fits =
            switch encoding {
            case .utf8: ["utf-8", "utf8", "us-ascii", "ascii"].contains(name)
            case .utf16: ["utf-16", "utf-16le", "utf-16be"].contains(name)
            case .latin1: true
            }
        guard fits else {
            throw XMLProblem(
                "encoding", at: position,
                "The declared encoding '\(name)' is not the file's or is not supported; save the file as UTF-8.",
                "声明的编码 '\(name)' 与文件不符或不受支持；请将文件另存为 UTF-8。")
        }
    }
}

extension String {
    /// The first letter in upper case, the rest as it is.
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
