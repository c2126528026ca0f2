public import Basics
public import Metadata
import SQLStore

extension ObjectType {
    /// Whether its deleted records go for good after a time. People and departments stay: history names them.
    public var isPurged: Bool { package != "core" }
}

/// What a purge took away.
public struct Purged: Sendable, Equatable {
    public let count: Int
    /// SHA-256 of files that no record keeps any more.
    public let orphanedFiles: [String]
}

// Deleting for good.
extension RecordWriter {
    /// Takes records away for good that were deleted before a time, with their history, shares, words and files. The
    /// log keeps what happened and says that they are gone.
    public func purge(_ object: ObjectType, deletedBefore time: Timestamp, atMost limit: Int) throws -> Purged {
        guard policy.isAdministrator else { throw forbidden("access.delete", object) }
        let plan = compiled.plan(object)
        var sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE r.tenant_id = ") + "\(tenant)"
        if object.isCustom { sql += " AND r.object = \(object.name)" }
        // What was merged away stays: its past is read at the record that it became, and the merge can be undone.
        sql += """
             AND r.deleted_at < \(time.milliseconds) AND NOT EXISTS (SELECT 1 FROM record_merge_loser l
            JOIN record_merge m ON m.tenant_id = l.tenant_id AND m.id = l.merge_id
            WHERE l.tenant_id = r.tenant_id AND l.loser_id = r.id AND m.undone_at IS NULL)
            """
        sql += " ORDER BY r.deleted_at, r.id LIMIT \(limit)"
        let gone = try transaction.all(sql, plan.record)
        guard !gone.isEmpty else { return Purged(count: 0, orphanedFiles: []) }
        let ids = gone.map { SQLValue.integer($0.id.rawValue) }
        let files = try removeFiles(ids)
        for table in ["field_change", "ownership_span", "record_share", "notification"] {
            try transaction.execute("DELETE FROM \(name: table) WHERE tenant_id = \(tenant) AND record_id IN \(list: ids)")
        }
        for record in gone {
            try RecordTables.searchIndex.remove(tenant: tenant, id: record.id.rawValue, in: transaction)
            log("purged", record, data: "{}")
        }
        try transaction.execute("DELETE FROM \(name: object.table) WHERE tenant_id = \(tenant) AND id IN \(list: ids)")
        return Purged(count: gone.count, orphanedFiles: files)
    }

    /// The same bytes may be kept with several records: only what nobody else keeps is orphaned.
    private func removeFiles(_ ids: [SQLValue]) throws -> [String] {
        let hashes = Set(
            try transaction.all("SELECT sha256 FROM stored_file WHERE tenant_id = \(tenant) AND record_id IN \(list: ids)") {
                $0.text(0)
            })
        try transaction.execute("DELETE FROM stored_file WHERE tenant_id = \(tenant) AND record_id IN \(list: ids)")
        return try hashes.sorted().filter { hash in
            try transaction.first("SELECT 1 FROM stored_file WHERE tenant_id = \(tenant) AND sha256 = \(hash) LIMIT 1") { _ in true } == nil
        }
    }
}
