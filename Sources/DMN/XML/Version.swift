import XMLTree

extension DMN {
    /// The versions of the standard whose files are read and written.
    public enum Version: String, Sendable, Hashable, CaseIterable {
        case v11 = "1.1"
        case v12 = "1.2"
        case v13 = "1.3"
        case v14 = "1.4"
        case v15 = "1.5"

        /// The namespace of the model's elements.
        public var namespace: String {
            switch self {
            case .v11: "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
            case .v12: "http://www.omg.org/spec/DMN/20180521/MODEL/"
            case .v13: "https://www.omg.org/spec/DMN/20191111/MODEL/"
            case .v14: "https://www.omg.org/spec/DMN/20211108/MODEL/"
            case .v15: "https://www.omg.org/spec/DMN/20230324/MODEL/"
            }
        }

        /// The namespace of the diagram's elements; 1.1 has none.
        public var diagramNamespace: String? {
            switch self {
            case .v11: nil
            case .v12: "http://www.omg.org/spec/DMN/20180521/DMNDI/"
            case .v13, .v14: "https://www.omg.org/spec/DMN/20191111/DMNDI/"
            case .v15: "https://www.omg.org/spec/DMN/20230324/DMNDI/"
            }
        }

        /// The namespace of FEEL's own types.
        public var feelNamespace: String {
            switch self {
            case .v11: "http://www.omg.org/spec/FEEL/20140401"
            case .v12: "http://www.omg.org/spec/DMN/20180521/FEEL/"
            case .v13: "https://www.omg.org/spec/DMN/20191111/FEEL/"
            case .v14: "https://www.omg.org/spec/DMN/20211108/FEEL/"
            case .v15: "https://www.omg.org/spec/DMN/20230324/FEEL/"
            }
        }
    }
}

extension DMN.Version {
    /// Other namespaces met in files, with the version whose shape those have.
    private static let aliases: [String: DMN.Version] = [
        "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": .v11, "http://www.omg.org/spec/DMN/20151101/MODEL/": .v11,
        "http://www.omg.org/spec/DMN/20151130": .v11, "http://www.omg.org/spec/DMN/20150519/dmn.xsd": .v11,
        "http://www.omg.org/spec/DMN/20191111/MODEL/": .v13, "http://www.omg.org/spec/DMN/20211108/MODEL/": .v14,
        "http://www.omg.org/spec/DMN/20230324/MODEL/": .v15, "https://www.omg.org/spec/DMN/20240513/MODEL/": .v15,
    ]

    /// The version whose model namespace this is.
    public init?(namespace: String) {
        guard let known = Self.allCases.first(where: { $0.namespace == namespace }) ?? Self.aliases[namespace] else {
            return nil
        }
        self = known
    }

    /// Whether a URI names FEEL, in any version.
    static func isFEEL(_ uri: String) -> Bool {
        allCases.contains { $0.feelNamespace == uri } || uri.lowercased() == "feel"
            || (uri.contains("omg.org/spec/") && uri.lowercased().contains("feel"))
    }

    /// A tree with the names of this version turned into those of 1.5, in which the rest of this target thinks.
    func canonical(_ root: XMLElement) -> XMLElement {
        var map: [String: String] = [root.name.namespace: Self.v15.namespace]
        map[namespace] = Self.v15.namespace
        if let old = diagramNamespace { map[old] = Self.v15.diagramNamespace }
        return Self.renamed(root, map)
    }

    /// A tree in the names of 1.5 turned into those of this version.
    func translated(_ root: XMLElement) -> XMLElement {
        guard self != .v15 else { return root }
        var map = [Self.v15.namespace: namespace]
        if let old = Self.v15.diagramNamespace, let new = diagramNamespace { map[old] = new }
        return Self.renamed(root, map)
    }

    private static func renamed(_ element: XMLElement, _ map: [String: String]) -> XMLElement {
        var element = element
        if let new = map[element.name.namespace] { element.name.namespace = new }
        for index in element.attributes.indices {
            let attribute = element.attributes[index]
            if let new = map[attribute.name.namespace] { element.attributes[index].name.namespace = new }
            if attribute.declaredPrefix != nil, let new = map[attribute.value] { element.attributes[index].value = new }
        }
        for index in element.children.indices {
            if case .element(let child) = element.children[index] {
                element.children[index] = .element(renamed(child, map))
            }
        }
        return element
    }
}
