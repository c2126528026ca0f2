/// An element: name, attributes in order, and what it holds in order.
public struct XMLElement: Sendable, Hashable {
    /// The element's name.
    public var name: XMLName
    /// Attributes and namespace declarations in the order in which they were written.
    public var attributes: [XMLAttribute]
    /// Everything between the tags, white space included.
    public var children: [XMLNode]
    /// Where the tag's `<` stands.
    public var position: XMLPosition

    /// An element from its parts.
    public init(
        _ name: XMLName, _ attributes: [XMLAttribute] = [], _ children: [XMLNode] = [],
        at position: XMLPosition = .none
    ) {
        self.name = name
        self.attributes = attributes
        self.children = children
        self.position = position
    }

    public static func == (left: XMLElement, right: XMLElement) -> Bool {
        left.name == right.name && left.attributes == right.attributes
            && left.children == right.children
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(attributes)
        hasher.combine(children.count)
    }

    /// The value of an attribute; without namespace, one that has no prefix.
    public func attribute(_ local: String, in namespace: String = "") -> String? {
        for attribute in attributes
        where attribute.name.local == local && attribute.name.namespace == namespace {
            return attribute.value
        }
        return nil
    }

    /// The elements directly inside.
    public var elements: [XMLElement] { children.compactMap(\.element) }

    /// The elements directly inside with this local name, in one namespace or in any.
    public func elements(_ local: String, in namespace: String? = nil) -> [XMLElement] {
        elements.filter {
            $0.name.local == local && (namespace == nil || $0.name.namespace == namespace)
        }
    }

    /// The first element directly inside with this local name, in one namespace or in any.
    public func first(_ local: String, in namespace: String? = nil) -> XMLElement? {
        for case .element(let child) in children
        where child.name.local == local && (namespace == nil || child.name.namespace == namespace) {
            return child
        }
        return nil
    }

    /// The text and CDATA directly inside, joined.
    public var text: String {
        var joined = ""
        for child in children {
            switch child {
            case .text(let text, _), .cdata(let text, _): joined += text
            default: break
            }
        }
        return joined
    }

    /// Prefixes that this element itself binds, with their namespaces.
    public var declarations: [(prefix: String, namespace: String)] {
        attributes.compactMap { attribute in attribute.declaredPrefix.map { ($0, attribute.value) } }
    }

}

extension XMLElement {
    /// Whether white space between the children means nothing: there is no text beside them and nobody asks to
    /// preserve it.
    var hasFreeSpace: Bool {
        if attribute("space", in: XML.xmlNamespace) == "preserve" { return false }
        var holdsMore = false
        for child in children {
            switch child {
            case .text: if !child.isBlank { return false }
            case .cdata: return false
            default: holdsMore = true
            }
        }
        return holdsMore
    }

    /// The element without the white space that only indents, for documents that are written indented anyway.
    public func withoutIndentation() -> XMLElement {
        var bare = self
        if hasFreeSpace { bare.children.removeAll(where: \.isBlank) }
        for index in bare.children.indices {
            if case .element(let child) = bare.children[index] {
                bare.children[index] = .element(child.withoutIndentation())
            }
        }
        return bare
    }
}

/// A whole document: the declaration, what stands before and after the root, and the root.
public struct XMLDocument: Sendable, Hashable {
    /// `<?xml …?>`, when there was one.
    public var declaration: Declaration?
    /// Comments and instructions before the root.
    public var prolog: [XMLNode]
    /// The one outermost element.
    public var root: XMLElement
    /// Comments and instructions behind the root.
    public var epilog: [XMLNode]

    /// What `<?xml …?>` says.
    public struct Declaration: Sendable, Hashable {
        /// `1.0`.
        public var version: String
        /// The name of the encoding as written; the writer always writes UTF-8.
        public var encoding: String?
        /// `standalone`, when given.
        public var standalone: Bool?

        /// A declaration from its parts.
        public init(version: String = "1.0", encoding: String? = "UTF-8", standalone: Bool? = nil) {
            self.version = version
            self.encoding = encoding
            self.standalone = standalone
        }
    }

    /// A document around a root.
    public init(
        _ root: XMLElement, declaration: Declaration? = Declaration(), prolog: [XMLNode] = [],
        epilog: [XMLNode] = []
    ) {
        self.root = root
        self.declaration = declaration
        self.prolog = prolog
        self.epilog = epilog
    }
}
