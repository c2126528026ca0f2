import HTML

@testable import Console

// One company's data, enough to fill every page.

func samplePerson(_ n: String, _ h: Int, _ note: String? = nil) -> Reference {
    Reference(id: "usr_\(n)", label: n, initials: String(n.prefix(1)), hue: h, url: nil, isPerson: true, note: note)
}
func sampleCompany(_ n: String, _ h: Int, id: String = "acc_1", note: String? = nil) -> Reference {
    Reference(id: id, label: n, initials: String(n.prefix(1)), hue: h, url: "/o/crm.account/\(id)", note: note)
}
let chen = samplePerson("陈思远", 245, "销售经理 · 华东一组"), zhou = samplePerson("周雨桐", 350, "销售 · 华东一组"),
    he = samplePerson("何俊杰", 155, "销售 · 华东二组")
let lin = samplePerson("林若溪", 300, "华东区销售经理"), xu = samplePerson("徐海宁", 55, "销售 · 浙江"),
    shen = samplePerson("沈知微", 190, "销售总监")
let yunqi = sampleCompany("杭州云栖医药连锁", 245)
func stage(_ i: Int) -> Choice { stages[i] }
let stages = [
    Choice("first", "初步接触"), Choice("need", "需求确认", hue: 245), Choice("quote", "方案报价", hue: 300),
    Choice("deal", "商务谈判", hue: 70), Choice("contract", "合同审批", hue: 190), Choice("won", "赢单", hue: 155),
]
func field(_ name: String, _ label: String, _ kind: FieldKind, _ value: FieldValue = .none) -> FieldView {
    FieldView(name: name, label: label, kind: kind, value: value)
}
func textField(_ n: String, _ l: String, _ v: String) -> FieldView { field(n, l, .text, .text(v)) }
func moneyField(_ n: String, _ l: String, _ raw: String, _ shown: String) -> FieldView {
    field(n, l, .money, .plain(raw: raw, shown: shown))
}
func pickField(_ n: String, _ l: String, _ c: Choice) -> FieldView { field(n, l, .picklist, .choices([c])) }
func whoField(_ n: String, _ l: String, _ r: Reference) -> FieldView { field(n, l, .reference, .references([r])) }
func dayField(_ n: String, _ l: String, _ d: String) -> FieldView { field(n, l, .date, .text(d)) }

func sampleShell(_ current: String = "商机") -> Shell {
    func item(_ l: String, _ i: String, _ u: String, _ n: String? = nil, urgent: Bool = false) -> NavigationItem {
        NavigationItem(label: l, icon: i, url: u, count: n, isUrgent: urgent, isCurrent: l == current)
    }
    return Shell(
        workspace: "云栖健康集团",
        sections: [
            .init(
                title: nil,
                items: [
                    item("首页", "house", "/home.html"), item("待我审批", "inbox", "#", "7", urgent: true),
                    item("通知", "bell", "/notifications.html", "12"), item("日程", "calendar", "#"),
                ]),
            .init(
                title: "客户关系",
                items: [
                    item("线索", "target", "/list.html", "128"), item("商机", "kanban", "/board.html", "46"),
                    item("客户", "building-2", "#"), item("联系人", "users", "#"), item("跟进", "message-square", "#"),
                ]),
            .init(
                title: "平台",
                items: [
                    item("导入", "upload", "/import-1.html"), item("回收站", "trash-2", "/bin.html"),
                    item("设置", "settings", "/settings-people.html"),
                ]),
        ], user: lin, unread: 12,
        phone: [item("首页", "house", "/home.html"), item("商机", "kanban", "/board.html"), item("待办", "inbox", "#", "7")],
        createURL: "/form.html", current: "/board.html", topic: nil)
}
let lead = ObjectLabel(name: "crm.lead", singular: "线索", plural: "线索", icon: "target", hue: 25)
let deal = ObjectLabel(name: "crm.opportunity", singular: "商机", plural: "商机", icon: "kanban", hue: 245)

