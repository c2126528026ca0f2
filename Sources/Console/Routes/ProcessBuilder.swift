import BPMN
import Basics
import FEELValues
import Kernel
import Metadata
import ProcessEngine
import Processes
import Records
import Tenancy
import Web

/// Fills the views of processes.
struct ProcessBuilder {
    let visit: Visit

    private var clock: Clock { Clock(visit) }
    private var now: Timestamp { visit.kernel.clock.now() }

    // MARK: Small parts

    func person(_ id: EntityID?, _ names: [EntityID: String]) -> Reference? {
        guard let id, id.rawValue != 0 else { return nil }
        let name = names[id] ?? visit.t("people.unknown")
        return Reference(
            id: id.text(prefix: "usr"), label: name, initials: ShellBuilder.initials(name), hue: ShellBuilder.hue(id.rawValue), isPerson: true)
    }

    func names(_ ids: [EntityID]) async throws -> [EntityID: String] {
        let wanted = Set(ids)
        return try await visit.read { try $0.people(wanted) }
    }

    func status(_ name: String, isSuspended: Bool = false) -> Choice {
        if isSuspended { return Choice("suspended", visit.t("instance.status-suspended"), hue: 75) }
        let hue: Int? = ["active": 245, "completed": 155, "failed": 25, "terminated": 25][name]
        return Choice(name, visit.t("instance.status-" + name), hue: hue)
    }

    func way(_ steps: [WayStep]) -> [WayList.Step] {
        steps.map { WayList.Step(name: $0.name, people: $0.people.map(\.name).joined(separator: "、"), status: $0.status) }
    }

    static func text(_ value: Value) -> String {
        switch value {
        case .string(let text): text
        case .context(let context): context["name"]?.string ?? context["id"]?.string ?? ProcessValues.json(context).text
        case .list(let list): list.elements.map(text).joined(separator: "、")
        case .null: "—"
        default: ProcessValues.json(value).string ?? ProcessValues.json(value).text
        }
    }

    // MARK: Rows

    func row(_ task: TaskSummary, _ names: [EntityID: String]) -> InboxPage.Row {
        let url = ConsolePaths.task(task.idText)
        var row = InboxPage.Row(
            id: task.idText, url: url, title: task.title, step: task.name, process: task.processName, number: task.number,
            time: clock.moment(task.doneAt ?? task.createdAt))
        row.initiator = person(task.initiator, names)
        row.status = task.outcome.map { Choice($0, visit.t("task.outcome-" + $0), hue: $0 == "rejected" ? 25 : 155) }
        row.due = task.isOpen ? task.dueAt.map(clock.moment) : nil
        row.isLate = task.dueAt.map { $0 < now } ?? false
        row.isUnread = task.isOpen && !task.isRead && task.assignee == visit.actor.id
        row.isApproval = task.isApproval
        return row
    }

    func row(_ copy: ProcessCopy) -> InboxPage.Row {
        let id = copy.instance.text(prefix: "pin")
        return InboxPage.Row(
            id: id, url: ConsolePaths.address(ConsolePaths.instance(id), [("copy", "\(copy.key)")]), title: copy.title,
            step: visit.t("inbox.copies"), process: copy.processName, number: copy.number, status: status(copy.status),
            time: clock.moment(copy.sentAt), isUnread: copy.readAt == nil)
    }

    func row(_ instance: InstanceSummary) -> InboxPage.Row {
        InboxPage.Row(
            id: instance.idText, url: ConsolePaths.instance(instance.idText), title: instance.title, step: visit.t("inbox.started"),
            process: instance.processName, number: instance.number, status: status(instance.status, isSuspended: instance.isSuspended),
            time: clock.moment(instance.startedAt))
    }

    func instance(_ instance: InstanceSummary) -> ProcessPage.Instance {
        ProcessPage.Instance(
            url: ConsolePaths.instance(instance.idText), title: instance.title, number: instance.number,
            status: status(instance.status, isSuspended: instance.isSuspended), started: clock.moment(instance.startedAt),
            incidents: instance.incidents)
    }

