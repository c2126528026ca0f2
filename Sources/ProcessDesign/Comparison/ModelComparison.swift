public import BPMN
import XMLTree

/// What differs between two versions of a model, element by element. Diagrams do not count.
public struct ModelComparison: Sendable {
    /// What differs, in the order of the newer model; what is gone comes last.
    public let changes: [Change]

    /// One element that differs.
    public struct Change: Sendable, Equatable {
        /// What happened to it.
        public let kind: Kind
        /// Its id.
        public let element: String
        /// Its type: `userTask`, `sequenceFlow`.
        public let type: String
        /// Its name, of the newer model where it has one.
        public let name: String
        /// What of it differs; for one that is new or gone, everything that it says.
        public let properties: [Property]

        /// What happened to an element.
        public enum Kind: String, Sendable { case added, removed, changed }
    }

    /// A property that differs.
    public struct Property: Sendable, Equatable {
        /// Where it stands: `approval.mode`, `approval.approver[2].value`.
        public let name: String
        /// What it was; nil when it was not there.
        public let before: String?
        /// What it is; nil when it is gone.
        public let after: String?
    }

    /// How flows of two models are recognised.
    public enum FlowIdentity: Sendable {
        case byID
        /// By what they connect: their ids do not count.
        case byEnds
    }

    /// Compares two models.
    public init(_ before: BPMN.Definitions, _ after: BPMN.Definitions, flows: FlowIdentity = .byID) {
        let old = ElementTable(before, flows).rows
        let new = ElementTable(after, flows).rows
        let known = Dictionary(old.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let kept = Set(new.map(\.key))
        changes = new.compactMap { row in
            guard let former = known[row.key] else { return Self.change(.added, nil, row) }
            return Self.change(.changed, former, row)
        } + old.filter { !kept.contains($0.key) }.compactMap { Self.change(.removed, $0, nil) }
    }

    private static func change(_ kind: Change.Kind, _ before: ElementTable.Row?, _ after: ElementTable.Row?) -> Change? {
        guard let shown = after ?? before else { return nil }
        let old = before?.values ?? [:]
        let new = after?.values ?? [:]
        let names = (after?.order ?? []) + (before?.order ?? []).filter { new[$0] == nil }
        let properties = names.compactMap { old[$0] == new[$0] ? nil : Property(name: $0, before: old[$0], after: new[$0]) }
        if kind == .changed, properties.isEmpty { return nil }
        return Change(kind: kind, element: shown.element, type: shown.type, name: shown.values["name"] ?? "", properties: properties)
    }
}

/// The elements of a model with what each says, flattened to texts.
private struct ElementTable {
    struct Row {
        var key: String
        var element: String
        var type: String
        var order: [String] = []
        var values: [String: String] = [:]

        mutating func put(_ name: String, _ value: String) {
            guard !value.isEmpty else { return }
            if values[name] == nil { order.append(name) }
            values[name] = value
        }
    }

    private(set) var rows: [Row] = []
    private let flows: ModelComparison.FlowIdentity
    private var flowKeys: [String: String] = [:]
    private var counts: [String: Int] = [:]
    /// What each flow's condition means, however it was written.
    private var conditions: [String: String] = [:]

    init(_ model: BPMN.Definitions, _ flows: ModelComparison.FlowIdentity) {
        self.flows = flows
        let root = model.document().root.withoutIndentation()
        if flows == .byEnds {
            nameFlows(root)
            let all = model.processes.flatMap { $0.scope.flows + $0.scope.allNodes.flatMap { $0.subProcess?.scope.flows ?? [] } }
            for flow in all { conditions[flow.id] = flow.condition?.feel }
        }
        for child in root.elements where child.name.namespace == BPMN.modelNamespace { add(child) }
    }

    /// Flows by their ends: what refers to them (`default`) then means the ends too.
    private mutating func nameFlows(_ element: XMLElement) {
        if element.name.local == "sequenceFlow", let id = element.attribute("id") {
            let ends = "\(element.attribute("sourceRef") ?? "")→\(element.attribute("targetRef") ?? "")"
            let number = counts[ends, default: 0] + 1
            counts[ends] = number
            flowKeys[id] = number == 1 ? ends : "\(ends)#\(number)"
        }
        element.elements.forEach { nameFlows($0) }
    }

    /// A child of these is an element of its own when it has an id.
    private static let containers: Set<String> = ["process", "subProcess", "transaction", "adHocSubProcess", "collaboration", "laneSet", "lane"]

    /// What says nothing: some tools write the standard's defaults out, and a process that is edited is meant to run.
    private static let defaults: [String: Set<String>] = [
        "isExecutable": ["true", "false"], "isClosed": ["false"], "processType": ["None"], "isInterrupting": ["true"],
        "startQuantity": ["1"], "completionQuantity": ["1"], "isForCompensation": ["false"], "isImmediate": ["true"],
        "gatewayDirection": ["Unspecified", "Converging", "Diverging", "Mixed"],
    ]

    private mutating func add(_ element: XMLElement) {
        let id = element.attribute("id") ?? element.name.local
        var row = Row(key: flowKeys[id] ?? id, element: id, type: element.name.local)
        row.put("type", element.name.local)
        flatten(element, "", &row, isOwner: true)
        rows.append(row)
        guard Self.containers.contains(element.name.local) else { return }
        for child in element.elements where isOwn(child) { add(child) }
    }

    private func isOwn(_ child: XMLElement) -> Bool {
        child.name.namespace == BPMN.modelNamespace && child.attribute("id") != nil && child.name.local != "documentation"
            && child.name.local != "extensionElements"
    }

    private func flatten(_ element: XMLElement, _ path: String, _ row: inout Row, isOwner: Bool) {
        for attribute in element.attributes where attribute.declaredPrefix == nil {
            let name = attribute.name.local
            if name == "id" || (attribute.name.namespace == BPMN.instanceNamespace && name == "type") { continue }
            if flows == .byEnds, Self.defaults[name]?.contains(attribute.value) ?? false { continue }
            let value = name == "default" ? flowKeys[attribute.value] ?? attribute.value : attribute.value
            row.put(path + name, value)
        }
        if element.elements.isEmpty, !isOwner { row.put(String(path.dropLast()), trimmed(element.text)) }
        var seen: [String: Int] = [:]
        for child in element.elements {
            let name = child.name.local
            if isOwner, name == "incoming" || name == "outgoing" { continue }
            if name == "conditionExpression", let meaning = conditions[row.element] {
                row.put(name, meaning)
                continue
            }
            if isOwner, Self.containers.contains(element.name.local), isOwn(child) { continue }
            if name == "extensionElements" { flatten(child, path, &row, isOwner: false); continue }
            let number = seen[name, default: 0] + 1
            seen[name] = number
            if child.attributes.isEmpty, child.children.isEmpty { row.put(path + name, "✓") }
            flatten(child, path + (number == 1 ? name : "\(name)[\(number)]") + ".", &row, isOwner: false)
        }
    }

    private func trimmed(_ text: String) -> String {
        let parts = text.split(whereSeparator: \.isWhitespace)
        return parts.joined(separator: " ")
    }
}
