import BPMN
public import Basics
import DMN
public import FEELValues
public import SQLStore

/// The decisions in force of every company, asked by whoever has a unit open: processes, and gates of records' states.
public struct DecisionBook: Sendable {
    let cache: DefinitionCache

    public init(zones: any TimeZoneDatabase) { cache = DefinitionCache(zones: zones) }

    init(cache: DefinitionCache) { self.cache = cache }

    /// What a decision gives, or why it gives nothing.
    public enum Answer: Sendable {
        case value(Value)
        case failure(String)
    }

    /// Asks the version in force of the decision of an id or name.
    public func decide(_ name: String, _ variables: Context, tenant: Int64, in reader: any Reader) throws -> Answer {
        let found = try reader.first(
            """
            SELECT d.id, n.decision FROM decision_name n
            JOIN decision_definition d ON d.tenant_id = n.tenant_id AND d.key = n.model
            WHERE n.tenant_id = \(tenant) AND n.name = \(name) ORDER BY d.version DESC LIMIT 1
            """) { (EntityID(rawValue: $0.integer(0)), $0.text(1)) }
        guard let (id, decision) = found, let decisions = try cache.decisions(id, tenant: tenant, in: reader)
        else { return .failure("there is no decision '\(name)'") }
        let outcome = decisions.evaluate(decision, with: variables)
        if let problem = outcome.problems.first(where: { $0.severity == .error }) { return .failure(problem.message.english) }
        return .value(outcome.value)
    }
}

extension Processes {
    /// Whether what is done through a text is done through an instance of a process about a record.
    public static func isInstance(_ through: String, of process: String, about record: EntityID, tenant: Int64, in reader: any Reader) throws -> Bool {
        guard let id = EntityID(text: through, prefix: "pin") else { return false }
        return try reader.first(
            """
            SELECT 1 FROM process_instance WHERE tenant_id = \(tenant) AND id = \(id.rawValue) AND key = \(process)
            AND subject_id = \(record.rawValue)
            """) { _ in true } ?? false
    }

    /// Whether an instance of a process about a record has not ended.
    public static func isRunning(_ process: String, about record: EntityID, tenant: Int64, in reader: any Reader) throws -> Bool {
        try reader.first(
            """
            SELECT 1 FROM process_instance WHERE tenant_id = \(tenant) AND key = \(process) AND subject_id = \(record.rawValue)
            AND status = 'active' LIMIT 1
            """) { _ in true } ?? false
    }
}
