import Basics
import FEELValues
public import Metadata
import SQLStore
import Tenancy

// What a gate asks for, and what of it is there.
extension RecordReader {
    /// What stands between a record and a state, met or not; nothing when there is no gate.
    public func gate(of record: Record, _ command: String, to: String) throws -> [GateRequirement] {
        guard let machine = record.object.state, machine.gate != nil else { return [] }
        let draft = RecordDraft(object: record.object, old: record, tenant: tenant, id: record.id, actor: actor, now: now)
        return try requirements(machine, command, draft, from: record[machine.field].textValue, to: to)
    }

    func requirements(_ machine: StateMachine, _ command: String, _ draft: RecordDraft, from: String, to: String) throws -> [GateRequirement] {
        guard let gate = machine.gate else { return [] }
        guard let gatekeeper else { throw RecordError.commandRefused(code: "gate.undecided", arguments: ["gate": gate]) }
        let answer: Value
        do {
            answer = try gatekeeper.decide(gate, values(draft, command, from: from, to: to), tenant: tenant, in: reader)
        } catch let error as GateUndecided {
            throw RecordError.commandRefused(code: "gate.undecided", arguments: ["gate": gate, "reason": error.reason])
        }
        return try answer.elements.map { try requirement($0, gate, draft, gatekeeper) }
    }

    /// What the table may look at: the move, and the record with what comes along.
    private func values(_ draft: RecordDraft, _ command: String, from: String, to: String) -> Context {
        var entries: [(String, Value)] = [("from", .string(from)), ("to", .string(to)), ("command", .string(command))]
        let taken = Set(entries.map(\.0))
        for (field, value) in zip(draft.object.fields, draft.values) where !taken.contains(field.name) && field.kind != .reference {
            entries.append((field.name, RecordValues.value(value, field, zoneMinutes: actor.zoneMinutes)))
        }
        return Context(entries)
    }

    private func requirement(_ row: Value, _ gate: String, _ draft: RecordDraft, _ gatekeeper: any Gatekeeper) throws -> GateRequirement {
        let context = row.context
        func text(_ name: String) -> String? { context?[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        guard let kind = text("kind").flatMap(GateRequirement.Kind.init), let what = text("what") else {
            throw RecordError.commandRefused(code: "gate.undecided", arguments: ["gate": gate, "reason": row.description])
        }
        let count = context?["count"]?.number.flatMap { Int64(exactly: $0) } ?? 1
        var requirement = GateRequirement(
            kind: kind, what: what, condition: text("condition"), count: Int(max(1, min(count, 100))),
            label: LocalizedText(["zh-CN": text("zh") ?? what, "en": text("en") ?? what]), isMet: false)
        try judge(&requirement, draft, gatekeeper, gate)
        return requirement
    }

    private func judge(_ one: inout GateRequirement, _ draft: RecordDraft, _ gatekeeper: any Gatekeeper, _ gate: String) throws {
        switch one.kind {
        case .field: one.isMet = draft.object.position(one.what).map { !draft.values[$0].isNull } ?? false
        case .file:
            let files = try reader.first(
                """
                SELECT count(*) FROM stored_file WHERE tenant_id = \(tenant) AND object = \(draft.object.name)
                AND record_id = \(draft.id.rawValue) AND deleted_at IS NULL
                """) { $0.integer(0) } ?? 0
            one.isMet = files >= Int64(one.count)
        case .record: one.isMet = try pointing(one, draft, gate) >= one.count
        case .check:
            one.proof = try reader.first(
                "SELECT person_name FROM gate_check WHERE tenant_id = \(tenant) AND record_id = \(draft.id.rawValue) AND item = \(one.what)"
            ) { $0.text(0) }
            one.isMet = one.proof != nil
        case .approval:
            one.isMet = try actor.through.map { try gatekeeper.isConsent($0, of: one.what, about: draft.id, tenant: tenant, in: reader) } ?? false
            if !one.isMet { one.isRunning = try gatekeeper.isAsking(one.what, about: draft.id, tenant: tenant, in: reader) }
        }
    }

    /// How many records of an object point at the record and fulfil the condition. The gate's author says what counts, not
    /// the rights of whoever asks.
    private func pointing(_ one: GateRequirement, _ draft: RecordDraft, _ gate: String) throws -> Int {
        guard let child = schema.object(one.what), let field = Self.pointer(from: child, to: draft.object),
            let column = field.expression(alias: "r", reader.dialect)
        else { throw RecordError.commandRefused(code: "gate.undecided", arguments: ["gate": gate, "reason": one.what]) }
        var sql = SQL(text: "SELECT count(*) FROM (SELECT 1 FROM \(SQL.quoted(child.table)) r WHERE ") + QueryCompiler.base(child, tenant: tenant)
        sql += SQL(text: " AND \(column) = ") + "\(draft.id.rawValue)"
        if field.hasTargetColumn, case .column(let name) = field.storage {
            sql += SQL(text: " AND r.\(SQL.quoted(name + "__object")) = ") + "\(draft.object.name)"
        }
        if let condition = one.condition { sql += " AND (" + (try feel(condition, child)) + ")" }
        sql += " LIMIT \(one.count)) counted"
        return Int(try reader.first(sql) { $0.integer(0) } ?? 0)
    }

    /// The field of an object that points at another: its parent first.
    static func pointer(from child: ObjectType, to object: ObjectType) -> Field? {
        let fields = child.fields.filter { $0.kind == .reference && ($0.targets.contains(object.name) || $0.targets == ["*"]) }
        return fields.first { $0.isParent } ?? fields.first
    }

    /// The name of the field by which records of an object point at another.
    public func pointer(from child: String, to object: ObjectType) -> String? {
        schema.object(child).flatMap { Self.pointer(from: $0, to: object)?.name }
    }
}

/// A decision that there is not, or that has no answer.
public struct GateUndecided: Error {
    public let reason: String

    public init(_ reason: String) { self.reason = reason }
}
