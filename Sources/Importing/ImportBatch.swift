import Basics
import Metadata
import Records
import SQLStore
import TableFiles
import Tenancy

/// Some rows of an import, written together.
struct ImportBatch {
    private let job: ImportJob
    private let writer: RecordWriter
    private let object: ObjectType
    private let cells: RowCells
    private let key: Field?

    init(job: ImportJob, columns: [String], writer: RecordWriter) throws {
        self.job = job
        self.writer = writer
        object = try writer.reader.object(job.object)
        cells = try RowCells(job.plan, object, columns, writer.reader)
        let object = object
        key = try job.plan.key.map { name in
            guard let field = object.field(name), job.plan.columns.contains(where: { $0.field == name }) else {
                throw ImportError.keyMissing(name)
            }
            return field
        }
        if job.plan.mode != .insert, key == nil { throw ImportError.keyMissing(job.plan.key ?? "") }
    }

    /// Writes the rows; what fails is kept with its reasons.
    @discardableResult
    func run(_ rows: [TableRow], _ job: inout ImportJob) throws -> [FailedRow] {
        writer.sumLater()
        var finder = ReferenceFinder(reader: writer.reader)
        try cells.prepare(rows, &finder)
        let existing = try existing(rows)
        let sieve = try DuplicateSieve(object, rows, cells, writer.reader)
        var outcome = Outcome()
        do {
            // All without savepoints: most rows are good, and most bad ones fail before anything is written.
            outcome = try writer.attempt { try write(rows, finder, existing, sieve, lightly: true) }
        } catch is RecordWriter.FailedHalfway {
            outcome = try write(rows, finder, existing, sieve, lightly: false)
        }
        try outcome.keep(job.id, writer)
        job.rows += rows.count
        job.created += outcome.created
        job.updated += outcome.updated
        job.unchanged += outcome.unchanged
        job.failed += outcome.failures.count
        return outcome.failures
    }

    /// The records that the rows' keys mean.
    private func existing(_ rows: [TableRow]) throws -> [SQLValue: [EntityID]] {
        guard let key else { return [:] }
        var wanted: Set<SQLValue> = []
        for row in rows { if let value = keyValue(row, key) { wanted.insert(value) } }
        var found: [SQLValue: [EntityID]] = [:]
        for (value, id) in try writer.reader.find(object, where: key.name, isOneOf: Array(wanted)) {
            found[value, default: []].append(id)
        }
        return found
    }

    private func keyValue(_ row: TableRow, _ key: Field) -> SQLValue? {
        guard let value = try? key.type.parse(text: cells.text(key.name, row), key), value != .null else { return nil }
        return value
    }

    private func write(
        _ rows: [TableRow], _ finder: ReferenceFinder, _ existing: [SQLValue: [EntityID]], _ sieve: DuplicateSieve,
        lightly: Bool
    ) throws -> Outcome {
        var outcome = Outcome()
        var finder = finder
        var existing = existing
        var sieve = sieve
        for (offset, row) in rows.enumerated() {
            let position = job.rows + offset + 1
            var options = WriteOptions()
            options.acceptsDuplicates = job.plan.acceptsDuplicates || sieve.isNew(row)
            options.setsStates = writer.policy.isAdministrator
            options.trustsUniqueIndexes = lightly
            do {
                let write = { try self.write(row, position, options, &finder, &existing, &outcome) }
                if lightly { try writer.attemptLightly(write) } else { try writer.attempt(write) }
                sieve.note(row)
            } catch let failure as FailedHere {
                outcome.failures.append(
                    FailedRow(line: row.line, position: position, cells: row.cells, problems: failure.problems))
            } catch let error as RecordError {
                outcome.failures.append(
                    FailedRow(line: row.line, position: position, cells: row.cells, problems: RowProblem.of(error)))
            }
        }
        return outcome
    }

    /// Why a row did not even get to the pipeline.
    private struct FailedHere: Error { let problems: [RowProblem] }

    private func write(
        _ row: TableRow, _ position: Int, _ options: WriteOptions, _ finder: inout ReferenceFinder,
        _ existing: inout [SQLValue: [EntityID]],
        _ outcome: inout Outcome
    ) throws {
        let (values, problems, pending) = cells.values(row, finder)
        if !problems.isEmpty { throw FailedHere(problems: problems) }
        let keyValue = key.flatMap { self.keyValue(row, $0) }
        let known = keyValue.flatMap { existing[$0] } ?? []
        if let key, keyValue == nil {
            throw FailedHere(problems: [RowProblem(field: key.name, code: "import.key-empty", arguments: [:])])
        }
        if let key, known.count > 1 {
            throw FailedHere(problems: [
                RowProblem(field: key.name, code: "import.several", arguments: ["value": cells.text(key.name, row)])
            ])
        }
        let record: Record
        if let id = known.first {
            record = try update(id, values, position, options, &outcome)
        } else if job.plan.mode == .update {
            throw FailedHere(problems: [
                RowProblem(
                    field: key?.name, code: "import.no-record",
                    arguments: ["value": key.map { cells.text($0.name, row) } ?? ""])
            ])
        } else {
            record = try writer.create(object.name, values, options)
            outcome.add(position, record.id, "create", nil, nil)
            outcome.created += 1
        }
        if let keyValue { existing[keyValue] = [record.id] }
        cells.note(row, record, &finder)
        for (field, text) in pending { outcome.pending.append((position, field, record.id, text)) }
    }

