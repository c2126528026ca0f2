public import Basics
public import FEELValues
import ProcessEngine
import Records
import SQLStore
public import Tenancy

/// A job leased to a worker.
public struct ProcessJob: Sendable, Equatable {
    /// `job_…` of the instance and the key: what the worker answers with.
    public let id: String
    public let instance: EntityID
    public let key: Int
    public let type: String
    public let process: String
    public let version: Int
    /// The element's id.
    public let element: String
    public let retries: Int
    public let headers: [String: String]
    public let variables: Context
    /// Until when nobody else gets it.
    public let leasedUntil: Timestamp

    /// Reads an id.
    static func parse(_ id: String) -> (instance: EntityID, key: Int)? {
        // The id's own check character may be a hyphen, so the last one parts the two.
        guard let place = id.lastIndex(of: "-"), let instance = EntityID(text: id[..<place], prefix: "job"),
            let key = Int(id[id.index(after: place)...])
        else { return nil }
        return (instance, key)
    }

    static func text(_ instance: EntityID, _ key: Int) -> String { instance.text(prefix: "job") + "-\(key)" }
}

/// What a worker asks for.
public struct JobRequest: Sendable {
    public var types: [String]
    /// Who it is, for people who look.
    public var worker: String
    public var limit: Int
    /// How long the jobs are its own unless it asks for more time; seconds.
    public var seconds: Int64

    public init(types: [String], worker: String, limit: Int = 10, seconds: Int64 = 60) {
        self.types = types
        self.worker = worker
        self.limit = limit
        self.seconds = seconds
    }
}

extension Processes {
    /// Leases jobs to a worker, oldest first. A job whose lease runs out goes to the next who asks.
    public func lease(_ request: JobRequest, as actor: Actor) async throws -> [ProcessJob] {
        try await requireWriter(actor)
        let (now, tenant) = (clock.now(), actor.tenant)
        let lease = ids.next().rawValue
        let until = now.adding(seconds: min(max(request.seconds, 1), 86_400))
        return try await store.write(tenant: tenant) { transaction in
            let limit = min(max(request.limit, 1), 500)
            let rows = try transaction.all(
                """
                SELECT j.instance, j.key, j.type, j.node, j.retries, j.headers, j.variables, d.key, d.version FROM process_job j
                JOIN process_definition d ON d.tenant_id = j.tenant_id AND d.id = j.definition
                WHERE j.tenant_id = \(tenant) AND j.type IN \(list: request.types.prefix(50).map(SQLValue.text))
                AND j.due_at <= \(now.milliseconds) ORDER BY j.due_at, j.instance LIMIT \(limit)\
                \(verbatim: transaction.dialect == .postgres ? " FOR UPDATE OF j SKIP LOCKED" : "")
                """) { Self.job($0, until) }
            for job in rows {
                try transaction.enqueue(
                    """
                    UPDATE process_job SET due_at = \(until.milliseconds), worker = \(request.worker), lease = \(lease)
                    WHERE tenant_id = \(tenant) AND instance = \(job.instance.rawValue) AND key = \(job.key)
                    """)
            }
            return rows
        }
    }

    private static func job(_ row: any RowView, _ until: Timestamp) -> ProcessJob {
        let (instance, key) = (EntityID(rawValue: row.integer(0)), Int(row.integer(1)))
        let headers = (try? JSON.parse(row.text(5)))?.object ?? [:]
        return ProcessJob(
            id: ProcessJob.text(instance, key), instance: instance, key: key, type: row.text(2), process: row.text(7),
            version: Int(row.integer(8)), element: row.text(3), retries: Int(row.integer(4)),
            headers: Dictionary(headers.map { ($0, $1.string ?? "") }, uniquingKeysWith: { $1 }),
            variables: ProcessValues.context(text: row.text(6)), leasedUntil: until)
    }