func sampleFilters(_ object: String) -> FilterBar {
    FilterBar(
        object: object,
        pills: [
            .init(field: "owner", label: "负责人所属", comparison: "属于", value: "华东一组", removeURL: "#"),
            .init(field: "close", label: "预计签约", comparison: "在", value: "本季度", removeURL: "#"),
            .init(field: "amount", label: "金额", comparison: "≥", value: "¥10万", removeURL: "#"),
        ],
        fields: [Choice("name", "名称"), Choice("stage", "阶段"), Choice("amount", "金额")],
        inputs: FilterInputs(
            comparisons: [Choice("=", "等于"), Choice("in", "属于")],
            value: {
                var p = pickField("value", "值", stages[1]); p.choices = stages; return p
            }()),
        sort: SortMenu(
            current: "金额",
            choices: [
                Tab(label: "金额从大到小", url: "#", icon: "arrow-down", isCurrent: true),
                Tab(label: "最近更新", url: "#", icon: "clock"),
            ]),
        columns: ColumnChooser(
            object: object,
            columns: [
                .init(name: "name", label: "名称", icon: "type", isShown: true),
                .init(name: "owner", label: "负责人", icon: "user", isShown: true),
                .init(name: "phone", label: "电话", icon: "phone", isShown: false),
            ]),
        clearURL: "#", save: Action(label: "保存视图", icon: "save", url: "/views/crm.lead", method: .dialog, tone: .ghost))
}

let sources = [
    Choice("web", "官网留资", hue: 245), Choice("expo", "行业大会", hue: 300), Choice("ref", "老客户介绍", hue: 155),
    Choice("scan", "渠道扫码", hue: 70),
]
let states = [
    Choice("new", "待跟进", hue: 245), Choice("work", "跟进中", hue: 70), Choice("ok", "已转化", hue: 155), Choice("no", "无效"),
]
let names = [
    "瑞康大药房", "宁波明州医院", "康域体检", "同禾中医馆", "浙北妇幼保健院", "百草堂连锁", "安和诊所联盟", "杭州云栖医药连锁", "嘉禾人寿", "绍兴第二医院", "泰诺药业", "金桥社区卫生中心",
    "益丰慢病中心", "仁心国际医疗", "海宁中心医院", "联合口腔", "<b>测试</b>& \"引号\"", "温岭第一人民医院", "聚元堂", "和睦家",
]

func listPage() -> ListPage {
    let rows = (0..<8).map { i -> ListRows.Row in
        let n = names[i % names.count], owner = [chen, zhou, he, lin, xu, shen][i % 6]
        return .init(
            id: "lead_\(i)", title: n,
            mark: Reference(id: "", label: n, initials: String(n.prefix(1)), hue: i * 47 % 360),
            fields: [
                textField("name", "名称", n), pickField("status", "状态", states[i % 4]), whoField("owner", "负责人", owner),
                field("phone", "电话", .phone, .plain(raw: "+8613800001234", shown: "138 0000 \(1000 + i * 37)")),
                pickField("source", "来源", sources[i % 4]),
                moneyField("amount", "预计金额", "380000", "¥\(i * 7 + 12).\(i % 10)万"),
                field("tags", "标签", .tags, .choices(i % 3 == 0 ? [Choice("a", "连锁药房", hue: 155)] : [])),
                dayField("next", "下次跟进", i % 5 == 2 ? "" : "2026-11-\(10 + i % 18)"),
                textField("city", "城市", ["杭州", "宁波", "绍兴", "温州"][i % 4]),
            ], version: "1")
    }
    func col(_ n: String, _ l: String, _ k: FieldKind, _ s: ListTable.Column.Sorted? = nil) -> ListTable.Column {
        .init(name: n, label: l, kind: k, sortURL: "#", sorted: s)
    }
    return ListPage(
        shell: sampleShell("线索"), object: lead,
        views: [
            Tab(label: "全部线索", url: "#", icon: "list", isCurrent: true), Tab(label: "我的线索", url: "#", icon: "user"),
            Tab(label: "今日待跟进", url: "#", icon: "clock", count: "9"),
            Tab(label: "状态看板", url: "/board.html", icon: "kanban"),
        ],
        actions: [
            Action(label: "导入", icon: "upload", url: "/import-1.html"),
            Action(label: "新建线索", icon: "plus", url: "/form.html", tone: .primary),
        ],
        more: [
            Action(label: "导出", icon: "download", url: "/o/crm.lead/export", method: .dialog),
            Action(label: "复制视图", icon: "copy", url: "#"),
        ],
        filters: sampleFilters("crm.lead"),
        table: ListTable(
            object: lead,
            columns: [
                col("name", "名称", .text), col("status", "状态", .picklist), col("owner", "负责人", .reference),
                col("phone", "电话", .phone), col("source", "来源", .picklist), col("amount", "预计金额", .money, .descending),
                col("tags", "标签", .tags), col("next", "下次跟进", .date), col("city", "城市", .text),
            ],
            rows: ListRows(object: "crm.lead", rows: rows, nextURL: "/rows.html"), total: "1,286",
            bulk: [
                Action(label: "转给", icon: "user-check", url: "#"), Action(label: "改状态", icon: "pencil", url: "#"),
                Action(label: "删除", icon: "trash-2", url: "#", confirm: "删除所选记录？30 天内可从回收站恢复。", tone: .bad),
            ],
            empty: EmptyState(
                title: "没有符合条件的线索", text: "放宽筛选，或新建一条。",
                actions: [Action(label: "新建线索", icon: "plus", url: "#", tone: .primary)])))
}

