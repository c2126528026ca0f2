import Basics
import FEEL
import FEELValues
public import Metadata
import SQLStore
import Synchronization
import Tenancy

/// Every expression of a schema, compiled once and kept.
public final class RuleBook: Sendable {
    let schema: Schema
    private let compiled = Mutex<[Key: CompiledRule?]>([:])
    let filters = Mutex<[FilterKey: Expression]>([:])

    private struct Key: Hashable {
        let object: String
        let text: String
        let extra: [String]
    }

    init(_ schema: Schema) { self.schema = schema }

    /// The expressions that cannot be read, for the check of a package before it is installed.
    public static func problems(_ schema: Schema) -> [MetadataProblem] {
        schema.objects.values.sorted { $0.name < $1.name }.flatMap { object in
            formulas(object).compactMap { formula -> MetadataProblem? in
                do {
                    _ = try CompiledRule(formula.text, RecordScope(object, extra: schema.objects.values.map(\.shortName)))
                    return nil
                } catch {
                    return MetadataProblem("expression.syntax", at: formula.place, "\(object.name): \(error)", advice: "see the FEEL reference")
                }
            }
        }
    }

    private static func formulas(_ object: ObjectType) -> [Formula] {
        object.fields.flatMap { [$0.defaultValue, $0.formula, $0.visibleIf, $0.readOnlyIf, $0.rollUp?.filter].compactMap { $0 } }
            + object.validations.map(\.condition) + object.sharing.map(\.condition) + object.views.compactMap(\.filter)
            + (object.state?.commands.compactMap(\.condition) ?? [])
            + object.conversions.flatMap(\.steps).flatMap { $0.values.values } + object.poolFormulas + object.scoreFormulas + object.forecastFormulas
    }

    private func rule(_ text: String, _ object: ObjectType, extra: [String] = []) -> CompiledRule? {
        let key = Key(object: object.name, text: text, extra: extra)
        if let known = compiled.withLock({ $0[key] }) { return known }
        let rule = try? CompiledRule(text, RecordScope(object, extra: extra))
        compiled.withLock { rules in
            // Texts come from packages only, but a tenant's own fields add some over time.
            if rules.count > 5000 { rules.removeAll() }
            rules[key] = .some(rule)
        }
        return rule
    }

    private func evaluate(_ text: String, _ draft: RecordDraft, _ load: RecordScope.Loader, made: [(String, Value)] = []) -> Value {
        guard let rule = rule(text, draft.object, extra: made.map(\.0)) else { return .null }
        var slots = rule.scope.slots(
            draft.values, targets: draft.targets, id: draft.id, owner: draft.owner, createdAt: draft.old?.createdAt ?? draft.now,
            updatedAt: draft.now, actor: draft.actor, schema: schema, opens: rule.opens, names: rule.names,
            load: load)
        slots += made.map(\.1)
        let environment = Environment(now: RecordValues.moment(draft.now, zoneMinutes: draft.actor.zoneMinutes))
        return rule.expression.evaluate(slots: slots, environment: environment).value
    }

    // MARK: What the pipeline asks

    func defaultValue(_ field: Field, _ draft: RecordDraft, _ load: RecordScope.Loader) -> (value: SQLValue, target: String?) {
        guard let formula = field.defaultValue else { return (.null, nil) }
        let value = evaluate(formula.text, draft, load)
        if field.kind == .reference {
            return (try? RecordCodec(schema: schema).parse(RecordValues.json(value), field)) ?? (.null, nil)
        }
        return (RecordValues.kept(value, field), nil)
    }

    /// Computes the formulas, twice: one may build on another that stands below it.
    func compute(_ draft: inout RecordDraft, _ load: RecordScope.Loader) {
        let places = draft.object.fields.indices.filter { draft.object.fields[$0].formula != nil && draft.object.fields[$0].kind == .formula }
        guard !places.isEmpty else { return }
        for _ in 0..<2 {
            for place in places {
                let field = draft.object.fields[place]
                guard let formula = field.formula else { continue }
                draft.set(place, RecordValues.kept(evaluate(formula.text, draft, load), field), target: nil)
            }
        }
    }

    /// The validations that do not hold. One that cannot be told holds: a rule about what is missing says so itself.
    func violations(_ draft: RecordDraft, _ load: RecordScope.Loader) -> [FieldProblem] {
        draft.object.validations.compactMap { rule in
            guard evaluate(rule.condition.text, draft, load).boolean == false else { return nil }
            let message = rule.message.text(draft.actor.locale)
            return FieldProblem(rule.field ?? draft.object.nameField, "field.rule", ["rule": rule.name, "message": message])
        }
    }

    /// Whether a gate opens: only when its condition is true.
    func holds(_ formula: Formula, _ draft: RecordDraft, _ load: RecordScope.Loader) -> Bool {
        evaluate(formula.text, draft, load).boolean == true
    }

    /// A value of a record that a conversion makes; the records made before are known by their objects' short names.
    func json(_ formula: Formula, _ draft: RecordDraft, made: [String: Record], _ load: RecordScope.Loader) -> JSON {
        let known = made.values.sorted { $0.object.name < $1.object.name }.filter { draft.object.position($0.object.shortName) == nil }
        let contexts = known.map { ($0.object.shortName, Value.context(Context([("id", .string($0.idText)), ("name", .string($0.name))]))) }
        return RecordValues.json(evaluate(formula.text, draft, load, made: contexts))
    }
}

extension ObjectType {
    /// The name without its package.
    var shortName: String { String(name.drop { $0 != "." }.dropFirst()) }
}
