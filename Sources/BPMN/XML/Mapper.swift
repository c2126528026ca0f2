import XMLTree

extension BPMN {
    /// One element while it is read or written.
    ///
    /// Reading claims what it names; the rest goes into the base, so nothing is lost. Writing puts everything back where
    /// it stood. Because both go through the same list of names, they cannot drift apart.
    struct Mapper {
        let isReading: Bool
        let mapping: Mapping
        /// What is read, or what has been written so far.
        private(set) var element: XMLElement
        /// The base of what is written.
        private let old: BaseElement
        private var claims: [Int: String] = [:]
        private var claimedAttributes: Set<String> = []
        private var written: [(key: String, node: XMLElement)] = []
        private var claimsText = false
        private var isMixed = false
        private var text: String?

        init(reading element: XMLElement, _ mapping: Mapping) {
            isReading = true
            self.element = element
            self.mapping = mapping
            old = BaseElement()
        }

        init(writing name: String, _ vocabulary: Vocabulary, _ base: BaseElement, _ mapping: Mapping) {
            isReading = false
            self.mapping = mapping
            old = base
            let prefix = base.source.prefix ?? mapping.prefix(vocabulary)
            element = XMLElement(XMLName(name, in: vocabulary.namespace, prefix: prefix))
        }

        var place: Place { element.position }
    }
}

// Attributes
extension BPMN.Mapper {
    /// The value of an attribute without namespace, which is claimed.
    mutating func read(_ name: String) -> String? {
        guard let value = element.attribute(name) else { return nil }
        claimedAttributes.insert(name)
        return value
    }

    mutating func write(_ name: String, _ value: String?) {
        guard let value else { return }
        element.attributes.append(XMLAttribute(name, value))
    }

    /// Whether the file wrote the attribute, even if it only said the default.
    private func wasWritten(_ name: String) -> Bool {
        old.source.attributes.contains(name) && !old.attributes.contains { $0.name == XMLName(name) }
    }

    mutating func attribute(_ name: String, _ value: inout String?) {
        if isReading { value = read(name) } else { write(name, value) }
    }

    /// An attribute that the standard requires.
    mutating func attribute(_ name: String, _ value: inout String) {
        if isReading { value = read(name) ?? "" } else if !value.isEmpty || wasWritten(name) { write(name, value) }
    }

    mutating func attribute(_ name: String, _ value: inout BPMN.Reference?) {
        if isReading { value = read(name).map { BPMN.Reference($0) } } else { write(name, value?.text) }
    }

    mutating func attribute(_ name: String, _ value: inout BPMN.Reference) {
        if isReading {
            value = BPMN.Reference(read(name) ?? "")
        } else if !value.text.isEmpty || wasWritten(name) {
            write(name, value.text)
        }
    }

    mutating func attribute(_ name: String, _ value: inout Bool, default usual: Bool) {
        var optional: Bool? = value != usual || wasWritten(name) ? value : nil
        attribute(name, &optional)
        if isReading { value = optional ?? usual }
    }

    mutating func attribute(_ name: String, _ value: inout Bool?) {
        if isReading {
            value = parsed(name, "true or false", "true 或 false") { BPMN.Mapper.bool($0) }
        } else {
            write(name, value.map { $0 ? "true" : "false" })
        }
    }

    mutating func attribute(_ name: String, _ value: inout Int, default usual: Int) {
        var optional: Int? = value != usual || wasWritten(name) ? value : nil
        attribute(name, &optional)
        if isReading { value = optional ?? usual }
    }

    mutating func attribute(_ name: String, _ value: inout Int?) {
        if isReading {
            value = parsed(name, "a whole number", "整数") { Int($0) }
        } else {
            write(name, value.map(String.init))
        }
    }

    mutating func attribute(_ name: String, _ value: inout Double?) {
        if isReading {
            value = parsed(name, "a number", "数字") { BPMN.Mapper.double($0) }
        } else {
            write(name, value.map(BPMN.Mapper.text))
        }
    }

