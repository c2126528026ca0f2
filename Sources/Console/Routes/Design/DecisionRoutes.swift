import Basics
import DMN
import FEELValues
import HTML
import Kernel
import ProcessDesign
import Processes
import Records
import Tenancy
import Web

/// Decision tables: the list, one with its versions, editing, trying out.
enum DecisionRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/decisions", list), WebRoute("GET", "/decisions/new", newPage), WebRoute("POST", "/decisions/new", create),
        WebRoute("GET", "/decisions/{key}", one), WebRoute("GET", "/decisions/{key}/edit", edit), WebRoute("GET", "/decisions/{key}/source", source),
        WebRoute("POST", "/decisions/{key}/roll-back", rollBack), WebRoute("GET", "/decisions/{key}/draft", load),
        WebRoute("POST", "/decisions/{key}/draft", bodyLimit: limit, save), WebRoute("POST", "/decisions/{key}/discard", discard),
        WebRoute("POST", "/decisions/{key}/check", bodyLimit: limit, check), WebRoute("POST", "/decisions/{key}/deploy", bodyLimit: limit, deploy),
        WebRoute("POST", "/decisions/{key}/try", bodyLimit: limit, tryOut),
    ]

    private static let limit = 8 << 20

    // MARK: Pages

    private static let list: ConsoleFace.Handler = { visit in
        let processes = visit.kernel.processes
        let known = try await processes.decisionModels(as: visit.actor)
        let mayEdit = try await visit.read { $0.policy.isAdministrator }
        let drafts = mayEdit ? try await processes.drafts(.decision, as: visit.actor) : []
        return try await visit.read { reader in
            let clock = Clock(visit)
            let drawn = Dictionary(drafts.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
            let rows = known.map { model in
                DecisionListPage.Row(
                    name: model.name, url: ConsolePaths.decision(model.key), version: "\(model.version)", deployed: clock.moment(model.deployedAt),
                    by: model.deployedBy == "system" ? visit.t("people.system") : model.deployedBy, hasDraft: drawn[model.key] != nil)
            } + drafts.filter { draft in !known.contains { $0.key == draft.key } }.map { draft in
                DecisionListPage.Row(
                    name: draft.name, url: ConsolePaths.decision(draft.key, "edit"), version: "—", deployed: clock.moment(draft.updatedAt),
                    by: draft.updatedBy, hasDraft: true)
            }
            let page = DecisionListPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), rows: rows, mayEdit: mayEdit)
            return visit.html(page.html(visit.page))
        }
    }

    private static let newPage: ConsoleFace.Handler = { visit in try await newPage(visit, problem: nil) }

    private static func newPage(_ visit: Visit, problem: String?) async throws -> WebResponse {
        try await visit.requireAdministrator()
        let form = visit.form
        return try await visit.read { reader in
            let page = NewModelPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), kind: .decision, name: form["name"] ?? "",
                key: form["key"] ?? "", problem: problem)
            return visit.html(page.html(visit.page), status: problem == nil ? 200 : 422)
        }
    }

    /// The model's key is its id, its decision's id the same without the ending, by which processes ask.
    private static let create: ConsoleFace.Handler = { visit in
        let (key, name) = (visit.form["key"] ?? "", visit.form["name"] ?? "")
        if let problem = try await ModelKey.problem(key, name, .decision, visit) { return try await newPage(visit, problem: problem) }
        var model = DecisionGrid.new(id: key, name: name)
        model.notes.id = key + "-model"
        let file = key + "-model"
        try await visit.kernel.processes.saveDraft(.decision, file, name: name, source: model.text(), over: 0, as: visit.actor)
        return .seeOther(ConsolePaths.decision(file, "edit"))
    }

    private static let one: ConsoleFace.Handler = { visit in
        let (key, processes) = (visit.parameter("key"), visit.kernel.processes)
        let versions = try await processes.decisionModels(of: key, as: visit.actor)
        guard let latest = versions.first else { throw ProcessError.unknownDecision(key) }
        let shown = versions.first { $0.idText == visit.request.query("version") } ?? latest
        let model = DMN.read(try await processes.decisionSource(shown.id, as: visit.actor)).model
        let mayEdit = try await visit.read { $0.policy.isAdministrator }
        let hasDraft = mayEdit ? try await processes.draft(.decision, key, as: visit.actor) != nil : false
        return try await visit.read { reader in
            let clock = Clock(visit)
            let rows = versions.map { version in
                DecisionPage.Version(
                    id: version.idText, number: "\(version.version)", deployed: clock.moment(version.deployedAt),
                    by: version.deployedBy == "system" ? visit.t("people.system") : version.deployedBy, isLatest: version.id == latest.id,
                    isShown: version.id == shown.id)
            }
            let page = DecisionPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), key: key, name: latest.name,
                tables: DecisionGrid(model).tables, versions: rows, mayEdit: mayEdit, hasDraft: hasDraft)
            return visit.html(page.html(visit.page))
        }
    }

    private static let edit: ConsoleFace.Handler = { visit in
        let model = try await DesignedDecision(visit)
        return try await visit.read { reader in
            let page = DecisionEditorPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), key: model.key, name: model.name,
                isDeployed: model.deployed != nil)
            return visit.html(page.html(visit.page))
        }
    }

    private static let source: ConsoleFace.Handler = { visit in
        let (key, processes) = (visit.parameter("key"), visit.kernel.processes)
        let versions = try await processes.decisionModels(of: key, as: visit.actor)
        guard let version = versions.first(where: { $0.idText == visit.request.query("version") }) ?? versions.first else {
            throw ProcessError.unknownDecision(key)
        }
        let text = try await processes.decisionSource(version.id, as: visit.actor)
        let file = PercentCoding.encode("\(key)-\(version.version).dmn")
        return WebResponse(
            headers: [("content-type", "application/xml"), ("content-disposition", "attachment; filename*=UTF-8''" + file)],
            body: .bytes(Array(text.utf8)))
    }

    private static let rollBack: ConsoleFace.Handler = { visit in
        let (key, processes) = (visit.parameter("key"), visit.kernel.processes)
        let wanted = visit.form["version"] ?? ""
        guard let version = try await processes.decisionModels(of: key, as: visit.actor).first(where: { $0.idText == wanted }) else {
            throw ProcessError.unknownDecision(wanted)
        }
        let text = try await processes.decisionSource(version.id, as: visit.actor)
        _ = try await processes.deploy([ProcessResource(name: key + ".dmn", text: text)], as: visit.actor)
        return .seeOther(ConsolePaths.decision(key))
    }

    // MARK: What the editor asks

    private static let load: ConsoleFace.Handler = { visit in
        try await visit.answering {
            let model = try await DesignedDecision(visit)
            let grid = DecisionGrid(DMN.read(model.source).model)
            return [
                "key": .string(model.key), "name": .string(model.name), "version": .integer(Int64(model.version)),
                "deployed": model.deployed.map { .integer(Int64($0)) } ?? .null, "grid": grid.json, "words": visit.t.json("grid."),
                "locale": .string(visit.locale),
            ]
        }
    }

    /// The model of the draft with the grid of a body in it.
    private static func changed(_ body: JSON, _ visit: Visit) async throws -> (model: DMN.Model, name: String) {
        let held = try await DesignedDecision(visit)
        let grid = try DecisionGrid(json: body["grid"] ?? .null)
        return (grid.apply(to: DMN.read(held.source).model), held.name)
    }

    private static let save: ConsoleFace.Handler = { visit in
        try await visit.answering {
            let body = try visit.json()
            let (model, name) = try await changed(body, visit)
            let version = try await visit.kernel.processes.saveDraft(
                .decision, visit.parameter("key"), name: name, source: model.text(), over: Int(body["version"]?.integer ?? 0), as: visit.actor)
            // Read again: rules that were new have their ids now, or none, as the text says.
            return ["version": .integer(Int64(version)), "grid": DecisionGrid(DMN.read(model.text()).model).json]
        }
    }

    private static let discard: ConsoleFace.Handler = { visit in
        let key = visit.parameter("key")
        try await visit.kernel.processes.discardDraft(.decision, key, as: visit.actor)
        let isDeployed = try await !visit.kernel.processes.decisionModels(of: key, as: visit.actor).isEmpty
        return .seeOther(isDeployed ? ConsolePaths.decision(key) : ConsolePaths.decisions)
    }

    private static let check: ConsoleFace.Handler = { visit in
        try await visit.answering {
            let (model, _) = try await changed(try visit.json(), visit)
            return ["findings": .array(findings(model, visit))]
        }
    }

    private static func findings(_ model: DMN.Model, _ visit: Visit) -> [JSON] {
        GridCheck(model, zones: visit.kernel.processes.zones).findings.map { finding in
            [
                "decision": .string(finding.decision), "rules": .array(finding.rules.map { .integer(Int64($0)) }),
                "column": finding.column.map { .integer(Int64($0)) } ?? .null, "isError": .bool(finding.isError), "kind": .string(finding.kind),
                "text": .string(finding.sentence.text(visit.locale)),
            ]
        }
    }

    private static let deploy: ConsoleFace.Handler = { visit in
        try await visit.answering {
            let body = try visit.json()
            let (key, processes) = (visit.parameter("key"), visit.kernel.processes)
            let (model, name) = try await changed(body, visit)
            let version = try await processes.saveDraft(
                .decision, key, name: name, source: model.text(), over: Int(body["version"]?.integer ?? 0), as: visit.actor)
            let found = findings(model, visit)
            if found.contains(where: { $0["isError"]?.bool == true }) { return ["version": .integer(Int64(version)), "findings": .array(found)] }
            let report = try await processes.deploy([ProcessResource(name: key + ".dmn", text: model.text())], as: visit.actor)
            guard report.isDeployed, let deployed = report.decisions.first else {
                let problem = report.problems.first { $0.isError }
                throw ProcessDesign.Sentence(problem?.english ?? "", problem?.chinese ?? "")
            }
            try await processes.discardDraft(.decision, key, as: visit.actor)
            return ["version": 0, "deployed": .integer(Int64(deployed.version)), "url": .string(ConsolePaths.decision(deployed.key))]
        }
    }

    private static let tryOut: ConsoleFace.Handler = { visit in
        try await visit.answering {
            let body = try visit.json()
            let (model, _) = try await changed(body, visit)
            let zones = visit.kernel.processes.zones
            let given = (body["values"]?.object ?? [:]).compactMap { name, value in value.string.map { (name: name, text: String($0.prefix(2000))) } }
            let inputs = GridTrial.inputs(model, zones: zones).map { input -> JSON in ["name": .string(input.name), "type": .string("\(input.type)")] }
            guard body["run"]?.bool == true else { return ["inputs": .array(inputs)] }
            let outcome = GridTrial.run(model, decision: body["decision"]?.string ?? "", texts: given, zones: zones)
            return [
                "inputs": .array(inputs), "result": .string(outcome.value.isNull ? "null" : outcome.value.description),
                "rules": .array(outcome.rules.map { .integer(Int64($0)) }),
                "problems": .array(outcome.problems.map { .string($0.text(visit.locale)) }),
            ]
        }
    }
}
