import BPMN
import Basics
import FEELValues
import ProcessEngine
import Testing
import XMLTree

@Suite("Commands") struct CommandTests {
    private let line =
        "<startEvent id=\"s\"/><userTask id=\"a\"/><serviceTask id=\"b\"/><endEvent id=\"e\"/>" + flows("s a b e")

    @Test("on what is not open are refused with the present state, and change nothing") func unknown() throws {
        var play = try Play(line)
        let before = play.state
        let cases: [(Command, CommandError)] = [
            (.completeTask(99), .unknown(.task, 99)), (.completeJob(99), .unknown(.job, 99)),
            (.timerDue(99), .unknown(.timer, 99)), (.correlate(subscription: 99), .unknown(.subscription, 99)),
            (.retryIncident(99), .unknown(.incident, 99)), (.modify([.activate("zz")]), .unknownElement("zz")),
            (.modify([.terminate(play.key("a")), .activate("zz")]), .unknownElement("zz")),
            (.completeJob(play.key("a")), .unfit(.job, play.key("a"), reason: "a")),
        ]
        for (command, error) in cases {
            #expect(throws: error) { try play.apply(command) }
            #expect(play.state == before)
            #expect(!error.wording.english.isEmpty && !error.wording.chinese.isEmpty)
        }
    }

    @Test("on an instance that has ended say how it ended") func ended() throws {
        var play = try Play(line)
        let task = play.key("a")
        try play.apply(.cancel(reason: "test"))
        #expect(throws: CommandError.ended(.cancelled)) { try play.apply(.completeTask(task)) }
    }

    @Test("wait while an instance is suspended") func suspended() throws {
        var play = try Play(line)
        try play.apply(.suspend)
        #expect(throws: CommandError.suspended) { try play.apply(.completeTask(play.key("a"))) }
        try play.apply(.resume)
        try play.apply(.completeTask(play.key("a")))
        #expect(play.active == ["b"])
    }

    @Test("move tokens into sub-processes that are not open") func modify() throws {
        var play = try Play(
            "<startEvent id=\"s\"/><userTask id=\"a\"/><subProcess id=\"sub\"><startEvent id=\"s1\"/><userTask id=\"x\"/>"
                + "<userTask id=\"y\"/><endEvent id=\"e1\"/>\(flows("s1 x y e1", prefix: "g"))</subProcess><endEvent id=\"e\"/>"
                + flows("s a sub e"))
        try play.apply(.modify([.activate("y"), .terminate(play.key("a"))]))
        #expect(play.active == ["sub", "y"])
        try play.apply(.completeTask(play.key("y")))
        #expect(play.state.status == .completed)
    }

    @Test("deliver a failure as an incident that can be mended and retried") func incident() throws {
        var play = try Play(line)
        try play.apply(.completeTask(play.key("a")))
        for _ in 0..<3 { try play.apply(.failJob(play.key("b"), message: "no")) }
        let incident = try #require(play.state.incidents.values.first)
        #expect(incident.code == "process.job-failed" && incident.arguments == ["no"])
        #expect(incident.wording.english.contains("no") && incident.wording.chinese.contains("no"))
        try play.apply(.retryIncident(incident.key))
        try play.apply(.completeJob(play.key("b")))
        #expect(play.state.status == .completed)
    }
}

@Suite("Time and data") struct TimeAndDataTests {
    @Test("runs timers on the business calendar that the environment gives") func calendar() throws {
        let engine = try Play.engine(
            """
            <startEvent id="s"/><intermediateCatchEvent id="w"><extensionElements><sanbu:execution>
            <sanbu:property name="calendar" value="office"/></sanbu:execution></extensionElements>
            <timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition></intermediateCatchEvent>
            <endEvent id="e"/>\(flows("s w e"))
            """)
        var environment = ProcessEnvironment(now: Play.now)
        environment.workingTime = { calendar, from, seconds in
            calendar == "office" ? from.adding(seconds: seconds + 3 * 86_400) : nil
        }
        let (_, outcome) = engine.start(in: environment)
        let due = outcome.effects.compactMap { effect -> Timestamp? in
            if case .setTimer(_, let due, _) = effect { due } else { nil }
        }
        #expect(due == [Play.now.adding(seconds: 7200 + 3 * 86_400)])
    }

    @Test("moves data between data objects and the inputs and outputs of tasks") func data() throws {
        var play = try Play(
            """
            <dataObject id="d1" name="Order form"/><dataObjectReference id="r1" name="Order form" dataObjectRef="d1"/>
            <dataObject id="d2" name="Bill"/><dataObjectReference id="r2" name="Bill" dataObjectRef="d2"/>
            <startEvent id="s"/><serviceTask id="t"><ioSpecification><dataInput id="i" name="form"/><dataOutput id="o" name="made"/>
            <inputSet><dataInputRefs>i</dataInputRefs></inputSet><outputSet><dataOutputRefs>o</dataOutputRefs></outputSet></ioSpecification>
            <dataInputAssociation id="a1"><sourceRef>r1</sourceRef><targetRef>i</targetRef></dataInputAssociation>
            <dataOutputAssociation id="a2"><sourceRef>o</sourceRef><targetRef>r2</targetRef></dataOutputAssociation>
            </serviceTask><userTask id="u"/><endEvent id="e"/>\(flows("s t u e"))
            """, variables: ["Order form": "A4"])
        let job = try #require(
            play.outcome.effects.compactMap { effect -> JobCreation? in
                if case .createJob(let job) = effect { job } else { nil }
            }.first)
        #expect(job.variables["form"] == "A4")
        try play.apply(.completeJob(job.key, variables: ["made": 7]))
        #expect(play.state.variables["Bill"] == 7)
    }
}

@Suite("Models that cannot run") struct RefusedModelTests {
    @Test("are refused with every problem, its place and advice in both languages") func problems() {
        let (graph, problems) = Play.compile(
            """
            <startEvent id="s"/>
            <intermediateCatchEvent id="t"><timerEventDefinition/></intermediateCatchEvent>
            <intermediateThrowEvent id="l"><linkEventDefinition name="nowhere"/></intermediateThrowEvent>
            <callActivity id="c"/>
            <exclusiveGateway id="x"/>
            <sequenceFlow id="f1" sourceRef="s" targetRef="gone"/>
            <sequenceFlow id="f2" sourceRef="x" targetRef="c"><conditionExpression>1 +</conditionExpression></sequenceFlow>
            <boundaryEvent id="b" attachedToRef="x"><signalEventDefinition/></boundaryEvent>
            """)
        #expect(graph == nil)
        let codes = Set(problems.map(\.code))
        for code in [
            "no-timer", "link-target", "no-called-element", "dangling-flow", "expression", "dangling-boundary",
        ] {
            #expect(codes.contains("process." + code), "\(code)")
        }
        for problem in problems where problem.code.hasPrefix("process.") {
            #expect(!problem.message.english.isEmpty && !problem.message.chinese.isEmpty)
            #expect(problem.place.line > 0, "\(problem)")
        }
    }
}
