import Basics
public import FEELValues
import Metadata
import SQLStore
import Tenancy

extension RecordReader {
    /// A record as FEEL sees it: `id`, `object`, `owner` and every field that the actor may see; references are
    /// contexts with an `id`.
    public func context(of record: Record) -> Context {
        let object = record.object
        let hidden = policy.mask(object).hidden
        let zone = actor.zoneMinutes
        var entries: [(String, Value)] = [("id", .string(record.idText)), ("object", .string(object.name))]
        if let owner = record.owner { entries.append(("owner", .context(Context([("id", .string(owner.text(prefix: "usr")))])))) }
        for (field, value) in zip(object.fields, record.values) where !hidden.contains(field.name) {
            entries.append((field.name, self.value(value, field, record, zone)))
        }
        return Context(entries)
    }

    private func value(_ value: SQLValue, _ field: Field, _ record: Record, _ zone: Int) -> Value {
        guard field.kind == .reference else { return RecordValues.value(value, field, zoneMinutes: zone) }
        let name = record.targets[field.name] ?? field.targets.first ?? ""
        guard case .integer(let number) = value, let target = schema.object(name) else { return .null }
        return .context(Context([("id", .string(EntityID(rawValue: number).text(prefix: target.idPrefix))), ("object", .string(name))]))
    }
}
