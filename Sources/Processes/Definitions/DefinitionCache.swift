import BPMN
import Basics
import DMN
import FEELValues
import ProcessEngine
import SQLStore
import Synchronization

/// Compiled versions, kept while there is room: a version never changes once it is deployed.
final class DefinitionCache: Sendable {
    private struct Key: Hashable {
        let tenant: Int64
        let id: EntityID
    }

    private struct Kept {
        var processes: [Key: Definition] = [:]
        var decisions: [Key: DMN.Decisions] = [:]
    }

    private let kept = Mutex(Kept())
    private let zones: any TimeZoneDatabase
    private static let most = 2000

    init(zones: any TimeZoneDatabase) { self.zones = zones }

    /// A version by its id.
    func definition(_ id: EntityID, tenant: Int64, in reader: any Reader) throws -> Definition {
        let key = Key(tenant: tenant, id: id)
        if let known = kept.withLock({ $0.processes[key] }) { return known }
        let row = try reader.first(
            DefinitionRows.columns + ", source FROM process_definition WHERE tenant_id = \(tenant) AND id = \(id.rawValue)"
        ) { (DefinitionRows.summary($0), $0.text(DefinitionRows.count)) }
        guard let (summary, source) = row, let compiled = Self.compile(summary, source, zones) else {
            throw ProcessError.unknownDefinition(id.text(prefix: "pdf"))
        }
        kept.withLock { kept in
            if kept.processes.count >= Self.most { kept.processes.removeAll() }
            kept.processes[key] = compiled
        }
        return compiled
    }

    private static func compile(_ summary: DefinitionSummary, _ source: String, _ zones: any TimeZoneDatabase) -> Definition? {
        let model = BPMN.read(source).definitions
        guard let graph = ProcessEngine.compile(model, process: summary.key, zones: zones).graph else { return nil }
        return Definition(summary, source: source, model: model, graph: graph)
    }

    /// The decisions of a deployed file.
    func decisions(_ id: EntityID, tenant: Int64, in reader: any Reader) throws -> DMN.Decisions? {
        let key = Key(tenant: tenant, id: id)
        if let known = kept.withLock({ $0.decisions[key] }) { return known }
        let source = try reader.first("SELECT source FROM decision_definition WHERE tenant_id = \(tenant) AND id = \(id.rawValue)") {
            $0.text(0)
        }
        guard let source else { return nil }
        let compiled = DMN.compile(DMN.read(source).model, options: .init(timeZones: zones))
        kept.withLock { kept in
            if kept.decisions.count >= Self.most { kept.decisions.removeAll() }
            kept.decisions[key] = compiled
        }
        return compiled
    }
}

/// How versions are read from their rows.
enum DefinitionRows {
    static let columns: SQL = """
        SELECT id, key, version, name, subject, version_tag, state, deployed_at, deployed_by_name, deployment
        """
    static let count = 10

    static func summary(_ row: any RowView) -> DefinitionSummary {
        DefinitionSummary(
            id: EntityID(rawValue: row.integer(0)), key: row.text(1), version: Int(row.integer(2)), name: row.text(3),
            subject: row.optionalText(4), versionTag: row.optionalText(5), isActive: row.text(6) == "active",
            deployedAt: Timestamp(milliseconds: row.integer(7)), deployedBy: row.text(8),
            deployment: EntityID(rawValue: row.integer(9)))
    }
}
