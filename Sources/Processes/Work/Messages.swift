public import Basics
public import FEELValues
import ProcessEngine
import Records
import SQLStore
public import Tenancy

/// A message for whoever waits for it, or for the process that it begins.
public struct ProcessMessage: Sendable {
    public var name: String
    /// What tells it apart; nil fits every subscription of the name.
    public var correlationKey: String?
    /// The sender's id: the same one is taken in once while it lives.
    public var id: String?
    public var variables: Context
    /// How long it waits for somebody; seconds.
    public var timeToLive: Int64

    public init(
        name: String, correlationKey: String? = nil, id: String? = nil, variables: Context = Context(), timeToLive: Int64 = 3600
    ) {
        self.name = name
        self.correlationKey = correlationKey
        self.id = id
        self.variables = variables
        self.timeToLive = timeToLive
    }
}

/// What became of a message.
public enum ProcessDelivery: Sendable, Equatable {
    /// An instance that waited has it.
    case correlated(EntityID)
    /// It began an instance.
    case started(EntityID)
    /// It waits until somebody does.
    case kept
    /// It had come before, or nobody waited and it does not live.
    case dropped
}

extension Processes {
    /// Sends a message: to the oldest subscription that takes it, else it begins an instance, else it is kept.
    public func publish(_ message: ProcessMessage, as actor: Actor) async throws -> ProcessDelivery {
        try await requireWriter(actor)
        return try await unit(as: actor) { unit in
            let delivery = try unit.deliver(message)
            try unit.settle()
            return delivery
        }
    }

    /// Sends a signal to every instance and every start event that listens.
    /// - Returns: how many heard it.
    public func broadcast(signal name: String, variables: Context = Context(), as actor: Actor) async throws -> Int {
        try await requireWriter(actor)
        return try await unit(as: actor) { unit in
            let count = try unit.broadcast(name, variables)
            try unit.settle()
            return count
        }
    }

    func requireWriter(_ actor: Actor) async throws { try await requireAdministrator(actor) }
}

extension ProcessUnit {
    /// See ``Processes/publish(_:as:)``; what follows waits in the queue.
    @discardableResult
    func deliver(_ message: ProcessMessage) throws -> ProcessDelivery {
        if try isKnown(message) { return .dropped }
        if let (instance, key) = try subscriber(of: message) {
            try note(message, isTaken: true)
            let instance = try load(instance)
            try refreshSubject(of: instance)
            try tell(instance, .correlate(subscription: key, variables: message.variables))
            return .correlated(instance.id)
        }
        if let started = try begin(by: message) {
            try note(message, isTaken: true)
            return .started(started)
        }
        guard message.timeToLive > 0 else { return .dropped }
        try note(message, isTaken: false)
        return .kept
    }

    private func isKnown(_ message: ProcessMessage) throws -> Bool {
        guard let id = message.id else { return false }
        return try transaction.first(
            """
            SELECT 1 FROM process_message WHERE tenant_id = \(tenant) AND name = \(message.name) AND message_id = \(id)
            AND expires_at > \(now.milliseconds) LIMIT 1
            """) { _ in true } ?? false
    }

    private func subscriber(of message: ProcessMessage) throws -> (EntityID, Int)? {
        let key: SQL = message.correlationKey.map { "AND (correlation = \($0) OR correlation IS NULL)" } ?? ""
        let rows = try transaction.all(
            """
            SELECT s.instance, s.key FROM process_subscription s
            JOIN process_instance i ON i.tenant_id = s.tenant_id AND i.id = s.instance AND i.is_suspended = 0
            WHERE s.tenant_id = \(tenant) AND s.kind = 'message' AND s.name = \(message.name) \(key)
            ORDER BY s.instance, s.key LIMIT 20
            """) { (EntityID(rawValue: $0.integer(0)), Int($0.integer(1))) }
        // One that this unit has already used up is still in its row's place until the queue is done.
        return try rows.first { instance, key in try load(instance).state.waits[key] != nil }
    }

