import HTML

@testable import Console

/// Pages of pools, gates, capture, visits, relations and forecasts.
func salesPages(_ page: PageContext, _ write: (String, HTML) -> Void) {
    let person = Reference(id: "usr_1", label: "林若溪", initials: "林", hue: 40, isPerson: true)
    write(
        "pools",
        PoolsPage(
            shell: sampleShell("公海"), actions: [Action(label: "新建公海", icon: "plus", url: "/o/core.pool/new", tone: .primary)],
            rows: [
                .init(
                    id: "pol_1", name: "华东线索池", object: lead, count: "32", scope: "华东区", quotas: "领取 10，查看 30", rule: "30 天没有跟进", version: "v2",
                    ruleURL: "/pools/pol_1/rule", editURL: "/o/core.pool/pol_1/edit")
            ]
        ).html(page))
    let forecast = PoolForecastView(
        count: "195", before: "现行规则（v1）现在会收回 120 条。", owners: [(person: person, count: 15)],
        rows: [.init(mark: Reference(id: "acc_1", label: "无锡市中医院", initials: "无", url: "/o/crm.account/acc_1"), owner: person, note: "2026-06-26")])
    write(
        "pool-rule",
        PoolRulePage(
            shell: sampleShell("公海"), pool: "pol_1", name: "客户公海",
            fields: [FieldView(name: "contact_days", label: "多少天没有跟进", kind: .number, value: .text("90"))],
            texts: [FieldView(name: "keep_when", label: "什么情况下不收回", kind: .longText)], forecast: forecast,
            versions: [.init(number: "v1", text: "90 天没有跟进", note: "起步规则", by: "苏望舒", at: "2026-11-20 09:00")], mayKeep: true
        ).html(page))
    write(
        "dialog-gate",
        GateDialog(
            title: "推进阶段 · 合同审批", url: "/o/crm.opportunity/opp_1/gate", command: "move", to: "contract",
            items: [
                GateItem(label: "至少一条跟进记录", isMet: true), GateItem(label: "决策人确认过方案和价格", isMet: false, input: .check(item: "decider-agrees")),
                GateItem(label: "上传方案文件", isMet: false, input: .file),
                GateItem(label: "主管批准", isMet: false, note: "其余齐备后提交审批"),
            ], problems: ["还有缺少的。"], asks: false
        ).html(page))
    write(
        "public-form",
        PublicFormPage(
            title: "预约演示", url: "/f/demo/wfm_1", intro: "留下联系方式。", fields: [FieldView(name: "phone", label: "手机", kind: .phone, isRequired: true)],
            consent: "只用来联系您。", token: "1-x.y", code: "WEB-HOME", trap: "website_url", problems: ["提交得太快了。"]
        ).html(page))
    write(
        "channels",
        ChannelsPage(
            shell: sampleShell("获客"),
            forms: [
                .init(
                    name: "预约演示", makes: "线索", url: "http://localhost/f/demo/wfm_1", embed: "<iframe src=\"http://localhost/f/demo/wfm_1\"></iframe>",
                    editURL: "/o/core.web_form/wfm_1/edit",
                    channels: [.init(name: "官网首页", code: "WEB-HOME", url: "", picture: .empty, scans: 512, entries: 17, recordURL: "/o/core.channel_code/chc_1")])
            ]
        ).html(page))
    write(
        "check-in",
        CheckInPage(
            shell: sampleShell("客户"), title: "拜访打卡", subject: Reference(id: "acc_1", label: "无锡市中医院", initials: "无", url: "/o/crm.account/acc_1"),
            backURL: "/o/crm.account/acc_1", url: "/o/crm.account/acc_1/check-in", fields: [FieldView(name: "text", label: "内容", kind: .longText, isRequired: true)]
        ).html(page))
    write(
        "relations",
        RelationView(
            title: "关系图",
            nodes: [
                .init(label: "李院长", note: "院长", badge: "决策者", hue: 155, url: "/o/crm.contact/con_1"),
                .init(label: "周主任", note: "信息科", badge: "评估者", hue: 75, url: "/o/crm.contact/con_2", above: 0),
                .init(label: "陈顾问", note: "外部专家", url: "/o/crm.contact/con_3", isFurther: true),
            ], legend: [Choice("support", "支持", hue: 155)]
        ).html(page))
    write(
        "forecast",
        ForecastPage(
            shell: sampleShell("商机"), object: deal, title: "预测", trail: [.init(label: "商机", url: "/o/crm.opportunity"), .init(label: "林若溪")],
            periods: [Tab(label: "本季度", url: "/forecast/crm.opportunity?period=quarter", isCurrent: true)], categories: [Choice("commit", "承诺", hue: 155)],
            lines: [.init(person: person, url: "/forecast/crm.opportunity?person=usr_1", count: "3", amounts: [.init(text: "¥120,000", url: "/o/crm.opportunity")], won: "—", sum: "¥120,000")]
        ).html(page))
}
