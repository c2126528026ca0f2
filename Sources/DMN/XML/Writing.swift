import XMLTree

/// One element while it is written.
struct Builder {
    private var element: XMLElement
    private let prefix: String

    init(_ name: String, _ prefix: String) {
        self.prefix = prefix
        element = XMLElement(XMLName(name, in: DMN.Version.v15.namespace, prefix: prefix))
    }

    mutating func attribute(_ name: String, _ value: String?) {
        guard let value else { return }
        element.attributes.append(XMLAttribute(name, value))
    }

    mutating func add(_ child: XMLElement?) {
        guard let child else { return }
        element.children.append(.element(child))
    }

    mutating func add(_ children: [XMLElement]) { element.children += children.map { .element($0) } }

    mutating func text(_ name: String, _ text: DMN.Text?) { self.text(name, text?.text) }

    mutating func text(_ name: String, _ text: String?) {
        guard let text else { return }
        var child = XMLElement(XMLName(name, in: DMN.Version.v15.namespace, prefix: prefix))
        if !text.isEmpty { child.children = [.text(text, at: .none)] }
        add(child)
    }

    /// The element with its notes; foreign nodes return to where they stood.
    mutating func finished(_ notes: DMN.Notes) -> XMLElement {
        var own = Builder("", prefix)
        own.attribute("id", notes.id)
        own.attribute("label", notes.label)
        own.text("description", notes.description)
        own.add(notes.extensions)
        element.attributes = own.element.attributes + element.attributes + notes.attributes
        element.children = own.element.children + element.children
        for foreign in notes.foreign { insert(foreign) }
        return element
    }

    mutating func finished(_ about: DMN.ExpressionNotes) -> XMLElement {
        attribute("typeRef", about.typeRef)
        return finished(about.notes)
    }

    private mutating func insert(_ foreign: DMN.Notes.Foreign) {
        var elements = 0
        var index = 0
        while index < element.children.count {
            if elements == foreign.index, element.children[index].element != nil { break }
            if element.children[index].element != nil { elements += 1 }
            index += 1
        }
        element.children.insert(foreign.node, at: index)
    }
}

extension DMN.Model {
    /// The model as a tree in the names of DMN 1.5.
    func xml() -> XMLElement {
        var builder = Builder("definitions", prefix)
        builder.attribute("name", name)
        builder.attribute("namespace", namespace)
        builder.attribute("expressionLanguage", expressionLanguage)
        builder.attribute("typeLanguage", typeLanguage)
        builder.attribute("exporter", exporter)
        builder.attribute("exporterVersion", exporterVersion)
        builder.add(imports.map { $0.xml(prefix) })
        builder.add(items.map { $0.xml("itemDefinition", prefix) })
        builder.add(elements.map { $0.xml(prefix) })
        builder.add(further)
        return builder.finished(notes)
    }
}

extension DMN.Import {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("import", prefix)
        builder.attribute("name", name.isEmpty ? nil : name)
        builder.attribute("namespace", namespace)
        builder.attribute("importType", importType)
        builder.attribute("locationURI", location)
        return builder.finished(notes)
    }
}

extension DMN.ItemDefinition {
    func xml(_ tag: String, _ prefix: String) -> XMLElement {
        var builder = Builder(tag, prefix)
        builder.attribute("name", name)
        builder.attribute("typeLanguage", typeLanguage)
        builder.attribute("isCollection", collection.map { $0 ? "true" : "false" })
        builder.text("typeRef", typeRef)
        builder.add(allowedValues?.xml("allowedValues", prefix))
        builder.add(typeConstraint?.xml("typeConstraint", prefix))
        builder.add(components.map { $0.xml("itemComponent", prefix) })
        builder.add(function?.xml(prefix))
        return builder.finished(notes)
    }
}

extension DMN.FunctionItem {
    func xml(_ prefix: String) -> XMLElement {
        var builder = Builder("functionItem", prefix)
        builder.attribute("outputTypeRef", outputTypeRef)
        builder.add(parameters.map { $0.xml("parameters", prefix) })
        return builder.finished(notes)
    }
}

extension DMN.UnaryTests {
    func xml(_ tag: String, _ prefix: String) -> XMLElement {
        var builder = Builder(tag, prefix)
        builder.attribute("expressionLanguage", expressionLanguage)
        builder.text("text", text)
        return builder.finished(notes)
    }
}

extension DMN.InformationItem {
    func xml(_ tag: String, _ prefix: String) -> XMLElement {
        var builder = Builder(tag, prefix)
        builder.attribute("name", name)
        builder.attribute("typeRef", typeRef)
        return builder.finished(notes)
    }
}
