import BPMN
import Basics
import FEELValues
import HTML
import Kernel
import Metadata
import ProcessEngine
import Processes
import Records
import Tenancy
import Web

/// Processes: the list, one process, its instances, starting and deploying.
enum ProcessRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/processes", list), WebRoute("POST", "/processes", bodyLimit: 8 << 20, deploy),
        WebRoute("GET", "/processes/{key}", one), WebRoute("GET", "/processes/{key}/diagram.svg", diagram),
        WebRoute("GET", "/processes/{key}/source", source), WebRoute("POST", "/processes/{key}/roll-back", rollBack),
        WebRoute("GET", "/processes/{key}/start", startPage), WebRoute("POST", "/processes/{key}/start", start),
        WebRoute("GET", "/instances/{id}", instance), WebRoute("GET", "/instances/{id}/diagram.svg", instanceDiagram),
        WebRoute("POST", "/instances/{id}/{action}", act),
    ]

    // MARK: The list

    private static let list: ConsoleFace.Handler = { visit in try await listPage(visit, []) }

    private static func listPage(_ visit: Visit, _ problems: [ProcessListPage.Problem], status: Int = 200) async throws -> WebResponse {
        let processes = visit.kernel.processes
        let found = try await processes.definitions(as: visit.actor)
        let figures = try await processes.figures(as: visit.actor)
        let mayDraw = try await visit.read { $0.policy.isAdministrator }
        let drafts = mayDraw ? try await processes.drafts(.process, as: visit.actor) : []
        let startable = Set(try await processes.startable(as: visit.actor).map(\.id))
        return try await visit.read { reader in
            let clock = Clock(visit)
            let rows = found.map { definition in
                ProcessListPage.Row(
                    name: definition.name, key: definition.key, version: "\(definition.version)",
                    active: "\(figures[definition.id]?.active ?? 0)", incidents: figures[definition.id]?.incidents ?? 0,
                    deployed: clock.moment(definition.deployedAt), mayStart: startable.contains(definition.id))
            }
            var page = ProcessListPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), rows: rows, problems: problems,
                mayDeploy: reader.policy.isAdministrator)
            page.drafts = drafts.filter { draft in !found.contains { $0.key == draft.key } }.map {
                .init(name: $0.name, url: ConsolePaths.process($0.key, "steps"), saved: clock.moment($0.updatedAt), by: $0.updatedBy)
            }
            return visit.html(page.html(visit.page), status: status)
        }
    }

    private static let deploy: ConsoleFace.Handler = { visit in
        let resources = visit.form.files.filter { !$0.bytes.isEmpty }.map {
            ProcessResource(name: $0.fileName, text: String(decoding: $0.bytes, as: UTF8.self))
        }
        let report = try await visit.kernel.processes.deploy(resources, as: visit.actor)
        let isChinese = visit.locale.hasPrefix("zh")
        let problems = report.problems.map { problem in
            ProcessListPage.Problem(
                place: "\(problem.file):\(problem.line)", text: isChinese ? problem.chinese : problem.english, isError: problem.isError)
        }
        if report.isDeployed && problems.isEmpty { return .seeOther(ConsolePaths.processes) }
        return try await listPage(visit, problems, status: report.isDeployed ? 200 : 422)
    }

    // MARK: One process

    private static let one: ConsoleFace.Handler = { visit in
        let processes = visit.kernel.processes
        let key = visit.parameter("key")
        let versions = try await processes.definitions(of: key, as: visit.actor)
        guard let latest = versions.first else { throw ProcessError.unknownDefinition(key) }
        let definition = try await processes.definition(latest.idText, as: visit.actor)
        let figures = try await processes.waitingTimes(of: latest.id, as: visit.actor)
        let status = visit.request.query("status")
        let instances = try await processes.instances(InstanceQuery(process: key, status: status), as: visit.actor)
        let mayStart = try await processes.startable(about: latest.subject, as: visit.actor).contains { $0.key == key } && latest.subject == nil
        let mayDraw = try await visit.read { $0.policy.isAdministrator }
        let hasDraft = mayDraw ? try await processes.draft(.process, key, as: visit.actor) != nil : false
        return try await visit.read { reader in
            let builder = ProcessBuilder(visit: visit)
            let filters = [nil, "active", "completed", "failed", "cancelled"].map { (name: String?) in
                Tab(
                    label: visit.t(name.map { "instance.status-" + $0 } ?? "instance.all"),
                    url: ConsolePaths.address(ConsolePaths.process(key), name.map { [("status", $0)] } ?? []), isCurrent: name == status)
            }
            let page = ProcessPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), key: key, name: latest.name,
                diagramURL: ConsolePaths.process(key, "diagram.svg"), steps: builder.steps(figures, definition),
                versions: versions.map(builder.version), instances: instances.map(builder.instance), filters: filters, mayStart: mayStart,
                mayDeploy: reader.policy.isAdministrator, hasDraft: hasDraft)
            return visit.html(page.html(visit.page))
        }
    }

    /// The model as a picture, its steps warmer the longer people take for them.
    private static let diagram: ConsoleFace.Handler = { visit in
        let definition = try await visit.kernel.processes.definition(visit.parameter("key"), as: visit.actor)
        let figures = try await visit.kernel.processes.waitingTimes(of: definition.summary.id, as: visit.actor)
        let longest = Double(figures.map(\.meanMilliseconds).max() ?? 0)
        let overlays = figures.map { BPMN.Overlay($0.element, .heat(longest == 0 ? 0 : Double($0.meanMilliseconds) / longest)) }
            + figures.filter { $0.open > 0 }.map { BPMN.Overlay($0.element, .tokens($0.open)) }
        return picture(definition.model, overlays, visit)
    }

    static func picture(_ model: BPMN.Definitions, _ overlays: [BPMN.Overlay], _ visit: Visit) -> WebResponse {
        let drawn = model.diagrams.isEmpty ? model.laidOut() : model
        let theme: BPMN.Drawing.Theme =
            switch visit.page.theme {
            case .light: .light
            case .dark: .dark
            default: .automatic
            }
        let svg = drawn.svg(BPMN.Drawing(theme: theme, overlays: overlays))
        return WebResponse(headers: [("content-type", "image/svg+xml"), ("cache-control", "no-store")], body: .bytes(Array(svg.utf8)))
    }

    private static let source: ConsoleFace.Handler = { visit in
        let name = visit.request.query("version") ?? visit.parameter("key")
        let definition = try await visit.kernel.processes.definition(name, as: visit.actor)
        let file = "\(definition.summary.key)-\(definition.summary.version).bpmn"
        return WebResponse(
            headers: [("content-type", "application/xml"), ("content-disposition", "attachment; filename*=UTF-8''" + PercentCoding.encode(file))],
            body: .bytes(Array(definition.source.utf8)))
    }

    /// An old version comes into force again, as a new one: what has run stays explained.
    private static let rollBack: ConsoleFace.Handler = { visit in
        let definition = try await visit.kernel.processes.definition(visit.form["version"] ?? "", as: visit.actor)
        let resource = ProcessResource(name: definition.summary.key + ".bpmn", text: definition.source)
        _ = try await visit.kernel.processes.deploy([resource], as: visit.actor)
        return .seeOther(ConsolePaths.process(visit.parameter("key")))
    }

    // MARK: Starting

    private static let startPage: ConsoleFace.Handler = { visit in
        try await startPage(visit, object: visit.request.query("object"), id: visit.request.query("id"))
    }

    /// - Parameter given: What has been filled in so far: the way depends on it.
    private static func startPage(
        _ visit: Visit, object: String?, id: String?, given: Context = Context(), picks: [String: [String]] = [:], title: String = "", problem: String? = nil
    ) async throws -> WebResponse {
        let processes = visit.kernel.processes
        let definition = try await processes.definition(visit.parameter("key"), as: visit.actor)
        var start = ProcessStart(variables: given, picks: picks)
        if let object, let id { start.subject = (object, id) }
        // A preview that cannot be made, because fields are still empty, is left out.
        let way = (try? await processes.preview(definition.summary.key, start, as: visit.actor)) ?? []
        return try await visit.read { reader in
            let builder = ProcessBuilder(visit: visit)
            let values = OrderedMap(given.entries.map { ($0.0, $0.1) })
            var page = StartPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), key: definition.summary.key,
                name: definition.summary.name, help: definition.documentation, subject: try builder.subject(object, id, reader),
                hidden: [("object", object), ("id", id)].compactMap { name, value in value.map { .init(name: name, value: $0) } },
                requestTitle: title, fields: try builder.fields(of: definition.startElement, definition, values, reader), way: builder.way(way), problem: problem)
            page.picks = try builder.picks(definition, reader, chosen: picks) { if case .initiatorPick = $0 { true } else { false } }
            return visit.html(page.html(visit.page), status: problem == nil ? 200 : 422)
        }
    }

    private static let start: ConsoleFace.Handler = { visit in
        let form = visit.form
        var start = ProcessStart(variables: try await ProcessBuilder(visit: visit).variables(form))
        if let object = form["object"], let id = form["id"], !object.isEmpty { start.subject = (object, id) }
        start.title = form["title"].flatMap { $0.isEmpty ? nil : $0 }
        start.picks = ProcessBuilder.picks(form)
        let (about, given, picks) = (start.subject, start.variables, start.picks)
        if form["preview"] != nil {
            return try await startPage(visit, object: about?.object, id: about?.id, given: given, picks: picks, title: start.title ?? "")
        }
        do {
            let id = try await visit.kernel.processes.start(visit.parameter("key"), start, as: visit.actor)
            return .seeOther(ConsolePaths.instance(id.text(prefix: "pin")))
        } catch ProcessError.refused(let error) {
            // What was typed stays in the form.
            let (code, arguments) = ProcessError.refused(error).problem
            let problem = visit.words.sentence(code, arguments, object: nil, field: nil)
            return try await startPage(visit, object: about?.object, id: about?.id, given: given, picks: picks, title: start.title ?? "", problem: problem)
        }
    }

    // MARK: Instances

    private static func instanceID(_ visit: Visit) throws -> EntityID {
        guard let id = EntityID(text: visit.parameter("id"), prefix: "pin") else {
            throw ProcessError.unknownInstance(String(visit.parameter("id").prefix(60)))
        }
        return id
    }

    private static let instance: ConsoleFace.Handler = { visit in
        let id = try instanceID(visit)
        let details = try await visit.kernel.processes.instance(id, as: visit.actor)
        let way = try await visit.kernel.processes.way(of: id, as: visit.actor)
        let discussion = try await DiscussionRoutes.discussion(id, url: ConsolePaths.instance(visit.parameter("id"), "comments"), visit)
        return try await visit.read { reader in
            var page = try ProcessBuilder(visit: visit).page(details, way, reader)
            page.discussion = discussion
            return visit.html(page.html(visit.page))
        }
    }

    private static let instanceDiagram: ConsoleFace.Handler = { visit in
        let details = try await visit.kernel.processes.instance(try instanceID(visit), as: visit.actor)
        if let step = visit.request.query("step").flatMap({ Int64($0) }) {
            return picture(details.definition.model, Replay(details.history, through: step).overlays, visit)
        }
        let done = Set(details.history.filter { $0.kind == "completed" }.compactMap(\.element))
        let overlays = done.sorted().map { BPMN.Overlay($0, .state(.completed)) }
            + details.active.sorted { $0.key < $1.key }.map { BPMN.Overlay($0.key, .tokens($0.value)) }
            + details.incidents.map { BPMN.Overlay($0.element, .incidents(1)) }
        return picture(details.definition.model, overlays, visit)
    }

    private static let act: ConsoleFace.Handler = { visit in
        let id = try instanceID(visit)
        let processes = visit.kernel.processes
        let incident = visit.form["incident"].flatMap { Int($0) } ?? 0
        switch visit.parameter("action") {
        case "withdraw": try await processes.approve(instance: id, as: visit.actor) { .withdraw(by: $0) }
        case "cancel": try await processes.command(.cancel(reason: visit.actor.name), on: id, as: visit.actor)
        case "suspend": try await processes.command(.suspend, on: id, as: visit.actor)
        case "resume": try await processes.command(.resume, on: id, as: visit.actor)
        case "retry": try await processes.command(.retryIncident(incident), on: id, as: visit.actor)
        case "move":
            guard let from = visit.form["from"].flatMap({ Int($0) }), let to = visit.form["to"] else { break }
            try await processes.command(.modify([.terminate(from), .activate(to)]), on: id, as: visit.actor)
        case "skip": try await processes.command(.skipIncident(incident), on: id, as: visit.actor)
        default: throw RecordError.notFound(object: "process.instance", id: visit.parameter("action"))
        }
        return .seeOther(ConsolePaths.instance(visit.parameter("id")))
    }
}
