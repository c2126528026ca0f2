import XMLTree

extension DMN {
    /// Reads one document and gathers what is wrong with it.
    final class Reading {
        private(set) var problems: [Problem] = []

        func report(
            _ severity: Problem.Severity, _ code: String, at place: Place, in element: XMLElement,
            _ message: Wording, advice: Wording? = nil
        ) {
            let name = element.attribute("name") ?? element.attribute("id") ?? element.name.local
            problems.append(Problem(severity, code, at: place, in: name, message, advice: advice))
        }

        func missing(_ english: String, _ chinese: String, in element: XMLElement) {
            report(
                .error, "missing", at: Place(element.position), in: element,
                Wording("'\(element.name.local)' has no \(english).", "'\(element.name.local)' 缺少\(chinese)。"))
        }

        /// Elements of DMN that nobody asked for are kept, but their author hears of it.
        func noticeForeign(_ node: XMLNode, in parent: XMLElement) {
            guard let element = Self.dmnElement(node) else { return }
            report(
                .warning, "unknown-element", at: Place(element.position), in: parent,
                Wording(
                    "'\(element.name.local)' means nothing inside '\(parent.name.local)'; it is kept but not used.",
                    "'\(parent.name.local)' 中的 '\(element.name.local)' 没有意义；保留但不使用。"))
        }

        static func dmnElement(_ node: XMLNode) -> XMLElement? {
            guard case .element(let element) = node, element.name.namespace == Version.v15.namespace else {
                return nil
            }
            return element
        }
    }
}

extension DMN.Reading {
    /// Reads a whole document.
    func model(_ document: XMLDocument) -> DMN.Model {
        var model = DMN.Model()
        model.declaration = document.declaration
        // Whatever it was read in, it will be written in UTF-8.
        if model.declaration?.encoding != nil { model.declaration?.encoding = "UTF-8" }
        model.prolog = document.prolog
        model.epilog = document.epilog
        guard let version = DMN.Version(namespace: document.root.name.namespace),
            document.root.name.local.lowercased() == "definitions"
        else {
            report(
                .error, "not-dmn", at: DMN.Place(document.root.position), in: document.root,
                DMN.Wording(
                    "The outermost element is not 'definitions' of DMN 1.1 to 1.5.",
                    "最外层元素不是 DMN 1.1 至 1.5 的 'definitions'。"),
                advice: DMN.Wording(
                    "A DMN 1.5 file begins <definitions xmlns=\"\(DMN.Version.v15.namespace)\" …>.",
                    "DMN 1.5 文件以 <definitions xmlns=\"\(DMN.Version.v15.namespace)\" …> 开头。"))
            return model
        }
        model.version = version
        model.prefix = document.root.name.prefix
        var fields = Fields(version.canonical(document.root.withoutIndentation()), self)
        fill(&model, from: &fields)
        return model
    }

    private func fill(_ model: inout DMN.Model, from fields: inout Fields) {
        model.name = fields.required("name")
        model.namespace = fields.required("namespace")
        model.expressionLanguage = fields.attribute("expressionLanguage")
        model.typeLanguage = fields.attribute("typeLanguage")
        model.exporter = fields.attribute("exporter")
        model.exporterVersion = fields.attribute("exporterVersion")
        model.imports = fields.children(["import"]).map(importElement)
        model.items = fields.children(["itemDefinition"]).map(item)
        model.elements = fields.children([
            "decision", "businessKnowledgeModel", "decisionService", "inputData", "knowledgeSource",
        ]).compactMap(drgElement)
        model.further = fields.children([
            "textAnnotation", "association", "group", "elementCollection", "performanceIndicator",
            "organizationUnit", "artifact", "businessContextElement",
        ])
        model.further += fields.diagrams()
        model.notes = fields.notes()
    }

    private func importElement(_ element: XMLElement) -> DMN.Import {
        var fields = Fields(element, self)
        return DMN.Import(
            name: fields.attribute("name") ?? "", namespace: fields.required("namespace"),
            importType: fields.attribute("importType") ?? "", location: fields.attribute("locationURI"),
            notes: fields.notes())
    }

    func variable(_ element: XMLElement?) -> DMN.InformationItem? {
        guard let element else { return nil }
        var fields = Fields(element, self)
        var variable = DMN.InformationItem(
            fields.attribute("name") ?? "", typeRef: fields.attribute("typeRef"))
        variable.notes = fields.notes()
        return variable
    }

    func tests(_ element: XMLElement?) -> DMN.UnaryTests? {
        guard let element else { return nil }
        var fields = Fields(element, self)
        var tests = DMN.UnaryTests(fields.text("text") ?? DMN.Text("", at: fields.place))
        tests.expressionLanguage = fields.attribute("expressionLanguage")
        tests.notes = fields.notes()
        return tests
    }

    private func item(_ element: XMLElement) -> DMN.ItemDefinition {
        var fields = Fields(element, self)
        var item = DMN.ItemDefinition(fields.required("name"))
        item.typeRef = fields.child("typeRef").map { trimmed($0.text) } ?? fields.attribute("typeRef")
        item.typeLanguage = fields.attribute("typeLanguage")
        item.collection = fields.attribute("isCollection").map { $0 == "true" || $0 == "1" }
        item.allowedValues = tests(fields.child("allowedValues"))
        item.typeConstraint = tests(fields.child("typeConstraint"))
        item.components = fields.children(["itemComponent"]).map(self.item)
        item.function = functionItem(fields.child("functionItem"))
        item.notes = fields.notes()
        return item
    }

    private func functionItem(_ element: XMLElement?) -> DMN.FunctionItem? {
        guard let element else { return nil }
        var fields = Fields(element, self)
        return DMN.FunctionItem(
            outputTypeRef: fields.attribute("outputTypeRef"),
            parameters: fields.children(["parameters"]).compactMap(variable), notes: fields.notes())
    }

    private func trimmed(_ text: String) -> String {
        var part = Substring(text)
        while let first = part.first, first.isWhitespace { part.removeFirst() }
        while let last = part.last, last.isWhitespace { part.removeLast() }
        return String(part)
    }
}
