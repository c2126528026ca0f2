public import Basics
public import FEELValues
public import ProcessEngine
import Records
import SQLStore
public import Tenancy

/// An instance as lists show it.
public struct InstanceSummary: Sendable, Equatable {
    public let id: EntityID
    public let definition: EntityID
    public let process: String
    public let processName: String
    public let version: Int
    public let number: String
    public let title: String
    /// `active`, `completed`, `terminated`, `cancelled`, `failed`.
    public let status: String
    public let isSuspended: Bool
    public let startedAt: Timestamp
    public let endedAt: Timestamp?
    public let initiator: EntityID?
    public let subjectObject: String?
    public let subjectID: EntityID?
    public let parent: EntityID?
    public let incidents: Int

    public var idText: String { id.text(prefix: "pin") }
}

/// One thing that happened in an instance.
public struct InstanceEvent: Sendable, Equatable {
    public let step: Int64
    public let at: Timestamp
    public let actor: EntityID
    public let actorName: String
    /// `kind` and what belongs to it, as ``HistoryText`` writes it.
    public let event: JSON

    public var kind: String { event["kind"]?.string ?? "" }
    public var element: String? { event["element"]?.string }
}

/// What waits in an instance beside tasks.
public struct WaitSummary: Sendable, Equatable {
    public let key: Int
    public let element: String
    /// `timer`, `message`, `signal`, `condition`, `job`.
    public let kind: String
    /// The message's or signal's name, or the job's type.
    public let name: String
    public let correlationKey: String?
    public let dueAt: Timestamp?
    public let retries: Int?
}

/// Something that went wrong and waits for a person.
public struct IncidentSummary: Sendable, Equatable {
    public let key: Int
    public let instance: EntityID
    public let element: String
    public let code: String
    public let arguments: [String]
    public let at: Timestamp
}

/// Everything about one instance.
public struct InstanceDetails: Sendable {
    public let summary: InstanceSummary
    public let definition: Definition
    public let state: InstanceState
    public let tasks: [TaskSummary]
    public let waits: [WaitSummary]
    public let incidents: [IncidentSummary]
    public let history: [InstanceEvent]
    public let called: [InstanceSummary]
    /// Whether the reader may see all variables: administrators and whoever began the instance. Steps may hide some of
    /// them from the people of the step.
    public let showsVariables: Bool

    public var variables: Context { Context(state.variables.map { ($0, $1) }) }

    /// The ids of elements that are active now, with how many instances each has.
    public var active: [String: Int] {
        var counts: [String: Int] = [:]
        for element in state.elements.values where element.node != 0 && element.role != .body {
            counts[definition.graph.nodes[element.node].id, default: 0] += 1
        }
        return counts
    }
}

/// Which instances a list shows.
public struct InstanceQuery: Sendable {
    public var process: String?
    public var status: String?
    public var startedByMe = false
    public var hasIncidents = false
    public var subject: (object: String, id: EntityID)?
    public var limit = 30
    public var before: EntityID?

    public init(process: String? = nil, status: String? = nil) {
        self.process = process
        self.status = status
    }
}

extension Processes {
    /// Instances that the actor may see, newest first. People without an administrator's rights see those that they
    /// began, had a task in, or that are about a record they name and may see.
    public func instances(_ query: InstanceQuery, as actor: Actor) async throws -> [InstanceSummary] {
        let isAdministrator = try await isAdministrator(actor, query)
        return try await store.read(tenant: actor.tenant) { reader in
            var sql = InstanceRows.columns + " WHERE i.tenant_id = \(actor.tenant) AND i.parent IS NULL"
            if let process = query.process { sql += " AND i.key = \(process)" }
            if let status = query.status { sql += " AND i.status = \(status)" }
            if query.hasIncidents { sql += " AND i.incidents > 0" }
            if let before = query.before { sql += " AND i.id < \(before.rawValue)" }
            if let subject = query.subject { sql += " AND i.subject_id = \(subject.id.rawValue)" }
            if query.startedByMe || (!isAdministrator && query.subject == nil) { sql += Self.ownCondition(query.startedByMe, actor) }
            sql += " ORDER BY i.started_at DESC, i.id DESC LIMIT \(min(max(query.limit, 1), 200))"
            return try reader.all(sql, InstanceRows.make)
        }
    }

