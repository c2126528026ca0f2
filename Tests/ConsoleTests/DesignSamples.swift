import DMN
import HTML
import ProcessDesign

@testable import Console

/// The pages around the designers, and forms with fields of every kind.
func designPages(_ page: PageContext, _ write: (String, HTML) -> Void) {
    let shell = sampleShell("流程")
    write(
        "design-new-process",
        NewModelPage(shell: shell, kind: .process, name: "采购", key: "", objects: [Choice("crm.account", "客户")], problem: "请填写标识").html(page))
    write("design-new-decision", NewModelPage(shell: shell, kind: .decision, name: "", key: "").html(page))
    write("design-steps", DesignerPage(shell: shell, view: .steps, key: "buy", name: "采购", isDeployed: true).html(page))
    write("decision-edit", DecisionEditorPage(shell: shell, key: "level", name: "级别", isDeployed: false).html(page))
    decisionPages(shell, page, write)
    comparePages(shell, page, write)
    write("process-form", formPage(shell).html(page))
    let person = Reference(id: "usr_1", label: "林若溪", initials: "林", hue: 70, isPerson: true)
    let comment = Discussion.Comment(person: person, time: "11-24 10:00", segments: [.text("请看 <附件> "), .mention(person)])
    write("discussion", Discussion(url: "/tasks/t/comments", comments: [comment], files: [.init(name: "报价.txt", url: "/files/f", size: "1 KB")]).html(page))
    write("discussion-none", Discussion(url: "/tasks/t/comments", comments: [], files: []).html(page))
}

private func decisionPages(_ shell: Shell, _ page: PageContext, _ write: (String, HTML) -> Void) {
    write(
        "decisions",
        DecisionListPage(
            shell: shell,
            rows: [.init(name: "级别 <b>", url: "/decisions/level", version: "2", deployed: "11-24 10:00", by: "陈", hasDraft: true)],
            mayEdit: true
        ).html(page))
    write("decisions-none", DecisionListPage(shell: shell, rows: [], mayEdit: false).html(page))
    let versions = [("ddf_2", "2", true), ("ddf_1", "1", false)].map {
        DecisionPage.Version(id: $0.0, number: $0.1, deployed: "11-24 10:00", by: "陈", isLatest: $0.2, isShown: $0.2)
    }
    write(
        "decision",
        DecisionPage(
            shell: shell, key: "level", name: "级别", tables: DecisionGrid(DecisionGrid.new(id: "level", name: "级别")).tables, versions: versions,
            mayEdit: true, hasDraft: false
        ).html(page))
}

private func comparePages(_ shell: Shell, _ page: PageContext, _ write: (String, HTML) -> Void) {
    let versions = [Choice("pdf_2", "第 2 版"), Choice("pdf_1", "第 1 版")]
    var compare = ComparePage(
        shell: shell, name: "采购", homeURL: "/processes/buy", home: "流程", listURL: "/processes", url: "/processes/buy/compare", versions: versions,
        from: "pdf_1", to: "pdf_2",
        changes: [
            .init(kind: Choice("changed", "修改", hue: 245), name: "复核", type: "用户任务", details: [.init(name: "approval.mode", before: "any", after: "all <")])
        ])
    compare.pictures = [("旧版本", "/a.svg"), ("新版本", "/b.svg")]
    write("compare", compare.html(page))
    compare.changes = []
    write("compare-same", compare.html(page))
}

private func formPage(_ shell: Shell) -> StartPage {
    let kinds: [ProcessField.Kind] = [.any, .text, .number, .money, .date, .boolean, .picklist, .user, .longText]
    let fields = kinds.map { kind in
        var field = ProcessField(name: kind.rawValue, label: "字段 \(kind.rawValue)", value: kind == .boolean ? "true" : "", isRequired: kind == .money)
        field.kind = kind
        field.options = kind == .picklist || kind == .user ? [Choice("a", "甲"), Choice("b", "乙")] : []
        return field
    }
    return StartPage(shell: shell, key: "buy", name: "采购", hidden: [], fields: fields, way: [])
}
