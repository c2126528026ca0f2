public import BPMN
public import Basics
import FEELValues
public import ProcessEngine
import SQLStore

/// A deployed version of a process.
public struct DefinitionSummary: Sendable, Equatable {
    public let id: EntityID
    /// The process's id in its model.
    public let key: String
    /// From 1, by key.
    public let version: Int
    public let name: String
    /// The kind of record that it is about, `crm.contract`; nil when it is about none.
    public let subject: String?
    public let versionTag: String?
    /// Whether new instances may begin: only of the version in force.
    public let isActive: Bool
    public let deployedAt: Timestamp
    public let deployedBy: String
    /// Files deployed together share it.
    public let deployment: EntityID

    public var idText: String { id.text(prefix: "pdf") }
}

/// A version compiled: the model as read and the graph that runs.
public final class Definition: Sendable {
    public let summary: DefinitionSummary
    public let source: String
    public let model: BPMN.Definitions
    public let engine: ProcessEngine
    /// Settings of the process: `subject`, `title`, `number`.
    let settings: [String: String]
    /// What an instance is called, over its variables; nil when the model does not say.
    let title: Formula?

    public var graph: ProcessGraph { engine.graph }

    init(_ summary: DefinitionSummary, source: String, model: BPMN.Definitions, graph: ProcessGraph) {
        self.summary = summary
        self.source = source
        self.model = model
        engine = ProcessEngine(graph)
        let process = model.processes.first { $0.id == graph.id }
        settings = Self.settings(process)
        title = settings["title"].flatMap { try? Formula($0) }
    }

    static func settings(_ process: BPMN.Process?) -> [String: String] {
        let properties = process?.execution.properties ?? []
        return Dictionary(properties.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    /// The element's id, by its place in the graph.
    func id(of node: Int) -> String { graph.nodes[node].id }
}

extension Definition {
    /// Who may start it by hand, as people and groups; empty: everybody.
    var starters: Set<String> {
        let names = (settings["startableBy"] ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
        return Set(names.map(String.init))
    }
}

// What people see of a model.
extension Definition {
    /// What the author wrote about the process.
    public var documentation: String? {
        let text = model.processes.first { $0.id == summary.key }?.base.documentation.first?.text
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The none start event, whose form is filled in before the process begins.
    public var startElement: String? { graph.starts.first { $0.trigger < 0 }.map { id(of: $0.node) } }

    /// The approval of a user task.
    public func approval(of element: String) -> ApprovalDefinition? {
        guard let node = graph.node(element), case .user(let work) = graph.nodes[node].kind else { return nil }
        return work.approval
    }

    /// The fields of an element's form.
    public func formFields(of element: String) -> [BPMN.FormField] {
        let node = model.processes.first { $0.id == summary.key }?.scope.allNodes.first { $0.id == element }
        return node?.execution.formFields ?? []
    }
}
