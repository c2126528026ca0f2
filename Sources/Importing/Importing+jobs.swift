public import Basics
import Metadata
import Records
import SQLStore
import TableFiles
public import Tenancy

// Looking at imports, their failures, and taking them back.
extension Importing {
    /// One import; people see their own, administrators all.
    public func job(_ id: EntityID, as actor: Actor) async throws -> ImportJob {
        let found = try await records.read(as: actor) { reader in
            let condition: SQL = reader.policy.isAdministrator ? "1 = 1" : "starter_id = \(actor.id.rawValue)"
            return try reader.imports("id = \(id.rawValue) AND " + condition)
        }
        guard let job = found.first else { throw ImportError.notFound(id.text(prefix: "imp")) }
        return job
    }

    /// The last imports, newest first.
    public func jobs(as actor: Actor, limit: Int = 50) async throws -> [ImportJob] {
        try await records.read(as: actor) { reader in
            let condition: SQL = reader.policy.isAdministrator ? "1 = 1" : "starter_id = \(actor.id.rawValue)"
            return try reader.imports(condition + " ORDER BY id DESC LIMIT \(limit)")
        }
    }

    /// Writes the rows that failed as a table of its own: the file's columns and one with the reasons.
    /// - Parameter sentence: a problem in the reader's language.
    public func writeFailures(
        of job: ImportJob, columns: [String], reasonLabel: String, as actor: Actor,
        sentence: @escaping @Sendable (RowProblem) -> String, _ sink: ([UInt8]) throws -> Void
    ) async throws {
        var position = 0
        try sink(FailureFile.head(columns, reasonLabel))
        while true {
            let from = position
            let failures = try await records.read(as: actor) { try $0.importFailures(of: job.id, after: from) }
            guard let last = failures.last else { return }
            try sink(FailureFile.rows(failures, columns: columns.count, sentence))
            position = last.position
        }
    }

    /// Takes an import back: records that it made go to the recycle bin, fields that it changed get their old values
    /// unless somebody changed them since.
    /// - Returns: how many records were taken back and how many were left because they had changed.
    public func undo(_ id: EntityID, as actor: Actor, progress: @escaping @Sendable (Int) -> Void = { _ in })
        async throws
        -> (undone: Int, left: Int)
    {
        var job = try await job(id, as: actor)
        guard job.state != .undone else { throw ImportError.alreadyUndone }
        // The right to take back comes with having imported; the log names both.
        let doer = Actor(
            kind: .system, tenant: actor.tenant, id: actor.id, name: actor.name,
            through: "undo:" + job.id.text(prefix: "imp"), locale: actor.locale, zoneMinutes: actor.zoneMinutes,
            versions: actor.versions)
        var (undone, left) = (0, 0)
        while true {
            let imported = job
            let batch = try await records.write(as: doer, lane: .bulk) {
                try ImportUndo(job: imported, writer: $0).batch()
            }
            if batch.seen == 0 { break }
            undone += batch.undone
            left += batch.seen - batch.undone
            progress(undone)
        }
        job.state = .undone
        let finished = job
        try await records.write(as: doer) { try ImportTables.update(finished, tenant: actor.tenant, in: $0.unit) }
        return (undone, left)
    }
}

/// One batch of taking back.
private struct ImportUndo {
    let job: ImportJob
    let writer: RecordWriter

    private struct Row {
        let position: Int64
        let id: EntityID
        let isCreated: Bool
        let before: OrderedMap<JSON>
        let after: OrderedMap<JSON>
    }

    /// The last rows first, so that what was built on others goes before them.
    func batch() throws -> (seen: Int, undone: Int) {
        writer.sumLater()
        let tenant = writer.actor.tenant
        let rows = try writer.unit.all(
            """
            SELECT position, record_id, action, before_values, after_values FROM import_record WHERE tenant_id = \(tenant)
            AND import_id = \(job.id.rawValue) AND undone = 0 ORDER BY position DESC LIMIT 300
            """
        ) { row in
            Row(
                position: row.integer(0), id: EntityID(rawValue: row.integer(1)), isCreated: row.text(2) == "create",
                before: (try? JSON.parse(row.text(3)))?.object ?? [:],
                after: (try? JSON.parse(row.text(4)))?.object ?? [:])
        }
        var undone = 0
        for row in rows {
            let isUndone = try writer.attempt { try takeBack(row) }
            undone += isUndone ? 1 : 0
        }
        if let (first, last) = rows.last.flatMap({ last in rows.first.map { (last.position, $0.position) } }) {
            try writer.unit.execute(
                """
                UPDATE import_record SET undone = 1 WHERE tenant_id = \(tenant) AND import_id = \(job.id.rawValue)
                AND position BETWEEN \(first) AND \(last)
                """)
        }
        return (rows.count, undone)
    }

    private func takeBack(_ row: Row) throws -> Bool {
        let object = try writer.reader.object(job.object)
        guard let record = try? writer.reader.get(object, row.id) else { return false }
        if row.isCreated {
            try writer.delete(object.name, row.id)
            return true
        }
        var values = OrderedMap<JSON>()
        for (name, old) in row.before {
            let now =
                name == "owner"
                ? record.owner.map { JSON.string($0.text(prefix: "usr")) } ?? .null
                : object.field(name).map { ImportBatch.json(record, $0, writer.reader) } ?? .null
            if now == row.after[name] { values[name] = old }
        }
        guard !values.isEmpty else { return false }
        var options = WriteOptions()
        options.acceptsDuplicates = true
        options.setsStates = true
        _ = try writer.update(object.name, row.id, values, options)
        return true
    }
}

extension RecordReader {
    func imports(_ condition: SQL) throws -> [ImportJob] {
        try ImportTables.jobs(condition, tenant: actor.tenant, in: rows)
    }

    func importFailures(of job: EntityID, after position: Int) throws -> [FailedRow] {
        try ImportTables.failures(of: job, tenant: actor.tenant, after: position, in: rows)
    }
}

/// The file of failed rows, in pieces.
enum FailureFile {
    static func head(_ columns: [String], _ reason: String) throws -> [UInt8] {
        try bytes { writer in try writer.write((columns + [reason]).map(TableCell.text)) }
    }

    static func rows(_ failures: [FailedRow], columns: Int, _ sentence: (RowProblem) -> String) throws -> [UInt8] {
        // The mark stands at the beginning of the file only.
        try bytes { writer in
            for failure in failures {
                let missing = Array(repeating: "", count: max(0, columns - failure.cells.count))
                let reasons = failure.problems.map(sentence).joined(separator: " ")
                try writer.write((failure.cells + missing + [reasons]).map(TableCell.text))
            }
        }.dropFirst(3).map { $0 }
    }

    private static func bytes(_ body: (inout CSVWriter) throws -> Void) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var writer = CSVWriter { bytes += $0 }
        try body(&writer)
        try writer.finish()
        return bytes
    }
}
