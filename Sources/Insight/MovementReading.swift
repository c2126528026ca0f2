import Basics
import Metadata
import Records
import SQLStore
import Tenancy

/// Reads what became of open records in a period.
struct MovementReading {
    let reader: RecordReader
    let query: WidgetQuery

    func read() throws -> Movements {
        guard case .field(let state) = query.widget.group, let amount = query.widget.value.field,
            let won = query.widget.won
        else {
            throw RecordError.query(code: "dashboard.unknown-part", arguments: ["key": query.widget.name])
        }
        var wanted = RecordQuery(query.widget.object)
        wanted.filters = query.widget.filter.map { [$0.text] } ?? []
        wanted.owners = query.circle.owners(for: reader.actor.id)
        let moments = [query.period.from, query.period.to.adding(days: 1)].map(begin)
        var movements = Movements(steps: query.widget.steps, won: won)
        for record in try reader.past(wanted, fields: [state, amount], at: moments) {
            let (before, after) = (Self.moment(record.values[0]), Self.moment(record.values[1]))
            movements.add(record.id.rawValue, from: before, to: after)
        }
        return movements
    }

    /// The beginning of a day where the reader is.
    private func begin(_ day: CivilDate) -> Timestamp {
        Timestamp(milliseconds: day.dayNumber * 86_400_000 - Int64(reader.actor.zoneMinutes) * 60_000)
    }

    private static func moment(_ values: [SQLValue]?) -> Movements.Moment? {
        guard let values else { return nil }
        var (state, amount): (String, Int64) = ("", 0)
        if case .text(let text) = values[0] { state = text }
        if case .integer(let units) = values[1] { amount = units }
        return Movements.Moment(state: state, amount: amount)
    }

    /// The changes in the order of a statement; those that change no sum come last.
    func points() throws -> [Point] {
        let movements = try read()
        return Movements.Kind.allCases.map { kind in
            let line = movements[kind]
            return Point(key: kind.rawValue, label: kind.rawValue, value: line.amount, count: Int64(line.records.count))
        }
    }
}
