import Basics
public import Metadata
public import Records
import SQLStore
import Tenancy

/// Dashboards read as an actor: the doorway of this room.
///
/// Every number comes from the one query path: what the actor may not see is not counted, and the list behind a number
/// holds exactly the records that it counts.
///
/// ## Topics
/// - ``dashboards``, ``read(_:_:_:)``: what there is and what it says
/// - ``Drill``: the records behind a number
/// - ``Forecast``: what is going to come
public struct Insight {
    public let reader: RecordReader

    public init(_ reader: RecordReader) { self.reader = reader }

    /// The dashboards with at least one widget whose records the actor may see.
    public var dashboards: [Dashboard] {
        reader.schema.dashboards.compactMap { dashboard in
            var shown = dashboard
            shown.widgets = dashboard.widgets.filter(isOpen)
            return shown.widgets.isEmpty ? nil : shown
        }
    }

    public func dashboard(_ name: String) throws -> Dashboard {
        if let found = dashboards.first(where: { $0.name == name }) { return found }
        let nearest = Spelling.nearest(to: name, among: dashboards.map(\.name))
        throw RecordError.query(
            code: "dashboard.unknown", arguments: ["name": String(name.prefix(60)), "nearest": nearest ?? ""])
    }

    /// Whether the actor may see the records of a widget and every field that it looks at.
    private func isOpen(_ widget: Widget) -> Bool {
        guard let object = reader.schema.object(widget.object), reader.policy.grant(object) != nil,
            reader.policy.allowsScope("read")
        else { return false }
        let hidden = reader.policy.mask(object).hidden
        var names = [widget.date, widget.value.field].compactMap { $0 }
        switch widget.group {
        case .field(let name), .date(let name, _): names.append(name)
        case .ownerDepartment, nil: break
        }
        if let forecast = widget.forecast { names += [forecast.category, forecast.state, forecast.closed] }
        if let target = widget.target {
            guard let object = reader.schema.object(target.object), reader.policy.grant(object) != nil else {
                return false
            }
        }
        return hidden.isDisjoint(with: names)
    }

    /// All widgets of a dashboard with their numbers. One that asks for a field which the actor may not see, or which is
    /// gone, is left out.
    public func read(_ dashboard: Dashboard, _ period: Period, _ circle: Circle) throws -> [WidgetResult] {
        try dashboard.widgets.compactMap { widget in
            do {
                return try read(widget, period, circle)
            } catch RecordError.query(let code, _) where code == "query.unknown-field" {
                return nil
            }
        }
    }

    public func read(_ widget: Widget, _ period: Period, _ circle: Circle) throws -> WidgetResult {
        let query = WidgetQuery(widget, period, circle)
        var result = WidgetResult(widget, try unit(widget))
        switch widget.kind {
        case .figure:
            result.total = try total(query, period)
            if widget.date != nil, widget.compares { result.before = try total(query, period.moved(by: -1)).value }
        case .line:
            result.points = try steps(query, widget.date ?? "", nil)
            result.total = try total(query, period)
        case .bar, .ranking:
            if case .date(let name, let bucket) = widget.group {
                result.points = try steps(query, name, bucket)
            } else {
                result.points = Array(try groups(query).prefix(widget.limit))
            }
            result.total = try total(query, period)
        case .funnel: result.points = try funnel(query)
        case .attainment: try attain(query, &result)
        case .changes: result.points = try MovementReading(reader: reader, query: query).points()
        case .forecast: result.forecast = try ForecastReading(reader: reader, query: query).read()
        }
        return result
    }

    /// What a part of a widget is called.
    public func label(of key: String, in widget: Widget) throws -> String? {
        guard key != Point.none else { return nil }
        switch widget.group {
        case .field("owner"): return try EntityID(text: key, prefix: "usr").flatMap { try reader.people([$0])[$0] }
        case .ownerDepartment:
            guard let object = reader.schema.object("core.department"), let id = EntityID(text: key, prefix: "dep")
            else { return nil }
            return try reader.names([id], of: object)[id]
        case .field(let name):
            let field = try reader.object(widget.object).field(name)
            guard let target = field?.targets.first.flatMap({ reader.schema.object($0) }),
                let id = EntityID(text: key, prefix: target.idPrefix)
            else {
                return field?.option(key)?.label.text(reader.actor.locale) ?? key
            }
            return try reader.names([id], of: target)[id]
        case .date, nil: return key
        }
    }

    // MARK: Numbers

    private func unit(_ widget: Widget) throws -> ValueUnit {
        guard widget.value.function != .share else { return ValueUnit(.percent, scale: 1) }
        guard let field = try widget.value.field.flatMap({ try reader.object(widget.object).field($0) }) else {
            return ValueUnit(.count)
        }
        let kind: ValueUnit.Kind = field.valueKind == .money ? .money : field.valueKind == .percent ? .percent : .number
        let scale = widget.value.function == .average && kind != .money ? field.scale + 1 : field.scale
        return ValueUnit(kind, scale: scale, currency: field.currency)
    }

    static func measures(_ value: Aggregate) -> [Measure] {
        switch value.function {
        case .count: [.count]
        case .sum, .average: value.field.map { [.sum($0)] } ?? [.count]
        case .share: value.condition.map { [.fulfilling($0.text)] } ?? [.count]
        }
    }

