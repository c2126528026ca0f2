public import Basics
import Metadata
import SQLStore
import Tenancy

// Records that mean the same thing become one (A10). Whatever is done is written down, so that it can be undone.
extension RecordWriter {
    /// Makes one record out of several of the same object: the losers go into the recycle bin, marked as merged; what
    /// points at them points at the winner afterwards, and their files go along.
    ///
    /// A field keeps the winner's value unless a choice names another record; where the winner has none, the first
    /// loser's counts. States and computed fields stay the winner's own.
    /// - Parameter choices: for some fields, or `owner`, the record whose value survives.
    /// - Throws: ``RecordError`` when the actor may not change the winner, delete a loser, or change a record that points
    ///   at one; children go with the right on their parent.
    public func merge(
        _ objectName: String, into winnerID: EntityID, _ loserIDs: [EntityID],
        taking choices: OrderedMap<EntityID> = [:],
        _ options: WriteOptions = WriteOptions()
    ) throws -> Record {
        let object = try reader.object(objectName)
        try checkMembers(object, winnerID, loserIDs)
        let winner = try changeable(object, winnerID, .update)
        try check(options.expectedVersion, winner)
        let losers = try loserIDs.map { try changeable(object, $0, .delete) }
        var options = options
        options.acceptsDuplicates = true
        options.reason = options.reason ?? "merged " + losers.map(\.idText).joined(separator: ", ")
        let merge = ids.next()
        try later {
            // Losers go first: a value that is unique can only then move to the winner.
            for loser in losers { try setDeleted(loser, now, cascades: false) }
            var steps = try take(winner, losers, choices, options)
            steps += try moveReferences(to: winner, from: losers, options)
            steps += try moveFiles(to: winner, from: losers)
            try keep(merge, winner, losers, steps)
        }
        logMerge(merge, winner, losers)
        return try reader.get(object, winnerID)
    }

    private func checkMembers(_ object: ObjectType, _ winner: EntityID, _ losers: [EntityID]) throws {
        // People, departments and the like are more than their records: sign-in, hierarchies and logs hang on them.
        guard !object.isInternal else {
            throw RecordError.commandRefused(code: "merge.internal", arguments: ["object": object.name])
        }
        guard !losers.isEmpty, Set(losers + [winner]).count == losers.count + 1 else {
            throw RecordError.commandRefused(code: "merge.members", arguments: ["object": object.name])
        }
        guard losers.count < Merge.mostRecords else { throw RecordError.tooMany(limit: Merge.mostRecords) }
    }

    /// Carries several writes out and brings the parents' sums up to date once, at their end.
    func later(_ body: () throws -> Void) throws {
        let isLate = parentsLater != nil
        sumLater()
        try body()
        if !isLate { try rollUpParents() }
    }

    // MARK: The winner's values

    private func take(_ winner: Record, _ losers: [Record], _ choices: OrderedMap<EntityID>, _ options: WriteOptions)
        throws -> [MergeStep]
    {
        let object = winner.object
        try checkChoices(object, winner, losers, choices)
        let mask = policy.mask(object)
        var draft = RecordDraft(object: object, old: winner, tenant: tenant, id: winner.id, actor: actor, now: now)
        var steps: [MergeStep] = []
        for (place, field) in object.fields.enumerated() where isMergeable(field, object) {
            let isOpen = !mask.hidden.contains(field.name) && !mask.readOnly.contains(field.name)
            let chosen = choices[field.name].flatMap { id in ([winner] + losers).first { $0.id == id } }
            var source = chosen ?? winner
            if chosen == nil, isOpen, winner.values[place].isNull {
                source = losers.first { !$0.values[place].isNull } ?? winner
            }
            let value = try resealed(source.values[place], field, from: source, for: winner.id)
            var after = MergeStep.Pointed(value: value, target: source.targets[field.name])
            if points(after, field, at: [winner] + losers) { after = .init(value: .null, target: nil) }
            let before = MergeStep.Pointed(value: winner.values[place], target: winner.targets[field.name])
            guard after != before else { continue }
            draft.set(place, after.value, target: after.target)
            steps.append(
                MergeStep(
                    kind: .value, object: object.name, record: winner.id, field: field.name, before: before,
                    after: after))
        }
        if let step = try takeOwner(&draft, winner, losers, choices["owner"]) { steps.append(step) }
        _ = try save(&draft, options, event: "updated")
        return steps
    }

    private func isMergeable(_ field: Field, _ object: ObjectType) -> Bool {
        field.kind.isStored && !field.kind.isComputed && field.name != object.state?.field
    }

