public import Basics
public import Metadata
import SQLStore
import Tenancy

/// What a person and everybody below expect, in units of the amount's last digit.
public struct ForecastLine: Sendable, Equatable {
    public let person: EntityID
    public let name: String
    /// Whether others report to it, so that the line can be opened.
    public let hasReports: Bool
    /// Open amounts by category; those without one under the empty text.
    public var open: [String: Int64] = [:]
    public var won: Int64 = 0
    /// How many open records there are.
    public var count = 0
}

extension RecordReader {
    /// The forecast of those who report to a person, each with everybody below, and first what the person owns itself.
    ///
    /// Only records that the actor may see are summed up: whoever sees less, sums less.
    public func forecast(_ object: ObjectType, of manager: EntityID, from: CivilDate, to: CivilDate) throws -> [ForecastLine] {
        guard let forecasting = object.forecasting, let access = policy.predicate(object, .read, alias: "r", dialect: reader.dialect) else { return [] }
        for name in [forecasting.amount, forecasting.category, forecasting.expected] where policy.mask(object).hidden.contains(name) {
            throw RecordError.query(code: "query.unknown-field", arguments: ["field": name, "object": object.name, "nearest": ""])
        }
        var lines = try people(manager)
        let places = Dictionary(lines.enumerated().map { ($1.person.rawValue, $0) }, uniquingKeysWith: { first, _ in first })
        try sum(object, forecasting, access, manager, forecasting.expected, forecasting.open, from, to) { person, category, count, amount in
            guard let place = places[person] else { return }
            lines[place].open[category, default: 0] += amount
            lines[place].count += count
        }
        try sum(object, forecasting, access, manager, forecasting.closed, forecasting.won, from, to) { person, _, _, amount in
            if let place = places[person] { lines[place].won += amount }
        }
        return lines
    }

    /// The manager itself, then those who report to it.
    private func people(_ manager: EntityID) throws -> [ForecastLine] {
        try reader.all(
            """
            SELECT u.id, u.name, CASE WHEN u.id <> \(manager.rawValue) AND EXISTS (SELECT 1 FROM person_below c WHERE c.tenant_id = b.tenant_id
                AND c.manager_id = u.id AND c.depth = 1) THEN 1 ELSE 0 END
            FROM person_below b JOIN core_user u ON u.tenant_id = b.tenant_id AND u.id = b.person_id
            WHERE b.tenant_id = \(tenant) AND b.manager_id = \(manager.rawValue) AND b.depth <= 1 AND u.deleted_at IS NULL
            ORDER BY b.depth, u.name, u.id LIMIT 300
            """) { ForecastLine(person: EntityID(rawValue: $0.integer(0)), name: $0.text(1), hasReports: $0.bool(2)) }
    }

    /// One sum for each person and category: its own records under the manager, everybody's below under the reports.
    private func sum(
        _ object: ObjectType, _ forecasting: Forecasting, _ access: SQL, _ manager: EntityID, _ day: String, _ condition: Formula, _ from: CivilDate,
        _ to: CivilDate, _ take: (_ person: Int64, _ category: String, _ count: Int, _ amount: Int64) -> Void
    ) throws {
        func column(_ name: String) -> String { object.field(name)?.expression(alias: "r", reader.dialect) ?? "NULL" }
        let line: SQL = "CASE WHEN r.owner_id = \(manager.rawValue) THEN r.owner_id ELSE b.manager_id END"
        let people: SQL = """
            (b.manager_id = \(manager.rawValue) AND r.owner_id = \(manager.rawValue) OR b.manager_id IN (SELECT d.person_id FROM person_below d
                WHERE d.tenant_id = \(tenant) AND d.manager_id = \(manager.rawValue) AND d.depth = 1))
            """
        var sql: SQL = "WITH part(person, category, amount) AS (SELECT " + line
        sql += SQL(text: ", coalesce(\(column(forecasting.category)), ''), coalesce(\(column(forecasting.amount)), 0) FROM \(SQL.quoted(object.table)) r ")
        sql += "JOIN person_below b ON b.tenant_id = r.tenant_id AND b.person_id = r.owner_id WHERE b.tenant_id = \(tenant) AND " + people + " AND "
        sql += QueryCompiler.base(object, tenant: tenant) + " AND " + access
        sql += SQL(text: " AND \(column(day)) >= ") + "\(from.dayNumber)" + SQL(text: " AND \(column(day)) <= ") + "\(to.dayNumber) AND ("
        sql += try feel(condition.text, object)
        sql += ")) SELECT person, category, count(*), CAST(sum(amount) AS BIGINT) FROM part GROUP BY person, category"
        try reader.forEach(sql) { take($0.integer(0), $0.text(1), Int($0.integer(2)), $0.integer(3)) }
    }

    /// Whether a person is the actor or below it, so that its forecast may be opened.
    public func isBelow(_ person: EntityID) throws -> Bool {
        if policy.isAdministrator { return true }
        return try reader.first(
            "SELECT 1 FROM person_below WHERE tenant_id = \(tenant) AND manager_id = \(actor.id.rawValue) AND person_id = \(person.rawValue)"
        ) { _ in true } ?? false
    }
}
