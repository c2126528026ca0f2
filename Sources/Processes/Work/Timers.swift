public import Basics
import FEELValues
import ProcessEngine
import SQLStore
public import Tenancy

extension Processes {
    /// Fires the timers that are due: those of instances and of start events. Several servers may do so at once.
    /// - Returns: how many fired; call again while it is the limit.
    public func fireDue(limit: Int = 200, system: @Sendable (Int64) async throws -> Tenancy.Actor) async throws -> Int {
        let now = clock.now().milliseconds
        let due = try await store.read(tenant: nil) { reader in
            try reader.all(
                """
                SELECT tenant_id, instance, key, 0 AS kind FROM process_timer WHERE due_at <= \(now)
                UNION ALL SELECT tenant_id, definition, place, 1 FROM process_start WHERE due_at <= \(now)
                ORDER BY 1, 2, 3 LIMIT \(limit)
                """) { Due($0) }
        }
        for timer in due { try await fire(timer, as: try await system(timer.tenant)) }
        return due.count
    }

    private struct Due: Sendable {
        let tenant: Int64
        let owner: EntityID
        let key: Int
        let isStart: Bool

        init(_ row: any RowView) {
            tenant = row.integer(0)
            owner = EntityID(rawValue: row.integer(1))
            key = Int(row.integer(2))
            isStart = row.integer(3) == 1
        }
    }

    private func fire(_ due: Due, as actor: Tenancy.Actor) async throws {
        try await unit(as: actor) { unit in
            if due.isStart { try unit.fireStart(due.owner, place: due.key) } else { try unit.fire(due.key, of: due.owner) }
        }
    }

    /// When the next timer is due; nil when none is set.
    public func nextTimer() async throws -> Timestamp? {
        try await store.read(tenant: nil) { reader in
            try reader.first("SELECT min(due_at) FROM (SELECT min(due_at) AS due_at FROM process_timer UNION ALL SELECT min(due_at) FROM process_start) AS t") {
                $0.optionalInteger(0).map(Timestamp.init(milliseconds:))
            } ?? nil
        }
    }

    /// Throws away messages that outlived their time.
    public func expireMessages() async throws {
        let now = clock.now().milliseconds
        try await store.write(tenant: nil) { _ = try $0.execute("DELETE FROM process_message WHERE expires_at <= \(now)") }
    }
}

extension ProcessUnit {
    /// A timer of an instance. Whoever takes its row away fires it, so that two servers do not.
    func fire(_ key: Int, of id: EntityID) throws {
        let instance: LoadedInstance
        do {
            instance = try load(id)
        } catch ProcessError.unknownInstance {
            return _ = try transaction.execute("DELETE FROM process_timer WHERE tenant_id = \(tenant) AND instance = \(id.rawValue)")
        }
        if instance.state.isSuspended { return try postpone(key, of: instance) }
        let taken = try transaction.execute(
            """
            DELETE FROM process_timer WHERE tenant_id = \(tenant) AND instance = \(id.rawValue) AND key = \(key)
            AND due_at <= \(now.milliseconds)
            """)
        guard taken == 1 else { return }
        try refreshSubject(of: instance)
        try tell(instance, .timerDue(key))
    }

    /// A suspended instance's timers wait a minute at a time until it is resumed.
    private func postpone(_ key: Int, of instance: LoadedInstance) throws {
        try transaction.execute(
            """
            UPDATE process_timer SET due_at = \(now.milliseconds + 60_000)
            WHERE tenant_id = \(tenant) AND instance = \(instance.id.rawValue) AND key = \(key)
            """)
    }

    /// A timer start event: begins an instance and sets its next time.
    func fireStart(_ id: EntityID, place: Int) throws {
        let row = try transaction.first(
            """
            SELECT timer FROM process_start WHERE tenant_id = \(tenant) AND definition = \(id.rawValue) AND place = \(place)
            AND due_at <= \(now.milliseconds)\(verbatim: transaction.dialect.forUpdate)
            """) { $0.text(0) }
        guard let row, let timer = TimerState(text: row) else { return }
        let definition = try processes.definitions.definition(id, tenant: tenant, in: transaction)
        guard definition.graph.starts.indices.contains(place) else { return }
        let next = definition.engine.following(timer, in: environment)
        try transaction.execute(
            """
            UPDATE process_start SET due_at = \(next?.due.milliseconds), timer = \(next?.text)
            WHERE tenant_id = \(tenant) AND definition = \(id.rawValue) AND place = \(place)
            """)
        _ = try begin(definition, StartRequest(definition.graph.starts[place]), title: "", subject: nil, parent: nil, root: nil)
    }
}