    /// A number that the standard requires.
    mutating func attribute(_ name: String, _ value: inout Double) {
        // What the file left out, or wrote as no number, stays as it was until somebody sets a value.
        let isKept = !isReading && value == 0 && old.source.place != .none && !wasWritten(name)
        var optional: Double? = isKept ? nil : value
        attribute(name, &optional)
        if isReading { value = optional ?? 0 }
    }

    mutating func attribute<Word: RawRepresentable & CaseIterable & Equatable>(
        _ name: String, _ value: inout Word, default usual: Word
    ) where Word.RawValue == String {
        if isReading {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            value = parsed(name, "one of \(words)", "以下之一：\(words)") { Word(rawValue: $0) } ?? usual
        } else if value != usual || wasWritten(name) {
            write(name, value.rawValue)
        }
    }

    /// A value that is parsed; one that cannot be stays a foreign attribute and is reported.
    private mutating func parsed<Value>(
        _ name: String, _ english: String, _ chinese: String, _ parse: (String) -> Value?
    ) -> Value? {
        guard let text = element.attribute(name) else { return nil }
        if let value = parse(BPMN.Text.trimmed(text)) {
            claimedAttributes.insert(name)
            return value
        }
        mapping.report(
            .error, "value", at: place, in: element.attribute("id") ?? "",
            BPMN.Wording("'\(text)' is no \(name).", "“\(text)”不是有效的 \(name)。"),
            advice: BPMN.Wording("Write \(english).", "请填写\(chinese)。"))
        return nil
    }

    private static func bool(_ text: String) -> Bool? {
        switch text {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }

    private static func double(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }) else { return nil }
        guard let value = Double(text), value.isFinite, value.magnitude < 1e9 else { return nil }
        return value
    }

    /// A number as short as it can be said: `12`, `12.5`.
    static func text(_ value: Double) -> String {
        value == value.rounded() ? String(Int64(value)) : String(value)
    }
}

// Children
extension BPMN.Mapper {
    private func indices(_ name: String, _ vocabulary: BPMN.Vocabulary) -> [Int] {
        element.children.indices.filter { index in
            guard claims[index] == nil, case .element(let child) = element.children[index] else { return false }
            return child.name.local == name && child.name.namespace == vocabulary.namespace
        }
    }

    private func child(at index: Int) -> XMLElement? { element.children[index].element }

    private mutating func put(_ key: String, _ node: XMLElement) { written.append((key, node)) }

    mutating func child<Child: BPMN.Mapped>(
        _ name: String, _ value: inout Child?, _ vocabulary: BPMN.Vocabulary = .model
    ) {
        if isReading {
            guard let index = indices(name, vocabulary).first, let child = child(at: index) else { return }
            claims[index] = name
            value = .read(child, mapping)
        } else if let value {
            put(name, value.xml(name, vocabulary, mapping))
        }
    }

    /// A child that a right file always has.
    mutating func child<Child: BPMN.Mapped>(
        _ name: String, _ value: inout Child, _ vocabulary: BPMN.Vocabulary = .model
    ) {
        // What the file left out stays out until somebody fills it.
        let isAbsent = !isReading && old.source.place != .none && value == Child()
            && !old.source.children.contains(name)
        var optional: Child? = isAbsent ? nil : value
        child(name, &optional, vocabulary)
        value = optional ?? value
    }

    mutating func children<Child: BPMN.Mapped>(
        _ name: String, _ values: inout [Child], _ vocabulary: BPMN.Vocabulary = .model
    ) {
        if isReading {
            for index in indices(name, vocabulary) {
                guard let child = child(at: index) else { continue }
                claims[index] = name
                values.append(.read(child, mapping))
            }
        } else {
            for value in values { put(name, value.xml(name, vocabulary, mapping)) }
        }
    }

