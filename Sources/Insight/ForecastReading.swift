import Basics
import Metadata
import Records
import SQLStore
import Tenancy

/// Reads what a forecast is made of.
struct ForecastReading {
    let reader: RecordReader
    let query: WidgetQuery
    private let source: ForecastSource
    private let amount: String
    private let date: String

    init(reader: RecordReader, query: WidgetQuery) throws {
        guard let source = query.widget.forecast, let amount = query.widget.value.field, let date = query.widget.date
        else {
            throw RecordError.query(code: "dashboard.unknown-part", arguments: ["key": query.widget.name])
        }
        (self.reader, self.query, self.source, self.amount, self.date) = (reader, query, source, amount, date)
    }

    /// One group of open or of won records.
    private struct Part {
        let owner: Int64
        let month: CivilDate
        let state: String
        let category: String
        let sum: Int64
        let squares: Double
    }

    func read() throws -> Forecast {
        let (rates, overall) = try self.rates()
        let open = try parts(isOpen: true), won = try parts(isOpen: false)
        let field = try reader.object(query.widget.object).field(source.category)
        func line(_ key: String, _ label: String, _ holds: (Part) -> Bool) -> Forecast.Line {
            make(key, label, open.filter(holds), won.filter(holds), rates, overall)
        }
        let months = query.period.starts(.month).map { start in
            line(start.description, String(start.description.prefix(7))) { $0.month == start }
        }
        let people = try branches(Set((open + won).map(\.owner))).map { branch in
            line(EntityID(rawValue: branch.id).text(prefix: "usr"), branch.name) { branch.owners.contains($0.owner) }
        }
        return Forecast(
            months: months, people: people, total: line("", "") { _ in true },
            categories: source.categories.map { field?.option($0)?.label.text(reader.actor.locale) ?? $0 },
            cohort: overall.closed)
    }

    private func make(
        _ key: String, _ label: String, _ open: [Part], _ won: [Part], _ rates: [String: WinRate], _ overall: WinRate
    ) -> Forecast.Line {
        let amounts = open.map { OpenAmount(state: $0.state, sum: Double($0.sum), squares: $0.squares) }
        let range = Expectation.range(amounts, rates, overall: overall)
        let done = won.reduce(0) { $0 + $1.sum }
        var line = Forecast.Line(
            key: key, label: label,
            open: source.categories.map { name in
                open.filter { $0.category == name }.reduce(0) { $0 + $1.sum }
            })
        line.won = done
        line.expected = done + Int64(range.expected.rounded())
        line.low = done + Int64(range.low.rounded())
        line.high = done + Int64(range.high.rounded())
        return line
    }

    /// Groups by owner, month, state and category. What nobody put into a category counts as the first.
    private func parts(isOpen: Bool) throws -> [Part] {
        var wanted = RecordQuery(query.widget.object)
        wanted.filters = query.widget.filter.map { [$0.text] } ?? []
        wanted.owners = query.circle.owners(for: reader.actor.id)
        let day = isOpen ? date : source.closed
        wanted.filters.append(
            WidgetQuery.span(day, query.period, try reader.object(query.widget.object), reader.actor.zoneMinutes))
        wanted.filters.append(isOpen ? source.isOpen : "\(source.state) = \(WidgetQuery.quoted(source.won))")
        let keys: [GroupKey] = [.field("owner"), .day(day), .field(source.state), .field(source.category)]
        return try reader.aggregate(wanted, by: keys, [.sum(amount), .squares(amount)]).compactMap { row in
            guard case .integer(let day) = row.keys[1] else { return nil }
            var owner: Int64 = 0
            if case .integer(let id) = row.keys[0] { owner = id }
            return Part(
                owner: owner, month: DateBucket.month.start(of: CivilDate(dayNumber: day)),
                state: Self.text(row.keys[2]),
                category: Self.text(row.keys[3], source.categories.first ?? ""), sum: row.measured[0].units,
                squares: row.measured[1].number)
        }
    }

    private static func text(_ value: SQLValue, _ fallback: String = "") -> String {
        if case .text(let text) = value { text } else { fallback }
    }

    /// Of the records that the actor sees and that were made in the last year and have ended.
    private func rates() throws -> ([String: WinRate], WinRate) {
        var closed = RecordQuery(query.widget.object)
        closed.filters =
            ["created_at >= now() - duration(\"P365D\")", source.isClosed]
            + (query.widget.filter.map { [$0.text] } ?? [])
        let all = try reader.aggregate(closed, by: [.field(source.state)], [.count])
        func sum(_ isCounted: (String) -> Bool) -> Int64 {
            all.filter { isCounted(Self.text($0.keys[0])) }.reduce(0) { $0 + $1.count }
        }
        var rates: [String: WinRate] = [:]
        for (state, rows) in Dictionary(grouping: try reader.outcomes(closed, of: source.state), by: \.state) {
            let won = rows.filter { $0.end == source.won }.reduce(0) { $0 + $1.count }
            rates[state] = WinRate(won: won, closed: rows.reduce(0) { $0 + $1.count })
        }
        return (rates, WinRate(won: sum { $0 == source.won }, closed: sum { _ in true }))
    }

    /// One branch of the reporting line: somebody and the owners below.
    private struct Branch {
        let id: Int64
        let name: String
        let owners: Set<Int64>
    }

    /// Those who report directly to whom the circle is about, each with all below; and that person alone. At the top are
    /// those who report to nobody; a department's are its people one by one.
    private func branches(_ owners: Set<Int64>) throws -> [Branch] {
        let tenant = reader.actor.tenant
        let root: Int64?
        switch query.circle {
        case .team, .mine: root = reader.actor.id.rawValue
        case .person(let id): root = id.rawValue
        case .all: root = nil
        case .department:
            let names = try reader.people(Set(owners.map(EntityID.init)))
            return owners.map { Branch(id: $0, name: names[EntityID(rawValue: $0)] ?? "…", owners: [$0]) }.sorted {
                $0.name < $1.name
            }
        }
        let manager: SQL = root.map { "manager = \($0)" } ?? "manager IS NULL"
        let heads = try reader.rows(
            "SELECT id FROM core_user WHERE tenant_id = \(tenant) AND deleted_at IS NULL AND " + manager
                + " ORDER BY id"
        ) {
            $0.integer(0)
        }
        var below: [Int64: Set<Int64>] = [:]
        for part in stride(from: 0, to: heads.count, by: 400).map({ heads[$0..<min($0 + 400, heads.count)] }) {
            let list = part.map(SQLValue.integer)
            for row in try reader.rows(
                "SELECT manager_id, person_id FROM person_below WHERE tenant_id = \(tenant) AND manager_id IN \(list: list)",
                { ($0.integer(0), $0.integer(1)) })
            where owners.contains(row.1) { below[row.0, default: []].insert(row.1) }
        }
        if let root, owners.contains(root) { below[root] = [root] }
        let names = try reader.people(Set(below.keys.map(EntityID.init)))
        return below.map { Branch(id: $0.key, name: names[EntityID(rawValue: $0.key)] ?? "…", owners: $0.value) }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }
}
