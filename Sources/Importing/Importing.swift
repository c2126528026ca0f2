public import Basics
import Metadata
public import Records
import SQLStore
import TableFiles
public import Tenancy

/// Brings tables that people keep elsewhere into records, and takes them back when it was a mistake.
///
/// ```swift
/// let preview = try await importing.preview(source, into: "crm.account", as: actor)
/// let job = try await importing.start(preview.plan, source, as: actor)
/// let done = try await importing.run(job.id, source, as: actor) { print($0.lines) }
/// ```
///
/// Every row goes through the record pipeline as the actor, so rights, rules and duplicates count as always. Rows go in
/// by batches; what is done is kept with each batch, so an import that was cut off goes on where it stopped.
///
/// ## Topics
/// - ``ImportPlan``: which column goes where
/// - ``ImportJob``: how far an import is
public struct Importing: Sendable {
    let records: Records
    /// How many rows are kept together.
    public static let rowsAtOnce = 500
    /// How many rows of an import may fail before it stops: then the mapping is wrong, not the rows.
    public static let mostFailures = 10_000

    public init(records: Records) { self.records = records }

    /// What a file holds and where its columns would go.
    public func preview(_ source: ImportSource, into objectName: String, as actor: Actor, rows count: Int = 20)
        async throws
        -> FilePreview
    {
        var table = try source.open()
        var rows: [TableRow] = []
        // The mapping looks at more rows than are shown: the first ones are often empty in some columns.
        while rows.count < 200, let row = try table.next() { rows.append(row) }
        let (columns, sample) = (table.columns, rows)
        return try await records.read(as: actor) { reader in
            let object = try reader.object(objectName)
            let fields = ImportField.all(of: object, reader)
            var guess = ColumnGuess(object: object, fields: fields, columns: columns, sample: sample)
            guess.resolved = { texts, field in Self.resolved(texts, field, object, reader) }
            let plan = ImportPlan(object: object.name, columns: guess.uses())
            return FilePreview(
                plan: plan, columns: columns, rows: Array(sample.prefix(count)), fields: fields.map(\.name))
        }
    }

    /// How many of a hundred texts mean a record; a reference to the same kind may mean one that comes with the file.
    private static func resolved(_ texts: [String], _ field: ImportField, _ object: ObjectType, _ reader: RecordReader)
        -> Int?
    {
        guard field.kind == .reference else { return nil }
        let targets = field.field.map(reader.codec.targets) ?? [try? reader.object("core.user")].compactMap { $0 }
        guard targets.map(\.name) != [object.name] else { return nil }
        var finder = ReferenceFinder(reader: reader)
        guard (try? finder.prepare(Set(texts), field.name, targets)) != nil else { return nil }
        return texts.filter { finder.found($0, field.name) != .none }.count * 100 / texts.count
    }

    /// Notes an import that is going to run.
    public func start(_ plan: ImportPlan, _ source: ImportSource, as actor: Actor) async throws -> ImportJob {
        let print = try source.fingerprint()
        let (ids, name) = (records.ids, source.name)
        return try await records.write(as: actor) { writer in
            let object = try writer.reader.object(plan.object)
            guard writer.policy.mayCreate(object) || plan.mode == .update else {
                throw RecordError.forbidden(code: "access.create", arguments: ["object": object.name])
            }
            let job = ImportJob(
                id: ids.next(), object: object.name, fileName: name, fingerprint: print, plan: plan, starter: actor.id,
                starterName: actor.name, startedAt: writer.now)
            try ImportTables.insert(job, tenant: actor.tenant, in: writer.unit)
            return job
        }
    }

