import HTML

@testable import Console

func sampleSettings(_ current: String, _ content: HTML, text: String? = nil, actions: [Action] = []) -> SettingsPage {
    func t(_ l: String, _ i: String, _ u: String) -> Tab {
        Tab(label: l, url: "/settings-\(u).html", icon: i, isCurrent: l == current)
    }
    return SettingsPage(
        shell: sampleShell("设置"),
        groups: [
            .init(
                title: "组织",
                items: [
                    t("人员", "users", "people"), t("部门", "network", "departments"), t("角色", "shield-check", "roles"),
                ]),
            .init(title: "权限", items: [t("权限矩阵", "layout-grid", "matrix"), t("访问解释", "circle-help", "explain")]),
            .init(
                title: "平台",
                items: [
                    t("对象与字段", "database", "objects"), t("审计日志", "history", "audit"),
                    t("接口客户端", "key-round", "clients"),
                ]),
        ],
        title: current, text: text, actions: actions, content: content)
}

let sampleScopes = [
    Choice("none", "无"), Choice("own", "本人", hue: 70), Choice("dept", "本部门", hue: 245),
    Choice("below", "本部门及下级", hue: 190), Choice("all", "全部", hue: 155),
]

let sampleActions = [
    Choice("read", "查看"), Choice("create", "新建"), Choice("update", "修改"), Choice("delete", "删除"),
    Choice("export", "导出"),
]

let sampleObjects = [
    lead, deal, ObjectLabel(name: "crm.account", singular: "客户", plural: "客户", icon: "building-2"),
    ObjectLabel(name: "core.user", singular: "人员", plural: "人员", icon: "user"),
]

let earlierImports = [
    ImportRun(
        file: "线索-2026-11.xlsx", url: "#", object: "线索", by: lin, at: "11-20 10:02",
        state: Choice("", "完成", hue: 155), counts: "1,204 行"),
    ImportRun(
        file: "门店.csv", url: "#", object: "客户", by: chen, at: "11-18 16:40", state: Choice("", "已撤销"),
        counts: "312 行"),
]

private func imp(_ page: PageContext, _ s: ImportPage.Step) -> HTML {
    ImportPage(shell: sampleShell("导入"), step: s, earlier: earlierImports).html(page)
}

let importFields = [Choice("name", "姓名"), Choice("phone", "电话"), Choice("company", "公司"), Choice("city", "城市")]

func furtherPages(_ page: PageContext, _ write: (String, HTML) -> Void) {
    salesPages(page, write)
    peopleSettings(page, write)
    permissionSettings(page, write)
    accessSettings(page, write)
    objectSettings(page, write)
    auditSettings(page, write)
    profileSettings(page, write)
    importStart(page, write)
    importEnd(page, write)
    otherPages(page, write)
    refusals(page, write)
    dialogs(page, write)
    paletteSample(page, write)
}

private func peopleSettings(_ page: PageContext, _ write: (String, HTML) -> Void) {
    let newPerson = Action(label: "邀请人员", icon: "user-plus", url: "#", tone: .primary)
    let people = [
        (lin, "华东区", "销售经理"), (chen, "华东一组", "销售"), (zhou, "华东一组", "销售"), (he, "华东二组", "销售"), (shen, "总部", "销售总监"),
    ]
    let table = PeopleTable(
        people: people.map {
            .init(
                person: $0.0, account: "linruoxi", department: $0.1, roles: [Choice("", $0.2)],
                state: Choice("", "在职", hue: 155), lastSeen: "今天 09:12", url: "#")
        }, search: "")
    write("settings-people", sampleSettings("人员", table.html(page), text: "账号、部门与角色", actions: [newPerson]).html(page))
    let tree = DepartmentTree(roots: [
        .init(
            label: "云栖健康集团", url: "#", head: shen, people: 128,
            children: [
                .init(
                    label: "销售中心", url: "#", head: lin, people: 46,
                    children: [
                        .init(label: "华东一组", url: "#", head: chen, people: 8),
                        .init(label: "华东二组", url: "#", people: 7),
                    ]), .init(label: "服务中心", url: "#", people: 32),
            ])
    ])
    write(
        "settings-departments",
        sampleSettings("部门", tree.html(page), actions: [Action(label: "新建部门", icon: "plus", url: "#", tone: .primary)])
            .html(page))
    let roles = RolesTable(roles: [
        .init(label: "销售", text: "跟进自己的线索、客户和商机", people: 36, url: "#", origin: Choice("", "客户关系", hue: 245)),
        .init(label: "销售经理", text: "看到本部门及下级的全部记录", people: 6, url: "#", origin: Choice("", "客户关系", hue: 245)),
        .init(label: "管理员", text: "设置平台，不受数据范围限制", people: 2, url: "#", origin: Choice("", "平台")),
    ])
    write(
        "settings-roles",
        sampleSettings("角色", roles.html(page), actions: [Action(label: "新建角色", icon: "plus", url: "#", tone: .primary)])
            .html(page))
}

