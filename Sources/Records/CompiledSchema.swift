import Basics
public import Metadata
import SQLStore
import Synchronization

/// A schema with everything that is worked out from it once: row plans, rules, and which roll-ups follow which object.
public final class CompiledSchema: Sendable {
    public let schema: Schema
    public let codec: RecordCodec
    let plans: [String: RowPlan]
    let json: [String: RowJSON]
    private let writePlans: [String: WritePlan]
    public let rules: RuleBook
    let rollUps: [String: [RollUpTarget]]

    struct RollUpTarget: Sendable {
        let parent: ObjectType
        let field: Field
        let rollUp: RollUp
    }

    public init(_ schema: Schema) {
        self.schema = schema
        codec = RecordCodec(schema: schema)
        let plans = schema.objects.mapValues { RowPlan($0) }
        self.plans = plans
        json = plans.mapValues { RowJSON($0, schema) }
        writePlans = schema.objects.mapValues { WritePlan($0) }
        rules = RuleBook(schema)
        var rollUps: [String: [RollUpTarget]] = [:]
        for object in schema.objects.values.sorted(by: { $0.name < $1.name }) {
            for field in object.fields {
                guard let rollUp = field.rollUp else { continue }
                rollUps[rollUp.object, default: []].append(RollUpTarget(parent: object, field: field, rollUp: rollUp))
            }
        }
        self.rollUps = rollUps
    }

    func object(_ name: String) throws -> ObjectType {
        if let object = schema.object(name) { return object }
        throw RecordError.unknownObject(name, nearest: Spelling.nearest(to: name, among: schema.objects.keys))
    }

    func writing(_ object: ObjectType) -> WritePlan { writePlans[object.name] ?? WritePlan(object) }

    func plan(_ object: ObjectType) -> RowPlan { plans[object.name] ?? RowPlan(object) }
}
