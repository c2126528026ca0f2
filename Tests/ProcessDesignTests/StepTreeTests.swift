import BPMN
import Basics
import ProcessDesign
import ProcessEngine
import Testing
import TimeZones
import XMLTree

/// The invariant of the step designer: what is drawn is what runs, and what is opened again is what was drawn.
@Suite("A tree of steps") struct StepTreeTests {
    @Test("is the same after it became BPMN and came back, and every such model can be deployed", arguments: 0..<120)
    func comesBack(_ seed: Int) throws {
        var random = RandomTree(seed: UInt64(seed))
        let tree = random.tree()
        let source = tree.source()
        let (model, problems) = BPMN.read(source)
        #expect(problems.filter { $0.severity == .error }.isEmpty, "seed \(seed): \(problems)")
        #expect(!model.diagrams.isEmpty, "seed \(seed)")
        let found = ProcessEngine.compile(model, process: tree.id, zones: SystemTimeZones())
        #expect(found.graph != nil, "seed \(seed): \(found.problems)")
        switch StepTree.read(model) {
        case .success(let back): #expect(back == tree, "seed \(seed)")
        case .failure(let refusal): Issue.record("seed \(seed): \(refusal)")
        }
    }

    @Test("is the same after it became JSON and came back", arguments: 0..<40) func asJSON(_ seed: Int) throws {
        var random = RandomTree(seed: UInt64(seed))
        let tree = random.tree()
        let back = try StepTree(json: try JSON.parse(tree.json.text))
        #expect(back == tree, "seed \(seed)")
    }

    @Test("is refused where the process is none, with the element that is in the way", arguments: Self.strange)
    func refuses(_ inside: String, _ element: String) {
        let text = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:sanbu="https://sanbu.dev/bpmn/1" targetNamespace="t">
            <process id="p" isExecutable="true">\(inside)</process></definitions>
            """
        guard case .failure(let refusal) = StepTree.read(BPMN.read(text).definitions) else {
            Issue.record("taken as a tree")
            return
        }
        #expect(refusal.element == element)
        #expect(!refusal.sentence.english.isEmpty && !refusal.sentence.chinese.isEmpty)
    }

    static let strange: [(String, String)] = [
        (
            """
            <startEvent id="s"/><userTask id="t"/><endEvent id="e"/><boundaryEvent id="b" attachedToRef="t"><timerEventDefinition>\
            <timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent><sequenceFlow id="1" sourceRef="s" targetRef="t"/>\
            <sequenceFlow id="2" sourceRef="t" targetRef="e"/><sequenceFlow id="3" sourceRef="b" targetRef="e"/>
            """, "b"
        ),
        (
            """
            <startEvent id="s"/><exclusiveGateway id="g"/><userTask id="t"/><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="g"/>\
            <sequenceFlow id="2" sourceRef="g" targetRef="t"/><sequenceFlow id="3" sourceRef="t" targetRef="g"/><sequenceFlow id="4" sourceRef="g" targetRef="e"/>
            """, "g"
        ),
        (
            """
            <startEvent id="s"/><scriptTask id="t"/><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="t"/>\
            <sequenceFlow id="2" sourceRef="t" targetRef="e"/>
            """, "t"
        ),
        (
            """
            <startEvent id="s"/><userTask id="t"><standardLoopCharacteristics/></userTask><endEvent id="e"/>\
            <sequenceFlow id="1" sourceRef="s" targetRef="t"/><sequenceFlow id="2" sourceRef="t" targetRef="e"/>
            """, "t"
        ),
        (
            """
            <startEvent id="s"/><parallelGateway id="f"/><exclusiveGateway id="j"/><endEvent id="e"/><sequenceFlow id="1" sourceRef="s" targetRef="f"/>\
            <sequenceFlow id="2" sourceRef="f" targetRef="j"/><sequenceFlow id="3" sourceRef="f" targetRef="j"/><sequenceFlow id="4" sourceRef="j" targetRef="e"/>
            """, "f"
        ),
    ]

    @Test("reads what other tools wrote, with the standard's defaults spelt out") func readsDefaults() throws {
        let text = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" exporter="other"><process id="p" isExecutable="false" \
            isClosed="false" processType="None"><startEvent id="s" isInterrupting="true"/><exclusiveGateway id="g" gatewayDirection="Diverging" default="b"/>\
            <userTask id="t" startQuantity="1"/><exclusiveGateway id="j" gatewayDirection="Converging"/><endEvent id="e"/>\
            <sequenceFlow id="1" sourceRef="s" targetRef="g"/><sequenceFlow id="a" sourceRef="g" targetRef="t"><conditionExpression>${x}</conditionExpression></sequenceFlow>\
            <sequenceFlow id="b" sourceRef="g" targetRef="j"/><sequenceFlow id="c" sourceRef="t" targetRef="j"/><sequenceFlow id="d" sourceRef="j" targetRef="e"/></process></definitions>
            """
        let tree = try StepTree.read(BPMN.read(text).definitions).get()
        guard case .branches(let split) = tree.steps.first?.kind else {
            Issue.record("no branches")
            return
        }
        #expect(split.branches.map(\.condition) == ["x", ""] && split.branches.map(\.isDefault) == [false, true] && split.join == "j")
    }