    private static func ownCondition(_ startedByMe: Bool, _ actor: Actor) -> SQL {
        let me = actor.id.rawValue
        if startedByMe { return " AND i.initiator = \(me)" }
        return """
             AND (i.initiator = \(me) OR i.id IN (SELECT instance FROM process_task WHERE tenant_id = \(actor.tenant)
                AND assignee = \(me)) OR i.id IN (SELECT instance FROM process_task WHERE tenant_id = \(actor.tenant) AND done_by = \(me)))
            """
    }

    /// A list about a record needs the right to see that record; then it holds all of its instances.
    private func isAdministrator(_ actor: Actor, _ query: InstanceQuery) async throws -> Bool {
        try await records.read(as: actor) { reader in
            if let subject = query.subject { _ = try reader.get(try reader.object(subject.object), subject.id) }
            return reader.policy.isAdministrator
        }
    }

    /// One instance whole, when the actor may see it.
    public func instance(_ id: EntityID, as actor: Actor) async throws -> InstanceDetails {
        try await unit(as: actor) { unit in
            try unit.requireSight(of: id)
            return try unit.details(id)
        }
    }

    /// Copies of requests for the actor's reading, newest first.
    public func copies(limit: Int = 50, as actor: Actor) async throws -> [ProcessCopy] {
        try await store.read(tenant: actor.tenant) { reader in
            try reader.all(
                """
                SELECT c.instance, c.key, c.title, c.sent_at, c.read_at, i.number, i.status, d.name FROM process_copy c
                JOIN process_instance i ON i.tenant_id = c.tenant_id AND i.id = c.instance
                JOIN process_definition d ON d.tenant_id = i.tenant_id AND d.id = i.definition
                WHERE c.tenant_id = \(actor.tenant) AND c.person = \(actor.id.rawValue) ORDER BY c.instance DESC, c.key DESC LIMIT \(limit)
                """, ProcessCopy.init)
        }
    }
}

/// A copy of a request for somebody's reading.
public struct ProcessCopy: Sendable, Equatable {
    public let instance: EntityID
    public let key: Int
    public let title: String
    public let sentAt: Timestamp
    public let readAt: Timestamp?
    public let number: String
    public let status: String
    public let processName: String

    init(_ row: any RowView) {
        instance = EntityID(rawValue: row.integer(0))
        key = Int(row.integer(1))
        title = row.text(2)
        sentAt = Timestamp(milliseconds: row.integer(3))
        readAt = TaskRows.time(row, 4)
        number = row.text(5)
        status = row.text(6)
        processName = row.text(7)
    }
}

enum InstanceRows {
    static let columns: SQL = """
        SELECT i.id, i.definition, i.key, d.name, d.version, i.number, i.title, i.status, i.is_suspended, i.started_at, i.ended_at,
            i.initiator, i.subject_object, i.subject_id, i.parent, i.incidents
        FROM process_instance i JOIN process_definition d ON d.tenant_id = i.tenant_id AND d.id = i.definition
        """

    static func make(_ row: any RowView) -> InstanceSummary {
        InstanceSummary(
            id: EntityID(rawValue: row.integer(0)), definition: EntityID(rawValue: row.integer(1)), process: row.text(2),
            processName: row.text(3), version: Int(row.integer(4)), number: row.text(5), title: row.text(6), status: row.text(7),
            isSuspended: row.bool(8), startedAt: Timestamp(milliseconds: row.integer(9)), endedAt: TaskRows.time(row, 10),
            initiator: TaskRows.id(row, 11), subjectObject: row.optionalText(12), subjectID: TaskRows.id(row, 13),
            parent: TaskRows.id(row, 14), incidents: Int(row.integer(15)))
    }
}

