import Basics
import FEEL
import FEELValues
import Metadata
import SQLStore
import Tenancy

/// What an object's expressions may name: its fields, its standard fields, and `user`, who does it.
struct RecordScope: Sendable {
    static let standardNames = ["id", "owner", "created_at", "updated_at", "user"]

    let object: ObjectType
    let scope: Scope

    init(_ object: ObjectType, extra: [String] = []) {
        self.object = object
        let names = object.fields.map(\.name) + Self.standardNames.filter { object.position($0) == nil } + extra
        scope = Scope(names: names)
    }

    /// Reads the record that a reference points at, when an expression looks inside it.
    typealias Loader = (_ object: String, _ id: EntityID) -> Record?

    /// The values in the order of the scope's names; null for those that the expression does not mention.
    func slots(
        _ values: [SQLValue], targets: [String: String], id: EntityID, owner: EntityID?, createdAt: Timestamp, updatedAt: Timestamp,
        actor: Actor, schema: Schema, opens: Set<String>, names: Set<String>, load: Loader
    ) -> [Value] {
        var slots = zip(object.fields, values).map { field, value -> Value in
            // Most expressions look at two or three of forty fields; nobody sees what the others are.
            guard names.contains(field.name) else { return .null }
            guard field.kind == .reference else { return RecordValues.value(value, field, zoneMinutes: actor.zoneMinutes) }
            return reference(value, field, targets[field.name], actor, schema, opens: opens, load: load)
        }
        for name in Self.standardNames where object.position(name) == nil {
            guard names.contains(name) else {
                slots.append(.null)
                continue
            }
            switch name {
            case "id": slots.append(.string(id.text(prefix: object.idPrefix)))
            case "owner": slots.append(owner.map { .context(Context([("id", .string($0.text(prefix: "usr")))])) } ?? .null)
            case "created_at": slots.append(Self.moment(createdAt, actor))
            case "updated_at": slots.append(Self.moment(updatedAt, actor))
            default: slots.append(.context(Context([("id", .string(actor.id.text(prefix: "usr"))), ("name", .string(actor.name))])))
            }
        }
        return slots
    }

    private static func moment(_ time: Timestamp, _ actor: Actor) -> Value {
        RecordValues.moment(time, zoneMinutes: actor.zoneMinutes).map(Value.dateAndTime) ?? .null
    }

    /// A context with the id, and with the fields when the expression looks at them.
    private func reference(
        _ value: SQLValue, _ field: Field, _ target: String?, _ actor: Actor, _ schema: Schema, opens: Set<String>, load: Loader
    ) -> Value {
        let name = target ?? field.targets.first ?? ""
        guard case .integer(let number) = value, let object = schema.object(name) else { return .null }
        let id = EntityID(rawValue: number)
        var entries: [(String, Value)] = [("id", .string(id.text(prefix: object.idPrefix)))]
        if opens.contains(field.name), let record = load(name, id) {
            for (inner, value) in zip(object.fields, record.values) where inner.name != "id" {
                entries.append((inner.name, inner.kind == .reference ? .null : RecordValues.value(value, inner, zoneMinutes: actor.zoneMinutes)))
            }
        }
        return .context(Context(entries))
    }
}

/// One expression ready to run, with the references it looks into.
struct CompiledRule: Sendable {
    let expression: CompiledExpression
    let opens: Set<String>
    /// The names that stand in the text.
    let names: Set<String>
    let scope: RecordScope

    init(_ text: String, _ scope: RecordScope) throws {
        self.scope = scope
        names = Set((scope.object.fields.map(\.name) + RecordScope.standardNames).filter(text.contains))
        expression = try FEEL.compile(text, scope: scope.scope)
        opens = Set(scope.object.fields.filter { $0.kind == .reference && text.contains($0.name + ".") }.map(\.name))
    }
}
