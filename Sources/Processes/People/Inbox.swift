public import Basics
import Records
public import SQLStore
public import Tenancy

/// A task as lists show it.
public struct TaskSummary: Sendable, Equatable {
    public let id: EntityID
    public let instance: EntityID
    public let number: String
    /// What the step is called.
    public let name: String
    /// What the instance is called.
    public let title: String
    public let process: String
    public let processName: String
    public let element: String
    /// `task`, or an approval's `approver`, `before`, `after`, `beside`.
    public let purpose: String
    public let isOpen: Bool
    /// `completed`, `approved`, `rejected` …, once it is closed.
    public let outcome: String?
    public let assignee: EntityID?
    public let initiator: EntityID?
    public let dueAt: Timestamp?
    public let priority: Int
    public let form: String?
    public let subject: (object: String, id: EntityID)?
    public let createdAt: Timestamp
    public let doneAt: Timestamp?
    public let isRead: Bool
    let key: Int

    public var idText: String { id.text(prefix: "tsk") }
    public var isApproval: Bool { purpose != "task" }

    public static func == (left: TaskSummary, right: TaskSummary) -> Bool {
        left.id == right.id && left.isOpen == right.isOpen && left.assignee == right.assignee && left.isRead == right.isRead
    }
}

/// One page of an inbox.
public struct TaskQuery: Sendable {
    public enum Box: String, Sendable, CaseIterable {
        /// Everything that waits for the actor: assigned and to be claimed.
        case mine
        /// Only what is assigned to the actor.
        case assigned
        /// What the actor may claim.
        case claimable
        /// What the actor has done.
        case done
        /// Everybody's open tasks: administrators only.
        case all
    }
    public var box: Box
    public var process: String?
    /// Words in the title or the step's name.
    public var search: String?
    public var limit: Int
    /// Where the page before ended.
    public var before: EntityID?

    public init(_ box: Box, process: String? = nil, search: String? = nil, limit: Int = 30, before: EntityID? = nil) {
        self.box = box
        self.process = process
        self.search = search
        self.limit = limit
        self.before = before
    }
}

extension Processes {
    /// Tasks, newest first.
    /// - Returns: the page, and whether there is more behind it.
    public func tasks(_ query: TaskQuery, as actor: Actor) async throws -> (tasks: [TaskSummary], hasMore: Bool) {
        let isAdministrator = try await records.read(as: actor) { $0.policy.isAdministrator }
        guard query.box != .all || isAdministrator else { throw RecordError.forbidden(code: "access.administrator", arguments: [:]) }
        return try await store.read(tenant: actor.tenant) { reader in
            let limit = min(max(query.limit, 1), 200)
            let ids = try Inbox(actor: actor, reader: reader).ids(query, limit: limit + 1)
            let tasks = try TaskRows.tasks(ids, tenant: actor.tenant, reader)
            return (Array(tasks.prefix(limit)), tasks.count > limit)
        }
    }

    /// How many tasks wait for the actor, up to a cap.
    public static func waiting(for actor: Actor, upTo cap: Int = 100, in reader: any Reader) throws -> Int {
        try Inbox(actor: actor, reader: reader).ids(TaskQuery(.mine), limit: cap).count
    }

    /// One task, when the actor may see it.
    public func task(_ id: EntityID, as actor: Actor) async throws -> TaskSummary {
        try await unit(as: actor) { unit in
            guard let row = try unit.task(id), try unit.maySee(row), let task = try TaskRows.tasks([id.rawValue], tenant: unit.tenant, unit.transaction).first
            else { throw ProcessError.unknownTask(id.text(prefix: "tsk")) }
            return task
        }
    }
}

/// Finds the ids of a box's tasks: each way in which a task is somebody's has an index of its own, and the ways are
/// merged newest first.
struct Inbox {
    let actor: Actor
    let reader: any Reader

    func ids(_ query: TaskQuery, limit: Int) throws -> [Int64] {
        var found: [Int64] = []
        switch query.box {
        case .mine: found = try assigned(query, limit) + claimable(query, limit)
        case .assigned: found = try assigned(query, limit)
        case .claimable: found = try claimable(query, limit)
        case .done: return try done(query, limit)
        case .all: return try all(query, limit)
        }
        return Array(Set(found).sorted(by: >).prefix(limit))
    }

    private func filter(_ query: TaskQuery) -> SQL {
        var sql: SQL = ""
        if let before = query.before { sql += " AND t.id < \(before.rawValue)" }
        if let process = query.process {
            sql += " AND t.definition IN (SELECT id FROM process_definition WHERE tenant_id = \(actor.tenant) AND key = \(process))"
        }
        if let search = query.search?.trimmed, !search.isEmpty {
            let pattern = "%" + Dialect.escapedForLike(search) + "%"
            sql += " AND (t.title LIKE \(pattern) ESCAPE '\\' OR t.name LIKE \(pattern) ESCAPE '\\')"
        }
        return sql
    }

