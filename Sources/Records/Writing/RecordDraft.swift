import Basics
import Metadata
import SQLStore
import Tenancy

/// A record on its way into the database: the old one, if any, and what changes.
struct RecordDraft {
    let object: ObjectType
    let old: Record?
    let tenant: Int64
    let id: EntityID
    let actor: Actor
    let now: Timestamp
    private(set) var values: [SQLValue]
    private(set) var targets: [String: String]
    /// The places of the fields that differ from the old record.
    private(set) var changed: Set<Int> = []
    var owner: EntityID?
    var ownerWasSet = false

    init(object: ObjectType, old: Record?, tenant: Int64, id: EntityID, actor: Actor, now: Timestamp) {
        self.object = object
        self.old = old
        self.tenant = tenant
        self.id = id
        self.actor = actor
        self.now = now
        values = old?.values ?? Array(repeating: .null, count: object.fields.count)
        targets = old?.targets ?? [:]
        owner = old?.owner
    }

    var hasChanges: Bool { !changed.isEmpty || owner != old?.owner }

    func oldValue(_ place: Int) -> SQLValue { old?.values[place] ?? .null }

    mutating func set(_ place: Int, _ value: SQLValue, target: String?) {
        let field = object.fields[place]
        let same = value == oldValue(place) && (!field.hasTargetColumn || target == old?.targets[field.name])
        values[place] = value
        if field.hasTargetColumn { targets[field.name] = target }
        if same { changed.remove(place) } else { changed.insert(place) }
    }

    /// The record as it will be.
    var record: Record {
        var record = Record(
            object: object, id: id, version: (old?.version ?? 0) + (hasChanges || old == nil ? 1 : 0), owner: owner,
            createdAt: old?.createdAt ?? now, createdBy: old?.createdBy ?? actor.id,
            updatedAt: hasChanges || old == nil ? now : old?.updatedAt ?? now,
            updatedBy: hasChanges || old == nil ? actor.id : old?.updatedBy ?? actor.id, deletedAt: old?.deletedAt, values: values)
        record.targets = targets
        return record
    }
}