    func version(_ definition: DefinitionSummary) -> ProcessPage.Version {
        ProcessPage.Version(
            id: definition.idText, number: "\(definition.version)", deployed: clock.moment(definition.deployedAt),
            by: definition.deployedBy == "system" ? visit.t("people.system") : definition.deployedBy, isActive: definition.isActive)
    }

    func steps(_ figures: [StepFigures], _ definition: Definition) -> [ProcessPage.Step] {
        figures.map { step in
            let name = definition.graph.node(step.element).map { definition.graph.nodes[$0].label } ?? step.element
            return ProcessPage.Step(name: name, count: "\(step.count)", mean: duration(step.meanMilliseconds), open: "\(step.open)")
        }
    }

    private func duration(_ milliseconds: Int64) -> String {
        let minutes = milliseconds / 60_000
        switch minutes {
        case ..<60: return visit.t("duration.minutes", "\(max(minutes, 1))")
        case ..<2880: return visit.t("duration.hours", "\(minutes / 60)")
        default: return visit.t("duration.days", "\(minutes / 1440)")
        }
    }

    // MARK: Forms

    /// The fields that an element asks for: its own `form.…` properties, and what its approval lets people write.
    func fields(of element: String?, _ definition: Definition, _ values: OrderedMap<Value>, _ reader: RecordReader) throws -> [ProcessField] {
        guard let element else { return [] }
        let started = definition.startElement.map(definition.formFields) ?? []
        var fields = try definition.formFields(of: element).map { try self.field($0, values, reader) }
        for right in definition.approval(of: element)?.fields ?? [] where right.right != .hidden {
            guard let place = fields.firstIndex(where: { $0.name == right.field }) else {
                guard right.right != .read else { continue }
                var field = ProcessField(name: right.field, label: right.field, value: values[right.field].map(Self.text) ?? "")
                if let known = started.first(where: { $0.name == right.field }) { field = try self.field(known, values, reader) }
                field.isRequired = right.right == .required
                fields.append(field)
                continue
            }
            fields[place].isRequired = right.right == .required
            fields[place].isReadOnly = right.right == .read
        }
        return fields
    }

    private func field(_ field: BPMN.FormField, _ values: OrderedMap<Value>, _ reader: RecordReader) throws -> ProcessField {
        let value = values[field.name]
        var view = ProcessField(name: field.name, label: field.label, value: value.map(Self.text) ?? "", isRequired: field.isRequired)
        view.kind = field.kind.flatMap { ProcessField.Kind(rawValue: $0.rawValue) } ?? .any
        view.options = field.options.map { Choice($0, $0) }
        if field.kind == .user {
            view.options = try people(reader)
            view.value = value?.context?["id"]?.string ?? value?.string ?? ""
        }
        if value == .null { view.value = "" }
        return view
    }

    /// Steps whose approvers somebody picks, with the colleagues to pick from.
    func picks(
        _ definition: Definition, _ reader: RecordReader, chosen: [String: [String]] = [:], where isPicked: (ApproverSource) -> Bool
    ) throws -> [PickField] {
        let steps = definition.graph.nodes.filter { node in definition.approval(of: node.id)?.approvers.contains(where: isPicked) ?? false }
        guard !steps.isEmpty else { return [] }
        let people = try people(reader)
        return steps.map { PickField(step: $0.id, label: $0.label, people: people, chosen: Set(chosen[$0.id] ?? [])) }
    }

    /// The people picked in a form, by step.
    static func picks(_ form: WebForm) -> [String: [String]] {
        var picks: [String: [String]] = [:]
        for (name, text) in form.fields where name.hasPrefix("pick.") && !text.isEmpty { picks[String(name.dropFirst(5)), default: []].append(text) }
        return picks
    }

