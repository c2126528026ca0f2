import Basics
import Metadata
import SQLStore
import Tenancy

extension RuleBook {
    func sharing(_ rule: SharingRule, _ object: ObjectType, actor: Actor, alias: String, dialect: Dialect) -> SQL? { nil }

    func filter(_ text: String, _ object: ObjectType, policy: AccessPolicy, alias: String, dialect: Dialect, now: Timestamp) throws -> SQL {
        throw RecordError.query(code: "query.filter-refused", arguments: ["message": text])
    }
}