    /// A record that became one with what it pointed at points at nothing.
    private func points(_ pointed: MergeStep.Pointed, _ field: Field, at members: [Record]) -> Bool {
        guard field.kind == .reference, case .integer(let id) = pointed.value,
            (pointed.target ?? field.targets.first) == members.first?.object.name
        else { return false }
        return members.contains { $0.id.rawValue == id }
    }

    private func checkChoices(
        _ object: ObjectType, _ winner: Record, _ losers: [Record], _ choices: OrderedMap<EntityID>
    ) throws {
        let mask = policy.mask(object)
        let members = Set(([winner] + losers).map(\.id))
        let problems = choices.compactMap { name, id -> FieldProblem? in
            guard members.contains(id) else {
                return FieldProblem(name, "merge.choice", ["value": id.text(prefix: object.idPrefix)])
            }
            if name == "owner", object.isOwned { return nil }
            guard let field = object.field(name), !mask.hidden.contains(name) else {
                let nearest = Spelling.nearest(to: name, among: object.fields.map(\.name))
                return FieldProblem(name, "field.unknown", ["object": object.name, "nearest": nearest ?? ""])
            }
            if id == winner.id { return nil }
            if field.name == object.state?.field {
                return FieldProblem(name, "field.state", ["initial": object.state?.initial ?? ""])
            }
            if field.kind.isComputed { return FieldProblem(name, "field.computed") }
            return mask.readOnly.contains(name) ? FieldProblem(name, "field.read-only") : nil
        }
        if !problems.isEmpty { throw RecordError.invalid(problems) }
    }

    private func takeOwner(_ draft: inout RecordDraft, _ winner: Record, _ losers: [Record], _ choice: EntityID?) throws
        -> MergeStep?
    {
        guard let choice, let source = losers.first(where: { $0.id == choice }), source.owner != winner.owner else {
            return nil
        }
        guard policy.grant(draft.object)?.transfer ?? false else {
            throw RecordError.invalid([FieldProblem("owner", "field.transfer")])
        }
        draft.owner = source.owner
        func pointed(_ id: EntityID?) -> MergeStep.Pointed {
            .init(value: id.map { .integer($0.rawValue) } ?? .null, target: nil)
        }
        return MergeStep(
            kind: .owner, object: draft.object.name, record: winner.id, field: "owner", before: pointed(winner.owner),
            after: pointed(source.owner))
    }

    // MARK: What points at the losers

    private func moveReferences(to winner: Record, from losers: [Record], _ options: WriteOptions) throws -> [MergeStep]
    {
        var steps: [MergeStep] = []
        let members = Set((losers + [winner]).map(\.id))
        for reference in compiled.schema.references(to: winner.object) {
            guard let place = reference.object.position(reference.field.name) else { continue }
            // The losers' own references stay as they were, for the undo; the winner's have been looked at above.
            let pointing = try records(reference, at: losers).filter { !members.contains($0.id) }
            try checkRights(reference, pointing)
            for record in pointing {
                let before = MergeStep.Pointed(
                    value: record.values[place], target: record.targets[reference.field.name])
                let after = MergeStep.Pointed(
                    value: .integer(winner.id.rawValue),
                    target: reference.field.hasTargetColumn ? winner.object.name : nil)
                try relink(record, place, after, options)
                steps.append(
                    MergeStep(
                        kind: .reference, object: reference.object.name, record: record.id, field: reference.field.name,
                        before: before,
                        after: after))
            }
        }
        return steps
    }

