public import Basics
import Metadata
import SQLStore
import Tenancy

extension RecordWriter {
    /// What people keep about themselves, whatever they may do with people's records otherwise.
    public static let ownFields = ["name", "locale"]

    /// Changes some of the actor's own record.
    public func updateMyself(_ values: OrderedMap<JSON>) throws -> Record {
        let object = try reader.object("core.user")
        guard actor.kind == .user, let old = load(object.name, actor.id) else {
            throw forbidden("access.update", object)
        }
        var draft = RecordDraft(object: object, old: old, tenant: tenant, id: old.id, actor: actor, now: now)
        var problems: [FieldProblem] = []
        for (name, json) in values {
            guard Self.ownFields.contains(name), let place = object.position(name) else {
                problems.append(FieldProblem(name, "field.read-only"))
                continue
            }
            do { draft.set(place, try compiled.codec.parse(json, object.fields[place]).value, target: nil) } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw RecordError.invalid(problems) }
        return try save(&draft, WriteOptions(), event: "updated")
    }
}
