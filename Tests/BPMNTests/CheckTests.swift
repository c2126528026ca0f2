import BPMN
import Testing
import XMLTree

@Suite("Can it run?") struct CheckTests {
    /// The codes of the problems of a process, with their lines in its body.
    private func problems(_ inside: String, roots: String = "") -> [String] {
        let (definitions, read) = BPMN.read(Short.process(inside, roots: roots))
        #expect(read.isEmpty)
        return definitions.check().filter { $0.severity != .note }.map { problem in
            #expect(!problem.message.chinese.isEmpty && problem.advice != nil && problem.place.line > 0)
            return "\(problem.place.line - 2) \(problem.severity) \(problem.code.dropFirst(5))"
        }
    }

    private static let start = "<startEvent id='s'/><endEvent id='e'/>\n"

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let xml: String
        let expected: [String]
        var roots = ""
        var testDescription: String { name }
    }

    @Test("a right model has no problems")
    func right() {
        let xml = """
            <startEvent id='s'/><exclusiveGateway id='g' default='f3'/><userTask id='t'/><endEvent id='e'/>
            <sequenceFlow id='f1' sourceRef='s' targetRef='g'/>
            <sequenceFlow id='f2' sourceRef='g' targetRef='t'><conditionExpression>a > 1</conditionExpression></sequenceFlow>
            <sequenceFlow id='f3' sourceRef='g' targetRef='e'/><sequenceFlow id='f4' sourceRef='t' targetRef='e'/>
            """
        #expect(problems(xml) == [])
    }

    @Test("every mistake is found at its line", arguments: cases)
    func mistakes(_ test: Case) { #expect(problems(test.xml, roots: test.roots) == test.expected) }

    private static let cases: [Case] = flowCases + gatewayCases + eventCases + activityCases

    private static let flowCases: [Case] = [
        Case(
            name: "a flow to nowhere", xml: start + "<sequenceFlow id='f' sourceRef='s' targetRef='x'/>",
            expected: ["1 warning unreachable", "2 error dangling-reference"]),
        Case(
            name: "a flow without an end", xml: start + "<sequenceFlow id='f' sourceRef='s'/>",
            expected: ["1 warning unreachable", "2 error dangling-reference"]),
        Case(
            name: "a flow out of its sub-process",
            xml: "<startEvent id='s'/><subProcess id='p1'><task id='t'/></subProcess>\n"
                + "<sequenceFlow id='f' sourceRef='s' targetRef='p1'/><sequenceFlow id='g' sourceRef='s' targetRef='t'/>",
            expected: ["2 error flow-crosses-scope"]),
        Case(
            name: "one id twice", xml: "<task id='t'/>\n<task id='t'/>", expected: ["2 error duplicate-id"]),
        Case(name: "no id", xml: "<startEvent/>", expected: ["1 error missing-id"]),
        Case(
            name: "nothing begins",
            xml: "<task id='a'/><task id='b'/><sequenceFlow id='f' sourceRef='a' targetRef='b'/>\n"
                + "<sequenceFlow id='g' sourceRef='b' targetRef='a'/>",
            expected: ["1 error no-start", "1 warning unreachable", "1 warning unreachable"]),
        Case(
            name: "a default flow of somebody else",
            xml: "<task id='a' default='g'/><task id='b'/><sequenceFlow id='f' sourceRef='a' targetRef='b'/>",
            expected: ["1 error wrong-default"]),
        Case(
            name: "a message that does not exist", xml: "<receiveTask id='r' messageRef='m'/>",
            expected: ["1 error dangling-reference"]),
        Case(
            name: "a signal where a message belongs", xml: "<receiveTask id='r' messageRef='sg'/>",
            expected: ["1 error wrong-reference"], roots: "<signal id='sg'/>"),
    ]

    private static func gateway(_ tag: String, _ flow: String, _ target: String = "<task id='a'/><task id='b'/>")
        -> String
    {
        """
        <startEvent id='s'/><sequenceFlow id='f' sourceRef='s' targetRef='g'/><\(tag) id='g'/>\(target)
        <sequenceFlow id='h' sourceRef='g' targetRef='a'>\(flow)</sequenceFlow>
        <sequenceFlow id='i' sourceRef='g' targetRef='b'>\(flow)</sequenceFlow>
        """
    }

    private static let condition = "<conditionExpression>x</conditionExpression>"

    private static let gatewayCases: [Case] = [
        Case(
            name: "no conditions", xml: gateway("exclusiveGateway", ""),
            expected: ["2 error no-condition", "3 error no-condition"]),
        Case(name: "no default", xml: gateway("inclusiveGateway", condition), expected: ["1 warning no-default"]),
        Case(
            name: "conditions that nobody asks", xml: gateway("parallelGateway", condition),
            expected: ["2 warning condition-ignored", "3 warning condition-ignored"]),
        Case(
            name: "tasks behind an event gateway", xml: gateway("eventBasedGateway", ""),
            expected: ["2 error event-gateway", "3 error event-gateway"]),
    ]

    private static func boundary(_ host: String, _ definition: String, after: String = "") -> String {
        """
        <startEvent id='s'/><task id='t'/><sequenceFlow id='f' sourceRef='s' targetRef='t'/><endEvent id='e'/>
        <boundaryEvent id='b' attachedToRef='\(host)'>\(definition)</boundaryEvent><sequenceFlow id='g' sourceRef='t' targetRef='e'/>
        \(after)
        """
    }

    private static let out = "<sequenceFlow id='h' sourceRef='b' targetRef='e'/>"

    private static let eventCases: [Case] = [
        Case(
            name: "a boundary event on nothing",
            xml: boundary(
                "x", "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>", after: out),
            expected: ["2 warning unreachable", "2 error boundary-host"]),
        Case(
            name: "a boundary event on an event",
            xml: boundary(
                "s", "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>", after: out),
            expected: ["2 error boundary-host"]),
        Case(
            name: "cancel on a task", xml: boundary("t", "<cancelEventDefinition/>", after: out),
            expected: ["2 error boundary-host"]),
        Case(
            name: "no trigger", xml: boundary("t", "", after: out), expected: ["2 error no-trigger"]),
        Case(
            name: "compensation without a handler", xml: boundary("t", "<compensateEventDefinition/>"),
            expected: ["2 error no-compensation-handler"]),
        Case(
            name: "no time", xml: boundary("t", "<timerEventDefinition/>", after: out), expected: ["2 error timer"]),
        Case(
            name: "a wrong duration",
            xml: boundary(
                "t", "<timerEventDefinition><timeDuration>P1H</timeDuration></timerEventDefinition>", after: out),
            expected: ["2 error timer"]),
        Case(
            name: "a link to nowhere",
            xml:
                "<startEvent id='s'/><intermediateThrowEvent id='l'><linkEventDefinition name='A'/></intermediateThrowEvent>\n"
                + "<sequenceFlow id='f' sourceRef='s' targetRef='l'/>",
            expected: ["1 error link-pair"]),
        Case(
            name: "a flow into a start",
            xml: start + "<sequenceFlow id='f' sourceRef='s' targetRef='e'/>\n"
                + "<sequenceFlow id='g' sourceRef='e' targetRef='s'/>",
            expected: ["3 error event-flow", "3 error event-flow"]),
        Case(
            name: "an error that starts a process", xml: "<startEvent id='s'><errorEventDefinition/></startEvent>",
            expected: ["1 error event-not-allowed"]),
        Case(
            name: "compensation of something unknown",
            xml: "<startEvent id='s'/><endEvent id='e'><compensateEventDefinition activityRef='x'/></endEvent>\n"
                + "<sequenceFlow id='f' sourceRef='s' targetRef='e'/>",
            expected: ["1 error compensation-activity"]),
    ]

    private static let activityCases: [Case] = [
        Case(name: "a call of nothing", xml: "<callActivity id='c'/>", expected: ["1 error no-called-element"]),
        Case(
            name: "a multi-instance without a number",
            xml: "<task id='t'><multiInstanceLoopCharacteristics/></task>", expected: ["1 error no-collection"]),
        Case(
            name: "an event sub-process without a start",
            xml: "<startEvent id='s'/>\n<subProcess id='x' triggeredByEvent='true'><task id='t'/></subProcess>",
            expected: ["2 error event-sub-process-start"]),
        Case(
            name: "an expression that cannot be translated",
            xml: "<userTask id='t' camunda:assignee='${bean.boss()}'/>", expected: ["1 error expression-language"]),
        Case(
            name: "a script in another language",
            xml: "<scriptTask id='t' scriptFormat='groovy'><script>x</script></scriptTask>",
            expected: ["1 warning script-language"]),
        Case(name: "a service without work", xml: "<serviceTask id='t'/>", expected: ["1 warning no-implementation"]),
    ]

    @Test("expressions are checked by the caller, at their line")
    func expressions() throws {
        let (definitions, _) = BPMN.read(
            Short.process(
                "<task id='a'/><task id='b'/>\n<sequenceFlow id='f' sourceRef='a' targetRef='b'>\n<conditionExpression>1 +</conditionExpression></sequenceFlow>"
            ))
        let problems = definitions.check { text in text == "1 +" ? BPMN.Wording("incomplete", "不完整") : nil }
        let problem = try #require(problems.first { $0.code == "bpmn.expression" })
        #expect(problem.place.line == 5)
        #expect(problem.message.english.contains("incomplete"))
    }

    @Test("what is not to run gets warnings only")
    func descriptive() {
        let (definitions, _) = BPMN.read(Short.definitions("<process id='p'><callActivity id='c'/></process>"))
        #expect(definitions.check().map(\.severity) == [.warning])
        #expect(definitions.check(asExecutable: true).map(\.severity) == [.error])
    }

    @Test("messages stay between pools")
    func pools() {
        let (definitions, _) = BPMN.read(
            Short.definitions(
                """
                <collaboration id='c'><participant id='a' processRef='p'/><messageFlow id='m' sourceRef='t' targetRef='u'/>
                </collaboration><process id='p'><task id='t'/><task id='u'/></process>
                """))
        #expect(definitions.check().map(\.code) == ["bpmn.message-flow-inside-pool"])
    }

    @Test(
        "knows the texts of timers",
        arguments: [
            ("PT1H", true), ("P1Y2M3DT4H5M6S", true), ("P2W", true), ("PT0.5S", true), ("P", false), ("PT", false),
            ("1H", false),
            ("P1H", false), ("PT1D", false), ("-P1D", true), ("P1M1Y", false),
        ])
    func durations(_ text: String, _ isRight: Bool) { #expect(BPMN.TimerText.isDuration(text) == isRight) }

    @Test(
        "knows cycles and dates",
        arguments: [
            ("R3/PT10H", true), ("R/PT10H", true), ("R3/2026-01-05T09:00:00Z/P1D", true), ("0 0 9 * * MON-FRI", true),
            ("@daily", true), ("R3/x", false), ("every day", false), ("PT5M", true), ("Rx/PT1H", false),
        ])
    func cycles(_ text: String, _ isRight: Bool) { #expect(BPMN.TimerText.isCycle(text) == isRight) }

    @Test(
        "knows dates",
        arguments: [
            ("2026-01-05", true), ("2026-01-05T09:00:00", true), ("2026-01-05T09:00:00+08:00", true),
            ("2026-01-05T09:00:00.5Z", true), ("2026-01-05T09:00:00@Asia/Shanghai", true), ("2026-13-05", false),
            ("05.01.2026", false), ("2026-01-05T9", false),
        ])
    func dates(_ text: String, _ isRight: Bool) { #expect(BPMN.TimerText.isDate(text) == isRight) }
}
