import XMLTree

/// Our own extensions: one `execution` element that says what differs from the standard and from the dialects.
extension BPMN.Execution {
    private typealias ExpressionField = (name: String, path: WritableKeyPath<BPMN.Execution, BPMN.Expression?>)
    private typealias TextField = (name: String, path: WritableKeyPath<BPMN.Execution, String?>)
    private typealias TruthField = (name: String, path: WritableKeyPath<BPMN.Execution, Bool?>)

    private static var expressionFields: [ExpressionField] {
        [
            ("assignee", \.assignee), ("candidateUsers", \.candidateUsers), ("candidateGroups", \.candidateGroups),
            ("dueDate", \.dueDate), ("followUpDate", \.followUpDate), ("priority", \.priority), ("formKey", \.formKey),
            ("calledElement", \.calledElement), ("businessKey", \.businessKey), ("calledDecision", \.calledDecision),
            ("expression", \.expression), ("correlationKey", \.correlationKey), ("messageName", \.messageName),
            ("skip", \.skip), ("activeElements", \.activeElements),
        ]
    }

    private static var textFields: [TextField] {
        [
            ("initiator", \.initiator), ("resultVariable", \.resultVariable),
            ("errorCodeVariable", \.errorCodeVariable), ("errorMessageVariable", \.errorMessageVariable),
            ("escalationCodeVariable", \.escalationCodeVariable),
        ]
    }

    private static var truthFields: [TruthField] {
        [("propagatesAllInputs", \.propagatesAllInputs), ("propagatesAllOutputs", \.propagatesAllOutputs)]
    }

    static func own(_ base: BPMN.BaseElement) -> XMLElement? {
        base.extensions?.first("execution", in: BPMN.extensionNamespace)
    }

    /// Puts what our element says over what the dialects said.
    mutating func read(_ own: XMLElement) {
        for field in (own.attribute("clears") ?? "").split(separator: " ") { clear(String(field)) }
        for field in Self.expressionFields {
            if let text = own.attribute(field.name) {
                self[keyPath: field.path] = BPMN.Expression(own: text, at: own.position)
            }
        }
        for field in Self.textFields {
            if let text = own.attribute(field.name) { self[keyPath: field.path] = text }
        }
        for field in Self.truthFields {
            if let text = own.attribute(field.name) { self[keyPath: field.path] = text == "true" }
        }
        if let element = own.first("job", in: BPMN.extensionNamespace) { job = Self.job(element) }
        if let element = own.first("script", in: BPMN.extensionNamespace) {
            script = Script(
                BPMN.Expression(own: element.text, at: element.position), language: element.attribute("language"))
        }
        let inputs = Self.mappings(own, "input")
        if !inputs.isEmpty { self.inputs = inputs }
        let outputs = Self.mappings(own, "output")
        if !outputs.isEmpty { self.outputs = outputs }
        let properties = Self.properties(own, "property")
        if !properties.isEmpty { self.properties = properties }
    }

    private mutating func clear(_ name: String) {
        if let field = Self.expressionFields.first(where: { $0.name == name }) { self[keyPath: field.path] = nil }
        if let field = Self.textFields.first(where: { $0.name == name }) { self[keyPath: field.path] = nil }
        if let field = Self.truthFields.first(where: { $0.name == name }) { self[keyPath: field.path] = nil }
        switch name {
        case "job": job = nil
        case "script": script = nil
        case "input": inputs = []
        case "output": outputs = []
        case "property": properties = []
        default: break
        }
    }

    private static func job(_ element: XMLElement) -> Job {
        var job = Job(type: BPMN.Expression(own: element.attribute("type") ?? "", at: element.position))
        job.retries = element.attribute("retries").map { BPMN.Expression(own: $0, at: element.position) }
        job.headers = properties(element, "header")
        return job
    }

    private static func mappings(_ own: XMLElement, _ name: String) -> [Mapping] {
        own.elements(name, in: BPMN.extensionNamespace).map { element in
            Mapping(
                BPMN.Expression(own: element.attribute("source") ?? "null", at: element.position),
                to: element.attribute("target") ?? "")
        }
    }

    private static func properties(_ own: XMLElement, _ name: String) -> [Property] {
        own.elements(name, in: BPMN.extensionNamespace).map {
            Property($0.attribute("name") ?? "", $0.attribute("value") ?? "")
        }
    }
}