    private func begin(by message: ProcessMessage) throws -> EntityID? {
        guard let (definition, start) = try starts("message", message.name).first else { return nil }
        var request = StartRequest(start, variables: message.variables)
        request.seed = UInt64(bitPattern: processes.ids.next().rawValue)
        request.initiator = actor.kind == .user ? personText(actor.id) : nil
        let subject = try subject(message.variables["record"], definition)
        return try begin(definition, request, title: "", subject: subject, parent: nil, root: nil).id
    }

    /// A message that carries a record's id and object begins a process about that record.
    private func subject(_ value: Value?, _ definition: Definition) throws -> Subject? {
        guard let record = value?.context, let object = record["object"]?.string, let text = record["id"]?.string,
            definition.summary.subject == nil || definition.summary.subject == object
        else { return nil }
        let system = Tenancy.Actor.system(tenant, versions: actor.versions)
        return try processes.records.write(as: system, at: now, in: transaction) { writer in
            let type = try writer.reader.object(object)
            return Subject(object: object, id: try writer.reader.id(text, of: type), version: 0)
        }
    }

    func starts(_ kind: String, _ name: String) throws -> [(Definition, ProcessGraph.Start)] {
        let rows = try transaction.all(
            "SELECT definition, place FROM process_start WHERE tenant_id = \(tenant) AND kind = \(kind) AND name = \(name) ORDER BY definition, place"
        ) { (EntityID(rawValue: $0.integer(0)), Int($0.integer(1))) }
        return try rows.compactMap { id, place in
            let definition = try processes.definitions.definition(id, tenant: tenant, in: transaction)
            return definition.graph.starts.indices.contains(place) ? (definition, definition.graph.starts[place]) : nil
        }
    }

    private func note(_ message: ProcessMessage, isTaken: Bool) throws {
        guard !isTaken || message.id != nil else { return }
        let expires = now.adding(seconds: max(message.timeToLive, 1))
        try transaction.execute(
            """
            INSERT INTO process_message (tenant_id, id, name, correlation, message_id, variables, expires_at, is_taken)
            VALUES (\(tenant), \(processes.ids.next().rawValue), \(message.name), \(message.correlationKey), \(message.id),
                \(ProcessValues.json(message.variables).text), \(expires.milliseconds), \(isTaken))
            """)
    }

    /// The oldest kept message that a new subscription takes.
    func takeBuffered(_ name: String, _ correlation: String?) throws -> Context? {
        let key: SQL = correlation.map { "AND (correlation = \($0) OR correlation IS NULL)" } ?? ""
        let found = try transaction.first(
            """
            SELECT id, variables FROM process_message WHERE tenant_id = \(tenant) AND name = \(name) AND is_taken = 0
            AND expires_at > \(now.milliseconds) \(key) ORDER BY id LIMIT 1\(verbatim: transaction.dialect.forUpdate)
            """) { (id: $0.integer(0), variables: $0.text(1)) }
        guard let found else { return nil }
        let count = try transaction.execute(
            "UPDATE process_message SET is_taken = 1 WHERE tenant_id = \(tenant) AND id = \(found.id) AND is_taken = 0")
        return count == 1 ? ProcessValues.context(text: found.variables) : nil
    }

    @discardableResult
    func broadcast(_ name: String, _ variables: Context) throws -> Int {
        let listening = try transaction.all(
            "SELECT DISTINCT instance FROM process_subscription WHERE tenant_id = \(tenant) AND kind = 'signal' AND name = \(name) ORDER BY instance"
        ) { EntityID(rawValue: $0.integer(0)) }
        for id in listening { try tell(try load(id), .signal(name, variables: variables)) }
        let beginning = try starts("signal", name)
        for (definition, start) in beginning {
            _ = try begin(definition, StartRequest(start, variables: variables), title: "", subject: nil, parent: nil, root: nil)
        }
        return listening.count + beginning.count
    }
}
