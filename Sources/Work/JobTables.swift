public import SQLStore

/// Where jobs wait.
///
/// `job` holds every job that is not done. `due_at` is when somebody may take it: its time, the end of its lease while
/// it runs, the end of its pause after a failure. A crashed runner's jobs so become due by themselves.
///
/// `job_turn` holds one row a tenant: a lower bound of its jobs' `due_at`, and when it was served last. Leasing goes
/// from tenant to tenant by turn, so a million jobs of one do not hold up the one of another; and it visits only
/// tenants with something due.
///
/// The bucket (a hash of the tenant) leads every key, so that on a distributed database a tenant's queue is in one
/// place and each bucket can be leased for itself.
public enum JobTables {
    public static let bucketCount: Int64 = 64

    public static let migration = Migration("0005-jobs") { dialect in
        [
            """
            CREATE TABLE job (
                bucket BIGINT NOT NULL, id BIGINT NOT NULL, tenant_id BIGINT NOT NULL, kind TEXT NOT NULL,
                payload TEXT NOT NULL, priority BIGINT NOT NULL, due_at BIGINT NOT NULL, attempt BIGINT NOT NULL,
                attempt_limit BIGINT NOT NULL, lease BIGINT, unique_key TEXT, is_dead BIGINT NOT NULL, error TEXT,
                created_at BIGINT NOT NULL, PRIMARY KEY (bucket, id))
            """,
            "CREATE INDEX job_due ON job (bucket, tenant_id, is_dead, priority, due_at, id)",
            """
            CREATE UNIQUE INDEX job_unique ON job (bucket, tenant_id, kind, unique_key)
            WHERE unique_key IS NOT NULL AND is_dead = 0 AND lease IS NULL
            """,
            """
            CREATE TABLE job_turn (
                bucket BIGINT NOT NULL, tenant_id BIGINT NOT NULL, next_at BIGINT NOT NULL, turn BIGINT NOT NULL,
                PRIMARY KEY (bucket, tenant_id))
            """,
            "CREATE INDEX job_turn_next ON job_turn (next_at)",
        ] + dialect.tenantWall(around: "job") + dialect.tenantWall(around: "job_turn")
    }

    /// The bucket of a tenant: the upper bits of a Fibonacci hash.
    public static func bucket(of tenant: Int64) -> Int64 {
        Int64((UInt64(bitPattern: tenant) &* 0x9e37_79b9_7f4a_7c15) >> 58)
    }
}
