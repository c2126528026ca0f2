import DMN
public import XMLTree

/// A test file of the conformance suite: cases that name inputs and the results expected (`testCases.xsd`).
public struct TestSuite: Sendable {
    /// The model file that the cases are about, as the test file names it.
    public let modelName: String
    /// The cases.
    public let cases: [Case]

    /// One case: what goes in and what should come out.
    public struct Case: Sendable {
        /// The case's id, unique in its file.
        public let id: String
        /// What is invoked directly; nil evaluates decisions.
        public let invocable: Invocable?
        /// The inputs by name.
        public let inputs: [Input]
        /// The results expected.
        public let results: [Expectation]
    }

    /// A business knowledge model or decision service that a case invokes.
    public struct Invocable: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// `bkm` or `decisionService`.
        public let kind: String
    }

    /// A named input.
    public struct Input: Sendable {
        /// The name of the input data, decision or parameter.
        public let name: String
        /// Its model's namespace, when the file gives one.
        public let namespace: String?
        /// The value.
        public let value: TestValue
    }

    /// A result expected.
    public struct Expectation: Sendable {
        /// The decision's name.
        public let name: String
        /// What kind of element it is, when the file says so.
        public let kind: String?
        /// Its model's namespace, when the file gives one.
        public let namespace: String?
        /// Whether the null expected stands for an error.
        public let isError: Bool
        /// The value; nil when the case expects none in particular.
        public let value: TestValue?
    }

    /// Reads a test file; problems of the XML itself are thrown.
    public init(_ bytes: [UInt8]) throws(XMLProblem) {
        let root = try XML.read(bytes).root
        guard root.name.local == "testCases" else {
            throw XMLProblem(
                "test-cases", at: root.position, "The outermost element of a test file is 'testCases'.",
                "测试文件的最外层元素应为 'testCases'。")
        }
        modelName = root.first("modelName")?.text ?? ""
        cases = root.elements("testCase").map(Case.init)
    }
}

extension TestSuite.Case {
    fileprivate init(_ element: XMLElement) {
        id = element.attribute("id") ?? element.attribute("name") ?? ""
        let kind = element.attribute("type") ?? "decision"
        let name = element.attribute("invocableName")
        invocable = kind == "decision" ? nil : name.map { TestSuite.Invocable(name: $0, kind: kind) }
        inputs = element.elements("inputNode").map {
            TestSuite.Input(
                name: $0.attribute("name") ?? "", namespace: $0.attribute("namespace"), value: TestValue($0))
        }
        results = element.elements("resultNode").map { node in
            TestSuite.Expectation(
                name: node.attribute("name") ?? "", kind: node.attribute("type"),
                namespace: node.attribute("namespace"), isError: node.attribute("errorResult") == "true",
                value: node.first("expected").map(TestValue.init))
        }
    }
}

/// A value as a test file writes it.
public indirect enum TestValue: Sendable, Equatable {
    case null
    /// A typed text: the type's local name (`string`, `decimal` …; empty when the file gives none) and the text.
    case simple(type: String, text: String)
    case list([TestValue])
    case context([Component])

    /// An entry of a context.
    public struct Component: Sendable, Equatable {
        /// The entry's name.
        public let name: String
        /// Its value.
        public let value: TestValue
    }

    static let instance = "http://www.w3.org/2001/XMLSchema-instance"

    /// Reads an element that holds `value`, `component`s or a `list`.
    init(_ holder: XMLElement) {
        if let list = holder.first("list") {
            self = Self.isNil(list) ? .null : .list(list.elements("item").map(TestValue.init))
            return
        }
        let components = holder.elements("component")
        if !components.isEmpty {
            self = .context(components.map { Component(name: $0.attribute("name") ?? "", value: TestValue($0)) })
            return
        }
        guard let value = holder.first("value"), !Self.isNil(value), !Self.isNil(holder) else {
            self = .null
            return
        }
        let type = value.attribute("type", in: Self.instance) ?? ""
        self = .simple(type: String(type.split(separator: ":").last ?? ""), text: value.text)
    }

    private static func isNil(_ element: XMLElement) -> Bool {
        let mark = element.attribute("nil", in: instance)
        return mark == "true" || mark == "1"
    }
}
