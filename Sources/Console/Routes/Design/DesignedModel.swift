import BPMN
import Basics
import FEELValues
import Kernel
import ProcessDesign
import Processes
import Records
import XMLTree

/// A process that is being drawn: its draft, or the version in force.
struct DesignedProcess: Sendable {
    let key: String
    let name: String
    let source: String
    /// The draft's version; 0 when there is none.
    let version: Int
    /// The version in force; nil when none is.
    let deployed: Int?

    init(_ visit: Visit) async throws {
        let processes = visit.kernel.processes
        key = visit.parameter("key")
        let draft = try await processes.draft(.process, key, as: visit.actor)
        let summary = try await processes.definitions(of: key, as: visit.actor).first
        deployed = summary?.version
        version = draft?.version ?? 0
        if let draft {
            (name, source) = (draft.name, draft.source)
        } else {
            guard let summary else { throw ProcessError.unknownDefinition(key) }
            (name, source) = (summary.name, try await processes.definition(summary.idText, as: visit.actor).source)
        }
    }
}

/// A decision model that is being edited: its draft, or the version in force.
struct DesignedDecision: Sendable {
    let key: String
    let name: String
    let source: String
    let version: Int
    let deployed: Int?

    init(_ visit: Visit) async throws {
        let processes = visit.kernel.processes
        key = visit.parameter("key")
        let draft = try await processes.draft(.decision, key, as: visit.actor)
        let summary = try await processes.decisionModels(of: key, as: visit.actor).first
        deployed = summary?.version
        version = draft?.version ?? 0
        if let draft {
            (name, source) = (draft.name, draft.source)
        } else {
            guard let summary else { throw ProcessError.unknownDecision(key) }
            (name, source) = (summary.name, try await processes.decisionSource(summary.id, as: visit.actor))
        }
    }
}

/// The keys of new models.
enum ModelKey {
    /// What is not right with a new key; nil when it may be taken.
    static func problem(_ key: String, _ name: String, _ kind: ModelDraft.Kind, _ visit: Visit) async throws -> String? {
        if name.allSatisfy(\.isWhitespace) { return visit.t("design.name-missing") }
        let letters = key.unicodeScalars
        guard let first = letters.first, first.properties.isAlphabetic, key.utf8.count <= 100, key != "new",
            letters.allSatisfy({ $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_" })
        else { return visit.t("design.key-wrong") }
        let processes = visit.kernel.processes
        let isDrawn = try await processes.draft(kind, key, as: visit.actor) != nil
        let isDeployed = switch kind {
        case .process: try await !processes.definitions(of: key, as: visit.actor).isEmpty
        case .decision: try await !processes.decisionModels(of: key, as: visit.actor).isEmpty
        }
        return isDrawn || isDeployed ? visit.t("design.key-taken", key) : nil
    }

    /// Settings of a process as its extension element.
    static func settings(_ settings: [(String, String)]) -> XMLElement {
        func own(_ name: String, _ attributes: [XMLAttribute]) -> XMLElement {
            XMLElement(XMLName(name, in: BPMN.extensionNamespace, prefix: "sanbu"), attributes)
        }
        var execution = own("execution", [])
        execution.children = settings.map { .element(own("property", [XMLAttribute("name", $0.0), XMLAttribute("value", $0.1)])) }
        return execution
    }
}

/// What is doubtful in a model's conditions: it may run, but not as it was meant.
struct ModelDoubts {
    let names: DesignNames

    struct Doubt {
        var element: String
        var text: String
        var isError: Bool
    }

    func find(_ source: String) -> [Doubt] {
        BPMN.read(source).definitions.processes.flatMap { process -> [Doubt] in
            let settings = process.execution.properties
            let check = names.check(settings.last { $0.name == "subject" }?.value, ModelVariables.names(process))
            return flows(process.scope).flatMap { flow in
                guard case .feel(let text)? = flow.condition?.meaning else { return [Doubt]() }
                return check.problems(text, expecting: .boolean, locale: names.locale).map { Doubt(element: flow.id, text: $0.text, isError: $0.isError) }
            }
        }
    }

    private func flows(_ scope: BPMN.Scope) -> [BPMN.SequenceFlow] {
        scope.flows + scope.nodes.compactMap(\.subProcess).flatMap { flows($0.scope) }
    }
}
