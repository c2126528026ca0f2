import Basics
import Metadata
import SQLStore

// Sums of children, kept on their parents.
extension RecordWriter {
    /// Brings the parents up to date that a draft's record belongs to, or belonged to before.
    func rollUp(_ draft: RecordDraft) throws {
        for target in compiled.rollUps[draft.object.name] ?? [] {
            guard let by = draft.object.position(target.rollUp.by) else { continue }
            var parents: Set<Int64> = []
            for value in [draft.oldValue(by), draft.values[by]] { if case .integer(let id) = value { parents.insert(id) } }
            for parent in parents.sorted() { try refresh(target, EntityID(rawValue: parent)) }
        }
    }

    func rollUp(of record: Record) throws {
        for target in compiled.rollUps[record.object.name] ?? [] {
            if case .integer(let id) = record[target.rollUp.by] { try refresh(target, EntityID(rawValue: id)) }
        }
    }

    private func refresh(_ target: CompiledSchema.RollUpTarget, _ id: EntityID) throws {
        guard rollUpDepth < 4 else { throw RecordError.query(code: "roll-up.circle", arguments: ["field": target.field.name]) }
        let child = try reader.object(target.rollUp.object)
        let plan = compiled.plan(target.parent)
        let parentSQL = SQL(text: "SELECT \(plan.selection("r")) FROM \(SQL.quoted(target.parent.table)) r WHERE ")
            + QueryCompiler.base(target.parent, tenant: tenant) + " AND r.id = \(id.rawValue)"
        guard let parent = try transaction.first(parentSQL, plan.record), let place = target.parent.position(target.field.name),
            let sql = sum(target, child, id), let value = try transaction.first(sql, { RecordReader.wholeValue($0.value(0)) })
        else { return }
        var draft = RecordDraft(object: target.parent, old: parent, tenant: tenant, id: id, actor: actor, now: now)
        draft.set(place, value, target: nil)
        guard draft.hasChanges else { return }
        rollUpDepth += 1
        defer { rollUpDepth -= 1 }
        var options = WriteOptions()
        options.acceptsDuplicates = true
        _ = try save(&draft, options, event: "updated")
    }

    private func sum(_ target: CompiledSchema.RollUpTarget, _ child: ObjectType, _ parent: EntityID) -> SQL? {
        guard let by = child.field(target.rollUp.by)?.expression(alias: "r", transaction.dialect) else { return nil }
        let field = target.rollUp.field.flatMap { child.field($0)?.expression(alias: "r", transaction.dialect) }
        let function = target.rollUp.function == .count ? "count(*)" : "\(target.rollUp.function.rawValue)(\(field ?? "1"))"
        var sql = SQL(text: "SELECT \(function) FROM \(SQL.quoted(child.table)) r WHERE ") + QueryCompiler.base(child, tenant: tenant)
            + SQL(text: " AND \(by) = ") + "\(parent.rawValue)"
        if let filter = target.rollUp.filter {
            guard let condition = try? compiled.rules.filter(
                filter.text, child, policy: policy, alias: "r", dialect: transaction.dialect, now: now)
            else { return nil }
            sql += " AND (" + condition + ")"
        }
        return sql
    }
}

extension RecordReader {
    /// A database's sum as a whole number; null stays null.
    static func wholeValue(_ value: SQLValue) -> SQLValue {
        switch value {
        case .text(let text): Int64(text).map(SQLValue.integer) ?? .null
        case .real(let value): .integer(Int64(value))
        default: value
        }
    }
}
