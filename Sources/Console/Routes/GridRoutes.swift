import Basics
import HTML
import Insight
import Kernel
import Metadata
import Records
import Tenancy
import Web

/// Pages on which figures are entered by month.
enum GridRoutes {
    static let all: [WebRoute<ConsoleFace.Handler>] = [
        WebRoute("GET", "/grids/{grid}", show), WebRoute("POST", "/grids/{grid}", save),
    ]

    private static let show: ConsoleFace.Handler = { visit in
        try await visit.read { reader in
            let saved = visit.request.query("saved") != nil
            let notice = saved ? Notice(kind: .good, title: visit.t("grid.cells-saved")) : nil
            return visit.html(try GridBuilder(visit: visit, reader: reader).page(notice).html(visit.page))
        }
    }

    private static let save: ConsoleFace.Handler = { visit in
        // The form carries what the address said.
        var asking = visit
        let form = visit.form
        asking.request.query = form.fields.filter { ["year", "by", "rows", "scope"].contains($0.name) }.map {
            ($0.name, $0.value)
        }
        let asked = asking
        do {
            let url = try await visit.write { writer in
                let builder = try GridBuilder(visit: asked, reader: writer.reader)
                try writer.keep(changes(form, builder.request.rows), in: builder.request)
                return builder.url(with: [("saved", "1")])
            }
            return visit.go(url)
        } catch let refusal as GridRefusal {
            return try await visit.read { reader in
                let page = try GridBuilder(visit: asked, reader: reader).page(refused: refusal)
                return visit.html(page.html(visit.page), status: 422)
            }
        }
    }

    /// The cells whose text differs from what stood there: `to.usr_….3` and `was.usr_….3`.
    static func changes(_ form: WebForm, _ rows: GridRows) -> [GridChange] {
        let before = Dictionary(
            form.fields.filter { $0.name.hasPrefix("was.") }.map { ($0.name.dropFirst(4), $0.value) }
        ) { first, _ in first }
        return form.fields.compactMap { field in
            guard field.name.hasPrefix("to.") else { return nil }
            let name = field.name.dropFirst(3)
            let was = before[name] ?? ""
            guard field.value != was, let point = name.lastIndex(of: "."),
                let month = Int64(name[name.index(after: point)...]),
                (1...12).contains(month),
                let id = EntityID(text: name[..<point], prefix: rows == .people ? "usr" : "dep")
            else { return nil }
            return GridChange(row: id, month: month, before: was, after: String(field.value.prefix(40)))
        }
    }
}

/// Fills the view of a grid from its address: `?year=2026&by=won_amount&rows=people&scope=team`.
struct GridBuilder {
    let visit: Visit
    let reader: RecordReader
    let insight: Insight
    let request: GridRequest
    private let object: ObjectType

    init(visit: Visit, reader: RecordReader) throws {
        self.visit = visit
        self.reader = reader
        insight = Insight(reader)
        let grid = try insight.grid(visit.parameter("grid"))
        object = try reader.object(grid.source.object)
        let options = object.field(grid.by)?.options.map(\.value) ?? []
        let asked = visit.request.query("by") ?? ""
        let year =
            visit.request.query("year").flatMap { Int64($0) }.flatMap { (2000...2100).contains($0) ? $0 : nil }
            ?? Clock(visit).today.year
        request = GridRequest(
            grid: grid, option: options.contains(asked) ? asked : options.first ?? "", year: year,
            rows: visit.request.query("rows").flatMap { GridRows(rawValue: $0) } ?? .people,
            circle: visit.request.query("scope").flatMap { Circle($0) } ?? Self.usual(reader.policy, object))
    }

    /// Those whose figures the person may set.
    private static func usual(_ policy: AccessPolicy, _ object: ObjectType) -> Circle {
        let scopes = policy.grant(object)?.update ?? []
        if scopes.contains(.all) { return .all }
        if scopes.contains(.departmentTree), let department = policy.department {
            return .department(EntityID(rawValue: department))
        }
        return .team
    }

    func url(
        year: Int64? = nil, option: String? = nil, rows: GridRows? = nil, circle: Circle? = nil,
        with more: [(String, String)] = []
    ) -> String {
        ConsolePaths.grid(request.grid.name, items(year, option, rows, circle) + more)
    }

