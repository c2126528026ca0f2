import Basics
import Metadata
import SQLStore
import Tenancy

// How a draft gets into the tables.
extension RecordWriter {
    func store(_ draft: RecordDraft) throws {
        if draft.old == nil { try insert(draft) } else { try replace(draft) }
    }

    private func insert(_ draft: RecordDraft) throws {
        let record = draft.record
        var columns: [(String, SQLValue)] = [
            ("tenant_id", .integer(tenant)), ("id", .integer(record.id.rawValue)), ("version", .integer(1)),
            ("owner_id", record.owner.map { .integer($0.rawValue) } ?? .null),
            ("created_at", .integer(now.milliseconds)), ("created_by", .integer(actor.id.rawValue)),
            ("updated_at", .integer(now.milliseconds)), ("updated_by", .integer(actor.id.rawValue)),
        ]
        if draft.object.isCustom { columns.append(("object", .text(draft.object.name))) }
        columns += try fieldColumns(draft, places: draft.values.indices.filter { !draft.values[$0].isNull })
        let names = columns.map { SQL.quoted($0.0) }.joined(separator: ", ")
        var sql = SQL(text: "INSERT INTO \(SQL.quoted(draft.object.table)) (\(names)")
        let ext = extText(draft)
        if ext != nil { sql.text += ", ext" }
        sql.text += ") VALUES (" + Array(repeating: "?", count: columns.count).joined(separator: ", ")
        sql.arguments = columns.map(\.1)
        if let ext { sql += ", " + json(ext) }
        sql.text += ")"
        try naming(draft.object) { _ = try transaction.execute(sql) }
    }

    /// Writes only if nobody else did since the draft was begun.
    private func replace(_ draft: RecordDraft) throws {
        guard let old = draft.old else { return }
        var sets: [SQL] = [
            "version = \(old.version + 1)", "updated_at = \(now.milliseconds)", "updated_by = \(actor.id.rawValue)",
        ]
        if draft.owner != old.owner { sets.append("owner_id = \(draft.owner?.rawValue)") }
        for (column, value) in try fieldColumns(draft, places: draft.changed.sorted()) {
            sets.append(SQL(text: SQL.quoted(column) + " = ") + "\(value)")
        }
        let touchesExt = draft.changed.contains { if case .ext = draft.object.fields[$0].storage { true } else { false } }
        if touchesExt { sets.append("ext = " + (extText(draft).map(json) ?? "NULL")) }
        let sql = SQL(text: "UPDATE \(SQL.quoted(draft.object.table)) SET ") + sets.joined(separator: ", ")
            + " WHERE tenant_id = \(tenant) AND id = \(draft.id.rawValue) AND version = \(old.version)"
        var count = 0
        try naming(draft.object) { count = try transaction.execute(sql) }
        guard count == 1 else {
            throw RecordError.changedMeanwhile(object: draft.object.name, id: draft.id, current: old.version + 1, given: old.version)
        }
    }

    private func json(_ text: String) -> SQL {
        transaction.dialect == .postgres ? "CAST(\(text) AS JSONB)" : "\(text)"
    }

    private func fieldColumns(_ draft: RecordDraft, places: [Int]) throws -> [(String, SQLValue)] {
        var columns: [(String, SQLValue)] = []
        for place in places {
            let field = draft.object.fields[place]
            guard case .column(let column) = field.storage else { continue }
            columns.append((column, draft.values[place]))
            if field.hasTargetColumn { columns.append((column + "__object", draft.targets[field.name].map(SQLValue.text) ?? .null)) }
            if let key = field.matchKey, !draft.object.isCustom, !field.isCustom {
                columns.append((Tables.matchColumn(field.name), MatchText.key(draft.values[place], key)))
            }
            if field.hasBlindIndex {
                columns.append((Tables.blindColumn(field.name), try reader.blindIndex(of: draft.values[place], field, draft.object, draft.id)))
            }
        }
        return columns
    }

