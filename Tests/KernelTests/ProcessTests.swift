import Basics
import FEELValues
import Kernel
import ProcessEngine
import Processes
import Records
import SQLStore
import Tenancy
import Testing
import Work

/// Models as short as they can be: what stands inside the process.
enum Models {
    static func process(_ id: String, _ inside: String, settings: [String: String] = [:], further: String = "") -> ProcessResource {
        let properties = settings.sorted { $0.key < $1.key }.map { "<sanbu:property name=\"\($0.key)\" value=\"\($0.value)\"/>" }
        let extensions = settings.isEmpty ? "" : "<extensionElements><sanbu:execution>\(properties.joined())</sanbu:execution></extensionElements>"
        return ProcessResource(
            name: id + ".bpmn",
            text: """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" id="d" targetNamespace="t">
                \(further)<process id="\(id)" name="\(id)" isExecutable="true">\(extensions)\(inside)</process></definitions>
                """)
    }

    static func flow(_ from: String, _ to: String, _ condition: String = "") -> String {
        let inner = condition.isEmpty ? "" : "<conditionExpression>= \(condition)</conditionExpression>"
        return "<sequenceFlow id=\"\(from)-\(to)\" sourceRef=\"\(from)\" targetRef=\"\(to)\">\(inner)</sequenceFlow>"
    }

    /// Start, one element, end.
    static func one(_ id: String, _ element: String, _ name: String, settings: [String: String] = [:], further: String = "") -> ProcessResource {
        process(id, "<startEvent id=\"s\"/>\(element)<endEvent id=\"e\"/>" + flow("s", name) + flow(name, "e"), settings: settings, further: further)
    }

    static func approval(_ id: String, _ attributes: String, _ approvers: String) -> String {
        """
        <userTask id="\(id)" name="\(id)"><extensionElements><sanbu:approval \(attributes)>\(approvers)</sanbu:approval></extensionElements></userTask>
        """
    }

    static func service(_ id: String, _ type: String, _ inputs: [String: String] = [:], headers: [String: String] = [:]) -> String {
        let mappings = inputs.sorted { $0.key < $1.key }.map { "<sanbu:input target=\"\($0.key)\" source=\"\($0.value)\"/>" }.joined()
        let fixed = headers.sorted { $0.key < $1.key }.map { "<sanbu:header name=\"\($0.key)\" value=\"\($0.value)\"/>" }.joined()
        return """
            <serviceTask id="\(id)" name="\(id)"><extensionElements><sanbu:execution><sanbu:job type="&quot;\(type)&quot;">\(fixed)</sanbu:job>\(mappings)\
            </sanbu:execution></extensionElements></serviceTask>
            """
    }
}

/// The shell around the engine: rows, records and people, on both databases.
@Suite("A process in the database") struct ProcessTests {
    static func company(_ store: any Store) async throws -> (Company, HandClock) {
        let time = HandClock()
        return (try await Company(try await Company.kernel(store, time), time, slug: "acme"), time)
    }

    static func deploy(_ resources: ProcessResource..., in company: Company) async throws {
        let report = try await company.kernel.processes.deploy(resources, as: try await company.actor("system"))
        #expect(report.isDeployed, "\(report.problems)")
    }

