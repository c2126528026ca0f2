public import Basics
import Metadata
import SQLStore
import Tenancy

// States move only by commands; a conversion is the command that makes other records.
extension RecordWriter {
    /// Gives a command to a record.
    /// - Parameters:
    ///   - target: the state wanted, for a command that leads to several.
    ///   - values: fields set along with it, such as the reason of a loss.
    public func command(
        _ name: String, _ objectName: String, _ id: EntityID, to target: String? = nil, _ values: OrderedMap<JSON> = [:],
        _ options: WriteOptions = WriteOptions()
    ) throws -> Record {
        let object = try reader.object(objectName)
        guard let machine = object.state, let command = machine.command(name), let place = object.position(machine.field) else {
            let known = object.state?.commands.map(\.name) ?? []
            throw RecordError.commandRefused(code: "command.unknown", arguments: [
                "command": name, "object": object.name, "nearest": Spelling.nearest(to: name, among: known) ?? "",
            ])
        }
        let old = try changeable(object, id, .update)
        guard policy.mayGive(name, object) else { throw RecordError.forbidden(code: "access.command", arguments: ["command": name]) }
        guard !object.givenByPools.contains(name) else {
            throw RecordError.commandRefused(code: "command.pool", arguments: ["command": name])
        }
        try check(options.expectedVersion, old)
        let state = old.values[place].textValue
        let next = try destination(command, from: state, to: target)
        var draft = RecordDraft(object: object, old: old, tenant: tenant, id: id, actor: actor, now: now)
        try read(values, into: &draft, options)
        draft.set(place, .text(next), target: nil)
        try checkGate(command, draft)
        try askGate(machine, command, draft, from: state, to: next)
        let extra = [("from", state), ("to", next)]
        guard let conversion = object.conversions.first(where: { $0.command == name }) else {
            return try save(&draft, options, event: name, extra: extra)
        }
        let made = try convert(&draft, conversion)
        let record = try save(&draft, options, event: name, extra: extra)
        // Follow-ups move last: each one that leaves changes the sums of the record that it leaves.
        for carried in conversion.carries { try carry(carried, from: draft, to: made) }
        return load(object.name, id) ?? record
    }

    private func destination(_ command: Command, from state: String, to target: String?) throws -> String {
        guard command.from.isEmpty || command.from.contains(state) else {
            throw RecordError.commandRefused(code: "command.state", arguments: [
                "command": command.name, "state": state, "allowed": command.from.joined(separator: ", "),
            ])
        }
        if command.to.isEmpty, target == nil { return state }
        if let target {
            guard command.to.contains(target) else {
                throw RecordError.commandRefused(code: "command.target", arguments: [
                    "command": command.name, "target": target, "allowed": command.to.joined(separator: ", "),
                ])
            }
            guard target != state else { throw RecordError.commandRefused(code: "command.same", arguments: ["state": state]) }
            return target
        }
        guard command.to.count == 1, let only = command.to.first else {
            throw RecordError.commandRefused(code: "command.choose", arguments: [
                "command": command.name, "allowed": command.to.joined(separator: ", "),
            ])
        }
        return only
    }

    /// Required fields and the condition; a command that fails its gate changes nothing (A7).
    private func checkGate(_ command: Command, _ draft: RecordDraft) throws {
        let missing = command.requires.filter { name in draft.object.position(name).map { draft.values[$0].isNull } ?? false }
        if !missing.isEmpty { throw RecordError.invalid(missing.map { FieldProblem($0, "field.required-for-command", ["command": command.name]) }) }
        guard let condition = command.condition else { return }
        if !compiled.rules.holds(condition, draft, load) {
            throw RecordError.commandRefused(code: "command.condition", arguments: [
                "command": command.name, "message": command.message.text(actor.locale),
            ])
        }
    }

