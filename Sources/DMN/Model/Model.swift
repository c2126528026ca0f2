public import XMLTree

extension DMN {
    /// One definitions file: what it imports, its types and the elements of its requirement graph.
    public struct Model: Sendable, Hashable {
        /// The model's name.
        public var name = ""
        /// The model's own namespace, by which others import it.
        public var namespace = ""
        /// `expressionLanguage`, when given; FEEL is meant when it is not.
        public var expressionLanguage: String?
        /// `typeLanguage`, when given.
        public var typeLanguage: String?
        /// The tool that wrote the file.
        public var exporter: String?
        /// That tool's version.
        public var exporterVersion: String?
        /// Other models whose elements are used here.
        public var imports: [Import] = []
        /// Named types.
        public var items: [ItemDefinition] = []
        /// Decisions, business knowledge models, services, input data and knowledge sources, in document order.
        public var elements: [DRGElement] = []
        /// Id, label, description, extensions, and whatever the standard does not name.
        public var notes = Notes()
        /// Diagram interchange, artifacts, collections and business context, kept as XML.
        public var further: [XMLElement] = []

        /// The version that the file was written in.
        public var version = Version.v15
        /// How the names of DMN are prefixed in the file.
        var prefix = ""
        var declaration: XMLDocument.Declaration? = XMLDocument.Declaration()
        var prolog: [XMLNode] = []
        var epilog: [XMLNode] = []

        /// An empty model.
        public init(name: String = "", namespace: String = "") {
            self.name = name
            self.namespace = namespace
        }

        /// The decisions in document order.
        public var decisions: [Decision] {
            elements.compactMap { if case .decision(let decision) = $0 { decision } else { nil } }
        }

        /// The diagram interchange part (DMNDI), as XML.
        public var diagrams: XMLElement? {
            further.first { $0.name.local == "DMNDI" && $0.name.namespace == Version.v15.diagramNamespace }
        }
    }

    /// A reference to another model (§6.3.3).
    public struct Import: Sendable, Hashable {
        /// The name under which its elements are reached: `name.element`; empty imports into the model itself.
        public var name: String
        /// The other model's namespace.
        public var namespace: String
        /// What kind of document it is; DMN models have a DMN namespace here.
        public var importType: String
        /// Where it may be found.
        public var location: String?
        /// Id, label, description, extensions.
        public var notes = Notes()
    }

    /// What every element may carry beside its own fields.
    public struct Notes: Sendable, Hashable {
        /// The id, unique in the file.
        public var id: String?
        /// A text shown instead of the name.
        public var label: String?
        /// A description for people.
        public var description: String?
        /// `extensionElements`, as XML.
        public var extensions: XMLElement?
        /// Attributes that the standard does not name, namespace declarations included.
        public var attributes: [XMLAttribute] = []
        /// Nodes that the standard does not name, with the number of elements that stood before each.
        public var foreign: [Foreign] = []
        /// Where the element stands.
        @Placed public var place = Place.none

        /// Nothing.
        public init() {}

        /// A node that the standard does not name, and its place among its siblings.
        public struct Foreign: Sendable, Hashable {
            /// How many elements stood before it.
            public var index: Int
            /// The node: a comment, an instruction or an element.
            public var node: XMLNode
        }
    }

    /// A text of the model and where it begins.
    public struct Text: Sendable, Hashable, ExpressibleByStringLiteral {
        /// The text as written, white space included.
        public var text: String
        /// Where its first character stands.
        @Placed public var place: Place

        /// A text at a place.
        public init(_ text: String, at place: Place = .none) {
            self.text = text
            _place = Placed(wrappedValue: place)
        }

        public init(stringLiteral value: String) { self.init(value) }
    }
}
