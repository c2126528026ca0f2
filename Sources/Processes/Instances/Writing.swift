import Basics
import FEELValues
import ProcessEngine
import Records
import SQLStore
import Tenancy

extension ProcessUnit {
    /// The rows of a new instance; its state is written at the end of the unit.
    func insert(_ instance: LoadedInstance) throws {
        instance.isDirty = true
    }

    /// State, summary and one row of history for all that happened in the unit.
    func write(_ instance: LoadedInstance) throws {
        let blob = SQLValue.blob(instance.state.encode())
        instance.step += 1
        if instance.isNew {
            try insertRows(instance, blob)
        } else {
            try updateRows(instance, blob)
        }
        try writeStep(instance)
        instance.isNew = false
        instance.isDirty = false
        instance.events = []
    }

    private func insertRows(_ instance: LoadedInstance, _ blob: SQLValue) throws {
        let definition = instance.definition.summary
        try transaction.enqueue(
            """
            INSERT INTO process_instance (tenant_id, id, definition, key, number, title, status, is_suspended, started_at, ended_at,
                initiator, subject_object, subject_id, subject_version, parent, parent_key, root, incidents, step)
            VALUES (\(tenant), \(instance.id.rawValue), \(definition.id.rawValue), \(definition.key), \(instance.number),
                \(instance.title), \(instance.state.status.rawValue), \(instance.state.isSuspended), \(instance.startedAt.milliseconds),
                \(instance.endedAt?.milliseconds), \(instance.initiator?.rawValue), \(instance.subject?.object),
                \(instance.subject?.id.rawValue), \(instance.subject?.version ?? 0), \(instance.parent?.instance.rawValue),
                \(instance.parent.map { Int64($0.key) }), \(instance.root.rawValue), \(instance.state.incidents.count), \(instance.step))
            """)
        try transaction.enqueue(
            "INSERT INTO process_state (tenant_id, id, state) VALUES (\(tenant), \(instance.id.rawValue), \(blob))")
    }

    private func updateRows(_ instance: LoadedInstance, _ blob: SQLValue) throws {
        try transaction.enqueue(
            """
            UPDATE process_instance SET definition = \(instance.definition.summary.id.rawValue), title = \(instance.title),
                status = \(instance.state.status.rawValue), is_suspended = \(instance.state.isSuspended),
                ended_at = \(instance.endedAt?.milliseconds), subject_version = \(instance.subject?.version ?? 0),
                incidents = \(instance.state.incidents.count), step = \(instance.step)
            WHERE tenant_id = \(tenant) AND id = \(instance.id.rawValue)
            """)
        try transaction.enqueue(
            "UPDATE process_state SET state = \(blob) WHERE tenant_id = \(tenant) AND id = \(instance.id.rawValue)")
    }

    private func writeStep(_ instance: LoadedInstance) throws {
        let text = HistoryText(graph: instance.definition.graph).text(instance.events)
        try transaction.enqueue(
            """
            INSERT INTO process_step (tenant_id, instance, step, at, actor_id, actor_name, events)
            VALUES (\(tenant), \(instance.id.rawValue), \(instance.step), \(now.milliseconds), \(actor.id.rawValue), \(actor.name), \(text))
            """)
    }

    /// An entry on the timeline of the record that the instance is about.
    func noteOnTimeline(_ verb: String, of instance: LoadedInstance, _ members: [(String, JSON)]) throws {
        guard let subject = instance.subject, instance.parent == nil else { return }
        let data: [(String, JSON)] = [
            ("process", .string(instance.definition.summary.key)), ("name", .string(instance.definition.summary.name)),
            ("instance", .string(instance.idText)), ("number", .string(instance.number)), ("title", .string(instance.title)),
        ]
        var author = actor
        author.through = instance.idText
        let system = Actor.system(tenant, versions: actor.versions)
        let seen = try processes.records.write(as: system, at: now, in: transaction) { writer in
            try? writer.reader.get(try writer.reader.object(subject.object), subject.id)
        }
        // The person writes the entry; that the record can be found is the system's business.
        guard let record = seen else { return }
        try processes.records.write(as: author, at: now, in: transaction) { writer in
            writer.note(verb, record, data: JSON.object(OrderedMap(data + members)).text)
        }
    }
}

/// History entries as JSON: one array a step, elements by their ids.
struct HistoryText {
    let graph: ProcessGraph

    func text(_ events: [Event]) -> String {
        var writer = JSONWriter(capacity: events.count * 48 + 2)
        writer.array { out in
            for event in events { write(event.kind, to: &out) }
        }
        return writer.text
    }

