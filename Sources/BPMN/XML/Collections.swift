/// The collection behind `loopDataInputRef`, found where all data is known.
extension BPMN.Definitions {
    mutating func deriveCollections() {
        for index in elements.indices {
            guard case .process(var process) = elements[index] else { continue }
            process.scope.deriveCollections([:])
            elements[index] = .process(process)
        }
    }
}

extension BPMN.Scope {
    /// Names of data by id; inner scopes see those of outer ones.
    mutating func deriveCollections(_ outer: [String: String]) {
        var names = outer
        for data in dataObjects { names[data.id] = data.name ?? data.id }
        for reference in dataObjectReferences {
            names[reference.id] = reference.dataObjectRef.flatMap { names[$0.id] } ?? reference.name
        }
        for index in elements.indices {
            guard case .node(var node) = elements[index], var activity = node.activity else { continue }
            if case .multiInstance(var loop)? = activity.loop, loop.collection == nil, let input = loop.loopDataInputRef
            {
                loop.derivedCollection = activity.name(of: input, names)
                loop.collection = loop.derivedCollection.map { BPMN.Expression(feel: $0) }
                activity.loop = .multiInstance(loop)
            }
            if case .subProcess(var subProcess) = activity.type {
                subProcess.scope.deriveCollections(names)
                activity.type = .subProcess(subProcess)
            }
            node.activity = activity
            elements[index] = .node(node)
        }
    }
}

extension BPMN.Activity {
    /// The name of the data that fills an input, or of the input itself.
    fileprivate func name(of input: BPMN.Reference, _ names: [String: String]) -> String? {
        if let name = names[input.id] { return name }
        let association = dataInputAssociations.first { $0.targetRef?.id == input.id }
        if let source = association?.sourceRefs.first, let name = names[source.id] { return name }
        return ioSpecification?.dataInputs.first { $0.id == input.id }?.name
    }
}
