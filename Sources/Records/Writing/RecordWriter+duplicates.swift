public import Basics
public import Metadata
public import SQLStore

// Records that may mean the same thing.
extension RecordReader {
    /// What stands in the way of a record with these values, whoever owns it: the name is shown, the rest only to
    /// those who may see it.
    ///
    /// - Parameter blocking: only by the rules that stand in the way; the others are for showing while somebody types.
    public func duplicates(of values: [SQLValue], _ object: ObjectType, except id: EntityID?, blocking: Bool = false) throws
        -> [DuplicateMatch]
    {
        var found: [DuplicateMatch] = []
        for rule in object.duplicates where rule.blocks || !blocking {
            guard let place = object.position(rule.field), let kind = object.fields[place].matchKey,
                case .text(let key) = MatchText.key(values[place], kind)
            else { continue }
            for target in rule.against {
                guard let other = schema.object(target.object), other.field(target.field)?.matchKey != nil else { continue }
                found += try matches(key, other, target.field, rule.field, except: id)
            }
        }
        return found
    }

    private func matches(_ key: String, _ other: ObjectType, _ field: String, _ ownField: String, except id: EntityID?) throws
        -> [DuplicateMatch]
    {
        let name = other.field(other.nameField)?.expression(alias: "r", reader.dialect) ?? "''"
        let access = policy.predicate(other, .read, alias: "r", dialect: reader.dialect) ?? "1 = 0"
        let sql = SQL(text: "SELECT r.id, \(name), r.owner_id, CASE WHEN ") + access
            + SQL(text: " THEN 1 ELSE 0 END FROM \(SQL.quoted(other.table)) r WHERE ") + QueryCompiler.base(other, tenant: tenant)
            + SQL(text: " AND r.\(SQL.quoted(Tables.matchColumn(field))) = ") + "\(key) AND r.id <> \(id?.rawValue ?? 0) LIMIT 5"
        return try reader.all(sql) { row in
            DuplicateMatch(
                object: other.name, id: EntityID(rawValue: row.integer(0)), name: row.text(1), isVisible: row.bool(3),
                owner: row.optionalInteger(2).map(EntityID.init), field: ownField)
        }
    }
}

extension RecordWriter {
    func refuseDuplicates(_ draft: RecordDraft) throws {
        let touched = draft.object.duplicates.contains { rule in
            rule.blocks && draft.object.position(rule.field).map { draft.changed.contains($0) } ?? false
        }
        guard touched else { return }
        let found = try reader.duplicates(of: draft.values, draft.object, except: draft.id, blocking: true)
        if !found.isEmpty { throw RecordError.duplicates(found) }
    }
}
