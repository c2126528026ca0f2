/// Strict XML 1.0 with namespaces: in, and out again without loss.
///
/// `XML.read` gives a tree in which every node knows its line and column. Prefixes, the order of attributes, foreign
/// attributes and elements, comments, processing instructions, CDATA sections and white space are kept, so a
/// document that was read and written back says the same.
///
/// Nothing outside the text is ever touched: a DOCTYPE is refused, so there are no external entities and no entity
/// expansion, and every dimension has a cap (``XMLLimits``).
///
/// ```swift
/// let document = try XML.read("<a xmlns='urn:x'><b c='1'/></a>")
/// document.root.first("b", in: "urn:x")?.attribute("c")     // "1"
/// print(document.text())
/// ```
public enum XML {
    /// The namespace that the prefix `xml` always stands for.
    public static let xmlNamespace = "http://www.w3.org/XML/1998/namespace"

    /// The namespace of namespace declarations (`xmlns`, `xmlns:p`), which are kept among the attributes.
    public static let xmlnsNamespace = "http://www.w3.org/2000/xmlns/"

    /// Reads a document from bytes: UTF-8 (with or without byte order mark), UTF-16, US-ASCII or ISO-8859-1.
    public static func read(_ bytes: [UInt8], limits: XMLLimits = XMLLimits()) throws(XMLProblem)
        -> XMLDocument
    {
        guard bytes.count <= limits.bytes else { throw XMLProblem.tooLarge(bytes.count, limits.bytes) }
        let (text, encoding) = try XMLEncoding.toUTF8(bytes)
        return try parse(text, encoding: encoding, limits: limits)
    }

    /// Reads a document from text; an encoding named in its declaration is then of no account.
    public static func read(_ text: String, limits: XMLLimits = XMLLimits()) throws(XMLProblem)
        -> XMLDocument
    {
        let bytes = Array(text.utf8)
        guard bytes.count <= limits.bytes else { throw XMLProblem.tooLarge(bytes.count, limits.bytes) }
        return try parse(XMLEncoding.withoutMark(bytes), encoding: nil, limits: limits)
    }

    private static func parse(
        _ bytes: [UInt8], encoding: XMLEncoding?, limits: XMLLimits
    ) throws(XMLProblem) -> XMLDocument {
        let outcome: Result<XMLDocument, XMLProblem> = bytes.withUnsafeBufferPointer { buffer in
            var parser = XMLParser(XMLScanner(buffer), encoding: encoding, limits: limits)
            do throws(XMLProblem) {
                return .success(try parser.document())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

/// How much a document may ask for before it is refused.
public struct XMLLimits: Sendable, Equatable {
    /// The whole document, in bytes.
    public var bytes: Int
    /// Elements within elements.
    public var depth: Int
    /// Attributes of one element, namespace declarations included.
    public var attributes: Int
    /// Nodes of the whole document.
    public var nodes: Int
    /// One run of text, attribute value, comment or instruction, in bytes.
    public var text: Int
    /// One name, in bytes.
    public var name: Int

    /// The defaults suit business models of any size met in practice.
    public init(
        bytes: Int = 64 << 20, depth: Int = 256, attributes: Int = 512, nodes: Int = 4_000_000,
        text: Int = 16 << 20, name: Int = 1024
    ) {
        self.bytes = bytes
        self.depth = depth
        self.attributes = attributes
        self.nodes = nodes
        self.text = text
        self.name = name
    }
}