    private func assigned(_ query: TaskQuery, _ limit: Int) throws -> [Int64] {
        try list(
            """
            SELECT t.id FROM process_task t WHERE t.tenant_id = \(actor.tenant) AND t.assignee = \(actor.id.rawValue)
            AND t.status = 'open'\(filter(query)) ORDER BY t.created_at DESC, t.id DESC LIMIT \(limit)
            """)
    }

    private func claimable(_ query: TaskQuery, _ limit: Int) throws -> [Int64] {
        let groups = Groups(tenant: actor.tenant, reader: reader).all(of: actor)
        let names = [("user", actor.id.text(prefix: "usr"))] + groups.sorted().map { ("group", $0) }
        var found: [Int64] = []
        for (kind, name) in names {
            found += try list(
                """
                SELECT t.id FROM process_candidate c JOIN process_task t ON t.tenant_id = c.tenant_id AND t.id = c.task
                WHERE c.tenant_id = \(actor.tenant) AND c.kind = \(kind) AND c.name = \(name) AND t.assignee IS NULL
                AND t.status = 'open'\(filter(query)) ORDER BY c.task DESC LIMIT \(limit)
                """)
        }
        return found
    }

    /// By when they were done; the page before ended with a task that has its place in that order.
    private func done(_ query: TaskQuery, _ limit: Int) throws -> [Int64] {
        var (rest, after): (TaskQuery, SQL) = (query, "")
        if let before = query.before {
            rest.before = nil
            after = """
                 AND (t.done_at, t.id) < (SELECT done_at, id FROM process_task WHERE tenant_id = \(actor.tenant) AND id = \(before.rawValue))
                """
        }
        return try list(
            """
            SELECT t.id FROM process_task t WHERE t.tenant_id = \(actor.tenant) AND t.done_by = \(actor.id.rawValue)\(filter(rest))\(after)
            ORDER BY t.done_at DESC, t.id DESC LIMIT \(limit)
            """)
    }

    private func all(_ query: TaskQuery, _ limit: Int) throws -> [Int64] {
        try list(
            """
            SELECT t.id FROM process_task t WHERE t.tenant_id = \(actor.tenant) AND t.status = 'open'\(filter(query))
            ORDER BY t.id DESC LIMIT \(limit)
            """)
    }

    private func list(_ sql: SQL) throws -> [Int64] { try reader.all(sql) { $0.integer(0) } }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

/// How tasks are read from their rows.
enum TaskRows {
    static let columns: SQL = """
        SELECT t.id, t.instance, i.number, t.name, t.title, i.key, d.name, t.node, t.purpose, t.status, t.outcome, t.assignee,
            i.initiator, t.due_at, t.priority, t.form, t.subject_object, t.subject_id, t.created_at, t.done_at, t.read_at, t.key
        FROM process_task t JOIN process_instance i ON i.tenant_id = t.tenant_id AND i.id = t.instance
        JOIN process_definition d ON d.tenant_id = t.tenant_id AND d.id = t.definition
        """

    /// The tasks of some ids, in their order.
    static func tasks(_ ids: [Int64], tenant: Int64, _ reader: any Reader) throws -> [TaskSummary] {
        guard !ids.isEmpty else { return [] }
        let rows = try reader.all(columns + " WHERE t.tenant_id = \(tenant) AND t.id IN \(list: ids.map(SQLValue.integer))", make)
        let byID = Dictionary(rows.map { ($0.id.rawValue, $0) }, uniquingKeysWith: { $1 })
        return ids.compactMap { byID[$0] }
    }

    static func make(_ row: any RowView) -> TaskSummary {
        TaskSummary(
            id: EntityID(rawValue: row.integer(0)), instance: EntityID(rawValue: row.integer(1)), number: row.text(2),
            name: row.text(3), title: row.text(4), process: row.text(5), processName: row.text(6), element: row.text(7),
            purpose: row.text(8), isOpen: row.text(9) == "open", outcome: row.optionalText(10), assignee: id(row, 11),
            initiator: id(row, 12), dueAt: time(row, 13), priority: Int(row.integer(14)), form: row.optionalText(15),
            subject: row.optionalText(16).map { ($0, EntityID(rawValue: row.integer(17))) },
            createdAt: Timestamp(milliseconds: row.integer(18)), doneAt: time(row, 19), isRead: !row.isNull(20), key: Int(row.integer(21)))
    }

    static func id(_ row: any RowView, _ column: Int) -> EntityID? { row.optionalInteger(column).map(EntityID.init(rawValue:)) }

    static func time(_ row: any RowView, _ column: Int) -> Timestamp? { row.optionalInteger(column).map(Timestamp.init(milliseconds:)) }
}
