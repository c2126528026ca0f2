public import Basics
public import FEELValues
public import ProcessEngine
import Records
import SQLStore
public import Tenancy

extension Processes {
    /// A command on an instance, such as suspending, cancelling, moving tokens, retrying an incident. For
    /// administrators; whoever began an instance may cancel it.
    public func command(_ command: Command, on id: EntityID, as actor: Actor) async throws {
        try await unit(as: actor) { unit in
            try unit.requireSight(of: id)
            let instance = try unit.load(id)
            guard unit.isAdministrator || (command.isCancel && instance.initiator == actor.id) else {
                throw RecordError.forbidden(code: "access.administrator", arguments: [:])
            }
            try unit.mend(command, instance)
        }
    }

    /// The versions of a process, or the versions in force of all, newest first.
    public func definitions(of key: String? = nil, as actor: Actor) async throws -> [DefinitionSummary] {
        let filter: SQL = key.map { " AND key = \($0) ORDER BY version DESC" } ?? " AND state = 'active' ORDER BY name, key"
        return try await store.read(tenant: actor.tenant) { reader in
            try reader.all(
                DefinitionRows.columns + " FROM process_definition WHERE tenant_id = \(actor.tenant)" + filter, DefinitionRows.summary)
        }
    }

    /// The processes in force that the actor may start by hand; for a record, those that are about its kind.
    public func startable(about object: String? = nil, as actor: Actor) async throws -> [DefinitionSummary] {
        try await unit(as: actor) { unit in
            let ids = try unit.transaction.all(
                "SELECT id FROM process_definition WHERE tenant_id = \(unit.tenant) AND state = 'active' ORDER BY name, key"
            ) { EntityID(rawValue: $0.integer(0)) }
            return try ids.map { try unit.processes.definitions.definition($0, tenant: unit.tenant, in: unit.transaction) }
                .filter { $0.summary.subject == object && $0.graph.starts.contains { $0.trigger < 0 } && unit.mayStart($0) }
                .map(\.summary)
        }
    }

    /// A version compiled, by id or, for the version in force, by key.
    public func definition(_ name: String, as actor: Actor) async throws -> Definition {
        try await store.read(tenant: actor.tenant) { reader in
            let byKey: SQL = "SELECT id FROM process_definition WHERE tenant_id = \(actor.tenant) AND key = \(name) ORDER BY version DESC LIMIT 1"
            let id = try EntityID(text: name, prefix: "pdf") ?? reader.first(byKey) { EntityID(rawValue: $0.integer(0)) }
            guard let id else { throw ProcessError.unknownDefinition(name) }
            return try definitions.definition(id, tenant: actor.tenant, in: reader)
        }
    }

    /// The decision models in force, or all versions of one.
    public func decisionModels(of key: String? = nil, as actor: Actor) async throws -> [DecisionSummary] {
        let latest: SQL = " AND version = (SELECT max(version) FROM decision_definition x WHERE x.tenant_id = d.tenant_id AND x.key = d.key) ORDER BY name"
        let filter: SQL = key.map { " AND key = \($0) ORDER BY version DESC" } ?? latest
        return try await store.read(tenant: actor.tenant) { reader in
            try reader.all(
                "SELECT id, key, version, name, deployed_at, deployed_by_name FROM decision_definition d WHERE tenant_id = \(actor.tenant)" + filter
            ) { row in
                DecisionSummary(
                    id: EntityID(rawValue: row.integer(0)), key: row.text(1), version: Int(row.integer(2)), name: row.text(3),
                    deployedAt: Timestamp(milliseconds: row.integer(4)), deployedBy: row.text(5))
            }
        }
    }

    /// The source of a decision model.
    public func decisionSource(_ id: EntityID, as actor: Actor) async throws -> String {
        try await store.read(tenant: actor.tenant) { reader in
            let sql: SQL = "SELECT source FROM decision_definition WHERE tenant_id = \(actor.tenant) AND id = \(id.rawValue)"
            guard let source = try reader.first(sql, { $0.text(0) }) else { throw ProcessError.unknownDecision(id.text(prefix: "ddf")) }
            return source
        }
    }