private let cards:
    [(Int, String, Int, String, Double, Int, String, String, String, Bool, Reference, [Choice], Int, Int)] = [
        (
            0, "瑞康大药房", 25, "会员营销与慢病随访一体化", 38.0, 10, "phone", "首次电话沟通", "今天 16:30", false, zhou, [Choice("", "连锁药房")],
            0, 2
        ),
        (
            0, "宁波明州医院", 245, "互联网医院复诊续方平台", 126.0, 15, "mail", "发送解决方案白皮书", "明天", false, chen, [Choice("", "三甲医院")], 0,
            0
        ),
        (0, "同禾中医馆", 55, "中药代煎与配送协同", 16.8, 10, "phone", "补齐决策链信息", "逾期 2 天", true, xu, [Choice("", "中医馆")], 9, 0),
        (
            1, "浙北妇幼保健院", 350, "产后康复服务包与到家护理", 74.0, 30, "video", "需求调研会（产科、护理部）", "今天 14:00", false, lin,
            [Choice("", "公立医院")], 0, 6
        ),
        (
            1, "百草堂连锁", 155, "312 家门店店员管理与提成结算", 58.6, 35, "file-text", "提交需求确认书", "11月25日", false, zhou,
            [Choice("", "连锁药房"), Choice("", "续约")], 0, 4
        ),
        (
            2, "杭州云栖医药连锁", 245, "县域慢病管理平台（三年期）", 286.0, 60, "calendar-clock", "院方与药房联合演示", "周四 14:00", false, chen,
            [Choice("", "重点"), Choice("", "连锁药房")], 0, 11
        ),
        (
            2, "绍兴第二医院", 245, "检验检查预约与报告解读", 63.5, 45, "mic", "补充信息科问题答复", "11月28日", false, xu, [Choice("", "三甲医院")],
            11, 2
        ),
        (
            3, "泰诺药业", 190, "新特药患者援助与冷链配送", 198.0, 70, "handshake", "商务条款第二轮", "明天 10:00", false, lin,
            [Choice("", "药企"), Choice("", "重点")], 0, 8
        ),
        (
            4, "仁心国际医疗", 25, "绿通与第二诊疗意见服务包", 92.0, 90, "shield-check", "财务复核", "11月24日", false, shen,
            [Choice("", "高端医疗")], 0, 2
        ),
        (
            5, "海宁中心医院", 245, "护理到家派单平台", 68.0, 100, "file-check-2", "合同已生效 · 已转实施", "11月18日", false, chen,
            [Choice("", "公立医院")], 0, 9
        ),
    ]