    /// What a form says, as variables: each of the kind that its field has, people with their names.
    func variables(_ form: WebForm) async throws -> Context {
        var context = Self.variables(form)
        let chosen = form.fields.filter { $0.name.hasPrefix("kind.") && $0.value == "user" }.map { String($0.name.dropFirst(5)) }
        let ids = chosen.compactMap { context[$0]?.string.flatMap { EntityID(text: $0, prefix: "usr") } }
        guard !ids.isEmpty else { return context }
        let names = try await names(ids)
        for name in chosen {
            guard let text = context[name]?.string, let id = EntityID(text: text, prefix: "usr") else { continue }
            context[name] = .context(Context([("id", .string(text)), ("name", .string(names[id] ?? ""))]))
        }
        return context
    }

    /// The same with people as their ids.
    static func variables(_ form: WebForm) -> Context {
        var context = Context()
        for (name, text) in form.fields where name.hasPrefix("field.") && !text.isEmpty {
            let name = String(name.dropFirst(6))
            context[name] = value(text, form["kind." + name])
        }
        return context
    }

    private static func value(_ text: String, _ kind: String?) -> Value {
        switch kind {
        case "number", "money": Decimal128(text).map(Value.number) ?? .string(text)
        case "boolean": .boolean(text == "true")
        case nil: value(text)
        default: .string(text)
        }
    }

    private static func value(_ text: String) -> Value {
        if text == "true" || text == "false" { return .boolean(text == "true") }
        // A telephone number with a leading zero is a text.
        if !text.hasPrefix("0") || text == "0" || text.hasPrefix("0."), let number = Decimal128(text) { return .number(number) }
        return .string(text)
    }

    // MARK: Pages

    func subject(_ object: String?, _ id: String?, _ reader: RecordReader) throws -> TaskPage.Subject? {
        guard let object, let id, let type = try? reader.object(object), let record = try? reader.get(type, try reader.id(id, of: type)) else { return nil }
        return try subject(record, reader)
    }

    private func subject(_ object: String, _ id: EntityID, _ reader: RecordReader) throws -> TaskPage.Subject? {
        guard let type = try? reader.object(object), let record = try? reader.get(type, id) else { return nil }
        return try subject(record, reader)
    }

    private func subject(_ record: Record, _ reader: RecordReader) throws -> TaskPage.Subject {
        let views = try FieldViews(visit, reader, [record])
        let facts = record.object.layout.highlights.prefix(8).compactMap { name -> TaskPage.Variable? in
            guard let view = views.view(name, of: record, editable: false), let text = RecordBuilder.plain(view), !text.isEmpty else { return nil }
            return TaskPage.Variable(name: view.label, value: text)
        }
        return TaskPage.Subject(
            label: record.object.label.text(visit.locale) + " · " + record.name, url: ConsolePaths.record(record.object.name, record.idText), facts: facts)
    }

