public import Basics
public import Metadata
import SQLStore

/// What is counted for scores.
enum ScoreTables {
    static let migration = Migration("0012-scores") { dialect in
        let (integer, text) = (dialect.type(.integer), dialect.type(.text))
        return [
            SQL(
                text: """
                    CREATE TABLE score_count (tenant_id \(integer) NOT NULL, object \(text) NOT NULL, field \(text) NOT NULL,
                    value \(text) NOT NULL, won \(integer) NOT NULL, lost \(integer) NOT NULL,
                    PRIMARY KEY (tenant_id, object, field, value))\(dialect.tableEnd())
                    """)
        ] + dialect.tenantWall(around: "score_count")
    }
}

/// A record's score and what it is made of.
public struct Score: Sendable, Equatable {
    public let value: Int
    /// How many ended well and badly so far.
    public let total: NaiveBayes.Count
    public let factors: [NaiveBayes.Factor]
}

extension RecordReader {
    /// How likely a record is to end well, and why; nil while too little has ended to tell.
    public func score(of record: Record) throws -> Score? {
        guard let scoring = record.object.scoring else { return nil }
        let counts = try scoreCounts(record.object)
        let hidden = policy.mask(record.object).hidden
        let factors = counts.factors(scoring.factors.filter { !hidden.contains($0) }.compactMap { name in Self.factor(record[name]).map { (name, $0) } })
        return counts.score(factors).map { Score(value: $0, total: counts.total, factors: factors) }
    }

    func scoreCounts(_ object: ObjectType) throws -> NaiveBayes {
        var counts = NaiveBayes()
        try reader.forEach("SELECT field, value, won, lost FROM score_count WHERE tenant_id = \(tenant) AND object = \(object.name)") { row in
            let count = NaiveBayes.Count(won: Int(row.integer(2)), lost: Int(row.integer(3)))
            if row.text(0).isEmpty { counts.setTotal(count) } else { counts.set(count, of: row.text(1), in: row.text(0)) }
        }
        return counts
    }

    /// A value as it is counted.
    static func factor(_ value: SQLValue) -> String? {
        switch value {
        case .text(let text): text.isEmpty ? nil : String(text.prefix(120))
        case .integer(let number): String(number)
        default: nil
        }
    }
}

extension RecordWriter {
    /// Counts anew how records of an object ended, by the values of each factor.
    public func countEnds(_ objectName: String) throws {
        let object = try reader.object(objectName)
        guard let scoring = object.scoring else { return }
        let won = try reader.feel(scoring.won.text, object), lost = try reader.feel(scoring.lost.text, object)
        try transaction.execute("DELETE FROM score_count WHERE tenant_id = \(tenant) AND object = \(object.name)")
        let ends = "CASE WHEN " + won + " THEN 1 ELSE 0 END, CASE WHEN " + lost + " THEN 1 ELSE 0 END"
        let base = QueryCompiler.base(object, tenant: tenant)
        for name in [""] + scoring.factors {
            guard let expression = name.isEmpty ? "''" : object.field(name)?.expression(alias: "r", transaction.dialect) else { continue }
            let rows = SQL(text: "SELECT CAST(\(expression) AS TEXT), ") + ends + SQL(text: " FROM \(SQL.quoted(object.table)) r WHERE ") + base
            let inner = SQL(text: "WITH ended(value, won, lost) AS (") + rows + ") SELECT value, CAST(sum(won) AS BIGINT), CAST(sum(lost) AS BIGINT) FROM ended "
                + "WHERE value IS NOT NULL AND won + lost > 0 GROUP BY value ORDER BY 2 DESC LIMIT 2000"
            let counted = try transaction.all(inner) { row -> [SQLValue] in
                [.integer(tenant), .text(object.name), .text(name), .text(String(row.text(0).prefix(120))), .integer(row.integer(1)), .integer(row.integer(2))]
            }
            try transaction.insert(into: "score_count", ["tenant_id", "object", "field", "value", "won", "lost"], counted)
        }
    }

    /// Writes the scores of open records that have changed. Nobody did anything to them, so no version and no history.
    /// - Returns: after which record to go on; nil when all are done.
    public func score(_ objectName: String, after: EntityID?, atMost limit: Int) throws -> EntityID? {
        let object = try reader.object(objectName)
        guard let scoring = object.scoring, let place = object.position(scoring.field), case .column(let column) = object.fields[place].storage else { return nil }
        let counts = try reader.scoreCounts(object)
        guard counts.isTelling else { return nil }
        let open = "(CASE WHEN " + (try reader.feel(scoring.won.text, object)) + " OR " + (try reader.feel(scoring.lost.text, object)) + " THEN 1 ELSE 0 END) = 0"
        let plan = compiled.plan(object)
        let sql = SQL(text: "SELECT \(plan.selected) FROM \(SQL.quoted(object.table)) r WHERE ") + QueryCompiler.base(object, tenant: tenant)
            + " AND r.id > \(after?.rawValue ?? 0) AND " + open + " ORDER BY r.id LIMIT \(limit)"
        let found = try transaction.all(sql, plan.record)
        for record in found {
            let factors = counts.factors(scoring.factors.compactMap { name in RecordReader.factor(record[name]).map { (name, $0) } })
            guard let score = counts.score(factors), record.values[place] != .integer(Int64(score)) else { continue }
            try transaction.enqueue(
                SQL(text: "UPDATE \(SQL.quoted(object.table)) SET \(SQL.quoted(column)) = ")
                    + "\(Int64(score)) WHERE tenant_id = \(tenant) AND id = \(record.id.rawValue)")
        }
        return found.count < limit ? nil : found.last?.id
    }
}