func boardPage() -> BoardPage {
    let cards = cards.enumerated().map { i, r in
        (
            r.0,
            BoardCard(
                object: "crm.opportunity", id: "opp_\(i)", version: "3", title: r.3, parent: sampleCompany(r.1, r.2),
                amount: "¥\(r.4)万", percent: r.5, hue: stages[r.0].hue, warning: r.12 > 0 ? "停滞 \(r.12) 天" : nil,
                next: .init(icon: r.6, text: r.7, due: r.8, isLate: r.9), tags: r.11, comments: r.13, owner: r.10,
                isWon: r.0 == 5)
        )
    }
    let columns = stages.enumerated().map { k, s in
        BoardColumn(
            value: s.value, label: s.label, hue: s.hue, count: "\(cards.filter { $0.0 == k }.count)",
            sum: "¥\(k * 37 + 120).3万", command: k == 5 ? "win" : nil, createURL: "/form.html",
            cards: cards.filter { $0.0 == k }.map(\.1))
    }
    return BoardPage(
        shell: sampleShell(), object: deal,
        views: [
            Tab(label: "全部列表", url: "/list.html", icon: "list"),
            Tab(label: "华东阶段看板", url: "#", icon: "kanban", isCurrent: true),
            Tab(label: "签约日历", url: "#", icon: "calendar"),
        ],
        actions: [
            Action(label: "共享", icon: "share-2", url: "#", method: .dialog),
            Action(label: "新建商机", icon: "plus", url: "/form.html", tone: .primary),
        ],
        filters: sampleFilters("crm.opportunity"),
        figures: [
            Figure(label: "管道总额", value: "¥1,310.0万", change: "↑ 8.2%", isGood: true),
            Figure(label: "加权预测", value: "¥803.1万"), Figure(label: "本季目标 ¥900万", value: "68%", percent: 68),
            Figure(label: "平均赢单周期", value: "43 天", change: "↓ 5 天", isGood: true),
            Figure(label: "停滞商机", value: "3", change: "需跟进"),
        ],
        board: Board(object: "crm.opportunity", label: "商机看板", field: "stage", columns: columns, shown: 2))
}

func sampleTimeline() -> Timeline {
    Timeline(
        object: "crm.opportunity", id: "opp_5",
        composer: Composer(
            url: "#", placeholder: "记录一次跟进，输入 @ 提醒同事",
            actions: [
                Action(label: "电话", icon: "phone", url: "#", tone: .ghost),
                Action(label: "拜访", icon: "map-pin", url: "#", tone: .ghost),
                Action(label: "会议", icon: "video", url: "#", tone: .ghost),
            ]),
        filters: [
            Tab(label: "全部", url: "#", count: "34", isCurrent: true), Tab(label: "跟进", url: "#", count: "12"),
            Tab(label: "评论", url: "#", count: "3"), Tab(label: "字段变更", url: "#", count: "8"),
            Tab(label: "文件", url: "#", count: "9"),
        ],
        days: [
            .init(
                label: "今天",
                entries: [
                    TimelineEntry(
                        icon: "message-circle", hue: 268, actor: lin, text: "评论了", time: "09:42",
                        moment: "2026-11-23 09:42",
                        body: .note(
                            [.mention(chen), .text(" 财务 BP 还没有接触到，演示前请约一次。预算口径按门店数，\n不要按会员数。")], facts: [], files: [])),
                    TimelineEntry(
                        icon: "git-branch", hue: nil, actor: chen, text: "修改了 3 个字段", time: "09:10",
                        moment: "2026-11-23 09:10",
                        body: .changes([
                            .init(before: pickField("s", "阶段", stages[1]), after: pickField("s", "阶段", stages[2])),
                            .init(
                                before: moneyField("a", "金额", "", "¥2,600,000.00"),
                                after: moneyField("a", "金额", "", "¥2,860,000.00")),
                            .init(before: field("d", "预计签约", .date), after: dayField("d", "预计签约", "2026-12-18")),
                        ])),
                ]),
            .init(
                label: "昨天 · 11月22日",
                entries: [
                    TimelineEntry(
                        icon: "map-pin", hue: 245, actor: chen, text: "拜访了", subject: "云栖医药总部", time: "14:05",
                        moment: "2026-11-22 14:05",
                        body: .note(
                            [.text("与药事部、信息部确认试点数据：两家门店慢病会员复购率提升 17.4%。客户希望首年按门店数计费，并要求处方流转对接县医院 HIS。")],
                            facts: [
                                .init(icon: "users", text: "王建国、赵敏、刘工"), .init(icon: "flag", text: "竞品：康数科技"),
                                .init(icon: "calendar-clock", text: "下一步：周四 14:00 联合演示"),
                            ],
                            files: [
                                StoredFile(id: "1", name: "云栖慢病平台报价单 v2.pdf", size: "1.2 MB", url: "#"),
                                StoredFile(id: "2", name: "分期付款测算.xlsx", size: "86 KB", url: "#"),
                            ])),
                    TimelineEntry(
                        icon: "circle-plus", hue: 155, actor: zhou, text: "创建了这条商机", time: "10:00",
                        moment: "2026-11-22 10:00"),
                ]),
        ], moreURL: "#",
        suggestion: Notice(
            kind: .info, title: "下一步建议：演示前补齐财务负责人", text: "同类赢单中 83% 在报价阶段已接触财务角色；本商机决策链缺少“财务”。",
            action: Action(label: "添加联系人", url: "#")))
}