    /// An expression, with how its plain text is meant.
    mutating func expression(
        _ name: String, _ value: inout BPMN.Expression?, plain: BPMN.Expression.Plain = .feel
    ) {
        child(name, &value)
        guard isReading, var expression = value else { return }
        expression.settle(plain, language: mapping.expressionLanguage)
        value = expression
    }

    /// Children of several names, whose order is kept.
    mutating func choice<Element: BPMN.Choice>(_ key: String, _ values: inout [Element]) {
        if isReading {
            for index in element.children.indices where claims[index] == nil {
                guard let child = child(at: index), let value = Element(child, mapping) else { continue }
                claims[index] = key
                values.append(value)
            }
        } else {
            for value in values { put(key, value.xml(mapping)) }
        }
    }

    mutating func choice<Element: BPMN.Choice>(_ key: String, _ value: inout Element?) {
        if isReading {
            for index in element.children.indices where claims[index] == nil {
                guard let child = child(at: index), let found = Element(child, mapping) else { continue }
                claims[index] = key
                value = found
                return
            }
        } else if let value {
            put(key, value.xml(mapping))
        }
    }

    /// Children that hold a reference as their text.
    mutating func references(_ name: String, _ values: inout [BPMN.Reference]) {
        if isReading {
            for index in indices(name, .model) {
                guard let child = child(at: index), child.elements.isEmpty else { continue }
                claims[index] = name
                var reference = BPMN.Reference(BPMN.Text.trimmed(child.text))
                reference.attributes = child.attributes
                values.append(reference)
            }
        } else {
            for value in values {
                var node = XMLElement(XMLName(name, in: BPMN.modelNamespace, prefix: element.name.prefix))
                node.attributes = value.attributes
                node.children = [.text(value.text, at: .none)]
                put(name, node)
            }
        }
    }

    mutating func reference(_ name: String, _ value: inout BPMN.Reference?) {
        var values = value.map { [$0] } ?? []
        references(name, &values)
        if isReading { value = values.first }
    }

    /// Children that are kept as they are.
    mutating func verbatim(_ name: String, _ values: inout [XMLElement], _ vocabulary: BPMN.Vocabulary = .model) {
        if isReading {
            for index in indices(name, vocabulary) {
                guard let child = child(at: index) else { continue }
                claims[index] = name
                values.append(child)
            }
        } else {
            for value in values { put(name, value) }
        }
    }

    mutating func verbatim(_ name: String, _ value: inout XMLElement?, _ vocabulary: BPMN.Vocabulary = .model) {
        if isReading {
            guard let index = indices(name, vocabulary).first else { return }
            claims[index] = name
            value = child(at: index)
        } else if let value {
            put(name, value)
        }
    }

    /// The element's own text.
    mutating func content(_ value: inout String) {
        if isReading {
            // Text among elements stays where it is among them.
            claimsText = element.elements.isEmpty
            isMixed = !claimsText
            value = element.text
        } else {
            text = value
        }
    }
}

// The base
extension BPMN.Mapper {
    /// Everything that was not claimed.
    mutating func base() -> BPMN.BaseElement {
        var base = BPMN.BaseElement(id: read("id"))
        // Documentation and extensions have the first word in the schema, whatever asked before.
        children("documentation", &base.documentation)
        verbatim("extensionElements", &base.extensions)
        if base.extensions == nil { verbatim("extension", &base.extensions, .interchange) }
        base.attributes = element.attributes.filter { attribute in
            !(attribute.name.namespace.isEmpty && claimedAttributes.contains(attribute.name.local))
        }
        base.source = source()
        var elements = 0
        for (index, node) in element.children.enumerated() {
            if claims[index] == nil, !isClaimedText(node) {
                notice(node)
                base.foreign.append(BPMN.BaseElement.Foreign(index: elements, node: node))
            }
            if node.element != nil { elements += 1 }
        }
        return base
    }