    private func items(_ year: Int64? = nil, _ option: String? = nil, _ rows: GridRows? = nil, _ circle: Circle? = nil)
        -> [(String, String)]
    {
        [
            ("year", "\(year ?? request.year)"), ("by", option ?? request.option),
            ("rows", (rows ?? request.rows).rawValue),
            ("scope", (circle ?? request.circle).text),
        ]
    }

    func page(_ notice: Notice? = nil) throws -> MonthGridPage { try page(notice, entered: [:], problems: [:]) }

    /// What was entered, with what is wrong beside it.
    func page(refused: GridRefusal) throws -> MonthGridPage {
        var (entered, problems): ([CellKey: GridChange], [CellKey: String]) = ([:], [:])
        for change in GridRoutes.changes(visit.form, request.rows) {
            entered[CellKey(row: change.row, month: change.month)] = change
        }
        for cell in refused.cells {
            problems[CellKey(row: cell.change.row, month: cell.change.month)] = visit.words.sentence(
                cell.problem, object: object)
        }
        let first = problems.values.sorted().first ?? ""
        return try page(
            Notice(kind: .bad, title: visit.t("grid.cells-refused", problems.count), text: first), entered: entered,
            problems: problems)
    }

    private struct CellKey: Hashable {
        let row: EntityID
        let month: Int64
    }

    private func page(_ notice: Notice?, entered: [CellKey: GridChange], problems: [CellKey: String]) throws
        -> MonthGridPage
    {
        let content = try insight.content(request)
        func text(_ units: Int64?) -> String {
            units.map { Self.short(ScaledNumber.text($0, scale: content.scale)) } ?? ""
        }
        let rows = content.rows.map { row in
            let cells = (Int64(1)...12).map { month -> MonthGridPage.Cell in
                let key = CellKey(row: row.id, month: month)
                let kept = text(row.values[month])
                guard let change = entered[key] else { return .init(value: kept, before: kept) }
                return .init(value: change.after, before: kept, problem: problems[key])
            }
            return MonthGridPage.Row(
                id: row.idText, name: row.name, depth: row.depth, cells: cells,
                sum: FieldViews.grouped(text(row.values.values.reduce(0, +))))
        }
        let sums = (Int64(1)...12).map { month in content.rows.reduce(0) { $0 + ($1.values[month] ?? 0) } }
        return MonthGridPage(
            shell: ShellBuilder(visit: visit, reader: reader).shell(current: "dashboards"),
            title: request.grid.label.text(visit.locale),
            help: request.grid.help.text(visit.locale)
                + (content.isCut ? " " + visit.t("grid.cut", Insight.mostGridRows) : ""), tabs: tabs,
            options: options, year: "\(request.year)", previousURL: url(year: request.year - 1),
            nextURL: url(year: request.year + 1),
            circle: request.rows == .people ? try circles() : nil, action: ConsolePaths.grid(request.grid.name),
            query: items().map { .init(name: $0.0, value: $0.1) },
            months: visit.t("calendar.months").split(separator: " ").map(String.init),
            rows: rows, sums: (sums + [sums.reduce(0, +)]).map { FieldViews.grouped(text($0)) }, notice: notice,
            mayWrite: reader.policy.mayCreate(object), backURL: ConsolePaths.dashboards)
    }

    /// Without digits after the point that say nothing.
    private static func short(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    private var tabs: [Tab] {
        GridRows.allCases.map { rows in
            Tab(label: visit.t("grid.rows-" + rows.rawValue), url: url(rows: rows), isCurrent: rows == request.rows)
        }
    }

    private var options: [Tab] {
        (object.field(request.grid.by)?.options ?? []).map { option in
            Tab(
                label: option.label.text(visit.locale), url: url(option: option.value),
                isCurrent: option.value == request.option)
        }
    }

    private func circles() throws -> CircleMenu {
        func item(_ circle: Circle, _ label: String, _ depth: Int = 0) -> CircleMenu.Item {
            .init(label: label, url: url(circle: circle), depth: depth, isCurrent: circle == request.circle)
        }
        let circles = [Circle.all, .team].map { item($0, visit.t("insight.scope-" + $0.text)) }
        let departments = try insight.departmentTree(limit: 300).map { item(.department($0.id), $0.name, $0.depth) }
        let current = (circles + departments).first(where: \.isCurrent)?.label ?? visit.t("insight.scope-department")
        return CircleMenu(current: current, circles: circles, departments: departments)
    }
}