private func permissionSettings(_ page: PageContext, _ write: (String, HTML) -> Void) {
    let matrix = PermissionMatrix(
        url: "#", actions: sampleActions, scopes: sampleScopes,
        objects: sampleObjects.enumerated().map { i, o in
            .init(
                object: o,
                scopes: [
                    "read": sampleScopes[(i + 3) % 5].value, "create": "own", "update": "own", "delete": "none",
                    "export": i == 3 ? "none" : "dept",
                ].filter { $0.key != "export" || i != 3 }, fieldsURL: "/settings-fields.html",
                fieldNote: i == 1 ? "1 个隐藏，2 个只读" : nil)
        })
    write("settings-matrix", sampleSettings("权限矩阵", matrix.html(page), text: "角色：销售经理").html(page))
    let fields = FieldPermissions(
        url: "#", object: deal,
        fields: [
            .init(name: "name", label: "名称", kind: .text, level: "write", privacy: nil),
            .init(name: "cost", label: "成本底价", kind: .money, level: "none", privacy: Choice("", "机密", hue: 25)),
            .init(name: "phone", label: "电话", kind: .phone, level: "read", privacy: Choice("", "个人信息", hue: 70)),
        ], levels: [Choice("none", "隐藏"), Choice("read", "只读"), Choice("write", "可改")])
    write("settings-fields", sampleSettings("权限矩阵", fields.html(page), text: "商机 · 销售经理").html(page))
}

private func accessSettings(_ page: PageContext, _ write: (String, HTML) -> Void) {
    var q1 = whoField("person", "谁", zhou); q1.object = "core.user";
    var q2 = pickField("action", "做什么", sampleActions[0]);
    q2.choices = sampleActions; var q3 = textField("record", "哪条记录", "县域慢病管理平台（三年期）"); q3.help = "输入记录编号或名称"
    let explain = AccessExplanation(
        question: .init(fields: [q1, q2, q3]),
        answer: .init(
            isAllowed: true, sentence: "周雨桐可以查看这条商机",
            steps: [
                .init(rule: "对象权限", reason: "角色“销售”可以查看商机，范围：本部门", outcome: Choice("", "通过", hue: 155)),
                .init(rule: "归属", reason: "负责人陈思远与周雨桐同在“华东一组”", outcome: Choice("", "命中", hue: 155)),
                .init(rule: "共享规则", reason: "没有适用的规则", outcome: Choice("", "不适用")),
            ], hiddenFields: ["成本底价"]),
        others: [
            .init(person: chen, reason: "负责人"), .init(person: lin, reason: "上级部门经理"),
            .init(person: shen, reason: "角色“销售总监”：全部"),
        ])
    write("settings-explain", sampleSettings("访问解释", explain.html(page), text: "为什么能看到，或者看不到").html(page))
}

private func objectSettings(_ page: PageContext, _ write: (String, HTML) -> Void) {
    write(
        "settings-objects",
        sampleSettings(
            "对象与字段",
            ObjectsTable(
                objects: sampleObjects.map {
                    .init(
                        object: $0, origin: Choice("", $0.name.hasPrefix("crm") ? "客户关系" : "平台", hue: 245),
                        fieldCount: 24, recordCount: "1,286", url: "/settings-designer.html")
                }
            ).html(page), actions: [Action(label: "新建对象", icon: "plus", url: "#", tone: .primary)]
        ).html(page))
    var kind = pickField("kind", "类型", Choice("picklist", "单选"));
    kind.choices = [Choice("text", "文本"), Choice("picklist", "单选")]; var lbl = textField("label", "名称", "意向等级");
    lbl.isRequired = true
    let designer = ObjectDesigner(
        object: lead,
        fields: [
            .init(name: "name", label: "姓名", kind: .text, kindLabel: "文本", marks: [Choice("", "必填")], url: "#"),
            .init(name: "phone", label: "电话", kind: .phone, kindLabel: "电话", marks: [Choice("", "去重")], url: "#"),
            .init(
                name: "level_x", label: "意向等级", kind: .picklist, kindLabel: "单选", marks: [Choice("", "索引")], url: "#",
                isOwn: true, isCurrent: true),
        ],
        editor: FieldEditor(
            url: "#", title: "意向等级",
            fields: [
                lbl, textField("name", "标识", "level_x"), kind, field("required", "必填", .boolean, .flag(false)),
                field("indexed", "建索引（可筛选排序）", .boolean, .flag(true)),
            ], options: [Choice("a", "高", hue: 25), Choice("b", "中", hue: 70), Choice("c", "低")],
            deleteAction: Action(label: "删除字段", icon: "trash-2", url: "#", method: .get, tone: .bad)))
    write(
        "settings-designer",
        sampleSettings(
            "对象与字段", designer.html(page), text: "线索",
            actions: [Action(label: "新建字段", icon: "plus", url: "#", tone: .primary)]
        ).html(page))
}

