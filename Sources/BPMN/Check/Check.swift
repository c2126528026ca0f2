import XMLTree

extension BPMN.Definitions {
    /// Whether the model can run: everything that keeps it from running, and what its author should look at.
    ///
    /// - Parameters:
    ///   - asExecutable: true checks every process as one that is to run; nil goes by `isExecutable`. In processes that
    ///     are not to run, what only matters to an engine is a warning.
    ///   - feel: what is wrong with an expression in FEEL, or nil; this room does not know FEEL.
    /// - Returns: the problems in the order of the file.
    public func check(asExecutable: Bool? = nil, feel: (String) -> BPMN.Wording? = { _ in nil }) -> [BPMN.Problem] {
        withoutActuallyEscaping(feel) { feel in
            let checker = BPMN.Checker(self, feel)
            checker.checkIdentity()
            checker.checkCollaborations()
            for process in processes {
                checker.isStrict = asExecutable ?? process.isExecutable
                checker.check(process)
            }
            checker.checkDiagrams()
            return checker.problems.enumerated().sorted {
                ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
            }.map(\.element)
        }
    }
}

extension BPMN {
    /// One check of a model.
    final class Checker {
        let definitions: Definitions
        let feel: (String) -> Wording?
        /// Whether what an engine needs is an error.
        var isStrict = true
        private(set) var problems: [Problem] = []
        let ids: IDIndex

        init(_ definitions: Definitions, _ feel: @escaping (String) -> Wording?) {
            self.definitions = definitions
            self.feel = feel
            ids = IDIndex(definitions)
        }

        /// Reports what is wrong in any model.
        func report(
            _ severity: Problem.Severity, _ code: String, _ element: some Element, _ english: String, _ chinese: String,
            do advice: (String, String)? = nil
        ) {
            problems.append(
                Problem(
                    severity, code, at: element.place, in: element.id, Wording(Text.line(english), Text.line(chinese)),
                    advice: advice.map { Wording($0.0, $0.1) }))
        }

        /// Reports what keeps a process from running.
        func fail(
            _ code: String, _ element: some Element, _ english: String, _ chinese: String,
            do advice: (String, String)? = nil
        ) {
            report(isStrict ? .error : .warning, code, element, english, chinese, do: advice)
        }

        func append(_ problem: Problem) { problems.append(problem) }
    }

    /// Every id of a model with what it belongs to.
    struct IDIndex {
        /// The kinds of things that references name.
        enum Kind: Hashable {
            case process, participant, node, flow, data, message, signal, error, escalation, itemDefinition, operation
            case dataStore, categoryValue, resource, artifact, correlationProperty, correlationKey, other, diagram
        }

        private(set) var kinds: [String: Kind] = [:]
        /// For each node and flow, the id of the scope that holds it directly.
        private(set) var scopes: [String: String] = [:]
        /// For each node, its process.
        private(set) var processes: [String: String] = [:]
        private(set) var duplicates: [(id: String, place: Place)] = []
        private var process = ""

        init(_ definitions: Definitions) {
            for element in definitions.elements { add(element) }
            for diagram in definitions.diagrams {
                add(diagram, .diagram)
                for case .shape(let shape) in diagram.plane.elements { add(shape, .diagram) }
                for case .edge(let edge) in diagram.plane.elements { add(edge, .diagram) }
            }
        }

        private mutating func add(_ element: some Element, _ kind: Kind) {
            guard let id = element.base.id else { return }
            if kinds.updateValue(kind, forKey: id) != nil { duplicates.append((id, element.place)) }
        }

        private mutating func add(_ element: RootElement) {
            switch element {
            case .process(let process):
                add(process, .process)
                self.process = process.id
                for property in process.properties { add(property, .data) }
                add(process.ioSpecification)
                add(process.scope, process.id)
            case .collaboration(let collaboration):
                add(collaboration, .other)
                for participant in collaboration.participants { add(participant, .participant) }
                for flow in collaboration.messageFlows { add(flow, .other) }
                for artifact in collaboration.artifacts { add(artifact) }
                for key in collaboration.correlationKeys { add(key, .correlationKey) }
            case .message(let value): add(value, .message)
            case .signal(let value): add(value, .signal)
            case .error(let value): add(value, .error)
            case .escalation(let value): add(value, .escalation)
            case .itemDefinition(let value): add(value, .itemDefinition)
            case .dataStore(let value): add(value, .dataStore)
            case .interface(let value):
                add(value, .other)
                for operation in value.operations { add(operation, .operation) }
            case .resource(let value): add(value, .resource)
            case .correlationProperty(let value): add(value, .correlationProperty)
            case .category(let value):
                add(value, .other)
                for value in value.values { add(value, .categoryValue) }
            case .eventDefinition(let value): add(value, .other)
            case .other(let element):
                if let id = element.attribute("id") { kinds[id] = .other }
            }
        }

        private mutating func add(_ scope: Scope, _ id: String) {
            for set in scope.laneSets { add(set) }
            for element in scope.elements {
                switch element {
                case .node(let node):
                    add(node, .node)
                    scopes[node.id] = id
                    processes[node.id] = process
                    add(node.activity?.ioSpecification)
                    for property in node.activity?.properties ?? node.event?.properties ?? [] { add(property, .data) }
                    for item in (node.event?.dataInputs ?? []) + (node.event?.dataOutputs ?? []) { add(item, .data) }
                    for definition in node.event?.definitions ?? [] { add(definition, .other) }
                    if let inner = node.subProcess { add(inner.scope, node.id) }
                case .flow(let flow):
                    add(flow, .flow)
                    scopes[flow.id] = id
                case .dataObject(let data): add(data, .data)
                case .dataObjectReference(let data): add(data, .data)
                case .dataStoreReference(let data): add(data, .data)
                case .artifact(let artifact): add(artifact)
                }
            }
        }

        private mutating func add(_ set: LaneSet) {
            add(set, .other)
            for lane in set.lanes {
                add(lane, .other)
                if let inner = lane.childLaneSet { add(inner) }
            }
        }

        private mutating func add(_ specification: InputOutputSpecification?) {
            for item in (specification?.dataInputs ?? []) + (specification?.dataOutputs ?? []) { add(item, .data) }
        }

        private mutating func add(_ artifact: Artifact) {
            switch artifact {
            case .association(let value): add(value, .artifact)
            case .textAnnotation(let value): add(value, .artifact)
            case .group(let value): add(value, .artifact)
            }
        }
    }
}
