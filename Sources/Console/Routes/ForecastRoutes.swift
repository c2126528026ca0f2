import Basics
import HTML
import Kernel
import Metadata
import Records
import SQLStore
import Tenancy
import Web

/// The forecast along the hierarchy.
enum ForecastRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [WebRoute("GET", "/forecast/{object}", show)]

    private static let show: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let object = try reader.object(visit.parameter("object"))
            guard object.forecasting != nil, reader.policy.grant(object) != nil else { throw RecordError.forbidden(code: "access.read", arguments: ["object": object.name]) }
            return visit.html(try ForecastBuilder(visit: visit, reader: reader, object: object).page().html(visit.page))
        }
    }
}

/// Fills it.
struct ForecastBuilder {
    let visit: Visit
    let reader: RecordReader
    let object: ObjectType

    private var t: Strings { visit.t }

    /// A stretch of days by its name: this and the next month and quarter, and the year.
    static func period(_ name: String?, today: CivilDate) -> (name: String, from: CivilDate, to: CivilDate) {
        let quarter = (today.month - 1) / 3 * 3 + 1
        let (start, months): (Int64, Int64) = switch name {
        case "month": (today.month, 1)
        case "next-month": (today.month + 1, 1)
        case "next-quarter": (quarter + 3, 3)
        case "year": (1, 12)
        default: (quarter, 3)
        }
        let year = CivilDate(year: today.year, month: 1, day: 1) ?? today
        let from = year.adding(months: start - 1)
        let known = ["month", "next-month", "quarter", "next-quarter", "year"]
        return (name.flatMap { known.contains($0) ? $0 : nil } ?? "quarter", from, from.adding(months: months).adding(days: -1))
    }

    func page() throws -> ForecastPage {
        let period = Self.period(visit.request.query("period"), today: visit.actor.today(at: visit.kernel.clock.now()))
        let person = try self.person()
        let categories = object.field(object.forecasting?.category ?? "")?.options.map { Choice($0.value, $0.label.text(visit.locale), hue: $0.hue) } ?? []
        let lines = try reader.forecast(object, of: person, from: period.from, to: period.to)
        let shown = lines.filter { $0.count > 0 || $0.won > 0 || $0.hasReports }
        var page = ForecastPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: object.name), object: ListBuilder.label(object, visit.locale),
            title: t("forecast.title"), trail: try trail(person, period.name), periods: tabs(period.name, person), categories: categories,
            lines: shown.map { line($0, categories, period) })
        if shown.count > 1 { page.total = total(lines, categories) }
        return page
    }

    /// Whose forecast: one's own, or that of somebody below. Who sees all begins with the one above everybody.
    private func person() throws -> EntityID {
        if let text = visit.request.query("person"), let id = EntityID(text: text, prefix: "usr"), try reader.isBelow(id) { return id }
        guard reader.policy.isAdministrator else { return visit.actor.id }
        let top = try reader.rows.first(
            """
            SELECT manager_id FROM person_below WHERE tenant_id = \(visit.actor.tenant) GROUP BY manager_id ORDER BY count(*) DESC, manager_id LIMIT 1
            """) { EntityID(rawValue: $0.integer(0)) }
        return top ?? visit.actor.id
    }

    private func url(_ person: EntityID?, _ period: String) -> String {
        ConsolePaths.address(ConsolePaths.forecast(object.name), [("period", period)] + (person.map { [("person", $0.text(prefix: "usr"))] } ?? []))
    }

    private func tabs(_ current: String, _ person: EntityID) -> [Tab] {
        ["month", "next-month", "quarter", "next-quarter", "year"].map { name in
            Tab(label: t("forecast." + name), url: url(person, name), isCurrent: name == current)
        }
    }

    /// The superiors between the reader and the person, each a way back.
    private func trail(_ person: EntityID, _ period: String) throws -> [TopBar.Crumb] {
        let above = try reader.rows.all(
            "SELECT manager_id FROM person_below WHERE tenant_id = \(visit.actor.tenant) AND person_id = \(person.rawValue) ORDER BY depth DESC"
        ) { EntityID(rawValue: $0.integer(0)) }
        let open = try above.filter { try reader.isBelow($0) }
        let names = try reader.people(Set(open))
        let list = TopBar.Crumb(label: object.plural.text(visit.locale), url: ConsolePaths.list(object.name))
        let root = TopBar.Crumb(label: t("forecast.title"), url: url(nil, period))
        return [list, root] + open.map { TopBar.Crumb(label: names[$0] ?? "", url: url($0, period)) }
    }

    // MARK: Lines

    private func line(_ line: ForecastLine, _ categories: [Choice], _ period: (name: String, from: CivilDate, to: CivilDate)) -> ForecastPage.Line {
        let id = line.person.text(prefix: "usr")
        let person = Reference(id: id, label: line.name, initials: ShellBuilder.initials(line.name), hue: ShellBuilder.hue(line.person.rawValue), isPerson: true)
        let amounts = categories.map { category in
            let amount = line.open[category.value] ?? 0
            return ForecastPage.Amount(text: money(amount), url: amount == 0 || line.hasReports ? nil : records(id, category.value, period))
        }
        return ForecastPage.Line(
            person: person, url: line.hasReports ? url(line.person, period.name) : nil, count: "\(line.count)", amounts: amounts, won: money(line.won),
            sum: money(line.open.values.reduce(0, +)))
    }

    private func total(_ lines: [ForecastLine], _ categories: [Choice]) -> ForecastPage.Line {
        let amounts = categories.map { category in ForecastPage.Amount(text: money(lines.reduce(0) { $0 + ($1.open[category.value] ?? 0) })) }
        return ForecastPage.Line(
            person: Reference(id: "", label: t("forecast.total"), initials: "Σ"), count: "\(lines.reduce(0) { $0 + $1.count })", amounts: amounts,
            won: money(lines.reduce(0) { $0 + $1.won }), sum: money(lines.reduce(0) { $0 + $1.open.values.reduce(0, +) }))
    }

    /// The list behind a figure.
    private func records(_ person: String, _ category: String, _ period: (name: String, from: CivilDate, to: CivilDate)) -> String? {
        guard let forecasting = object.forecasting else { return nil }
        let filters = [
            "owner~is~\(person)", "\(forecasting.category)~is~\(category)", "\(forecasting.expected)~at-least~\(period.from)",
            "\(forecasting.expected)~at-most~\(period.to)",
        ]
        return ConsolePaths.list(object.name, view: object.views.first?.name, query: filters.map { ("filter", $0) })
    }

    private func money(_ units: Int64) -> String {
        guard units != 0, let field = object.field(object.forecasting?.amount ?? "") else { return "—" }
        return FieldViews.sign(field.currency) + FieldViews.grouped(String(ScaledNumber.text(units, scale: field.scale).prefix { $0 != "." }))
    }
}