    /// Evaluates a decision in force, by id or name.
    public func decide(_ name: String, _ variables: Context, as actor: Actor) async throws -> Value {
        try await unit(as: actor) { unit in
            switch unit.environment.decide?(name, variables) {
            case .value(let value)?: return value
            case .failure(let reason)?: throw ProcessError.malformed(code: "process.decision", arguments: ["decision": name, "reason": reason])
            case nil: throw ProcessError.unknownDecision(name)
            }
        }
    }

    /// How many instances are active, by process and version, and how many have incidents.
    public func figures(as actor: Actor) async throws -> [EntityID: (active: Int, incidents: Int)] {
        try await store.read(tenant: actor.tenant) { reader in
            let rows = try reader.all(
                """
                SELECT definition, count(*), sum(CASE WHEN incidents > 0 THEN 1 ELSE 0 END) FROM process_instance
                WHERE tenant_id = \(actor.tenant) AND status = 'active' GROUP BY definition
                """) { (EntityID(rawValue: $0.integer(0)), (active: Int($0.integer(1)), incidents: Int($0.integer(2)))) }
            return Dictionary(rows, uniquingKeysWith: { $1 })
        }
    }

    /// How long people took for the steps of a process: element, how many, total milliseconds, open now.
    public func waitingTimes(of definition: EntityID, as actor: Actor) async throws -> [StepFigures] {
        let now = clock.now().milliseconds
        return try await store.read(tenant: actor.tenant) { reader in
            try reader.all(
                """
                SELECT node, count(*), sum(coalesce(done_at, \(now)) - created_at), sum(CASE WHEN status = 'open' THEN 1 ELSE 0 END)
                FROM process_task WHERE tenant_id = \(actor.tenant) AND definition = \(definition.rawValue) GROUP BY node ORDER BY node
                """
            ) { row in
                StepFigures(
                    element: row.text(0), count: Int(row.integer(1)), milliseconds: row.optionalInteger(2) ?? 0, open: Int(row.integer(3)))
            }
        }
    }
}

/// How a step did.
public struct StepFigures: Sendable, Equatable {
    public let element: String
    public let count: Int
    public let milliseconds: Int64
    public let open: Int

    public var meanMilliseconds: Int64 { count == 0 ? 0 : milliseconds / Int64(count) }
}

extension Command {
    fileprivate var isCancel: Bool { if case .cancel = self { true } else { false } }
}

extension ProcessUnit {
    /// An administrator's command. What a retried job needs is put back, and called instances follow a suspension.
    func mend(_ command: Command, _ instance: LoadedInstance) throws {
        switch command {
        case .suspend, .resume:
            for id in try calledInstances(of: instance.id) { try tell(try load(id), command) }
        default: try refreshSubject(of: instance)
        }
        try applyAlone(command, to: instance)
        try settle()
        if case .retryIncident = command { try reviveJobs(of: instance) }
        if case .resume = command { try deliverKept(to: instance) }
    }

    /// Messages that came while the instance was suspended have been kept.
    private func deliverKept(to instance: LoadedInstance) throws {
        let waiting = try transaction.all(
            """
            SELECT key, name, correlation FROM process_subscription WHERE tenant_id = \(tenant) AND instance = \(instance.id.rawValue)
            AND kind = 'message' ORDER BY key
            """) { (key: Int($0.integer(0)), name: $0.text(1), correlation: $0.optionalText(2)) }
        for wait in waiting where instance.state.waits[wait.key] != nil {
            guard let variables = try takeBuffered(wait.name, wait.correlation) else { continue }
            try tell(instance, .correlate(subscription: wait.key, variables: variables))
            try settle()
        }
    }

    private func calledInstances(of id: EntityID) throws -> [EntityID] {
        let direct = try transaction.all(
            "SELECT id FROM process_instance WHERE tenant_id = \(tenant) AND parent = \(id.rawValue) AND status = 'active'"
        ) { EntityID(rawValue: $0.integer(0)) }
        return try direct + direct.flatMap(calledInstances)
    }

    /// Jobs whose tries the engine has given back are offered again.
    private func reviveJobs(of instance: LoadedInstance) throws {
        for (key, element) in instance.state.elements.sorted(by: { $0.key < $1.key }) {
            guard case .job(let job) = element.detail, job.retries > 0 else { continue }
            try transaction.execute(
                """
                UPDATE process_job SET retries = \(job.retries), due_at = \(now.milliseconds), error = NULL
                WHERE tenant_id = \(tenant) AND instance = \(instance.id.rawValue) AND key = \(key) AND retries = 0
                """)
        }
    }
}
