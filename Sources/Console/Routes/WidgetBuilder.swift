import Basics
import Insight
import Metadata

/// Turns a widget's numbers into what is drawn.
struct WidgetBuilder {
    private let board: DashboardBuilder
    private let result: WidgetResult
    private var visit: Visit { board.visit }
    private var widget: Widget { result.widget }

    init(_ board: DashboardBuilder, _ result: WidgetResult) {
        self.board = board
        self.result = result
    }

    func body() -> WidgetCard.Body {
        switch widget.kind {
        case .figure: .figure(figure())
        case .line: .line(line(isColumns: false))
        case .bar:
            if case .date = widget.group { .line(line(isColumns: true)) } else { .bars(bars()) }
        case .ranking: .bars(bars())
        case .funnel: .bars(funnel())
        case .attainment: .bars(attainment())
        case .changes: .bars(changes())
        case .forecast: result.forecast.map { .forecast(forecast($0)) } ?? .bars(bars())
        }
    }

    // MARK: Words

    private func shown(_ value: Int64?) -> String {
        guard let value else { return "–" }
        let text = result.unit.text(value)
        switch result.unit.kind {
        case .count, .number: return FieldViews.grouped(text)
        case .percent: return text + "%"
        case .money: return BoardBuilder.short(text, visit)
        }
    }

    private func percent(_ permille: Int64?) -> String {
        guard let permille else { return "–" }
        return "\(permille / 10).\(abs(permille) % 10)%"
    }

    private func label(_ point: Point) -> String { point.label.isEmpty ? visit.t("insight.without") : point.label }

    private func part(_ value: Int64?, of whole: Int64) -> Int {
        Int(min(1000, max(0, Share.permille(max(0, value ?? 0), of: whole) ?? 0)))
    }

    private var total: String? {
        result.total.map { visit.t("insight.sum", shown($0.value), FieldViews.grouped("\($0.count)")) }
    }

    // MARK: Kinds

    private func figure() -> FigureBody {
        let value = result.total?.value
        var figure = FigureBody(value: shown(value), url: board.drill(widget, nil), hue: widget.hue)
        guard widget.date != nil, widget.compares, let value, let before = result.before else { return figure }
        if result.unit.kind == .percent {
            let points = value - before
            figure.change = visit.t("insight.change", (points > 0 ? "+" : "") + result.unit.text(points) + " pp")
            figure.isUp = points == 0 ? nil : points > 0
        } else {
            let change = Share.permille(abs(value - before), of: abs(before)).map { (value < before ? -1 : 1) * $0 }
            figure.change = change.map {
                visit.t("insight.change", ($0 > 0 ? "+" : $0 < 0 ? "-" : "") + percent(abs($0)))
            }
            figure.isUp = change.flatMap { $0 == 0 ? nil : $0 > 0 }
        }
        return figure
    }

    private func bars() -> BarRows {
        let most = result.points.compactMap(\.value).max() ?? 0
        let rows = result.points.enumerated().map { place, point in
            var row = BarRows.Row(
                label: label(point), url: board.drill(widget, point.key), value: shown(point.value),
                share: part(point.value, of: most))
            row.hue = point.hue
            if result.unit.kind != .count {
                row.note = visit.t("insight.records", FieldViews.grouped("\(point.count)"))
            }
            if widget.kind == .ranking { row.place = place + 1 }
            return row
        }
        return BarRows(label: widget.label.text(visit.locale), rows: rows, hue: widget.hue, heads: heads, total: total)
    }

    private var heads: [String] { [visit.t("insight.group"), visit.t("insight.share"), visit.t("insight.value")] }

    /// Each step with the part of the step before that came so far.
    private func funnel() -> BarRows {
        let first = result.points.first?.count ?? 0
        let rows = result.points.enumerated().map { place, point in
            var row = BarRows.Row(
                label: label(point), url: board.drill(widget, point.key), value: shown(point.value),
                share: part(point.count, of: first))
            row.hue = point.hue
            if place > 0 { row.note = percent(Share.permille(point.count, of: result.points[place - 1].count)) }
            return row
        }
        let whole = result.points.last.map {
            visit.t("insight.conversion", percent(Share.permille($0.count, of: first)))
        }
        return BarRows(label: widget.label.text(visit.locale), rows: rows, hue: widget.hue, heads: heads, total: whole)
    }

