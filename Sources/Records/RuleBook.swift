import Basics
import Metadata
import SQLStore
import Tenancy

/// Every expression of a schema, compiled once.
public final class RuleBook: Sendable {
    let schema: Schema

    init(_ schema: Schema) { self.schema = schema }

    func sharing(_ rule: SharingRule, _ object: ObjectType, actor: Actor, alias: String, dialect: Dialect) -> SQL? { nil }

    func filter(_ text: String, _ object: ObjectType, policy: AccessPolicy, alias: String, dialect: Dialect, now: Timestamp) throws -> SQL {
        throw RecordError.query(code: "query.filter", arguments: [:])
    }

    func defaultValue(_ field: Field, _ place: Int, _ draft: RecordDraft, _ policy: AccessPolicy) -> SQLValue { .null }

    func compute(_ draft: inout RecordDraft, _ policy: AccessPolicy) {}

    func violations(_ draft: RecordDraft, _ policy: AccessPolicy) -> [FieldProblem] { [] }

    func holds(_ formula: Formula, _ draft: RecordDraft, _ policy: AccessPolicy) -> Bool { true }

    func json(_ formula: Formula, _ field: Field, _ draft: RecordDraft, made: [String: Record], _ policy: AccessPolicy) -> JSON { .null }
}
