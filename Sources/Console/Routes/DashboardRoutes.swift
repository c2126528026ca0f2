import Basics
import HTML
import Insight
import Kernel
import Metadata
import Records
import TableFiles
import Tenancy
import Web

/// Dashboards and the files of their widgets.
enum DashboardRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/dashboards", first), WebRoute("GET", "/dashboards/{dashboard}", show),
        WebRoute("GET", "/dashboards/{dashboard}/{widget}/csv", file),
    ]

    private static let first: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            if let first = Insight(reader).dashboards.first { return .seeOther(ConsolePaths.dashboard(first.name)) }
            return visit.html(
                NoDashboardsPage(shell: ShellBuilder(visit: visit, reader: reader).shell(current: "dashboards")).html(
                    visit.page))
        }
    }

    private static let show: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let builder = try DashboardBuilder(visit: visit, reader: reader)
            return visit.html(try builder.page().html(visit.page))
        }
    }

    private static let file: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let builder = try DashboardBuilder(visit: visit, reader: reader)
            let name = visit.parameter("widget")
            guard let widget = builder.dashboard.widget(name) else {
                throw RecordError.query(
                    code: "dashboard.unknown", arguments: ["name": String(name.prefix(60)), "nearest": ""])
            }
            let result = try builder.insight.read(widget, builder.period, builder.circle)
            let file = "\(widget.label.text(visit.locale))-\(builder.period.text).csv"
            return WebResponse(
                headers: [
                    ("content-type", "text/csv; charset=utf-8"),
                    ("content-disposition", "attachment; filename*=UTF-8''" + PercentCoding.encode(file)),
                ], body: .bytes(try WidgetFile(result, visit).bytes()))
        }
    }
}

/// The numbers of a widget as separated text: plain digits, so that a spreadsheet reckons with them.
struct WidgetFile {
    let result: WidgetResult
    let visit: Visit

    init(_ result: WidgetResult, _ visit: Visit) {
        self.result = result
        self.visit = visit
    }

    func bytes() throws -> [UInt8] {
        let sink = Sink()
        var writer = CSVWriter { sink.bytes += $0 }
        for row in rows { try writer.write(row) }
        try writer.finish()
        return sink.bytes
    }

    private final class Sink { var bytes: [UInt8] = [] }

    private var rows: [[TableCell]] { result.forecast.map(rows) ?? pointRows }

    private var pointRows: [[TableCell]] {
        let hasTarget = result.widget.kind == .attainment
        let heads =
            [result.widget.label.text(visit.locale), visit.t("insight.value"), visit.t("insight.count")]
            + (hasTarget ? [visit.t("insight.target")] : [])
        let points = result.points.isEmpty ? [result.total].compactMap { $0 } : result.points
        return [heads.map(TableCell.text)]
            + points.map { point in
                [.text(label(point)), number(point.value), .number("\(point.count)")]
                    + (hasTarget ? [number(point.target)] : [])
            }
    }

    private func label(_ point: Point) -> String {
        if result.widget.kind == .changes { return visit.t("insight.movement-" + point.key) }
        return point.label.isEmpty ? visit.t("insight.without") : point.label
    }

    private func number(_ value: Int64?) -> TableCell { value.map { .number(result.unit.text($0)) } ?? .empty }

    private func rows(_ forecast: Forecast) -> [[TableCell]] {
        let heads =
            [result.widget.label.text(visit.locale), visit.t("insight.won")] + forecast.categories
            + [visit.t("insight.expected"), visit.t("insight.low"), visit.t("insight.high")]
        return [heads.map(TableCell.text)]
            + (forecast.months + forecast.people + [forecast.total]).map { line in
                [.text(line.label.isEmpty ? visit.t("insight.total") : line.label), number(line.won)]
                    + line.open.map(number)
                    + [number(line.expected), number(line.low), number(line.high)]
            }
    }
}
