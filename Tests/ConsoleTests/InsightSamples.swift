import HTML

@testable import Console

private func card(_ name: String, _ title: String, _ body: WidgetCard.Body, width: Int = 2) -> WidgetCard {
    WidgetCard(
        name: name, title: title, help: name == "cycle" ? "从建立商机到赢单。" : "", width: width, csvURL: "#csv", body: body)
}

private let circleMenu = CircleMenu(
    current: "我的团队", circles: [.init(label: "我的团队", url: "#", isCurrent: true)],
    departments: [.init(label: "华东区", url: "#", depth: 1)])

private func bars() -> BarRows {
    let rows = [
        BarRows.Row(label: "华东区", url: "#", value: "¥120.0万", share: 1000, note: "/ ¥100.0万 · 120.0%", mark: 833),
        BarRows.Row(label: "未填写", url: nil, value: "¥1.0万", share: 8, hue: 25, depth: 1, place: 2),
    ]
    return BarRows(label: "部门", rows: rows, hue: 155, heads: ["分组", "比例", "数值"], total: "合计 2")
}

private func line(_ id: String, isColumns: Bool, count: Int = 4) -> LineChart {
    let steps = (0..<count).map { LineChart.Step(label: "2026-0\($0 + 1)", value: "\($0)", height: $0 * 250, url: "#") }
    return LineChart(
        id: id, title: "走势", steps: steps, most: "3", least: "0", hue: 155, isColumns: isColumns, heads: ["分组", "数值"],
        total: "合计 6")
}

private func forecast() -> ForecastTable {
    func row(_ label: String, _ url: String?) -> ForecastTable.Row {
        .init(
            label: label, url: url, won: "¥1", open: ["¥2", "¥3"], expected: "¥4", range: "¥2 – ¥5",
            marks: .init(won: 200, low: 400, expected: 700, high: 900))
    }
    return ForecastTable(
        title: "预测", categories: ["管道", "承诺"], months: [row("2026-11", "#")], people: [row("林若溪", "#")],
        total: row("合计", nil), note: "说明")
}

func insightPages(_ page: PageContext, _ write: (String, HTML) -> Void) {
    let period = PeriodBar(
        kinds: [Tab(label: "季", url: "#", isCurrent: true)], label: "2026 Q4", previousURL: "#", nextURL: "#",
        action: "#", from: "2026-10-01",
        to: "2026-12-31", circle: "team")
    let figure = FigureBody(value: "¥1,376.1万", url: "#", hue: 155, change: "较上期 +12.5%", isUp: true)
    let cards = [
        card("won", "赢单金额", .figure(figure), width: 1),
        card("cycle", "成交周期", .figure(FigureBody(value: "–")), width: 1),
        card("parts", "部门", .bars(bars())), card("empty", "来源", .bars(BarRows(label: "来源", rows: [], heads: []))),
        card("line", "走势", .line(line("line", isColumns: false))),
        card("one", "一天", .line(line("one", isColumns: false, count: 1))),
        card("columns", "每月", .line(line("columns", isColumns: true))),
        card("forecast", "预测", .forecast(forecast()), width: 4),
    ]
    let board = DashboardPage(
        shell: sampleShell("仪表盘"), title: "仪表盘", help: "赢了多少。",
        dashboards: [Tab(label: "销售业绩", url: "#", isCurrent: true)], period: period,
        circle: circleMenu, cards: cards, more: [Action(label: "目标设置", icon: "target", url: "#")])
    write("dashboard", board.html(page))
    write("dashboard-none", NoDashboardsPage(shell: sampleShell("仪表盘")).html(page))
    let cells = (0..<12).map {
        MonthGridPage.Cell(value: "\($0)", before: "\($0)", problem: $0 == 3 ? "这里需要一个数字" : nil)
    }
    let grid = MonthGridPage(
        shell: sampleShell("仪表盘"), title: "目标设置", help: "每行一个人。", tabs: [Tab(label: "按人员", url: "#", isCurrent: true)],
        options: [Tab(label: "赢单金额", url: "#", isCurrent: true)], year: "2026", previousURL: "#", nextURL: "#",
        circle: circleMenu, action: "#",
        query: [.init(name: "year", value: "2026")], months: (1...12).map { "\($0)月" },
        rows: [.init(id: "usr_1", name: "陈思远", cells: cells, sum: "66")], sums: (0...12).map(String.init), notice: nil,
        mayWrite: true, backURL: "#")
    write("month-grid", grid.html(page))
    var closed = grid
    (closed.mayWrite, closed.rows[0].depth) = (false, 2)
    write("month-grid-closed", closed.html(page))
}