    @Test("refuses a model that cannot run, with every problem, and keeps nothing") func refuses() async throws {
        try await TestDatabase.sqlite.use { store in
            let (company, _) = try await Self.company(store)
            let system = try await company.actor("system")
            let broken = Models.process("broken", "<startEvent id=\"s\"/><exclusiveGateway id=\"g\"/><endEvent id=\"e\"/>" + Models.flow("s", "g") + Models.flow("g", "nowhere") + Models.flow("g", "e", "1 +"))
            let report = try await company.kernel.processes.deploy([broken], as: system)
            #expect(!report.isDeployed && report.problems.filter(\.isError).count >= 2)
            #expect(report.problems.allSatisfy { $0.line > 0 })
            #expect(try await !company.kernel.processes.definitions(as: system).contains { $0.key == "broken" })
            await #expect(throws: RecordError.self) {
                _ = try await company.kernel.processes.deploy([Models.one("x", "<task id=\"t\"/>", "t")], as: try await company.actor("rep1"))
            }
        }
    }

    @Test("keeps a task for its candidates until one claims and does it", arguments: TestDatabase.all) func claims(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await Self.company(store)
            let task = "<userTask id=\"t\" name=\"Check\"><extensionElements><sanbu:execution candidateGroups=\"&quot;sales_rep&quot;\"/></extensionElements></userTask>"
            try await Self.deploy(Models.one("check", task, "t"), in: company)
            let processes = company.kernel.processes
            let (manager, rep1, rep2) = (try await company.actor("manager"), try await company.actor("rep1"), try await company.actor("rep2"))
            let id = try await processes.start("check", ProcessStart(variables: ["n": 1]), as: manager)
            let mine = try await processes.tasks(TaskQuery(.mine), as: rep1).tasks
            #expect(mine.map(\.name) == ["Check"] && mine.first?.number == "CHECK-202609-0001")
            #expect(try await processes.tasks(TaskQuery(.mine), as: manager).tasks.isEmpty)
            let claimed = try #require(mine.first?.id)
            try await processes.claim(task: claimed, as: rep1)
            await #expect(throws: ProcessError.self) { try await processes.claim(task: claimed, as: rep2) }
            #expect(try await processes.tasks(TaskQuery(.mine), as: rep2).tasks.isEmpty)
            try await processes.complete(task: claimed, variables: ["ok": true], as: rep1)
            await #expect(throws: ProcessError.taskClosed(claimed.text(prefix: "tsk"), outcome: "completed")) {
                try await processes.complete(task: claimed, as: rep1)
            }
            let details = try await processes.instance(id, as: manager)
            #expect(details.summary.status == "completed" && details.variables["ok"] == .boolean(true))
            #expect(details.history.filter { $0.kind == "completed" }.compactMap(\.element) == ["s", "t", "e", "check"] || details.history.contains { $0.kind == "ended" })
            #expect(try await processes.tasks(TaskQuery(.done), as: rep1).tasks.map(\.id) == [claimed])
            await #expect(throws: ProcessError.self) { _ = try await processes.instance(id, as: try await company.actor("other")) }
        }
    }

    @Test("leads a record through continuous managers, and moves its state by command", arguments: TestDatabase.all)
    func approves(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await Self.company(store)
            let inside = "<startEvent id=\"s\"/>" + Models.approval("a", "mode=\"sequential\"", "<sanbu:approver kind=\"managers\" levels=\"3\"/>")
                + Models.service("u", "records.update", ["values": "{city: &quot;杭州&quot;}"]) + "<endEvent id=\"e\"/>"
                + Models.flow("s", "a") + Models.flow("a", "u") + Models.flow("u", "e")
            try await Self.deploy(Models.process("deal", inside, settings: ["subject": "crm.account", "title": "record.name + &quot; 审批&quot;"]), in: company)
            let (kernel, processes) = (company.kernel, company.kernel.processes)
            let (rep, manager) = (try await company.actor("rep1"), try await company.actor("manager"))
            let account = try await kernel.records.write(as: rep) { try $0.create("crm.account", ["name": "百草堂"]) }
            let id = try await processes.start("deal", ProcessStart(subject: ("crm.account", account.idText)), as: rep)
            let task = try #require(try await processes.tasks(TaskQuery(.mine), as: manager).tasks.first)
            #expect(task.title == "百草堂 审批" && task.isApproval && task.subject?.id == account.id)
            await #expect(throws: ProcessError.self) {
                try await processes.approve(task: task.id, as: rep) { .approve(task: $0, .init(by: $1)) }
            }
            try await processes.approve(task: task.id, as: manager) { .approve(task: $0, .init(by: $1, opinion: "同意")) }
            #expect(try await processes.instance(id, as: rep).summary.status == "completed")
            let changed = try await kernel.records.read(as: rep) { try $0.get($0.object("crm.account"), account.id) }
            #expect(changed["city"] == .text("杭州"))
            let timeline = try await kernel.records.read(as: rep) { try $0.timeline(changed, limit: 20).map(\.type) }
            #expect(timeline.contains("crm.account.process-started") && timeline.contains("crm.account.process-task-done") && timeline.contains("crm.account.process-ended"))
            let changes = try await kernel.records.read(as: rep) { try $0.changes(changed, limit: 5) }
            #expect(changes.first?.through == id.text(prefix: "pin"))
        }
    }

    @Test("begins with a record's event, and waits for the next one of the same record", arguments: TestDatabase.all)
    func events(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await Self.company(store)
            let messages = "<message id=\"m1\" name=\"crm.account.created\"/><message id=\"m2\" name=\"crm.account.updated\"/>"
            let waits = """
                <intermediateCatchEvent id="w"><extensionElements><sanbu:execution correlationKey="record.id"/></extensionElements>\
                <messageEventDefinition messageRef="m2"/></intermediateCatchEvent>
                """
            let inside = "<startEvent id=\"s\"><messageEventDefinition messageRef=\"m1\"/></startEvent>\(waits)<endEvent id=\"e\"/>" + Models.flow("s", "w") + Models.flow("w", "e")
            try await Self.deploy(Models.process("follow", inside, settings: ["subject": "crm.account"], further: messages), in: company)
            let (kernel, rep, system) = (company.kernel, try await company.actor("rep1"), try await company.actor("system"))
            let accounts = try await kernel.records.write(as: rep) { writer in
                try ["甲", "乙"].map { try writer.create("crm.account", ["name": .string($0)]) }
            }
            try await kernel.background.runDue()
            #expect(try await kernel.processes.instances(InstanceQuery(status: "active"), as: system).count == 2)
            _ = try await kernel.records.write(as: rep) { try $0.update("crm.account", accounts[1].id, ["city": "宁波"]) }
            try await kernel.background.runDue()
            let active = try await kernel.processes.instances(InstanceQuery(status: "active"), as: system)
            #expect(active.map(\.subjectID) == [accounts[0].id])
            #expect(active.first?.initiator == rep.id)
        }
    }

    @Test("fires timers when they are due, once, and sets the next of a cycle", arguments: TestDatabase.all) func timers(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, time) = try await Self.company(store)
            let inside = """
                <startEvent id="s"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition></startEvent>\
                <intermediateCatchEvent id="w"><timerEventDefinition><timeDuration>PT10M</timeDuration></timerEventDefinition></intermediateCatchEvent>\
                <endEvent id="e"/>
                """
            try await Self.deploy(Models.process("hourly", inside + Models.flow("s", "w") + Models.flow("w", "e")), in: company)
            let (kernel, system) = (company.kernel, try await company.actor("system"))
            time.advance(seconds: 3600)
            try await kernel.background.runDue()
            #expect(try await kernel.processes.instances(InstanceQuery(process: "hourly"), as: system).map(\.status) == ["active"])
            time.advance(seconds: 601)
            try await kernel.background.runDue()
            try await kernel.background.runDue()
            #expect(try await kernel.processes.instances(InstanceQuery(process: "hourly"), as: system).map(\.status) == ["completed"])
            time.advance(seconds: 3600)
            try await kernel.background.runDue()
            #expect(try await kernel.processes.instances(InstanceQuery(process: "hourly"), as: system).count == 2)
        }
    }

    @Test("gives jobs to workers under a lease, retries, and makes an incident that a person mends", arguments: TestDatabase.all)
    func workers(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, time) = try await Self.company(store)
            try await Self.deploy(Models.one("ship", Models.service("j", "ship", ["what": "item"]), "j"), in: company)
            let (processes, system) = (company.kernel.processes, try await company.actor("system"))
            let id = try await processes.start("ship", ProcessStart(variables: ["item": "药"]), as: system)
            let first = try await processes.lease(JobRequest(types: ["ship"], worker: "w1"), as: system)
            #expect(first.count == 1 && first[0].variables["what"] == .string("药"))
            #expect(try await processes.lease(JobRequest(types: ["ship"], worker: "w2"), as: system).isEmpty)
            time.advance(seconds: 61)
            let again = try await processes.lease(JobRequest(types: ["ship"], worker: "w2"), as: system)
            #expect(again.map(\.id) == first.map(\.id))
            try await processes.fail(job: again[0].id, message: "车坏了", retries: 0, as: system)
            let broken = try await processes.instance(id, as: system)
            #expect(broken.summary.incidents == 1 && broken.incidents.count == 1)
            #expect(try await processes.lease(JobRequest(types: ["ship"], worker: "w2"), as: system).isEmpty)
            try await processes.command(.retryIncident(broken.incidents[0].key), on: id, as: system)
            let third = try await processes.lease(JobRequest(types: ["ship"], worker: "w2"), as: system)
            try await processes.complete(job: try #require(third.first?.id), variables: ["sent": true], as: system)
            #expect(try await processes.instance(id, as: system).summary.status == "completed")
            await #expect(throws: ProcessError.self) { try await processes.complete(job: third[0].id, variables: Context(), as: system) }
        }
    }

    @Test("keeps messages for those who come late, takes an id once, calls other processes", arguments: TestDatabase.all)
    func messages(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, _) = try await Self.company(store)
            let receive = "<receiveTask id=\"r\" messageRef=\"m\"><extensionElements><sanbu:execution correlationKey=\"order\"/></extensionElements></receiveTask>"
            try await Self.deploy(
                Models.one("child", receive, "r", further: "<message id=\"m\" name=\"paid\"/>"),
                Models.one("parent", "<callActivity id=\"c\" calledElement=\"child\"/>", "c"), in: company)
            let (processes, system) = (company.kernel.processes, try await company.actor("system"))
            let early = ProcessMessage(name: "paid", correlationKey: "7", id: "x", variables: ["sum": 12])
            #expect(try await processes.publish(early, as: system) == .kept)
            #expect(try await processes.publish(early, as: system) == .dropped)
            let id = try await processes.start("parent", ProcessStart(variables: ["order": "7"]), as: system)
            let details = try await processes.instance(id, as: system)
            #expect(details.summary.status == "completed" && details.variables["sum"] == .number(12))
            let waiting = try await processes.start("parent", ProcessStart(variables: ["order": "8"]), as: system)
            let called = try await processes.instance(waiting, as: system).called
            #expect(called.count == 1 && called[0].status == "active")
            try await processes.command(.cancel(reason: "nobody pays"), on: waiting, as: system)
            #expect(try await processes.instance(waiting, as: system).called[0].status == "cancelled")
        }
    }

    @Test("keeps two companies' processes apart", arguments: TestDatabase.all) func tenants(_ database: TestDatabase) async throws {
        try await database.use { store in
            let (company, time) = try await Self.company(store)
            let other = try await Company(company.kernel, time, slug: "other")
            try await Self.deploy(Models.one("check", "<userTask id=\"t\"/>", "t"), in: company)
            let processes = company.kernel.processes
            let id = try await processes.start("check", as: try await company.actor("system"))
            let stranger = try await other.actor("system")
            await #expect(throws: ProcessError.self) { _ = try await processes.instance(id, as: stranger) }
            await #expect(throws: ProcessError.self) { _ = try await processes.start("check", as: stranger) }
            #expect(try await processes.tasks(TaskQuery(.all), as: stranger).tasks.isEmpty)
            #expect(try await !processes.definitions(as: stranger).contains { $0.key == "check" })
        }
    }
}