private func keyFields() -> [FieldView] {
    var masked = textField("cost", "成本底价", "x"); masked.isMasked = true
    return [
        whoField("account", "客户", yunqi), moneyField("amount", "金额", "2860000", "¥2,860,000.00"),
        pickField("forecast", "预测类别", Choice("c", "承诺", hue: 155)), dayField("close", "预计签约", "2026-12-18"),
        whoField("owner", "负责人", chen), field("team", "协作成员", .reference, .references([lin, shen, xu])),
        textField("source", "来源", "医药零售大会 2026"),
        field(
            "prod", "产品组合", .multiPicklist, .choices([Choice("a", "慢病管理包", hue: 190), Choice("b", "处方流转", hue: 245)])),
        masked, field("site", "官网", .url, .text("https://yunqi.example.cn")), field("empty", "竞争对手", .text),
        field("ok", "已过合规", .boolean, .flag(true)),
    ]
}

func recordPage(_ content: RecordPage.Content, tab: Int) -> RecordPage {
    func fact(_ i: String?, _ x: FieldView, strong: Bool = false, label: Bool = false) -> RecordHeader.Fact {
        .init(icon: i, field: x, isStrong: strong, showsLabel: label)
    }
    let steps = stages.enumerated().map { i, s in
        StagePath.Step(
            value: s.value, label: s.label, note: i == 0 ? "6 天" : i == 1 ? "18 天" : i == 2 ? "第 9 天" : nil,
            state: i < 2 ? .done : i == 2 ? .now : .todo)
    }
    let tabNames = [
        ("动态", nil, "record"), ("详情", nil, "record-details"), ("联系人", "5", "record"), ("产品", "7", "record"),
        ("文件", "9", "record-files"), ("变更记录", nil, "record-history"),
    ]
    return RecordPage(
        shell: sampleShell(), object: deal, id: "opp_5", listURL: "/board.html",
        header: RecordHeader(
            title: "县域慢病管理平台（三年期）", mark: sampleCompany("云栖", 245),
            facts: [
                fact("building-2", textField("a", "客户", "杭州云栖医药连锁")),
                fact(nil, moneyField("b", "金额", "", "¥286.0万"), strong: true),
                fact(nil, field("p", "赢率", .percent, .plain(raw: "60", shown: "60%")), label: true),
                fact("calendar", textField("d", "预计签约", "12月18日"), label: true), fact(nil, whoField("o", "负责人", chen)),
            ], watchers: [lin, shen]),
        path: StagePath(label: "销售阶段", url: "#", steps: steps),
        tabs: tabNames.enumerated().map { i, t in Tab(label: t.0, url: "/\(t.2).html", count: t.1, isCurrent: i == tab)
        },
        content: content,
        panels: [
            .fields(title: "关键信息", url: "/o/crm.opportunity/opp_5", fields: keyFields()),
            .related(
                RelatedPanel(
                    title: "决策链", count: "4", create: Action(label: "添加联系人", icon: "plus", url: "#"),
                    items: [
                        ("王建国", 55, "采购总监 · 决策者", Choice("", "支持", hue: 155)),
                        ("赵敏", 350, "药事部经理 · 使用者", Choice("", "支持", hue: 155)),
                        ("刘志强", 245, "信息部 · 评估者", Choice("", "中立", hue: 70)),
                        ("财务负责人", 265, "尚未接触", Choice("", "缺失", hue: 25)),
                    ].map { .init(mark: samplePerson($0.0, $0.1), title: $0.0, note: $0.2, url: "#", state: $0.3) })),
            .related(
                RelatedPanel(
                    title: "报价与合同", count: "2", create: Action(label: "新建报价", icon: "plus", url: "#"), allURL: "#",
                    items: [
                        .init(
                            icon: "file-text", title: "Q-20261122-07 · v2", note: "¥286.0万 · 折扣 12%", url: "#",
                            state: Choice("", "审批中", hue: 70)),
                        .init(
                            icon: "file-text", title: "Q-20261110-02 · v1", note: "¥325.0万", url: "#",
                            state: Choice("", "已过期")),
                    ])),
            .related(RelatedPanel(title: "工单", items: [])),
        ],
        primary: Action(label: "推进到商务谈判", icon: "arrow-right", url: "#", method: .post, tone: .primary),
        actions: [Action(label: "安排跟进", icon: "calendar-clock", url: "#", method: .dialog)],
        more: [
            Action(label: "编辑", icon: "pencil", url: "/form.html"), Action(label: "合并重复", icon: "merge", url: "#"),
            Action(label: "删除", icon: "trash-2", url: "#", method: .post, confirm: "删除？", tone: .bad),
        ],
        position: .init(text: "8 / 46", previousURL: "#", nextURL: "#"),
        phone: [
            Action(label: "电话", icon: "phone", url: "tel:1"), Action(label: "拜访签到", icon: "map-pin", url: "#"),
            Action(label: "记录跟进", url: "#"), Action(label: "推进阶段", url: "#", tone: .primary),
        ])
}