    func page(_ task: TaskSummary, _ details: InstanceDetails, _ way: [WayStep], _ problem: String?, _ reader: RecordReader) throws -> TaskPage {
        let names = try reader.people(Set([task.initiator, task.assignee].compactMap(\.self)))
        let approval = details.definition.approval(of: task.element)
        var page = TaskPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: "tasks"), id: task.idText, title: task.title, step: task.name,
            number: task.number, process: task.processName, initiator: person(task.initiator, names), time: clock.moment(task.createdAt),
            status: task.isOpen ? Choice("open", visit.t("task.open"), hue: 245) : Choice("closed", visit.t("task.outcome-" + (task.outcome ?? "completed"))),
            instanceURL: ConsolePaths.instance(task.instance.text(prefix: "pin")),
            subject: try task.subject.flatMap { try subject($0.object, $0.id, reader) },
            fields: try fields(of: task.element, details.definition, details.state.variables, reader), variables: variables(details, without: hidden(approval)), way: self.way(way),
            problem: problem, mode: mode(task))
        page.mayTakeBack = task.outcome == "approved" && details.summary.status == "active" && details.tasks.contains { $0.id == task.id } && task.assignee == visit.actor.id
        page.needsOpinion = approval?.needsOpinion ?? false
        page.needsSignature = approval?.needsSignature ?? false
        if page.mode == .decide {
            page.returns = returns(details, approval)
            let passed = Set(details.state.passed.map { details.definition.graph.nodes[$0.node].id } + [task.element])
            page.picks = try picks(details.definition, reader) { if case .previousPick = $0 { true } else { false } }.filter { !passed.contains($0.step) }
            page.buttons = Dictionary((approval?.buttons ?? []).map { ($0.action, $0.label) }, uniquingKeysWith: { first, _ in first })
            page.people = try people(reader)
        }
        return page
    }

    private func mode(_ task: TaskSummary) -> TaskPage.Mode {
        guard task.isOpen else { return .readOnly }
        guard let assignee = task.assignee else { return .claim }
        guard assignee == visit.actor.id else { return .readOnly }
        return task.isApproval ? .decide : .complete
    }

    /// Where a request may go back to.
    private func returns(_ details: InstanceDetails, _ approval: ApprovalDefinition?) -> [Choice] {
        let allowed = approval?.returnTargets ?? []
        var choices = [ReturnTarget.Kind.previous, .initiator, .end].filter(allowed.contains).map { Choice($0.rawValue, visit.t("task.to-" + $0.rawValue)) }
        guard allowed.contains(.passed) else { return choices }
        for step in details.state.passed {
            let node = details.definition.graph.nodes[step.node]
            if !choices.contains(where: { $0.value == node.id }) { choices.append(Choice(node.id, node.label)) }
        }
        return choices
    }

    /// Colleagues to choose from.
    private func people(_ reader: RecordReader) throws -> [Choice] {
        var query = RecordQuery("core.user")
        query.sort = [SortKey("name")]
        query.limit = 200
        return try reader.list(query).records.map { Choice($0.idText, $0.name) }
    }

    /// What the step's approvers must not see.
    private func hidden(_ approval: ApprovalDefinition?) -> Set<String> {
        Set((approval?.fields ?? []).filter { $0.right == .hidden }.map(\.field))
    }

    private func variables(_ details: InstanceDetails, without hidden: Set<String> = []) -> [TaskPage.Variable] {
        details.variables.entries.filter { $0.0 != "record" && $0.0 != "initiator" && !hidden.contains($0.0) }.prefix(40).map { TaskPage.Variable(name: $0, value: String(Self.text($1).prefix(300))) }
    }

    func page(_ details: InstanceDetails, _ way: [WayStep], _ reader: RecordReader) throws -> InstancePage {
        let summary = details.summary
        let names = try reader.people(Set([summary.initiator].compactMap(\.self) + details.history.map(\.actor)))
        let isAdministrator = reader.policy.isAdministrator
        return InstancePage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: "processes"), id: summary.idText, title: summary.title,
            process: summary.processName, processURL: ConsolePaths.process(summary.process), number: summary.number,
            status: status(summary.status, isSuspended: summary.isSuspended), initiator: person(summary.initiator, names),
            started: clock.moment(summary.startedAt), ended: summary.endedAt.map(clock.moment),
            subject: try summary.subjectObject.flatMap { object in try summary.subjectID.flatMap { try subject(object, $0, reader) } },
            diagramURL: ConsolePaths.instance(summary.idText, "diagram.svg"), way: self.way(way), waits: waits(details),
            incidents: details.incidents.map { incident($0, details, isAdministrator) },
            variables: isAdministrator || summary.initiator == visit.actor.id ? variables(details) : [], history: history(details, names),
            called: details.called.map { InstancePage.Called(label: $0.title, url: ConsolePaths.instance($0.idText), status: status($0.status)) },
            actions: actions(summary, isAdministrator), replay: replay(summary.idText, details), moves: moves(details, isAdministrator))
    }

    private func label(_ element: String, _ details: InstanceDetails) -> String {
        details.definition.graph.node(element).map { details.definition.graph.nodes[$0].label } ?? element
    }

    /// From the first to the last step of the history; an instance of one step has nothing to replay.
    private func replay(_ id: String, _ details: InstanceDetails) -> ReplayBar? {
        guard let first = details.history.first?.step, let last = details.history.last?.step, first < last else { return nil }
        let shown = visit.request.query("step").flatMap { Int64($0) } ?? last
        return ReplayBar(url: ConsolePaths.instance(id), first: first, last: last, shown: min(max(shown, first), last))
    }

    private func waits(_ details: InstanceDetails) -> [TaskPage.Variable] {
        details.waits.map { wait in
            let value = visit.t("wait." + wait.kind) + (wait.name.isEmpty ? "" : " " + wait.name) + (wait.dueAt.map { " · " + clock.moment($0) } ?? "")
            return TaskPage.Variable(name: label(wait.element, details), value: value)
        }
    }

    private func incident(_ incident: IncidentSummary, _ details: InstanceDetails, _ isAdministrator: Bool) -> InstancePage.Incident {
        InstancePage.Incident(
            key: incident.key, element: label(incident.element, details), text: sentence(incident),
            time: clock.moment(incident.at), canMend: isAdministrator)
    }

    /// What went wrong and what to do.
    private func sentence(_ incident: IncidentSummary) -> String {
        let wording = Incident.wording(incident.code, incident.arguments.first ?? "")
        return visit.locale.hasPrefix("zh") ? wording.chinese : wording.english
    }

    /// Where tokens are and where an administrator may put them.
    private func moves(_ details: InstanceDetails, _ isAdministrator: Bool) -> InstancePage.Moves? {
        guard isAdministrator, details.summary.status == "active" else { return nil }
        let nodes = details.definition.graph.nodes
        let active = details.state.elements.filter { $0.value.node != 0 && $0.value.role != .body }.sorted { $0.key < $1.key }
        let from = active.map { Choice("\($0.key)", nodes[$0.value.node].label) }
        let model = details.definition.model.processes.first { $0.id == details.summary.process }
        let to = (model?.scope.allNodes ?? []).filter { node in
            if case .start? = node.event?.position { return false }
            if case .boundary? = node.event?.position { return false }
            return true
        }
        return from.isEmpty ? nil : InstancePage.Moves(from: from, to: to.map { Choice($0.id, $0.label) })
    }

    private func actions(_ summary: InstanceSummary, _ isAdministrator: Bool) -> [Action] {
        guard summary.status == "active" else { return [] }
        func action(_ name: String, asks: Bool = true, tone: Action.Tone = .plain) -> Action {
            Action(
                label: visit.t("instance." + name), url: ConsolePaths.instance(summary.idText, name), method: .post,
                confirm: asks ? visit.t("instance.\(name)-question") : nil, tone: tone)
        }
        var actions: [Action] = []
        if summary.initiator == visit.actor.id { actions.append(action("withdraw")) }
        if isAdministrator {
            actions.append(summary.isSuspended ? action("resume", asks: false) : action("suspend"))
        }
        if isAdministrator || summary.initiator == visit.actor.id { actions.append(action("cancel", tone: .bad)) }
        return actions
    }

    /// What people read of the history: steps done, decisions, incidents, the end.
    private func history(_ details: InstanceDetails, _ names: [EntityID: String]) -> [InstancePage.Entry] {
        details.history.compactMap { entry in
            guard let text = sentence(entry, details) else { return nil }
            let name = names[entry.actor] ?? (entry.actorName == "system" ? visit.t("people.system") : entry.actorName)
            return InstancePage.Entry(step: entry.step, time: clock.moment(entry.at), person: name, text: text)
        }
    }

    private func sentence(_ entry: InstanceEvent, _ details: InstanceDetails) -> String? {
        let element = entry.element.map { label($0, details) } ?? ""
        switch entry.kind {
        case "started", "suspended", "resumed", "modified", "migrated": return visit.t("history." + entry.kind)
        case "completed", "terminated", "incident", "error": return visit.t("history." + entry.kind, element)
        case "ended": return visit.t("history.ended", visit.t("instance.status-" + (entry.event["status"]?.string ?? "completed")))
        case "approval":
            let what = entry.event["what"]?.string ?? ""
            if what == "opened" || what == "closed" { return nil }
            let sentence = visit.t("history.approval-" + what)
            guard let opinion = entry.event["opinion"]?.string, !opinion.isEmpty else { return sentence }
            return visit.t("history.with-opinion", sentence, opinion)
        default: return nil
        }
    }
}