extension ProcessUnit {
    func details(_ id: EntityID) throws -> InstanceDetails {
        let instance = try load(id)
        let summary = try transaction.first(
            InstanceRows.columns + " WHERE i.tenant_id = \(tenant) AND i.id = \(id.rawValue)", InstanceRows.make)
        guard let summary else { throw ProcessError.unknownInstance(id.text(prefix: "pin")) }
        let showsVariables = isAdministrator || (instance.initiator != nil && instance.initiator == actor.id)
        let tasks = try transaction.all(
            TaskRows.columns + " WHERE t.tenant_id = \(tenant) AND t.instance = \(id.rawValue) ORDER BY t.id", TaskRows.make)
        let called = try transaction.all(
            InstanceRows.columns + " WHERE i.tenant_id = \(tenant) AND i.parent = \(id.rawValue) ORDER BY i.id LIMIT 200", InstanceRows.make)
        return InstanceDetails(
            summary: summary, definition: instance.definition, state: instance.state, tasks: tasks, waits: try waits(of: id),
            incidents: try incidents(of: id), history: try history(of: id).filter { showsVariables || $0.kind != "variable" }, called: called,
            showsVariables: showsVariables)
    }

    private func waits(of id: EntityID) throws -> [WaitSummary] {
        let subscriptions = try transaction.all(
            "SELECT key, node, kind, name, correlation FROM process_subscription WHERE tenant_id = \(tenant) AND instance = \(id.rawValue) ORDER BY key"
        ) { row in
            WaitSummary(
                key: Int(row.integer(0)), element: row.text(1), kind: row.text(2), name: row.text(3), correlationKey: row.optionalText(4),
                dueAt: nil, retries: nil)
        }
        let timers = try transaction.all(
            "SELECT key, node, due_at FROM process_timer WHERE tenant_id = \(tenant) AND instance = \(id.rawValue) ORDER BY key"
        ) { row in
            WaitSummary(
                key: Int(row.integer(0)), element: row.text(1), kind: "timer", name: "", correlationKey: nil,
                dueAt: Timestamp(milliseconds: row.integer(2)), retries: nil)
        }
        let jobs = try transaction.all(
            "SELECT key, node, type, retries FROM process_job WHERE tenant_id = \(tenant) AND instance = \(id.rawValue) ORDER BY key"
        ) { row in
            WaitSummary(
                key: Int(row.integer(0)), element: row.text(1), kind: "job", name: row.text(2), correlationKey: nil, dueAt: nil,
                retries: Int(row.integer(3)))
        }
        return subscriptions + timers + jobs
    }

    private func incidents(of id: EntityID) throws -> [IncidentSummary] {
        try transaction.all(
            """
            SELECT key, node, code, arguments, at FROM process_incident WHERE tenant_id = \(tenant) AND instance = \(id.rawValue)
            AND closed_at IS NULL ORDER BY key
            """
        ) { row in
            IncidentSummary(
                key: Int(row.integer(0)), instance: id, element: row.text(1), code: row.text(2),
                arguments: ((try? JSON.parse(row.text(3)))?.array ?? []).compactMap(\.string), at: Timestamp(milliseconds: row.integer(4)))
        }
    }

    /// The last thousand steps, oldest first.
    private func history(of id: EntityID) throws -> [InstanceEvent] {
        let steps = try transaction.all(
            """
            SELECT step, at, actor_id, actor_name, events FROM process_step WHERE tenant_id = \(tenant) AND instance = \(id.rawValue)
            ORDER BY step DESC LIMIT 1000
            """
        ) { row in
            (
                step: row.integer(0), at: Timestamp(milliseconds: row.integer(1)), actor: EntityID(rawValue: row.integer(2)),
                name: row.text(3), events: row.text(4)
            )
        }
        return steps.reversed().flatMap { step in
            ((try? JSON.parse(step.events))?.array ?? []).map {
                InstanceEvent(step: step.step, at: step.at, actor: step.actor, actorName: step.name, event: $0)
            }
        }
    }
}
