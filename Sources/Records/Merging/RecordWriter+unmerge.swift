public import Basics
import Metadata
import SQLStore
import Tenancy

// Taking a merge back.
extension RecordWriter {
    /// Makes several records again what a merge made one: the losers come back, and everything that moved moves back.
    ///
    /// What was written since the merge contradicts it: then nothing is done, and the error says what contradicts.
    /// - Parameter keepingNewer: leaves what contradicts as it is now and puts the rest back.
    /// - Throws: ``RecordError/contradicted(_:)``; and ``RecordError/commandRefused(code:arguments:)`` when the winner or
    ///   a loser is not there to be put back.
    public func undoMerge(_ objectName: String, _ winnerID: EntityID, _ mergeID: EntityID, keepingNewer: Bool = false)
        throws -> Record
    {
        let object = try reader.object(objectName)
        let merge = try openMerge(object, winnerID, mergeID)
        let winner = try standingWinner(object, merge)
        let losers = try merge.losers.map { try restorable(object, $0) }
        let steps = try reader.steps(of: merge.id)
        let judged = try steps.map { (step: $0, contradiction: try contradiction($0, winner)) }
        let contradictions = judged.compactMap(\.contradiction)
        if !contradictions.isEmpty, !keepingNewer { throw RecordError.contradicted(contradictions) }
        var options = WriteOptions()
        options.acceptsDuplicates = true
        options.reason = "undone merge \(merge.idText)"
        try later {
            try close(merge)
            let undone = judged.filter { $0.contradiction == nil }.map(\.step)
            // The other way round: the winner gives unique values back before their owners return.
            try putBack(undone.filter { $0.kind == .value || $0.kind == .owner }, winner, options)
            for loser in losers {
                try checkUnique(object, loser.values, id: loser.id)
                try setDeleted(loser, nil, cascades: false)
            }
            for step in undone where step.kind == .reference { try putBack(step, options) }
            for step in undone where step.kind == .file { try putFileBack(step) }
        }
        let id = JSON.object(["merge": .string(merge.idText)]).text
        for record in [winner] + losers { log("unmerged", record, data: id) }
        return try reader.get(object, winnerID)
    }

    private func openMerge(_ object: ObjectType, _ winner: EntityID, _ id: EntityID) throws -> Merge {
        guard let merge = try reader.merge(id), merge.object == object.name, merge.winner == winner else {
            throw RecordError.notFound(object: "merge", id: id.text(prefix: Merge.idPrefix))
        }
        guard merge.undoneAt == nil else { throw RecordError.commandRefused(code: "merge.undone", arguments: [:]) }
        return merge
    }

    /// The winner, which must stand: one that was merged itself, or deleted, comes back first.
    private func standingWinner(_ object: ObjectType, _ merge: Merge) throws -> Record {
        if let further = try reader.mergedInto(merge.winner) {
            throw RecordError.commandRefused(
                code: "merge.later", arguments: ["id": further.text(prefix: object.idPrefix)])
        }
        if (try? reader.get(object, merge.winner, deleted: true)) != nil {
            throw RecordError.commandRefused(code: "merge.winner-deleted", arguments: [:])
        }
        return try changeable(object, merge.winner, .update)
    }

    private func restorable(_ object: ObjectType, _ id: EntityID) throws -> Record {
        if let record = try? reader.get(object, id, deleted: true, for: .delete) { return record }
        if try loadAny(object, id) == nil {
            throw RecordError.commandRefused(
                code: "merge.loser-gone", arguments: ["id": id.text(prefix: object.idPrefix)])
        }
        throw forbidden("access.delete", object)
    }

    // MARK: What contradicts

    private func contradiction(_ step: MergeStep, _ winner: Record) throws -> MergeContradiction? {
        func found(_ reason: MergeContradiction.Reason) -> MergeContradiction {
            let prefix = compiled.schema.object(step.object)?.idPrefix ?? "rec"
            return MergeContradiction(
                object: step.object, id: step.record.text(prefix: prefix), field: step.field, reason: reason)
        }
        switch step.kind {
        case .value:
            return now(step, in: winner).map { $0 != step.after && $0 != step.before } ?? true ? found(.changed) : nil
        case .owner:
            return winner.owner.map { SQLValue.integer($0.rawValue) } ?? .null == step.after.value
                ? nil : found(.changed)
        case .reference:
            guard let object = compiled.schema.object(step.object), let record = try loadAny(object, step.record) else {
                return found(.gone)
            }
            return now(step, in: record).map { $0 != step.after && $0 != step.before } ?? true ? found(.changed) : nil
        // A file that is gone or was moved on stays where it is; nobody can lose by that.
        case .file: return nil
        }
    }

    private func now(_ step: MergeStep, in record: Record) -> MergeStep.Pointed? {
        record.object.position(step.field).map { .init(value: record.values[$0], target: record.targets[step.field]) }
    }

    /// A record whether it lives or not.
    private func loadAny(_ object: ObjectType, _ id: EntityID) throws -> Record? {
        let plan = compiled.plan(object)
        let sql =
            SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ")
            + QueryCompiler.every(object, tenant: tenant) + " AND r.id = \(id.rawValue)"
        return try transaction.first(sql, plan.record)
    }

    // MARK: Putting back

    private func putBack(_ steps: [MergeStep], _ winner: Record, _ options: WriteOptions) throws {
        var draft = RecordDraft(
            object: winner.object, old: winner, tenant: tenant, id: winner.id, actor: actor, now: now)
        for step in steps {
            if step.kind == .owner {
                if case .integer(let id) = step.before.value {
                    draft.owner = EntityID(rawValue: id)
                } else {
                    draft.owner = nil
                }
            } else if let place = winner.object.position(step.field) {
                draft.set(place, step.before.value, target: step.before.target)
            }
        }
        // What stood there before the merge was right then; it is not judged again.
        try settlePool(&draft)
        compiled.rules.compute(&draft, load)
        guard draft.hasChanges else { return }
        try checkUnique(winner.object, draft.values, id: winner.id, changed: draft.changed)
        try keep(draft, options, event: "updated")
    }

    private func putBack(_ step: MergeStep, _ options: WriteOptions) throws {
        guard let object = compiled.schema.object(step.object), let place = object.position(step.field),
            let record = try loadAny(object, step.record), now(step, in: record) == step.after
        else { return }
        try relink(record, place, step.before, options)
    }

    private func putFileBack(_ step: MergeStep) throws {
        guard case .integer(let record) = step.before.value, case .integer(let winner) = step.after.value else {
            return
        }
        try transaction.execute(
            """
            UPDATE stored_file SET record_id = \(record)
            WHERE tenant_id = \(tenant) AND id = \(step.record.rawValue) AND record_id = \(winner)
            """)
    }

    private func close(_ merge: Merge) throws {
        try transaction.execute(
            """
            UPDATE record_merge SET undone_at = \(now.milliseconds), undone_by = \(actor.id.rawValue)
            WHERE tenant_id = \(tenant) AND id = \(merge.id.rawValue)
            """)
    }
}
