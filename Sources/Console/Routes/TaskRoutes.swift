import Basics
import FEELValues
import HTML
import Kernel
import ProcessEngine
import Processes
import Records
import Tenancy
import Web

/// A person's own work: the inbox and single tasks.
enum TaskRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/tasks", inbox), WebRoute("POST", "/tasks", together), WebRoute("GET", "/tasks/{id}", one),
        WebRoute("POST", "/tasks/{id}/{action}", act),
    ]

    private static let inbox: ConsoleFace.Handler = { visit in
        let box = visit.request.query("box") ?? "mine"
        let builder = ProcessBuilder(visit: visit)
        let processes = visit.kernel.processes
        switch box {
        case "copies": return try await page(visit, box, try await processes.copies(as: visit.actor).map(builder.row), next: nil)
        case "started":
            var query = InstanceQuery()
            query.startedByMe = true
            let found = try await processes.instances(query, as: visit.actor)
            return try await page(visit, box, found.map(builder.row), next: nil)
        default:
            var query = TaskQuery(TaskQuery.Box(rawValue: box) ?? .mine, search: visit.request.query("q"))
            query.process = visit.request.query("process").flatMap { $0.isEmpty ? nil : $0 }
            query.before = visit.request.query("before").flatMap { EntityID(text: $0, prefix: "tsk") }
            let found = try await processes.tasks(query, as: visit.actor)
            let names = try await builder.names(found.tasks.compactMap(\.initiator))
            return try await page(visit, box, found.tasks.map { builder.row($0, names) }, next: found.hasMore ? found.tasks.last?.idText : nil)
        }
    }

    private static func page(
        _ visit: Visit, _ box: String, _ rows: [InboxPage.Row], next: String?, refusals: [InboxPage.Refusal] = []
    ) async throws -> WebResponse {
        let search = visit.request.query("q") ?? ""
        let chosen = visit.request.query("process") ?? ""
        let more = [("box", box)] + (search.isEmpty ? [] : [("q", search)]) + (chosen.isEmpty ? [] : [("process", chosen)])
        let processes = try await visit.kernel.processes.definitions(as: visit.actor).map { Choice($0.key, $0.name) }
        let boxes = ["mine", "claimable", "done", "copies", "started"].map { name in
            Tab(label: visit.t("inbox." + name), url: ConsolePaths.address(ConsolePaths.tasks, [("box", name)]), isCurrent: name == box)
        }
        return try await visit.read { reader in
            let page = InboxPage(
                shell: ShellBuilder(visit: visit, reader: reader).shell(current: "tasks"), boxes: boxes, search: search,
                box: box, rows: rows, moreURL: next.map { ConsolePaths.address(ConsolePaths.tasks, more + [("before", $0)]) },
                canDecide: box == "mine" && rows.contains(where: \.isApproval), refusals: refusals,
                processes: ["copies", "started"].contains(box) ? [] : processes, process: chosen)
            return visit.html(page.html(visit.page), status: refusals.isEmpty ? 200 : 409)
        }
    }

    private static func id(_ visit: Visit) throws -> EntityID { try id(visit.parameter("id")) }

    private static func id(_ text: String) throws -> EntityID {
        guard let id = EntityID(text: text, prefix: "tsk") else { throw ProcessError.unknownTask(String(text.prefix(60))) }
        return id
    }

    private static let one: ConsoleFace.Handler = { visit in try await show(visit, problem: nil) }

    private static func show(_ visit: Visit, problem: String?) async throws -> WebResponse {
        let id = try id(visit)
        let processes = visit.kernel.processes
        try await processes.read(task: id, as: visit.actor)
        let task = try await processes.task(id, as: visit.actor)
        let details = try await processes.instance(task.instance, as: visit.actor)
        let way = try await processes.way(of: task.instance, as: visit.actor)
        let discussion = try await DiscussionRoutes.discussion(task.instance, url: ConsolePaths.task(task.idText, "comments"), visit)
        return try await visit.read { reader in
            var page = try ProcessBuilder(visit: visit).page(task, details, way, problem, reader)
            page.discussion = discussion
            return visit.html(page.html(visit.page), status: problem == nil ? 200 : 409)
        }
    }

    /// Several approvals at once, each for itself; those that cannot be decided are listed with the reason.
    private static let together: ConsoleFace.Handler = { visit in
        let form = visit.form
        let approves = form["action"] == "approve"
        let opinion = form["opinion"] ?? ""
        var refusals: [InboxPage.Refusal] = []
        for (name, text) in form.fields where name == "id" {
            do {
                try await visit.kernel.processes.approve(task: try id(text), as: visit.actor) { key, by in
                    approves ? .approve(task: key, .init(by: by, opinion: opinion)) : .reject(task: key, .init(by: by, opinion: opinion))
                }
            } catch let error as ProcessError {
                refusals.append(await refusal(error, text, visit))
            }
        }
        if refusals.isEmpty { return .seeOther(ConsolePaths.tasks) }
        return try await mine(visit, refusals)
    }

    private static func refusal(_ error: ProcessError, _ id: String, _ visit: Visit) async -> InboxPage.Refusal {
        let (code, arguments) = error.problem
        var title: String?
        if let task = EntityID(text: id, prefix: "tsk") { title = try? await visit.kernel.processes.task(task, as: visit.actor).title }
        return InboxPage.Refusal(
            title: title ?? String(id.prefix(60)), url: ConsolePaths.task(id),
            text: visit.words.sentence(code, arguments, object: nil, field: nil))
    }

    /// The person's own box again, with what could not be decided above it.
    private static func mine(_ visit: Visit, _ refusals: [InboxPage.Refusal]) async throws -> WebResponse {
        let builder = ProcessBuilder(visit: visit)
        let found = try await visit.kernel.processes.tasks(TaskQuery(.mine), as: visit.actor)
        let names = try await builder.names(found.tasks.compactMap(\.initiator))
        let next = found.hasMore ? found.tasks.last?.idText : nil
        return try await page(visit, "mine", found.tasks.map { builder.row($0, names) }, next: next, refusals: refusals)
    }

    private static let act: ConsoleFace.Handler = { visit in
        do {
            try await perform(visit.parameter("action"), visit)
        } catch let error as ProcessError {
            let (code, arguments) = error.problem
            return try await show(visit, problem: visit.words.sentence(code, arguments, object: nil, field: nil))
        }
        let stays = ["claim", "remind", "copy", "add-before", "add-after", "add-beside", "remove"].contains(visit.parameter("action"))
        return .seeOther(stays ? ConsolePaths.task(visit.parameter("id")) : ConsolePaths.tasks)
    }

    private static func perform(_ action: String, _ visit: Visit) async throws {
        let (id, form, processes) = (try id(visit), visit.form, visit.kernel.processes)
        switch action {
        case "claim": try await processes.claim(task: id, as: visit.actor)
        case "unclaim": try await processes.unclaim(task: id, as: visit.actor)
        case "complete": try await processes.complete(task: id, variables: try await ProcessBuilder(visit: visit).variables(form), as: visit.actor)
        case "take-back":
            let task = try await processes.task(id, as: visit.actor)
            try await processes.approve(instance: task.instance, as: visit.actor) { .takeBack(step: task.element, by: $0) }
        default:
            let variables = try await ProcessBuilder(visit: visit).variables(form)
            let command = try ApprovalForm(form: form, variables: variables).command(action)
            try await processes.approve(task: id, as: visit.actor, command)
        }
    }
}

