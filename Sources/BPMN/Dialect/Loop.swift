import XMLTree

/// The collection of a multi-instance in the dialects and in our own words.
extension BPMN.MultiInstance {
    mutating func readCollection(_ mapping: BPMN.Mapping) {
        readForeign()
        guard let own = base.extensions?.first("loop", in: BPMN.extensionNamespace) else { return }
        for field in (own.attribute("clears") ?? "").split(separator: " ") { clear(String(field)) }
        if let text = own.attribute("collection") { collection = BPMN.Expression(own: text, at: own.position) }
        if let text = own.attribute("outputElement") { outputElement = BPMN.Expression(own: text, at: own.position) }
        elementVariable = own.attribute("elementVariable") ?? elementVariable
        indexVariable = own.attribute("indexVariable") ?? indexVariable
        outputCollection = own.attribute("outputCollection") ?? outputCollection
    }

    private mutating func clear(_ name: String) {
        switch name {
        case "collection": collection = nil
        case "outputElement": outputElement = nil
        case "elementVariable": elementVariable = nil
        case "indexVariable": indexVariable = nil
        case "outputCollection": outputCollection = nil
        default: break
        }
    }

    private mutating func readForeign() {
        elementVariable = inputDataItem?.name
        for dialect in BPMN.Dialect.embedded { readEmbedded(dialect) }
        guard let zeebe = base.extensions?.first("loopCharacteristics", in: BPMN.Dialect.zeebe.namespace) else {
            return
        }
        collection = Self.expression(zeebe.attribute("inputCollection"), at: zeebe.position)
        elementVariable = zeebe.attribute("inputElement")
        outputCollection = zeebe.attribute("outputCollection")
        outputElement = Self.expression(zeebe.attribute("outputElement"), at: zeebe.position)
    }

    private mutating func readEmbedded(_ dialect: BPMN.Dialect) {
        func attribute(_ name: String) -> String? {
            base.attributes.first { $0.name == XMLName(name, in: dialect.namespace) }?.value
        }
        // The element of this name holds what the attribute cannot: a text with several lines.
        let element = base.extensions?.first("collection", in: dialect.namespace)
        let text = attribute("collection") ?? element?.first("expression")?.text
        if let text { collection = Self.expression(text, at: place) }
        if let name = attribute("elementVariable") { elementVariable = name }
        if let name = attribute("elementIndexVariable") { indexVariable = name }
    }

    private static func expression(_ text: String?, at place: BPMN.Place) -> BPMN.Expression? {
        guard let text, !text.isEmpty else { return nil }
        return BPMN.Expression(text, plain: .feel, at: place)
    }

    mutating func writeCollection(_ mapping: BPMN.Mapping) {
        var read = BPMN.MultiInstance()
        read.base = base
        read.inputDataItem = inputDataItem
        read.readCollection(mapping)
        guard !hasSameCollection(as: read), !isDerived else { return }
        var old = BPMN.MultiInstance()
        old.base = base
        old.inputDataItem = inputDataItem
        old.readForeign()
        base.replaceExtensions([ownElement(over: old)], named: ["loop"], mapping)
    }

    /// Whether the collection is that of the standard's `loopDataInputRef`.
    private var isDerived: Bool {
        loopDataInputRef != nil && collection?.base.source.place == .some(.none) && outputElement == nil
            && collection?.text == derivedCollection
    }

    private func hasSameCollection(as other: BPMN.MultiInstance) -> Bool {
        collection == other.collection && elementVariable == other.elementVariable
            && indexVariable == other.indexVariable && outputCollection == other.outputCollection
            && outputElement == other.outputElement
    }

    private func ownElement(over old: BPMN.MultiInstance) -> XMLElement {
        var element = BPMN.ownElement("loop")
        var clears: [String] = []
        func put(_ name: String, _ new: String?, _ old: String?) {
            guard new != old else { return }
            if let new { element.attributes.append(XMLAttribute(name, new)) } else { clears.append(name) }
        }
        put("collection", collection?.feel, old.collection?.feel)
        put("elementVariable", elementVariable, old.elementVariable)
        put("indexVariable", indexVariable, old.indexVariable)
        put("outputCollection", outputCollection, old.outputCollection)
        put("outputElement", outputElement?.feel, old.outputElement?.feel)
        if !clears.isEmpty { element.attributes.append(XMLAttribute("clears", clears.joined(separator: " "))) }
        return element
    }
}