    private func source() -> BPMN.Source {
        var source = BPMN.Source()
        source.place = element.position
        source.prefix = element.name.prefix
        source.attributes = element.attributes.map(\.name.description)
        source.children = element.children.indices.filter { element.children[$0].element != nil }
            .map { claims[$0] ?? "" }
        source.isSection = element.children.contains { if case .cdata = $0 { true } else { false } }
        return source
    }

    private func isClaimedText(_ node: XMLNode) -> Bool {
        switch node {
        case .text: claimsText || node.isBlank && !isMixed
        case .cdata: claimsText
        default: false
        }
    }

    /// An element in the standard's own namespaces that does not belong here.
    private func notice(_ node: XMLNode) {
        guard case .element(let child) = node, child.name.namespace == element.name.namespace,
            !BPMN.Mapper.keptElements.contains(child.name.local)
        else { return }
        mapping.report(
            .warning, "unknown-element", at: child.position, in: element.attribute("id") ?? "",
            BPMN.Wording(
                "'\(child.name.local)' is not expected inside '\(element.name.local)'; it is kept and has no effect.",
                "“\(element.name.local)”内不应有“\(child.name.local)”；已原样保留，不起作用。"))
    }

    /// Elements of the standard that are kept as they are, because nothing runs or draws them.
    private static let keptElements: Set<String> = [
        "auditing", "monitoring", "categoryValueRef", "ioBinding", "supports", "conversation", "subConversation",
        "callConversation", "conversationLink", "conversationAssociation", "participantAssociation",
        "messageFlowAssociation", "choreographyRef", "partitionElement", "resourceParameter",
        "resourceParameterBinding", "participantMultiplicity", "extension",
    ]

    /// The element with everything back where it stood.
    mutating func finished() -> XMLElement {
        let own = element.attributes
        element.attributes = []
        if let id = old.id { write("id", id) }
        let names = Set(own.map(\.name.local))
        let others = old.attributes.filter { !($0.name.namespace.isEmpty && names.contains($0.name.local)) }
        element.attributes = inOrder(element.attributes + own + others)
        element.children = childrenInOrder().map { .element($0) }
        let isKept = text != nil && text == foreignText
        if let text, !text.isEmpty, !isKept {
            element.children.insert(old.source.isSection ? .cdata(text, at: .none) : .text(text, at: .none), at: 0)
        }
        for foreign in old.foreign where text == nil || isKept || !Self.isText(foreign.node) { insert(foreign) }
        return element
    }

    /// The text that stands among elements, when there is any.
    private var foreignText: String? {
        let texts = old.foreign.filter { Self.isText($0.node) }
        guard !texts.isEmpty else { return nil }
        return XMLElement(element.name, [], texts.map(\.node)).text
    }

    private static func isText(_ node: XMLNode) -> Bool {
        switch node {
        case .text, .cdata: true
        default: false
        }
    }

    private func inOrder(_ attributes: [XMLAttribute]) -> [XMLAttribute] {
        let order = old.source.attributes
        guard !order.isEmpty else { return attributes }
        return attributes.enumerated().sorted { left, right in
            let first = order.firstIndex(of: left.element.name.description) ?? order.count
            let second = order.firstIndex(of: right.element.name.description) ?? order.count
            return (first, left.offset) < (second, right.offset)
        }.map(\.element)
    }

    /// Children stand where they stood; new ones follow the one that the schema puts before them.
    private mutating func childrenInOrder() -> [XMLElement] {
        let body = written
        written = []
        for documentation in old.documentation {
            put("documentation", documentation.xml("documentation", .model, mapping))
        }
        if let extensions = old.extensions { put(extensions.name.local, extensions) }
        written += body
        var places: [String: [Int]] = [:]
        for (index, key) in old.source.children.enumerated().reversed() { places[key, default: []].append(index) }
        var last = -1
        var keyed: [(place: Int, node: XMLElement)] = []
        for (key, node) in written {
            if let place = places[key]?.popLast() { last = place }
            keyed.append((last, node))
        }
        return keyed.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element.node)
    }

    private mutating func insert(_ foreign: BPMN.BaseElement.Foreign) {
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
