import BPMN
import Basics
import DMN
import HTML
import Kernel
import Metadata
import ProcessDesign
import Processes
import Records
import Tenancy
import Web

/// Drawing processes: the diagram designer, the step designer, and what their islands ask.
enum ProcessDesignRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/processes/new", newPage), WebRoute("POST", "/processes/new", create),
        WebRoute("GET", "/processes/{key}/design", { try await page($0, .diagram) }),
        WebRoute("GET", "/processes/{key}/steps", { try await page($0, .steps) }),
        WebRoute("GET", "/processes/{key}/draft", load), WebRoute("POST", "/processes/{key}/draft", bodyLimit: limit, save),
        WebRoute("POST", "/processes/{key}/discard", discard), WebRoute("POST", "/processes/{key}/check", bodyLimit: limit, check),
        WebRoute("POST", "/processes/{key}/deploy", bodyLimit: limit, deploy), WebRoute("POST", "/design/layout", bodyLimit: limit, layout),
        WebRoute("POST", "/design/expression", bodyLimit: 1 << 18, expression),
    ]

    private static let limit = 8 << 20

    // MARK: Pages

    private static let newPage: ConsoleFace.Handler = { visit in try await newPage(visit, problem: nil) }

    private static func newPage(_ visit: Visit, problem: String?) async throws -> WebResponse {
        try await visit.requireAdministrator()
        let form = visit.form
        return try await visit.read { reader in
            let objects = reader.schema.objects.values.filter { !$0.isInternal && reader.policy.grant($0) != nil }.sorted { $0.name < $1.name }
            let page = NewModelPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), kind: .process, name: form["name"] ?? "",
                key: form["key"] ?? "", objects: objects.map { Choice($0.name, $0.label.text(visit.locale)) }, problem: problem)
            return visit.html(page.html(visit.page), status: problem == nil ? 200 : 422)
        }
    }

    private static let create: ConsoleFace.Handler = { visit in
        let form = visit.form
        let (key, name) = (form["key"] ?? "", form["name"] ?? "")
        if let problem = try await ModelKey.problem(key, name, .process, visit) { return try await newPage(visit, problem: problem) }
        var tree = StepTree(id: key, name: name)
        if let subject = form["subject"], !subject.isEmpty { tree.extensions = [ModelKey.settings([("subject", subject)])] }
        (tree.start.name, tree.end.name) = (visit.t("design.start"), visit.t("design.end"))
        try await visit.kernel.processes.saveDraft(.process, key, name: name, source: tree.source(), over: 0, as: visit.actor)
        return .seeOther(ConsolePaths.process(key, form["with"] == "diagram" ? "design" : "steps"))
    }

    private static func page(_ visit: Visit, _ view: DesignerPage.View) async throws -> WebResponse {
        let model = try await DesignedProcess(visit)
        return try await visit.read { reader in
            let page = DesignerPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), view: view, key: model.key, name: model.name,
                isDeployed: model.deployed != nil)
            return visit.html(page.html(visit.page))
        }
    }

    // MARK: Drafts

    private static let load: ConsoleFace.Handler = { visit in
        let model = try await DesignedProcess(visit)
        let processes = visit.kernel.processes
        let known = try await processes.definitions(as: visit.actor)
        let decisions = try await decisions(visit)
        let choices = try await visit.read { try DesignChoices(visit: visit, reader: $0).json(processes: known, decisions: decisions) }
        let definitions = BPMN.read(model.source).definitions
        var answer: OrderedMap<JSON> = [
            "key": .string(model.key), "name": .string(model.name), "version": .integer(Int64(model.version)),
            "deployed": model.deployed.map { .integer(Int64($0)) } ?? .null, "locale": .string(visit.locale),
            "source": .string(definitions.diagrams.isEmpty ? definitions.laidOut().text() : model.source),
            "words": visit.t.json("design."), "choices": choices,
        ]
        switch StepTree.read(definitions) {
        case .success(let tree): answer["tree"] = tree.json
        case .failure(let refusal): answer["refusal"] = .string(refusal.sentence.text(visit.locale))
        }
        return visit.answer(.object(answer))
    }

    private static func decisions(_ visit: Visit) async throws -> [(id: String, name: String)] {
        var found: [(id: String, name: String)] = []
        for summary in try await visit.kernel.processes.decisionModels(as: visit.actor).prefix(100) {
            let model = DMN.read(try await visit.kernel.processes.decisionSource(summary.id, as: visit.actor)).model
            found += model.decisions.map { ($0.notes.id ?? $0.name, $0.name) }
        }
        return found
    }

    private static let save: ConsoleFace.Handler = { visit in
        try await visit.answering {
            let body = try visit.json()
            let (source, name) = try modelText(body, visit)
            let version = try await visit.kernel.processes.saveDraft(
                .process, visit.parameter("key"), name: name, source: source, over: Int(body["version"]?.integer ?? 0), as: visit.actor)
            return ["version": .integer(Int64(version))]
        }
    }

    private static let discard: ConsoleFace.Handler = { visit in
        let key = visit.parameter("key")
        try await visit.kernel.processes.discardDraft(.process, key, as: visit.actor)
        let isDeployed = try await !visit.kernel.processes.definitions(of: key, as: visit.actor).isEmpty
        return .seeOther(isDeployed ? ConsolePaths.process(key) : ConsolePaths.processes)
    }

    /// The model of a body: its text, or its steps compiled.
    private static func modelText(_ body: JSON, _ visit: Visit) throws -> (source: String, name: String) {
        let key = visit.parameter("key")
        let source: String
        if let tree = body["tree"], tree != .null { source = try StepTree(json: tree).source() } else { source = body["source"]?.string ?? "" }
        let (model, problems) = BPMN.read(source)
        if let broken = problems.first(where: { $0.severity == .error && model.processes.isEmpty }) {
            throw ProcessDesign.Sentence(broken.message.english, broken.message.chinese)
        }
        guard let process = model.processes.first(where: { $0.id == key }) else {
            throw ProcessDesign.Sentence(
                "The process must keep its id “\(key)”; make a new process for another one.", "流程标识必须保持为“\(key)”；要用其他标识请新建流程。")
        }
        return (source, process.name.flatMap { $0.isEmpty ? nil : $0 } ?? key)
    }

    // MARK: Checking and deploying

    private static let check: ConsoleFace.Handler = { visit in
        try await visit.answering {
            try await visit.requireAdministrator()
            let (source, _) = try modelText(try visit.json(), visit)
            return ["problems": .array(try await problems(source, visit))]
        }
    }

    private static func problems(_ source: String, _ visit: Visit) async throws -> [JSON] {
        let found = visit.kernel.processes.check([ProcessResource(name: visit.parameter("key") + ".bpmn", text: source)])
        let doubts = try await visit.read { reader in ModelDoubts(names: DesignNames(schema: reader.schema, locale: visit.locale)).find(source) }
        return found.map { problem(element: $0.element, visit.locale.hasPrefix("zh") ? $0.chinese : $0.english, isError: $0.isError) }
            + doubts.map { problem(element: $0.element, $0.text, isError: $0.isError) }
    }

    private static func problem(element: String?, _ text: String, isError: Bool) -> JSON {
        ["element": .string(element ?? ""), "text": .string(text), "isError": .bool(isError)]
    }

    private static let deploy: ConsoleFace.Handler = { visit in
        try await visit.answering {
            let body = try visit.json()
            let (source, name) = try modelText(body, visit)
            let (key, processes) = (visit.parameter("key"), visit.kernel.processes)
            // Saved first: whoever was overtaken by somebody else is told before anything comes into force.
            let version = try await processes.saveDraft(
                .process, key, name: name, source: source, over: Int(body["version"]?.integer ?? 0), as: visit.actor)
            let report = try await processes.deploy([ProcessResource(name: key + ".bpmn", text: source)], as: visit.actor)
            guard report.isDeployed else {
                return ["version": .integer(Int64(version)), "problems": .array(try await problems(source, visit))]
            }
            try await processes.discardDraft(.process, key, as: visit.actor)
            let deployed = report.processes.first { $0.key == key }?.version ?? 0
            return ["version": 0, "deployed": .integer(Int64(deployed)), "url": .string(ConsolePaths.process(key))]
        }
    }

    // MARK: Small questions

    private static let layout: ConsoleFace.Handler = { visit in
        try await visit.answering {
            try await visit.requireAdministrator()
            let (model, problems) = BPMN.read(try visit.json()["source"]?.string ?? "")
            if model.processes.isEmpty, let first = problems.first {
                throw ProcessDesign.Sentence(first.message.english, first.message.chinese)
            }
            return ["source": .string(model.laidOut().text())]
        }
    }

    private static let expression: ConsoleFace.Handler = { visit in
        try await visit.answering {
            try await visit.requireAdministrator()
            let body = try visit.json()
            let text = String((body["text"]?.string ?? "").prefix(20_000))
            let variables = (body["names"]?.array ?? []).prefix(2000).compactMap { item -> ExpressionCheck.Name? in
                guard let name = item["name"]?.string, !name.isEmpty else { return nil }
                return ExpressionCheck.Name(name, DesignNames.type(item["type"]?.string ?? ""), label: item["label"]?.string ?? "")
            }
            let subject = body["subject"]?.string
            let check = try await visit.read { DesignNames(schema: $0.schema, locale: visit.locale).check(subject, Array(variables)) }
            let type = DesignNames.type(body["expects"]?.string ?? "")
            let problems = text.allSatisfy(\.isWhitespace) ? [] : body["isCell"]?.bool == true
                ? check.cellProblems(text, input: type, locale: visit.locale) : check.problems(text, expecting: type, locale: visit.locale)
            let completions = body["before"]?.string.map { check.completions($0) } ?? []
            return ["problems": .array(problems.map(\.json)), "completions": .array(completions.map(\.json))]
        }
    }
}

extension ExpressionCheck.Problem {
    fileprivate var json: JSON {
        [
            "text": .string(text), "from": .integer(Int64(from)), "to": .integer(Int64(to)), "isError": .bool(isError),
            "suggestion": suggestion.map { .string($0) } ?? .null,
        ]
    }
}

extension ExpressionCheck.Completion {
    fileprivate var json: JSON { ["text": .string(text), "label": .string(label), "detail": .string(detail)] }
}
