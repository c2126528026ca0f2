import Basics
public import SQLStore
import Tenancy

/// What imports keep: how far they are, which records they touched, and the rows that failed.
public enum ImportTables {
    public static let migration = Migration("0001-importing") { dialect in
        let (integer, text, end) = (dialect.type(.integer), dialect.type(.text), dialect.tableEnd())
        func table(_ name: String, _ columns: String, key: String) -> SQL {
            let typed = columns.replacingWords(["BIGINT": integer, "TEXT": text])
            return SQL(
                text:
                    "CREATE TABLE \(name) (tenant_id \(integer) NOT NULL, \(typed), PRIMARY KEY (tenant_id, \(key)))\(end)"
            )
        }
        return [
            table(
                "import_job",
                """
                id BIGINT NOT NULL, object TEXT NOT NULL, file_name TEXT NOT NULL, fingerprint TEXT NOT NULL, plan TEXT NOT NULL,
                starter_id BIGINT NOT NULL, starter_name TEXT NOT NULL, started_at BIGINT NOT NULL, finished_at BIGINT,
                state TEXT NOT NULL, done_rows BIGINT NOT NULL, created BIGINT NOT NULL, updated BIGINT NOT NULL,
                unchanged BIGINT NOT NULL, failed BIGINT NOT NULL
                """, key: "id"),
            // What a row did: `before` and `after` hold the fields it changed, for taking it back.
            table(
                "import_record",
                """
                import_id BIGINT NOT NULL, position BIGINT NOT NULL, record_id BIGINT NOT NULL, action TEXT NOT NULL,
                before_values TEXT, after_values TEXT, undone BIGINT NOT NULL
                """, key: "import_id, position"),
            table(
                "import_failure",
                "import_id BIGINT NOT NULL, position BIGINT NOT NULL, line BIGINT NOT NULL, cells TEXT NOT NULL, problems TEXT NOT NULL",
                key: "import_id, position"),
            // References of a row to a later row of the same file.
            table(
                "import_pending",
                """
                import_id BIGINT NOT NULL, position BIGINT NOT NULL, field TEXT NOT NULL, record_id BIGINT NOT NULL,
                wanted TEXT NOT NULL
                """, key: "import_id, position, field"),
        ]
    }

    private static let jobColumns = """
        id, object, file_name, fingerprint, plan, starter_id, starter_name, started_at, finished_at, state, done_rows, created,
        updated, unchanged, failed
        """

    static func insert(_ job: ImportJob, tenant: Int64, in transaction: any Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO import_job (tenant_id, \(verbatim: jobColumns)) VALUES (\(tenant), \(job.id.rawValue), \(job.object),
            \(job.fileName), \(job.fingerprint), \(job.plan.json), \(job.starter.rawValue), \(job.starterName),
            \(job.startedAt.milliseconds), NULL, \(job.state.rawValue), 0, 0, 0, 0, 0)
            """)
    }

    static func update(_ job: ImportJob, tenant: Int64, in transaction: any Transaction) throws {
        try transaction.execute(
            """
            UPDATE import_job SET state = \(job.state.rawValue), done_rows = \(job.rows), created = \(job.created),
            updated = \(job.updated), unchanged = \(job.unchanged), failed = \(job.failed),
            finished_at = \(job.finishedAt?.milliseconds) WHERE tenant_id = \(tenant) AND id = \(job.id.rawValue)
            """)
    }

    static func jobs(_ condition: SQL, tenant: Int64, in reader: any Reader) throws -> [ImportJob] {
        try reader.all(
            "SELECT \(verbatim: jobColumns) FROM import_job WHERE tenant_id = \(tenant) AND \(condition)", job)
    }

    private static func job(_ row: any RowView) -> ImportJob {
        var job = ImportJob(
            id: EntityID(rawValue: row.integer(0)), object: row.text(1), fileName: row.text(2),
            fingerprint: row.text(3),
            plan: ImportPlan(json: row.text(4)) ?? ImportPlan(object: row.text(1), columns: []),
            starter: EntityID(rawValue: row.integer(5)), starterName: row.text(6),
            startedAt: Timestamp(milliseconds: row.integer(7)))
        job.finishedAt = row.optionalInteger(8).map(Timestamp.init(milliseconds:))
        job.state = .init(rawValue: row.text(9)) ?? .stopped
        (job.rows, job.created, job.updated) = (Int(row.integer(10)), Int(row.integer(11)), Int(row.integer(12)))
        (job.unchanged, job.failed) = (Int(row.integer(13)), Int(row.integer(14)))
        return job
    }

    static func keep(_ failures: [FailedRow], of job: EntityID, tenant: Int64, in transaction: any Transaction) throws {
        let rows = failures.map { failure -> [SQLValue] in
            [
                .integer(tenant), .integer(job.rawValue), .integer(Int64(failure.position)),
                .integer(Int64(failure.line)),
                .text(JSON.array(failure.cells.map(JSON.string)).text),
                .text(JSON.array(failure.problems.map(\.json)).text),
            ]
        }
        try transaction.insert(
            into: "import_failure", ["tenant_id", "import_id", "position", "line", "cells", "problems"], rows)
    }

    static func failures(of job: EntityID, tenant: Int64, after position: Int, in reader: any Reader) throws
        -> [FailedRow]
    {
        try reader.all(
            """
            SELECT line, position, cells, problems FROM import_failure WHERE tenant_id = \(tenant) AND import_id = \(job.rawValue)
            AND position > \(position) ORDER BY position LIMIT 1000
            """
        ) { row in
            FailedRow(
                line: Int(row.integer(0)), position: Int(row.integer(1)),
                cells: ((try? JSON.parse(row.text(2)))?.array ?? []).compactMap(\.string),
                problems: ((try? JSON.parse(row.text(3)))?.array ?? []).compactMap(RowProblem.init))
        }
    }
}

extension RowProblem {
    var json: JSON {
        var members: OrderedMap<JSON> = ["code": .string(code)]
        if let field { members["field"] = .string(field) }
        var inner = OrderedMap<JSON>()
        for key in arguments.keys.sorted() { inner[key] = .string(arguments[key] ?? "") }
        members["arguments"] = .object(inner)
        return .object(members)
    }

    init?(_ json: JSON) {
        guard let code = json["code"]?.string else { return nil }
        self.code = code
        field = json["field"]?.string
        var arguments: [String: String] = [:]
        for (key, value) in json["arguments"]?.object ?? [:] { arguments[key] = value.string }
        self.arguments = arguments
    }
}

extension String {
    /// The words of a statement replaced; words end at blanks and commas.
    fileprivate func replacingWords(_ words: [String: String]) -> String {
        split(separator: " ", omittingEmptySubsequences: false).map { part in
            let bare = part.prefix { $0 != "," && $0 != "\n" }
            return words[String(bare)].map { $0 + part.dropFirst(bare.count) } ?? String(part)
        }.joined(separator: " ")
    }
}
