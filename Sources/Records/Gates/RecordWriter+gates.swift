public import Basics
import Metadata
import SQLStore
import Tenancy

extension RecordWriter {
    /// Asks the gate of a state field. A move that it does not let through changes nothing (A7).
    ///
    /// It asks everybody but the platform itself, such as an import; a process is asked like the person who began it.
    func askGate(_ machine: StateMachine, _ command: Command, _ draft: RecordDraft, from: String, to: String) throws {
        guard machine.gate != nil else { return }
        if actor.kind == .system, !(actor.through.map { reader.gatekeeper?.isProcess($0) ?? false } ?? false) { return }
        let missing = try reader.requirements(machine, command.name, draft, from: from, to: to).filter { !$0.isMet }
        guard !missing.isEmpty else { return }
        throw RecordError.gateClosed(
            GateRefusal(object: draft.object.name, id: draft.id, command: command.name, from: from, to: to, missing: missing))
    }

    /// Ticks an item of a record's checklists, or takes the tick away.
    public func check(_ objectName: String, _ id: EntityID, item: String, _ isDone: Bool) throws {
        let object = try reader.object(objectName)
        let record = try changeable(object, id, .update)
        guard !item.isEmpty, item.utf8.count <= 200 else {
            throw RecordError.invalid([FieldProblem("item", "field.too-long", ["limit": "200", "length": "\(item.utf8.count)"])])
        }
        let changed = isDone
            ? try transaction.execute(
                """
                INSERT INTO gate_check (tenant_id, record_id, item, person_id, person_name, at)
                VALUES (\(tenant), \(id.rawValue), \(item), \(actor.id.rawValue), \(actor.name), \(now.milliseconds)) ON CONFLICT DO NOTHING
                """)
            : try transaction.execute("DELETE FROM gate_check WHERE tenant_id = \(tenant) AND record_id = \(id.rawValue) AND item = \(item)")
        guard changed == 1 else { return }
        hasWritten = true
        log(isDone ? "checked" : "unchecked", record, data: JSON.object(["item": .string(item)]).text)
    }

    /// Writes down that a gate did not let a move through.
    func logRefusal(_ refusal: GateRefusal) throws {
        let object = try reader.object(refusal.object)
        guard let record = load(object.name, refusal.id) else { return }
        let missing = refusal.missing.map { one in
            JSON.object(["kind": .string(one.kind.rawValue), "what": .string(one.what), "label": .string(one.label.text(actor.locale))])
        }
        log(
            "gate-refused", record,
            data: JSON.object([
                "command": .string(refusal.command), "from": .string(refusal.from), "to": .string(refusal.to), "missing": .array(missing),
            ]).text)
    }
}
