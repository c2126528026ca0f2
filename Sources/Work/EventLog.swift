public import Basics
public import SQLStore
public import Tenancy

/// One thing that happened, written in the transaction that made it happen (CloudEvents' attributes under our names).
public struct Event: Sendable, Hashable {
    /// The place in its tenant's log: 1, 2, 3 … without gaps, in the order of the commits.
    public let sequence: Int64
    public let id: EntityID
    /// `crm.account.created`
    public let type: String
    /// The record it is about.
    public let object: String
    public let record: EntityID
    public let actor: EntityID
    public let actorName: String
    public let time: Timestamp
    /// A JSON object.
    public let data: String
    /// The process instance, import or other work through which it happened.
    public let through: String?
}

/// A new event, before it has a place in the log.
public struct EventDraft: Sendable {
    public let id: EntityID
    public let type: String
    public let object: String
    public let record: EntityID
    public let data: String

    public init(id: EntityID, type: String, object: String, record: EntityID, data: String) {
        self.id = id
        self.type = type
        self.object = object
        self.record = record
        self.data = data
    }
}

/// The append-only log of each tenant. Timeline, audit, processes, webhooks and live pages all read it.
public enum EventLog {
    public static let migration = Migration("0002-event-log") { _ in
        [
            """
            CREATE TABLE event_head (tenant_id BIGINT PRIMARY KEY NOT NULL, sequence BIGINT NOT NULL)
            """,
            """
            CREATE TABLE event (
                tenant_id BIGINT NOT NULL, sequence BIGINT NOT NULL, id BIGINT NOT NULL, type TEXT NOT NULL,
                object TEXT NOT NULL, record_id BIGINT NOT NULL, actor_id BIGINT NOT NULL, actor_name TEXT NOT NULL,
                at BIGINT NOT NULL, data TEXT NOT NULL, through TEXT,
                PRIMARY KEY (tenant_id, sequence))
            """,
            "CREATE INDEX event_record ON event (tenant_id, record_id, sequence)",
        ]
    }

    /// Appends events to the actor's tenant's log.
    ///
    /// The head's row stays locked until the commit: places are given in the order of the commits, so a reader that
    /// has seen one place has seen all before it. Batching of commits keeps the lock from costing a disk write each.
    /// - Returns: the place of the last.
    @discardableResult
    public static func append(_ drafts: [EventDraft], as actor: Actor, at now: Timestamp, in transaction: any Transaction)
        throws -> Int64
    {
        let count = Int64(drafts.count)
        let last = try transaction.first(
            """
            INSERT INTO event_head (tenant_id, sequence) VALUES (\(actor.tenant), \(count))
            ON CONFLICT (tenant_id) DO UPDATE SET sequence = event_head.sequence + excluded.sequence
            RETURNING sequence
            """, { $0.integer(0) }) ?? count
        let rows = drafts.enumerated().map { offset, draft -> [SQLValue] in
            [
                .integer(actor.tenant), .integer(last - count + 1 + Int64(offset)), .integer(draft.id.rawValue), .text(draft.type),
                .text(draft.object), .integer(draft.record.rawValue), .integer(actor.id.rawValue), .text(actor.name),
                .integer(now.milliseconds), .text(draft.data), actor.through.map(SQLValue.text) ?? .null,
            ]
        }
        try transaction.insert(into: "event", eventColumns, rows)
        return last
    }

    private static let eventColumns = [
        "tenant_id", "sequence", "id", "type", "object", "record_id", "actor_id", "actor_name", "at", "data", "through",
    ]

    /// The events after a place, oldest first.
    public static func events(after sequence: Int64, tenant: Int64, limit: Int, in reader: any Reader) throws -> [Event] {
        try reader.all(
            columns + "WHERE tenant_id = \(tenant) AND sequence > \(sequence) ORDER BY sequence LIMIT \(limit)", make)
    }

    /// The events about some records before a place, newest first.
    public static func events(of records: [EntityID], before sequence: Int64 = .max, tenant: Int64, limit: Int, in reader: any Reader)
        throws -> [Event]
    {
        try reader.all(
            columns + """
                WHERE tenant_id = \(tenant) AND record_id IN \(list: records.map { .integer($0.rawValue) }) AND sequence < \(sequence)
                ORDER BY sequence DESC LIMIT \(limit)
                """, make)
    }

    public static func lastSequence(tenant: Int64, in reader: any Reader) throws -> Int64 {
        try reader.first("SELECT sequence FROM event_head WHERE tenant_id = \(tenant)") { $0.integer(0) } ?? 0
    }

    static let columns: SQL =
        "SELECT sequence, id, type, object, record_id, actor_id, actor_name, at, data, through FROM event "

    static func make(_ row: any RowView) -> Event {
        Event(
            sequence: row.integer(0), id: EntityID(rawValue: row.integer(1)), type: row.text(2), object: row.text(3),
            record: EntityID(rawValue: row.integer(4)), actor: EntityID(rawValue: row.integer(5)), actorName: row.text(6),
            time: Timestamp(milliseconds: row.integer(7)), data: row.text(8), through: row.optionalText(9))
    }
}