    private func write(_ kind: Event.Kind, to out: inout JSONWriter) {
        out.object { item in
            switch kind {
            case .started: item.member("kind", "started")
            case .activated(let node, let key, _): element("activated", node, key, &item)
            case .completed(let node, let key, _): element("completed", node, key, &item)
            case .terminated(let node, let key, _): element("terminated", node, key, &item)
            case .loopStarted(let node, let key, let runs):
                element("loop-started", node, key, &item)
                item.member("runs", Int64(runs))
            case .loopCompleted(let node, let key, _): element("loop-completed", node, key, &item)
            case .flowTaken(let flow):
                item.member("kind", "flow")
                item.member("element", graph.flows[flow].id)
            case .variableSet(let scope, let name, let value):
                item.member("kind", "variable")
                item.member("scope", Int64(scope))
                item.member("name", name)
                item.key("value")
                ProcessValues.json(value).write(to: &item)
            default: writeRest(kind, to: &item)
            }
        }
    }

    private func writeRest(_ kind: Event.Kind, to item: inout JSONWriter) {
        switch kind {
        case .jobFailed(let key, let retries, let message):
            keyed("job-failed", key, &item)
            item.member("retries", Int64(retries))
            item.member("message", message)
        case .errorThrown(let node, let key, let code):
            element("error", node, key, &item)
            item.member("code", code)
        case .escalationThrown(let node, let key, let code, let isCaught):
            element("escalation", node, key, &item)
            item.member("code", code)
            item.member("caught", isCaught)
        case .compensated(let node, let key): element("compensated", node, key, &item)
        case .taskAssigned(let key, let person):
            keyed("task-assigned", key, &item)
            item.member("person", person)
        case .taskRead(let key, let person):
            keyed("task-read", key, &item)
            item.member("person", person)
        case .taskDone(let key, let person):
            keyed("task-done", key, &item)
            item.member("person", person)
        case .approval(let key, let event):
            keyed("approval", key, &item)
            ApprovalText.write(event, to: &item)
        case .incidentOpened(let incident):
            element("incident", incident.node, incident.key, &item)
            item.member("code", incident.code)
            item.member("message", incident.arguments.joined(separator: "; "))
        case .incidentClosed(let key, let retried):
            keyed("incident-closed", key, &item)
            item.member("retried", retried)
        case .modified: item.member("kind", "modified")
        case .migrated: item.member("kind", "migrated")
        case .suspended: item.member("kind", "suspended")
        case .resumed: item.member("kind", "resumed")
        case .ended(let status):
            item.member("kind", "ended")
            item.member("status", status.rawValue)
        default: return
        }
    }

    private func element(_ kind: String, _ node: Int, _ key: Int, _ item: inout JSONWriter) {
        item.member("kind", kind)
        item.member("element", graph.nodes[node].id)
        item.member("key", Int64(key))
    }

    private func keyed(_ kind: String, _ key: Int, _ item: inout JSONWriter) {
        item.member("kind", kind)
        item.member("key", Int64(key))
    }
}

/// What people did to approvals, for the history.
enum ApprovalText {
    static func write(_ event: ApprovalEvent, to item: inout JSONWriter) {
        switch event {
        case .opened(let people): put("opened", people: people, &item)
        case .approved(let person, let opinion): put("approved", by: person, opinion: opinion, &item)
        case .rejected(let person, let opinion): put("rejected", by: person, opinion: opinion, &item)
        case .advised(let person, let approves, let opinion):
            put("advised", by: person, opinion: opinion, &item)
            item.member("approves", approves)
        case .settledAlone(let person, let why):
            put("settled", by: person, &item)
            item.member("why", "\(why)")
        case .returned(let person, let to, let mode, let opinion):
            put("returned", by: person, opinion: opinion, &item)
            item.member("to", to)
            item.member("mode", mode.rawValue)
        case .added(let person, let people, let placement):
            put("added", by: person, people: people, &item)
            item.member("placement", placement.rawValue)
        case .removed(let person, let people): put("removed", by: person, people: people, &item)
        case .transferred(let from, let to): put("transferred", by: from, people: [to], &item)
        case .delegated(let from, let to): put("delegated", by: from, people: [to], &item)
        case .withdrawn(let person): put("withdrawn", by: person, &item)
        case .takenBack(let person): put("taken-back", by: person, &item)
        case .copied(let person, let people): put("copied", by: person, people: people, &item)
        case .copyRead(let person): put("copy-read", by: person, &item)
        case .reminded(let person, let people): put("reminded", by: person, people: people, &item)
        case .closed(let isApproved):
            put("closed", &item)
            item.member("approved", isApproved)
        }
    }

    private static func put(
        _ what: String, by person: String? = nil, people: [String] = [], opinion: String? = nil, _ item: inout JSONWriter
    ) {
        item.member("what", what)
        if let person { item.member("person", person) }
        if let opinion, !opinion.isEmpty { item.member("opinion", opinion) }
        guard !people.isEmpty else { return }
        item.key("people")
        item.array { list in people.forEach { list.string($0) } }
    }
}