    /// Runs an import to its end, from where it stands.
    /// - Parameter progress: called after each batch.
    public func run(
        _ id: EntityID, _ source: ImportSource, as actor: Actor,
        progress: @escaping @Sendable (ImportJob) -> Void = { _ in }
    ) async throws -> ImportJob {
        var job = try await self.job(id, as: actor)
        guard job.state == .running else { return job }
        guard try source.fingerprint() == job.fingerprint else { throw ImportError.otherFile(job.fileName) }
        var table = try source.open()
        for _ in 0..<job.rows { _ = try table.next() }
        let doer = Self.actor(actor, through: job)
        while job.state == .running {
            let (rows, columns) = (try Self.take(Self.rowsAtOnce, from: &table), table.columns)
            let before = job
            job = try await records.write(as: doer, lane: .bulk) { writer in
                var job = before
                if rows.isEmpty {
                    try ImportBatch.resolvePending(&job, writer)
                    job.finish(at: writer.now)
                } else {
                    try ImportBatch(job: job, columns: columns, writer: writer).run(rows, &job)
                    if job.failed > Self.mostFailures { job.stop(at: writer.now) }
                }
                try ImportTables.update(job, tenant: actor.tenant, in: writer.unit)
                if job.state != .running, actor.kind == .user { try Self.tell(job, writer) }
                if Self.grew(before.rows, job.rows) || job.state != .running { try writer.unit.refreshStatistics() }
                return job
            }
            progress(job)
        }
        return job
    }

    /// Tells who started an import that it is over: the file, and how many rows went in and how many did not.
    private static func tell(_ job: ImportJob, _ writer: RecordWriter) throws {
        let title = "\(job.fileName): \(job.created + job.updated)" + (job.failed > 0 ? " / ✗ \(job.failed)" : "")
        try writer.tell(job.starter, "import", job.object, EntityID(rawValue: 0), title)
    }

    /// Does everything that an import would do and keeps nothing of it.
    ///
    /// Batches do not see each other's rows: what only two rows of the file together make wrong shows when it runs.
    public func dryRun(
        _ plan: ImportPlan, _ source: ImportSource, as actor: Actor,
        progress: @escaping @Sendable (ImportJob) -> Void = { _ in }
    ) async throws -> (job: ImportJob, failures: [FailedRow]) {
        var table = try source.open()
        var job = ImportJob(
            id: records.ids.next(), object: plan.object, fileName: source.name, fingerprint: "", plan: plan,
            starter: actor.id,
            starterName: actor.name, startedAt: records.clock.now())
        var failures: [FailedRow] = []
        let columns = table.columns
        while true {
            let rows = try Self.take(Self.rowsAtOnce, from: &table)
            if rows.isEmpty || job.failed > Self.mostFailures { break }
            let before = job
            do {
                try await records.write(as: Self.actor(actor, through: job), lane: .bulk) { writer in
                    var job = before
                    let failed = try ImportBatch(job: job, columns: columns, writer: writer).run(rows, &job)
                    throw Rehearsed(job: job, failures: failed)
                }
            } catch let rehearsed as Rehearsed {
                job = rehearsed.job
                failures += rehearsed.failures
            }
            progress(job)
        }
        job.finish(at: records.clock.now())
        return (job, failures)
    }

    /// Whether the rows passed a power of two: then the tables are others than the database thinks.
    private static func grew(_ before: Int, _ now: Int) -> Bool { before.leadingZeroBitCount != now.leadingZeroBitCount }

    /// Carries a batch's result out of the unit that it undoes.
    private struct Rehearsed: Error {
        let job: ImportJob
        let failures: [FailedRow]
    }

    static func actor(_ actor: Actor, through job: ImportJob) -> Actor {
        var doer = actor
        doer.through = "import:" + job.id.text(prefix: "imp")
        return doer
    }

    private static func take(_ count: Int, from table: inout any TableReader) throws -> [TableRow] {
        var rows: [TableRow] = []
        rows.reserveCapacity(count)
        while rows.count < count, let row = try table.next() { rows.append(row) }
        return rows
    }
}

/// Why an import cannot go on.
public enum ImportError: Error, Equatable {
    case notFound(String)
    /// The file is another one than the import began with.
    case otherFile(String)
    /// The field that existing records are found by is not among the columns, or cannot be used.
    case keyMissing(String)
    case unknownColumn(String, columns: [String])
    case unknownField(String, nearest: String)
    case alreadyUndone
}
