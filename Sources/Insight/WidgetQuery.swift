import Basics
public import Metadata
public import Records
import Tenancy

/// What a widget counts, as a query: the same for the figure and for the list behind it.
public struct WidgetQuery: Sendable {
    public let widget: Widget
    public let period: Period
    public let circle: Circle

    public init(_ widget: Widget, _ period: Period, _ circle: Circle) {
        self.widget = widget
        self.period = period
        self.circle = circle
    }

    /// Every record of the widget.
    public func all(for reader: RecordReader) throws -> RecordQuery {
        try within(period, for: reader)
    }

    func within(_ period: Period, for reader: RecordReader) throws -> RecordQuery {
        var query = RecordQuery(widget.object)
        query.filters = widget.filter.map { [$0.text] } ?? []
        query.owners = circle.owners(for: reader.actor.id)
        if let date = widget.date {
            query.filters.append(try Self.span(date, period, reader.object(widget.object), reader.actor.zoneMinutes))
        }
        return query
    }

    /// The days of a period as a condition on a date or a moment.
    static func span(_ name: String, _ period: Period, _ object: ObjectType, _ zoneMinutes: Int) -> String {
        if object.field(name)?.valueKind == .date {
            return "\(name) >= date(\"\(period.from)\") and \(name) <= date(\"\(period.to)\")"
        }
        let offset = zone(zoneMinutes)
        func moment(_ day: CivilDate) -> String { "date and time(\"\(day)T00:00:00\(offset)\")" }
        return "\(name) >= \(moment(period.from)) and \(name) < \(moment(period.to.adding(days: 1)))"
    }

    /// `+08:00`.
    private static func zone(_ minutes: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let size = abs(minutes)
        return (minutes < 0 ? "-" : "+") + two(size / 60) + ":" + two(size % 60)
    }

    /// The records behind one bar, row or step.
    /// - Throws: ``RecordError/query(code:arguments:)`` for a key that the widget cannot have.
    public func part(_ key: String, for reader: RecordReader) throws -> RecordQuery {
        var query = try all(for: reader)
        let object = try reader.object(widget.object)
        switch widget.group {
        case nil where widget.kind == .line:
            try narrow(&query, to: key, widget.date ?? "", nil, object, reader)
        case nil where widget.kind == .forecast:
            try narrow(&query, to: key, widget.date ?? "", .month, object, reader)
            widget.forecast.map { query.filters.append($0.isOpen) }
        case nil: break
        case .date(let name, let bucket): try narrow(&query, to: key, name, bucket, object, reader)
        case .ownerDepartment: try restrict(&query, toDepartment: key)
        case .field where widget.kind == .changes:
            guard let kind = Movements.Kind(rawValue: key) else { throw Self.unknown(key) }
            query.ids = try MovementReading(reader: reader, query: self).read()[kind].records.map(EntityID.init)
        case .field("owner"):
            if key == Point.none {
                query.filters.append("owner = null")
            } else {
                guard let id = EntityID(text: key, prefix: "usr") else { throw Self.unknown(key) }
                query.owners.append(.person(id))
            }
        case .field(let name) where widget.kind == .funnel:
            guard let place = widget.steps.firstIndex(of: key) else { throw Self.unknown(key) }
            query.everBeen = .init(field: name, values: Array(widget.steps[place...]))
        case .field(let name): query.filters.append(try Self.equality(name, key, object))
        }
        return query
    }

    private func restrict(_ query: inout RecordQuery, toDepartment key: String) throws {
        if key == Point.none { return query.owners.append(.withoutDepartment) }
        guard let id = EntityID(text: key, prefix: "dep") else { throw Self.unknown(key) }
        query.owners.append(widget.kind == .attainment ? .department(id) : .members(id))
    }

    private func narrow(
        _ query: inout RecordQuery, to key: String, _ name: String, _ bucket: DateBucket?, _ object: ObjectType,
        _ reader: RecordReader
    ) throws {
        guard let start = CivilDate(key) else { throw Self.unknown(key) }
        let part = period.part(of: bucket ?? period.bucket, from: start)
        query.filters.append(Self.span(name, part, object, reader.actor.zoneMinutes))
    }

    private static func equality(_ name: String, _ key: String, _ object: ObjectType) throws -> String {
        if key == Point.none { return "\(name) = null" }
        switch object.field(name)?.valueKind {
        case .boolean: return "\(name) = \(key == "true")"
        case .number, .money, .percent, .rollUp:
            guard let number = Decimal128(key) else { throw unknown(key) }
            return "\(name) = \(number)"
        default: return "\(name) = \(quoted(key))"
        }
    }

    /// A FEEL text: quotes and backslashes escaped.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { out += "\\" }
            if character == "\n" { out += "\\n" } else { out.unicodeScalars.append(character) }
        }
        return out + "\""
    }

    private static func unknown(_ key: String) -> RecordError {
        .query(code: "dashboard.unknown-part", arguments: ["key": String(key.prefix(60))])
    }
}

extension ForecastSource {
    /// What holds of a record that has not ended.
    var isOpen: String {
        ([won] + lost).map { "\(state) != \(WidgetQuery.quoted($0))" }.joined(separator: " and ")
    }

    /// What holds of one that has.
    var isClosed: String {
        ([won] + lost).map { "\(state) = \(WidgetQuery.quoted($0))" }.joined(separator: " or ")
    }
}

/// The address of the records behind a part of a widget: `crm.sales,won,2026-Q4,team,usr_…`.
public struct Drill: Sendable, Hashable {
    public let dashboard: String
    public let widget: String
    public let period: Period
    public let circle: Circle
    public let key: String?

    public init(dashboard: String, widget: String, period: Period, circle: Circle, key: String?) {
        self.dashboard = dashboard
        self.widget = widget
        self.period = period
        self.circle = circle
        self.key = key
    }

    public init?(_ text: String) {
        let parts = text.split(separator: ",", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, let period = Period(parts[2]), let circle = Circle(parts[3]) else { return nil }
        self.init(
            dashboard: parts[0], widget: parts[1], period: period, circle: circle,
            key: parts.count == 5 ? parts[4] : nil)
    }

    public var text: String {
        ([dashboard, widget, period.text, circle.text] + [key].compactMap { $0 }).joined(separator: ",")
    }

    /// The widget that it comes from, if the reader's packages still have it.
    public func widget(in schema: Schema) -> Widget? {
        schema.dashboards.first { $0.name == dashboard }?.widget(widget)
    }

    /// The records; nil when there is no such widget any more.
    public func query(for reader: RecordReader) throws -> RecordQuery? {
        guard let widget = widget(in: reader.schema) else { return nil }
        let query = WidgetQuery(widget, period, circle)
        return try key.map { try query.part($0, for: reader) } ?? query.all(for: reader)
    }
}
