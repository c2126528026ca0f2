import BPMN
import Testing
import XMLTree

@Suite("Drawings") struct DrawingTests {
    private func drawing(_ inside: String, _ drawing: BPMN.Drawing = BPMN.Drawing()) -> String {
        BPMN.read(Short.process(inside)).definitions.laidOut().svg(drawing)
    }

    @Test("are well-formed for every model", .enabled(if: Suite.isPresent), arguments: Suite.models)
    func wellFormed(_ path: String) throws {
        let definitions = BPMN.read(Suite.bytes(path)).definitions
        for index in definitions.diagrams.indices {
            let root = try XML.read(definitions.svg(diagram: index)).root
            #expect(root.name.local == "svg")
            #expect(root.elements.count > 5)
        }
    }

    @Test("escape what people wrote, wherever it stands")
    func escaped() throws {
        let evil = "&lt;script>alert(1)&lt;/script>&quot; onload=&quot;x"
        let xml =
            "<task id='t' name='\(evil)'/><startEvent id='s' name='\(evil)'/><textAnnotation id='a'><text>\(evil)</text></textAnnotation>"
        let text = drawing(xml, BPMN.Drawing(overlays: [BPMN.Overlay("t", .note("</text><script>"))]))
        #expect(!text.contains("<script"))
        #expect(!text.contains("\" onload"))
        #expect(throws: Never.self) { try XML.read(text) }
    }

    @Test("take no colour that is more than a colour")
    func colours() {
        var definitions = BPMN.read(Short.process("<task id='t'/>")).definitions.laidOut()
        for (colour, isTaken) in [
            ("#ff0000", true), ("tomato", true), ("rgb(1, 2, 3)", true), ("url(x)", false), ("red;}", false),
            ("#12", false),
        ] {
            guard case .shape(var shape) = definitions.diagrams[0].plane.elements[0] else { return }
            shape.fill = colour
            definitions.diagrams[0].plane.elements[0] = .shape(shape)
            #expect(definitions.svg().contains("fill:\(colour);") == isTaken, "\(colour)")
        }
    }

    @Test("show tokens, counts, failures, heat and states")
    func overlays() {
        let overlays: [BPMN.Overlay] = [
            .init("t", .tokens(3)), .init("t", .count(1234)), .init("t", .incidents(1)), .init("u", .heat(1)),
            .init("u", .state(.failed)), .init("f", .state(.completed)), .init("u", .note("今天")),
            .init("nobody", .tokens(1)),
        ]
        let text = drawing(
            "<task id='t'/><task id='u'/><sequenceFlow id='f' sourceRef='t' targetRef='u'/>",
            BPMN.Drawing(overlays: overlays))
        for part in [">3<", ">1.2k<", "badge-incidents", "#f06554", "s f failed", "e n completed", ">今天<"] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("break Chinese anywhere but before its punctuation")
    func wrapping() {
        let text = drawing("<task id='t' name='合同金额超过五十万元，请法务部门与财务部门共同审核。'/>")
        #expect(text.components(separatedBy: "<tspan").count > 3)
        #expect(!text.contains(">，") && !text.contains(">。"))
    }

    @Test("hide what a collapsed sub-process holds")
    func collapsed() {
        var definitions = BPMN.read(Short.process("<subProcess id='s'><task id='inside'/></subProcess>")).definitions
            .laidOut()
        #expect(definitions.svg().contains("data-element=\"inside\""))
        for index in definitions.diagrams[0].plane.elements.indices {
            guard case .shape(var shape) = definitions.diagrams[0].plane.elements[index], shape.bpmnElement?.id == "s"
            else { continue }
            shape.isExpanded = false
            definitions.diagrams[0].plane.elements[index] = .shape(shape)
        }
        #expect(!definitions.svg().contains("data-element=\"inside\""))
    }

    @Test("leave the page's colours alone when they stand in a page")
    func themes() {
        #expect(!drawing("<task id='t'/>", BPMN.Drawing(theme: .inherited)).contains("color-scheme"))
        #expect(drawing("<task id='t'/>", BPMN.Drawing(theme: .dark)).contains("color-scheme:dark"))
        #expect(BPMN.Definitions(id: "d").svg() == "")
    }
}

extension String {
    /// The parts between a separator, without Foundation.
    fileprivate func components(separatedBy separator: String) -> [Substring] { split(separator: separator) }
}
