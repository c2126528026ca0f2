import FEELValues

/// The elements of a model and of all that it imports, with their references resolved.
struct Graph {
    /// The models: the one compiled first, then those it imports, directly or not.
    private(set) var models: [DMN.Model] = []
    /// The elements of all models.
    private(set) var nodes: [Node] = []
    private(set) var problems: [DMN.Problem] = []
    private var byID: [[String: Int]] = []
    private var byNamespace: [String: Int] = [:]

    struct Node {
        let model: Int
        let element: DMN.DRGElement
        /// The name of the element's variable, by which others see it.
        let name: String
    }

    init(_ model: DMN.Model, imports: [DMN.Model]) {
        add(model)
        var offered: [String: DMN.Model] = [:]
        for other in imports where other.namespace != model.namespace { offered[other.namespace] = other }
        var index = 0
        while index < models.count {
            for wanted in models[index].imports where byNamespace[wanted.namespace] == nil {
                guard DMN.Version(namespace: wanted.importType) != nil || wanted.importType.isEmpty else { continue }
                if let found = offered[wanted.namespace] {
                    add(found)
                } else {
                    report(missing: wanted)
                }
            }
            index += 1
        }
    }

    private mutating func add(_ model: DMN.Model) {
        let number = models.count
        models.append(model)
        byNamespace[model.namespace] = byNamespace[model.namespace] ?? number
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

    /// The node that an href means (§6.3.13): `#id`, `namespace#id`, and in old files the bare id.
    func node(_ href: String, from model: Int) -> Int? {
        guard let hash = href.lastIndex(of: "#") else { return byID[model][href] }
        let id = String(href[href.index(after: hash)...])
        let namespace = String(href[..<hash])
        if namespace.isEmpty { return byID[model][id] }
        if namespace == models[model].namespace, let found = byID[model][id] { return found }
        return byNamespace[namespace].flatMap { byID[$0][id] }
    }

    /// The name by which a model imports another, nil when it is the same model or not imported.
    func importName(of other: Int, in model: Int) -> String? {
        guard other != model else { return nil }
        let namespace = models[other].namespace
        return models[model].imports.first { $0.namespace == namespace }?.name
    }

    func model(namespace: String) -> Int? { byNamespace[namespace] }
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