    /// What was reached, and a mark where the target stands.
    private func attainment() -> BarRows {
        let points = result.points.isEmpty ? [result.total].compactMap { $0 } : result.points
        let most = points.flatMap { [$0.value ?? 0, $0.target ?? 0] }.max() ?? 0
        let rows = points.map { point in
            let name = point.key.isEmpty ? visit.t("insight.total") : label(point)
            var row = BarRows.Row(
                label: name, url: board.drill(widget, point.key.isEmpty ? nil : point.key), value: shown(point.value),
                share: part(point.value, of: most))
            row.note =
                point.target.map { "/ \(shown($0)) · \(percent(Share.permille(point.value ?? 0, of: $0)))" }
                ?? visit.t("insight.no-target")
            row.mark = point.target.map { part($0, of: most) }
            row.depth = point.depth
            return row
        }
        var all = BarRows(label: widget.label.text(visit.locale), rows: rows, hue: widget.hue, heads: heads)
        if let total = result.total, !result.points.isEmpty, let target = total.target {
            all.total = visit.t(
                "insight.reached", shown(total.value), shown(target),
                percent(Share.permille(total.value ?? 0, of: target)))
        }
        return all
    }

    /// A statement: what was open, what changed, what is open; then the steps, which change no sum.
    private func changes() -> BarRows {
        let most = result.points.map { abs($0.value ?? 0) }.max() ?? 0
        let rows = result.points.map { point in
            let kind = Movements.Kind(rawValue: point.key) ?? .opening
            let sign = kind.counts && point.value ?? 0 > 0 ? "+" : ""
            var row = BarRows.Row(
                label: visit.t("insight.movement-" + point.key),
                url: kind == .removed ? nil : board.drill(widget, point.key),
                value: sign + shown(point.value), share: part(abs(point.value ?? 0), of: most))
            row.note = visit.t("insight.records", FieldViews.grouped("\(point.count)"))
            row.hue = Self.hues[kind]
            row.depth = kind.counts ? 1 : 0
            return row
        }
        return BarRows(
            label: widget.label.text(visit.locale), rows: rows, hue: widget.hue, heads: heads,
            total: visit.t("insight.movement-words"))
    }

    private static let hues: [Movements.Kind: Int] = [
        .added: 155, .reopened: 155, .grew: 155, .won: 155, .shrank: 25, .lost: 25, .removed: 25,
    ]

    private func line(isColumns: Bool) -> LineChart {
        let most = max(result.points.compactMap(\.value).max() ?? 0, 0)
        let bucket: DateBucket = if case .date(_, let named?) = widget.group { named } else { board.period.bucket }
        let steps = result.points.map { point in
            LineChart.Step(
                label: String(bucket == .month ? point.label.prefix(7) : point.label.dropFirst(5)),
                value: shown(point.value),
                height: part(point.value, of: most), url: board.drill(widget, point.key))
        }
        var chart = LineChart(
            id: widget.name, title: title(steps), steps: steps, most: shown(most), least: shown(0), hue: widget.hue,
            heads: [visit.t("insight.group"), visit.t("insight.value")], total: total)
        chart.isColumns = isColumns
        return chart
    }

    /// What a chart says, in words: from where to where, and the highest.
    private func title(_ steps: [LineChart.Step]) -> String {
        guard let first = steps.first, let last = steps.last, let highest = steps.max(by: { $0.height < $1.height })
        else { return "" }
        return visit.t(
            "insight.chart-words", widget.label.text(visit.locale), first.label, last.label, highest.label,
            highest.value)
    }

    private func forecast(_ forecast: Forecast) -> ForecastTable {
        func row(_ line: Forecast.Line, _ label: String, _ url: String?, _ most: Int64) -> ForecastTable.Row {
            func some(_ value: Int64) -> String { value == 0 ? "–" : shown(value) }
            return ForecastTable.Row(
                label: label, url: url, won: some(line.won), open: line.open.map(some), expected: some(line.expected),
                range: line.high == 0 ? "–" : "\(shown(line.low)) – \(shown(line.high))",
                marks: .init(
                    won: part(line.won, of: most), low: part(line.low, of: most),
                    expected: part(line.expected, of: most),
                    high: part(line.high, of: most)))
        }
        let most = forecast.months.map(\.high).max() ?? 0
        let best = forecast.people.map(\.high).max() ?? 0
        let people = forecast.people.map { line in
            row(line, line.label, EntityID(text: line.key, prefix: "usr").map { board.url(of: .person($0)) }, best)
        }
        return ForecastTable(
            title: widget.label.text(visit.locale), categories: forecast.categories,
            months: forecast.months.map { row($0, $0.label, board.drill(widget, $0.key), most) }, people: people,
            total: row(forecast.total, visit.t("insight.total"), nil, max(forecast.total.high, 1)),
            note: visit.t("insight.cohort", FieldViews.grouped("\(forecast.cohort)")))
    }
}