    /// Makes the records that a conversion describes.
    private func convert(_ draft: inout RecordDraft, _ conversion: Conversion) throws -> [Record] {
        var made: [String: Record] = [:]
        for step in conversion.steps {
            guard let record = try makeOrFind(step, draft, made) else { continue }
            made[step.object] = record
            for copy in step.copies { try copyLines(copy, of: draft, to: record) }
            if let stored = step.storedIn, let place = draft.object.position(stored) {
                draft.set(place, .integer(record.id.rawValue), target: step.object)
            }
        }
        return conversion.steps.compactMap { made[$0.object] }
    }

    /// Copies lines: what is stored, not computed, and has the same name on both sides.
    private func copyLines(_ copy: LineCopy, of draft: RecordDraft, to record: Record) throws {
        let (source, target) = (try reader.object(copy.from), try reader.object(copy.to))
        guard let by = Self.parentField(of: source, draft.object.name), let up = Self.parentField(of: target, record.object.name) else { return }
        var options = WriteOptions()
        options.acceptsDuplicates = true
        try later {
            for line in try children(source, by, of: draft.record) {
                var values = OrderedMap<JSON>()
                for (name, value) in try reader.valuesForCopy(of: line) where target.field(name).map({ !$0.kind.isComputed }) ?? false {
                    values[name] = value
                }
                values[up] = .string(record.idText)
                _ = try create(target.name, values, options)
            }
        }
    }

    private static func parentField(of object: ObjectType, _ parent: String) -> String? {
        object.fields.first { $0.isParent && $0.targets == [parent] }?.name
    }

    private func makeOrFind(_ step: ConversionStep, _ draft: RecordDraft, _ made: [String: Record]) throws -> Record? {
        let object = try reader.object(step.object)
        var values = OrderedMap<JSON>()
        for field in object.fields {
            guard let formula = step.values[field.name] else { continue }
            values[field.name] = compiled.rules.json(formula, draft, made: made, load)
        }
        if step.optional, values[object.nameField].map(\.isNull) ?? true { return nil }
        if let field = step.matchBy, let found = try existing(object, field, values) { return found }
        var options = WriteOptions()
        options.acceptsDuplicates = true
        return try create(step.object, values, options)
    }

    /// A record that the actor may see and that has the same match key.
    private func existing(_ object: ObjectType, _ field: String, _ values: OrderedMap<JSON>) throws -> Record? {
        guard let description = object.field(field), let kind = description.matchKey, let json = values[field],
            let value = try? description.type.parse(json, description), case .text(let key) = MatchText.key(value, kind),
            let access = policy.predicate(object, .read, alias: "r", dialect: transaction.dialect)
        else { return nil }
        let plan = compiled.plan(object)
        let sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ")
            + QueryCompiler.base(object, tenant: tenant) + " AND " + access
            + SQL(text: " AND r.\(SQL.quoted(Tables.matchColumn(field))) = ") + "\(key) ORDER BY r.id LIMIT 1"
        return try transaction.first(sql, plan.record)
    }

    /// Follow-ups stay readable at the converted record and appear at the last new one as well: their subject moves there.
    private func carry(_ childName: String, from draft: RecordDraft, to made: [Record]) throws {
        let child = try reader.object(childName)
        guard let target = made.last, let field = child.fields.first(where: { $0.kind == .reference && $0.hasTargetColumn }),
            case .column(let column) = field.storage
        else { return }
        let plan = compiled.plan(child)
        let sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(child.table)) r WHERE ") + QueryCompiler.base(child, tenant: tenant)
            + SQL(text: " AND r.\(SQL.quoted(column)) = ") + "\(draft.id.rawValue)"
        for record in try transaction.all(sql, plan.record) {
            var moved = RecordDraft(object: child, old: record, tenant: tenant, id: record.id, actor: actor, now: now)
            guard let place = child.position(field.name) else { continue }
            moved.set(place, .integer(target.id.rawValue), target: target.object.name)
            var options = WriteOptions()
            options.acceptsDuplicates = true
            options.reason = "converted \(draft.record.idText)"
            _ = try save(&moved, options, event: "updated")
        }
    }
}
