/// A place in the text that was read: lines and columns count from 1, columns in Unicode scalars.
public struct XMLPosition: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The line, from 1; 0 for nodes that were not read from a text.
    public var line: Int { Int(lineNumber) }
    /// The column, from 1.
    public var column: Int { Int(columnNumber) }

    // Every node and attribute carries a position, so it is kept small.
    private let lineNumber: UInt32
    private let columnNumber: UInt32

    /// The position of nodes that were built, not read.
    public static let none = XMLPosition(line: 0, column: 0)

    /// A position at a line and column.
    public init(line: Int, column: Int) {
        lineNumber = UInt32(clamping: line)
        columnNumber = UInt32(clamping: column)
    }

    public static func < (left: XMLPosition, right: XMLPosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }

    public var description: String { "\(line):\(column)" }
}

/// A qualified name: what it means (namespace and local part) and how it was written (prefix).
public struct XMLName: Sendable, Hashable, CustomStringConvertible {
    /// The namespace's URI; empty for none.
    public var namespace: String
    /// The part behind the colon.
    public var local: String
    /// The prefix as written; empty for none.
    ///
    /// Two names that differ only here are equal.
    public var prefix: String

    /// A name from its parts.
    public init(_ local: String, in namespace: String = "", prefix: String = "") {
        self.namespace = namespace
        self.local = local
        self.prefix = prefix
    }

    public static func == (left: XMLName, right: XMLName) -> Bool {
        left.local == right.local && left.namespace == right.namespace
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(local)
        hasher.combine(namespace)
    }

    /// The name as it stands in the text: `prefix:local`.
    public var description: String { prefix.isEmpty ? local : "\(prefix):\(local)" }
}

/// One attribute; a namespace declaration is one too, in the namespace ``XML/xmlnsNamespace``.
public struct XMLAttribute: Sendable, Hashable {
    /// The attribute's name.
    public var name: XMLName
    /// The value, references resolved and white space normalised (XML 1.0 §3.3.3).
    public var value: String
    /// Where the name begins.
    public var position: XMLPosition

    /// An attribute from name and value.
    public init(_ name: XMLName, _ value: String, at position: XMLPosition = .none) {
        self.name = name
        self.value = value
        self.position = position
    }

    /// An attribute without namespace.
    public init(_ local: String, _ value: String) {
        self.init(XMLName(local), value)
    }

    /// A declaration that binds a prefix (empty: the default) to a namespace.
    public static func namespace(_ uri: String, prefix: String = "") -> XMLAttribute {
        prefix.isEmpty
            ? XMLAttribute(XMLName("xmlns", in: XML.xmlnsNamespace), uri)
            : XMLAttribute(XMLName(prefix, in: XML.xmlnsNamespace, prefix: "xmlns"), uri)
    }

    /// The prefix that this attribute binds (empty: the default), or nil when it is an ordinary attribute.
    public var declaredPrefix: String? {
        guard name.namespace == XML.xmlnsNamespace else { return nil }
        return name.prefix.isEmpty ? "" : name.local
    }

    public static func == (left: XMLAttribute, right: XMLAttribute) -> Bool {
        left.name == right.name && left.value == right.value
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(value)
    }
}

/// What stands between tags: elements, text and the rest.
///
/// Equality disregards positions.
public enum XMLNode: Sendable, Hashable {
    /// An element with what it holds.
    case element(XMLElement)
    /// Text, references resolved.
    case text(String, at: XMLPosition)
    /// A CDATA section, kept as one.
    case cdata(String, at: XMLPosition)
    /// A comment.
    case comment(String, at: XMLPosition)
    /// A processing instruction.
    case instruction(target: String, data: String, at: XMLPosition)

    /// Where the node begins.
    public var position: XMLPosition {
        switch self {
        case .element(let element): element.position
        case .text(_, let at), .cdata(_, let at), .comment(_, let at), .instruction(_, _, let at): at
        }
    }

    /// The element, if it is one.
    public var element: XMLElement? {
        if case .element(let element) = self { element } else { nil }
    }

    /// Whether it is text of nothing but white space.
    public var isBlank: Bool {
        guard case .text(let text, _) = self else { return false }
        return text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
    }

    public static func == (left: XMLNode, right: XMLNode) -> Bool {
        switch (left, right) {
        case (.element(let one), .element(let two)): one == two
        case (.text(let one, _), .text(let two, _)): one == two
        case (.cdata(let one, _), .cdata(let two, _)): one == two
        case (.comment(let one, _), .comment(let two, _)): one == two
        case (.instruction(let one, let data, _), .instruction(let two, let more, _)):
            one == two && data == more
        default: false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .element(let element): hasher.combine(element)
        case .text(let text, _), .cdata(let text, _), .comment(let text, _),
            .instruction(let text, _, _):
            hasher.combine(text)
        }
    }
}
