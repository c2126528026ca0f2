public import Basics
import ProcessEngine
public import SQLStore
public import Tenancy

// What a record's page shows of processes. The page has looked whether the reader may see the record.
extension Processes {
    /// The latest instances about a record, newest first.
    public static func instances(about record: EntityID, tenant: Int64, limit: Int, in reader: any Reader) throws -> [InstanceSummary] {
        try reader.all(
            InstanceRows.columns + """
                 WHERE i.tenant_id = \(tenant) AND i.subject_id = \(record.rawValue) AND i.parent IS NULL
                ORDER BY i.started_at DESC, i.id DESC LIMIT \(limit)
                """, InstanceRows.make)
    }

    /// The processes in force about a kind of record. Who may start one is looked at when it is started.
    public static func processes(about object: String, tenant: Int64, in reader: any Reader) throws -> [(key: String, name: String)] {
        try reader.all(
            "SELECT key, name FROM process_definition WHERE tenant_id = \(tenant) AND state = 'active' AND subject = \(object) ORDER BY name"
        ) { ($0.text(0), $0.text(1)) }
    }
}