/// The processes that come with the sales app.
@Suite("The discount approval") struct DiscountApprovalTests {
    @Test("asks who must agree by its decision table", arguments: [
        ("4", "completed", 0), ("8", "active", 1), ("12", "active", 1), ("20", "active", 1),
    ]) func asks(_ discount: String, _ status: String, _ tasks: Int) async throws {
        try await TestDatabase.sqlite.use { store in
            let (company, _) = try await ProcessTests.company(store)
            let (kernel, rep) = (company.kernel, try await company.actor("rep1"))
            let deal = try await kernel.records.write(as: rep) { writer in
                let account = try writer.create("crm.account", ["name": "百草堂"])
                return try writer.create(
                    "crm.opportunity",
                    ["name": "会员营销", "account": .string(account.idText), "expected_amount": "100000.00", "discount": .string(discount)])
            }
            let id = try await kernel.processes.start("discount-approval", ProcessStart(subject: ("crm.opportunity", deal.idText)), as: rep)
            let details = try await kernel.processes.instance(id, as: rep)
            #expect(details.summary.status == status, "\(details.incidents) \(ProcessValues.json(details.variables).text)")
            #expect(details.incidents.isEmpty)
            #expect(details.tasks.filter { $0.isOpen && $0.assignee != nil }.count >= tasks)
        }
    }
}
