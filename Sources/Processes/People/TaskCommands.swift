public import Basics
public import FEELValues
public import ProcessEngine
import Records
import SQLStore
public import Tenancy

// What people do with tasks. Whose task it is, is looked at here; what may be done with it, in the engine.
extension Processes {
    /// Takes a task that several may do.
    public func claim(task id: EntityID, as actor: Actor) async throws {
        try await onTask(id, as: actor) { unit, task in
            if let holder = task.assignee, holder != actor.id { throw ProcessError.taskTaken(task.idText, by: unit.name(of: holder)) }
            try unit.requireRight(to: task)
            try unit.apply(.assignTask(task.key, to: unit.personText(actor.id)), to: task.instance)
        }
    }

    /// Gives a claimed task back to everybody who may do it.
    public func unclaim(task id: EntityID, as actor: Actor) async throws {
        try await onTask(id, as: actor) { unit, task in
            try unit.requireRight(to: task)
            try unit.apply(.assignTask(task.key, to: nil), to: task.instance)
        }
    }

    /// Gives a task to somebody.
    public func assign(task id: EntityID, to person: EntityID, as actor: Actor) async throws {
        try await onTask(id, as: actor) { unit, task in
            try unit.requireRight(to: task)
            try unit.apply(.assignTask(task.key, to: unit.personText(person)), to: task.instance)
        }
    }

    /// Does a task without approval.
    public func complete(task id: EntityID, variables: Context = Context(), as actor: Actor) async throws {
        try await onTask(id, as: actor) { unit, task in
            try unit.requireRight(to: task)
            try unit.apply(.completeTask(task.key, variables: variables, by: unit.actorText), to: task.instance)
        }
    }

    /// Throws a BPMN error at a task.
    public func throwError(task id: EntityID, code: String, message: String, as actor: Actor) async throws {
        try await onTask(id, as: actor) { unit, task in
            try unit.requireRight(to: task)
            try unit.apply(.throwError(task.key, code: code, message: message), to: task.instance)
        }
    }

    /// Notes that somebody has looked at a task; a task that may not be looked at, or is closed, stays as it is.
    public func read(task id: EntityID, as actor: Actor) async throws {
        try await unit(as: actor) { unit in
            guard let task = try unit.task(id), task.isOpen, task.readAt == nil, task.assignee == actor.id else { return }
            try unit.transaction.execute(
                "UPDATE process_task SET read_at = \(unit.now.milliseconds) WHERE tenant_id = \(unit.tenant) AND id = \(id.rawValue)")
            try unit.apply(.readTask(task.key, by: unit.personText(actor.id)), to: task.instance)
        }
    }

    /// Approves, rejects, returns, adds people … whatever the approval's command says. The command is made for the
    /// task's key by the caller's closure.
    public func approve(
        task id: EntityID, as actor: Actor, _ command: @escaping @Sendable (_ key: Int, _ by: String) -> ApprovalCommand
    ) async throws {
        try await onTask(id, as: actor) { unit, task in
            let person = try unit.seat(of: task)
            try unit.apply(.approval(command(task.key, person)), to: task.instance)
        }
    }

    /// What concerns a whole instance: withdraw, take back.
    public func approve(instance id: EntityID, as actor: Actor, _ command: @escaping @Sendable (_ by: String) -> ApprovalCommand) async throws {
        try await unit(as: actor) { unit in
            try unit.requireSight(of: id)
            try unit.apply(.approval(command(unit.actorText)), to: id)
        }
    }

    /// Reads a copy.
    public func readCopy(of instance: EntityID, key: Int, as actor: Actor) async throws {
        try await unit(as: actor) { unit in
            let count = try unit.transaction.execute(
                """
                UPDATE process_copy SET read_at = \(unit.now.milliseconds) WHERE tenant_id = \(unit.tenant)
                AND person = \(actor.id.rawValue) AND instance = \(instance.rawValue) AND key = \(key) AND read_at IS NULL
                """)
            guard count == 1 else { return }
            do {
                try unit.apply(.approval(.readCopy(key, by: unit.personText(actor.id))), to: instance)
            } catch ProcessError.refused {
                // The request is over; the receipt is in the copy's row.
            }
        }
    }

