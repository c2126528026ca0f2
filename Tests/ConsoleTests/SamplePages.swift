import HTML

@testable import Console

/// Every page of the console with sample data, by name.
func samplePages(_ page: PageContext) -> [(name: String, html: HTML)] {
    var pages: [(name: String, html: HTML)] = []
    func write(_ name: String, _ html: HTML) { pages.append((name, html)) }
    write(
        "sign-in",
        SignInPage(
            workspace: "云栖健康集团", problem: "账号或密码不对，请再试一次。",
            demo: [
                .init(role: "销售经理", account: "linruoxi", password: "demo-2026"),
                .init(role: "管理员", account: "admin", password: "demo-2026"),
            ]
        ).html(page))
    write("home", homePage().html(page))
    write("list", listPage().html(page))
    var empty = listPage(); empty.table.rows.rows = []
    write("list-empty", empty.html(page))
    write("board", boardPage().html(page))
    write("record", recordPage(.timeline(sampleTimeline()), tab: 0).html(page))
    write("record-details", recordPage(.details(sampleDetails()), tab: 1).html(page))
    write(
        "record-files",
        recordPage(
            .files(FilesTab(url: "#", files: [StoredFile(id: "1", name: "a.pdf", size: "1.2 MB", url: "#")])), tab: 4
        ).html(page))
    write(
        "record-history",
        recordPage(
            .history([
                .init(
                    time: "11-23 09:10", actor: chen, before: pickField("s", "阶段", stages[1]),
                    after: pickField("s", "阶段", stages[2]), reason: "演示后推进")
            ]), tab: 5
        ).html(page))
    write("form", formPage(problems: false).html(page))
    write("form-problems", formPage(problems: true).html(page))
    write("calendar", calendarPage().html(page))
    furtherPages(page, write)
    designPages(page, write)
    insightPages(page, write)
    return pages
}
