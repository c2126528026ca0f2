import BPMN
import Testing
import XMLTree

@Suite("BPMN in and out") struct RoundTripTests {
    @Test("loses nothing of any model of the working group", .enabled(if: Suite.isPresent), arguments: Suite.models)
    func workingGroup(_ path: String) {
        let trip = BPMN.roundTrip(Suite.bytes(path))
        #expect(trip.keepsModel)
        #expect(trip.keepsDiagram)
        #expect(trip.keepsText, "\(trip.difference ?? "")")
    }

    /// Checks that a file is the same after reading and writing.
    private func check(keeps text: String, _ location: SourceLocation = #_sourceLocation) {
        let trip = BPMN.roundTrip(Array(text.utf8))
        #expect(trip.isLossless, "\(trip.difference ?? "model") \(trip.problems)", sourceLocation: location)
    }

    @Test(
        "keeps what it does not know",
        arguments: [
            "<task id='t' acme:colour='red' acme:size='1'/>",
            "<task id='t'><extensionElements><acme:a b='c'>x<acme:d/>y</acme:a><!-- why --></extensionElements></task>",
            "<!-- before --><task id='t'/><!-- after --><startEvent id='s'><!-- inside --></startEvent>",
            "<acme:strange id='z'><acme:inner/></acme:strange><task id='t'/>",
            "<task id='t' isForCompensation='false' startQuantity='1'/>",
            "<task id='t' isForCompensation='maybe' startQuantity='many'/>",
            "<callChoreography id='c'><participantRef>x</participantRef></callChoreography>",
            "<task id='t'><incoming acme:a='b'>f</incoming></task>",
            "<scriptTask id='t'><script><![CDATA[a < b && c]]></script></scriptTask>",
            "<task id='t'><documentation textFormat='text/html'>a <acme:b>c</acme:b></documentation></task>",
            "<textAnnotation id='a'/><userTask id='t'><performer><resourceAssignmentExpression><expression>x</expression></resourceAssignmentExpression></performer></userTask>",
            "<task id='t'><documentation>a <acme:b/> c<acme:d/><![CDATA[<e>]]></documentation></task>",
            "<task id='t' name='线索&#10;跟进'/>",
        ])
    func foreign(_ inside: String) { check(keeps: Short.process(inside)) }

    @Test("keeps prefixes, the order of attributes and what the file said of defaults")
    func writing() {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <b:definitions targetNamespace="urn:x" xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">
              <b:process isExecutable="false" id="p">
                <b:boundaryEvent cancelActivity="true" id="e" attachedToRef="t"/>
              </b:process>
            </b:definitions>

            """
        #expect(BPMN.read(text).definitions.text() == text)
    }

    @Test("keeps elements of every kind", arguments: Samples.all)
    func everyKind(_ sample: Samples.Sample) { check(keeps: sample.text) }

    @Test("reads what it wrote of a model that was built")
    func built() throws {
        var process = BPMN.Process(id: "p")
        process.isExecutable = true
        var task = BPMN.FlowNode(id: "t", name: "审批", .activity(.init(.task(.user(.init())))))
        task.execution.assignee = BPMN.Expression(feel: "applicant.manager")
        task.execution.candidateGroups = BPMN.Expression(literal: "finance")
        task.execution.inputs = [.init(BPMN.Expression(feel: "a + 1"), to: "b")]
        process.scope.elements = [
            .node(BPMN.FlowNode(id: "s", .event(.init()))), .node(task),
            .flow(.init(id: "f", from: "s", to: "t", condition: BPMN.Expression(feel: "x > 1"))),
        ]
        var definitions = BPMN.Definitions(id: "d")
        definitions.targetNamespace = "urn:x"
        definitions.elements = [.process(process)]
        let (again, problems) = BPMN.read(definitions.laidOut().text())
        #expect(problems.isEmpty)
        let read = try #require(again.processes.first)
        #expect(read.scope.node("t")?.execution == task.execution)
        #expect(read.scope.flows.first?.condition?.feel == "x > 1")
        #expect(read.scope.node("t")?.incoming.map(\.id) == ["f"])
        #expect(again.diagrams.first?.plane.shapes.count == 2)
        #expect(BPMN.roundTrip(Array(again.text().utf8)).isLossless)
    }

    @Test("keeps everything foreign when the model is edited")
    func edited() throws {
        let text = Short.process(
            """
            <userTask id='t' name='old' camunda:assignee='ann' acme:x='1'>
              <extensionElements><acme:y/></extensionElements>
            </userTask><!-- note --><acme:z/>
            """)
        var definitions = BPMN.read(text).definitions
        var processes = definitions.processes
        guard case .node(var node) = processes[0].scope.elements[0] else { return }
        node.name = "new"
        node.execution.assignee = BPMN.Expression(feel: "boss")
        node.execution.formKey = BPMN.Expression(literal: "review")
        processes[0].scope.elements[0] = .node(node)
        definitions.processes = processes
        let written = definitions.text()
        for part in [
            "acme:x=\"1\"", "<acme:y/>", "<!-- note -->", "<acme:z/>", "camunda:assignee=\"ann\"", "name=\"new\"",
        ] {
            #expect(written.contains(part), "\(part)")
        }
        let again = try #require(BPMN.read(written).definitions.processes.first?.scope.nodes.first)
        #expect(again.execution.assignee?.feel == "boss")
        #expect(again.execution.formKey?.literal == "review")
    }

    @Test("takes back what a dialect said when the model is edited so")
    func cleared() throws {
        let text = Short.process("<userTask id='t' camunda:assignee='ann' camunda:formKey='f'/>")
        var definitions = BPMN.read(text).definitions
        var processes = definitions.processes
        guard case .node(var node) = processes[0].scope.elements[0] else { return }
        node.execution.assignee = nil
        processes[0].scope.elements[0] = .node(node)
        definitions.processes = processes
        let again = try #require(BPMN.read(definitions.text()).definitions.processes.first?.scope.nodes.first)
        #expect(again.execution.assignee == nil)
        #expect(again.execution.formKey?.literal == "f")
    }

    @Test("keeps our approval element for those who read it")
    func approval() throws {
        let node = try Short.node(
            """
            <userTask id='t'><extensionElements><sanbu:approval mode="all"><sanbu:reject to="start"/></sanbu:approval>
            </extensionElements></userTask>
            """)
        #expect(node.execution.approval?.attribute("mode") == "all")
        #expect(node.execution.approval?.elements.count == 1)
    }

    @Test(
        "says where broken files are broken, and never throws",
        arguments: [
            ("", 1, "xml.empty"), ("<definitions>\n<a>\n</definitions>", 3, "xml.end-tag"),
            ("<a/>", 1, "bpmn.not-bpmn"), ("<!DOCTYPE x>\n<a/>", 1, "xml."),
            ("<definitions xmlns='http://schema.omg.org/spec/BPMN/2.0'/>", 1, "bpmn.not-bpmn"),
        ])
    func broken(_ text: String, _ line: Int, _ code: String) throws {
        let problem = try #require(BPMN.read(text).problems.first)
        #expect(problem.place.line == line)
        #expect(problem.code.hasPrefix(code) || code == "xml.empty" && problem.code.hasPrefix("xml."))
        #expect(!problem.message.chinese.isEmpty)
    }
}
