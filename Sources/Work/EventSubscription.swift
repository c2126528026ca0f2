public import SQLStore

/// A reader of the event logs that remembers how far it has read each tenant's.
///
/// Places in a log are given in the order of the commits (``EventLog``), so whoever has read up to a place has missed
/// nothing before it: polling by place loses no event under concurrent writers.
public struct EventSubscription: Sendable {
    /// `webhooks`, `search-index`
    public let name: String

    public init(_ name: String) { self.name = name }

    public static let migration = Migration("0006-event-cursor") { _ in
        [
            """
            CREATE TABLE event_cursor (
                subscriber TEXT NOT NULL, tenant_id BIGINT NOT NULL, sequence BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, subscriber))
            """
        ]
    }

    /// The tenants whose logs hold something new, those furthest behind first.
    public func tenantsBehind(limit: Int, in reader: any Reader) throws -> [Int64] {
        try reader.all(
            """
            SELECT h.tenant_id FROM event_head h
            LEFT JOIN event_cursor c ON c.tenant_id = h.tenant_id AND c.subscriber = \(name)
            WHERE h.sequence > coalesce(c.sequence, 0)
            ORDER BY h.sequence - coalesce(c.sequence, 0) DESC, h.tenant_id LIMIT \(limit)
            """
        ) { $0.integer(0) }
    }

    /// How far a tenant's log has been read.
    public func position(tenant: Int64, in reader: any Reader) throws -> Int64 {
        try reader.first(
            "SELECT sequence FROM event_cursor WHERE tenant_id = \(tenant) AND subscriber = \(name)"
        ) { $0.integer(0) } ?? 0
    }

    /// Hands the next events to a body in the transaction that moves the position: each event exactly once.
    /// - Returns: how many there were.
    public func advance(
        tenant: Int64, limit: Int, in transaction: any Transaction, _ body: ([Event], any Transaction) throws -> Void
    ) throws -> Int {
        // Makes the row and locks it: two readers of the same name take turns.
        try transaction.execute(
            """
            INSERT INTO event_cursor (subscriber, tenant_id, sequence) VALUES (\(name), \(tenant), 0)
            ON CONFLICT (tenant_id, subscriber) DO UPDATE SET sequence = event_cursor.sequence
            """)
        let place = try position(tenant: tenant, in: transaction)
        let events = try EventLog.events(after: place, tenant: tenant, limit: limit, in: transaction)
        guard let last = events.last else { return 0 }
        try body(events, transaction)
        _ = try move(tenant: tenant, from: place, to: last.sequence, in: transaction)
        return events.count
    }

    /// Moves the position after events were handled elsewhere: at least once.
    /// - Returns: false when another reader of the same name has moved it meanwhile.
    public func move(tenant: Int64, from: Int64, to: Int64, in transaction: any Transaction) throws -> Bool {
        if from == 0 {
            try transaction.execute(
                """
                INSERT INTO event_cursor (subscriber, tenant_id, sequence) VALUES (\(name), \(tenant), 0)
                ON CONFLICT DO NOTHING
                """)
        }
        return try transaction.execute(
            """
            UPDATE event_cursor SET sequence = \(to)
            WHERE tenant_id = \(tenant) AND subscriber = \(name) AND sequence = \(from)
            """) == 1
    }
}
