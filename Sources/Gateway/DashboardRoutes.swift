import Basics
import Insight
import Metadata
import Records
import SQLStore
import Tenancy
import Web

extension APIRoutes {
    static let dashboards: [APIRoute] = [
        {
            var route = APIRoute(
                "GET", base + "/dashboards", "The dashboards that the caller sees.",
                .read { call, reader in
                    .json {
                        $0.object { out in
                            out.key("data")
                            out.array { list in
                                Insight(reader).dashboards.forEach { describe($0, call.actor.locale, &list) }
                            }
                        }
                    }
                })
            route.response = .object("Dashboards")
            return route
        }(),
        {
            var route = APIRoute(
                "GET", base + "/dashboards/{dashboard}",
                "A dashboard with the numbers of its widgets, of what the caller sees.", .read(figures))
            route.parameters = [
                .query(
                    "period", "string",
                    "2026-11, 2026-Q4, 2026 or 2026-11-01..2026-11-15; the present quarter without it."),
                .query("scope", "string", "all, team, mine, or the id of a person or a department."),
            ]
            route.response = .object("Dashboard")
            return route
        }(),
    ]

    private static func figures(_ call: APICall, _ reader: RecordReader) throws -> APIAnswer {
        let insight = Insight(reader)
        let dashboard = try known(call.parameter("dashboard"), insight)
        let today = call.actor.today(at: reader.now)
        let period =
            try parameter(call, "period", "2026-11, 2026-Q4, 2026, 2026-11-01..2026-11-15") { Period($0) }
            ?? Period(.quarter, around: today)
        let circle = try parameter(call, "scope", "all, team, mine, usr_…, dep_…") { Circle($0) } ?? .all
        let results = try insight.read(dashboard, period, circle)
        return .json(capacity: 8192) {
            $0.object { out in
                out.member("name", dashboard.name)
                out.member("label", dashboard.label.text(call.actor.locale))
                out.member("from", period.from.description)
                out.member("to", period.to.description)
                out.member("scope", circle.text)
                out.key("widgets")
                out.array { list in results.forEach { write($0, call.actor.locale, &list) } }
            }
        }
    }

    private static func known(_ name: String, _ insight: Insight) throws -> Dashboard {
        do {
            return try insight.dashboard(name)
        } catch RecordError.query(let code, let arguments) {
            throw APIError(404, code, arguments)
        }
    }

    private static func parameter<T>(_ call: APICall, _ name: String, _ expected: String, _ read: (String) -> T?) throws
        -> T?
    {
        guard let text = call.request.query(name) else { return nil }
        guard let value = read(text) else {
            throw APIError(
                400, "dashboard.parameter", ["name": name, "value": String(text.prefix(40)), "expected": expected])
        }
        return value
    }

    private static func describe(_ dashboard: Dashboard, _ locale: String, _ out: inout JSONWriter) {
        out.object { item in
            item.member("name", dashboard.name)
            item.member("label", dashboard.label.text(locale))
            item.member("help", dashboard.help.text(locale))
            item.key("widgets")
            item.array { list in dashboard.widgets.forEach { list.string($0.name) } }
        }
    }

    private static func write(_ result: WidgetResult, _ locale: String, _ out: inout JSONWriter) {
        out.object { item in
            item.member("name", result.widget.name)
            item.member("type", result.widget.kind.rawValue)
            item.member("label", result.widget.label.text(locale))
            item.member("object", result.widget.object)
            item.member("unit", result.unit.kind.rawValue)
            if result.unit.kind == .money { item.member("currency", result.unit.currency) }
            if let total = result.total {
                item.key("total")
                point(total, result.unit, &item)
            }
            if let before = result.before { number("before", before, result.unit, &item) }
            item.key("points")
            item.array { list in result.points.forEach { point($0, result.unit, &list) } }
            if let forecast = result.forecast { write(forecast, result, &item) }
        }
    }

    private static func number(_ key: String, _ value: Int64?, _ unit: ValueUnit, _ out: inout JSONWriter) {
        out.key(key)
        guard let value else { return out.null() }
        unit.kind == .money ? out.string(unit.text(value)) : out.raw(unit.text(value).utf8)
    }

    private static func point(_ point: Point, _ unit: ValueUnit, _ out: inout JSONWriter) {
        out.object { item in
            item.member("key", point.key)
            item.member("label", point.label)
            number("value", point.value, unit, &item)
            item.member("count", point.count)
            if let target = point.target { number("target", target, unit, &item) }
        }
    }

    private static func write(_ forecast: Forecast, _ result: WidgetResult, _ out: inout JSONWriter) {
        out.member("cohort", forecast.cohort)
        for (key, lines) in [("months", forecast.months), ("people", forecast.people), ("totals", [forecast.total])] {
            out.key(key)
            out.array { list in
                for line in lines {
                    list.object { item in
                        item.member("key", line.key)
                        item.member("label", line.label)
                        number("won", line.won, result.unit, &item)
                        item.key("open")
                        item.object { open in
                            for (name, units) in zip(result.widget.forecast?.categories ?? [], line.open) {
                                number(name, units, result.unit, &open)
                            }
                        }
                        number("expected", line.expected, result.unit, &item)
                        number("low", line.low, result.unit, &item)
                        number("high", line.high, result.unit, &item)
                    }
                }
            }
        }
    }
}
