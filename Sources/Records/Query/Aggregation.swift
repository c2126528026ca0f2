import Basics
import Metadata
public import SQLStore
import Tenancy

/// What groups are formed by.
public enum GroupKey: Sendable, Hashable {
    /// A field's value; `owner` is one.
    case field(String)
    /// The department of the owner.
    case ownerDepartment
    /// The day of a date or a moment in the actor's zone, counted from 1970-01-01.
    case day(String)
}

/// What is found out about each group.
public enum Measure: Sendable, Hashable {
    case count
    case sum(String)
    /// Of each value times itself, for spreads; as a floating number.
    case squares(String)
    /// How many fulfil a condition in FEEL.
    case fulfilling(String)
}

/// One group with what was measured: for each measure a sum, and how many records have a value for it.
public struct AggregateRow: Sendable, Equatable {
    public struct Measured: Sendable, Equatable {
        public let sum: SQLValue
        public let count: Int64

        /// In units of the field's last digit. PostgreSQL sums whole numbers to a numeric, which comes as text.
        public var units: Int64 {
            switch sum {
            case .integer(let value): value
            case .text(let text): Int64(text) ?? 0
            case .real(let value): Int64(value)
            default: 0
            }
        }

        public var number: Double {
            switch sum {
            case .integer(let value): Double(value)
            case .text(let text): Double(text) ?? 0
            case .real(let value): value
            default: 0
            }
        }
    }

    public let keys: [SQLValue]
    public let count: Int64
    public let measured: [Measured]
}

// Many records as few numbers, through the same condition as every list.
extension RecordReader {
    /// So many groups are given at most, the largest first.
    public static let mostGroups = 20_000

    /// Measures the records that a query finds and the actor may see, in groups.
    public func aggregate(_ query: RecordQuery, by keys: [GroupKey], _ measures: [Measure]) throws -> [AggregateRow] {
        let object = try object(query.object)
        try refuseUnindexed(query, object)
        var parts = try keys.map { SQL(text: try expression($0, object)) }
        parts.append("count(*)")
        for measure in measures { parts += try columns(measure, object) }
        var sql =
            SQL(text: "SELECT ") + parts.joined(separator: ", ")
            + SQL(text: " FROM \(SQL.quoted(object.table)) r WHERE ")
        sql += try compiler.condition(query, object)
        if !keys.isEmpty {
            let places = keys.indices.map { "\($0 + 1)" }.joined(separator: ", ")
            sql += SQL(text: " GROUP BY \(places) ORDER BY \(keys.count + 1) DESC, \(places) LIMIT \(Self.mostGroups)")
        }
        return try reader.all(sql) { row in
            AggregateRow(
                keys: keys.indices.map { row.value($0) }, count: row.integer(keys.count),
                measured: measures.indices.map {
                    .init(sum: row.value(keys.count + 1 + 2 * $0), count: row.integer(keys.count + 2 + 2 * $0))
                })
        }
    }

    /// How far along some values of a picklist records have ever come: what they are now and every change counts.
    /// - Returns: for each place among the steps how many records came exactly that far, and the sum of a field over
    ///   them; those that reached no step are left out.
    public func reached(_ query: RecordQuery, _ field: String, steps: [String], sum: String?) throws -> [(
        step: Int, count: Int64, sum: Int64
    )] {
        let object = try object(query.object)
        try refuseUnindexed(query, object)
        let now = Self.place(try column(field, object), steps.map(SQLValue.text))
        let kept = steps.map { SQLValue.text(JSON.string($0).text) }
        let ever = Self.larger(Self.place("c.new_value", kept), Self.place("c.old_value", kept), reader.dialect)
        let amount = try sum.map { try column($0, object) } ?? "0"
        var inner = SQL(text: "SELECT ") + now + " AS now_at, coalesce((SELECT max(" + ever
        inner +=
            ") FROM field_change c WHERE c.tenant_id = \(tenant) AND c.record_id = r.id AND c.field = \(field)), -1) AS ever_at, "
        inner += SQL(text: "\(amount) AS amount FROM \(SQL.quoted(object.table)) r WHERE ")
        inner += try compiler.condition(query, object)
        let furthest = "CASE WHEN ever_at > now_at THEN ever_at ELSE now_at END"
        let sql =
            SQL(text: "SELECT \(furthest), count(*), sum(amount), count(amount) FROM (") + inner
            + SQL(text: ") AS far GROUP BY 1 ORDER BY 1")
        return try reader.all(sql) { row in
            (Int(row.integer(0)), row.integer(1), AggregateRow.Measured(sum: row.value(2), count: row.integer(3)).units)
        }.filter { $0.step >= 0 }
    }