    @Test("says which two steps share an id") func sharesNoID() throws {
        let tree = StepTree(id: "p", name: "p", steps: [.init("a", .person), .init("a", .person)])
        #expect(throws: ProcessDesign.Sentence.self) { try StepTree(json: tree.json) }
    }

    @Test("takes no more steps than it should") func hasALimit() throws {
        let tree = StepTree(id: "p", name: "p", steps: (0..<30).map { .init("a\($0)", .person) })
        #expect(throws: ProcessDesign.Sentence.self) { try StepTree(json: tree.json, most: 20) }
        _ = try StepTree(json: tree.json, most: 40)
    }
}

/// Random trees, the same for the same seed.
struct RandomTree {
    private var state: UInt64
    private var counter = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    private mutating func below(_ limit: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % limit
    }

    mutating func tree() -> StepTree {
        var tree = StepTree(id: "random", name: "随机 <\(below(100))>", steps: steps(depth: 0))
        tree.documentation = below(2) == 0 ? "" : "说明 & text"
        tree.extensions = below(2) == 0 ? [] : [own("execution", [], [own("property", [("name", "title"), ("value", "\"a\" + \"b\"")])])]
        tree.start.name = "提交"
        return tree
    }

    private mutating func steps(depth: Int) -> [StepTree.Step] {
        let count = below(depth == 0 ? 6 : 4)
        return (0..<count).map { _ in step(depth: depth) }
    }

    private mutating func id(_ word: String) -> String {
        counter += 1
        return "\(word)\(counter)"
    }

    private mutating func step(depth: Int) -> StepTree.Step {
        var step: StepTree.Step
        switch below(depth > 2 ? 5 : 8) {
        case 0: step = .init(id("wait"), .delay(below(2) == 0 ? .init("PT\(below(9) + 1)H") : .init("= date and time(\"2030-01-01T00:00:00Z\")", isDate: true)))
        case 1: step = .init(id("act"), .action, extensions: [own("execution", [], [own("job", [("type", "\"notify\"")]), own("input", [("target", "people"), ("source", "[initiator.id]")])])])
        case 2: step = .init(id("ask"), .decision, extensions: [own("execution", [("calledDecision", "\"d\""), ("resultVariable", "level")])])
        case 3: step = .init(id("call"), .call, extensions: [own("execution", [("calledElement", "\"other\"")])])
        case 4: step = .init(id("approve"), .person, extensions: [approval()])
        default: step = .init(id("gate"), .branches(split(depth: depth)))
        }
        step.name = below(4) == 0 ? "" : "步骤 \(below(1000))"
        step.documentation = below(5) == 0 ? "一段\n说明" : ""
        return step
    }

    private mutating func approval() -> XMLElement {
        var children = [own("approver", [("kind", ["initiator", "manager", "managers"][below(3)])])]
        if below(2) == 0 { children.append(own("copy", [("when", "ended"), ("kind", "initiator")])) }
        if below(2) == 0 { children.append(own("field", [("name", "amount"), ("right", "read")])) }
        return own("approval", [("mode", ["all", "any", "sequential"][below(3)])], children)
    }

    private mutating func split(depth: Int) -> StepTree.Split {
        let gateway = StepTree.Gateway.allCases[below(3)]
        let count = 2 + below(3)
        let last = count - 1
        let branches = (0..<count).map { number -> StepTree.Branch in
            let isDefault = gateway != .parallel && number == last
            let condition = gateway == .parallel || isDefault ? "" : "amount > \(below(1000)) and \"<&\" != \"\""
            return .init(below(2) == 0 ? "" : "分支 \(number)", when: condition, isDefault: isDefault, steps(depth: depth + 1))
        }
        return .init(gateway, branches, join: id("join"))
    }

    private func own(_ name: String, _ attributes: [(String, String)], _ children: [XMLElement] = []) -> XMLElement {
        XMLElement(
            XMLName(name, in: BPMN.extensionNamespace, prefix: "sanbu"), attributes.map { XMLAttribute($0.0, $0.1) }, children.map { .element($0) })
    }
}