/// What an approval's form says.
struct ApprovalForm {
    let form: WebForm
    let variables: Context

    func command(_ action: String) throws -> @Sendable (Int, String) -> ApprovalCommand {
        let (opinion, isSigned, variables) = (form["opinion"] ?? "", form["signed"] == "true", variables)
        let (person, picks) = (form["person"] ?? "", ProcessBuilder.picks(form))
        let (target, mode) = (Self.target(form["to"] ?? ""), form["mode"].flatMap(ReturnMode.init))
        @Sendable func decision(_ by: String) -> ApprovalCommand.Decision {
            .init(by: by, opinion: opinion, isSigned: isSigned, variables: variables, picks: picks)
        }
        switch action {
        case "approve": return { .approve(task: $0, decision($1)) }
        case "reject": return { .reject(task: $0, decision($1)) }
        case "return": return { .sendBack(task: $0, decision($1), to: target, mode: mode) }
        case "remind": return { .remind(task: $0, by: $1) }
        default: break
        }
        guard !person.isEmpty else { throw ProcessError.forbidden("process.unfit-people") }
        switch action {
        case "add-before": return { .add(task: $0, by: $1, people: [person], placement: .before) }
        case "add-after": return { .add(task: $0, by: $1, people: [person], placement: .after) }
        case "add-beside": return { .add(task: $0, by: $1, people: [person], placement: .beside) }
        case "remove": return { .remove(task: $0, by: $1, people: [person]) }
        case "transfer": return { .transfer(task: $0, by: $1, to: person) }
        case "delegate": return { .delegate(task: $0, by: $1, to: person) }
        case "copy": return { .copy(task: $0, by: $1, to: [person]) }
        default: throw RecordError.notFound(object: "process.task", id: action)
        }
    }

    private static func target(_ text: String) -> ReturnTarget {
        switch text {
        case "initiator": .initiator
        case "end": .end
        case "", "previous": .previous
        default: .passed(text)
        }
    }
}