    /// How records that were once in a state ended: for each state that was left and each present state, how many.
    public func outcomes(_ query: RecordQuery, of field: String) throws -> [(state: String, end: String, count: Int64)]
    {
        let object = try object(query.object)
        try refuseUnindexed(query, object)
        let end = try column(field, object)
        var sql = SQL(
            text:
                "SELECT c.old_value, \(end), count(DISTINCT r.id) FROM \(SQL.quoted(object.table)) r JOIN field_change c ON "
        )
        sql += "c.tenant_id = r.tenant_id AND c.record_id = r.id AND c.field = \(field) WHERE "
        sql += try compiler.condition(query, object)
        sql += " GROUP BY 1, 2 ORDER BY 1, 2"
        return try reader.all(sql) { row in
            ((try? JSON.parse(row.optionalText(0) ?? "null"))?.string ?? "", row.optionalText(1) ?? "", row.integer(2))
        }
    }

    /// A value's place in a list, −1 when it is not in it.
    private static func place(_ expression: String, _ values: [SQLValue]) -> SQL {
        var sql = SQL(text: "CASE \(expression)")
        for (place, value) in values.enumerated() { sql += " WHEN \(value) THEN \(verbatim: String(place))" }
        return sql + " ELSE -1 END"
    }

    private static func larger(_ left: SQL, _ right: SQL, _ dialect: Dialect) -> SQL {
        SQL(text: dialect == .sqlite ? "max(" : "greatest(") + left + ", " + right + ")"
    }

    private func expression(_ key: GroupKey, _ object: ObjectType) throws -> String {
        switch key {
        case .field(let name): return try column(name, object)
        case .ownerDepartment:
            return "(SELECT u.department FROM core_user u WHERE u.tenant_id = r.tenant_id AND u.id = r.owner_id)"
        case .day(let name):
            let column = try column(name, object)
            if object.field(name)?.valueKind == .date { return column }
            return "((\(column) + \(actor.zoneMinutes * 60_000)) / 86400000)"
        }
    }

    private func columns(_ measure: Measure, _ object: ObjectType) throws -> [SQL] {
        switch measure {
        case .count: return ["count(*)", "count(*)"]
        case .sum(let name):
            let column = try column(name, object)
            return [SQL(text: "sum(\(column))"), SQL(text: "count(\(column))")]
        case .squares(let name):
            let column = try column(name, object)
            let real = "CAST(\(column) AS \(reader.dialect.type(.real)))"
            return [SQL(text: "sum(\(real) * \(real))"), SQL(text: "count(\(column))")]
        case .fulfilling(let text):
            let condition = try policy.rules.filter(
                text, object, policy: policy, alias: QueryCompiler.alias, dialect: reader.dialect, now: now)
            return ["sum(CASE WHEN " + condition + " THEN 1 ELSE 0 END)", "count(*)"]
        }
    }

    /// A field's column, if the actor may see it.
    func column(_ name: String, _ object: ObjectType) throws -> String {
        switch name {
        case "owner" where object.isOwned: return "r.owner_id"
        case "created_at", "updated_at": return "r." + name
        default: break
        }
        guard let field = object.field(name), !policy.mask(object).hidden.contains(name), field.kind != .encrypted,
            let expression = field.expression(alias: QueryCompiler.alias, reader.dialect)
        else {
            throw RecordError.query(code: "query.unknown-field", arguments: ["field": name, "object": object.name])
        }
        return expression
    }
}