private func auditSettings(_ page: PageContext, _ write: (String, HTML) -> Void) {
    var from = dayField("from", "从", "2026-11-01"); from.isEditable = true; var actor = whoField("actor", "操作人", lin);
    actor.object = "core.user"
    let audit = AuditLog(
        chain: .init(
            isWhole: true, sentence: "哈希链完整", detail: "共 18,204 条，最近检查 11月23日 14:00，检查点已签名。",
            verify: Action(label: "重新校验", icon: "refresh-cw", url: "#", method: .post)), filter: [actor, from],
        entries: (0..<8).map {
            .init(
                number: "\(18204 - $0)", time: "11-23 09:\(42 - $0)", actor: [chen, lin][$0 % 2],
                action: Choice("", ["修改", "登录", "导出"][$0 % 3], hue: [245, 155, 70][$0 % 3]),
                subject: $0 % 3 == 0 ? yunqi : nil, detail: ["金额 ¥260万 → ¥286万", "密码登录成功", "导出 128 条线索"][$0 % 3],
                address: "10.0.3.18", hash: "9f2c…a41\($0)")
        }, moreURL: "#")
    write("settings-audit", sampleSettings("审计日志", audit.html(page)).html(page))
    let clients = APIClients(
        clients: [
            .init(
                name: "数据中台", id: "cli_7Kd2", scopes: [Choice("", "records:read"), Choice("", "events:read")],
                state: Choice("", "启用", hue: 155), lastUsed: "2 分钟前",
                actions: [
                    Action(label: "换密钥", url: "#", method: .post, confirm: "?"),
                    Action(label: "停用", url: "#", method: .post, confirm: "?", tone: .bad),
                ])
        ], secret: .init(name: "数据中台", id: "cli_7Kd2", value: "sk_3f9a2c71e0b84d5f9a"))
    write(
        "settings-clients",
        sampleSettings(
            "接口客户端", clients.html(page),
            actions: [Action(label: "新建客户端", icon: "plus", url: "#", method: .dialog, tone: .primary)]
        ).html(page))
}

private func profileSettings(_ page: PageContext, _ write: (String, HTML) -> Void) {
    var pw = field("current", "当前密码", .text); pw.isRequired = true
    let profile = [textField("name", "姓名", "林若溪"), field("phone", "电话", .phone, .text("138 0000 0000"))]
    let profileForm = SettingsForm(
        url: "#", sections: [FormSection(title: "资料", fields: profile), FormSection(title: "密码", fields: [pw])])
    let end = Action(label: "退出", url: "#", method: .post)
    let sessions = SessionList(sessions: [
        .init(device: "Chrome · Windows", address: "10.0.3.18", seen: "现在", isCurrent: true, end: nil),
        .init(device: "Safari · iPhone", address: "10.0.8.2", seen: "昨天", isCurrent: false, end: end),
    ])
    write("settings-me", sampleSettings("我的资料", "\(profileForm.html(page))\(sessions.html(page))").html(page))

}