    /// Everything open of one person goes to another.
    /// - Returns: how many instances were touched.
    public func handOver(from: EntityID, to: EntityID, as actor: Actor) async throws -> Int {
        try await requireAdministrator(actor)
        return try await unit(as: actor) { unit in
            let open = try unit.transaction.all(
                """
                SELECT DISTINCT instance FROM process_task WHERE tenant_id = \(unit.tenant) AND assignee = \(from.rawValue) AND status = 'open'
                """) { EntityID(rawValue: $0.integer(0)) }
            for id in open.sorted() {
                let instance = try unit.load(id)
                try unit.tell(instance, .approval(.handOver(from: unit.personText(from), to: unit.personText(to))))
                try unit.settle()
                for key in try unit.openKeys(of: id, assignee: from) {
                    try unit.tell(instance, .assignTask(key, to: unit.personText(to)))
                }
                try unit.settle()
            }
            return open.count
        }
    }

    /// Somebody stands in for a person for a time.
    public func setProxy(of person: EntityID, to proxy: EntityID?, from start: Timestamp, until end: Timestamp, as actor: Actor) async throws {
        if person != actor.id { try await requireAdministrator(actor) }
        let tenant = actor.tenant
        try await store.write(tenant: tenant) { transaction in
            try transaction.execute("DELETE FROM process_proxy WHERE tenant_id = \(tenant) AND person = \(person.rawValue)")
            guard let proxy else { return }
            try transaction.execute(
                """
                INSERT INTO process_proxy (tenant_id, person, starts_at, ends_at, proxy)
                VALUES (\(tenant), \(person.rawValue), \(start.milliseconds), \(end.milliseconds), \(proxy.rawValue))
                """)
        }
    }

    private func onTask<T: Sendable>(
        _ id: EntityID, as actor: Actor, _ body: @escaping @Sendable (ProcessUnit, TaskRow) throws -> T
    ) async throws -> T {
        try await unit(as: actor) { unit in
            guard let task = try unit.task(id), try unit.maySee(task) else { throw ProcessError.unknownTask(id.text(prefix: "tsk")) }
            guard task.isOpen else { throw ProcessError.taskClosed(task.idText, outcome: task.outcome ?? "closed") }
            // The lock on the instance comes first; the task may have been closed while this one waited for it.
            _ = try unit.load(task.instance)
            guard let present = try unit.task(id), present.isOpen else {
                throw ProcessError.taskClosed(task.idText, outcome: "closed")
            }
            return try body(unit, present)
        }
    }
}

/// A task's row.
struct TaskRow {
    let id: EntityID
    let instance: EntityID
    let key: Int
    let purpose: String
    let isOpen: Bool
    let assignee: EntityID?
    let readAt: Int64?
    let outcome: String?

    var idText: String { id.text(prefix: "tsk") }
}

extension ProcessUnit {
    func task(_ id: EntityID) throws -> TaskRow? {
        try transaction.first(
            """
            SELECT instance, key, purpose, status, assignee, read_at, outcome FROM process_task
            WHERE tenant_id = \(tenant) AND id = \(id.rawValue)
            """
        ) { row in
            TaskRow(
                id: id, instance: EntityID(rawValue: row.integer(0)), key: Int(row.integer(1)), purpose: row.text(2),
                isOpen: row.text(3) == "open", assignee: row.optionalInteger(4).map(EntityID.init(rawValue:)),
                readAt: row.optionalInteger(5), outcome: row.optionalText(6))
        }
    }

    func openKeys(of instance: EntityID, assignee: EntityID) throws -> [Int] {
        try transaction.all(
            """
            SELECT key FROM process_task WHERE tenant_id = \(tenant) AND instance = \(instance.rawValue)
            AND assignee = \(assignee.rawValue) AND status = 'open' ORDER BY key
            """) { Int($0.integer(0)) }
    }

    /// The actor as the engine knows people.
    var actorText: String { actor.kind == .user ? personText(actor.id) : actor.name }

