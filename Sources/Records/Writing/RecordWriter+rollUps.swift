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
            for parent in parents.sorted() { try refreshNowOrLater(target, EntityID(rawValue: parent)) }
        }
    }

    func rollUp(of record: Record) throws {
        for target in compiled.rollUps[record.object.name] ?? [] {
            if case .integer(let id) = record[target.rollUp.by] { try refreshNowOrLater(target, EntityID(rawValue: id)) }
        }
    }

    /// From now on, parents' sums are brought up to date once, when the unit ends: for writing many children at once.
    public func sumLater() { parentsLater = parentsLater ?? [:] }

    private func refreshNowOrLater(_ target: CompiledSchema.RollUpTarget, _ id: EntityID) throws {
        guard parentsLater != nil else { return try refresh([target], id) }
        let key = ParentKey(object: target.parent.name, id: id)
        let isKnown = parentsLater?[key]?.contains { $0.field.name == target.field.name } ?? false
        if !isKnown { parentsLater?[key, default: []].append(target) }
    }

    /// What ``sumLater()`` put off.
    func rollUpParents() throws {
        guard let waiting = parentsLater else { return }
        parentsLater = nil
        for (key, targets) in waiting.sorted(by: { $0.key.id < $1.key.id }) { try refresh(targets, key.id) }
    }

    /// Computes some sums of one parent and keeps them together.
    private func refresh(_ targets: [CompiledSchema.RollUpTarget], _ id: EntityID) throws {
        guard let object = targets.first?.parent else { return }
        guard rollUpDepth < 4 else { throw RecordError.query(code: "roll-up.circle", arguments: ["field": targets[0].field.name]) }
        guard let parent = load(object.name, id) else { return }
        var draft = RecordDraft(object: object, old: parent, tenant: tenant, id: id, actor: actor, now: now)
        for target in targets {
            let child = try reader.object(target.rollUp.object)
            guard let place = object.position(target.field.name), let sql = sum(target, child, id),
                let value = try transaction.first(sql, { RecordReader.wholeValue($0.value(0)) })
            else { continue }
            draft.set(place, value, target: nil)
        }
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

/// A record whose sums wait.
struct ParentKey: Hashable {
    let object: String
    let id: EntityID
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