    /// The records, living or deleted, whose field points at one of some others.
    private func records(_ reference: IncomingReference, at targets: [Record]) throws -> [Record] {
        guard let expression = reference.field.expression(alias: "r", transaction.dialect),
            let object = targets.first?.object
        else { return [] }
        let plan = compiled.plan(reference.object)
        var sql =
            SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(reference.object.table)) r WHERE ")
            + QueryCompiler.every(reference.object, tenant: tenant) + SQL(text: " AND \(expression) IN ")
            + "\(list: targets.map { .integer($0.id.rawValue) })"
        if reference.field.hasTargetColumn, case .column(let column) = reference.field.storage {
            sql += SQL(text: " AND r.\(SQL.quoted(column + "__object")) = ") + "\(object.name)"
        }
        return try transaction.all(sql + " ORDER BY r.id", plan.record)
    }

    /// Children go with the right on their parent; of others each must be the actor's to change.
    private func checkRights(_ reference: IncomingReference, _ records: [Record]) throws {
        guard !records.isEmpty, !reference.field.isParent else { return }
        let object = reference.object
        let mask = policy.mask(object)
        var open = 0
        if !mask.hidden.contains(reference.field.name), !mask.readOnly.contains(reference.field.name),
            let access = policy.predicate(object, .update, alias: "r", dialect: transaction.dialect)
        {
            for part in records.chunks(of: 400) {
                let sql =
                    SQL(text: "SELECT count(*) FROM \(SQL.quoted(object.table)) r WHERE ")
                    + QueryCompiler.every(object, tenant: tenant)
                    + " AND r.id IN \(list: part.map { .integer($0.id.rawValue) }) AND "
                    + access
                open += Int(try transaction.first(sql) { $0.integer(0) } ?? 0)
            }
        }
        guard open < records.count else { return }
        throw RecordError.forbidden(
            code: "merge.references", arguments: ["count": "\(records.count - open)", "object": object.name])
    }

    /// Points a record elsewhere. Rules that were broken before do not stand in the way; one that breaks now does.
    func relink(_ record: Record, _ place: Int, _ pointed: MergeStep.Pointed, _ options: WriteOptions) throws {
        let object = record.object
        var draft = RecordDraft(object: object, old: record, tenant: tenant, id: record.id, actor: actor, now: now)
        let broken = compiled.rules.violations(draft, load)
        draft.set(place, pointed.value, target: pointed.target)
        compiled.rules.compute(&draft, load)
        let problems = compiled.rules.violations(draft, load).filter { !broken.contains($0) }
        if !problems.isEmpty { throw RecordError.invalid(problems) }
        if record.deletedAt == nil { try checkUnique(object, draft.values, id: record.id, changed: draft.changed) }
        try keep(draft, options, event: "updated")
    }

    // MARK: Files and the book of merges

    private func moveFiles(to winner: Record, from losers: [Record]) throws -> [MergeStep] {
        let list = losers.map { SQLValue.integer($0.id.rawValue) }
        let files = try transaction.all(
            "SELECT id, record_id FROM stored_file WHERE tenant_id = \(tenant) AND record_id IN \(list: list) ORDER BY id"
        ) { (id: $0.integer(0), record: $0.integer(1)) }
        try transaction.execute(
            """
            UPDATE stored_file SET record_id = \(winner.id.rawValue)
            WHERE tenant_id = \(tenant) AND record_id IN \(list: list)
            """)
        return files.map { file in
            MergeStep(
                kind: .file, object: "", record: EntityID(rawValue: file.id), field: "",
                before: .init(value: .integer(file.record), target: nil),
                after: .init(value: .integer(winner.id.rawValue), target: nil))
        }
    }

    private func keep(_ merge: EntityID, _ winner: Record, _ losers: [Record], _ steps: [MergeStep]) throws {
        try transaction.execute(
            """
            INSERT INTO record_merge (tenant_id, id, object, winner_id, at, actor_id, actor_name)
            VALUES (\(tenant), \(merge.rawValue), \(winner.object.name), \(winner.id.rawValue), \(now.milliseconds),
                \(actor.id.rawValue), \(actor.name))
            """)
        try transaction.insert(
            into: "record_merge_loser", ["tenant_id", "merge_id", "loser_id"],
            losers.map { [.integer(tenant), .integer(merge.rawValue), .integer($0.id.rawValue)] })
        let columns = [
            "tenant_id", "merge_id", "position", "kind", "object", "record_id", "field", "old_value", "old_target",
            "new_value",
            "new_target",
        ]
        let rows = steps.enumerated().map { position, step -> [SQLValue] in
            [
                .integer(tenant), .integer(merge.rawValue), .integer(Int64(position)), .text(step.kind.rawValue),
                .text(step.object),
                .integer(step.record.rawValue), .text(step.field), .text(ExtValue.json(step.before.value).text),
                step.before.target.map(SQLValue.text) ?? .null, .text(ExtValue.json(step.after.value).text),
                step.after.target.map(SQLValue.text) ?? .null,
            ]
        }
        for part in rows.chunks(of: 50) { try transaction.insert(into: "record_merge_step", columns, Array(part)) }
    }

    private func logMerge(_ merge: EntityID, _ winner: Record, _ losers: [Record]) {
        let id = JSON.string(merge.text(prefix: Merge.idPrefix))
        let list = JSON.array(losers.map { .string($0.idText) })
        log("merged", winner, data: JSON.object(["merge": id, "records": list]).text)
        for loser in losers {
            log("merged-into", loser, data: JSON.object(["merge": id, "into": .string(winner.idText)]).text)
        }
    }
}