extension BPMN.Execution {
    /// Brings the extensions of an element up to date; those of other engines stay as they are.
    func write(into base: inout BPMN.BaseElement, of host: BPMN.Host, _ mapping: BPMN.Mapping) {
        guard BPMN.Execution(reading: base, of: host) != self else { return }
        let own = ownElement(over: Self.foreign(base, host, nil))
        base.replaceExtensions([own, approval].compactMap { $0 }, named: ["execution", "approval"], mapping)
    }

    /// Our element with what differs, or nil when nothing does.
    private func ownElement(over old: BPMN.Execution) -> XMLElement? {
        var element = BPMN.ownElement("execution")
        var clears: [String] = []
        func put(_ name: String, _ new: String?, _ old: String?) {
            guard new != old else { return }
            if let new { element.attributes.append(XMLAttribute(name, new)) } else { clears.append(name) }
        }
        for field in Self.expressionFields {
            let (new, before) = (self[keyPath: field.path], old[keyPath: field.path])
            if new != before { put(field.name, new.map { $0.feel ?? $0.text }, nil) }
            if new == nil, before != nil { clears.append(field.name) }
        }
        for field in Self.textFields { put(field.name, self[keyPath: field.path], old[keyPath: field.path]) }
        for field in Self.truthFields {
            put(field.name, self[keyPath: field.path].map(String.init), old[keyPath: field.path].map(String.init))
        }
        putChildren(into: &element, &clears, over: old)
        if !clears.isEmpty { element.attributes.append(XMLAttribute("clears", clears.joined(separator: " "))) }
        return element.attributes.isEmpty && element.children.isEmpty ? nil : element
    }

    private func putChildren(into element: inout XMLElement, _ clears: inout [String], over old: BPMN.Execution) {
        if job != old.job {
            if let job { element.children.append(.element(Self.element(job))) } else { clears.append("job") }
        }
        if script != old.script {
            if let script { element.children.append(.element(Self.element(script))) } else { clears.append("script") }
        }
        if inputs != old.inputs {
            if inputs.isEmpty { clears.append("input") }
            element.children += inputs.map { .element(Self.element($0, "input")) }
        }
        if outputs != old.outputs {
            if outputs.isEmpty { clears.append("output") }
            element.children += outputs.map { .element(Self.element($0, "output")) }
        }
        if properties != old.properties {
            if properties.isEmpty { clears.append("property") }
            element.children += properties.map { .element(Self.element($0, "property")) }
        }
    }

    private static func element(_ job: Job) -> XMLElement {
        var element = BPMN.ownElement("job", ["type": job.type.feel ?? job.type.text])
        if let retries = job.retries {
            element.attributes.append(XMLAttribute("retries", retries.feel ?? retries.text))
        }
        element.children = job.headers.map { .element(self.element($0, "header")) }
        return element
    }

    private static func element(_ script: Script) -> XMLElement {
        var element = BPMN.ownElement("script")
        if let language = script.language { element.attributes.append(XMLAttribute("language", language)) }
        element.children = [.text(script.text.feel ?? script.text.text, at: .none)]
        return element
    }

    private static func element(_ mapping: Mapping, _ name: String) -> XMLElement {
        BPMN.ownElement(name, ["target": mapping.target, "source": mapping.source.feel ?? mapping.source.text])
    }

    private static func element(_ property: Property, _ name: String) -> XMLElement {
        BPMN.ownElement(name, ["name": property.name, "value": property.value])
    }
}

extension BPMN {
    /// An element in our namespace.
    static func ownElement(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) -> XMLElement {
        XMLElement(
            XMLName(name, in: extensionNamespace, prefix: "sanbu"), attributes.map { XMLAttribute($0.key, $0.value) })
    }
}

extension BPMN.BaseElement {
    /// Puts new elements of ours where the old ones of those names stood.
    mutating func replaceExtensions(_ new: [XMLElement], named names: Set<String>, _ mapping: BPMN.Mapping) {
        let prefix = source.prefix ?? mapping.prefix(.model)
        var extensions =
            self.extensions
            ?? XMLElement(XMLName("extensionElements", in: BPMN.modelNamespace, prefix: prefix))
        extensions.children.removeAll { node in
            guard let element = node.element, element.name.namespace == BPMN.extensionNamespace else { return false }
            return names.contains(element.name.local)
        }
        extensions.children += new.map { .element($0) }
        self.extensions = extensions.children.isEmpty ? nil : extensions
    }
}
