import XMLTree

extension BPMN {
    /// The namespaces of a file and the prefixes that new elements get.
    enum Vocabulary: CaseIterable {
        case model, diagram, common, interchange

        var namespace: String {
            switch self {
            case .model: BPMN.modelNamespace
            case .diagram: BPMN.diagramNamespace
            case .common: BPMN.commonNamespace
            case .interchange: BPMN.interchangeNamespace
            }
        }

        /// The prefix that most tools use.
        var usualPrefix: String {
            switch self {
            case .model: "bpmn"
            case .diagram: "bpmndi"
            case .common: "dc"
            case .interchange: "di"
            }
        }
    }

    /// What one reading or writing shares: problems, prefixes, the default expression language.
    final class Mapping {
        var problems: [Problem] = []
        var expressionLanguage: String?
        /// How many sub-processes are open.
        var depth = 0
        /// More sub-processes inside one another are kept as they are: no model means that.
        static let greatestDepth = 48
        private var prefixes: [Vocabulary: String] = [:]

        /// Takes prefixes from the declarations of a root element.
        init(_ declarations: [(prefix: String, namespace: String)] = []) {
            for vocabulary in Vocabulary.allCases {
                prefixes[vocabulary] = declarations.first { $0.namespace == vocabulary.namespace }?.prefix
            }
        }

        func prefix(_ vocabulary: Vocabulary) -> String { prefixes[vocabulary] ?? vocabulary.usualPrefix }

        func usePrefix(_ prefix: String, for vocabulary: Vocabulary) { prefixes[vocabulary] = prefix }

        func report(
            _ severity: Problem.Severity, _ code: String, at place: Place, in element: String = "", _ message: Wording,
            advice: Wording? = nil
        ) {
            problems.append(Problem(severity, code, at: place, in: element, message, advice: advice))
        }
    }

    /// An element whose attributes and children are named once, for reading and writing alike.
    protocol Mapped: Element {
        /// Names every attribute and child that the standard knows, in the order of the standard's schema.
        mutating func map(_ mapper: inout Mapper)
        /// Runs when everything has been read.
        mutating func finishReading(_ mapping: Mapping)
        /// The element as it is written: extensions are brought up to date.
        mutating func prepareWriting(_ mapping: Mapping)
    }

    /// One of several elements, told apart by name.
    protocol Choice {
        init?(_ element: XMLElement, _ mapping: Mapping)
        func xml(_ mapping: Mapping) -> XMLElement
    }
}

extension BPMN.Mapped {
    mutating func finishReading(_ mapping: BPMN.Mapping) {}
    mutating func prepareWriting(_ mapping: BPMN.Mapping) {}

    /// Reads an element into an empty value.
    static func read(_ element: XMLElement, into empty: Self = Self(), _ mapping: BPMN.Mapping) -> Self {
        var value = empty
        var mapper = BPMN.Mapper(reading: element, mapping)
        value.map(&mapper)
        value.base = mapper.base()
        value.finishReading(mapping)
        return value
    }

    /// The element in XML.
    func xml(_ name: String, _ vocabulary: BPMN.Vocabulary = .model, _ mapping: BPMN.Mapping) -> XMLElement {
        var value = self
        value.prepareWriting(mapping)
        var mapper = BPMN.Mapper(writing: name, vocabulary, value.base, mapping)
        value.map(&mapper)
        return mapper.finished()
    }
}
