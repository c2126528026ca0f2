public import Basics
public import SQLStore

/// Adds, leases and ends jobs, always inside the caller's transaction: a job exists when, and only when, the change
/// that asked for it does.
public struct JobQueue: Sendable {
    private let ids: IDGenerator
    private let clock: WallClock

    public init(ids: IDGenerator, clock: WallClock) {
        self.ids = ids
        self.clock = clock
    }

    /// Adds a job.
    /// - Returns: its id, or nil when one with the same unique key waits already.
    @discardableResult
    public func add(_ draft: JobDraft, tenant: Int64, in transaction: any Transaction) throws -> EntityID? {
        let (id, bucket, now) = (ids.next(), JobTables.bucket(of: tenant), clock.now().milliseconds)
        let due = draft.runAt?.milliseconds ?? now
        let added = try transaction.execute(
            """
            INSERT INTO job (bucket, id, tenant_id, kind, payload, priority, due_at, attempt, attempt_limit, unique_key,
                is_dead, created_at)
            VALUES (\(bucket), \(id.rawValue), \(tenant), \(draft.kind), \(draft.payload), \(draft.priority.rawValue),
                \(due), 0, \(draft.attemptLimit), \(draft.uniqueKey), 0, \(now))
            ON CONFLICT DO NOTHING
            """)
        guard added == 1 else { return nil }
        try announce(tenant, dueAt: due, in: transaction)
        return id
    }

    /// Takes up to so many due jobs for a while: a fair share from each tenant, the longest unserved first.
    ///
    /// Tenants to whose queue somebody adds at this moment are passed over; see ``overlooked(buckets:in:)``.
    /// - Parameter buckets: which part of the tenants to look at.
    public func lease(
        atMost limit: Int, for duration: Duration, buckets: Range<Int64> = 0..<JobTables.bucketCount,
        in transaction: any Transaction
    ) throws -> [Job] {
        // Nobody else can lease from these tenants until this transaction ends, so their jobs need no locks.
        let turns = try transaction.all(
            """
            SELECT bucket, tenant_id FROM job_turn WHERE \(isDue(buckets))
            ORDER BY turn, tenant_id LIMIT \(limit)\(verbatim: transaction.dialect.skipLocked)
            """
        ) { Turn(bucket: $0.integer(0), tenant: $0.integer(1)) }
        return try lease(atMost: limit, for: duration, turns, in: transaction)
    }

    /// A tenant with due jobs that was passed over, the longest unserved one. When all that is added to its queue keeps
    /// the tenant busy without a pause, only waiting in line helps: ``lease(atMost:for:waitingFor:in:)``.
    public func overlooked(buckets: Range<Int64> = 0..<JobTables.bucketCount, in reader: any Reader) throws -> Int64? {
        try reader.first("SELECT tenant_id FROM job_turn WHERE \(isDue(buckets)) ORDER BY turn, tenant_id LIMIT 1") {
            $0.integer(0)
        }
    }

    /// Takes due jobs of one tenant, waiting for its turn. It holds no other lock, so nobody can wait in a circle.
    public func lease(
        atMost limit: Int, for duration: Duration, waitingFor tenant: Int64, in transaction: any Transaction
    ) throws -> [Job] {
        let bucket = JobTables.bucket(of: tenant)
        let turns = try transaction.all(
            """
            SELECT bucket, tenant_id FROM job_turn
            WHERE bucket = \(bucket) AND tenant_id = \(tenant)\(verbatim: transaction.dialect.forUpdate)
            """
        ) { Turn(bucket: $0.integer(0), tenant: $0.integer(1)) }
        return try lease(atMost: limit, for: duration, turns, in: transaction)
    }

    /// Extends leases.
    /// - Returns: the jobs that are still held.
    public func extend(_ jobs: [Job], by duration: Duration, in transaction: any Transaction) throws -> Set<EntityID> {
        let until = clock.now().milliseconds + Backoff.milliseconds(duration)
        var held = Set<EntityID>()
        for job in jobs {
            let count = try transaction.execute("UPDATE job SET due_at = \(until) WHERE \(isHeld(job))")
            if count == 1 { held.insert(job.id) }
        }
        return held
    }

    /// Ends a job. In the transaction that did its work, this makes the work happen exactly once.
    /// - Throws: ``JobError/leaseLost(_:)`` when somebody else may have it; the transaction must not be kept then.
    public func complete(_ job: Job, in transaction: any Transaction) throws {
        guard try transaction.execute("DELETE FROM job WHERE \(isHeld(job))") == 1 else {
            throw JobError.leaseLost(job.id)
        }
    }

