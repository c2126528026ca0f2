public import SQLStore

/// What the processes keep: definitions, instances, and the rows that instances open and close as they go.
///
/// The tenant leads every key. All rows of an instance change in the transaction that stores its state, so no list is
/// ever behind it.
public enum ProcessTables {
    public static let migration = Migration("0001-processes") { dialect in
        let (int, text, blob) = (dialect.type(.integer), dialect.type(.text), dialect.type(.blob))
        let (end, wide) = (dialect.tableEnd(), dialect.tableEnd(clustered: false))
        let tables: [(name: String, columns: String, key: String, end: String)] = [
            (
                "process_definition",
                """
                id \(int) NOT NULL, deployment \(int) NOT NULL, key \(text) NOT NULL, version \(int) NOT NULL, name \(text) NOT NULL,
                subject \(text), source \(text) NOT NULL, checksum \(text) NOT NULL, version_tag \(text), state \(text) NOT NULL,
                deployed_at \(int) NOT NULL, deployed_by \(int) NOT NULL, deployed_by_name \(text) NOT NULL
                """, "tenant_id, id", wide
            ),
            (
                "decision_definition",
                """
                id \(int) NOT NULL, deployment \(int) NOT NULL, key \(text) NOT NULL, version \(int) NOT NULL, name \(text) NOT NULL,
                source \(text) NOT NULL, checksum \(text) NOT NULL, deployed_at \(int) NOT NULL, deployed_by \(int) NOT NULL,
                deployed_by_name \(text) NOT NULL
                """, "tenant_id, id", wide
            ),
            ("decision_name", "name \(text) NOT NULL, model \(text) NOT NULL, decision \(text) NOT NULL", "tenant_id, name", end),
            (
                "process_start",
                """
                definition \(int) NOT NULL, place \(int) NOT NULL, kind \(text) NOT NULL, name \(text) NOT NULL, due_at \(int),
                timer \(text)
                """, "tenant_id, definition, place", end
            ),
            (
                "process_instance",
                """
                id \(int) NOT NULL, definition \(int) NOT NULL, key \(text) NOT NULL, number \(text) NOT NULL, title \(text) NOT NULL,
                status \(text) NOT NULL, is_suspended \(int) NOT NULL, started_at \(int) NOT NULL, ended_at \(int), initiator \(int),
                subject_object \(text), subject_id \(int), subject_version \(int) NOT NULL, parent \(int), parent_key \(int),
                root \(int) NOT NULL, incidents \(int) NOT NULL, step \(int) NOT NULL
                """, "tenant_id, id", end
            ),
            ("process_state", "id \(int) NOT NULL, state \(blob) NOT NULL", "tenant_id, id", wide),
            (
                "process_step",
                """
                instance \(int) NOT NULL, step \(int) NOT NULL, at \(int) NOT NULL, actor_id \(int) NOT NULL, actor_name \(text) NOT NULL,
                events \(text) NOT NULL
                """, "tenant_id, instance, step", wide
            ),
            (
                "process_task",
                """
                id \(int) NOT NULL, instance \(int) NOT NULL, key \(int) NOT NULL, definition \(int) NOT NULL, node \(text) NOT NULL,
                name \(text) NOT NULL, title \(text) NOT NULL, purpose \(text) NOT NULL, status \(text) NOT NULL, assignee \(int),
                owner \(int), claimed_at \(int), due_at \(int), follow_up_at \(int), priority \(int) NOT NULL, form \(text),
                subject_object \(text), subject_id \(int), created_at \(int) NOT NULL, read_at \(int), done_at \(int), done_by \(int),
                outcome \(text)
                """, "tenant_id, id", end
            ),
            (
                "process_candidate", "kind \(text) NOT NULL, name \(text) NOT NULL, task \(int) NOT NULL",
                "tenant_id, kind, name, task", end
            ),
            (
                "process_timer", "instance \(int) NOT NULL, key \(int) NOT NULL, due_at \(int) NOT NULL, node \(text) NOT NULL",
                "tenant_id, instance, key", end
            ),
            (
                "process_subscription",
                """
                instance \(int) NOT NULL, key \(int) NOT NULL, kind \(text) NOT NULL, name \(text) NOT NULL, correlation \(text),
                node \(text) NOT NULL
                """, "tenant_id, instance, key", end
            ),
            (
                "process_message",
                """
                id \(int) NOT NULL, name \(text) NOT NULL, correlation \(text), message_id \(text), variables \(text) NOT NULL,
                expires_at \(int) NOT NULL, is_taken \(int) NOT NULL
                """, "tenant_id, id", end
            ),
            (
                "process_job",
                """
                instance \(int) NOT NULL, key \(int) NOT NULL, definition \(int) NOT NULL, type \(text) NOT NULL, node \(text) NOT NULL,
                retries \(int) NOT NULL, headers \(text) NOT NULL, variables \(text) NOT NULL, created_at \(int) NOT NULL,
                due_at \(int) NOT NULL, worker \(text), lease \(int), error \(text)
                """, "tenant_id, instance, key", end
            ),
            (
                "process_incident",
                """
                instance \(int) NOT NULL, key \(int) NOT NULL, node \(text) NOT NULL, code \(text) NOT NULL, arguments \(text) NOT NULL,
                at \(int) NOT NULL, closed_at \(int)
                """, "tenant_id, instance, key", end
            ),
            (
                "process_copy",
                """
                person \(int) NOT NULL, instance \(int) NOT NULL, key \(int) NOT NULL, node \(text) NOT NULL, title \(text) NOT NULL,
                sent_at \(int) NOT NULL, read_at \(int)
                """, "tenant_id, person, instance, key", end
            ),
            (
                "process_proxy",
                """
                person \(int) NOT NULL, starts_at \(int) NOT NULL, ends_at \(int) NOT NULL, proxy \(int) NOT NULL
                """, "tenant_id, person, starts_at", end
            ),
            ("process_package", "package \(text) NOT NULL, checksum \(text) NOT NULL", "tenant_id, package", end),
            ("process_series", "name \(text) NOT NULL, value \(int) NOT NULL", "tenant_id, name", end),
        ]
        let creations = tables.map { table in
            SQL(text: "CREATE TABLE \(table.name) (tenant_id \(int) NOT NULL, \(table.columns), PRIMARY KEY (\(table.key)))\(table.end)")
        }
        return creations + indexes + tables.flatMap { dialect.tenantWall(around: $0.name) }
    }

