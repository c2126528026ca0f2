public import XMLTree

extension BPMN {
    /// What every element has (BPMN 2.0.2 §8.3.1), and everything about it that the standard does not name.
    public struct BaseElement: Sendable, Equatable {
        /// The element's id, unique in the file.
        public var id: String?
        /// What people wrote about it.
        public var documentation: [Documentation] = []
        /// `extensionElements` as read, other vendors' included.
        public var extensions: XMLElement?
        /// Attributes that the standard does not name here, namespace declarations included.
        public var attributes: [XMLAttribute] = []
        /// Children that the standard does not name here, comments included, and where each stood.
        public var foreign: [Foreign] = []
        /// How it was written; takes no part in equality.
        public var source = Source()

        /// Nothing but an id.
        public init(id: String? = nil) { self.id = id }

        /// A node that was not understood, kept as it was.
        public struct Foreign: Sendable, Equatable {
            /// How many elements stood before it.
            public var index: Int
            /// The node.
            public var node: XMLNode

            // Where it stood shifts when what a node says about its flows is completed.
            public static func == (left: Foreign, right: Foreign) -> Bool { left.node == right.node }
        }
    }

    /// A large value at the end of a pointer: elements are copied often, and nested deeply.
    struct Indirect<Value: Sendable & Equatable>: Sendable, Equatable {
        private indirect enum Storage: Sendable, Equatable {
            case value(Value)
        }

        private let storage: Storage

        init(_ value: Value) { storage = .value(value) }

        var value: Value {
            switch storage {
            case .value(let value): value
            }
        }
    }

    /// Where and how an element was written. Two sources are always equal: a model equals itself read from elsewhere.
    public struct Source: Sendable, Equatable {
        /// Where the element's tag begins.
        public var place = Place.none
        /// The prefix of its name; nil when it was built.
        var prefix: String?
        /// The attributes in the order in which they were written; a default among them was written out.
        var attributes: [String] = []
        /// What kind of child stood where: a name, or the name of a choice.
        var children: [String] = []
        /// Whether the text was a CDATA section.
        var isSection = false

        /// A source of what was built.
        public init() {}

        public static func == (left: Source, right: Source) -> Bool { true }
    }

    /// One `documentation` of an element.
    public struct Documentation: Sendable, Equatable, Element {
        public var base = BaseElement()
        /// The text.
        public var text = ""
        /// Its MIME type; `text/plain` when absent.
        public var textFormat: String?

        public init() {}
    }

    /// Anything with an id, a place and extensions.
    public protocol Element: Sendable, Equatable {
        /// Id, documentation, extensions and place.
        var base: BaseElement { get set }
        /// An empty element.
        init()
    }

    /// A reference by qualified name, kept as it was written.
    public struct Reference: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
        /// The reference as written, perhaps with a prefix.
        public var text: String
        /// Attributes of the element that held the reference, kept as they were.
        var attributes: [XMLAttribute] = []

        /// A reference from its text.
        public init(_ text: String) { self.text = text }
        public init(stringLiteral text: String) { self.text = text }

        /// The id of what is meant, without prefix.
        public var id: String {
            guard let colon = text.lastIndex(of: ":") else { return text }
            return String(text[text.index(after: colon)...])
        }

        public var description: String { text }
    }
}

extension BPMN.Element {
    /// An element with an id.
    public init(id: String) {
        self.init()
        base.id = id
    }

    /// The id; empty when the element has none.
    public var id: String {
        get { base.id ?? "" }
        set { base.id = newValue }
    }

    /// Where the element stands in the file.
    public var place: BPMN.Place { base.source.place }
}