    /// Puts a failed job aside until its pause is over, or for good after its last attempt.
    public func fail(_ job: Job, error: String, backoff: Backoff, in transaction: any Transaction) throws {
        if job.attempt >= job.attemptLimit { return try bury(job, error: error, in: transaction) }
        let due = clock.now().milliseconds + backoff.milliseconds(afterAttempt: job.attempt)
        try putBack(job, attempt: job.attempt, dueAt: due, error: error, in: transaction)
    }

    /// Gives a job back that was not begun or was interrupted; it does not count as an attempt.
    public func release(_ job: Job, in transaction: any Transaction) throws {
        let now = clock.now().milliseconds
        try putBack(job, attempt: job.attempt - 1, dueAt: now, error: nil, in: transaction)
    }

    private struct Turn: Hashable {
        let bucket: Int64
        let tenant: Int64
    }
}

// Parts of leasing and giving back.
extension JobQueue {
    private func isDue(_ buckets: Range<Int64>) -> SQL {
        """
        next_at <= \(clock.now().milliseconds) AND bucket >= \(buckets.lowerBound) AND bucket < \(buckets.upperBound)
        """
    }

    private func lease(
        atMost limit: Int, for duration: Duration, _ turns: [Turn], in transaction: any Transaction
    ) throws -> [Job] {
        let (lease, now) = (ids.next(), clock.now().milliseconds)
        let until = now + Backoff.milliseconds(duration)
        var jobs: [Job] = []
        var (asked, served) = (turns, [Turn]())
        // A second pass gives what some tenants did not need to those that have more.
        while jobs.count < limit, !asked.isEmpty {
            var unsatisfied: [Turn] = []
            for (place, turn) in asked.enumerated() where jobs.count < limit {
                let share = (limit - jobs.count + asked.count - place - 1) / (asked.count - place)
                let taken = try take(share, of: turn, lease: lease, now: now, until: until, in: transaction)
                if taken.count == share { unsatisfied.append(turn) }
                jobs += taken
                served.append(turn)
            }
            asked = unsatisfied
        }
        for turn in Set(served) { try endTurn(turn, lease: lease, in: transaction) }
        return jobs
    }

    private func isHeld(_ job: Job) -> SQL {
        "bucket = \(JobTables.bucket(of: job.tenant)) AND id = \(job.id.rawValue) AND lease = \(job.lease.rawValue)"
    }

    /// Lowers the tenant's bound. The row stays locked to the end, so a lease that runs at the same time either sees the
    /// job or leaves the tenant's turn to the next.
    private func announce(_ tenant: Int64, dueAt due: Int64, in transaction: any Transaction) throws {
        try transaction.enqueue(
            """
            INSERT INTO job_turn (bucket, tenant_id, next_at, turn) VALUES (\(JobTables.bucket(of: tenant)), \(tenant), \(due), 0)
            ON CONFLICT (bucket, tenant_id) DO UPDATE SET next_at = excluded.next_at
            WHERE job_turn.next_at > excluded.next_at
            """)
    }

    private func take(
        _ share: Int, of turn: Turn, lease: EntityID, now: Int64, until: Int64, in transaction: any Transaction
    ) throws -> [Job] {
        var jobs: [Job] = []
        for priority in Job.Priority.allCases where jobs.count < share {
            let due = try transaction.all(
                """
                SELECT id, kind, payload, attempt, attempt_limit FROM job
                WHERE bucket = \(turn.bucket) AND tenant_id = \(turn.tenant) AND is_dead = 0
                    AND priority = \(priority.rawValue) AND due_at <= \(now)
                ORDER BY due_at, id LIMIT \(share - jobs.count)
                """
            ) { row in
                Job(
                    id: EntityID(rawValue: row.integer(0)), tenant: turn.tenant, kind: row.text(1),
                    payload: row.text(2),
                    priority: priority, attempt: Int(row.integer(3)) + 1, attemptLimit: Int(row.integer(4)),
                    lease: lease,
                    leasedUntil: Timestamp(milliseconds: until))
            }
            guard !due.isEmpty else { continue }
            let list = due.map { SQLValue.integer($0.id.rawValue) }
            try transaction.execute(
                """
                UPDATE job SET lease = \(lease.rawValue), due_at = \(until), attempt = attempt + 1
                WHERE bucket = \(turn.bucket) AND id IN \(list: list)
                """)
            for job in due {
                // Whoever had it last time never came back, and that was its last attempt.
                if job.attempt > job.attemptLimit {
                    try bury(job, error: "the runner was lost", in: transaction)
                } else {
                    jobs.append(job)
                }
            }
        }
        return jobs
    }