    /// Models that somebody is drawing and that nothing runs by.
    public static let drafts = Migration("0002-process-drafts") { dialect in
        let (int, text) = (dialect.type(.integer), dialect.type(.text))
        let columns = """
            tenant_id \(int) NOT NULL, kind \(text) NOT NULL, key \(text) NOT NULL, name \(text) NOT NULL, source \(text) NOT NULL,
            version \(int) NOT NULL, updated_at \(int) NOT NULL, updated_by \(int) NOT NULL, updated_by_name \(text) NOT NULL
            """
        let table = SQL(text: "CREATE TABLE process_draft (\(columns), PRIMARY KEY (tenant_id, kind, key))\(dialect.tableEnd(clustered: false))")
        return [table] + dialect.tenantWall(around: "process_draft")
    }

    /// What people say about requests.
    public static let comments = Migration("0003-process-comments") { dialect in
        let (int, text) = (dialect.type(.integer), dialect.type(.text))
        let columns = """
            tenant_id \(int) NOT NULL, instance \(int) NOT NULL, id \(int) NOT NULL, author \(int) NOT NULL, author_name \(text) NOT NULL,
            body \(text) NOT NULL, at \(int) NOT NULL
            """
        let table = SQL(text: "CREATE TABLE process_comment (\(columns), PRIMARY KEY (tenant_id, instance, id))\(dialect.tableEnd())")
        return [table] + dialect.tenantWall(around: "process_comment")
    }

    private static let indexes: [SQL] = [
        "CREATE UNIQUE INDEX process_definition_version ON process_definition (tenant_id, key, version)",
        "CREATE UNIQUE INDEX decision_definition_version ON decision_definition (tenant_id, key, version)",
        "CREATE INDEX process_start_name ON process_start (tenant_id, kind, name)",
        "CREATE INDEX process_start_due ON process_start (due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX process_instance_started ON process_instance (tenant_id, started_at, id)",
        "CREATE INDEX process_instance_key ON process_instance (tenant_id, key, status, started_at, id)",
        "CREATE INDEX process_instance_initiator ON process_instance (tenant_id, initiator, started_at, id)",
        "CREATE INDEX process_instance_subject ON process_instance (tenant_id, subject_id, started_at)",
        "CREATE INDEX process_instance_parent ON process_instance (tenant_id, parent) WHERE parent IS NOT NULL",
        "CREATE UNIQUE INDEX process_task_key ON process_task (tenant_id, instance, key)",
        "CREATE INDEX process_task_assignee ON process_task (tenant_id, assignee, status, created_at, id)",
        "CREATE INDEX process_task_done ON process_task (tenant_id, done_by, done_at, id)",
        "CREATE INDEX process_task_node ON process_task (tenant_id, definition, node)",
        "CREATE INDEX process_candidate_task ON process_candidate (tenant_id, task)",
        "CREATE INDEX process_timer_due ON process_timer (due_at)",
        "CREATE INDEX process_subscription_name ON process_subscription (tenant_id, kind, name, correlation, instance)",
        "CREATE INDEX process_message_name ON process_message (tenant_id, name, is_taken, id)",
        "CREATE INDEX process_message_expiry ON process_message (expires_at)",
        "CREATE INDEX process_message_id ON process_message (tenant_id, name, message_id) WHERE message_id IS NOT NULL",
        "CREATE INDEX process_job_due ON process_job (tenant_id, type, due_at)",
    ]
}