    private func update(
        _ id: EntityID, _ values: OrderedMap<JSON>, _ position: Int, _ options: WriteOptions, _ outcome: inout Outcome
    ) throws -> Record {
        let before = try writer.reader.get(object, id)
        let after = try writer.update(object.name, id, values, options)
        guard after.version != before.version else {
            outcome.unchanged += 1
            return after
        }
        let changed = zip(object.fields, zip(before.values, after.values)).filter {
            $0.0.kind.isComputed == false && $0.1.0 != $0.1.1
        }
        var (old, new) = (OrderedMap<JSON>(), OrderedMap<JSON>())
        for (field, _) in changed {
            old[field.name] = Self.json(before, field, writer.reader)
            new[field.name] = Self.json(after, field, writer.reader)
        }
        if before.owner != after.owner {
            old["owner"] = before.owner.map { .string($0.text(prefix: "usr")) } ?? .null
            new["owner"] = after.owner.map { .string($0.text(prefix: "usr")) } ?? .null
        }
        outcome.add(position, id, "update", JSON.object(old).text, JSON.object(new).text)
        outcome.updated += 1
        return after
    }

    static func json(_ record: Record, _ field: Field, _ reader: RecordReader) -> JSON {
        (try? JSON.parse(reader.codec.text(record[field.name], field, target: record.targets[field.name]))) ?? .null
    }

    /// References to later rows of the same file, when all rows are there.
    static func resolvePending(_ job: inout ImportJob, _ writer: RecordWriter) throws {
        let object = try writer.reader.object(job.object)
        let tenant = writer.actor.tenant
        let waiting = try writer.unit.all(
            """
            SELECT position, field, record_id, wanted FROM import_pending WHERE tenant_id = \(tenant)
            AND import_id = \(job.id.rawValue) ORDER BY position
            """
        ) {
            (
                position: Int($0.integer(0)), field: $0.text(1), record: EntityID(rawValue: $0.integer(2)),
                text: $0.text(3)
            )
        }
        var finder = ReferenceFinder(reader: writer.reader)
        try finder.prepare(Set(waiting.map(\.text)), object.name, [object])
        var failures: [Int: FailedRow] = [:]
        for row in waiting {
            var problem = RowProblem(field: row.field, code: "import.no-reference", arguments: ["value": row.text])
            if case .one(let id) = finder.found(row.text, object.name) {
                var options = WriteOptions()
                options.acceptsDuplicates = true
                do {
                    _ = try writer.attempt {
                        try writer.update(object.name, row.record, [row.field: .string(id)], options)
                    }
                    continue
                } catch let error as RecordError {
                    problem = RowProblem.of(error).first ?? problem
                }
            }
            failures[row.position] = FailedRow(
                line: row.position + 1, position: row.position, cells: [], problems: [problem])
        }
        job.failed += failures.count
        try ImportTables.keep(
            failures.values.sorted { $0.position < $1.position }, of: job.id, tenant: tenant, in: writer.unit)
        try writer.unit.execute(
            "DELETE FROM import_pending WHERE tenant_id = \(tenant) AND import_id = \(job.id.rawValue)")
    }
}

/// What became of a batch's rows.
struct Outcome {
    var created = 0
    var updated = 0
    var unchanged = 0
    var failures: [FailedRow] = []
    var pending: [(position: Int, field: String, record: EntityID, text: String)] = []
    private var records: [(position: Int, id: EntityID, action: String, before: String?, after: String?)] = []

    mutating func add(_ position: Int, _ id: EntityID, _ action: String, _ before: String?, _ after: String?) {
        records.append((position, id, action, before, after))
    }

    func keep(_ job: EntityID, _ writer: RecordWriter) throws {
        let (tenant, import_) = (SQLValue.integer(writer.actor.tenant), SQLValue.integer(job.rawValue))
        try writer.unit.insert(
            into: "import_record",
            ["tenant_id", "import_id", "position", "record_id", "action", "before_values", "after_values", "undone"],
            records.map { row in
                [
                    tenant, import_, .integer(Int64(row.position)), .integer(row.id.rawValue), .text(row.action),
                    row.before.map(SQLValue.text) ?? .null, row.after.map(SQLValue.text) ?? .null, .integer(0),
                ]
            })
        try writer.unit.insert(
            into: "import_pending", ["tenant_id", "import_id", "position", "field", "record_id", "wanted"],
            pending.map {
                [
                    tenant, import_, .integer(Int64($0.position)), .text($0.field), .integer($0.record.rawValue),
                    .text($0.text),
                ]
            })
        try ImportTables.keep(failures, of: job, tenant: writer.actor.tenant, in: writer.unit)
    }
}

extension RowProblem {
    /// A refusal of the pipeline as problems of a row.
    static func of(_ error: RecordError) -> [RowProblem] {
        switch error {
        case .invalid(let problems):
            problems.map { RowProblem(field: $0.field, code: $0.code, arguments: $0.arguments) }
        case .duplicates(let matches):
            [
                RowProblem(
                    field: matches.first?.field, code: "record.duplicates",
                    arguments: ["names": matches.map(\.name).joined(separator: "、")])
            ]
        case .forbidden(let code, let arguments), .commandRefused(let code, let arguments),
            .query(let code, let arguments):
            [RowProblem(field: nil, code: code, arguments: arguments)]
        case .changedMeanwhile(_, _, let current, let given):
            [RowProblem(field: nil, code: "record.changed", arguments: ["current": "\(current)", "given": "\(given)"])]
        case .notFound(let object, let id), .unknownObject(let object, let id?):
            [RowProblem(field: nil, code: "record.not-found", arguments: ["object": object, "id": id])]
        default: [RowProblem(field: nil, code: "import.failed", arguments: ["reason": "\(error)"])]
        }
    }
}
