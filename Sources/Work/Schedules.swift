public import Basics
public import SQLStore

/// A job that is added again and again at the times of a cron expression in a tenant's time zone.
public struct Schedule: Sendable, Hashable {
    public let tenant: Int64
    /// Unique in its tenant.
    public let name: String
    public let expression: CronExpression
    /// `Asia/Shanghai`
    public let zone: String
    public let kind: String
    public let payload: String

    public init(
        tenant: Int64, name: String, expression: CronExpression, zone: String, kind: String, payload: String = "{}"
    ) {
        self.tenant = tenant
        self.name = name
        self.expression = expression
        self.zone = zone
        self.kind = kind
        self.payload = payload
    }
}

/// Keeps schedules, and adds their jobs when their times come.
public struct Schedules: Sendable {
    /// Why a schedule cannot be kept.
    public enum Problem: Error, Equatable, Sendable {
        case unknownZone(String)
        case never(String)
    }

    /// Seconds east of UTC of a zone at a moment; nil when there is no such zone.
    public typealias Zones = @Sendable (_ zone: String, _ at: Timestamp) -> Int64?

    private let queue: JobQueue
    private let clock: WallClock
    private let zones: Zones

    public init(queue: JobQueue, clock: WallClock, zones: @escaping Zones) {
        self.queue = queue
        self.clock = clock
        self.zones = zones
    }

    public static let migration = Migration("0007-schedules") { dialect in
        [
            """
            CREATE TABLE schedule (
                tenant_id BIGINT NOT NULL, name TEXT NOT NULL, expression TEXT NOT NULL, zone TEXT NOT NULL,
                kind TEXT NOT NULL, payload TEXT NOT NULL, next_at BIGINT NOT NULL, PRIMARY KEY (tenant_id, name))
            """,
            "CREATE INDEX schedule_next ON schedule (next_at)",
        ] + dialect.tenantWall(around: "schedule")
    }

    /// Keeps a schedule; one with the same name is replaced. Its first time lies after now.
    public func put(_ schedule: Schedule, in transaction: any Transaction) throws {
        let next = try next(schedule.expression, schedule.zone, after: clock.now())
        let values: [(column: String, value: SQLValue)] = [
            ("tenant_id", .integer(schedule.tenant)), ("name", .text(schedule.name)),
            ("expression", .text(schedule.expression.description)), ("zone", .text(schedule.zone)),
            ("kind", .text(schedule.kind)), ("payload", .text(schedule.payload)),
            ("next_at", .integer(next.milliseconds)),
        ]
        try transaction.execute(.upsert(into: "schedule", key: ["tenant_id", "name"], values))
    }

    /// - Returns: false when there is none of that name.
    public func remove(_ name: String, tenant: Int64, in transaction: any Transaction) throws -> Bool {
        try transaction.execute("DELETE FROM schedule WHERE tenant_id = \(tenant) AND name = \(name)") == 1
    }

    /// Adds a job for each schedule whose time has come. Times that were missed while nothing ran make one job together.
    /// - Returns: how many jobs were added; call again while it is the limit.
    public func addDue(limit: Int = 100, in transaction: any Transaction) throws -> Int {
        let now = clock.now()
        let due = try transaction.all(
            """
            SELECT tenant_id, name, expression, zone, kind, payload, next_at FROM schedule WHERE next_at <= \(now.milliseconds)
            ORDER BY next_at LIMIT \(limit)\(verbatim: transaction.dialect.skipLocked)
            """
        ) { row in
            let expression = try CronExpression(row.text(2))
            return Schedule(
                tenant: row.integer(0), name: row.text(1), expression: expression, zone: row.text(3), kind: row.text(4),
                payload: row.text(5))
        }
        for schedule in due {
            let next = try next(schedule.expression, schedule.zone, after: now)
            var draft = JobDraft(schedule.kind, payload: schedule.payload)
            // Should the last one still wait, one is enough.
            draft.uniqueKey = "schedule " + schedule.name
            try queue.add(draft, tenant: schedule.tenant, in: transaction)
            try transaction.execute(
                """
                UPDATE schedule SET next_at = \(next.milliseconds)
                WHERE tenant_id = \(schedule.tenant) AND name = \(schedule.name)
                """)
        }
        return due.count
    }

    private func next(_ expression: CronExpression, _ zone: String, after moment: Timestamp) throws -> Timestamp {
        guard zones(zone, moment) != nil else { throw Problem.unknownZone(zone) }
        guard let next = expression.next(after: moment, offset: { zones(zone, $0) ?? 0 }) else {
            throw Problem.never(expression.description)
        }
        return next
    }
}
