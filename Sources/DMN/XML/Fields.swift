import XMLTree

/// One element while it is read: what has been asked for is claimed, and the rest becomes notes, so nothing is lost.
struct Fields {
    let element: XMLElement
    let reading: DMN.Reading
    private var claimed: Set<Int> = []
    private var claimedAttributes: Set<String> = []

    init(_ element: XMLElement, _ reading: DMN.Reading) {
        self.element = element
        self.reading = reading
    }

    var place: DMN.Place { DMN.Place(element.position) }

    /// An attribute's value.
    mutating func attribute(_ name: String) -> String? {
        guard let value = element.attribute(name) else { return nil }
        claimedAttributes.insert(name)
        return value
    }

    /// An attribute that the standard requires; its absence is a problem.
    mutating func required(_ name: String) -> String {
        if let value = attribute(name) { return value }
        reading.missing("attribute '\(name)'", "属性 '\(name)'", in: element)
        return ""
    }

    /// An attribute that is one of a few words; another word is a problem and stays a foreign attribute.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let value = element.attribute(name) else { return nil }
        if let word = Word(rawValue: value) {
            claimedAttributes.insert(name)
            return word
        }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        reading.report(
            .error, "value", at: place, in: element,
            DMN.Wording("'\(value)' is not a \(name).", "'\(value)' 不是有效的 \(name)。"),
            advice: DMN.Wording("Use one of: \(words).", "请使用：\(words)。"))
        return nil
    }

    /// The first element of a name that nobody has claimed.
    mutating func child(_ name: String) -> XMLElement? {
        for (index, node) in element.children.enumerated() where !claimed.contains(index) {
            guard let child = DMN.Reading.dmnElement(node), child.name.local == name else { continue }
            claimed.insert(index)
            return child
        }
        return nil
    }

    /// All elements that have one of the names.
    mutating func children(_ names: Set<String>) -> [XMLElement] {
        var found: [XMLElement] = []
        for (index, node) in element.children.enumerated() where !claimed.contains(index) {
            guard let child = DMN.Reading.dmnElement(node), names.contains(child.name.local) else { continue }
            claimed.insert(index)
            found.append(child)
        }
        return found
    }

    /// The text of an element of that name, with its place.
    mutating func text(_ name: String) -> DMN.Text? {
        guard let child = child(name) else { return nil }
        let first = child.children.first
        guard case .cdata(let text, let start)? = first, child.children.count == 1 else {
            return DMN.Text(child.text, at: DMN.Place(first?.position ?? child.position))
        }
        var place = DMN.Place(line: start.line, column: start.column + "<![CDATA[".utf8.count)
        place.isVerbatim = true
        return DMN.Text(text, at: place)
    }

    /// Everything that was not asked for.
    mutating func notes() -> DMN.Notes {
        var notes = DMN.Notes()
        notes.place = place
        notes.id = attribute("id")
        notes.label = attribute("label")
        notes.description = child("description")?.text
        notes.extensions = child("extensionElements")
        notes.attributes = element.attributes.filter { attribute in
            !(attribute.name.namespace.isEmpty && claimedAttributes.contains(attribute.name.local))
        }
        var elements = 0
        for (index, node) in element.children.enumerated() {
            let isElement = node.element != nil
            if !claimed.contains(index), !node.isBlank {
                reading.noticeForeign(node, in: element)
                notes.foreign.append(DMN.Notes.Foreign(index: elements, node: node))
            }
            if isElement { elements += 1 }
        }
        return notes
    }

    /// The notes of an expression and its type.
    mutating func about() -> DMN.ExpressionNotes {
        var about = DMN.ExpressionNotes()
        about.typeRef = attribute("typeRef")
        about.notes = notes()
        return about
    }

    /// The diagram part, which has a namespace of its own.
    mutating func diagrams() -> [XMLElement] {
        var found: [XMLElement] = []
        for (index, node) in element.children.enumerated() {
            guard case .element(let child) = node, child.name.local == "DMNDI",
                child.name.namespace == DMN.Version.v15.diagramNamespace
            else { continue }
            claimed.insert(index)
            found.append(child)
        }
        return found
    }
}