private func importStart(_ page: PageContext, _ write: (String, HTML) -> Void) {
    write(
        "import-1",
        imp(
            page,
            .upload(
                ImportUpload(
                    objects: [Choice("crm.lead", "线索"), Choice("crm.account", "客户")], chosen: "crm.lead",
                    limits: "最多 100,000 行，50 MB；第一行是列名", templateURL: "#"))))
    write(
        "import-2",
        imp(
            page,
            .map(
                ImportMapping(
                    id: "imp_1", file: "线索-2026-11.xlsx", rowCount: "1,204",
                    columns: [
                        .init(index: 0, name: "客户姓名", samples: ["王建国", "赵敏"], field: "name", isGuess: true),
                        .init(
                            index: 1, name: "手机", samples: ["13800001234", "139 0000 5678"], field: "phone",
                            isGuess: true), .init(index: 2, name: "备注2", samples: ["已联系"], field: nil),
                        .init(index: 3, name: "单位", samples: ["杭州云栖医药连锁"], field: "name", problem: "“姓名”已经由另一列填写。"),
                    ], fields: importFields, keys: [Choice("phone", "电话")], key: "phone"))))
}

private func importEnd(_ page: PageContext, _ write: (String, HTML) -> Void) {
    write(
        "import-3",
        imp(
            page,
            .preview(
                ImportPreview(
                    id: "imp_1",
                    counts: [
                        Figure(label: "新建", value: "1,122"), Figure(label: "更新", value: "74"),
                        Figure(label: "将被拒绝", value: "8"),
                    ], columns: ["姓名", "电话", "公司"],
                    rows: (0..<6).map {
                        .init(
                            number: $0 + 2,
                            state: [Choice("", "新建", hue: 155), Choice("", "更新", hue: 245), Choice("", "拒绝", hue: 25)][
                                $0 % 3],
                            fields: [
                                textField("n", "姓名", names[$0]), field("p", "电话", .phone, .text("138 0000 0000")),
                                textField("c", "公司", names[$0 + 3]),
                            ], problem: $0 % 3 == 2 ? "电话少了几位" : nil)
                    },
                    problems: [
                        .init(text: "电话少了几位", count: "5", places: "第 4、7、19、88、102 行"),
                        .init(text: "姓名为空", count: "3", places: "第 12、13、40 行"),
                    ]))))
    write(
        "import-4",
        imp(
            page,
            .progress(
                ImportProgress(id: "imp_1", percent: 62, done: "746", total: "1,204", failed: "3", remaining: "约 2 秒")))
    )
    write(
        "import-5",
        imp(
            page,
            .result(
                ImportResult(
                    id: "imp_1", title: "已导入 1,196 行，用时 3.1 秒",
                    counts: [
                        Figure(label: "新建", value: "1,122"), Figure(label: "更新", value: "74"),
                        Figure(label: "拒绝", value: "8", change: "可下载改正"),
                    ], errorsURL: "#", errors: [.init(text: "电话少了几位", count: "5", places: "第 4、7、19、88、102 行")],
                    listURL: "#", undoUntil: "7 天内可撤销"))))

}

private func otherPages(_ page: PageContext, _ write: (String, HTML) -> Void) {
    write(
        "notifications",
        NotificationsPage(
            shell: sampleShell("通知"),
            filters: [Tab(label: "全部", url: "#", isCurrent: true), Tab(label: "未读", url: "#", count: "2")],
            days: [
                .init(
                    label: "今天",
                    items: [
                        .init(
                            icon: "at-sign", hue: 268, actor: lin, text: "提到了你", subject: "县域慢病管理平台",
                            excerpt: "财务 BP 还没有接触到，演示前请约一次。", time: "09:42", url: "#", isUnread: true),
                        .init(
                            icon: "user-check", hue: 155, actor: shen, text: "把 3 条线索转给了你", time: "09:00", url: "#",
                            isUnread: true),
                    ]),
                .init(
                    label: "昨天",
                    items: [
                        .init(
                            icon: "upload", hue: 245, text: "导入完成：线索-2026-11.xlsx", excerpt: "1,196 行成功，8 行失败",
                            time: "16:20", url: "#")
                    ]),
            ], moreURL: nil, hasUnread: true
        ).html(page))
    write(
        "bin",
        RecycleBinPage(
            shell: sampleShell("回收站"),
            filters: [Tab(label: "全部", url: "#", isCurrent: true), Tab(label: "线索", url: "#", count: "2")],
            rows: [
                .init(
                    record: sampleCompany("同禾中医馆", 55), object: lead, id: "1", deletedBy: chen,
                    deletedAt: "11-22 10:00", endsAt: "29 天后", canPurge: true),
                .init(record: yunqi, object: deal, id: "2", deletedBy: lin, deletedAt: "11-20 10:00", endsAt: "27 天后"),
            ], keeps: "30 天"
        ).html(page))
}