    /// A group's value in the result's unit.
    func value(_ rows: [AggregateRow], _ widget: Widget) throws -> Int64? {
        let sum = rows.reduce(Int128(0)) { $0 + Int128($1.measured.first?.units ?? 0) }
        let count = rows.reduce(Int128(0)) { $0 + Int128($1.measured.first?.count ?? 0) }
        switch widget.value.function {
        case .count, .sum: return Int64(exactly: sum)
        case .share: return count == 0 ? nil : Share.permille(Int64(sum), of: Int64(count))
        case .average:
            guard count > 0, let field = try widget.value.field.flatMap({ try reader.object(widget.object).field($0) })
            else { return nil }
            let factor: Int128 = field.valueKind == .money || field.valueKind == .percent && field.scale > 0 ? 1 : 10
            return Int64(exactly: Self.rounded(sum * (try unit(widget).scale > field.scale ? factor : 1), count))
        }
    }

    private static func rounded(_ sum: Int128, _ count: Int128) -> Int128 {
        sum < 0 ? -((-sum * 2 + count) / (count * 2)) : (sum * 2 + count) / (count * 2)
    }

    private func total(_ query: WidgetQuery, _ period: Period) throws -> Point {
        let rows = try reader.aggregate(
            try query.within(period, for: reader), by: [], Self.measures(query.widget.value))
        return Point(key: "", label: "", value: try value(rows, query.widget), count: rows.first?.count ?? 0)
    }

    /// The steps of a line; those without records are there with nothing.
    private func steps(_ query: WidgetQuery, _ name: String, _ wanted: DateBucket?) throws -> [Point] {
        let bucket = wanted ?? query.period.bucket
        var whole = try query.all(for: reader)
        if name != query.widget.date {
            whole.filters.append(
                WidgetQuery.span(name, query.period, try reader.object(query.widget.object), reader.actor.zoneMinutes))
        }
        let rows = try reader.aggregate(whole, by: [.day(name)], Self.measures(query.widget.value))
        var byStart: [CivilDate: [AggregateRow]] = [:]
        for row in rows {
            guard case .integer(let day)? = row.keys.first else { continue }
            byStart[bucket.start(of: CivilDate(dayNumber: day)), default: []].append(row)
        }
        return try query.period.starts(bucket).map { start in
            let rows = byStart[start] ?? []
            return Point(
                key: start.description, label: start.description, value: try value(rows, query.widget),
                count: rows.reduce(0) { $0 + $1.count })
        }
    }

    private func groups(_ query: WidgetQuery) throws -> [Point] {
        let widget = query.widget
        let key: GroupKey =
            switch widget.group {
            case .field(let name): .field(name)
            default: .ownerDepartment
            }
        let rows = try reader.aggregate(try query.all(for: reader), by: [key], Self.measures(widget.value))
        let labels = try GroupLabels(reader, widget, rows.compactMap(\.keys.first))
        var points = try rows.map { row in
            let (key, label, hue) = labels.words(row.keys[0])
            return Point(key: key, label: label, value: try value([row], widget), count: row.count, hue: hue)
        }
        points.sort { left, right in
            let (a, b) = (left.value ?? .min, right.value ?? .min)
            return a == b ? left.label < right.label : widget.ascends ? a < b : a > b
        }
        return points
    }

    /// How many records reached each step, and the sum of the value over them.
    private func funnel(_ query: WidgetQuery) throws -> [Point] {
        guard case .field(let name) = query.widget.group else { return [] }
        let widget = query.widget
        let field = try reader.object(widget.object).field(name)
        let sum = widget.value.function == .sum ? widget.value.field : nil
        let rows = try reader.reached(try query.all(for: reader), name, steps: widget.steps, sum: sum)
        return widget.steps.enumerated().map { place, step in
            let further = rows.filter { $0.step >= place }
            let option = field?.option(step)
            let count = further.reduce(0) { $0 + $1.count }
            return Point(
                key: step, label: option?.label.text(reader.actor.locale) ?? step,
                value: sum == nil ? count : further.reduce(0) { $0 + $1.sum }, count: count, hue: option?.hue)
        }
    }
}

/// What groups are called.
struct GroupLabels {
    private let field: Field?
    private let locale: String
    private let prefix: String?
    private var names: [EntityID: String] = [:]

    init(_ reader: RecordReader, _ widget: Widget, _ keys: [SQLValue]) throws {
        let object = try reader.object(widget.object)
        locale = reader.actor.locale
        let ids = Set(
            keys.compactMap { key -> EntityID? in if case .integer(let id) = key { EntityID(rawValue: id) } else { nil }
            })
        switch widget.group {
        case .field("owner"):
            (field, prefix) = (nil, "usr")
            names = try reader.people(ids)
        case .ownerDepartment, .date, nil:
            (field, prefix) = (nil, "dep")
            names = try reader.schema.object("core.department").map { try reader.names(ids, of: $0) } ?? [:]
        case .field(let name):
            field = object.field(name)
            guard let target = field?.targets.first.flatMap({ reader.schema.object($0) }), field?.kind == .reference
            else {
                prefix = nil
                return
            }
            prefix = target.idPrefix
            names = target.name == "core.user" ? try reader.people(ids) : try reader.names(ids, of: target)
        }
    }

    func words(_ value: SQLValue) -> (key: String, label: String, hue: Int?) {
        switch value {
        case .integer(let id) where prefix != nil:
            let text = EntityID(rawValue: id).text(prefix: prefix ?? "")
            return (text, names[EntityID(rawValue: id)] ?? "…", nil)
        case .integer(let number) where field?.valueKind == .boolean:
            return (number == 1 ? "true" : "false", number == 1 ? "✓" : "✗", nil)
        case .integer(let number):
            let text = ScaledNumber.text(number, scale: field?.scale ?? 0)
            return (text, text, nil)
        case .text(let text):
            let option = field?.option(text)
            return (text, option?.label.text(locale) ?? text, option?.hue)
        default: return (Point.none, "", nil)
        }
    }
}
