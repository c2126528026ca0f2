import FEELValues

/// The elements of a model and of all that it imports, with their references resolved.
///
/// Every import makes an instance of its own: a model that is imported along two ways has two sets of inputs, which
/// callers tell apart by the imports' names.
struct Graph {
    /// The instances: the model compiled first, then those it imports, directly or not.
    private(set) var models: [DMN.Model] = []
    /// The elements of all instances.
    private(set) var nodes: [Node] = []
    private(set) var problems: [DMN.Problem] = []
    /// How each instance was imported.
    private var origins: [Origin?] = []
    private var byID: [[String: Int]] = []

    /// More instances than this share those already made; imports that double at every step would never end.
    private static let mostInstances = 200

    struct Node {
        let model: Int
        let element: DMN.DRGElement
        /// The name of the element's variable, by which others see it.
        let name: String
    }

    private struct Origin {
        let parent: Int
        let name: String
    }

    /// The instance that each import of an instance means.
    private var imported: [[String: Int]] = []

    init(_ model: DMN.Model, imports: [DMN.Model]) {
        var offered: [String: DMN.Model] = [:]
        for other in imports where other.namespace != model.namespace { offered[other.namespace] = other }
        add(model, nil)
        var index = 0
        while index < models.count {
            for wanted in models[index].imports where isDMN(wanted) { follow(wanted, of: index, offered) }
            index += 1
        }
        for model in models.indices where !models[model].declaresInputs { addImplicitInputs(of: model) }
    }

    /// Input data that no one declared, by the decision that uses them.
    private(set) var implicit: [Int: [Int]] = [:]

    private mutating func addImplicitInputs(of model: Int) {
        var known: [String: Int] = [:]
        for number in nodes.indices where nodes[number].model == model {
            guard case .decision(let decision) = nodes[number].element, decision.expression != nil else { continue }
            let offered = decision.requirements.compactMap { node($0.href, from: model).map { nodes[$0].name } }
            for name in Self.freeNames(decision, known: Set(offered)) {
                let input = known[name] ?? nodes.count
                if known[name] == nil {
                    known[name] = input
                    nodes.append(Node(model: model, element: .input(DMN.InputData(name)), name: name))
                }
                implicit[number, default: []].append(input)
            }
        }
    }

    private func isDMN(_ wanted: DMN.Import) -> Bool {
        DMN.Version(namespace: wanted.importType) != nil || wanted.importType.isEmpty
    }

    private mutating func follow(_ wanted: DMN.Import, of model: Int, _ offered: [String: DMN.Model]) {
        guard imported[model][wanted.namespace] == nil else { return }
        if let ancestor = ancestor(of: model, namespace: wanted.namespace) {
            imported[model][wanted.namespace] = ancestor
        } else if models.count >= Self.mostInstances,
            let known = models.firstIndex(where: { $0.namespace == wanted.namespace })
        {
            imported[model][wanted.namespace] = known
        } else if let found = offered[wanted.namespace] {
            imported[model][wanted.namespace] = models.count
            add(found, Origin(parent: model, name: wanted.name))
        } else {
            report(missing: wanted)
        }
    }

    /// The instance itself or one that imported it, so that circles of imports end.
    private func ancestor(of model: Int, namespace: String) -> Int? {
        var current = model
        while true {
            if models[current].namespace == namespace { return current }
            guard let origin = origins[current] else { return nil }
            current = origin.parent
        }
    }

    private mutating func add(_ model: DMN.Model, _ origin: Origin?) {
        let number = models.count
        models.append(model)
        origins.append(origin)
        imported.append([:])
        var ids: [String: Int] = [:]
        for element in model.elements {
            if let id = element.notes.id {
                if ids[id] != nil { report(duplicate: id, element) }
                ids[id] = nodes.count
            }
            nodes.append(Node(model: number, element: element, name: element.variableName))
        }
        byID.append(ids)
    }

    private mutating func report(missing wanted: DMN.Import) {
        problems.append(
            DMN.Problem(
                .error, "import", at: wanted.notes.place, in: wanted.name,
                DMN.Wording(
                    "The imported model '\(wanted.namespace)' was not given.", "未提供被导入的模型 '\(wanted.namespace)'。"),
                advice: DMN.Wording("Give the file that defines it too.", "请同时提供定义它的文件。")))
    }

    private mutating func report(duplicate id: String, _ element: DMN.DRGElement) {
        problems.append(
            DMN.Problem(
                .error, "duplicate-id", at: element.notes.place, in: element.name,
                DMN.Wording("The id '\(id)' is used twice.", "id '\(id)' 重复使用。"),
                advice: DMN.Wording("Ids are unique in a file.", "同一文件中的 id 必须唯一。")))
    }

    // MARK: Looking up

    /// The node that an href means (§6.3.13): `#id`, `namespace#id`, and in old files the bare id.
    func node(_ href: String, from model: Int) -> Int? {
        guard let hash = href.lastIndex(of: "#") else { return byID[model][href] }
        let id = String(href[href.index(after: hash)...])
        let namespace = String(href[..<hash])
        if namespace.isEmpty { return byID[model][id] }
        if namespace == models[model].namespace, let found = byID[model][id] { return found }
        return self.model(namespace: namespace, from: model).flatMap { byID[$0][id] }
    }

    /// The instance that a namespace means in a model: itself, one that it imports, or one that those import.
    func model(namespace: String, from model: Int) -> Int? {
        if models[model].namespace == namespace { return model }
        if let direct = imported[model][namespace] { return direct }
        for child in imported[model].values.sorted() where child > model {
            if let found = imported[child][namespace] { return found }
        }
        return nil
    }

    /// The name by which a model sees what another one offers: the imports' names on the way to it, or nil.
    func importName(of other: Int, in model: Int) -> String? {
        if other == model { return nil }
        var names: [String] = []
        var current = other
        while current != model {
            guard let origin = origins[current] else {
                // Not below the model: an instance that is shared, or a circle of imports.
                let namespace = models[other].namespace
                return models[model].imports.first { $0.namespace == namespace }?.name
            }
            if !origin.name.isEmpty { names.insert(origin.name, at: 0) }
            current = origin.parent
        }
        return names.isEmpty ? nil : names.joined(separator: ".")
    }

    /// The instances that a model imports under a name.
    func models(named name: String, in model: Int) -> [Int] {
        models[model].imports.filter { $0.name == name }.compactMap { imported[model][$0.namespace] }
    }
}

extension DMN.DRGElement {
    /// The variable's name; files that give none mean the element's.
    var variableName: String {
        let variable: DMN.InformationItem? =
            switch self {
            case .decision(let element): element.variable
            case .knowledge(let element): element.variable
            case .service(let element): element.variable
            case .input(let element): element.variable
            case .source: nil
            }
        guard let own = variable?.name, !own.isEmpty else { return name }
        return own
    }

    /// The variable's type, when given.
    var typeRef: String? {
        switch self {
        case .decision(let element): element.variable?.typeRef
        case .knowledge(let element): element.variable?.typeRef
        case .service(let element): element.variable?.typeRef
        case .input(let element): element.variable?.typeRef
        case .source: nil
        }
    }
}

extension DMN.Model {
    /// Whether the model says what its inputs are; one without decisions that read anything needs none.
    fileprivate var declaresInputs: Bool {
        !imports.isEmpty
            || elements.contains {
                switch $0 {
                case .input, .knowledge, .service: true
                case .decision, .source: false
                }
            }
    }
}