func sampleLines() -> Lines {
    func row(_ p: String, _ q: String, _ m: String) -> [FieldView] {
        var r = whoField("product", "产品", sampleCompany(p, 190)); r.object = "crm.product";
        return [
            r, field("quantity", "数量", .number, .text(q)), moneyField("price", "单价", m, "¥\(m)"),
            moneyField("sum", "小计", m, "¥\(m)"),
        ]
    }
    return Lines(
        columns: row("", "", "").map {
            var x = $0; x.value = .none; return x
        },
        rows: [
            .init(id: "1", fields: row("慢病管理包", "2", "1200.00")),
            .init(id: "2", fields: row("处方流转接口", "1", "86000.00")),
        ], total: "¥88,400.00")
}

func sampleDetails() -> [DetailSection] {
    [
        DetailSection(
            title: "基本信息", object: "crm.opportunity", id: "opp_5",
            fields: [
                textField("name", "名称", "县域慢病管理平台（三年期）"), whoField("account", "客户", yunqi),
                moneyField("amount", "金额", "2860000", "¥2,860,000.00"),
                field("pct", "赢率", .percent, .plain(raw: "60", shown: "60%")), dayField("close", "预计签约", "2026-12-18"),
                pickField("src", "来源", sources[1]), field("mail", "邮箱", .email, .text("wang@yunqi.example.cn")),
                field("no", "编号", .autoNumber, .text("OPP-2026-00318")),
                field(
                    "addr", "地址", .address,
                    .address(Address(province: "浙江省", city: "杭州市", district: "西湖区", street: "文三路 90 号"))),
                field("dur", "已用工时", .duration, .plain(raw: "3:30", shown: "3 小时 30 分")),
                field("tags", "标签", .tags, .choices([Choice("1", "重点", hue: 25), Choice("2", "连锁药房", hue: 155)])),
            ]),
        DetailSection(
            title: "说明", object: "crm.opportunity", id: "opp_5",
            fields: [
                field("desc", "背景", .longText, .text("客户有 312 家门店，覆盖 11 个县。\n县医院 HIS 由院方信息科维护。")),
                field("lines", "产品明细", .lines, .lines(sampleLines())),
            ]),
    ]
}

