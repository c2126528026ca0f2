public import XMLTree

extension BPMN {
    /// Reads a model from the bytes of a file.
    public static func read(
        _ bytes: [UInt8], limits: XMLLimits = XMLLimits()
    ) -> (definitions: Definitions, problems: [Problem]) {
        do throws(XMLProblem) {
            return read(try XML.read(bytes, limits: limits))
        } catch {
            return (Definitions(), [Problem(error)])
        }
    }

    /// Reads a model from text.
    public static func read(
        _ text: String, limits: XMLLimits = XMLLimits()
    ) -> (definitions: Definitions, problems: [Problem]) {
        do throws(XMLProblem) {
            return read(try XML.read(text, limits: limits))
        } catch {
            return (Definitions(), [Problem(error)])
        }
    }

    /// Reads a model from a tree.
    public static func read(_ document: XMLDocument) -> (definitions: Definitions, problems: [Problem]) {
        let root = document.root.withoutIndentation()
        let mapping = Mapping(root.declarations)
        guard root.name == XMLName("definitions", in: modelNamespace) else {
            return (Definitions(), [notBPMN(root)])
        }
        mapping.usePrefix(root.name.prefix, for: .model)
        var definitions = Definitions.read(root, mapping)
        definitions.prefix = root.name.prefix
        definitions.declaration = document.declaration
        // Whatever it was read in, it is written in UTF-8.
        if document.declaration?.encoding != nil { definitions.declaration?.encoding = "UTF-8" }
        definitions.prolog = document.prolog
        definitions.epilog = document.epilog
        definitions.deriveCollections()
        return (definitions, mapping.problems)
    }

    private static func notBPMN(_ root: XMLElement) -> Problem {
        Problem(
            .error, "not-bpmn", at: root.position,
            Wording(
                "This is not a BPMN 2.0 file: its outermost element is '\(root.name)' in the namespace '\(root.name.namespace)'.",
                "这不是 BPMN 2.0 文件：最外层元素是命名空间“\(root.name.namespace)”中的“\(root.name)”。"),
            advice: Wording(
                "Export the model as BPMN 2.0 XML; the outermost element is 'definitions' in '\(modelNamespace)'.",
                "请将模型导出为 BPMN 2.0 XML；最外层元素应为“\(modelNamespace)”中的“definitions”。"))
    }
}

extension BPMN.Definitions {
    /// The model as a document.
    public func document() -> XMLDocument {
        let mapping = BPMN.Mapping(base.declarations)
        mapping.usePrefix(prefix, for: .model)
        var root = xml("definitions", .model, mapping)
        root.name.prefix = prefix
        root.declareWhatIsUsed()
        return XMLDocument(root, declaration: declaration, prolog: prolog, epilog: epilog)
    }

    /// The model as text, indented.
    public func text() -> String { document().text(.indented) }
}

extension BPMN.BaseElement {
    /// The prefixes that the element binds.
    var declarations: [(prefix: String, namespace: String)] {
        attributes.compactMap { attribute in attribute.declaredPrefix.map { ($0, attribute.value) } }
    }
}

extension XMLElement {
    /// Declares at the outermost element what elements and attributes inside use without a declaration.
    mutating func declareWhatIsUsed() {
        var used: [(prefix: String, namespace: String)] = []
        collect(&used, [("xml", XML.xmlNamespace), ("", "")])
        for name in used where !declarations.contains(where: { $0.prefix == name.prefix }) {
            attributes.append(.namespace(name.namespace, prefix: name.prefix))
        }
    }

    private func collect(
        _ used: inout [(prefix: String, namespace: String)], _ outer: [(prefix: String, namespace: String)]
    ) {
        let bindings = declarations.isEmpty ? outer : outer + declarations
        note(name, &used, bindings)
        for attribute in attributes where attribute.declaredPrefix == nil && !attribute.name.namespace.isEmpty {
            note(attribute.name, &used, bindings)
        }
        for child in elements { child.collect(&used, bindings) }
    }

    private func note(
        _ name: XMLName, _ used: inout [(prefix: String, namespace: String)],
        _ bindings: [(prefix: String, namespace: String)]
    ) {
        guard bindings.last(where: { $0.prefix == name.prefix })?.namespace != name.namespace,
            !used.contains(where: { $0.prefix == name.prefix })
        else { return }
        used.append((name.prefix, name.namespace))
    }
}