    /// A task's own people may do it, and administrators.
    func requireRight(to task: TaskRow) throws {
        if isAdministrator { return }
        if let holder = task.assignee {
            guard holder == actor.id else { throw ProcessError.taskTaken(task.idText, by: name(of: holder)) }
            return
        }
        guard try isCandidate(for: task) else { throw ProcessError.forbidden("process.task") }
    }

    /// Whose decision an approval task is: the actor's. A program with an administrator's rights decides for the person.
    func seat(of task: TaskRow) throws -> String {
        guard let holder = task.assignee else { return actorText }
        if holder == actor.id { return personText(holder) }
        guard isAdministrator, actor.kind != .user else { throw ProcessError.taskTaken(task.idText, by: name(of: holder)) }
        return personText(holder)
    }

    func isCandidate(for task: TaskRow) throws -> Bool {
        let groups = membership.groups.map(SQLValue.text)
        return try transaction.first(
            """
            SELECT 1 FROM process_candidate WHERE tenant_id = \(tenant) AND task = \(task.id.rawValue) AND
                ((kind = 'user' AND name = \(personText(actor.id))) OR (kind = 'group' AND name IN \(list: groups))) LIMIT 1
            """) { _ in true } ?? false
    }

    func maySee(_ task: TaskRow) throws -> Bool {
        if isAdministrator || task.assignee == actor.id { return true }
        if try isCandidate(for: task) { return true }
        return try maySee(task.instance)
    }

    func requireSight(of instance: EntityID) throws {
        guard try maySee(instance) else { throw ProcessError.unknownInstance(instance.text(prefix: "pin")) }
    }

    /// Who may look at an instance: administrators, who began it, who had a task or a copy of it, and who may see the
    /// record that it is about.
    func maySee(_ instance: EntityID) throws -> Bool {
        if isAdministrator { return true }
        return try InstanceAccess(tenant: tenant, person: actor.id, groups: membership.groups).maySee(instance, transaction)
            || subjectIsVisible(instance)
    }

    private func subjectIsVisible(_ instance: EntityID) throws -> Bool {
        let subject = try transaction.first(
            """
            SELECT subject_object, subject_id FROM process_instance WHERE tenant_id = \(tenant) AND id = \(instance.rawValue)
            AND subject_id IS NOT NULL
            """) { ($0.text(0), EntityID(rawValue: $0.integer(1))) }
        guard let (object, id) = subject else { return false }
        return try processes.records.write(as: actor, at: now, in: transaction) { writer in
            (try? writer.reader.get(try writer.reader.object(object), id)) != nil
        }
    }
}

/// Whether somebody has to do with an instance.
struct InstanceAccess {
    let tenant: Int64
    let person: EntityID
    let groups: Set<String>

    func maySee(_ instance: EntityID, _ reader: any Reader) throws -> Bool {
        let groups = groups.map(SQLValue.text)
        let (id, me) = (instance.rawValue, person.rawValue)
        return try reader.first(
            """
            SELECT 1 FROM process_instance i WHERE i.tenant_id = \(tenant) AND i.id = \(id) AND (i.initiator = \(me)
                OR EXISTS (SELECT 1 FROM process_task t WHERE t.tenant_id = \(tenant) AND t.instance = i.root
                    AND (t.assignee = \(me) OR t.done_by = \(me) OR t.owner = \(me)))
                OR EXISTS (SELECT 1 FROM process_task t WHERE t.tenant_id = \(tenant) AND t.instance = i.id
                    AND (t.assignee = \(me) OR t.done_by = \(me) OR t.owner = \(me)))
                OR EXISTS (SELECT 1 FROM process_copy c WHERE c.tenant_id = \(tenant) AND c.person = \(me) AND c.instance = i.id)
                OR EXISTS (SELECT 1 FROM process_task t JOIN process_candidate c ON c.tenant_id = t.tenant_id AND c.task = t.id
                    WHERE t.tenant_id = \(tenant) AND t.instance = i.id AND t.status = 'open'
                    AND ((c.kind = 'user' AND c.name = \(person.text(prefix: "usr"))) OR (c.kind = 'group' AND c.name IN \(list: groups)))))
            """) { _ in true } ?? false
    }
}
