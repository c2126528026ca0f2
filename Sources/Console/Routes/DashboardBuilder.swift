import Basics
import Insight
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// Fills the view of a dashboard from its address: `?period=2026-Q4&scope=team`.
struct DashboardBuilder {
    let visit: Visit
    let reader: RecordReader
    let insight: Insight
    let dashboard: Dashboard
    let period: Period
    let circle: Circle
    private let today: CivilDate

    init(visit: Visit, reader: RecordReader) throws {
        self.visit = visit
        self.reader = reader
        insight = Insight(reader)
        dashboard = try insight.dashboard(visit.parameter("dashboard"))
        today = Clock(visit).today
        period = Self.period(visit.request, today)
        circle = visit.request.query("scope").flatMap { Circle($0) } ?? .all
    }

    /// Two days, a named period, or else the present quarter.
    static func period(_ request: WebRequest, _ today: CivilDate) -> Period {
        if let from = request.query("from").flatMap({ CivilDate($0) }),
            let to = request.query("to").flatMap({ CivilDate($0) })
        {
            return Period(from: from, to: to)
        }
        return request.query("period").flatMap { Period($0) } ?? Period(.quarter, around: today)
    }

    func page() throws -> DashboardPage {
        let results = try insight.read(dashboard, period, circle)
        let tabs = insight.dashboards.map {
            Tab(
                label: $0.label.text(visit.locale), url: ConsolePaths.dashboard($0.name, items()),
                isCurrent: $0.name == dashboard.name)
        }
        return DashboardPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: "dashboards"),
            title: visit.t("insight.dashboards"),
            help: dashboard.help.text(visit.locale), dashboards: tabs, period: periodBar, circle: try circleMenu(),
            cards: results.map(card),
            more: grids)
    }

    /// Where figures are entered, for those who may.
    private var grids: [Action] {
        reader.schema.grids.compactMap { grid in
            guard let object = reader.schema.object(grid.source.object), reader.policy.mayCreate(object) else {
                return nil
            }
            return Action(label: grid.label.text(visit.locale), icon: grid.icon, url: ConsolePaths.grid(grid.name))
        }
    }

    // MARK: Period and circle

    private func items(_ period: Period? = nil, _ circle: Circle? = nil) -> [(String, String)] {
        [("period", (period ?? self.period).text), ("scope", (circle ?? self.circle).text)]
    }

    private var periodBar: PeriodBar {
        // A period around today when it is in it, else around where one was.
        let day = period.from <= today && today <= period.to ? today : period.from
        let kinds = [Period.Kind.month, .quarter, .year].map { kind in
            Tab(
                label: visit.t("insight.period-" + kind.rawValue),
                url: ConsolePaths.dashboard(dashboard.name, items(Period(kind, around: day))),
                isCurrent: period.kind == kind)
        }
        return PeriodBar(
            kinds: kinds, label: Self.label(period),
            previousURL: ConsolePaths.dashboard(dashboard.name, items(period.moved(by: -1))),
            nextURL: ConsolePaths.dashboard(dashboard.name, items(period.moved(by: 1))),
            action: ConsolePaths.dashboard(dashboard.name),
            from: period.from.description, to: period.to.description, circle: circle.text)
    }

    static func label(_ period: Period) -> String {
        period.kind == .custom ? "\(period.from) – \(period.to)" : period.text.replacing("-Q", with: " Q")
    }

    private func circleMenu() throws -> CircleMenu {
        func item(_ circle: Circle, _ label: String, _ depth: Int = 0) -> CircleMenu.Item {
            .init(
                label: label, url: ConsolePaths.dashboard(dashboard.name, items(nil, circle)), depth: depth,
                isCurrent: circle == self.circle)
        }
        var circles = [Circle.all, .team, .mine].map { item($0, visit.t("insight.scope-" + $0.text)) }
        if case .person(let id) = circle {
            circles.append(
                item(circle, visit.t("insight.scope-person", try reader.people([id])[id] ?? visit.t("people.unknown"))))
        }
        let departments = try insight.departmentTree(limit: 300).map { item(.department($0.id), $0.name, $0.depth) }
        let current = (circles + departments).first(where: \.isCurrent)?.label ?? visit.t("insight.scope-department")
        return CircleMenu(current: current, circles: circles, departments: departments)
    }

    // MARK: Cards

    private func card(_ result: WidgetResult) -> WidgetCard {
        let widget = result.widget
        return WidgetCard(
            name: widget.name, title: widget.label.text(visit.locale), help: widget.help.text(visit.locale),
            width: widget.width,
            csvURL: ConsolePaths.widgetFile(dashboard.name, widget.name, items()),
            body: WidgetBuilder(self, result).body())
    }

    /// The records behind a part of a widget.
    func drill(_ widget: Widget, _ key: String?) -> String {
        let drill = Drill(dashboard: dashboard.name, widget: widget.name, period: period, circle: circle, key: key)
        let view = reader.schema.object(widget.object)?.views.first { $0.kind == .list }?.name
        return ConsolePaths.list(widget.object, view: view, query: [("drill", drill.text)])
    }

    /// The same dashboard for somebody with all who report to them.
    func url(of circle: Circle) -> String { ConsolePaths.dashboard(dashboard.name, items(nil, circle)) }
}