    /// The same, waiting for the first job for a while: a worker need not ask again and again.
    public func lease(_ request: JobRequest, waiting: Duration, as actor: Actor) async throws -> [ProcessJob] {
        let end = ContinuousClock.now + waiting
        while true {
            let jobs = try await lease(request, as: actor)
            if !jobs.isEmpty || ContinuousClock.now >= end { return jobs }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Gives a worker more time.
    public func extend(job id: String, worker: String, seconds: Int64, as actor: Actor) async throws {
        try await requireWriter(actor)
        guard let (instance, key) = ProcessJob.parse(id) else { throw ProcessError.leaseLost(id) }
        let (now, tenant) = (clock.now(), actor.tenant)
        let until = now.adding(seconds: min(max(seconds, 1), 86_400)).milliseconds
        let count = try await store.write(tenant: tenant) { transaction in
            try transaction.execute(
                """
                UPDATE process_job SET due_at = \(until) WHERE tenant_id = \(tenant) AND instance = \(instance.rawValue)
                AND key = \(key) AND worker = \(worker) AND due_at > \(now.milliseconds)
                """)
        }
        if count == 0 { throw ProcessError.leaseLost(id) }
    }

    /// A worker has done its job.
    public func complete(job id: String, variables: Context, as actor: Actor) async throws {
        try await answer(id, as: actor) { .completeJob($0, variables: variables) }
    }

    /// A worker could not do its job: it is tried again after a pause while tries are left, then it is an incident.
    public func fail(
        job id: String, message: String, retries: Int?, pause: Int64 = 0, as actor: Actor
    ) async throws {
        guard let (instance, key) = ProcessJob.parse(id) else { throw ProcessError.leaseLost(id) }
        try await requireWriter(actor)
        try await unit(as: actor) { unit in
            try unit.requireJob(id, instance, key)
            try unit.apply(.failJob(key, message: String(message.prefix(4000)), retries: retries), to: instance)
            try unit.retryLater(instance, key, pause: pause, message: message)
        }
    }

    /// A worker throws a BPMN error.
    public func throwError(job id: String, code: String, message: String, variables: Context, as actor: Actor) async throws {
        try await answer(id, as: actor) { .throwError($0, code: code, message: message, variables: variables) }
    }

    private func answer(_ id: String, as actor: Actor, _ command: @escaping @Sendable (Int) -> Command) async throws {
        guard let (instance, key) = ProcessJob.parse(id) else { throw ProcessError.leaseLost(id) }
        try await requireWriter(actor)
        try await unit(as: actor) { unit in
            try unit.requireJob(id, instance, key)
            try unit.remove("process_job", key, of: unit.load(instance))
            try unit.apply(command(key), to: instance)
        }
    }
}

extension ProcessUnit {
    func requireJob(_ id: String, _ instance: EntityID, _ key: Int) throws {
        let exists = try transaction.first(
            "SELECT 1 FROM process_job WHERE tenant_id = \(tenant) AND instance = \(instance.rawValue) AND key = \(key)") { _ in true }
        guard exists == true else { throw ProcessError.leaseLost(id) }
    }

    /// After a failure: the engine has left a job with tries, or an incident.
    func retryLater(_ id: EntityID, _ key: Int, pause: Int64, message: String) throws {
        let instance = try load(id)
        guard case .job(let job) = instance.state.elements[key]?.detail else { return }
        try transaction.execute(
            """
            UPDATE process_job SET retries = \(job.retries), worker = NULL, lease = NULL, error = \(String(message.prefix(4000))),
                due_at = \(job.retries > 0 ? now.adding(seconds: pause).milliseconds : Int64.max)
            WHERE tenant_id = \(tenant) AND instance = \(id.rawValue) AND key = \(key)
            """)
    }

    /// A new job: the kernel's own kinds are done at once in this unit, the others wait for a worker.
    func create(_ job: JobCreation, of instance: LoadedInstance) throws {
        guard !KernelAction.kinds.contains(job.type) else { return try KernelAction(unit: self, job: job, instance: instance).run() }
        let headers = JSON.object(OrderedMap(job.headers.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })).text
        try transaction.execute(
            .upsert(
                into: "process_job", key: ["tenant_id", "instance", "key"],
                [
                    ("tenant_id", .integer(tenant)), ("instance", .integer(instance.id.rawValue)), ("key", .integer(Int64(job.key))),
                    ("definition", .integer(instance.definition.summary.id.rawValue)), ("type", .text(job.type)),
                    ("node", .text(instance.definition.id(of: job.node))), ("retries", .integer(Int64(job.retries))),
                    ("headers", .text(headers)), ("variables", .text(ProcessValues.json(job.variables).text)),
                    ("created_at", .integer(now.milliseconds)), ("due_at", .integer(now.milliseconds)), ("worker", .null),
                    ("lease", .null), ("error", .null),
                ]))
    }
}
