import Basics
import FEELValues
import ProcessEngine
import SQLStore

extension ProcessUnit {
    /// Does what the engine asked for: rows here, commands to other instances, records.
    func carryOut(_ effect: Effect, of instance: LoadedInstance) throws {
        switch effect {
        case .openTask(let task): try open(task, of: instance)
        case .assignTask(let key, let person): try assign(key, to: person, of: instance)
        case .closeTask(let key, let closing): try close(key, closing, of: instance)
        case .createJob(let job): try create(job, of: instance)
        case .cancelJob(let key): try remove("process_job", key, of: instance)
        case .setTimer(let key, let due, let node): try setTimer(key, due, node, of: instance)
        case .cancelTimer(let key): try remove("process_timer", key, of: instance)
        case .openSubscription(let key, let subscription, let node): try subscribe(key, subscription, node, of: instance)
        case .closeSubscription(let key): try remove("process_subscription", key, of: instance)
        case .publishMessage(let name, let correlation, let variables, _):
            try deliver(ProcessMessage(name: name, correlationKey: correlation, variables: variables))
        case .broadcastSignal(let name, let variables): try broadcast(name, variables)
        default: try carryOutRelation(effect, of: instance)
        }
    }

    /// Effects on callers, called instances and people.
    private func carryOutRelation(_ effect: Effect, of instance: LoadedInstance) throws {
        switch effect {
        case .startCalled(let called): try call(called, by: instance)
        case .cancelCalled(let key): try cancelCalled(key, by: instance)
        case .escalateToCaller(let code, let variables):
            guard let parent = instance.parent else { return }
            try tell(try load(parent.instance), .calledEscalated(parent.key, code: code, variables: variables))
        case .openIncident(let key): try openIncident(key, of: instance)
        case .closeIncident(let key):
            try transaction.execute(
                """
                UPDATE process_incident SET closed_at = \(now.milliseconds)
                WHERE tenant_id = \(tenant) AND instance = \(instance.id.rawValue) AND key = \(key)
                """)
        case .notify(let notice): try notify(notice, of: instance)
        case .sendCopy(let key, let people, let node): try copy(key, to: people, node, of: instance)
        case .finish(let finish): try end(instance, finish)
        default: return
        }
    }

    /// Takes a row away that the instance's key names.
    func remove(_ table: String, _ key: Int, of instance: LoadedInstance) throws {
        try transaction.execute(
            "DELETE FROM \(name: table) WHERE tenant_id = \(tenant) AND instance = \(instance.id.rawValue) AND key = \(key)")
    }

    private func setTimer(_ key: Int, _ due: Timestamp, _ node: Int, of instance: LoadedInstance) throws {
        try transaction.execute(
            .upsert(
                into: "process_timer", key: ["tenant_id", "instance", "key"],
                [
                    ("tenant_id", .integer(tenant)), ("instance", .integer(instance.id.rawValue)), ("key", .integer(Int64(key))),
                    ("due_at", .integer(due.milliseconds)), ("node", .text(instance.definition.id(of: node))),
                ]))
    }

    private func subscribe(_ key: Int, _ subscription: Subscription, _ node: Int, of instance: LoadedInstance) throws {
        let (kind, name, correlation): (String, String, String?) =
            switch subscription {
            case .message(let name, let correlationKey): ("message", name, correlationKey)
            case .signal(let name): ("signal", name, nil)
            case .condition(let names): ("condition", names.joined(separator: " "), nil)
            }
        try transaction.execute(
            .upsert(
                into: "process_subscription", key: ["tenant_id", "instance", "key"],
                [
                    ("tenant_id", .integer(tenant)), ("instance", .integer(instance.id.rawValue)), ("key", .integer(Int64(key))),
                    ("kind", .text(kind)), ("name", .text(name)), ("correlation", correlation.map(SQLValue.text) ?? .null),
                    ("node", .text(instance.definition.id(of: node))),
                ]))
        guard kind == "message", let message = try takeBuffered(name, correlation) else { return }
        try tell(instance, .correlate(subscription: key, variables: message))
    }

    private func openIncident(_ key: Int, of instance: LoadedInstance) throws {
        guard let incident = instance.state.incidents[key] else { return }
        let arguments = JSON.array(incident.arguments.map(JSON.string)).text
        try transaction.execute(
            """
            INSERT INTO process_incident (tenant_id, instance, key, node, code, arguments, at)
            VALUES (\(tenant), \(instance.id.rawValue), \(key), \(instance.definition.id(of: incident.node)), \(incident.code),
                \(arguments), \(incident.at.milliseconds))
            """)
    }

    // MARK: Callers and called

    private func call(_ called: CalledStart, by instance: LoadedInstance) throws {
        guard let definition = try definition(of: called, by: instance) else {
            return try tell(
                instance, .calledFailed(called.key, code: nil, message: "the process '\(called.process)' is not deployed"))
        }
        let request = StartRequest(variables: called.variables, initiator: instance.state.initiator, seed: instance.state.seed)
        _ = try begin(
            definition, request, title: "", subject: instance.subject, parent: (instance.id, called.key), root: instance.root)
    }

    /// The version that a call means.
    private func definition(of called: CalledStart, by instance: LoadedInstance) throws -> Definition? {
        let base: SQL = "SELECT id FROM process_definition WHERE tenant_id = \(tenant) AND key = \(called.process) "
        let condition: SQL =
            switch called.binding {
            case .latest: "ORDER BY version DESC LIMIT 1"
            case .deployment: "AND deployment = \(instance.definition.summary.deployment.rawValue) ORDER BY version DESC LIMIT 1"
            case .version(let version): "AND version = \(version)"
            case .versionTag(let tag): "AND version_tag = \(tag) ORDER BY version DESC LIMIT 1"
            }
        guard let id = try transaction.first(base + condition, { EntityID(rawValue: $0.integer(0)) }) else { return nil }
        return try processes.definitions.definition(id, tenant: tenant, in: transaction)
    }

    private func cancelCalled(_ key: Int, by instance: LoadedInstance) throws {
        let stored = try transaction.all(
            """
            SELECT id FROM process_instance WHERE tenant_id = \(tenant) AND parent = \(instance.id.rawValue) AND parent_key = \(key)
            AND status = 'active'
            """) { EntityID(rawValue: $0.integer(0)) }
        let fresh = loaded.values.filter { $0.parent?.instance == instance.id && $0.parent?.key == key }.map(\.id)
        for id in Set(stored + fresh).sorted() {
            try tell(try load(id), .cancel(reason: "the caller has ended"))
        }
    }

    private func end(_ instance: LoadedInstance, _ finish: Finish) throws {
        instance.endedAt = now
        try noteOnTimeline("process-ended", of: instance, [("status", .string(finish.status.rawValue))])
        guard let parent = instance.parent else { return }
        let caller = try load(parent.instance)
        switch finish.status {
        case .completed, .terminated: try tell(caller, .calledCompleted(parent.key, variables: finish.variables))
        case .failed: try tell(caller, .calledFailed(parent.key, code: finish.errorCode ?? "", message: finish.message))
        case .cancelled, .active: try tell(caller, .calledFailed(parent.key, code: nil, message: finish.message))
        }
    }
}