    private func endTurn(_ turn: Turn, lease: EntityID, in transaction: any Transaction) throws {
        // One look into the index for each priority: a plain min() would read all of the tenant's jobs.
        let firsts = Job.Priority.allCases.map { priority -> SQL in
            """
            (SELECT due_at FROM job WHERE bucket = \(turn.bucket) AND tenant_id = \(turn.tenant) AND is_dead = 0
                AND priority = \(priority.rawValue) ORDER BY due_at LIMIT 1)
            """
        }
        let next = try transaction.first("SELECT \(firsts.joined(separator: ", "))") { row in
            (0..<row.count).compactMap(row.optionalInteger).min()
        }
        try transaction.enqueue(
            """
            UPDATE job_turn SET next_at = \((next ?? nil) ?? Int64.max), turn = \(lease.rawValue)
            WHERE bucket = \(turn.bucket) AND tenant_id = \(turn.tenant)
            """)
    }

    private func putBack(
        _ job: Job, attempt: Int, dueAt due: Int64, error: String?, in transaction: any Transaction
    ) throws {
        do {
            let count = try transaction.savepoint {
                try transaction.execute(
                    """
                    UPDATE job SET lease = NULL, attempt = \(attempt), due_at = \(due), error = \(error)
                    WHERE \(isHeld(job))
                    """)
            }
            guard count == 1 else { throw JobError.leaseLost(job.id) }
        } catch StoreError.notUnique {
            // A later job with the same key waits already; it does what this one would have done.
            return try complete(job, in: transaction)
        }
        try announce(job.tenant, dueAt: due, in: transaction)
    }
}

// Jobs that failed for good.
extension JobQueue {
    private func bury(_ job: Job, error: String, in transaction: any Transaction) throws {
        let count = try transaction.execute(
            "UPDATE job SET lease = NULL, is_dead = 1, error = \(error) WHERE \(isHeld(job))")
        guard count == 1 else { throw JobError.leaseLost(job.id) }
    }

    /// The dead jobs of a tenant, the latest first.
    public static func dead(tenant: Int64, limit: Int, in reader: any Reader) throws -> [DeadJob] {
        try reader.all(
            """
            SELECT id, tenant_id, kind, payload, attempt, error FROM job
            WHERE bucket = \(JobTables.bucket(of: tenant)) AND tenant_id = \(tenant) AND is_dead = 1
            ORDER BY id DESC LIMIT \(limit)
            """
        ) { row in
            DeadJob(
                id: EntityID(rawValue: row.integer(0)), tenant: row.integer(1), kind: row.text(2), payload: row.text(3),
                attempts: Int(row.integer(4)), error: row.text(5))
        }
    }

    /// Lets a dead job run again from its first attempt.
    /// - Returns: false when there is no such dead job.
    public func revive(_ id: EntityID, tenant: Int64, in transaction: any Transaction) throws -> Bool {
        let now = clock.now().milliseconds
        let count = try transaction.execute(
            """
            UPDATE job SET is_dead = 0, attempt = 0, due_at = \(now), unique_key = NULL
            WHERE bucket = \(JobTables.bucket(of: tenant)) AND id = \(id.rawValue) AND tenant_id = \(tenant) AND is_dead = 1
            """)
        if count == 1 { try announce(tenant, dueAt: now, in: transaction) }
        return count == 1
    }

    /// Removes a dead job.
    public func discard(_ id: EntityID, tenant: Int64, in transaction: any Transaction) throws -> Bool {
        try transaction.execute(
            """
            DELETE FROM job WHERE bucket = \(JobTables.bucket(of: tenant)) AND id = \(id.rawValue)
                AND tenant_id = \(tenant) AND is_dead = 1
            """) == 1
    }

    /// How much of a tenant waits, runs and is dead.
    public static func counts(tenant: Int64, in reader: any Reader) throws -> (
        waiting: Int64, leased: Int64, dead: Int64
    ) {
        try reader.first(
            """
            SELECT count(CASE WHEN is_dead = 0 AND lease IS NULL THEN 1 END),
                count(CASE WHEN is_dead = 0 AND lease IS NOT NULL THEN 1 END), count(CASE WHEN is_dead = 1 THEN 1 END)
            FROM job WHERE bucket = \(JobTables.bucket(of: tenant)) AND tenant_id = \(tenant)
            """
        ) { (waiting: $0.integer(0), leased: $0.integer(1), dead: $0.integer(2)) } ?? (0, 0, 0)
    }
}
