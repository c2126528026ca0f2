import Basics
import Metadata
import SQLStore
import Tenancy

// What may be changed by hand in which state: an approved document is not the one that was approved once somebody edits it.
extension RecordReader {
    /// Whether a record's fields and lines may be changed in the state that it is in. Commands and sums still may.
    public func isLocked(_ record: Record) -> Bool {
        guard let machine = record.object.state, !machine.editable.isEmpty else { return false }
        return !machine.editable.contains(record[machine.field].textValue)
    }
}

extension RecordWriter {
    /// Refuses changes of a locked record; whom it belongs to and what the machine leaves open may always change.
    func checkLock(_ record: Record, _ names: some Sequence<String>) throws {
        guard reader.isLocked(record), let machine = record.object.state else { return }
        let open = Set(machine.open + ["owner", machine.field])
        let closed = names.filter { !open.contains($0) }
        guard !closed.isEmpty else { return }
        throw RecordError.invalid(closed.map { FieldProblem($0, "field.locked", ["state": label(record, machine)]) })
    }

    /// Refuses fields that the package closes while a condition holds on the record as it stands.
    func checkReadOnly(_ draft: RecordDraft) throws {
        guard let old = draft.old else { return }
        let before = RecordDraft(object: draft.object, old: old, tenant: tenant, id: draft.id, actor: actor, now: now)
        let closed = draft.changed.sorted().map { draft.object.fields[$0] }.filter { field in
            field.readOnlyIf.map { compiled.rules.holds($0, before, load) } ?? false
        }
        if !closed.isEmpty { throw RecordError.invalid(closed.map { FieldProblem($0.name, "field.read-only") }) }
    }

    /// Refuses to write what belongs to a locked record.
    func checkParentLocks(of draft: RecordDraft) throws {
        for place in draft.object.fields.indices where draft.object.fields[place].isParent {
            let field = draft.object.fields[place]
            for value in Set([draft.oldValue(place), draft.values[place]]) {
                guard field.targets.count == 1, case .integer(let id) = value,
                    let parent = load(field.targets[0], EntityID(rawValue: id)), reader.isLocked(parent), let machine = parent.object.state
                else { continue }
                throw RecordError.commandRefused(code: "record.parent-locked", arguments: [
                    "object": parent.object.name, "name": parent.name, "state": label(parent, machine),
                ])
            }
        }
    }

    private func label(_ record: Record, _ machine: StateMachine) -> String {
        let state = record[machine.field].textValue
        return record.object.field(machine.field)?.option(state)?.label.text(actor.locale) ?? state
    }
}