    /// The `ext` object with every added field's value; nil when there is none.
    private func extText(_ draft: RecordDraft) -> String? {
        var members = OrderedMap<JSON>()
        for (place, key) in compiled.writing(draft.object).ext where !draft.values[place].isNull {
            members[key] = ExtValue.json(draft.values[place])
        }
        return members.isEmpty ? nil : JSON.object(members).text
    }

    /// Turns the refusal of a unique index into a problem of the field.
    private func naming(_ object: ObjectType, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch StoreError.notUnique(let name) {
            let field = object.fields.first { $0.unique && name.contains($0.name) }
            throw RecordError.invalid([FieldProblem(field?.name ?? object.nameField, "field.not-unique", ["value": ""])])
        }
    }

    /// Search index, history, owner's interval, roll-ups, hierarchy: what follows from a kept draft.
    func follow(_ draft: RecordDraft, _ options: WriteOptions) throws {
        try index(draft)
        try keepHistory(draft, options)
        try keepOwnership(draft, options)
        try rollUp(draft)
        noteHierarchy(draft)
    }

    private func index(_ draft: RecordDraft) throws {
        let searchable = compiled.writing(draft.object).searchable
        guard searchable.contains(where: draft.changed.contains) else { return }
        let text = SearchText.text(searchable, draft.values)
        let kind = SearchText.kind(draft.object.name)
        if draft.old == nil {
            if let text { pending.words.append(PendingRows.Words(kind: kind, id: draft.id.rawValue, text: text)) }
            return
        }
        try flush()
        if let text {
            try RecordTables.searchIndex.put(text, tenant: tenant, kind: kind, id: draft.id.rawValue, in: transaction)
        } else if draft.old != nil {
            try RecordTables.searchIndex.remove(tenant: tenant, id: draft.id.rawValue, in: transaction)
        }
    }

    /// One row for each change of a tracked field (A9). A new record's values are in its event.
    private func keepHistory(_ draft: RecordDraft, _ options: WriteOptions) throws {
        guard let old = draft.old else { return }
        for place in draft.changed.sorted() where draft.object.fields[place].tracked {
            let field = draft.object.fields[place]
            let before = compiled.codec.text(old.values[place], field, target: old.targets[field.name])
            let after = compiled.codec.text(draft.values[place], field, target: draft.targets[field.name])
            try keepChange(draft, field.name, before, after, options)
        }
        if draft.owner != old.owner {
            func text(_ id: EntityID?) -> String { id.map { "\"\($0.text(prefix: "usr"))\"" } ?? "null" }
            try keepChange(draft, "owner", text(old.owner), text(draft.owner), options)
        }
    }

    private func keepChange(_ draft: RecordDraft, _ field: String, _ before: String, _ after: String, _ options: WriteOptions) throws {
        pending.changes.append([
            .integer(tenant), .integer(draft.id.rawValue), .integer(ids.next().rawValue), .text(draft.object.name), .text(field),
            .text(before), .text(after), .integer(actor.id.rawValue), .text(actor.name), .integer(now.milliseconds),
            actor.through.map(SQLValue.text) ?? .null, options.reason.map(SQLValue.text) ?? .null,
        ])
    }

    /// Ends the open interval and begins the next: at most one is open, and none overlap (A1).
    private func keepOwnership(_ draft: RecordDraft, _ options: WriteOptions) throws {
        guard draft.object.isOwned, draft.owner != draft.old?.owner || draft.old == nil else { return }
        if draft.old != nil {
            try flush()
            try transaction.execute(
                """
                UPDATE ownership_span SET ends_at = \(now.milliseconds)
                WHERE tenant_id = \(tenant) AND record_id = \(draft.id.rawValue) AND ends_at IS NULL
                """)
        }
        guard let owner = draft.owner else { return }
        pending.spans.append([
            .integer(tenant), .integer(draft.id.rawValue), .integer(now.milliseconds), .integer(ids.next().rawValue),
            .text(draft.object.name), .integer(owner.rawValue), options.reason.map(SQLValue.text) ?? .null,
        ])
    }

