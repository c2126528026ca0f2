public import Basics
import SQLStore

/// From when to when somebody had a record.
public struct OwnershipSpan: Sendable, Equatable {
    /// The record: another one's when that was merged into the one asked about.
    public let record: EntityID
    public let owner: EntityID
    public let from: Timestamp
    /// Nil while it lasts.
    public let to: Timestamp?
    public let reason: String?
}

extension RecordReader {
    /// Who had a record, and those that were merged into it, newest first.
    public func ownership(of record: Record) throws -> [OwnershipSpan] {
        try reader.all(
            """
            SELECT record_id, owner_id, starts_at, ends_at, reason FROM ownership_span
            WHERE tenant_id = \(tenant) AND record_id IN \(list: try family(record.id).map { .integer($0.rawValue) })
            ORDER BY starts_at DESC, id DESC
            """
        ) { row in
            OwnershipSpan(
                record: EntityID(rawValue: row.integer(0)), owner: EntityID(rawValue: row.integer(1)),
                from: Timestamp(milliseconds: row.integer(2)),
                to: row.optionalInteger(3).map(Timestamp.init(milliseconds:)),
                reason: row.optionalText(4))
        }
    }
}
