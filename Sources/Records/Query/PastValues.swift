public import Basics
import Metadata
public import SQLStore

/// A record with what some of its fields were at some moments.
public struct PastRecord: Sendable, Equatable {
    public let id: EntityID
    /// For each moment the fields' values in the order in which they were asked for; nil when the record was not there.
    public let values: [[SQLValue]?]
    public let isDeleted: Bool
}

// Time travel: every change of a tracked field is kept with what was there before.
extension RecordReader {
    /// What tracked fields of records were just before some moments, of the records that the query finds now and those
    /// that have been deleted since.
    ///
    /// Who may see a record is decided by what it is now. A record that was deleted and brought back counts as one that
    /// was always there.
    public func past(_ query: RecordQuery, fields names: [String], at moments: [Timestamp]) throws -> [PastRecord] {
        let object = try object(query.object)
        try refuseUnindexed(query, object)
        let fields = try names.map { name -> Field in
            guard let field = object.field(name), field.tracked, field.kind != .reference else {
                throw RecordError.query(code: "query.unknown-field", arguments: ["field": name, "object": object.name])
            }
            return field
        }
        var records: [PastRecord] = []
        for isDeleted in [false, true] {
            var wanted = query
            wanted.deleted = isDeleted
            let sql = try past(wanted, object, fields, moments)
            records += try reader.all(sql) { try Self.record($0, fields, moments) }
            if records.count > Self.mostGroups { throw RecordError.tooMany(limit: Self.mostGroups) }
        }
        return records
    }

    private func past(_ query: RecordQuery, _ object: ObjectType, _ fields: [Field], _ moments: [Timestamp]) throws
        -> SQL
    {
        var parts: [SQL] = ["r.id", "r.created_at", "r.deleted_at"]
        for field in fields {
            parts.append(SQL(text: try column(field.name, object)))
            // The first change after a moment holds what was there at it.
            for moment in moments {
                parts.append(
                    """
                    (SELECT c.old_value FROM field_change c WHERE c.tenant_id = r.tenant_id AND c.record_id = r.id
                    AND c.field = \(field.name) AND c.at >= \(moment.milliseconds) ORDER BY c.at, c.id LIMIT 1)
                    """)
            }
        }
        var sql =
            SQL(text: "SELECT ") + parts.joined(separator: ", ")
            + SQL(text: " FROM \(SQL.quoted(object.table)) r WHERE ")
        sql += try compiler.condition(query, object)
        if let last = moments.max() { sql += " AND r.created_at < \(last.milliseconds)" }
        if query.deleted, let first = moments.min() { sql += " AND r.deleted_at >= \(first.milliseconds)" }
        sql += " ORDER BY r.id LIMIT \(Self.mostGroups + 1)"
        return sql
    }

    private static func record(_ row: any RowView, _ fields: [Field], _ moments: [Timestamp]) throws -> PastRecord {
        let (created, deleted) = (row.integer(1), row.optionalInteger(2))
        let width = moments.count + 1
        let values = try moments.enumerated().map { number, moment -> [SQLValue]? in
            guard created < moment.milliseconds, deleted ?? .max >= moment.milliseconds else { return nil }
            return try fields.enumerated().map { place, field in
                guard let text = row.optionalText(4 + place * width + number) else {
                    return row.value(3 + place * width)
                }
                return try field.type.parse(try JSON.parse(text), field)
            }
        }
        return PastRecord(id: EntityID(rawValue: row.integer(0)), values: values, isDeleted: deleted != nil)
    }
}