private func refusals(_ page: PageContext, _ write: (String, HTML) -> Void) {
    for k in [ErrorPage.Kind.forbidden, .notFound, .failure] {
        write(
            "error-\(k.rawValue)",
            ErrorPage(
                shell: k == .failure ? nil : sampleShell(""), kind: k, reference: k == .failure ? "01J9-7F2K" : nil
            ).html(page))
    }
    write(
        "conflict",
        ConflictPage(
            shell: sampleShell(), title: "县域慢病管理平台（三年期）", theirs: chen, theirTime: "09:41", url: "#", version: "4",
            cancelURL: "#",
            fields: [
                .init(
                    theirs: moneyField("amount", "金额", "2860000", "¥2,860,000.00"),
                    mine: moneyField("amount", "金额", "2600000", "¥2,600,000.00")),
                .init(theirs: pickField("stage", "阶段", stages[2]), mine: pickField("stage", "阶段", stages[3])),
            ]
        ).html(page))
}

private func dialogs(_ page: PageContext, _ write: (String, HTML) -> Void) {
    let export = ListDialogs.export(
        .init(
            object: lead, count: "1,286", formats: [Choice("xlsx", "Excel"), Choice("csv", "CSV")],
            columns: [
                .init(name: "a", label: "名称", icon: "type", isShown: true),
                .init(name: "b", label: "电话", icon: "phone", isShown: true),
                .init(name: "c", label: "城市", icon: "type", isShown: false),
            ], maskedCount: 1), page)
    write("dialog-export", DialogPage(shell: sampleShell("线索"), title: "导出", dialog: export).html(page))
    write(
        "dialog-view",
        DialogPage(
            shell: sampleShell("线索"), title: "视图",
            dialog: ListDialogs.saveView(
                .init(
                    object: "crm.lead", name: "今日待跟进",
                    audiences: [Choice("me", "仅自己"), Choice("team", "本部门"), Choice("all", "所有人")], audience: "me"), page
            )
        ).html(page))
    var reason = pickField("reason", "原因", Choice("a", "价格")); reason.choices = [Choice("a", "价格"), Choice("b", "竞品")];
    reason.isRequired = true
    write(
        "dialog-command",
        DialogPage(
            shell: sampleShell(), title: "输单",
            dialog: RecordDialog(
                title: "标记为输单", url: "#", text: "输单后商机不再计入预测。", fields: [reason, field("note", "说明", .longText)],
                submit: "标记为输单", isDangerous: true
            ).html(page)
        ).html(page))
}

private func paletteSample(_ page: PageContext, _ write: (String, HTML) -> Void) {
    let found = PaletteResults(
        query: "云栖",
        groups: [
            .init(
                title: "记录",
                items: [
                    .init(label: "杭州云栖医药连锁", note: "客户", url: "#", mark: yunqi),
                    .init(label: "县域慢病管理平台（三年期）", note: "商机 · 方案报价", url: "#", mark: sampleCompany("云", 245)),
                ]),
            .init(
                title: "前往",
                items: [
                    .init(label: "商机", url: "#", icon: "kanban", keys: "G O"),
                    .init(label: "新建线索", url: "#", icon: "plus"),
                ]),
        ])
    write("palette", PalettePage(shell: sampleShell(""), results: found).html(page))
}

func calendarPage() -> CalendarPage {
    let weeks = (0..<5).map { week in
        (0..<7).map { weekday -> CalendarMonth.Day in
            let number = week * 7 + weekday + 1
            var day = CalendarMonth.Day(
                date: "2026-11-\(number)", number: "\(number > 30 ? number - 30 : number)", label: "11月\(number)日",
                isToday: number == 23, isOutside: number > 30, createURL: "#")
            if number % 5 == 3 {
                day.entries = [.init(title: "县域慢病管理平台", note: "¥286.0万", hue: stages[number % 6].hue, url: "#")]
            }
            if number == 18 { day.entries.append(.init(title: "护理到家派单平台", note: nil, hue: 155, url: "#")) }
            return day
        }
    }
    return CalendarPage(
        shell: sampleShell(), object: deal,
        views: [
            Tab(label: "全部列表", url: "#", icon: "list"), Tab(label: "签约日历", url: "#", icon: "calendar", isCurrent: true),
        ],
        filters: sampleFilters("crm.opportunity"),
        month: CalendarMonth(
            title: "2026年11月", previousURL: "#", nextURL: "#", todayURL: "#",
            weekdays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"], weeks: weeks))
}