    private func noteHierarchy(_ draft: RecordDraft) {
        switch draft.object.name {
        case "core.user": peopleChanged = true
        case "core.department": departmentsChanged = true
        case "core.role_assignment": accessChanged = true
        default: break
        }
    }

    /// Marks a record and the children that go with it as deleted, or brings those back that went with it.
    func setDeleted(_ record: Record, _ time: Timestamp?, cascades: Bool = true) throws {
        let object = record.object
        seenReferences.removeAll()
        try transaction.execute(
            SQL(text: "UPDATE \(SQL.quoted(object.table)) SET deleted_at = ") + "\(time?.milliseconds)"
                + ", version = version + 1, updated_at = \(now.milliseconds), updated_by = \(actor.id.rawValue)"
                + " WHERE tenant_id = \(tenant) AND id = \(record.id.rawValue)")
        try rollUp(of: record)
        var after = record
        after.deletedAt = time
        for hook in hooks[object.name] ?? [] { try hook(record, after, self) }
        if cascades { try setChildrenDeleted(of: record, time) }
        if object.name == "core.user" { peopleChanged = true }
        if object.name == "core.department" { departmentsChanged = true }
        if object.name == "core.role_assignment" { accessChanged = true }
    }

    private func setChildrenDeleted(of record: Record, _ time: Timestamp?) throws {
        let object = record.object
        for child in compiled.schema.objects.values.sorted(by: { $0.name < $1.name }) {
            for field in child.fields where field.isParent && field.targets == [object.name] {
                guard let column = field.expression(alias: "r", transaction.dialect) else { continue }
                let state: SQL = record.deletedAt.map { "r.deleted_at = \($0.milliseconds)" } ?? "r.deleted_at IS NULL"
                let plan = compiled.plan(child)
                let sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(child.table)) r WHERE r.tenant_id = ")
                    + "\(tenant) AND " + SQL(text: "\(column) = ") + "\(record.id.rawValue) AND " + state
                for row in try transaction.all(sql, plan.record) {
                    // One that was merged away at the same time stays away: it comes back by undoing the merge.
                    if time == nil, try reader.mergedInto(row.id) != nil { continue }
                    try setDeleted(row, time)
                }
            }
        }
    }

    /// The next number of a series: `Q-{yyyy}{mm}-{0000}` counts anew each month.
    func nextNumber(_ field: Field, _ object: ObjectType) throws -> String {
        let today = actor.today(at: now)
        var format = field.format ?? "{0}"
        format = format.replacing("{yyyy}", with: "\(today.year)").replacing("{mm}", with: Self.padded(today.month, 2))
            .replacing("{dd}", with: Self.padded(today.day, 2))
        guard let open = format.firstIndex(of: "{"), let close = format[open...].firstIndex(of: "}") else { return format }
        let width = format.distance(from: open, to: close) - 1
        let series = "\(object.name).\(field.name) \(format)"
        let value = try transaction.first(
            """
            INSERT INTO number_series (tenant_id, name, value) VALUES (\(tenant), \(series), 1)
            ON CONFLICT (tenant_id, name) DO UPDATE SET value = number_series.value + 1 RETURNING value
            """) { $0.integer(0) } ?? 1
        return format.replacingCharacters(from: open, through: close, with: Self.padded(value, width))
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

extension String {
    fileprivate func replacing(_ part: String, with text: String) -> String {
        var out = ""
        var rest = self[...]
        while let found = rest.firstRange(of: part) {
            out += rest[..<found.lowerBound] + text
            rest = rest[found.upperBound...]
        }
        return out + rest
    }

    fileprivate func replacingCharacters(from open: Index, through close: Index, with text: String) -> String {
        self[..<open] + text + self[index(after: close)...]
    }
}
