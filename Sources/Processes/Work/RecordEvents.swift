import Basics
import FEELValues
import Metadata
import ProcessEngine
import Records
import SQLStore
public import Tenancy
import Work

// Records' events begin processes and wake instances: an event is a message of its type's name (`crm.contract.created`),
// with the record's id as correlation key.
extension Processes {
    static let subscription = EventSubscription("processes")

    /// Reads what happened to records since the last time, a company at a time.
    /// - Returns: how many events were read of the company that was furthest behind; call again while it is the limit.
    public func hearEvents(limit: Int = 200, system: @Sendable (Int64) async throws -> Tenancy.Actor) async throws -> Int {
        let behind = try await store.read(tenant: nil) { try Self.subscription.tenantsBehind(limit: 100, in: $0) }
        var most = 0
        for tenant in behind { most = max(most, try await hear(tenant, limit, try await system(tenant))) }
        return most
    }

    private func hear(_ tenant: Int64, _ limit: Int, _ actor: Tenancy.Actor) async throws -> Int {
        let now = clock.now()
        return try await store.write(tenant: tenant) { transaction in
            guard try Self.hasListeners(tenant, transaction) else { return try Self.skip(tenant, transaction) }
            return try Self.subscription.advance(tenant: tenant, limit: limit, in: transaction) { events, transaction in
                try unit(as: actor, at: now, in: transaction) { try $0.hear(events) }
            }
        }
    }

    /// Whether anything of the company waits for messages at all.
    private static func hasListeners(_ tenant: Int64, _ reader: any Reader) throws -> Bool {
        try reader.first(
            """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM process_start WHERE tenant_id = \(tenant) AND kind = 'message')
                OR EXISTS (SELECT 1 FROM process_subscription WHERE tenant_id = \(tenant) AND kind = 'message')
            """) { _ in true } ?? false
    }

    /// Nobody listens: the log is passed over up to its end.
    @discardableResult
    static func skip(_ tenant: Int64, _ transaction: any Transaction) throws -> Int {
        let place = try subscription.position(tenant: tenant, in: transaction)
        let end = try EventLog.lastSequence(tenant: tenant, in: transaction)
        if end > place { _ = try subscription.move(tenant: tenant, from: place, to: end, in: transaction) }
        return 0
    }
}

extension ProcessUnit {
    func hear(_ events: [Work.Event]) throws {
        let names = Set(events.map(\.type))
        let listening = Set(
            try transaction.all(
                """
                SELECT name FROM process_start WHERE tenant_id = \(tenant) AND kind = 'message' AND name IN \(list: names.map(SQLValue.text))
                UNION SELECT name FROM process_subscription WHERE tenant_id = \(tenant) AND kind = 'message'
                    AND name IN \(list: names.map(SQLValue.text))
                """) { $0.text(0) })
        for event in events where listening.contains(event.type) { try hear(event) }
    }

    private func hear(_ event: Work.Event) throws {
        guard let object = try objectPrefix(event.object) else { return }
        let id = event.record.text(prefix: object)
        let record = Context([("id", .string(id)), ("object", .string(event.object))])
        let data = ((try? JSON.parse(event.data)) ?? .null).object.map(ProcessValues.context) ?? Context()
        let happening = Context([
            ("type", .string(event.type)), ("data", .context(data)),
            ("actor", .context(Context([("id", .string(personText(event.actor))), ("name", .string(event.actorName))]))),
        ])
        let variables = Context([("record", .context(record)), ("event", .context(happening))])
        for (instance, key) in try subscribers(event.type, id) {
            let instance = try load(instance)
            try refreshSubject(of: instance)
            try tell(instance, .correlate(subscription: key, variables: variables))
        }
        for (definition, start) in try starts("message", event.type) {
            guard definition.summary.subject == nil || definition.summary.subject == event.object else { continue }
            var request = StartRequest(start, variables: variables)
            request.seed = UInt64(bitPattern: processes.ids.next().rawValue)
            request.initiator = event.actor.rawValue == 0 ? nil : personText(event.actor)
            let subject = Subject(object: event.object, id: event.record, version: 0)
            _ = try begin(definition, request, title: "", subject: subject, parent: nil, root: nil)
        }
        try settle()
    }

    /// Everybody who waits for an event of this record; those without a key wait for any record's.
    private func subscribers(_ type: String, _ record: String) throws -> [(EntityID, Int)] {
        try transaction.all(
            """
            SELECT instance, key FROM process_subscription WHERE tenant_id = \(tenant) AND kind = 'message' AND name = \(type)
            AND (correlation = \(record) OR correlation IS NULL) ORDER BY instance, key
            """) { (EntityID(rawValue: $0.integer(0)), Int($0.integer(1))) }
    }

    private func objectPrefix(_ name: String) throws -> String? {
        try processes.records.write(as: actor, at: now, in: transaction) { try? $0.reader.object(name).idPrefix }
    }
}