func formPage(problems: Bool) -> FormPage {
    func req(_ x: FieldView, _ p: String? = nil) -> FieldView {
        var y = x; y.isRequired = true; if problems { y.problem = p }; return y
    }
    var src = pickField("source", "来源", sources[0]); src.choices = sources
    var multi = field("interest", "意向产品", .multiPicklist, .choices([Choice("a", "慢病管理", hue: 190)]));
    multi.choices = [Choice("a", "慢病管理", hue: 190), Choice("b", "处方流转", hue: 245), Choice("c", "会员营销", hue: 350)];
    multi.isWide = true
    var owner = whoField("owner", "负责人", lin); owner.object = "core.user"
    var acc = field("account", "所属客户", .reference); acc.object = "crm.account"; acc.help = "没有就先留空，转化时再建。"
    var phone = field("phone", "电话", .phone, .text(problems ? "1380000" : "138 0000 1234"));
    phone.problem = problems ? "电话少了几位：手机号应为 11 位，如 138 0000 1234。" : nil
    var ml = field("need", "需求说明", .longText); ml.isWide = true; ml.placeholder = "客户想解决什么，什么时候要"
    var addr = field("addr", "地址", .address, .address(Address(province: "浙江省", city: "杭州市"))); addr.isWide = true
    var file = field("file", "附件", .file, .files([StoredFile(id: "1", name: "需求书.pdf", size: "1.2 MB", url: "#")]));
    file.isWide = true
    var ln = field("lines", "产品明细", .lines, .lines(sampleLines())); ln.isWide = true
    var js = field("extra", "扩展数据", .json, .text("{\"a\": 1}")); js.isWide = true
    var num = field("shops", "门店数", .number, .text("312")); num.unit = "家"
    return FormPage(
        shell: sampleShell("线索"), object: lead, title: "新建线索", url: "/o/crm.lead", cancelURL: "/list.html",
        sections: [
            FormSection(
                title: "基本信息",
                fields: [
                    req(textField("name", "姓名", problems ? "" : "王建国"), "请填写姓名。"),
                    textField("company", "公司", "杭州云栖医药连锁"), phone, field("email", "邮箱", .email), src, owner, acc, num,
                    moneyField("amount", "预计金额", "380000.00", ""), field("rate", "意向度", .percent, .text("60")),
                    field("next", "下次跟进", .dateTime, .text("2026-11-24T09:30")),
                    field("birthday", "建档日期", .date, .text("2026-11-23")), field("at", "合适的联系时间", .time),
                    field("dur", "预计时长", .duration), field("vip", "重点客户", .boolean, .flag(true)),
                    field("site", "官网", .url),
                ]),
            FormSection(
                title: "更多", help: "这些内容以后也可以补。",
                fields: [
                    multi,
                    {
                        var t = field("tags", "标签", .tags, .choices([Choice("1", "连锁药房"), Choice("2", "续约")]));
                        t.isWide = true; return t
                    }(), addr, ml, file, ln, js, field("no", "编号", .autoNumber, .text("保存后自动生成")),
                ]),
        ],
        duplicates: problems
            ? Duplicates(items: [
                .init(
                    mark: samplePerson("王建国", 55), title: "王建国 · 杭州云栖医药连锁", reason: "电话相同：138****1234", url: "#",
                    owner: chen), .init(mark: yunqi, title: "杭州云栖医药连锁有限公司", reason: "公司名称相近", url: "#", owner: nil),
            ]) : nil,
        duplicatesURL: "/o/crm.lead/duplicates", crumbs: [.init(label: "线索", url: "/list.html")])
}

func homePage() -> HomePage {
    HomePage(
        shell: sampleShell("首页"), greeting: "上午好，若溪", date: "11月23日 星期一 · 今天有 5 件事，其中 1 件已逾期",
        figures: [
            Figure(label: "我的管道", value: "¥462.0万", change: "↑ 12%", isGood: true),
            Figure(label: "本月新增线索", value: "38", change: "↑ 6", isGood: true),
            Figure(label: "本季完成", value: "68%", percent: 68), Figure(label: "待跟进", value: "9", change: "2 条今天到期"),
        ],
        tasks: [
            ("phone", 25, "补齐决策链信息", "同禾中医馆 · 中药代煎与配送协同", "逾期 2 天", true),
            ("video", 245, "需求调研会（产科、护理部）", "浙北妇幼保健院", "今天 14:00", false),
            ("phone", 155, "首次电话沟通", "瑞康大药房 · 会员营销", "今天 16:30", false),
            ("mail", 300, "发送解决方案白皮书", "宁波明州医院", "明天", false), ("handshake", 70, "商务条款第二轮", "泰诺药业", "明天 10:00", false),
        ].map {
            HomeTask(
                icon: $0.0, hue: $0.1, title: $0.2, note: $0.3, due: $0.4, isLate: $0.5, url: "#",
                done: Action(label: "完成：\($0.2)", icon: "check", url: "#", method: .post))
        },
        tasksURL: "#",
        recent: [
            .init(mark: yunqi, title: "县域慢病管理平台（三年期）", note: "商机 · 方案报价", url: "/record.html"),
            .init(mark: sampleCompany("泰诺药业", 190), title: "泰诺药业", note: "客户", url: "#"),
            .init(mark: samplePerson("王建国", 55), title: "王建国", note: "联系人 · 采购总监", url: "#"),
        ],
        news: [
            TimelineEntry(
                icon: "trophy", hue: 155, actor: chen, text: "赢得了", subject: "护理到家派单平台", time: "10:12",
                moment: "2026-11-23 10:12"),
            TimelineEntry(
                icon: "message-circle", hue: 268, actor: shen, text: "提到了你", subject: "折扣特批", time: "昨天",
                moment: "2026-11-22"),
        ],
        actions: [Action(label: "新建线索", icon: "plus", url: "/form.html", tone: .primary)])
}
