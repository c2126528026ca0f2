import Basics
import Tenancy
import FEELValues
import ProcessEngine
import Records
import SQLStore

// Rows of tasks, as the engine opens and closes them.
extension ProcessUnit {
    func open(_ task: TaskOpening, of instance: LoadedInstance) throws {
        let id = processes.ids.next()
        let node = instance.definition.graph.nodes[task.node]
        let assignee = task.assignee.flatMap(person)
        let subject = instance.subject
        try transaction.enqueue(
            """
            INSERT INTO process_task (tenant_id, id, instance, key, definition, node, name, title, purpose, status, assignee, owner,
                due_at, follow_up_at, priority, form, subject_object, subject_id, created_at)
            VALUES (\(tenant), \(id.rawValue), \(instance.id.rawValue), \(task.key), \(instance.definition.summary.id.rawValue),
                \(node.id), \(node.label), \(instance.title), \(Self.purpose(task)), 'open', \(assignee?.rawValue),
                \(assignee?.rawValue), \(task.due?.milliseconds), \(task.followUp?.milliseconds), \(task.priority), \(task.formKey),
                \(subject?.object), \(subject?.id.rawValue), \(now.milliseconds))
            """)
        if assignee == nil { try keepCandidates(task, id) }
        if let assignee, assignee != actor.id { try notify(assignee, kind: "task", id, isTask: true, title: instance.title) }
    }

    /// Why a task exists: `task`, or the purpose of an approval's seat.
    private static func purpose(_ task: TaskOpening) -> String {
        task.purpose.map { "\($0)" } ?? "task"
    }

    /// A task that names nobody is for whoever looks after processes: nothing waits without an owner.
    private func keepCandidates(_ task: TaskOpening, _ id: EntityID) throws {
        var names: [(kind: String, name: String)] = task.candidateUsers.map { ("user", person($0).map(personText) ?? $0) }
        names += task.candidateGroups.map { ("group", $0) }
        if let assignee = task.assignee, names.isEmpty { names = [("user", assignee)] }
        if names.isEmpty { names = [("group", "core.administrator")] }
        var seen: Set<String> = []
        for (kind, name) in names where seen.insert(kind + name).inserted {
            try transaction.enqueue(
                "INSERT INTO process_candidate (tenant_id, kind, name, task) VALUES (\(tenant), \(kind), \(name), \(id.rawValue))")
        }
    }

    func assign(_ key: Int, to text: String?, of instance: LoadedInstance) throws {
        let id = text.flatMap(person)
        try transaction.execute(
            """
            UPDATE process_task SET assignee = \(id?.rawValue), claimed_at = \(id == nil ? nil : now.milliseconds), read_at = NULL
            WHERE tenant_id = \(tenant) AND instance = \(instance.id.rawValue) AND key = \(key)
            """)
        guard let id, id != actor.id, let task = try taskID(key, of: instance) else { return }
        try notify(id, kind: "task", task, isTask: true, title: instance.title)
    }

    func close(_ key: Int, _ closing: TaskClosing, of instance: LoadedInstance) throws {
        let isDone = [.completed, .approved, .rejected, .returned].contains(closing)
        let person: Int64? = isDone && actor.kind == .user ? actor.id.rawValue : nil
        guard let id = try taskID(key, of: instance) else { return }
        try transaction.execute(
            """
            UPDATE process_task SET status = 'closed', outcome = \(closing.rawValue), done_at = \(now.milliseconds), done_by = \(person)
            WHERE tenant_id = \(tenant) AND id = \(id.rawValue) AND status = 'open'
            """)
        try transaction.execute("DELETE FROM process_candidate WHERE tenant_id = \(tenant) AND task = \(id.rawValue)")
        guard isDone else { return }
        try noteOnTimeline(
            "process-task-done", of: instance,
            [("task", .string(try taskName(id))), ("outcome", .string(closing.rawValue)), ("task_id", .string(id.text(prefix: "tsk")))])
    }

    func taskID(_ key: Int, of instance: LoadedInstance) throws -> EntityID? {
        try transaction.first(
            "SELECT id FROM process_task WHERE tenant_id = \(tenant) AND instance = \(instance.id.rawValue) AND key = \(key)"
        ) { EntityID(rawValue: $0.integer(0)) }
    }

    private func taskName(_ id: EntityID) throws -> String {
        try transaction.first("SELECT name FROM process_task WHERE tenant_id = \(tenant) AND id = \(id.rawValue)") { $0.text(0) } ?? ""
    }

    // MARK: Telling people

    /// An entry in somebody's notifications; the id is the task's, or the instance's.
    /// - Parameter isTask: Whether it is about a task; otherwise it is about an instance.
    func notify(_ person: EntityID, kind: String, _ about: EntityID, isTask: Bool = false, title: String) throws {
        let object = isTask ? "process.task" : "process.instance"
        try transaction.enqueue(
            """
            INSERT INTO notification (tenant_id, person_id, id, kind, object, record_id, title, actor_name)
            VALUES (\(tenant), \(person.rawValue), \(processes.ids.next().rawValue), \(kind), \(object), \(about.rawValue),
                \(title), \(actor.name))
            """)
    }

    func notify(_ notice: Notice, of instance: LoadedInstance) throws {
        let task = try notice.task == 0 ? nil : taskID(notice.task, of: instance)
        for person in notice.people.compactMap(person) {
            try notify(person, kind: notice.kind.rawValue, task ?? instance.id, isTask: task != nil, title: instance.title)
        }
    }

    func copy(_ key: Int, to people: [String], _ node: Int, of instance: LoadedInstance) throws {
        for person in Set(people.compactMap(person)).sorted() {
            try transaction.execute(
                """
                INSERT INTO process_copy (tenant_id, person, instance, key, node, title, sent_at)
                VALUES (\(tenant), \(person.rawValue), \(instance.id.rawValue), \(key), \(instance.definition.id(of: node)),
                    \(instance.title), \(now.milliseconds)) ON CONFLICT DO NOTHING
                """)
            try notify(person, kind: "copy", instance.id, title: instance.title)
        }
    }
}
